//! What holds for every text that somebody gives, wherever it is kept: how long it may be, and that it holds no character
//! that cannot be kept, or that a line of text has not.

use serde::Serialize;
use serde_json::Value;

use crate::{ViolationCode, Violations};

/// What a text is, as far as that says how long it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextKind {
    /// What a record is called and found by. Databases find by what is short: an entry of PostgreSQL's indexes has 2,704
    /// bytes at most, and two such names together stay below that.
    Name,
    /// A title, a role, a number in a register: whatever has no kind of its own.
    Line,
    /// What is said beside something: why it was changed, whom to name, what a picture shows. Addresses of the web and
    /// passwords, which have rules of their own, are let pass at this length too.
    Note,
    /// A text to read, with markup or without: a paragraph, a biography, an abstract.
    Prose,
    /// A page or a file that is read in.
    File,
}

impl TextKind {
    /// How many characters such a text may have.
    pub const fn most(self) -> usize {
        match self {
            Self::Name => 300,
            Self::Line => 1_000,
            Self::Note => 5_000,
            Self::Prose => 100_000,
            Self::File => 1_000_000,
        }
    }

    /// Whether such a text is one line: it stands in lists, in logs, in a record of another format.
    const fn is_one_line(self) -> bool {
        matches!(self, Self::Name | Self::Line)
    }

    /// The kind of the text in this field of a document.
    pub fn of_field(name: &str) -> Self {
        Self::at(&[name.to_owned()])
    }

    /// The kind of the text that stands at this path of an input or of a stored document: the innermost name on the way
    /// to it that says one.
    fn at(path: &[String]) -> Self {
        match path {
            // The file of an import; any other `text` is what the name before it says.
            [only] if only == "text" => Self::File,
            [field, ..] if FOUND_BY.contains(&field.as_str()) => Self::Name,
            _ => path.iter().rev().find_map(|step| Self::named(step)).unwrap_or(Self::Line),
        }
    }

    fn named(step: &str) -> Option<Self> {
        Some(match step {
            "page" => Self::File,
            "body" | "biography" | "standfirst" | "abstract" | "markdown" | "plain" => Self::Prose,
            "alt" | "caption" | "changeNote" | "consent" | "credit" | "creditLine" | "note" | "notice" => Self::Note,
            "message" | "purpose" => Self::Note,
            "licenceUrl" | "newPassword" | "password" | "url" => Self::Note,
            // What is a line within a body.
            "anchor" | "heading" | "name" => Self::Line,
            _ => return None,
        })
    }
}

/// The fields by whose texts records are found.
const FOUND_BY: [&str; 5] = ["name", "formerNames", "abbreviation", "acronym", "doi"];

/// What is wrong with the texts of an input or a document, each at its path.
///
/// # Errors
/// Where the value cannot be written as JSON.
pub fn check_texts(value: &impl Serialize) -> Result<Violations, serde_json::Error> {
    let mut violations = Violations::default();
    walk(&serde_json::to_value(value)?, &mut Vec::new(), &mut violations);
    Ok(violations)
}

fn walk(value: &Value, path: &mut Vec<String>, violations: &mut Violations) {
    let mut below = |step: String, value: &Value| {
        path.push(step);
        walk(value, path, violations);
        path.pop();
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| below(name.clone(), value)),
        Value::Array(items) => items.iter().enumerate().for_each(|(index, item)| below(index.to_string(), item)),
        Value::String(text) => check(text, path, violations),
        _ => {}
    }
}

/// No message repeats the text, which is long, or a secret.
fn check(text: &str, path: &[String], violations: &mut Violations) {
    if has_null(text) {
        violations.invalid(path.join("."), "holds a null character (U+0000), which cannot be kept: take it out");
    }
    let kind = TextKind::at(path);
    if kind.is_one_line()
        && let Some(found) = text.chars().find(|c| *c != '\0' && breaks_a_line(*c))
    {
        violations.invalid(path.join("."), wrong_in_a_line(found));
    }
    let most = kind.most();
    // No text has more characters than bytes.
    if text.len() > most {
        let length = text.chars().count();
        if length > most {
            let message = format!("has {length} characters: shorten it to {most} at most");
            violations.push(path.join("."), ViolationCode::TooLong, message);
        }
    }
}

/// What no line holds: what ends one, what commands a terminal (Unicode's general category Cc), and what turns the direction
/// of all that follows it (Unicode Standard Annex 9, section 2: embeddings, overrides and isolates).
fn breaks_a_line(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn wrong_in_a_line(found: char) -> String {
    match found {
        '\n' | '\r' | '\u{2028}' | '\u{2029}' => "holds the end of a line: write it on one line".to_owned(),
        other => format!("holds a control character (U+{:04X}), which is not seen: take it out", u32::from(other)),
    }
}

/// Whether a text holds the one character that PostgreSQL keeps in no text
/// (postgresql.org/docs/current/datatype-character.html).
pub fn has_null(text: &str) -> bool {
    text.contains('\0')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn found(value: Value) -> Vec<(String, ViolationCode)> {
        let violations = check_texts(&value).unwrap();
        violations.0.into_iter().map(|violation| (violation.path, violation.code)).collect()
    }

    fn longer_than(kind: TextKind) -> String {
        "字".repeat(kind.most() + 1)
    }

    #[test]
    fn a_null_character_is_found_wherever_it_stands() {
        let found =
            found(json!({ "slug": "a\0", "role": [{ "text": "\0" }], "body": [{ "figure": { "caption": "b" } }] }));
        assert_eq!(found, [("role.0.text".into(), ViolationCode::Invalid), ("slug".into(), ViolationCode::Invalid)]);
    }

    #[test]
    fn a_line_holds_nothing_that_ends_it_or_is_not_seen() {
        for wrong in ["\u{1}", "\u{1b}", "\t", "\n", "\u{7f}", "\u{85}", "\u{2028}", "\u{202e}", "\u{2066}"] {
            let text = format!("a{wrong}b");
            let given = json!({ "title": text, "name": [{ "text": text }], "note": text, "body": [{ "text": text }] });
            let expected =
                [("name.0.text".to_owned(), ViolationCode::Invalid), ("title".to_owned(), ViolationCode::Invalid)];
            assert_eq!(found(given), expected, "{wrong:?}");
        }
        // A mark by which letters join, and one of direction for a single place, are written in names.
        assert_eq!(found(json!({ "title": "می\u{200c}خواهم \u{200f}", "name": "吴静" })), []);
    }

    #[test]
    fn each_kind_of_text_has_a_length_of_its_own() {
        for (kind, value, path) in [
            (TextKind::Name, json!({ "name": { "family": longer_than(TextKind::Name) } }), "name.family"),
            (TextKind::Name, json!({ "formerNames": [{ "en": longer_than(TextKind::Name) }] }), "formerNames.0.en"),
            (TextKind::Line, json!({ "authors": [{ "name": longer_than(TextKind::Line) }] }), "authors.0.name"),
            (TextKind::Line, json!({ "title": longer_than(TextKind::Line) }), "title"),
            (TextKind::Line, json!({ "claims": [{ "text": longer_than(TextKind::Line) }] }), "claims.0.text"),
            (
                TextKind::Line,
                json!({ "body": [{ "heading": { "text": longer_than(TextKind::Line) } }] }),
                "body.0.heading.text",
            ),
            (TextKind::Note, json!({ "alt": { "en": longer_than(TextKind::Note) } }), "alt.en"),
            (TextKind::Note, json!({ "alt": [{ "text": longer_than(TextKind::Note) }] }), "alt.0.text"),
            (TextKind::Prose, json!({ "biography": longer_than(TextKind::Prose) }), "biography"),
            (TextKind::Prose, json!({ "body": [{ "text": longer_than(TextKind::Prose) }] }), "body.0.text"),
            (TextKind::File, json!({ "text": longer_than(TextKind::File) }), "text"),
        ] {
            assert_eq!(found(value), [(path.to_owned(), ViolationCode::TooLong)], "{kind:?} at {path}");
        }
    }

    #[test]
    fn the_longest_that_is_allowed_is_no_longer_in_a_script_of_more_bytes() {
        assert_eq!(found(json!({ "title": "字".repeat(TextKind::Line.most()) })), []);
        assert_eq!(found(json!({ "changeNote": "字".repeat(TextKind::Note.most()) })), []);
    }
}
