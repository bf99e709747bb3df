//! Atom 1.0 (RFC 4287).

use std::collections::BTreeMap;

use atom_syndication::extension::{Extension, ExtensionMap};
use atom_syndication::{Category, Content, Entry, Feed, Generator, Link, Person, Text};
use chrono::FixedOffset;
use shanghaidoctor_domain::{DateTime, Locale, TombstoneReason};
use shanghaidoctor_persistence::withdrawn::Removed;

use super::{Format, rights_line, urn};
use crate::xml::writable;

/// The names of what was taken away (RFC 6721, section 3).
const TOMBSTONES: (&str, &str) = ("at", "http://purl.org/atompub/tombstones/1.0");

/// The names of archives (RFC 5005, section 2).
pub(super) const HISTORY: (&str, &str) = ("fh", "http://purl.org/syndication/history/1.0");

pub(super) fn write(feed: &super::Feed) -> String {
    let publisher = Person {
        name: feed.publisher.clone(),
        email: feed.contact.as_ref().map(ToString::to_string),
        uri: Some(feed.home.to_string()),
        ..Person::default()
    };
    let atom = Feed {
        id: feed.id.clone(),
        title: text(&feed.title, None),
        subtitle: feed.subtitle.as_deref().map(|subtitle| text(subtitle, None)),
        updated: moment(feed.updated),
        authors: vec![publisher],
        generator: Some(Generator { value: "ShanghaiDoctor".to_owned(), uri: None, version: None }),
        rights: Some(text(&rights_line(&feed.rights), None)),
        links: links(feed),
        entries: feed.entries.iter().map(|one| entry(feed, one)).collect(),
        extensions: extensions(feed),
        namespaces: [TOMBSTONES, HISTORY].into_iter().map(|(short, name)| (short.into(), name.into())).collect(),
        lang: feed.language.as_ref().map(ToString::to_string),
        ..Feed::default()
    };
    writable(atom.to_string())
}

fn links(feed: &super::Feed) -> Vec<Link> {
    let mut links = vec![Link { mime_type: Some("text/html".to_owned()), ..link("alternate", feed.home.as_str()) }];
    links.extend(feed.rights.licence_url.as_ref().map(|licence| link("license", licence.as_str())));
    links.extend(parts(feed, Format::Atom));
    links
}

/// Where the parts of the feed are (RFC 5005, sections 3 and 4), and who tells of what is new in it.
pub(super) fn parts(feed: &super::Feed, format: Format) -> Vec<Link> {
    let places = &feed.places;
    let parts = [
        ("self", Some(&places.own)),
        ("current", places.current.as_ref()),
        ("next", places.next.as_ref()),
        ("prev-archive", places.earlier.as_ref()),
        ("next-archive", places.later.as_ref()),
    ];
    let of_type = |rel, place: &String| Link { mime_type: Some(format.mime_type().to_owned()), ..link(rel, place) };
    let hub = places.hub.as_ref().map(|hub| link("hub", hub));
    parts.into_iter().filter_map(|(rel, place)| Some(of_type(rel, place?))).chain(hub).collect()
}

pub(super) fn link(rel: &str, href: &str) -> Link {
    Link { rel: rel.to_owned(), href: href.to_owned(), ..Link::default() }
}

fn entry(feed: &super::Feed, entry: &super::Entry) -> Entry {
    let language = entry.language.as_ref();
    let content = entry.content_html().map(|html| Content {
        value: Some(html),
        content_type: Some("html".to_owned()),
        lang: language.map(ToString::to_string),
        ..Content::default()
    });
    Entry {
        id: entry.urn(),
        title: text(&entry.title, language),
        updated: moment(entry.updated),
        published: Some(moment(entry.published)),
        authors: persons(&entry.authors),
        contributors: persons(&entry.contributors),
        categories: entry.categories.iter().map(|one| category(feed, one)).collect(),
        links: entry_links(entry),
        rights: Some(text(&rights_line(&entry.rights), language)),
        summary: Some(text(&entry.summary(), language)),
        content,
        ..Entry::default()
    }
}

fn entry_links(entry: &super::Entry) -> Vec<Link> {
    let alternate =
        Link { hreflang: entry.language.as_ref().map(ToString::to_string), ..link("alternate", entry.link.as_str()) };
    let licence = entry.rights.licence_url.as_ref().map(|licence| link("license", licence.as_str()));
    let enclosure = entry.enclosure().map(|(url, file)| Link {
        mime_type: Some(file.mime_type.to_owned()),
        length: Some(file.length.to_string()),
        ..link("enclosure", url.as_str())
    });
    [Some(alternate), licence, enclosure].into_iter().flatten().collect()
}

fn category(feed: &super::Feed, category: &super::Category) -> Category {
    Category { term: category.term.clone(), scheme: Some(feed.scheme(category)), label: Some(category.label.clone()) }
}

fn persons(names: &[String]) -> Vec<Person> {
    names.iter().map(|name| Person { name: name.clone(), ..Person::default() }).collect()
}

fn text(value: &str, language: Option<&Locale>) -> Text {
    Text { lang: language.map(ToString::to_string), ..Text::plain(value) }
}

fn moment(moment: DateTime) -> chrono::DateTime<FixedOffset> {
    chrono::DateTime::<chrono::Utc>::from(moment).fixed_offset()
}

fn extensions(feed: &super::Feed) -> ExtensionMap {
    let mut extensions = ExtensionMap::new();
    if feed.places.current.is_some() {
        extensions.insert(HISTORY.0.to_owned(), one("archive", Extension::default(), HISTORY.0));
    }
    if !feed.removed.is_empty() {
        let removed = feed.removed.iter().map(tombstone).collect();
        extensions.insert(TOMBSTONES.0.to_owned(), BTreeMap::from([("deleted-entry".to_owned(), removed)]));
    }
    extensions
}

/// An element of a namespace, alone in it.
fn one(name: &str, element: Extension, namespace: &str) -> BTreeMap<String, Vec<Extension>> {
    let element = Extension { name: format!("{namespace}:{name}"), ..element };
    BTreeMap::from([(name.to_owned(), vec![element])])
}

fn tombstone(removed: &Removed) -> Extension {
    let attrs = [("ref", urn(removed.node)), ("when", removed.at.to_string())];
    let comment = Extension { value: Some(reason(removed)), ..Extension::default() };
    Extension {
        name: "at:deleted-entry".to_owned(),
        attrs: attrs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        children: one("comment", comment, TOMBSTONES.0),
        value: None,
    }
}

/// Why: the reason as the API spells it, and in words.
fn reason(removed: &Removed) -> String {
    let words = match (removed.reason, removed.merged_into) {
        (TombstoneReason::Merged, Some(other)) => return format!("MERGED: {} goes on for it.", urn(other)),
        (TombstoneReason::Merged, None) => "Another one goes on for it.",
        (TombstoneReason::Unpublished, _) => "It was taken back, and may come again.",
        (TombstoneReason::Deleted, _) => "It was deleted.",
        (TombstoneReason::LicenceEnded, _) => "The right to show it ended.",
        (TombstoneReason::Retracted, _) => "It was withdrawn as wrong.",
    };
    format!("{}: {words}", removed.reason.name())
}
