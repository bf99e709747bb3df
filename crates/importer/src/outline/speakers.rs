//! Who asks and who answers.

use std::sync::LazyLock;

use super::cast::Cast;
use crate::text::any_of::AnyOf;
use crate::text::characters::is_han;
use crate::text::han_names;
use crate::text::han_script::length;
use crate::text::names::{Name, honorific};
use crate::text::person::person;
use crate::text::pinyin::{is_family, is_pinyin};
use crate::text::wording::{is_listed, lower_words, split_label, strip_words, trailing_bracket};

/// What one line begins to say, and who says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Speech<'a> {
    pub speaker: &'a str,
    pub text: &'a str,
    pub asks: bool,
}

const ASKING: &[&str] = &[
    "question",
    "reporter",
    "interviewer",
    "journalist",
    "host",
    "moderator",
    "reader",
    "audience",
    "correspondent",
    "记者",
    "问",
    "提问",
    "主持人",
    "主持",
    "夜问",
    "本刊",
    "采访者",
    "提问者",
    "编辑部",
    "小编",
    "读者",
    "網友",
    "网友",
];
/// The publication's own names.
const NAMES: &[&str] = &["yewenrenyi", "yiwenrenyi", "夜问仁医", "shanghaidoctor"];
const ANSWERING: &[&str] = &["answer", "interviewee", "respondent", "doctor", "答", "回答"];
/// Family names that are words of the language, too.
const WORDS: &str = "he she you an long ping song";
/// Titles before a name beside the honorifics.
const TITLES: &[&str] = &[
    "head nurse",
    "nurse",
    "matron",
    "sister",
    "mr.",
    "mrs.",
    "ms.",
    "miss",
    "technician",
    "vice president",
    "president",
    "chief physician",
    "chief",
];
const LABELS: &[&str] = &["interview", "q&a", "dialogue", "conversation", "采访", "专访", "对话", "访谈"];

static LABELS_IN_ONE: LazyLock<AnyOf> = LazyLock::new(|| AnyOf::new(LABELS));

/// True for a label that stands for whoever answers and is nobody's name: `A`, `A2`, `Respondent`.
pub(crate) fn answers(label: &str) -> bool {
    let bare = label.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ').to_lowercase();
    bare == "a" || ANSWERING.contains(&bare.as_str())
}

/// True for the label above an interview.
pub(crate) fn is_interview_label(text: &str) -> bool {
    // Every line is asked: what is long or has none of the words is told before its words are taken apart.
    if length(text) > 90 || text.ends_with(['.', '。', ',']) || !LABELS_IN_ONE.is_in(text) {
        return false;
    }
    let words = lower_words(text);
    let named = LABELS
        .iter()
        .any(|label| words.iter().any(|word| word == label) || label.chars().all(is_han) && text.contains(label));
    named && words.len() <= 8
}

/// The speaker that a line names at its start.
pub(crate) fn speaker<'a>(text: &'a str, cast: &Cast) -> Option<Speech<'a>> {
    cast.speech(text).or_else(|| known_speaker(text, &cast.site))
}

/// A speaker by name alone. `site` is the publication's name, which asks.
fn known_speaker<'a>(text: &'a str, site: &str) -> Option<Speech<'a>> {
    let text = unnumbered(text);
    let bare = text.trim_start_matches('*');
    let (label, rest) = bracketed(bare).or_else(|| split_label(bare)).or_else(|| lettered(bare))?;
    let rest = if bare.len() < text.len() { without_stars(label, rest) } else { rest };
    let printed = label.trim_matches('*');
    let label = trailing_bracket(printed).map_or(printed, |(before, _)| before);
    if label.is_empty() || label.chars().count() > 40 || label.split(' ').count() > 5 {
        return None;
    }
    let joined = letters(label);
    let letter = joined.trim_end_matches(|c: char| c.is_ascii_digit());
    let of_site = !site.is_empty() && joined.starts_with(&letters(site));
    let asks = of_site || asks_everywhere(label);
    let answers = letter == "a" || ANSWERING.contains(&letter) || is_person(label);
    (asks || answers).then_some(Speech { speaker: printed, text: rest, asks })
}

/// True for a label that asks on any page: `Q`, `Our Reporter`, one of the publication's own names.
fn asks_everywhere(label: &str) -> bool {
    let joined = letters(label);
    let letter = joined.trim_end_matches(|c: char| c.is_ascii_digit());
    let last = lower_words(label).pop().filter(|_| label.split(' ').count() <= 3).unwrap_or_default();
    letter == "q"
        || ASKING.contains(&letter)
        || ASKING.contains(&last.as_str())
        || NAMES.iter().any(|name| letter.starts_with(name))
}

/// True for a label that asks where it takes turns: also the site's name for short, `Review` or `WQR` for `Willow Quay
/// Review`.
pub(super) fn asks_by_name(label: &str, site: &str) -> bool {
    asks_everywhere(label) || is_site(label, site)
}

fn is_site(label: &str, site: &str) -> bool {
    let (own, words) = (lower_words(site), lower_words(label));
    let words: Vec<&String> = words.iter().filter(|word| *word != "the").collect();
    let part =
        !words.is_empty() && words.iter().all(|word| own.contains(word)) && words.iter().any(|word| word.len() > 3);
    let short: String = own.iter().filter(|word| *word != "the").filter_map(|word| word.chars().next()).collect();
    let initials = short.len() > 1 && letters(label) == short;
    let han =
        label.starts_with(is_han) && label.chars().count() > 1 && (site.starts_with(label) || site.ends_with(label));
    part || initials || han || !site.is_empty() && letters(label).starts_with(&letters(site))
}

/// True for a label that can answer by what it says: a person, `Answer`, `A`.
pub(super) fn is_answering(label: &str) -> bool {
    answers(label) || is_person(&titled(label))
}

/// `pu haoran` as a name is printed.
fn titled(label: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    label.split(' ').map(capital).collect::<Vec<String>>().join(" ")
}

fn letters(text: &str) -> String {
    text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

/// `【Reporter】 Why?`, `[Q] Why?`
pub(super) fn bracketed(text: &str) -> Option<(&str, &str)> {
    let (label, rest) = text.strip_prefix(['[', '【'])?.split_once([']', '】'])?;
    Some((label.trim_end_matches([':', '：']), rest.trim_start_matches([':', '：', ' ', '*'])))
}

/// `Q1. Why?`, `A1. So.`
fn lettered(text: &str) -> Option<(&str, &str)> {
    let digits = text.strip_prefix(['Q', 'A'])?;
    let rest = digits.trim_start_matches(|c: char| c.is_ascii_digit());
    let end = text.len() - rest.len();
    let rest = rest.strip_prefix(['.', '、', ')']).filter(|_| rest.len() < digits.len())?;
    Some((text.get(..end)?, rest.trim_start()))
}

/// The stars around a label, or around the label and the question, are no words of either.
pub(super) fn without_stars<'a>(label: &str, rest: &'a str) -> &'a str {
    let inside = rest.trim_start_matches('*').trim_start();
    if inside.len() == rest.len() && !label.ends_with('*') { rest.trim_end_matches('*').trim_end() } else { inside }
}

/// `3. Q: why?` without its number.
pub(super) fn unnumbered(text: &str) -> &str {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    match rest.strip_prefix(['.', '、', ')', '．']) {
        Some(rest) if rest.len() + 1 < text.len() => rest.trim_start(),
        _ => text,
    }
}

/// `Dr. Li`, `Dr. Li Ziming`, `Li Ziming`, and nothing more.
fn is_person(label: &str) -> bool {
    if label.starts_with(is_han) {
        let short = han_names::without_honorific(label).map_or("", |(family, _)| family);
        return han_names::whole_name(label).is_some()
            || han_names::is_family(short)
            || han_names::whole_name(short).is_some();
    }
    let alone = |rest: &str| !rest.contains(' ') && rest.starts_with(char::is_uppercase);
    // `Head Nurse Pan Li` answers, too.
    let label = strip_words(label, TITLES).filter(|name| name.starts_with(char::is_uppercase)).unwrap_or(label);
    let chinese = |name: &Name| is_pinyin(&name.family) && is_pinyin(&name.given) && name.given.len() > 4;
    let whole =
        person(label).is_some_and(|(person, rest)| rest.is_empty() && (person.is_certain() || chinese(&person.name)));
    let family = is_family(label) && !is_listed(WORDS, &label.to_lowercase()) && label.starts_with(char::is_uppercase);
    whole || family || honorific(label).is_some_and(|(_, rest)| alone(rest))
}

/// True where somebody speaks of himself, as who answers does.
pub(super) fn is_first_person(text: &str) -> bool {
    text.contains('我')
        || lower_words(text).iter().any(|word| {
            let word = word.split(['’', '\'']).next().unwrap_or_default();
            matches!(word, "i" | "my" | "me" | "we" | "our" | "us" | "myself")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speakers_are_told_from_other_labels() {
        for (text, wanted) in [
            ("Q: why?", Some(true)),
            ("Q2：why?", Some(true)),
            ("3. Yewen Renyi: why?", Some(true)),
            ("Example.cn: why?", Some(true)),
            ("Reporter: why?", Some(true)),
            ("Our Reporter: why?", Some(true)),
            ("Head Nurse Pan Li: why?", Some(false)),
            ("Ming Zhaoyuan：why?", Some(false)),
            ("Nurse: why?", None),
            ("Reporter (R): why?", Some(true)),
            ("**Q:** why?", Some(true)),
            ("**Q**: why?", Some(true)),
            ("**Q: why?**", Some(true)),
            ("【Reporter】 why?", Some(true)),
            ("[Q]: why?", Some(true)),
            ("Q1. why?", Some(true)),
            ("A1. so.", Some(false)),
            ("**Dr. Wen:** so.", Some(false)),
            ("Wen Hao (cardiologist): so.", Some(false)),
            ("A: so.", Some(false)),
            ("Dr. Wen: so.", Some(false)),
            ("Wen Hao: so.", Some(false)),
            ("**Q:** why?", Some(true)),
            ("**Dr. Wen**: so.", Some(false)),
            ("A. so.", None),
            ("[Note] so.", None),
            ("One thing: so.", None),
            ("He said: so.", None),
            ("Dr. Wen said this: so.", None),
        ] {
            assert_eq!(speaker(text, &Cast::of_site("Example")).map(|speech| speech.asks), wanted, "{text}");
            let said = speaker(text, &Cast::of_site("Example")).map(|speech| speech.text);
            assert!(said.is_none_or(|said| ["why?", "so."].contains(&said)), "{text}: {said:?}");
        }
    }

    #[test]
    fn stars_of_a_label_are_not_what_is_said() {
        for text in ["**Q:** Why **so**?", "**Q**: Why **so**?"] {
            assert_eq!(speaker(text, &Cast::default()).unwrap().text, "Why **so**?");
        }
    }

    #[test]
    fn labels_of_interviews_are_short() {
        assert!(is_interview_label("Onsite Interview:"));
        assert!(is_interview_label("Interview with Dr. Wen"));
        assert!(!is_interview_label("The interview took place on a day of rain and of wind."));
    }
}
