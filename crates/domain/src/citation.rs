//! A paper as other papers cite it: one line for readers (Vancouver), one entry for reference managers (BibTeX).
//!
//! What the record does not say is left out; nothing is guessed, not even an author's initials: names stand as printed.

mod bibtex;
mod vancouver;

pub use bibtex::bibtex;
pub use vancouver::vancouver;

use async_graphql::Enum;

use crate::Locale;
use crate::content::{Journal, Publication};
use crate::text::Localised;

/// How a citation is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum CitationStyle {
    /// The style of the National Library of Medicine (Citing Medicine, 2nd edition), which medical journals use.
    #[default]
    Vancouver,
}

/// A paper with the journal it appeared in.
#[derive(Clone, Copy, Debug)]
pub struct Reference<'a> {
    /// The paper.
    pub publication: &'a Publication,
    /// Its journal, where it is known.
    pub journal: Option<&'a Journal>,
}

impl Reference<'_> {
    fn journal_name(&self) -> Option<&str> {
        self.journal.map(|journal| in_english(&journal.name))
    }
}

fn in_english(text: &Localised) -> &str {
    text.pick(&[Locale::english()])
}

#[cfg(test)]
mod examples {
    use super::*;
    use crate::content::Author;

    pub(super) fn journal() -> Journal {
        Journal {
            slug: "annals".into(),
            name: Localised::english("Annals of Thoracic Practice"),
            abbreviation: Some("Ann Thorac Pract".into()),
            issn: None,
            eissn: None,
        }
    }

    pub(super) fn author(name: &str) -> Author {
        Author { name: name.into(), doctor: None, roles: vec![] }
    }

    pub(super) fn paper() -> Publication {
        Publication {
            title: Some("Cold & heat: 50% of nodules".into()),
            authors: vec![author("Wu J"), author("孙梅")],
            year: Some(2021),
            volume: Some("12".into()),
            issue: Some("3".into()),
            pages: Some("45-52".into()),
            doi: "10.5555/atp.2021.7".parse().ok(),
            ..empty()
        }
    }

    pub(super) fn empty() -> Publication {
        Publication {
            title: None,
            journal: None,
            authors: vec![],
            year: None,
            volume: None,
            issue: None,
            pages: None,
            doi: None,
            pmid: None,
            url: None,
            abstract_text: None,
            indexed_in: vec![],
            source: None,
        }
    }
}
