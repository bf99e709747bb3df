//! What stands between the subject of a sentence and what the subject holds.

use std::borrow::Cow;

use crate::text::dates::date;
use crate::text::wording::{cut_last, strip_words};

/// What a verb says of the post behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tense {
    Holds,
    /// Held once; whether still, the sentence does not say.
    Held,
    /// Taken up, and so held once.
    Begun,
    /// Held no more.
    Left,
}

const HOLDS: &[&str] = &[
    "is currently",
    "is now",
    "is also",
    "is",
    "currently serves as",
    "also serves as",
    "now serves as",
    "concurrently serves as",
    "serves as",
    "serves concurrently as",
    "has been",
    "has served as",
    "holds",
    "works as",
    "acts as",
];
const HELD: &[&str] = &[
    "was",
    "became",
    "was appointed",
    "was elected",
    "served as",
    "once served as",
    "worked as",
    "served successively as",
    "served consecutively as",
    "successively served as",
];
/// Behind these a post begins.
const BEGINS: &[&str] = &[
    "became",
    "was appointed to be",
    "was appointed as",
    "was appointed",
    "was elected as",
    "was elected",
    "was named as",
    "was named",
    "was made",
    "was chosen as",
    "was promoted to be",
    "was promoted to",
    "was promoted as",
    "rose to become",
    "rose to be",
    "went on to become",
    "took over as",
    "took office as",
    "took up the post of",
    "took up the position of",
    "assumed the post of",
    "assumed the position of",
    "assumed office as",
];
const LEFT: &[&str] = &[
    "stepped down as",
    "stood down as",
    "resigned as",
    "retired as",
    "left office as",
    "gave up the post of",
    "left the post of",
    "resigned the post of",
    "resigned from the post of",
    "retired from the post of",
    "retired from his post as",
    "retired from her post as",
];
/// Verbs that say what somebody is where it does not stand.
const HEADS: &[(&str, &str, Tense)] = &[
    ("chairs", "chair", Tense::Holds),
    ("co-chairs", "co-chair", Tense::Holds),
    ("heads", "head", Tense::Holds),
    ("directs", "director", Tense::Holds),
    ("presides over", "president", Tense::Holds),
    ("has chaired", "chair", Tense::Holds),
    ("has headed", "head", Tense::Holds),
    ("has directed", "director", Tense::Holds),
    ("chaired", "chair", Tense::Held),
    ("headed", "head", Tense::Held),
    ("directed", "director", Tense::Held),
];
/// Words between subject and verb that change nothing.
const BESIDE: &[&str] =
    &["also", "currently", "now", "concurrently", "then", "later", "subsequently", "eventually", "still"];

/// The post that a sentence without its subject tells of, in words that a list of posts has, and its tense.
pub(super) fn told(text: &str) -> Option<(Cow<'_, str>, Tense)> {
    let mut bare = text;
    while let Some(shorter) = strip_words(bare, BESIDE) {
        bare = shorter;
    }
    if let Some((place, role, tense)) =
        HEADS.iter().find_map(|(verb, role, tense)| Some((strip_words(bare, &[verb])?, role, *tense)))
    {
        return is_named(place).then(|| (Cow::Owned(format!("{role} of {place}")), tense));
    }
    if let Some(post) =
        strip_words(bare, &["sits", "serves", "is"]).filter(|rest| strip_words(rest, &["on the"]).is_some())
    {
        return Some((Cow::Borrowed(post), Tense::Holds));
    }
    if let Some(post) = strip_words(bare, LEFT) {
        return Some((Cow::Owned(format!("formerly {}", turned(post, "until"))), Tense::Left));
    }
    let followed = || followed(bare);
    if let Some(post) = strip_words(bare, BEGINS).or_else(followed) {
        return Some((Cow::Owned(turned(post, "since")), Tense::Begun));
    }
    let held = |verbs: &[&str]| strip_words(bare, verbs).is_some();
    match () {
        () if held(HOLDS) => Some((Cow::Borrowed(bare), Tense::Holds)),
        () if held(HELD) => Some((Cow::Borrowed(bare), Tense::Held)),
        () => None,
    }
}

/// `succeeded Gu Min as director of A`: only a name stands between.
fn followed(text: &str) -> Option<&str> {
    let (name, post) = strip_words(text, &["succeeded", "replaced", "followed"])?.split_once(" as ")?;
    let words = name.split(' ');
    let is_name = words.clone().count() <= 4 && words.into_iter().all(|word| word.starts_with(char::is_uppercase));
    is_name.then_some(post)
}

/// The year that ends the text is that of the beginning or the end.
fn turned(post: &str, word: &str) -> String {
    match cut_last(post, " in ").filter(|(_, year)| date(year.trim_end_matches('.')).is_some()) {
        Some((post, year)) => format!("{post} {word} {}", year.trim_end_matches('.')),
        None => post.to_owned(),
    }
}

/// One body with a name, no meeting of it: `the Ethics Committee`, not `a session` or `the 2014 congress`.
fn is_named(place: &str) -> bool {
    const MEETINGS: &[&str] =
        &["session", "meeting", "congress", "conference", "symposium", "panel", "workshop", "round"];
    let name = strip_words(place, &["the"]).unwrap_or(place);
    let first = name.split([',', '.']).next().unwrap_or_default();
    let unit = first.split(" of ").next().unwrap_or_default().to_lowercase();
    let meets = unit.split(' ').any(|word| MEETINGS.contains(&word));
    name.starts_with(char::is_uppercase) && !meets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_say_what_somebody_is() {
        for (text, wanted) in [
            ("chairs the Ethics Committee of A", Some(("chair of the Ethics Committee of A", Tense::Holds))),
            ("also holds the post of dean of A", Some(("holds the post of dean of A", Tense::Holds))),
            ("sits on the board of A", Some(("on the board of A", Tense::Holds))),
            ("took over as dean of A in 2011", Some(("dean of A since 2011", Tense::Begun))),
            ("stepped down as dean of A in 2018", Some(("formerly dean of A until 2018", Tense::Left))),
            ("succeeded Gu Min as dean of A", Some(("dean of A", Tense::Begun))),
            ("was dean of A in 2011", Some(("was dean of A in 2011", Tense::Held))),
            ("chaired a session of A", None),
            ("chaired the 2014 congress of A", None),
            ("heads for the hills", None),
            ("headed home", None),
            ("succeeded as dean", None),
            ("declined to become dean of A", None),
            ("ran for president of A", None),
            ("never was dean of A", None),
        ] {
            let found = told(text);
            assert_eq!(found.as_ref().map(|(post, tense)| (post.as_ref(), *tense)), wanted, "{text}");
        }
    }
}
