//! Text for a terminal: styles, and lines as wide as it is. Chinese characters take two columns.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use anstyle::{AnsiColor, Style};
use textwrap::Options;
use unicode_width::UnicodeWidthChar;

pub(super) const HEADING: Style = Style::new().bold();
pub(super) const LINE: Style = Style::new().dimmed();
pub(super) const NAME: Style = AnsiColor::Cyan.on_default();
pub(super) const QUESTION: Style = AnsiColor::Yellow.on_default().bold();
pub(super) const GOOD: Style = AnsiColor::Green.on_default().bold();
pub(super) const PLAIN: Style = Style::new();

/// Columns of a text that a row shows of it; programs get all.
const SHOWN: usize = 120;
/// What is left of a row's text on a terminal that is too narrow for its columns.
const NARROWEST: usize = 24;

/// What is to be printed. Where it does not go to a terminal, rows are not broken, and `anstream` takes the styles out.
pub(super) struct Sheet {
    text: String,
    width: Option<usize>,
}

impl Sheet {
    /// A sheet for standard output.
    pub(super) fn new() -> Self {
        let size = terminal_size::terminal_size_of(io::stdout());
        Self { text: String::new(), width: size.map(|(width, _)| usize::from(width.0)) }
    }

    pub(super) fn blank(&mut self) {
        self.text.push('\n');
    }

    pub(super) fn heading(&mut self, text: &str) {
        self.styled(HEADING, text);
        self.blank();
    }

    pub(super) fn line(&mut self, style: Style, text: &str) {
        self.styled(style, text);
        self.blank();
    }

    /// A row under its columns, each with its style; the rest of the text hangs under its beginning.
    pub(super) fn row(&mut self, columns: &[(Style, String)], text: &str) {
        let indent: usize = columns.iter().map(|(_, column)| textwrap::core::display_width(column)).sum();
        for (style, column) in columns {
            self.styled(*style, column);
        }
        let Some(width) = self.width else {
            self.line(PLAIN, text);
            return;
        };
        let options = Options::new(width.saturating_sub(indent).max(NARROWEST)).break_words(true);
        for (at, part) in textwrap::wrap(text, options).iter().enumerate() {
            let before = if at == 0 { 0 } else { indent };
            // Writing to a string cannot fail.
            let _ = writeln!(self.text, "{:before$}{part}", "");
        }
    }

    pub(super) fn print(self) -> io::Result<()> {
        anstream::stdout().write_all(self.text.as_bytes())
    }

    fn styled(&mut self, style: Style, text: &str) {
        let _ = write!(self.text, "{style}{text}{style:#}");
    }
}

/// A line's number as a column.
pub(super) fn number(line: u32) -> (Style, String) {
    (LINE, format!("  {line:>5}  "))
}

/// As much of a text as a row shows.
pub(super) fn start_of(text: &str) -> String {
    let first = text.lines().next().unwrap_or_default();
    let mut columns = 0;
    let fits = |c: &char| {
        columns += c.width().unwrap_or(0);
        columns <= SHOWN
    };
    let start: String = first.chars().take_while(fits).collect();
    if start.len() < text.len() { format!("{start}…") } else { start }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_broken_by_columns_and_not_by_characters() {
        let mut sheet = Sheet { text: String::new(), width: Some(39) };
        sheet.row(&[number(7), (NAME, "honour: ".to_owned())], "东方胸外科学会微创外科委员会副主任委员 of the East");
        let plain = anstream::adapter::strip_str(&sheet.text).to_string();
        let widths: Vec<usize> = plain.lines().map(textwrap::core::display_width).collect();
        assert!(widths.len() > 1 && widths.iter().all(|width| *width <= 41), "{plain}");
        assert!(plain.lines().skip(1).all(|line| line.starts_with("                 ")), "{plain}");
    }

    #[test]
    fn a_long_text_is_shown_by_its_start() {
        assert_eq!(start_of("a\nb"), "a…");
        assert_eq!(start_of("short"), "short");
        assert_eq!(start_of(&"字".repeat(61)).chars().count(), 61);
        assert!(start_of(&"字".repeat(61)).ends_with('…'));
    }
}
