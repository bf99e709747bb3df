//! Papers as entries of a feed.

use serde::Deserialize;
use shanghaidoctor_domain::content::{self, Rights};
use shanghaidoctor_domain::{DateTime, Id, Url};

use super::gathered::{Around, Named, query};
use super::{Entry, Text};

/// The query for a page of papers.
pub(super) fn asked() -> String {
    query(
        "publications",
        "Publication",
        "id title citation doi url journal { slug name } authors { name } publishedAt updatedAt",
    )
}

/// A paper, as the query gives it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Publication {
    id: Id<content::Publication>,
    title: Option<String>,
    citation: String,
    doi: Option<String>,
    url: Option<Url>,
    journal: Option<Named>,
    authors: Vec<Author>,
    published_at: DateTime,
    updated_at: DateTime,
}

#[derive(Deserialize)]
struct Author {
    name: String,
}

impl Publication {
    /// The paper as an entry, which says how it is cited.
    pub(super) fn entry(self, around: &Around<'_>) -> Entry {
        let link = self.link(around.server);
        Entry {
            id: self.id.node(),
            title: self.title.unwrap_or_else(|| self.citation.clone()),
            link,
            language: None,
            authors: self.authors.into_iter().map(|author| author.name).collect(),
            contributors: Vec::new(),
            categories: self.journal.into_iter().map(|journal| journal.category("journals")).collect(),
            picture: None,
            published: self.published_at,
            updated: self.updated_at,
            rights: Rights::clone(&around.site.rights),
            is_licensed: false,
            corrections: Vec::new(),
            text: Text::Excerpt(self.citation),
        }
    }

    /// Where its readers find it: where its DOI leads, or its own address, or that of the record.
    fn link(&self, server: &Url) -> Url {
        let resolver = "https://doi.org/".parse::<Url>().ok();
        let by_doi = self.doi.as_ref().zip(resolver).map(|(doi, resolver)| resolver.join(doi));
        by_doi.or_else(|| self.url.clone()).unwrap_or_else(|| server.join(&format!("publications/{}", self.id)))
    }
}
