//! Awards and honours.

use crate::facts::Award;
use crate::profile::chinese_awards;
use crate::text::dates::{date, only_year};
use crate::text::han_script::is_chinese;
use crate::text::wording::{
    is_listed, lower_words, split_outside_brackets, strip_words, trailing_bracket, without_end,
};

const VERBS: &[&str] = &[
    "recipient of the",
    "recipient of",
    "winner of the",
    "winner of",
    "awarded the title of",
    "awarded the",
    "awarded with the",
    "awarded",
    "received the",
    "received",
    "honored with the",
    "honored as",
    "selected for the",
    "selected for",
    "selected into the",
    "selected into",
    "selected as",
    "included in the",
    "granted the",
    "conferred the title of",
    "conferred the",
    "honored with",
    "honoured with the",
    "named",
    "won the",
    "won",
];
/// The last word of what can be given.
const NOUNS: &str = "award awards prize prizes program programme fund leader medal talent talents scholar scholars honor honour \
    title fellowship plan project doctor expert star worker physician grant pioneer scheme youth model allowance \
    scholarship commendation";
/// A grade goes with the award after it.
const GRADES: &[&str] = &["first", "second", "third", "special", "grand", "gold", "silver", "bronze"];

/// The awards that an item names.
pub(crate) fn awards(text: &str) -> Vec<Award> {
    if is_chinese(text) {
        return chinese_awards::awards(text);
    }
    let text = without_end(text);
    let parts = split_outside_brackets(text, |c| matches!(c, ';' | '；'));
    parts.into_iter().flat_map(listed).filter_map(|name| award(&name)).collect()
}

/// A comma parts two awards only where each side is one by its own words.
fn listed(text: &str) -> Vec<String> {
    let text = strip_words(text, VERBS).unwrap_or(text);
    let pieces: Vec<&str> = split_outside_brackets(text, |c| matches!(c, ',' | '，' | '、'));
    let bare = |piece: &str| strip_words(piece, &["and the", "and"]).unwrap_or(piece).to_owned();
    let pieces: Vec<String> = pieces.into_iter().map(bare).collect();
    match pieces.as_slice() {
        [only] => match only.split_once(" and ") {
            Some((left, right)) if is_award(left) && is_award(right) => {
                vec![left.to_owned(), bare_article(right).to_owned()]
            }
            _ => vec![only.clone()],
        },
        several if several.iter().all(|piece| is_award(piece)) => pieces,
        _ => vec![text.to_owned()],
    }
}

fn bare_article(text: &str) -> &str {
    strip_words(text, &["the"]).unwrap_or(text)
}

fn is_award(text: &str) -> bool {
    let (text, _) = without_year(text);
    let words = lower_words(text);
    let grade = words.first().is_some_and(|first| GRADES.contains(&first.as_str())) && words.len() <= 2;
    !grade && words.len() > 1 && words.last().is_some_and(|last| is_listed(NOUNS, last))
}

/// True for an item that by its own words names awards.
pub(crate) fn is_award_item(text: &str) -> bool {
    if is_chinese(text) {
        return chinese_awards::is_award_item(text);
    }
    let text = without_end(text);
    is_award(strip_words(text, VERBS).unwrap_or(text))
}

fn award(text: &str) -> Option<Award> {
    let text = without_end(text);
    // `Award (Second Prize, 2014)`
    let graded = trailing_bracket(text).and_then(|(name, inside)| Some((name, inside.rsplit_once(", ")?)));
    if let Some((name, (grade, year))) = graded
        && date(year).is_some()
    {
        return Some(Award { name: format!("{} ({grade})", bare_article(name)), year: only_year(year) });
    }
    let (name, year) = without_year(text);
    let name = bare_article(strip_words(name, VERBS).unwrap_or(name)).to_owned();
    (!name.is_empty()).then_some(Award { name, year })
}

/// The year in brackets, after a comma, or before the name.
fn without_year(text: &str) -> (&str, Option<u16>) {
    if let Some((before, inside)) = trailing_bracket(text)
        && date(inside).is_some()
    {
        return (before, only_year(inside));
    }
    let led = [", in ", " in ", ", ", " – ", " - "]
        .iter()
        .filter_map(|mark| text.rsplit_once(mark))
        .find(|(_, last)| date(last).is_some());
    if let Some((before, last)) = led {
        return (before, only_year(last));
    }
    if let Some((before, last)) = text.rsplit_once(' ')
        && date(last).is_some()
        && lower_words(before).last().is_some_and(|noun| is_listed(NOUNS, noun))
    {
        return (before, only_year(last));
    }
    match text.split_once([':', '：', ' ']) {
        Some((first, rest)) if date(first).is_some() => {
            (rest.trim_start_matches([' ', '-', '–', ':']), only_year(first))
        }
        _ => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let show = |award: Award| format!("{} {}", award.name, award.year.unwrap_or_default());
        awards(text).into_iter().map(show).collect()
    }

    #[test]
    fn a_list_is_several_awards_and_a_grade_none() {
        assert_eq!(
            shown("Recipient of the Good Doctor Award, City Talent Fund, and Eye Medal."),
            ["Good Doctor Award 0", "City Talent Fund 0", "Eye Medal 0"]
        );
        assert_eq!(shown("Second Prize, City Progress Award (2018)"), ["Second Prize, City Progress Award 2018"]);
        assert_eq!(shown("2015: Good Doctor Award; Eye Medal, 2019"), ["Good Doctor Award 2015", "Eye Medal 2019"]);
    }
}
