//! When a paper appeared and where in its journal: `2020;12(3):45-50` and the other orders that citations have.

use crate::facts::Paper;
use crate::text::dates::{date, only_year};
use crate::text::wording::{find, strip_start, without_end};

/// Notes the year, the volume, the issue, the pages, and the journal where it stands in the same part:
/// `2020;12(3):45-50`, `Journal 2020;12:45`, `Journal, 2020, 12(3): 45`, `Journal (2020)`, `Journal 12, 45 (2020)`,
/// `Journal, vol. 12, no. 3, 2020, pp. 45-50`, `Published online May 1, 2020`. False where the part says no year.
pub(super) fn read(part: &str, paper: &mut Paper) -> bool {
    let part = without_end(part);
    if let Some(year) = online(part) {
        paper.year = Some(year);
        return true;
    }
    if labelled(part, paper) {
        return true;
    }
    let Some((before, year, place)) = dated(part) else { return false };
    paper.year = Some(year);
    match tail(before) {
        Some((journal, tail)) if place.is_empty() => {
            numbers(tail, paper);
            paper.journal = filled(journal);
        }
        _ => {
            numbers(place, paper);
            paper.journal = filled(before);
        }
    }
    true
}

/// `Journal, 12(3), 45-50`: the journal of a citation whose year stands behind the authors.
pub(super) fn undated(part: &str, paper: &mut Paper) {
    match tail(part) {
        Some((journal, tail)) => {
            numbers(tail, paper);
            paper.journal = filled(journal);
        }
        None => paper.journal = filled(part),
    }
}

/// `12(3):45-50`, `12(3), 45-50`, `12:e5`
fn numbers(place: &str, paper: &mut Paper) {
    let (volume, pages) = place.split_once([':', '：']).map_or((place, None), |(volume, pages)| (volume, Some(pages)));
    let (volume, pages) = match volume.split_once(',') {
        Some((volume, rest)) if pages.is_none() => (volume, Some(rest)),
        _ => (volume, pages),
    };
    let (volume, issue) = volume.split_once('(').map_or((volume, None), |(volume, issue)| (volume, Some(issue)));
    paper.volume = filled(volume);
    paper.issue = issue.and_then(filled);
    paper.pages = pages.and_then(|pages| filled(strip_start(pages.trim(), "pp.").unwrap_or(pages)));
}

fn filled(text: &str) -> Option<String> {
    let text = without_end(text.trim().trim_end_matches([')', '(', '[']));
    let text = strip_start(text, "In: ").unwrap_or(text).trim_matches('*');
    (!text.is_empty()).then(|| text.to_owned())
}

/// The year of a paper that has no volume yet.
fn online(part: &str) -> Option<u16> {
    const STARTS: &[&str] = &["published online", "online ahead", "in press", "accepted", "advance online"];
    STARTS.iter().any(|start| strip_start(part, start).is_some()).then(|| only_year(part))?
}

/// `Journal, vol 12, no 3, 2020, pp 45-50`
fn labelled(part: &str, paper: &mut Paper) -> bool {
    let Some(year) = find(part, "vol ").and_then(|_| only_year(part)) else { return false };
    let mut journal = None;
    for piece in part.split(',').map(str::trim) {
        if let Some(volume) = strip_start(piece, "vol ") {
            paper.volume = filled(volume);
        } else if let Some(issue) = strip_start(piece, "no ").or_else(|| strip_start(piece, "issue ")) {
            paper.issue = filled(issue);
        } else if let Some(pages) = strip_start(piece, "pp ").or_else(|| strip_start(piece, "p ")) {
            paper.pages = filled(pages);
        } else if date(piece).is_none() {
            journal.get_or_insert(piece);
        }
    }
    paper.year = Some(year);
    paper.journal = journal.and_then(filled);
    true
}

/// What stands before the year, the year, and volume and pages after it. A year inside a title has words after it.
fn dated(part: &str) -> Option<(&str, u16, &str)> {
    let starts = part.char_indices().filter(|(at, c)| {
        c.is_ascii_digit() && !part.get(..*at).is_some_and(|before| before.ends_with(char::is_alphanumeric))
    });
    starts.map(|(at, _)| at).find_map(|at| {
        let (before, rest) = part.split_at_checked(at)?;
        let (year, rest) = rest.split_at_checked(4)?;
        let year = date(year).filter(|_| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-'))?.year();
        let opened = before.trim_end().ends_with(['(', ',', '，', ';']);
        let place = without_month(rest.trim_start_matches([')', ';', ',', ':', ' ', '；', '，', '）']));
        let numbered = place.starts_with(|c: char| c.is_ascii_digit() || c == 'e' || c == 'S');
        let numbered = numbered && !counts(place);
        let fits = if place.is_empty() { opened || before.is_empty() } else { numbered };
        fits.then(|| (before.trim_end_matches(['(', '（', ',', '，', ' ', ';']), year, place))
    })
}

/// `12 patients` is no volume.
fn counts(place: &str) -> bool {
    let volume = place.split([':', ',', '：']).next().unwrap_or_default();
    let mut words = volume.split(|c: char| !c.is_alphanumeric());
    words.any(|word| {
        word.len() > 3 && word.chars().all(char::is_lowercase) && !matches!(word, "suppl" | "part" | "pages")
    })
}

/// `Jan 12;7:1` is `7:1`: month and day say no more here.
fn without_month(text: &str) -> &str {
    let word = text.split([' ', ';', '-', '/']).next();
    let is_month =
        word.is_some_and(|word| date(&format!("{word} 2000")).is_some() && word.contains(char::is_alphabetic));
    match text.split_once(';') {
        Some((_, rest)) if is_month => rest.trim_start(),
        None if is_month => "",
        _ => text,
    }
}

/// `Journal 12(3), 45-50` and `Journal, 12:45` as the journal and the numbers.
fn tail(text: &str) -> Option<(&str, &str)> {
    let numbers = |text: &str| {
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        letters <= 2 && text.starts_with(|c: char| c.is_ascii_digit()) && text.contains([',', ':', '('])
    };
    let cuts = [(0, 0)].into_iter().chain(text.match_indices([' ', ',']).map(|(at, mark)| (at, mark.len())));
    let found = cuts.filter_map(|(at, width)| Some((text.get(..at)?, text.get(at + width..)?.trim_start())));
    found
        .into_iter()
        .find(|(_, tail)| numbers(tail))
        .map(|(journal, tail)| (journal.trim_end_matches([',', ' ']), tail))
}
