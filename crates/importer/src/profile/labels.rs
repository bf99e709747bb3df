//! Labels by their meaning, whatever their wording, and by their shape.

mod vocabulary;

use crate::gazetteer::Known;
use crate::profile::posts::begins_with_role;
use crate::profile::{awards, chinese_labels, organisation_path, roles};
use crate::report::topic::Topic;
use crate::text::dates;
use crate::text::han_script::is_chinese;
use crate::text::lines::Line;
use crate::text::person::person;
use crate::text::wording::{ends_sentence, is_listed, lower_words, split_label};

const INTROS: &[&str] = &[
    "introduction",
    "preface",
    "foreword",
    "prologue",
    "prelude",
    "editor's note",
    "editor’s note",
    "引言",
    "前言",
    "导语",
    "编者按",
    "序",
    "序言",
    "导读",
    "写在前面",
    "開篇",
    "开篇",
    "導語",
    "編者按",
    "按语",
    "按",
    "编者语",
    "编者的话",
    "编前语",
    "卷首语",
    "卷首",
    "题记",
    "题语",
    "导言",
    "引子",
    "引语",
    "开篇语",
    "开栏语",
    "卷首語",
    "題記",
];
const BIOGRAPHIES: &[&str] =
    &["introduction to the character", "biography", "character introduction", "about the doctor"];

/// Labels above a byline: the posts under them belong to the record.
const CARDS: &[&str] = &[
    "姓名",
    "简介",
    "专家简介",
    "医生简介",
    "人物简介",
    "人物小传",
    "人物介绍",
    "嘉宾简介",
    "本期专家",
    "本期人物",
    "专家档案",
    "医生档案",
    "医者档案",
    "医者简介",
    "医者名片",
    "名医档案",
    "专家小传",
    "名片",
    "个人简介",
    "专家介绍",
    "医生介绍",
    "人物名片",
    "人物档案",
    "专家名片",
    "医生名片",
    "名医简介",
    "專家簡介",
    "醫生簡介",
];

/// What sets a label off.
const MARKS: &[char] = &['*', '#', '[', ']', '【', '】'];

/// A label of a profile, and what stands on its line after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Label<'a> {
    pub text: &'a str,
    /// None for one whose meaning is not known.
    pub topic: Option<Topic>,
    pub rest: &'a str,
}

/// What a label is about.
pub(crate) fn topic(label: &str) -> Option<Topic> {
    if is_chinese(label) {
        return chinese_labels::topic(label);
    }
    vocabulary::meaning(label).map(|(topic, _)| topic)
}

/// The label that a line of a profile is, if it is one.
pub(crate) fn label<'a>(known: &Known, line: &'a Line) -> Option<Label<'a>> {
    if line.is_bullet() || line.is_picture() {
        return None;
    }
    if is_chinese(&line.text) {
        return chinese_label(known, &line.text);
    }
    let whole = line.text.trim_matches(MARKS).trim();
    let Some((text, rest)) = split_label(whole) else { return bare_label(known, whole) };
    let (text, rest) = (text.trim_matches(MARKS).trim(), rest.trim_start_matches(MARKS).trim());
    let words = vocabulary::words(text).len();
    let topic = topic(text);
    let announces = words <= 8 && rest.is_empty() && !begins_with_role(known, text);
    // `Editorial Board Member: A; B` is a post.
    let role = topic == Some(Topic::Editorial) && roles::is_role(text);
    let leads = words <= 6 && !role && leads_on(known, text) && !text.contains(". ") && !is_named(text);
    (words > 0 && (announces || leads)).then_some(Label { text, topic, rest })
}

/// A Chinese label stands in brackets, before a colon, or alone where it has no other words than labels have.
fn chinese_label<'a>(known: &Known, text: &'a str) -> Option<Label<'a>> {
    if card(text).is_some() {
        return None;
    }
    if let Some((label, rest)) = chinese_labels::bracketed(text) {
        return Some(Label { text: label, topic: topic(label), rest }).filter(|_| chinese_labels::is_short(label));
    }
    let whole = text.trim_matches(MARKS).trim();
    let (label, rest) = split_label(whole).unwrap_or((whole, ""));
    let label = label.trim_matches(MARKS).trim();
    let topic = topic(label).filter(|_| chinese_labels::is_whole(label));
    let announces = label.len() < whole.len() && rest.is_empty() && chinese_labels::is_short(label);
    (topic.is_some() || announces && !begins_with_role(known, label)).then_some(Label { text: label, topic, rest })
}

/// One award or project with a name of its own, or a funder, which a colon parts from what it is about.
fn is_named(text: &str) -> bool {
    const SINGLE: &[&str] = &["award", "prize", "medal", "project", "program", "programme", "grant", "fund"];
    const FUNDERS: &[&str] = &["foundation", "ministry", "commission", "nsfc", "nih"];
    let words = lower_words(text);
    let named = words.iter().any(|word| !SINGLE.contains(&word.as_str()) && !vocabulary::is_beside(word));
    let single = words.last().is_some_and(|last| SINGLE.contains(&last.as_str()));
    single && named || words.iter().any(|word| FUNDERS.contains(&word.as_str()))
}

/// True for a label with something behind its colon: it has a word that only labels have, or no other than labels have.
fn leads_on(known: &Known, text: &str) -> bool {
    match vocabulary::meaning(text) {
        Some((_, true)) => true,
        Some((_, false)) => vocabulary::is_whole(text) && !begins_with_role(known, text),
        None => false,
    }
}

/// Without a colon only a line of label words is a label: a journal can be called `Education`, too.
fn bare_label<'a>(known: &Known, text: &'a str) -> Option<Label<'a>> {
    if !vocabulary::is_short(text) {
        return None;
    }
    // A stay without a place is the label of what stands below.
    if vocabulary::is_stay(text) {
        return Some(Label { text, topic: Some(Topic::Fellowships), rest: "" });
    }
    let (topic, plain) = vocabulary::meaning(text)?;
    let whole = vocabulary::is_whole(text) && !ends_sentence(text) && !begins_with_role(known, text);
    if !whole || !plain && !text.starts_with(char::is_uppercase) {
        return None;
    }
    Some(Label { text, topic: Some(topic), rest: "" })
}

/// True for a label that says of all under it that it is over: `Former Positions`; `Served as`, of who has died.
pub(crate) fn is_past(label: &str, has_died: bool) -> bool {
    const OVER: &str = "former formerly past previous previously earlier";
    const HELD: &str = "current present now today and";
    let words = lower_words(label);
    let has = |list: &str| words.iter().any(|word| is_listed(list, word));
    let han =
        ["曾任", "曾担任", "历任", "原任", "既往"].iter().any(|word| label.contains(word)) && !label.contains("现");
    han || (has(OVER) || has_died && has("served held")) && !has(HELD)
}

/// True for a label without a colon whose words other lines have, too.
pub(crate) fn is_doubtful(known: &Known, line: &Line) -> bool {
    let plain = vocabulary::meaning(&line.text).is_some_and(|(_, plain)| plain);
    !plain && !is_chinese(&line.text) && split_label(&line.text).is_none() && label(known, line).is_some()
}

/// The most words of a label that only its shape tells.
const SHAPED: usize = 5;

/// A line that has the shape of a label, whatever its words: short, in the capitals of a title, without final
/// punctuation, and neither a post, an award, a place nor a date. What stands under it must tell the rest.
pub(crate) fn shaped<'a>(known: &Known, line: &'a Line) -> Option<Label<'a>> {
    plain(known, line).filter(|label| in_capitals(&label.text.split(' ').collect::<Vec<_>>()))
}

/// The same without the capitals of a title, for a line that stands out from its list.
pub(crate) fn plain<'a>(known: &Known, line: &'a Line) -> Option<Label<'a>> {
    if line.is_bullet() || line.is_picture() {
        return None;
    }
    let text = line.text.trim_matches(MARKS).trim();
    let plain = |c: char| c.is_alphabetic() || matches!(c, ' ' | '&' | '’' | '\'' | '-');
    let short = text.split(' ').nth(SHAPED).is_none() && text.chars().all(plain) && !is_chinese(text);
    let says = || {
        begins_with_role(known, text)
            || awards::is_award_item(text)
            || organisation_path::kind(known, text).is_some()
            || dates::date(text).is_some()
            || person(text).is_some_and(|(person, _)| person.is_certain())
    };
    if !short || !text.starts_with(char::is_uppercase) || intro(text).is_some() || says() {
        return None;
    }
    let sure = vocabulary::meaning(text).filter(|(_, plain)| *plain);
    Some(Label { text, topic: sure.map(|(topic, _)| topic), rest: "" })
}

/// `What She Does`: each longer word with a capital, the first one, too.
fn in_capitals(words: &[&str]) -> bool {
    let capital = |word: &&str| word.starts_with(char::is_uppercase);
    words.first().is_some_and(capital) && words.iter().all(|word| capital(word) || word.chars().count() <= 3)
}

/// What follows the label of a preface on its line.
pub(crate) fn intro(text: &str) -> Option<&str> {
    announced(text, INTROS)
}

/// What follows the label of a biography on its line.
pub(crate) fn biography(text: &str) -> Option<&str> {
    announced(text, BIOGRAPHIES)
}

/// What follows the label above a byline on its line.
pub(crate) fn card(text: &str) -> Option<&str> {
    announced(text, CARDS)
}

/// More bytes than a label has whose capitals are no ASCII: each of its letters can take three.
const MOST_BYTES: usize = 100;

fn announced<'a>(text: &'a str, labels: &[&str]) -> Option<&'a str> {
    let (label, rest) = chinese_labels::bracketed(text).or_else(|| split_label(text)).unwrap_or((text, ""));
    let (label, rest) = (label.trim_matches(MARKS).trim(), rest.trim_matches(MARKS).trim());
    // Every line is asked, and most are longer than any label, in capitals or not.
    let is_it = |known: &&str| label.eq_ignore_ascii_case(known);
    let lower = || label.len() <= MOST_BYTES && labels.contains(&label.to_lowercase().as_str());
    (labels.iter().any(is_it) || !label.is_ascii() && lower()).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn topic_of(text: &str) -> Option<Option<Topic>> {
        let lines = crate::text::lines::split(text);
        label(&Known::built_in(), lines.first()?).map(|label| label.topic)
    }

    #[test]
    fn labels_are_matched_by_meaning() {
        for (text, wanted) in [
            ("Professional Positions:", Topic::Appointments),
            ("Professional Leadership", Topic::Appointments),
            ("Academic Service:", Topic::Appointments),
            ("Professional Focus", Topic::Focus),
            ("Areas of Clinical Expertise：", Topic::Focus),
            ("Awards and Honors", Topic::Awards),
            ("Research Leadership:", Topic::Projects),
            ("Research & Grants", Topic::Projects),
            ("Funded Research", Topic::Projects),
            ("Key Figures", Topic::Achievements),
            ("Inventions", Topic::Achievements),
            ("Patents:", Topic::Patents),
            ("Patent List", Topic::Patents),
            ("Intellectual Property", Topic::Patents),
            ("National Patents", Topic::Patents),
            ("Papers and Patents:", Topic::Publications),
            ("Research and Output:", Topic::Achievements),
            ("Clinical Strengths", Topic::Focus),
            ("Special Skills", Topic::Focus),
            ("Fields of Interest: sleep", Topic::Focus),
            ("What He Treats:", Topic::Focus),
            ("Specializes in:", Topic::Focus),
            ("In the Societies:", Topic::Appointments),
            ("Service to the Profession", Topic::Appointments),
            ("Societies and Committees", Topic::Appointments),
            ("Offices in Learned Societies", Topic::Appointments),
            ("Journals He Serves:", Topic::Editorial),
            ("Medals and Distinctions", Topic::Awards),
            ("Funded Work", Topic::Projects),
            ("Time Abroad:", Topic::Fellowships),
            ("By the Numbers", Topic::Achievements),
            ("Where She Studied", Topic::Education),
            ("Hospital Positions", Topic::Appointments),
            ("University and Hospital Posts:", Topic::Appointments),
            ("Former Appointments", Topic::Appointments),
            ("Administrative Roles", Topic::Appointments),
            ("Present and Past Offices", Topic::Appointments),
            ("Current Research:", Topic::Focus),
            ("Key Research", Topic::Focus),
            ("Clinical Subspecialties", Topic::Focus),
            ("Journal Work", Topic::Editorial),
            ("Journal Service:", Topic::Editorial),
            ("Studies Abroad", Topic::Fellowships),
            ("Editorial Roles:", Topic::Editorial),
            ("Academic Publications (First Author, SCI-indexed):", Topic::Publications),
            ("Visiting Scholar Experience:", Topic::Fellowships),
            ("Visiting Scholar", Topic::Fellowships),
            ("Visiting Fellowships", Topic::Fellowships),
        ] {
            assert_eq!(topic_of(text), Some(Some(wanted)), "{text}");
        }
        assert_eq!(topic_of("Hobbies and Music:"), Some(None));
        for text in [
            "NSFC General Project: Sleep of otters",
            "National Science Foundation Project: sleep",
            "Silver Snake Award: 2012",
        ] {
            assert_eq!(topic_of(text), None, "{text}");
        }
        assert_eq!(topic_of("Research Project: Sleep of otters"), Some(Some(Topic::Projects)));
        for text in [
            "Practice",
            "Patent ductus: closure in infants",
            "Chair of the Council",
            "Eastern Medical Association: Member",
            "Editor: Eye Letters",
            "Youth Editorial Board Member: Eye Letters",
            "service to the profession",
            "Chinese Journal of Medical Education",
            "- Awards",
            "Member of the Awards Committee",
            "Chest",
            "Teaching Hospital",
            "Journal of Research",
            "Journal of Medical Education",
            "Research",
            "Experience of the Hospital",
        ] {
            assert_eq!(topic_of(text), None, "{text}");
        }
    }

    #[test]
    fn a_shape_can_tell_a_label() {
        let is_shaped =
            |text: &str| shaped(&Known::built_in(), crate::text::lines::split(text).first().unwrap()).is_some();
        for text in ["What She Loves", "Hobbies", "Odds & Ends"] {
            assert!(is_shaped(text), "{text}");
        }
        for text in [
            "Surgery of the spine",
            "Eye Medal",
            "Harbour Hospital",
            "Associate Professor",
            "Wen Hao",
            "May 2014",
            "Grants: 5",
            "- Hobbies",
            "Introduction",
            "It Was So.",
            "A Line That Is Far Too Long",
        ] {
            assert!(!is_shaped(text), "{text}");
        }
    }

    #[test]
    fn a_biography_is_no_preface() {
        assert_eq!(intro("Preface:"), Some(""));
        assert_eq!(intro("Introduction"), Some(""));
        assert_eq!(intro("Introduction to the Character"), None);
        assert_eq!(biography("Introduction to the Character:"), Some(""));
    }
}
