use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Value, json};
use shanghaidoctor_domain::citation::AuthorName;
use shanghaidoctor_domain::content::{Author, Doctor, Journal, Publication};
use shanghaidoctor_domain::{Doi, Id};
use shanghaidoctor_persistence::Entry;

use super::doctor::doctor_named;
use super::{Publisher, known};

/// A paper with what the reader may see of what the record names.
pub(crate) struct PublicationParts<'a> {
    /// The record.
    pub publication: &'a Entry<Publication>,
    /// The journal.
    pub journal: Option<&'a Entry<Journal>>,
    /// The portrayed doctors among the authors.
    pub doctors: &'a HashMap<Id<Doctor>, Arc<Entry<Doctor>>>,
}

/// A `ScholarlyArticle`, part of an issue of a volume of a journal, as far as these are known.
pub(crate) fn scholarly_article(publisher: Publisher<'_>, parts: &PublicationParts<'_>) -> Value {
    let content = &parts.publication.content;
    let authors = content.authors.iter().map(|author| person(publisher, parts, author));
    known(json!({
        "@context": "https://schema.org",
        "@type": "ScholarlyArticle",
        // Where it is answered in the formats of reference managers too.
        "@id": publisher.server.join(&format!("publications/{}", parts.publication.id())),
        "name": content.title,
        "headline": content.title,
        "author": authors.collect::<Vec<_>>(),
        "datePublished": content.year.map(|year| year.to_string()),
        "isPartOf": place(publisher, parts),
        "pagination": content.pages,
        "abstract": content.abstract_text,
        "url": content.doi.as_ref().map(Doi::url).or_else(|| content.url.as_ref().map(ToString::to_string)),
        "identifier": identifiers(content),
        "sameAs": addresses(content),
    }))
}

/// An author who is a portrayed doctor, a person, or somebody of whom only the name is known: it may be a group's.
fn person(publisher: Publisher<'_>, parts: &PublicationParts<'_>, author: &Author) -> Value {
    let name = AuthorName::read(&author.name);
    let doctor = author.doctor.and_then(|id| parts.doctors.get(&id));
    let mut person = doctor
        .map(|entry| doctor_named(publisher, entry))
        .unwrap_or_else(|| json!({ "@type": name.is_person().then_some("Person") }));
    if let Value::Object(person) = &mut person {
        // As the paper prints it, also where the doctor's record says more.
        person.insert("name".into(), json!(author.name));
        if let AuthorName::Parted { family, given } = name {
            person.insert("familyName".into(), json!(family));
            person.insert("givenName".into(), json!(given));
        }
    }
    person
}

fn place(publisher: Publisher<'_>, parts: &PublicationParts<'_>) -> Option<Value> {
    let Publication { volume, issue, .. } = &parts.publication.content;
    let journal = parts.journal.map(|journal| periodical(publisher, journal));
    let within = |kind: &str, number: &str, value: &Option<String>, whole: Option<Value>| match value {
        Some(value) => Some(json!({ "@type": kind, number: value, "isPartOf": whole })),
        None => whole,
    };
    let volume = within("PublicationVolume", "volumeNumber", volume, journal);
    within("PublicationIssue", "issueNumber", issue, volume)
}

fn periodical(publisher: Publisher<'_>, entry: &Entry<Journal>) -> Value {
    let journal = &entry.content;
    json!({
        "@type": "Periodical",
        "@id": publisher.identity(entry.id()),
        "name": publisher.text(&journal.name),
        "alternateName": journal.abbreviation,
        "issn": [&journal.issn, &journal.eissn],
    })
}

fn identifiers(publication: &Publication) -> Vec<Value> {
    let doi = publication.doi.as_ref().map(|doi| ("doi", doi.to_string()));
    let pmid = publication.pmid.clone().map(|pmid| ("pmid", pmid));
    let value =
        |(scheme, value): (&str, String)| json!({ "@type": "PropertyValue", "propertyID": scheme, "value": value });
    doi.into_iter().chain(pmid).map(value).collect()
}

fn addresses(publication: &Publication) -> Vec<String> {
    let pubmed = publication.pmid.as_ref().map(|pmid| format!("https://pubmed.ncbi.nlm.nih.gov/{pmid}/"));
    publication.doi.as_ref().map(Doi::url).into_iter().chain(pubmed).collect()
}
