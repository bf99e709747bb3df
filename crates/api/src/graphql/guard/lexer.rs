use async_graphql::Pos;

use super::Refused;

/// What can be said of a text before it is parsed.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Text {
    pub tokens: usize,
    /// The most brackets open at the same time.
    pub nesting: usize,
}

/// Counts the tokens of a text (GraphQL specification, section 2.1) in one pass that keeps nothing.
///
/// Only strings can be wrong here: what comes after an open quote would not be counted, but the parser may read such a
/// quote in another way and go on.
pub fn lex(query: &str) -> Result<Text, Refused> {
    let mut text = Text::default();
    let mut open: usize = 0;
    let mut rest = query.as_bytes();
    while let [byte, tail @ ..] = rest {
        rest = match byte {
            b' ' | b'\t' | b'\n' | b'\r' | b',' => {
                rest = tail;
                continue;
            }
            b'#' => {
                rest = skip(tail, |byte| !is_line_end(byte));
                continue;
            }
            b'"' => string(rest).ok_or_else(|| unclosed(query, rest))?,
            b'.' => skip(tail, |byte| byte == b'.'),
            b'-' | b'0'..=b'9' => skip(tail, is_number),
            b'_' | b'a'..=b'z' | b'A'..=b'Z' => skip(tail, is_name),
            _ => tail,
        };
        text.tokens += 1;
        match byte {
            b'(' | b'[' | b'{' => open += 1,
            b')' | b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        text.nesting = text.nesting.max(open);
    }
    Ok(text)
}

/// What follows the string at the start of `text`, or nothing when it is not closed.
fn string(text: &[u8]) -> Option<&[u8]> {
    if let Some(block) = text.strip_prefix(br#"""""#) {
        return block_string(block);
    }
    let mut rest = text.strip_prefix(b"\"")?;
    loop {
        rest = match rest {
            [b'"', tail @ ..] => return Some(tail),
            [b'\\', escaped, tail @ ..] if !is_line_end(*escaped) => tail,
            [byte, tail @ ..] if !is_line_end(*byte) => tail,
            _ => return None,
        };
    }
}

fn block_string(text: &[u8]) -> Option<&[u8]> {
    let mut rest = text;
    loop {
        rest = match rest {
            [b'\\', b'"', b'"', b'"', tail @ ..] => tail,
            [b'"', b'"', b'"', tail @ ..] => return Some(tail),
            [_, tail @ ..] => tail,
            [] => return None,
        };
    }
}

fn skip(text: &[u8], belongs: impl Fn(u8) -> bool) -> &[u8] {
    let end = text.iter().position(|byte| !belongs(*byte)).unwrap_or(text.len());
    text.get(end..).unwrap_or_default()
}

fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

fn is_name(byte: u8) -> bool {
    byte == b'_' || byte.is_ascii_alphanumeric()
}

fn is_number(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+' | b'-')
}

fn unclosed(query: &str, rest: &[u8]) -> Refused {
    let before = query.get(..query.len() - rest.len()).unwrap_or_default();
    let line = before.lines().count().max(1);
    let column = before.rsplit(['\n', '\r']).next().map_or(0, |line| line.chars().count()) + 1;
    Refused::Syntax { reason: "a string is not closed".to_owned(), locations: vec![Pos { line, column }] }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(query: &str) -> usize {
        lex(query).unwrap().tokens
    }

    #[test]
    fn a_token_is_a_name_a_number_a_string_or_a_punctuator() {
        assert_eq!(tokens(""), 0);
        assert_eq!(tokens("\u{feff}"), 3, "a byte order mark is not worth a rule of its own");
        assert_eq!(tokens("{ a }"), 3);
        assert_eq!(tokens("query Q($id: ID!) { a(id: $id, n: -1.5e+3) { ...F @x } }"), 27);
        assert_eq!(tokens("# only { a comment }\r\n{ a } # and { this }"), 3);
        assert_eq!(tokens(r#"{ a(t: "x } \" { y", u: "") }"#), 11);
        assert_eq!(tokens(r#"{ a(t: """ x " } \""" y """) }"#), 8);
    }

    #[test]
    fn nesting_is_the_most_brackets_open_at_once() {
        assert_eq!(lex("{ a(b: [[1]]) { c } }").unwrap().nesting, 4);
        assert_eq!(lex("}}}{").unwrap().nesting, 1);
    }

    #[test]
    fn an_open_string_hides_nothing() {
        for text in ["{ a(t: \"x\n) }", "{ a(t: \"\\", "[\"\"\"\" [[[[", "\"\"\" \\\"\"\" "] {
            assert!(matches!(lex(text), Err(Refused::Syntax { .. })), "{text}");
        }
        let Err(Refused::Syntax { locations, .. }) = lex("{\n  a(é: \"x") else { panic!("accepted") };
        assert_eq!(locations, [Pos { line: 2, column: 8 }]);
    }
}
