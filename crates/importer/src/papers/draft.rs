//! An entry's fields as its format gives them, and what they mean in any format.

use shanghaidoctor_domain::Doi;

use super::Papers;
use crate::facts::{Found, Paper};
use crate::text::characters::plain;

/// An entry before its fields are read.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    pub line: u32,
    /// Whether the entry says that it is an article of a journal.
    pub is_article: bool,
    pub title: Option<String>,
    pub authors: Vec<String>,
    pub journal: Option<String>,
    pub year: Option<String>,
    pub volume: Option<String>,
    pub issue: Option<String>,
    pub pages: Option<String>,
    pub doi: Option<String>,
    pub pmid: Option<String>,
    pub url: Option<String>,
    pub abstract_text: Option<String>,
}

impl Draft {
    /// Adds the paper, unless the entry names none: a paper has a title, or is an article of a named journal.
    pub fn finish(self, papers: &mut Papers) {
        let line = self.line;
        let title = text(self.title);
        let journal = text(self.journal);
        if title.is_none() && !(self.is_article && journal.is_some()) {
            return papers.warn(line, "the entry names no paper and was left out");
        }
        let doi = self.doi.and_then(|doi| checked(papers, line, &doi, "DOI", self::doi));
        // An address at doi.org says what the DOI says.
        let url = self.url.filter(|url| doi.is_none() || self::doi(&plain(url)) != doi);
        let value = Paper {
            title,
            authors: self.authors,
            journal,
            year: self.year.and_then(|year| checked(papers, line, &year, "year", self::year)),
            volume: text(self.volume),
            issue: text(self.issue),
            pages: text(self.pages).map(|pages| page_range(&pages)),
            doi,
            pmid: self.pmid.and_then(|pmid| checked(papers, line, &pmid, "number in PubMed", self::pmid)),
            url: url.and_then(|url| checked(papers, line, &url, "address on the web", |url| url.parse().ok())),
            abstract_text: text(self.abstract_text),
            ..Paper::default()
        };
        papers.papers.push(Found::new(line, value));
    }
}

fn text(field: Option<String>) -> Option<String> {
    field.map(|field| plain(&field)).filter(|field| !field.is_empty())
}

fn checked<T>(papers: &mut Papers, line: u32, field: &str, what: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
    let field = plain(field);
    if field.is_empty() {
        return None;
    }
    let value = read(&field);
    if value.is_none() {
        let shown: String = field.chars().take(80).collect();
        papers.warn(line, format!("`{shown}` is no {what} and was left out"));
    }
    value
}

/// The first number of four digits: `2021`, `2021-03`, `2021/03/12/`, `March 2021`.
fn year(text: &str) -> Option<u16> {
    let number = text.split(|c: char| !c.is_ascii_digit()).find(|number| number.len() == 4)?;
    number.parse().ok().filter(|year| (1500..=9999).contains(year))
}

/// Pages with one hyphen between first and last, whichever dash was typed.
pub fn page_range(text: &str) -> String {
    let hyphens = text.replace(['–', '—', '‐', '‑', '−'], "-");
    let pieces: Vec<&str> = hyphens.split('-').map(str::trim).filter(|piece| !piece.is_empty()).collect();
    pieces.join("-")
}

/// A DOI in any spelling: bare, with `doi` before it, or an address at doi.org (DOI Handbook).
pub(super) fn doi(text: &str) -> Option<Doi> {
    const BEFORE: [&str; 9] = ["https://", "http://", "dx.", "www.", "doi.org/", "doi", ":", "=", " "];
    let lower = text.to_lowercase();
    let mut bare = lower.as_str();
    while let Some(rest) = BEFORE.iter().find_map(|before| bare.strip_prefix(before)) {
        bare = rest;
    }
    bare.trim_end_matches(['.', ',', ';', ' ']).parse().ok()
}

/// Up to nine digits; `PMID:` may stand before them.
fn pmid(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let number = lower.trim_start_matches("pmid").trim_start_matches([':', ' ']).trim_end_matches('.').trim();
    let valid = (1..=9).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    valid.then(|| number.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_a_number_of_four_digits() {
        for (text, expected) in
            [("2021", Some(2021)), ("2021/03/12/", Some(2021)), ("March 2021", Some(2021)), ("in press", None)]
        {
            assert_eq!(year(text), expected, "{text}");
        }
        assert_eq!(year("20210312"), None);
        assert_eq!(year("0021"), None);
    }

    #[test]
    fn pages_have_one_hyphen() {
        for text in ["45--52", "45–52", "45 - 52", "45-52"] {
            assert_eq!(page_range(text), "45-52");
        }
        assert_eq!(page_range("e1024"), "e1024");
    }

    #[test]
    fn a_doi_has_many_spellings() {
        let bare: Doi = "10.5555/atp.7".parse().unwrap();
        for text in [
            "10.5555/ATP.7",
            "doi: 10.5555/atp.7",
            "DOI 10.5555/atp.7.",
            "https://doi.org/10.5555/atp.7",
            "http://www.dx.doi.org/10.5555/atp.7",
        ] {
            assert_eq!(doi(text), Some(bare.clone()), "{text}");
        }
        for wrong in ["", "n/a", "https://example.org/10.5555/atp.7", "10.5555"] {
            assert_eq!(doi(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_number_in_pubmed_has_only_digits() {
        assert_eq!(pmid("PMID: 90000001").as_deref(), Some("90000001"));
        assert_eq!(pmid("WOS:000123"), None);
        assert_eq!(pmid("1234567890"), None);
    }
}
