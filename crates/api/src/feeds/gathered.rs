//! What was gathered for a feed, as the server's own query gave it.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use shanghaidoctor_domain::content::Rights;
use shanghaidoctor_domain::{DateTime, EmailAddress, Locale, Url};

use super::articles::Article;
use super::{Entry, Month, Subject};

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

/// What lies around a page.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PageInfo {
    pub(crate) has_next_page: bool,
    pub(crate) has_previous_page: bool,
    pub(crate) start_cursor: Option<String>,
    pub(crate) end_cursor: Option<String>,
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

/// What a query gave, made entries.
pub(crate) fn read(subject: Subject, answer: Value) -> serde_json::Result<Gathered> {
    match subject {
        Subject::Articles => gathered(answer, Article::entry),
    }
}

fn gathered<T: DeserializeOwned>(answer: Value, entry: fn(T, &Site) -> Entry) -> serde_json::Result<Gathered> {
    let Answer { site, list, earlier, later } = serde_json::from_value::<Answer<T>>(answer)?;
    let entries = list.nodes.into_iter().map(|node| entry(node, &site)).collect();
    let later = later.and_then(|later| later.month());
    Ok(Gathered { entries, page: list.page_info, earlier: earlier.month(), later, site })
}
