//! From characters to lines with their marks.

use std::sync::Arc;

use shanghaidoctor_domain::text::RichText;

use crate::text::characters::{indent, plain};
use crate::text::markdown;
use crate::text::marks::{self, Item, Marks, Picture};

/// A line that says something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Line {
    /// Its place on the page, from 1: in a text the line of the file; in HTML, where a whole page can be one line of the
    /// file, the place among the lines of text that a reader sees.
    pub number: u32,
    /// As it stands on the page.
    pub raw: Arc<str>,
    /// Its text with ordinary blanks.
    pub text: String,
    /// How many blanks it began with.
    pub indent: usize,
    /// How many empty lines stand above it.
    pub blank_before: u32,
    /// What sets it off beside its words.
    pub marks: Marks,
}

const BULLETS: &[char] =
    &['-', '–', '—', '−', '•', '·', '●', '▪', '◆', '*', '○', '■', '□', '◇', '★', '☆', '►', '▸', '▷', '▶', '➤'];
const PICTURES: &[&str] = &[".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp"];

/// The lines of a text that are not blank.
pub(crate) fn split(text: &str) -> Vec<Line> {
    let is_markdown = markdown::is_markdown(text);
    let mut lines = Vec::new();
    let mut blank_before = 0;
    for (number, raw) in (1..).zip(text.lines()) {
        let text = plain(raw);
        if text.is_empty() {
            blank_before += 1;
        } else {
            let (text, marks) = if is_markdown { markdown::line(&text) } else { starred(text) };
            lines.push(Line { number, raw: raw.into(), text, indent: indent(raw), blank_before, marks });
            blank_before = 0;
        }
    }
    lines
}

/// Stars around a line of a plain text set it off, and stay in it: they are how it was printed.
fn starred(text: String) -> (String, Marks) {
    let marks = Marks { bold: markdown::whole_bold(&text).is_some(), ..Marks::default() };
    (text, marks)
}

/// True for the name or the address of a picture's file.
pub(crate) fn is_picture_name(text: &str) -> bool {
    let name = text.split(['?', '#']).next().unwrap_or_default();
    let ends = |ending: &&str| {
        let end = name.len().checked_sub(ending.len()).and_then(|at| name.get(at..));
        end.is_some_and(|end| end.eq_ignore_ascii_case(ending))
    };
    PICTURES.iter().any(ends) && text.split(' ').count() <= 3
}

impl Line {
    /// True where a picture stood.
    pub fn is_picture(&self) -> bool {
        self.marks.picture.is_some() || is_picture_name(&self.text)
    }

    /// The picture that it stands for, if it stands for one.
    pub fn picture(&self) -> Option<Picture> {
        let named = || Picture { address: Some(self.text.clone()), ..Picture::default() };
        self.marks.picture.as_deref().cloned().or_else(|| is_picture_name(&self.text).then(named))
    }

    /// The end of its text, with the links and the emphasis that are in it; all of it with the sign that the markup of a
    /// list sets before it.
    pub fn rich(&self, end: &str) -> RichText {
        let sign = match self.marks.item.filter(|_| end.len() == self.text.len()) {
            Some(Item::Bullet) => "-".to_owned(),
            Some(Item::Number(number)) => format!("{number}."),
            None => String::new(),
        };
        if !sign.is_empty() {
            let (sign, text) = (RichText::from_plain(&sign), marks::rich(end, 0, &self.marks));
            return RichText::from_markdown(format!("{} {}", sign.markdown(), text.markdown()));
        }
        let from = self.text.len().checked_sub(end.len()).filter(|_| self.text.ends_with(end));
        from.map_or_else(|| RichText::from_plain(end), |from| marks::rich(&self.text, from, &self.marks))
    }

    /// True for an item of a list.
    pub fn is_bullet(&self) -> bool {
        self.marks.item == Some(Item::Bullet) || self.item().len() < self.text.len()
    }

    /// The bullet it begins with; a list's markup prints none, and a dot stands for it.
    pub fn bullet(&self) -> Option<char> {
        let printed = self.text.chars().next().filter(|_| self.item().len() < self.text.len());
        printed.or_else(|| (self.marks.item == Some(Item::Bullet)).then_some('•'))
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
        if let Some(Item::Number(number)) = self.marks.item {
            return Some((number, &self.text));
        }
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
