//! Where in a text the role ends and its place begins.

use crate::gazetteer::Known;
use crate::profile::post::LONGEST;
use crate::profile::{chinese_posts, organisation_path, roles};
use crate::text::han_script::is_chinese;
use crate::text::wording::{strip_words, trailing_bracket};

/// The most bytes of a role, with room.
const LONGEST_ROLE: usize = 240;

/// True when a role begins the text: its own words, up to the organisation, name one.
pub(crate) fn begins_with_role(known: &Known, text: &str) -> bool {
    if is_chinese(text) {
        return text.len() <= LONGEST && chinese_posts::is_list(text);
    }
    let (_, bare) = roles::without_marks(text);
    roles::is_role(role_and_place(known, bare).0)
}

/// A text parted at the word that leads from a role to a place: outside brackets, unless only a bracket names one.
pub(super) fn role_and_place<'a>(known: &Known, text: &'a str) -> (&'a str, &'a str) {
    if let Some((role, place)) = at_joint(text) {
        return helped(text, role, place).unwrap_or((role, place));
    }
    // No role is as long, and looking for one would be done from every joint anew.
    if text.len() > LONGEST_ROLE {
        return ("", text);
    }
    match trailing_bracket(text) {
        Some((role, inside)) if organisation_path::kind(known, inside).is_some() => (role, inside),
        _ => (text, ""),
    }
}

fn at_joint(text: &str) -> Option<(&str, &str)> {
    let (at, width) = joint(text)?;
    Some((text.get(..at)?, text.get(at + width..)?))
}

/// `assistant to the director of A`: the role goes on to whom somebody helps, and A is the place.
fn helped<'a>(text: &'a str, role: &str, after: &'a str) -> Option<(&'a str, &'a str)> {
    let to = text.get(role.len()..)?.starts_with(" to ") && roles::helps(role);
    let person = without_article(after).filter(|_| to)?;
    let (helped, place) = at_joint(person).unwrap_or((person, ""));
    let end = text.len() - person.len() + helped.len();
    roles::is_role(helped).then(|| Some((text.get(..end)?, place)))?
}

/// `the director of A` is a person and no place. A doctor can stand in the name of one.
pub(super) fn is_person(place: &str) -> bool {
    let Some(person) = without_article(place) else { return false };
    let (role, _) = at_joint(person).unwrap_or((person, ""));
    let last = role.rsplit(' ').next().unwrap_or_default();
    roles::is_role(role) && !["doctor", "expert", "general"].iter().any(|noun| last.eq_ignore_ascii_case(noun))
}

fn without_article(text: &str) -> Option<&str> {
    strip_words(text, &["the", "a", "an"])
}

/// Where the word that leads to a place stands outside brackets, and how long it is.
fn joint(text: &str) -> Option<(usize, usize)> {
    const JOINTS: &[&str] = &[" of ", " at ", " in ", " for ", " to ", ", ", ": ", "："];
    let mut depth = 0_u32;
    // What is longer is no role.
    text.char_indices().take(200).find_map(|(at, c)| {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let ahead = text.get(at..).filter(|_| depth == 0)?;
        JOINTS.iter().find(|joint| ahead.starts_with(**joint)).map(|joint| (at, joint.len()))
    })
}
