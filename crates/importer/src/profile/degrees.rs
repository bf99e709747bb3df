//! Degrees, as letters behind a name or in a sentence, and how they are kept.

use crate::facts::{Doctor, Found};
use crate::profile::chinese_degrees;
use crate::profile::titles::{add_academic_title, is_academic};
use crate::report::notes::Notes;
use crate::text::dates;
use crate::text::han_script::is_chinese;
use crate::text::wording::{find, split_outside_brackets, strip_start, without_end};

const LETTERS: &[&str] = &[
    "md",
    "phd",
    "mdphd",
    "mph",
    "mbbs",
    "mbchb",
    "msc",
    "ms",
    "mmed",
    "frcs",
    "frcp",
    "facs",
    "facc",
    "medicaldoctor",
    "bsc",
    "dsc",
    "dphil",
    "bachelorsdegree",
    "mastersdegree",
    "doctoraldegree",
];
const STARTS: &[&str] = &[
    "Doctor of ",
    "Doctorate in ",
    "Doctorate of ",
    "Doctoral degree in ",
    "Master of ",
    "Bachelor of ",
    "Master's degree in ",
    "Master’s degree in ",
    "Master's in ",
    "Master’s in ",
    "Bachelor's degree in ",
    "Bachelor’s degree in ",
    "Bachelor's in ",
    "Bachelor’s in ",
    "PhD in ",
    "Ph.D. in ",
    "PhD degree in ",
    "Ph.D. degree in ",
    "MD in ",
    "M.D. in ",
    "M.S. in ",
    "MSc in ",
    "B.S. in ",
    "BSc in ",
    "M.D. degree",
    "MD degree",
    "Ph.D. degree",
    "PhD degree",
];

/// True for a degree and nothing else.
pub(crate) fn is_degree(text: &str) -> bool {
    let letters: String = text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    LETTERS.contains(&letters.as_str()) || STARTS.iter().any(|start| strip_start(text, start).is_some())
}

/// The degree that an item of an education names: `PhD in Surgery, A University, 2001`, `2001-2004: MD, A University`,
/// `Graduated from A University with a PhD in surgery in 2004`.
fn in_item(text: &str) -> Option<&str> {
    let text = without_period(text);
    in_sentence(text).or_else(|| {
        let pieces = split_outside_brackets(text, |c| matches!(c, ',' | '，'));
        pieces.into_iter().map(ended).find(|piece| is_degree(piece))
    })
}

/// Who says so has not taken the degree, or helped another to it.
const UNTAKEN: &[&str] = &[
    "pursuing",
    "candidate",
    "studying for",
    "studied for",
    "reading for",
    "working towards",
    "working toward",
    "enrolled",
    "supervis",
    "honorary",
    "honoris causa",
    "students",
];

/// The degree that a sentence names in full, or by its letters behind `with an`, `her`.
fn in_sentence(text: &str) -> Option<&str> {
    if UNTAKEN.iter().any(|word| find(text, word).is_some()) {
        return None;
    }
    named(text).or_else(|| by_letters(text))
}

/// `graduated in 2001 with an MD`, `received her MD from A`.
fn by_letters(text: &str) -> Option<&str> {
    let articles = [" a ", " an ", " his ", " her "];
    let behind = articles.iter().flat_map(|article| text.match_indices(article));
    let mut letters = behind.filter_map(|(at, article)| {
        let rest = text.get(at + article.len()..)?;
        let word = rest.split([' ', ',', ';']).next()?.trim_end_matches('.');
        let word = text.get(at + article.len()..at + article.len() + word.len())?;
        let plain: String = word.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
        (word.starts_with(char::is_uppercase) && LETTERS.contains(&plain.as_str())).then_some(word)
    });
    letters.next()
}

fn named(text: &str) -> Option<&str> {
    let begins = |at: &usize| text.get(..*at).is_some_and(|before| before.is_empty() || before.ends_with(' '));
    // A small `doctor of` or `master of` is no degree.
    let printed = |start: &str, at: &usize| {
        !start.ends_with(" of ") || text.get(*at..).is_some_and(|rest| rest.starts_with(start))
    };
    let found =
        STARTS.iter().filter_map(|start| find(text, start).filter(begins).filter(|at| printed(start, at))).min()?;
    text.get(found..).map(ended)
}

/// The text up to what only says where and when.
fn ended(text: &str) -> &str {
    let ends = [" from ", " at ", ", ", " (", " and ", "; "];
    let dated = text
        .match_indices(" in ")
        .map(|(at, _)| at)
        .find(|at| text.get(at + 4..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())));
    let end = ends.iter().filter_map(|end| text.find(end)).chain(dated).min().unwrap_or(text.len());
    without_end(text.get(..end).unwrap_or(text))
}

/// `1995-2000 `, `2003: `, `1995-2000, `
fn without_period(text: &str) -> &str {
    let cuts = text.match_indices([',', ' ', ':', '：']).take(8);
    let led = cuts.filter_map(|(at, mark)| {
        let (led, rest) = (text.get(..at)?, text.get(at + mark.len()..)?);
        let dated = dates::period(led).is_some() || dates::date(led).is_some();
        dated.then(|| rest.trim_start_matches([',', ' ', ':', '：']))
    });
    led.last().unwrap_or(text)
}

/// Keeps the degree that an item of an education names.
pub(crate) fn add_degree(doctor: &mut Doctor, text: &str, line: u32, notes: &mut Notes) -> bool {
    if is_chinese(text) {
        return chinese_degrees::degree(without_end(text))
            .is_some_and(|degree| chinese_degrees::keep(doctor, degree, line));
    }
    in_item(text).is_some_and(|degree| add_title_or_degree(doctor, degree, line, notes))
}

/// Keeps the degree that a sentence says somebody took.
pub(crate) fn add_degree_taken(doctor: &mut Doctor, text: &str, line: u32, notes: &mut Notes) -> bool {
    in_sentence(text).is_some_and(|degree| add_title_or_degree(doctor, degree, line, notes))
}

/// Keeps an academic title or a degree; false for what is neither.
pub(crate) fn add_title_or_degree(doctor: &mut Doctor, text: &str, line: u32, notes: &mut Notes) -> bool {
    let degree = is_degree(text);
    if is_academic(text) {
        add_academic_title(doctor, text, line, notes);
    } else if degree && doctor.degrees.iter().all(|known| known.value != text) {
        doctor.degrees.push(Found::new(line, text.to_owned()));
    }
    degree || is_academic(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_of_an_education_name_a_degree() {
        for (text, wanted) in [
            ("PhD in Surgery, A University, 2001", "PhD in Surgery"),
            ("1995-2000 Bachelor of Medicine, A University", "Bachelor of Medicine"),
            ("2003: Master of Medicine at A University", "Master of Medicine"),
            ("Sept 1988 - Jul 1993, A University, Bachelor’s degree", "Bachelor’s degree"),
            ("Graduated from A University with a PhD in surgery in 2005", "PhD in surgery"),
            ("Received her doctorate in medicine from A University", "doctorate in medicine"),
            ("MD, A University", "MD"),
            ("Graduated from A University in 2001 with an MD", "MD"),
            ("Received her MD from A University", "MD"),
            ("MD from A University", "MD"),
            ("B.S. in Biology, A College, 1988", "B.S. in Biology"),
        ] {
            assert_eq!(in_item(text), Some(wanted), "{text}");
        }
        for text in [
            "Resident, A Hospital",
            "Studied medicine",
            "Supervised PhD students",
            "A master of music",
            "Pursuing a PhD in music",
            "PhD candidate",
        ] {
            assert_eq!(in_item(text), None, "{text}");
        }
    }
}
