//! Where one post in a sentence ends and another begins.

use super::role_and_place::begins_with_role;
use super::seats::is_seat;
use crate::gazetteer::Known;
use crate::profile::claims;
use crate::text::wording::{is_listed, split_outside_brackets, strip_words};

pub(super) struct Part {
    pub text: String,
    /// Whether `and` joins it to the part before it.
    pub joined: bool,
}

/// A sentence parted where another role begins.
pub(super) fn parts(known: &Known, sentence: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for chunk in split_outside_brackets(sentence, |c| matches!(c, ',' | '，' | '、')) {
        let mut joint = ", ";
        for piece in at_roles(known, chunk) {
            match parts.last_mut() {
                Some(last) if !begins_with_role(known, piece) && !tells(piece) && !opens(piece) => {
                    last.text = format!("{}{joint}{piece}", last.text);
                }
                _ => parts.push(Part { text: piece.to_owned(), joined: joint == " and " }),
            }
            joint = " and ";
        }
    }
    parts
}

/// `former envoy to A`: whatever it is, it is no part of the place before it.
fn opens(piece: &str) -> bool {
    strip_words(piece, &["former", "formerly", "currently", "concurrently", "honorary"]).is_some() || is_seat(piece)
}

/// Verbs of the same subject behind `and`.
const VERBS: &[&str] = &[
    "is",
    "was",
    "has",
    "holds",
    "serves",
    "served",
    "won",
    "received",
    "obtained",
    "earned",
    "enjoys",
    "graduated",
    "published",
    "leads",
    "runs",
    "also",
];

/// A piece that says what somebody did or got, and is no part of a place: `graduated from A`, `winner of the B`. Two
/// numbers in one sentence are one claim.
fn tells(piece: &str) -> bool {
    const OTHERS: &str = "has have had is was were with who whose where which when while graduate native recipient winner \
        author holder male female he she his her";
    let first = piece.split(' ').next().unwrap_or_default();
    let small = first.starts_with(char::is_lowercase) && !matches!(first, "affiliated" | "attached");
    let verb = first.len() > 4 && (first.ends_with("ed") || first.ends_with("ing"));
    let named = piece.contains(' ') && is_listed(OTHERS, &first.to_lowercase());
    small && verb
        || named
        || goes_on(strip_words(piece, &["and"]).unwrap_or(piece)) && claims::claim(piece).is_none()
        || strip_words(piece, &["a native of", "a graduate of", "one of"]).is_some()
}

/// `Dean of A and was awarded B`: the verb has the same subject, and no part of the place.
fn goes_on(right: &str) -> bool {
    strip_words(right, VERBS).is_some_and(|rest| !rest.is_empty())
}

/// `Dean of A and Director of B` in two; `Ministry of A and B` in one.
fn at_roles<'a>(known: &Known, chunk: &'a str) -> Vec<&'a str> {
    // The first joint decides, and each is looked at once.
    let joints = chunk.match_indices(' ').filter_map(|(at, _)| {
        let joint =
            [" and ", " & "].into_iter().find(|joint| chunk.get(at..).is_some_and(|rest| rest.starts_with(joint)))?;
        Some((at, joint))
    });
    let cut = joints.into_iter().find_map(|(at, joint)| {
        let (left, right) = (chunk.get(..at)?, chunk.get(at + joint.len()..)?);
        (begins_with_role(known, right) || goes_on(right)).then_some((left, right))
    });
    match cut {
        Some((left, right)) => [left].into_iter().chain(at_roles(known, right)).collect(),
        None => vec![chunk],
    }
}
