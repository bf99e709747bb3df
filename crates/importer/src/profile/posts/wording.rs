//! Words in a post that are neither role nor place: a board, a subject, a period.

use shanghaidoctor_domain::Period;

use crate::gazetteer::Known;
use crate::profile::organisation_path;
use crate::profile::post::LONGEST;
use crate::text::dates;
use crate::text::wording::find;

/// `Member of the Editorial Board of X` is a role of six words, not a post in a board.
pub(super) fn board<'a>(role: &str, place: &'a str) -> (String, &'a str) {
    const BOARDS: &[&str] = &["editorial board", "editorial boards", "editorial committee", "review board"];
    let is_board = || find(place, "editorial ").is_some() || find(place, "review board").is_some();
    let boards = if is_board() { BOARDS } else { &[] };
    let found = boards.iter().find_map(|board| {
        let joined = find(place, &format!("{board} of ")).or_else(|| find(place, &format!("{board} for ")));
        let at = joined.filter(|at| *at <= 4)?;
        place.split_at_checked(at + board.len())
    });
    match found {
        Some((board, rest)) => {
            (format!("{role} of {board}"), rest.trim_start_matches(" of ").trim_start_matches(" for "))
        }
        None => (role.to_owned(), place),
    }
}

/// `Professor of Surgery at X` is a role of three words; what a director is of is a department.
pub(super) fn subject<'a>(known: &Known, role: String, place: &'a str) -> (String, &'a str) {
    const OF: &[&str] = &["professor", "lecturer", "doctor", "master", "tutor", "supervisor"];
    // So is the chair of a small `surgery`.
    let chair =
        role.to_lowercase().ends_with("chair") && place.starts_with(char::is_lowercase) && !place.starts_with("the ");
    let teaches = chair || OF.iter().any(|word| role.to_lowercase().ends_with(word));
    let joint = [" at ", ", ", " in "].iter().filter_map(|joint| Some((place.find(joint)?, joint.len()))).min();
    let (of, rest) = joint.map_or((place, ""), |(at, width)| {
        (place.get(..at).unwrap_or_default(), place.get(at + width..).unwrap_or_default())
    });
    if teaches && !of.is_empty() && organisation_path::kind(known, of).is_none() && !of.contains(" of ") {
        (format!("{role} of {of}"), rest)
    } else {
        (role, place)
    }
}

/// The text without its period: in brackets, before all else, or after a comma or a blank at the end.
pub(super) fn without_period(text: &str) -> (String, Option<Period>) {
    // What is longer is prose.
    if text.len() > LONGEST || !dates::has_year(text) {
        return (text.to_owned(), None);
    }
    let brackets = text.match_indices('(').filter_map(|(at, _)| {
        let (inside, after) = text.get(at + 1..)?.split_once(')')?;
        let period = dates::period(inside)?;
        let after = after.trim_start_matches([':', '：', ',', ' ']);
        let joint = if after.is_empty() { "" } else { ", " };
        Some((format!("{}{joint}{after}", text.get(..at)?.trim_end()), period))
    });
    let cuts: Vec<usize> = text.match_indices([',', ' ', ':', '：']).map(|(at, _)| at).collect();
    let leading = cuts.iter().rev().filter_map(|at| {
        let (led, rest) = text.split_at_checked(*at)?;
        let period = dates::period(led)?;
        Some((rest.trim_start_matches([':', '：', ',', ' ']).to_owned(), period))
    });
    let trailing = cuts.iter().filter_map(|at| {
        let (before, period) = text.split_at_checked(*at)?;
        let period = dates::period(period.trim_start_matches([',', ' ']))?;
        Some((before.trim_end_matches([',', ' ', ':', '：']).to_owned(), period))
    });
    let found = brackets.chain(leading).chain(trailing).next();
    found.map_or_else(|| (text.to_owned(), None), |(text, period)| (text, Some(period)))
}
