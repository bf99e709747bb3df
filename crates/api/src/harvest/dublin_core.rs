//! A paper in the fifteen words of Dublin Core (section 5.1, and ISO 15836-1).

use std::io;

use serde::Deserialize;
use shanghaidoctor_domain::{Id, Url, content};

use super::FORMAT;
use crate::xml::{Xml, text, within_with};

/// The names of the format's elements.
pub(super) const NAMESPACE: &str = "http://www.openarchives.org/OAI/2.0/oai_dc/";

/// Where the format is described.
pub(super) const SCHEMA: &str = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd";

/// A paper, as the API tells of it.
#[derive(Deserialize)]
pub(crate) struct Paper {
    pub(crate) id: Id<content::Publication>,
    title: Option<String>,
    citation: String,
    doi: Option<String>,
    pmid: Option<String>,
    url: Option<Url>,
    year: Option<i32>,
    #[serde(rename = "abstract")]
    summary: Option<String>,
    authors: Vec<Author>,
}

#[derive(Deserialize)]
struct Author {
    name: String,
}

impl Paper {
    /// What is asked of papers.
    pub(crate) const FIELDS: &str = "id title citation doi pmid url year abstract authors { name }";

    /// The paper as metadata of a record. `server` is where the world reaches this server.
    pub(super) fn write(&self, xml: &mut Xml, server: &Url) -> io::Result<()> {
        let names = [
            ("xmlns:oai_dc", NAMESPACE),
            ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
            ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
            ("xsi:schemaLocation", &format!("{NAMESPACE} {SCHEMA}")),
        ];
        within_with(xml, &format!("{FORMAT}:dc"), &names, |xml| {
            for (name, value) in self.statements(server) {
                text(xml, name, &value)?;
            }
            Ok(())
        })
    }

    fn statements(&self, server: &Url) -> Vec<(&'static str, String)> {
        let mut statements = Vec::new();
        statements.extend(self.title.clone().map(|title| ("dc:title", title)));
        statements.extend(self.authors.iter().map(|author| ("dc:creator", author.name.clone())));
        statements.extend(self.summary.clone().map(|summary| ("dc:description", summary)));
        statements.extend(self.year.map(|year| ("dc:date", year.to_string())));
        // By the list of the DCMI Type Vocabulary.
        statements.push(("dc:type", "Text".to_owned()));
        let doi = self.doi.as_ref().map(|doi| format!("https://doi.org/{doi}"));
        let read_at = self.url.as_ref().map(ToString::to_string).filter(|url| Some(url) != doi.as_ref());
        let pmid = self.pmid.as_ref().map(|pmid| format!("https://pubmed.ncbi.nlm.nih.gov/{pmid}/"));
        let own = Some(server.join(&format!("publications/{}", self.id)).to_string());
        let places = [own, doi, read_at, pmid].into_iter().flatten();
        statements.extend(places.map(|place| ("dc:identifier", place)));
        statements.push(("dc:source", self.citation.clone()));
        statements
    }
}
