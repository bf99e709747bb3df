use std::io;

use shanghaidoctor_domain::content::{Journal, Publication};
use shanghaidoctor_domain::{DateTime, Id, Url};

use super::dublin_core::{NAMESPACE, SCHEMA};
use super::{FORMAT, Paper, Refused, Token, datestamp};
use crate::xml::{Xml, document, text, text_with, within, within_with, writable};

/// The names of the protocol's elements.
const PROTOCOL: &str = "http://www.openarchives.org/OAI/2.0/";

/// An answer (section 3.2).
pub(crate) struct Response<'a> {
    /// Where the world reaches this server.
    pub(crate) server: &'a Url,
    /// When it was made.
    pub(crate) at: DateTime,
    /// The arguments of the request.
    pub(crate) named: Vec<(String, String)>,
    /// What was found, or why nothing.
    pub(crate) content: Result<Content, Refused>,
}

/// What is answered.
pub(crate) enum Content {
    Identify(Repository),
    ListMetadataFormats,
    ListSets(Vec<Set>, Continued),
    ListIdentifiers(Vec<Header>, Continued),
    ListRecords(Vec<Record>, Continued),
    GetRecord(Record),
}

/// The publication as a repository.
pub(crate) struct Repository {
    /// Its name.
    pub(crate) name: String,
    /// Where to write to.
    pub(crate) contact: String,
    /// No datestamp is earlier.
    pub(crate) earliest: DateTime,
}

/// A journal as the set of what appeared in it.
pub(crate) struct Set {
    /// Which.
    pub(crate) journal: Id<Journal>,
    /// Its name.
    pub(crate) name: String,
}

/// What a record is of, and when it changed last.
pub(crate) struct Header {
    pub(crate) id: Id<Publication>,
    pub(crate) at: DateTime,
    pub(crate) journal: Option<Id<Journal>>,
    /// Whether it was taken away.
    pub(crate) is_removed: bool,
}

/// A paper, or that it was taken away.
pub(crate) struct Record {
    pub(crate) header: Header,
    /// What it says; none where it was taken away.
    pub(crate) paper: Option<Paper>,
}

/// Whether a list goes on.
#[derive(Default)]
pub(crate) struct Continued {
    /// Where it goes on; none where it is at its end.
    pub(crate) next: Option<Token>,
    /// How many were given before.
    pub(crate) given: u64,
    /// How many there are.
    pub(crate) size: u64,
}

/// How records are called: `oai:api.example.org:publication_01k…`, by the guidelines for identifiers.
pub(crate) fn prefix(server: &Url) -> String {
    let host = url::Url::parse(server.as_str()).ok().and_then(|server| server.host_str().map(str::to_owned));
    format!("oai:{}:", host.unwrap_or_default())
}

impl Response<'_> {
    /// The answer as XML.
    pub(crate) fn write(&self) -> io::Result<Vec<u8>> {
        let names = [
            ("xmlns", PROTOCOL),
            ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
            (
                "xsi:schemaLocation",
                "http://www.openarchives.org/OAI/2.0/ http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd",
            ),
        ];
        let named: Vec<(&str, String)> =
            self.named.iter().map(|(name, value)| (name.as_str(), writable(value.clone()))).collect();
        let named: Vec<(&str, &str)> = named.iter().map(|(name, value)| (*name, value.as_str())).collect();
        document("OAI-PMH", &names, |xml| {
            text(xml, "responseDate", &datestamp(self.at))?;
            text_with(xml, "request", &named, self.server.join("oai").as_str())?;
            match &self.content {
                Ok(content) => self.content(xml, content),
                Err(refused) => text_with(xml, "error", &[("code", refused.code.name())], &refused.told),
            }
        })
    }

    fn content(&self, xml: &mut Xml, content: &Content) -> io::Result<()> {
        match content {
            Content::Identify(repository) => within(xml, "Identify", |xml| self.repository(xml, repository)),
            Content::ListMetadataFormats => within(xml, "ListMetadataFormats", |xml| {
                within(xml, "metadataFormat", |xml| {
                    text(xml, "metadataPrefix", FORMAT)?;
                    text(xml, "schema", SCHEMA)?;
                    text(xml, "metadataNamespace", NAMESPACE)
                })
            }),
            Content::ListSets(sets, continued) => list(xml, "ListSets", sets, continued, set),
            Content::ListIdentifiers(headers, continued) => {
                list(xml, "ListIdentifiers", headers, continued, |xml, header| self.header(xml, header))
            }
            Content::ListRecords(records, continued) => {
                list(xml, "ListRecords", records, continued, |xml, record| self.record(xml, record))
            }
            Content::GetRecord(record) => within(xml, "GetRecord", |xml| self.record(xml, record)),
        }
    }

    fn repository(&self, xml: &mut Xml, repository: &Repository) -> io::Result<()> {
        text(xml, "repositoryName", &repository.name)?;
        text(xml, "baseURL", self.server.join("oai").as_str())?;
        text(xml, "protocolVersion", "2.0")?;
        text(xml, "adminEmail", &repository.contact)?;
        text(xml, "earliestDatestamp", &datestamp(repository.earliest))?;
        text(xml, "deletedRecord", "persistent")?;
        text(xml, "granularity", "YYYY-MM-DDThh:mm:ssZ")
    }

    fn record(&self, xml: &mut Xml, record: &Record) -> io::Result<()> {
        within(xml, "record", |xml| {
            self.header(xml, &record.header)?;
            let Some(paper) = &record.paper else { return Ok(()) };
            within(xml, "metadata", |xml| paper.write(xml, self.server))
        })
    }

    fn header(&self, xml: &mut Xml, header: &Header) -> io::Result<()> {
        let status: &[_] = if header.is_removed { &[("status", "deleted")] } else { &[] };
        within_with(xml, "header", status, |xml| {
            text(xml, "identifier", &format!("{}{}", prefix(self.server), header.id))?;
            text(xml, "datestamp", &datestamp(header.at))?;
            header.journal.map_or(Ok(()), |journal| text(xml, "setSpec", &journal.to_string()))
        })
    }
}

fn set(xml: &mut Xml, set: &Set) -> io::Result<()> {
    within(xml, "set", |xml| {
        text(xml, "setSpec", &set.journal.to_string())?;
        text(xml, "setName", &set.name)
    })
}

/// A part of a list. The last one of several says that it is that by a token without a text (section 3.5).
fn list<T>(
    xml: &mut Xml,
    name: &str,
    items: &[T],
    continued: &Continued,
    item: impl Fn(&mut Xml, &T) -> io::Result<()>,
) -> io::Result<()> {
    within(xml, name, |xml| {
        for one in items {
            item(xml, one)?;
        }
        let Continued { next, given, size } = continued;
        if next.is_none() && *given == 0 {
            return Ok(());
        }
        let (given, size) = (given.to_string(), size.to_string());
        let told = [("completeListSize", size.as_str()), ("cursor", &given)];
        text_with(xml, "resumptionToken", &told, &next.as_ref().map(Token::written).unwrap_or_default())
    })
}
