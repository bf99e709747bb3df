//! What a doctor works on, item by item.

use crate::text::han_script::is_chinese;
use crate::text::wording::{is_listed, sentences, split_outside_brackets, strip_words, without_end};

/// Words that lead to a list and name nothing. They are taken off one after the other.
const LEADS: &[&str] = &[
    "he",
    "she",
    "is",
    "specialises in",
    "specializes in",
    "specialising in",
    "specializing in",
    "specialised in",
    "specialized in",
    "focuses on",
    "focusing on",
    "focus on",
    "focused on",
    "mainly engaged in",
    "engaged in",
    "mainly",
    "good at",
    "skilled in",
    "skilled at",
    "experienced in",
    "proficient in",
    "expert in",
    "expertise in",
    "has expertise in",
    "research on",
    "works on",
    "the diagnosis and treatment of",
    "diagnosing and treating",
    "treating",
    "the treatment of",
    "the",
];
/// First words of a piece that goes on with the one before it.
const GOES_ON: &str = "including especially particularly in such with which who where from as for by on of to at after during using \
    he she his her it its their e.g etc under through based";
/// Words that a name of one thing has before `and`.
const PAIRED: &str = "head bone hand ear nose skin mother oral obstetrics diagnosis prevention treatment basic clinical teaching care \
    heart liver brain eye breast vitreous";

/// The most words of an item of a list.
const LONGEST: usize = 10;

/// The items that a text names: parted by semicolons, or a plain list by its commas.
pub(crate) fn focus(text: &str) -> Vec<String> {
    let groups = split_outside_brackets(text, |c| matches!(c, ';' | '；'));
    groups
        .into_iter()
        .map(without_end)
        .flat_map(|group| listed(group).unwrap_or_else(|| vec![group.to_owned()]))
        .collect()
}

/// The items of `specialises in A, B and C`; none for a text that is no plain list.
fn listed(text: &str) -> Option<Vec<String>> {
    // In Chinese the mark of a list also parts the words of one name.
    if is_chinese(text) {
        return None;
    }
    let mut bare = text;
    while let Some(rest) = strip_words(bare, LEADS).filter(|rest| !rest.is_empty()) {
        bare = rest;
    }
    let mut items = split_outside_brackets(bare, |c| matches!(c, ',' | '，' | '、'));
    let last = items.pop().filter(|_| !items.is_empty() && sentences(text) == 1)?;
    match strip_words(last, &["and", "as well as"]) {
        Some(last) => items.push(last),
        None => match last.rsplit_once(" and ").filter(|(left, right)| parts(left, right)) {
            Some((left, right)) => items.extend([left, right]),
            None => items.push(last),
        },
    }
    let plain = |item: &&str| {
        let first = item.split(' ').next().unwrap_or_default().to_lowercase();
        !is_listed(GOES_ON, &first) && item.split(' ').count() <= LONGEST
    };
    items.iter().all(plain).then(|| items.into_iter().map(|item| without_end(item).to_owned()).collect())
}

/// True when `and` joins the last two items of a list, and not two words of one: `head and neck tumours`.
fn parts(left: &str, right: &str) -> bool {
    let paired = left.rsplit(' ').next().is_some_and(|word| is_listed(PAIRED, &word.to_lowercase()));
    let shared = [" of ", " in ", " for "].iter().any(|joint| right.contains(joint));
    !paired && !shared && !left.contains(" and ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_list_is_parted_at_its_commas() {
        for (text, wanted) in [
            ("Lung cancer, sleep apnea, and asthma.", "Lung cancer|sleep apnea|asthma"),
            ("Lung cancer; asthma (early, late)", "Lung cancer|asthma (early, late)"),
            ("Specializes in the diagnosis and treatment of cataract, glaucoma and myopia", "cataract|glaucoma|myopia"),
            ("She is skilled in stents, pacemakers", "stents|pacemakers"),
            ("Lung cancer, head and neck tumours", "Lung cancer|head and neck tumours"),
            ("stroke, prevention and treatment of epilepsy", "stroke|prevention and treatment of epilepsy"),
        ] {
            assert_eq!(focus(text).join("|"), wanted, "{text}");
        }
    }

    #[test]
    fn what_is_no_plain_list_stays_whole() {
        for text in [
            "Minimally invasive surgery of the lung and transplantation",
            "Specializes in glaucoma",
            "Surgery of the spine, including scoliosis, kyphosis and tumours",
            "Inflammation of the heart, in particular after infarction",
            "He works on sleep. It is rare, long and deep",
        ] {
            assert_eq!(focus(text), [text], "{text}");
        }
    }
}
