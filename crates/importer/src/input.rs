//! From the bytes of a file to the lines of an article, whatever form and encoding they come in.

use std::collections::BTreeMap;

use shanghaidoctor_domain::Url;

use crate::html::{self, HtmlPage};
use crate::refusal::Refusal;
use crate::report::notes::Notes;
use crate::report::source::{Form, Source};
use crate::text::encoding::{self, Decoded};
use crate::text::lines::{self, Line};
use crate::text::markdown;

/// A page as lines.
pub(crate) struct Input {
    /// All of them.
    pub lines: Vec<Line>,
    /// Those that can be the article's.
    pub article: Vec<Line>,
    /// The page's own address.
    pub address: Option<Url>,
    /// What kind of file it was.
    pub source: Source,
    /// The title that the page gives itself where no reader sees it.
    pub title: Option<String>,
    /// The site's name, likewise.
    pub site_name: Option<String>,
}

impl Input {
    /// Reads a file; notes the lines that are none of the article's.
    pub fn read(bytes: &[u8], notes: &mut Notes) -> Result<Self, Refusal> {
        let decoded = encoding::decode(bytes)?;
        let is_html = html::is_html(&decoded.text) && !html::has_endless_tag(&decoded.text);
        let input = if is_html { Self::of_html(&decoded, notes) } else { Self::of_text(&decoded) };
        if input.article.is_empty() {
            return Err(Refusal::Empty);
        }
        Ok(input)
    }

    fn of_text(decoded: &Decoded<'_>) -> Self {
        let form = if markdown::is_markdown(&decoded.text) { Form::Markdown } else { Form::Text };
        let lines = lines::split(&decoded.text);
        let source = Source { form, encoding: decoded.encoding, unread: BTreeMap::new() };
        Self { article: lines.clone(), lines, address: None, source, title: None, site_name: None }
    }

    fn of_html(decoded: &Decoded<'_>, notes: &mut Notes) -> Self {
        let HtmlPage { lines, asides, title, site_name, address, unread } = html::read(&decoded.text);
        notes.parts.extend(asides.iter().map(|aside| (aside.number, aside.part)));
        asides.iter().for_each(|aside| notes.decide(aside.number, aside.why));
        let is_aside = |line: &Line| notes.parts.contains_key(&line.number);
        let article = lines.iter().filter(|line| !is_aside(line)).cloned().collect();
        let source = Source { form: Form::Html, encoding: decoded.encoding, unread };
        let address = address.and_then(|address| address.parse().ok());
        Self { lines, article, address, source, title, site_name }
    }
}
