//! Numbers of grants.

use crate::text::dates;
use crate::text::wording::strip_words;

const NUMBER_LABELS: &[&str] = &[
    "grant nos.",
    "grant nos",
    "nos.",
    "grant number",
    "grant no.",
    "grant no",
    "grant",
    "project number",
    "project no.",
    "project no",
    "number",
    "no.",
    "no",
];

/// True for a word that only announces a number.
pub(super) fn is_number_label(text: &str) -> bool {
    NUMBER_LABELS.contains(&text.to_lowercase().trim_end_matches([':', ' ', '#']))
}

/// `Key Project No.` is a `Key Project`.
pub(super) fn without_number_label(text: &str) -> &str {
    let label = NUMBER_LABELS.iter().filter(|label| label.len() > 1 && **label != "grant").find_map(|label| {
        let (before, end) = text.split_at_checked(text.len().checked_sub(label.len())?)?;
        (end.eq_ignore_ascii_case(label) && before.ends_with(' ')).then_some(before)
    });
    label.unwrap_or(text).trim_end_matches([' ', ',', ':', '#'])
}

/// `402-408` are pages, and no number of a grant has two such halves.
fn is_page(text: &str) -> bool {
    (1..=4).contains(&text.len()) && text.chars().all(|c| c.is_ascii_digit())
}

/// The fewest digits of a grant's number.
const GRANT_DIGITS: usize = 5;

/// `No. 81972187`, `Grant 2016YFC0905400`, `81972187`: six letters and digits at least, most of them digits.
pub(crate) fn grant_number(text: &str) -> Option<String> {
    let led = strip_words(text, NUMBER_LABELS);
    let number = led.unwrap_or(text).trim_start_matches([':', '.', ' ', '#', '：']);
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let plain = number.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let pages = number.split_once('-').is_some_and(|(from, to)| is_page(from) && is_page(to));
    let known = plain && digits >= GRANT_DIGITS && dates::period(number).is_none() && 2 * digits > number.len();
    (known && !pages).then(|| number.to_owned())
}

/// False for a text without a grant's number, as most are: such a number stands between signs that it has not.
pub(crate) fn has_grant_number(text: &str) -> bool {
    let is_long = |text: &str| text.bytes().filter(u8::is_ascii_digit).count() >= GRANT_DIGITS;
    let mut runs = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).filter(|run| is_long(run));
    is_long(text) && runs.any(|run| grant_number(run).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_no_number_of_a_grant() {
        for text in ["402-408", "1021-1030", "7-8"] {
            assert_eq!(grant_number(text), None, "{text}");
        }
        assert_eq!(grant_number("2021-ZX-00417"), Some("2021-ZX-00417".to_owned()));
    }
}
