//! What kind of file a page was.

use std::collections::BTreeMap;

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
