//! What is read from HTML.

use std::collections::BTreeMap;

use crate::report::decision::Decision;
use crate::report::notes::Part;
use crate::text::lines::Line;

/// A page of HTML as lines.
#[derive(Debug, Default)]
pub(crate) struct HtmlPage {
    /// All lines that a reader can see, and those that are hidden.
    pub lines: Vec<Line>,
    /// The lines that are none of the article's, in order.
    pub asides: Vec<Aside>,
    /// The title that the page gives itself, for where none stands in the text.
    pub title: Option<String>,
    /// The site's name, where the page says it of itself.
    pub site_name: Option<String>,
    /// The page's own address.
    pub address: Option<String>,
    /// What no reader sees, by the name of its element, with how many there are.
    pub unread: BTreeMap<String, u32>,
}

/// A line that is not the article's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Aside {
    pub number: u32,
    pub part: Part,
    pub why: Decision,
}
