//! From characters to lines with their marks.

use crate::text::characters::{indent, plain};

/// A line that says something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// Its place on the page, from 1.
    pub number: u32,
    /// As it stands on the page.
    pub raw: String,
    /// Its text with ordinary blanks.
    pub text: String,
    /// How many blanks it began with.
    pub indent: usize,
    /// How many empty lines stand above it.
    pub blank_before: u32,
}

const BULLETS: &[char] =
    &['-', '–', '—', '−', '•', '·', '●', '▪', '◆', '*', '○', '■', '□', '◇', '★', '☆', '►', '▸', '▷', '▶', '➤'];
const PICTURES: &[&str] = &[".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp"];

/// The most lines with text that a page may have; the longest real one has some hundred and fifty.
pub(crate) const MOST_LINES: usize = 4000;

/// The lines of a page that are not blank.
pub(crate) fn split(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut blank_before = 0;
    for (number, raw) in (1..).zip(text.lines()) {
        let text = plain(raw);
        if text.is_empty() {
            blank_before += 1;
        } else {
            lines.push(Line { number, raw: raw.to_owned(), text, indent: indent(raw), blank_before });
            blank_before = 0;
        }
    }
    lines
}

impl Line {
    /// True where a picture stood.
    pub fn is_picture(&self) -> bool {
        let name = self.text.to_lowercase();
        PICTURES.iter().any(|ending| name.ends_with(ending)) && name.split(' ').count() <= 3
    }

    /// True for an item of a list.
    pub fn is_bullet(&self) -> bool {
        self.item().len() < self.text.len()
    }

    /// The bullet it begins with.
    pub fn bullet(&self) -> Option<char> {
        self.text.chars().next().filter(|_| self.is_bullet())
    }

    /// Its text without the bullet it begins with.
    pub fn item(&self) -> &str {
        match self.text.strip_prefix(BULLETS).or_else(|| self.text.strip_prefix(is_circled)) {
            // So is a text between two single ones.
            Some(_) if self.text.starts_with('*') && self.text.ends_with('*') => &self.text,
            // Two stars are emphasis, two dashes a rule or a turn of speech.
            Some(rest) if !rest.starts_with(BULLETS) && !rest.is_empty() => rest.trim_start(),
            _ => &self.text,
        }
    }

    /// The number it begins with and the text after it: `3. Text`, `3、Text`, `(3) Text`.
    pub fn numbered(&self) -> Option<(u16, &str)> {
        if let Some(chapter) = crate::text::han_numbers::chapter(&self.text) {
            return Some(chapter);
        }
        let text = self.text.trim_start_matches(['(', '（']);
        let digits = text.chars().take_while(char::is_ascii_digit).count();
        let (number, rest) = text.split_at_checked(digits)?;
        let rest = rest.strip_prefix(['.', '、', '．', ')', '）', ':'])?;
        // A date or a decimal is no number of a chapter.
        let follows = rest.chars().next()?;
        if digits > 2 || follows.is_ascii_digit() {
            return None;
        }
        Some((number.parse().ok()?, rest.trim_start()))
    }
}

/// `①`, `⑴`: numbers in signs of their own.
const fn is_circled(c: char) -> bool {
    matches!(c, '①'..='⒇')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Line {
        split(text).remove(0)
    }

    #[test]
    fn bullets_come_glued_spaced_or_not_at_all() {
        for text in ["-a b", "\u{a0} -\u{a0} a b", "– a b", "* a b", "• a b", "a b"] {
            assert_eq!(line(text).item(), "a b");
        }
        assert_eq!(line("**a** b").item(), "**a** b");
    }

    #[test]
    fn numbers_of_chapters_are_told_from_decimals() {
        assert_eq!(line("1.\u{a0} The Way").numbered(), Some((1, "The Way")));
        assert_eq!(line("2、Way").numbered(), Some((2, "Way")));
        for text in ["1.5 mm", "2014. Year", "Way 1.", "1"] {
            assert_eq!(line(text).numbered(), None, "{text}");
        }
    }

    #[test]
    fn lines_know_their_place() {
        let lines = split("a\n\n \nb\nphoto 1.JPG");
        assert_eq!((lines[1].number, lines[1].blank_before), (4, 2));
        assert!(lines[2].is_picture() && !lines[1].is_picture());
    }
}
