//! JSON Feed 1.1 (<https://www.jsonfeed.org/version/1.1/>). What it has no words for stands in an object of our own, as its
//! section on extensions says.

use serde::Serialize;
use shanghaidoctor_domain::content::{Correction, ReprintPolicy};
use shanghaidoctor_domain::{DateTime, Locale, Url};

use super::{Entry, Feed};

#[derive(Serialize)]
struct JsonFeed<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: &'a Url,
    feed_url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hubs: Option<[Hub<'a>; 1]>,
    authors: Vec<Author<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a Locale>,
    items: Vec<Item<'a>>,
    #[serde(rename = "_shanghaidoctor")]
    extension: FeedExtension<'a>,
}

/// Who tells of what is new.
#[derive(Serialize)]
struct Hub<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    url: &'a str,
}

#[derive(Serialize)]
struct Author<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a Url>,
}

#[derive(Serialize)]
struct Item<'a> {
    id: String,
    url: &'a Url,
    title: &'a str,
    /// One of the next two must be there.
    #[serde(skip_serializing_if = "Option::is_none")]
    content_html: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_text: Option<String>,
    summary: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a Url>,
    date_published: DateTime,
    date_modified: DateTime,
    authors: Vec<Author<'a>>,
    tags: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a Locale>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<Attachment<'a>>,
    #[serde(rename = "_shanghaidoctor")]
    extension: ItemExtension<'a>,
}

#[derive(Serialize)]
struct Attachment<'a> {
    url: &'a Url,
    mime_type: &'static str,
    size_in_bytes: u64,
}

/// What the format has no words for, of the feed.
#[derive(Serialize)]
struct FeedExtension<'a> {
    id: &'a str,
    updated: DateTime,
    #[serde(flatten)]
    rights: Rights<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    current_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prev_archive_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_archive_url: Option<&'a str>,
}

/// What the format has no words for, of an item.
#[derive(Serialize)]
struct ItemExtension<'a> {
    /// The id by which the API knows it.
    id: String,
    #[serde(flatten)]
    rights: Rights<'a>,
    contributors: &'a [String],
    corrections: &'a [Correction],
}

#[derive(Serialize)]
struct Rights<'a> {
    rights: &'a str,
    credit_line: &'a str,
    reprint: ReprintPolicy,
    #[serde(skip_serializing_if = "Option::is_none")]
    licence_url: Option<&'a Url>,
}

impl<'a> From<&'a shanghaidoctor_domain::content::Rights> for Rights<'a> {
    fn from(rights: &'a shanghaidoctor_domain::content::Rights) -> Self {
        Self {
            rights: &rights.notice,
            credit_line: &rights.credit_line,
            reprint: rights.reprint,
            licence_url: rights.licence_url.as_ref(),
        }
    }
}

pub(super) fn write(feed: &Feed) -> String {
    let places = &feed.places;
    let json = JsonFeed {
        version: "https://jsonfeed.org/version/1.1",
        title: &feed.title,
        home_page_url: &feed.home,
        feed_url: &places.own,
        description: feed.subtitle.as_deref(),
        next_url: if places.current.is_some() { places.earlier.as_deref() } else { places.next.as_deref() },
        hubs: places.hub.as_deref().map(|url| [Hub { kind: "WebSub", url }]),
        authors: vec![Author { name: &feed.publisher, url: Some(&feed.home) }],
        language: feed.language.as_ref(),
        items: feed.entries.iter().map(item).collect(),
        extension: FeedExtension {
            id: &feed.id,
            updated: feed.updated,
            rights: (&feed.rights).into(),
            current_url: places.current.as_deref(),
            prev_archive_url: places.earlier.as_deref(),
            next_archive_url: places.later.as_deref(),
        },
    };
    // Texts, numbers and lists of them always serialise.
    serde_json::to_string(&json).unwrap_or_default()
}

fn item(entry: &Entry) -> Item<'_> {
    let html = entry.content_html();
    let enclosure = entry.enclosure();
    let attachment =
        |(url, file): (_, super::File)| Attachment { url, mime_type: file.mime_type, size_in_bytes: file.length };
    Item {
        id: entry.urn(),
        url: &entry.link,
        title: &entry.title,
        content_text: html.is_none().then(|| entry.summary()),
        content_html: html,
        summary: entry.text.excerpt(),
        image: entry.picture.as_ref().map(|picture| &picture.url),
        date_published: entry.published,
        date_modified: entry.updated,
        authors: entry.authors.iter().map(|name| Author { name, url: None }).collect(),
        tags: entry.categories.iter().map(|category| category.label.as_str()).collect(),
        language: entry.language.as_ref(),
        attachments: enclosure.map(attachment).into_iter().collect(),
        extension: ItemExtension {
            id: entry.id.to_string(),
            rights: (&entry.rights).into(),
            contributors: &entry.contributors,
            corrections: &entry.corrections,
        },
    }
}
