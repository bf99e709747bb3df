//! CSL-JSON: an array of items or a single one, as the schema `csl-data.json` (1.0.2) defines them. Databases that
//! speak it differ in small things (a title in an array, a volume as number): every field is read in any of its shapes.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::draft::Draft;
use super::{Lines, MOST_ENTRIES, PaperFormat, Papers, PapersRefusal, names};

/// The types of what appears in a journal, a magazine or a newspaper.
const ARTICLES: [&str; 4] = ["article", "article-journal", "article-magazine", "article-newspaper"];

#[derive(Deserialize)]
struct Item {
    #[serde(default, rename = "type")]
    kind: Text,
    #[serde(default)]
    title: Text,
    #[serde(default)]
    author: OneOr<Vec<OneOr<Name>>>,
    #[serde(default, rename = "container-title")]
    container: Text,
    #[serde(default)]
    issued: OneOr<Date>,
    #[serde(default)]
    volume: Text,
    #[serde(default)]
    issue: Text,
    #[serde(default)]
    page: Text,
    #[serde(default, rename = "DOI")]
    doi: Text,
    #[serde(default, rename = "PMID")]
    pmid: Text,
    #[serde(default, rename = "URL")]
    url: Text,
    #[serde(default, rename = "abstract")]
    abstract_text: Text,
}

/// A text, a number, or an array of them of which the first is meant.
#[derive(Default, Deserialize)]
#[serde(untagged)]
enum Text {
    Plain(String),
    Number(serde_json::Number),
    List(Vec<Text>),
    Other(IgnoredAny),
    #[default]
    Missing,
}

/// What is expected, or anything else in its place.
#[derive(Default, Deserialize)]
#[serde(untagged)]
enum OneOr<T> {
    One(T),
    Other(IgnoredAny),
    #[default]
    Missing,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Name {
    family: Text,
    given: Text,
    dropping_particle: Text,
    non_dropping_particle: Text,
    suffix: Text,
    literal: Text,
    /// An organisation's, in the JSON of Crossref.
    name: Text,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Date {
    date_parts: Text,
    literal: Text,
    raw: Text,
}

pub(super) fn read(text: &str) -> Result<Papers, PapersRefusal> {
    let refused = |line, reason| PapersRefusal::NotOfFormat { format: PaperFormat::CslJson, line, reason };
    let file: Value = serde_json::from_str(text).map_err(|error| {
        let line = u32::try_from(error.line()).unwrap_or(u32::MAX);
        refused(line, wrong(&error))
    })?;
    let items = match file {
        Value::Array(items) => items,
        single => vec![single],
    };
    if items.len() > MOST_ENTRIES {
        return Err(PapersRefusal::TooMany { entries: items.len() });
    }
    let mut papers = Papers::default();
    let mut starts = starts(text).into_iter();
    for item in items {
        let line = starts.next().unwrap_or(1);
        if !item.is_object() {
            return Err(refused(line, "an item is no object".to_owned()));
        }
        let item: Item = serde_json::from_value(item).map_err(|error| refused(line, wrong(&error)))?;
        papers.add(item.draft(line));
    }
    Ok(papers)
}

/// What is wrong, without the place that the refusal names already.
fn wrong(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

/// The lines on which the items of valid JSON begin.
fn starts(text: &str) -> Vec<u32> {
    let lines = Lines::of(text.as_bytes());
    let outermost = usize::from(text.trim_start().starts_with('['));
    let (mut starts, mut depth, mut quoted, mut escaped) = (Vec::new(), 0_usize, false, false);
    let mut expected = true;
    for (at, byte) in text.bytes().enumerate() {
        if expected && depth == outermost && !byte.is_ascii_whitespace() {
            starts.push(lines.at(at));
            expected = false;
        }
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b',' if depth == outermost => expected = true,
            _ => {}
        }
    }
    starts
}

impl<T> OneOr<T> {
    fn get(self) -> Option<T> {
        match self {
            Self::One(value) => Some(value),
            Self::Other(_) | Self::Missing => None,
        }
    }
}

impl Text {
    fn get(self) -> Option<String> {
        match self {
            Self::Plain(text) => Some(text).filter(|text| !text.trim().is_empty()),
            Self::Number(number) => Some(number.to_string()),
            Self::List(list) => list.into_iter().find_map(Self::get),
            Self::Other(_) | Self::Missing => None,
        }
    }
}

impl Name {
    /// Particles stand before the family name, as where a comma divides a name in the other formats.
    fn joined(self) -> Option<String> {
        let parts = [self.dropping_particle, self.non_dropping_particle, self.family, self.given, self.suffix];
        let parts = parts.map(|part| part.get().unwrap_or_default());
        names::joined(&parts.each_ref().map(String::as_str)).or_else(|| {
            let whole = self.literal.get().or_else(|| self.name.get())?;
            names::joined(&[&whole])
        })
    }
}

impl Item {
    fn draft(self, line: u32) -> Draft {
        let kind = self.kind.get();
        let is_article = kind.as_deref().is_none_or(|kind| ARTICLES.contains(&kind) || kind == "journal-article");
        let authors = self.author.get().unwrap_or_default();
        let year = self.issued.get();
        let year =
            year.and_then(|date| date.date_parts.get().or_else(|| date.raw.get()).or_else(|| date.literal.get()));
        Draft {
            line,
            is_article,
            title: self.title.get().map(|title| without_markup(&title)),
            authors: authors.into_iter().filter_map(OneOr::get).filter_map(Name::joined).collect(),
            // What contains anything but an article is a book or a conference.
            journal: self.container.get().filter(|_| is_article).map(|journal| without_markup(&journal)),
            year,
            volume: self.volume.get(),
            issue: self.issue.get(),
            pages: self.page.get(),
            doi: self.doi.get(),
            pmid: self.pmid.get(),
            url: self.url.get(),
            abstract_text: self.abstract_text.get().map(|text| without_markup(&text)),
        }
    }
}

/// A text without the markup that CSL-JSON allows in it (citeproc-js manual, "HTML-like formatting tags").
fn without_markup(text: &str) -> String {
    const TAGS: [&str; 9] = ["<i>", "</i>", "<b>", "</b>", "<sup>", "</sup>", "<sub>", "</sub>", "</span>"];
    let mut bare = TAGS.iter().fold(text.to_owned(), |text, tag| text.replace(tag, ""));
    for start in [
        "<span style=\"font-variant:small-caps;\">",
        "<span style=\"font-variant: small-caps;\">",
        "<span class=\"nocase\">",
    ] {
        bare = bare.replace(start, "");
    }
    // The ampersand is last: `&amp;lt;` means the letters `&lt;`.
    bare.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_begin_where_their_brace_is() {
        assert_eq!(starts("[\n{\"a\": \"}{\\\"\"},\n\n{\"b\": [{}, 1]},\n\",\"]"), [2, 4, 5]);
        assert_eq!(starts("\n{\"a\": {}}"), [2]);
    }

    #[test]
    fn markup_is_taken_off_and_signs_are_kept() {
        assert_eq!(without_markup("<i>H. pylori</i> &amp; p &lt; 0.05, T<sub>2</sub>"), "H. pylori & p < 0.05, T2");
        assert_eq!(without_markup("p < 0.05 > q"), "p < 0.05 > q");
    }
}
