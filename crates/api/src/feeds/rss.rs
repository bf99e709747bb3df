//! RSS 2.0, as its Advisory Board specifies and profiles it (<https://www.rssboard.org/rss-profile>).

use std::collections::BTreeMap;

use rss::extension::atom::AtomExtension;
use rss::extension::dublincore::DublinCoreExtension;
use rss::extension::{Extension, ExtensionMap};
use rss::{Category, Channel, Enclosure, Guid, Item};
use shanghaidoctor_domain::DateTime;

use super::atom::{HISTORY, link, parts};
use super::{Entry, Feed, Format, rights_line};
use crate::xml::writable;

pub(super) fn write(feed: &Feed) -> String {
    let channel = Channel {
        title: feed.title.clone(),
        link: feed.home.to_string(),
        // It may not be missing.
        description: feed.subtitle.clone().unwrap_or_else(|| feed.title.clone()),
        language: feed.language.as_ref().map(ToString::to_string),
        copyright: Some(rights_line(&feed.rights)),
        managing_editor: feed.contact.as_ref().map(|contact| format!("{contact} ({})", feed.publisher)),
        last_build_date: Some(moment(feed.updated)),
        generator: Some("ShanghaiDoctor".to_owned()),
        docs: Some("https://www.rssboard.org/rss-specification".to_owned()),
        atom_ext: Some(AtomExtension { links: parts(feed, Format::Rss) }),
        extensions: if feed.places.current.is_some() { element(HISTORY.0, "archive", None) } else { BTreeMap::new() },
        namespaces: BTreeMap::from([(HISTORY.0.to_owned(), HISTORY.1.to_owned())]),
        items: feed.entries.iter().map(|entry| item(feed, entry)).collect(),
        ..Channel::default()
    };
    writable(channel.to_string())
}

fn item(feed: &Feed, entry: &Entry) -> Item {
    let enclosure = entry.enclosure().map(|(url, file)| Enclosure {
        url: url.to_string(),
        length: file.length.to_string(),
        mime_type: file.mime_type.to_owned(),
    });
    let licence = entry.rights.licence_url.as_ref().map(|licence| link("license", licence.as_str()));
    Item {
        title: Some(entry.title.clone()),
        link: Some(entry.link.to_string()),
        // Readers take it for HTML.
        description: Some(entry.summary_html()),
        content: entry.content_html(),
        categories: entry.categories.iter().map(|one| category(feed, one)).collect(),
        enclosure,
        guid: Some(Guid { value: entry.urn(), permalink: false }),
        pub_date: Some(moment(entry.published)),
        // The element `author` wants an address of e-mail.
        dublin_core_ext: Some(DublinCoreExtension {
            creators: entry.authors.clone(),
            contributors: entry.contributors.clone(),
            languages: entry.language.iter().map(ToString::to_string).collect(),
            rights: vec![rights_line(&entry.rights)],
            ..DublinCoreExtension::default()
        }),
        atom_ext: Some(AtomExtension { links: licence.into_iter().collect() }),
        extensions: element("atom", "updated", Some(entry.updated.to_string())),
        ..Item::default()
    }
}

fn category(feed: &Feed, category: &super::Category) -> Category {
    Category { name: category.label.clone(), domain: Some(feed.scheme(category)) }
}

/// A moment as RFC 822 has it, with four digits of the year.
fn moment(moment: DateTime) -> String {
    chrono::DateTime::<chrono::Utc>::from(moment).to_rfc2822()
}

/// One element of a namespace.
fn element(namespace: &str, name: &str, value: Option<String>) -> ExtensionMap {
    let element = Extension { name: format!("{namespace}:{name}"), value, ..Extension::default() };
    BTreeMap::from([(namespace.to_owned(), BTreeMap::from([(name.to_owned(), vec![element])]))])
}
