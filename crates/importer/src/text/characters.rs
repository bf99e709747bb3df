//! From bytes to characters: what is refused before a line is looked at, and the blanks that look alike.

use crate::Refusal;

/// The most bytes a page may have; the longest real one has some twenty thousand.
pub(crate) const LIMIT: usize = 2 * 1024 * 1024;

/// The text of a page.
pub(crate) fn decode(bytes: &[u8]) -> Result<&str, Refusal> {
    if bytes.len() > LIMIT {
        return Err(Refusal::TooLarge { bytes: bytes.len() });
    }
    let is_control = |byte: &u8| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c);
    if bytes.iter().any(is_control) {
        return Err(Refusal::NotText);
    }
    let text = std::str::from_utf8(bytes).map_err(|error| not_utf8(bytes, error.valid_up_to()))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if plain(text).is_empty() { Err(Refusal::Empty) } else { Ok(text) }
}

fn not_utf8(bytes: &[u8], at: usize) -> Refusal {
    let breaks = bytes.iter().take(at).filter(|byte| **byte == b'\n').count();
    Refusal::NotUtf8 { line: u32::try_from(breaks + 1).unwrap_or(u32::MAX) }
}

/// One line's text with ordinary blanks, one between words and none around them. Nothing else is mended.
pub(crate) fn plain(line: &str) -> String {
    let visible: String = line.chars().filter(|c| !is_invisible(*c)).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How many blanks of any kind a line begins with.
pub(crate) fn indent(line: &str) -> usize {
    line.chars().filter(|c| !is_invisible(*c)).take_while(|c| c.is_whitespace()).count()
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{00ad}')
}

/// True for Chinese characters.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// True for every sign that opens or closes a quotation.
pub(crate) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '“' | '”' | '‘' | '’' | '「' | '」' | '『' | '』')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_of_any_kind_are_one() {
        assert_eq!(plain("\u{a0} -\u{a0}  a\u{3000}b\u{200b}c \u{a0}"), "- a bc");
        assert_eq!(indent("\u{a0}\u{a0} \u{a0}a"), 4);
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert_eq!(decode(b""), Err(Refusal::Empty));
        assert_eq!(decode(" \u{a0}\n".as_bytes()), Err(Refusal::Empty));
        assert_eq!(decode(b"\x89PNG\r\n\x1a\n\0"), Err(Refusal::NotText));
        assert_eq!(decode(b"a\nb\xff"), Err(Refusal::NotUtf8 { line: 2 }));
        assert_eq!(decode(&vec![b'a'; LIMIT + 1]), Err(Refusal::TooLarge { bytes: LIMIT + 1 }));
    }
}
