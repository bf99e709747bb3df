//! What kind of file a page was.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

/// How the file of a page was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Source {
    /// Its form, told by its content.
    pub form: Form,
    /// The encoding it is written in, by the name that the Encoding Standard gives it.
    pub encoding: &'static str,
    /// Elements of HTML that hold no text for readers, with how many there are: scripts, styles, pictures of one pixel.
    pub unread: BTreeMap<String, u32>,
}

/// The form of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Form {
    /// Plain text. Lines are those of the file.
    Text,
    /// Text with signs of Markdown. Lines are those of the file.
    Markdown,
    /// HTML. Lines are counted as a reader sees them, the document's title first.
    Html,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let form = match self.form {
            Form::Html => Some("HTML; lines are counted as a reader sees them, the document's title first"),
            Form::Markdown => Some("Markdown"),
            Form::Text => (self.encoding != "UTF-8").then_some("text"),
        };
        let Some(form) = form else { return Ok(()) };
        writeln!(f, "Read as\n         {form}")?;
        if self.encoding != "UTF-8" {
            writeln!(f, "         in {}", self.encoding)?;
        }
        if !self.unread.is_empty() {
            let unread: Vec<String> = self.unread.iter().map(|(name, count)| format!("{count} × {name}")).collect();
            writeln!(f, "         without {}", unread.join(", "))?;
        }
        Ok(())
    }
}
