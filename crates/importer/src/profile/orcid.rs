//! An ORCID iD on a line of a byline or a profile.

use std::borrow::Cow;

use shanghaidoctor_domain::{Orcid, ScalarError};

use crate::facts::{Doctor, Found};
use crate::report::decision::Decision;
use crate::report::notes::{Notes, Part, WarningKind};
use crate::text::lines::Line;

/// The bytes of an ORCID.
const LENGTH: usize = "0000-0000-0000-0000".len();

/// The fewest digits of an ORCID: its last sign can be an X.
const DIGITS: usize = 15;

/// Gives each ORCID to whom the byline at or above it names, and the lines without them.
pub(crate) fn without<'a>(
    lines: &'a [Line],
    named: impl Fn(&Line) -> Option<usize>,
    doctors: &mut [Doctor],
    part: Part,
    notes: &mut Notes,
) -> Vec<Cow<'a, Line>> {
    if lines.iter().all(|line| !has_digits(&line.text)) {
        return lines.iter().map(Cow::Borrowed).collect();
    }
    let mut owner = 0;
    let mut rest = Vec::new();
    for line in lines {
        owner = named(line).unwrap_or(owner);
        let Some((orcid, text)) = told(line, notes) else {
            rest.push(Cow::Borrowed(line));
            continue;
        };
        if let Some(doctor) = doctors.get_mut(owner) {
            doctor.orcid.get_or_insert(Found::new(line.number, orcid));
        }
        notes.take(line, part, Decision::Orcid);
        if !text.is_empty() {
            rest.push(Cow::Owned(Line { text, ..line.clone() }));
        }
    }
    rest
}

/// The ORCID on a line and the text without it. One that cannot be right is told of where the line says that it is one.
fn told(line: &Line, notes: &mut Notes) -> Option<(Orcid, String)> {
    match orcid(&line.text)? {
        Ok(found) => Some(found),
        Err(error) => {
            if line.text.to_ascii_lowercase().contains("orcid") {
                notes.warn(WarningKind::Unread, line.number, format!("not read: {error}"));
            }
            None
        }
    }
}

fn has_digits(text: &str) -> bool {
    text.bytes().filter(u8::is_ascii_digit).count() >= DIGITS
}

/// The first right number with the text around it, or why the first is none.
fn orcid(text: &str) -> Option<Result<(Orcid, String), ScalarError>> {
    if !has_digits(text) {
        return None;
    }
    let mut wrong = None;
    for (hyphen, _) in text.match_indices('-') {
        let Some(start) = hyphen.checked_sub(4) else { continue };
        let Some(printed) = text.get(start..start + LENGTH).filter(|printed| has_digits(printed)) else { continue };
        match printed.parse() {
            Ok(orcid) => return Some(Ok((orcid, around(text, start)?))),
            Err(error) => wrong = wrong.or(Some(error)),
        }
    }
    wrong.map(Err)
}

/// The text without the number that begins at `start` and the label before it.
fn around(text: &str, start: usize) -> Option<String> {
    let (before, after) = (text.get(..start)?, text.get(start + LENGTH..)?);
    let signs = [' ', ',', ';', ':', '：', '，', '(', '（', '|', '.'];
    let addresses = ["https://orcid.org/", "http://orcid.org/", "orcid.org/"].iter();
    let before = addresses.into_iter().find_map(|address| before.strip_suffix(address)).unwrap_or(before);
    let before = before.trim_end_matches(signs);
    let labels = ["ORCID iD", "ORCID ID", "ORCID id", "ORCID", "Orcid", "orcid"].iter();
    let before = labels.into_iter().find_map(|label| before.strip_suffix(label)).unwrap_or(before);
    let before = before.trim_end_matches(signs);
    let after = after.trim_start_matches([' ', ',', ';', '.', ')', '）', '，']);
    let joint = if before.is_empty() || after.is_empty() { "" } else { ", " };
    Some(format!("{before}{joint}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_of_the_line_is_what_it_was() {
        for (text, wanted) in [
            ("ORCID: 0000-0002-1825-0097", ""),
            ("ORCID iD: https://orcid.org/0000-0002-1825-0097", ""),
            ("Wen Hao, Professor (ORCID 0000-0002-1825-0097)", "Wen Hao, Professor"),
            ("Wen Hao, ORCID 0000-0002-1825-0097, Professor", "Wen Hao, Professor"),
        ] {
            assert_eq!(orcid(text).and_then(Result::ok).map(|(_, rest)| rest).as_deref(), Some(wanted), "{text}");
        }
        for text in ["0000-0002-1825-0098", "ISSN 1234-5678 and 12345678"] {
            assert_eq!(orcid(text).and_then(Result::ok), None, "{text}");
        }
    }
}
