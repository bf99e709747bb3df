//! What is gathered for a feed, by one query for each kind of documents.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use shanghaidoctor_domain::content::{Media, Rights};
use shanghaidoctor_domain::{DateTime, EmailAddress, Id, Locale, Url};

use super::articles::Article;
use super::doctors::Doctor;
use super::publications::Publication;
use super::{Category, Entry, Month, Picture, Subject};

/// All that a page of a feed is made of.
pub(crate) struct Gathered {
    /// Who publishes it.
    pub(crate) site: Site,
    /// What it tells of.
    pub(crate) entries: Vec<Entry>,
    /// What lies around the page.
    pub(crate) page: PageInfo,
    /// The last month before this one in which anything was first published.
    pub(crate) earlier: Option<Month>,
    /// The next month behind it.
    pub(crate) later: Option<Month>,
}

/// What an entry is made of beside its document.
pub(super) struct Around<'a> {
    /// The publication.
    pub(super) site: &'a Site,
    /// Where the world reaches this server.
    pub(super) server: &'a Url,
}

/// The publication.
#[derive(Deserialize)]
pub(crate) struct Site {
    pub(crate) name: String,
    pub(crate) tagline: Option<String>,
    pub(crate) url: Url,
    pub(crate) locales: Vec<Locale>,
    pub(crate) contact: Option<EmailAddress>,
    pub(crate) rights: Rights,
    pub(crate) channels: Vec<Named>,
}

/// What has a name, and one in addresses.
#[derive(Deserialize)]
pub(crate) struct Named {
    pub(crate) slug: String,
    pub(crate) name: String,
}

impl Named {
    pub(super) fn category(self, scheme: &'static str) -> Category {
        Category { scheme, term: self.slug, label: self.name }
    }
}

/// A picture, and where it is.
#[derive(Deserialize)]
pub(super) struct Shown {
    id: Id<Media>,
    url: Url,
}

impl From<Shown> for Picture {
    fn from(Shown { id, url }: Shown) -> Self {
        Self { id, url, file: None }
    }
}

/// What lies around a page.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PageInfo {
    pub(crate) has_next_page: bool,
    pub(crate) has_previous_page: bool,
    pub(crate) start_cursor: Option<String>,
    pub(crate) end_cursor: Option<String>,
}

/// The query for a page of a list of the API, whose filter and order begin with `kind`; `fields` are asked of each record.
pub(super) fn query(list: &str, kind: &str, fields: &str) -> String {
    format!(
        "query (
            $first: Int, $after: String, $last: Int, $before: String, $where: {kind}Filter, $orderBy: {kind}Order,
            $earlier: {kind}Filter, $later: {kind}Filter, $isArchive: Boolean!, $locales: [Locale!]
        ) {{
            site(locales: $locales) {{
                name tagline url locales contact channels {{ slug name }}
                rights {{ holder notice creditLine reprint licenceUrl contact }}
            }}
            list: {list}(
                first: $first, after: $after, last: $last, before: $before, where: $where, orderBy: $orderBy,
                locales: $locales
            ) {{
                pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }}
                nodes {{ {fields} }}
            }}
            earlier: {list}(first: 1, where: $earlier, orderBy: {{ field: PUBLISHED_AT, direction: DESC }}) {{
                nodes {{ publishedAt }}
            }}
            later: {list}(first: 1, where: $later, orderBy: {{ field: PUBLISHED_AT }}) @include(if: $isArchive) {{
                nodes {{ publishedAt }}
            }}
        }}"
    )
}

#[derive(Deserialize)]
struct Answer<T> {
    site: Site,
    list: Page<T>,
    earlier: Neighbour,
    later: Option<Neighbour>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page<T> {
    nodes: Vec<T>,
    page_info: PageInfo,
}

/// The one document that is nearest, in a list of one.
#[derive(Deserialize)]
struct Neighbour {
    nodes: Vec<Published>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Published {
    published_at: DateTime,
}

impl Neighbour {
    fn month(&self) -> Option<Month> {
        self.nodes.first().map(|nearest| Month::of(nearest.published_at))
    }
}

/// What the query gave, made entries. `server` is where the world reaches this server.
pub(crate) fn read(subject: Subject, answer: Value, server: &Url) -> serde_json::Result<Gathered> {
    match subject {
        Subject::Articles => gathered(answer, server, Article::entry),
        Subject::Doctors => gathered(answer, server, Doctor::entry),
        Subject::Publications => gathered(answer, server, Publication::entry),
    }
}

fn gathered<T: DeserializeOwned>(
    answer: Value,
    server: &Url,
    entry: fn(T, &Around<'_>) -> Entry,
) -> serde_json::Result<Gathered> {
    let Answer { site, list, earlier, later } = serde_json::from_value::<Answer<T>>(answer)?;
    let around = Around { site: &site, server };
    let entries = list.nodes.into_iter().map(|node| entry(node, &around)).collect();
    let later = later.and_then(|later| later.month());
    Ok(Gathered { entries, page: list.page_info, earlier: earlier.month(), later, site })
}
