//! Characters that look alike or are not seen, and what kind a character is.

pub(crate) use shanghaidoctor_domain::text::is_han;

/// One line's text with ordinary blanks, one between words and none around them. Nothing else is mended.
pub(crate) fn plain(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut is_apart = false;
    for c in line.chars().filter(|c| !is_invisible(*c)) {
        if c.is_whitespace() {
            is_apart = !plain.is_empty();
        } else {
            if is_apart {
                plain.push(' ');
            }
            is_apart = false;
            plain.push(c);
        }
    }
    plain
}

/// How many blanks of any kind a line begins with.
pub(crate) fn indent(line: &str) -> usize {
    line.chars().filter(|c| !is_invisible(*c)).take_while(|c| c.is_whitespace()).count()
}

/// True for signs that take no room.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{00ad}')
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
}
