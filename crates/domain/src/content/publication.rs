use async_graphql::{Enum, InputObject};
use serde::{Deserialize, Serialize};

use super::{Content, Doctor, Journal, Link, LinkRole, LocalisedTexts, Source};
use crate::text::Spellings;
use crate::{Doi, Id, Kind, Stage, Url, Violations};

/// A paper; or, where the source names no more, only the journal it appeared in (`title` is null). Shared by its
/// authors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "PublicationInput")]
pub struct Publication {
    /// Its title; null when the source names only the journal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where it appeared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub journal: Option<Id<Journal>>,
    /// Its authors in order, as far as the source names them.
    #[serde(default)]
    #[graphql(default)]
    pub authors: Vec<Author>,
    /// The year it appeared in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<u16>,
    /// The journal's volume.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub volume: Option<String>,
    /// The volume's issue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issue: Option<String>,
    /// Its pages or article number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pages: Option<String>,
    /// Its DOI.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doi: Option<Doi>,
    /// Its number in PubMed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pmid: Option<String>,
    /// Where it can be read, when it has no DOI.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<Url>,
    /// Its abstract.
    #[serde(default, rename = "abstract", skip_serializing_if = "Option::is_none")]
    #[graphql(name = "abstract")]
    pub abstract_text: Option<String>,
    /// The citation indexes that hold it, as far as the source says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[graphql(default)]
    pub indexed_in: Vec<CitationIndex>,
    /// Where the fact comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[graphql(skip)]
    pub source: Option<Source>,
}

/// One of a paper's authors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, InputObject)]
#[serde(deny_unknown_fields)]
#[graphql(name = "AuthorInput")]
pub struct Author {
    /// The name as the paper prints it.
    pub name: String,
    /// The doctor it is, when the publication has portrayed them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doctor: Option<Id<Doctor>>,
    /// What part the author had, as far as the source says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[graphql(default)]
    pub roles: Vec<AuthorRole>,
}

/// What part an author had in a paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AuthorRole {
    /// First author.
    First,
    /// One of several first authors.
    CoFirst,
    /// First or co-first author; the source does not say which.
    FirstOrCoFirst,
    /// Corresponding author.
    Corresponding,
    /// Last author.
    Last,
    /// Any other part.
    Other,
}

/// An index of the scientific literature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CitationIndex {
    /// Science Citation Index.
    Sci,
    /// Social Sciences Citation Index.
    Ssci,
    /// Engineering Index.
    Ei,
    /// MEDLINE.
    Medline,
    /// Chinese Science Citation Database.
    Cscd,
}

impl Publication {
    /// Its title, folded.
    pub fn spellings(&self) -> Spellings {
        Spellings::of(self.title.as_deref())
    }
}

impl Content for Publication {
    const KIND: Kind = Kind::Publication;

    fn check(&self, stage: Stage) -> Violations {
        let mut violations = Violations::default();
        if stage == Stage::Published && self.title.is_none() && self.journal.is_none() {
            violations.required("title", "give a title or a journal before it is published");
        }
        if self.year.is_some_and(|year| !(1500..=9999).contains(&year)) {
            violations.invalid("year", "give the year with four digits");
        }
        let is_pmid = |text: &String| (1..=9).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        if self.pmid.as_ref().is_some_and(|pmid| !is_pmid(pmid)) {
            violations.invalid("pmid", "a PubMed number is one to nine digits");
        }
        for (index, author) in self.authors.iter().enumerate() {
            if author.name.trim().is_empty() {
                violations.required(format!("authors.{index}.name"), "an author has a name");
            }
        }
        violations
    }

    fn links(&self) -> Vec<Link> {
        let journal = self.journal.map(|id| LinkRole::Journal.to(id.node()));
        let authors = self.authors.iter().filter_map(|author| author.doctor).map(|id| LinkRole::Author.to(id.node()));
        journal.into_iter().chain(authors).collect()
    }

    fn localised(&self) -> LocalisedTexts<'_> {
        LocalisedTexts::default()
    }

    fn absorb(&mut self, same: &Self) {
        self.doi = self.doi.take().or_else(|| same.doi.clone());
        self.pmid = self.pmid.take().or_else(|| same.pmid.clone());
    }
}
