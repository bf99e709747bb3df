//! The journals that a place lists: `A, B and C`, `the journals A and B`, `the journal A and B`.

use crate::text::wording::{is_listed, split_outside_brackets, strip_start, strip_words};

/// What journals end in and subjects do not: behind such a word `and` begins another one.
const ENDS: &str = "letters notes reports review reviews journal bulletin archives quarterly today international \
    communications proceedings transactions records gazette digest insights advances updates discovery chronicle";
/// What journals begin with: before such words `and` ends the one before.
const STARTS: &[&str] = &[
    "journal of",
    "annals of",
    "archives of",
    "frontiers in",
    "frontiers of",
    "advances in",
    "acta",
    "bulletin of",
    "chinese journal",
    "international journal",
    "european journal",
    "american journal",
    "british journal",
    "asian journal",
    "world journal",
    "shanghai journal",
];

/// What leads to the names, and how many it announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lead {
    None,
    /// `the journal`
    One,
    /// `several journals, including`, `both`
    Many,
}

/// The place without the words that lead to its journals.
pub(super) fn without_lead(place: &str) -> &str {
    led(place).1
}

fn led(place: &str) -> (Lead, &str) {
    if let Some(rest) = strip_words(place, &["both the", "both"]) {
        return (Lead::Many, rest);
    }
    let small = |text: &str| text.split(' ').all(|word| !word.starts_with(char::is_uppercase) || word == "SCI");
    let named = |rest: &str| rest.starts_with(|c: char| c.is_uppercase() || crate::text::characters::is_quote(c));
    if let Some((before, rest)) = place.split_once("journals").filter(|(before, _)| small(before)) {
        let rest = rest.trim_start_matches([',', ':', '：', ' ']);
        let rest = ["including ", "such as ", "like ", "among them ", "namely "]
            .iter()
            .find_map(|word| strip_start(rest, word))
            .unwrap_or(rest);
        let rest = strip_words(rest, &["the"]).filter(|rest| named(rest)).unwrap_or(rest);
        return if named(rest) && before.len() < 60 { (Lead::Many, rest) } else { (Lead::None, place) };
    }
    let one = strip_words(place, &["the journal", "the quarterly", "the monthly", "the magazine", "the periodical"]);
    match one.filter(|rest| named(rest)) {
        Some(rest) => (Lead::One, rest),
        None => (Lead::None, place),
    }
}

/// The journals that a place lists. A number of them is none.
pub(super) fn journals(place: &str) -> Vec<&str> {
    let (lead, named) = led(place);
    let mut names = split_outside_brackets(named, |c| c == ',');
    names.retain(|name| !matches!(*name, "etc" | "etc." | "among others" | "and others"));
    let several = names.len() > 1;
    if let Some(last) = names.pop() {
        match last_two(last, lead, several) {
            Some((one, other)) => names.extend([one, other]),
            None => names.push(last),
        }
    }
    let name = |name| {
        let bare = strip_words(name, &["and"]).unwrap_or(name);
        strip_words(bare, &["for the", "for", "of the", "of"]).unwrap_or(bare)
    };
    let counts = |name: &&str| name.contains(char::is_numeric) && name.ends_with("journals");
    names.into_iter().map(name).filter(|name| !counts(name)).collect()
}

/// The two journals that `and` joins at the end of a list, where it joins no two words of one.
fn last_two(last: &str, lead: Lead, several: bool) -> Option<(&str, &str)> {
    // `and for B`, `and The B`: another one begins, and no second word of the same.
    let joints = [" and for ", " and The ", " and the ", " and of "];
    let at = joints.iter().filter_map(|joint| last.find(joint)).min();
    if let Some(at) = at {
        return Some((last.get(..at)?, last.get(at + " and ".len()..)?));
    }
    // A comma parted those before, or their number is said; here the list ends with `and` alone.
    if several && !last.starts_with("and ") || lead == Lead::Many {
        return last.rsplit_once(" and ");
    }
    let pairs =
        last.match_indices(" and ").filter_map(|(at, and)| Some((last.get(..at)?, last.get(at + and.len()..)?)));
    pairs
        .filter(|_| lead == Lead::None)
        .find(|(one, other)| ends_journal(one) && is_own(other) || begins_journal(one, other))
}

/// `Eye Letters`, but not `Journal of Letters`, which goes on.
fn ends_journal(one: &str) -> bool {
    let last = one.rsplit(' ').next().unwrap_or_default().to_lowercase();
    one.contains(' ') && is_listed(ENDS, &last) && strip_words(one, STARTS).is_none()
}

/// A name of two words at least, the first with a capital.
fn is_own(other: &str) -> bool {
    other.contains(' ') && other.starts_with(char::is_uppercase)
}

/// `Gut and Annals of Livers`; `Transactions and Journal of the Society` is one.
fn begins_journal(one: &str, other: &str) -> bool {
    let series = !one.contains(' ') && is_listed(ENDS, &one.to_lowercase());
    !series && strip_words(other, STARTS).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn journals_joined_by_and_are_told_from_one_with_and_in_it() {
        for (text, wanted) in [
            ("Harbour Letters and Night Ward Asia", "Harbour Letters|Night Ward Asia"),
            ("Spine Reports and Joint Notes, among others", "Spine Reports|Joint Notes"),
            ("Lung Today and Chinese Journal of Breath", "Lung Today|Chinese Journal of Breath"),
            ("Gut and Annals of Livers", "Gut|Annals of Livers"),
            ("the journals Salt and Sugar", "Salt|Sugar"),
            ("several journals, including Salt and Sugar Notes", "Salt|Sugar Notes"),
            ("both Salt and Sugar", "Salt|Sugar"),
            ("Heart Review, Brain and Nerve", "Heart Review|Brain|Nerve"),
            ("Journal of Ears and Journal of Noses", "Journal of Ears|Journal of Noses"),
            ("the journal Salt and Sugar", "Salt and Sugar"),
            ("Gut and Liver", "Gut and Liver"),
            ("Obstetrics and Gynecology Reports", "Obstetrics and Gynecology Reports"),
            ("Transactions and Journal of the Society", "Transactions and Journal of the Society"),
            ("Journal of Letters and Notes in Medicine", "Journal of Letters and Notes in Medicine"),
            ("Case Reports and Reviews", "Case Reports and Reviews"),
            ("Hand and Wrist Letters and Bone Notes", "Hand and Wrist Letters|Bone Notes"),
        ] {
            assert_eq!(journals(text).join("|"), wanted, "{text}");
        }
        assert_eq!(without_lead("the quarterly Night Ward"), "Night Ward");
        assert_eq!(without_lead("the journal of the society"), "the journal of the society");
    }
}
