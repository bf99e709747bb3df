//! Articles as entries of a feed.

use serde::Deserialize;
use shanghaidoctor_domain::content::{self, Correction, CreditRole, Media, Rights};
use shanghaidoctor_domain::{DateTime, Id, Locale, Url};

use super::gathered::{Named, Site};
use super::{Category, Entry, Picture, Text};

/// What is asked of articles. The largest that a reader shows of a picture is a screen wide.
pub(super) const QUERY: &str = "query (
    $first: Int, $after: String, $last: Int, $before: String, $where: ArticleFilter, $orderBy: ArticleOrder,
    $earlier: ArticleFilter, $later: ArticleFilter, $isArchive: Boolean!, $locales: [Locale!]
) {
    site(locales: $locales) {
        name tagline url locales contact channels { slug name }
        rights { holder notice creditLine reprint licenceUrl contact }
    }
    list: articles(
        first: $first, after: $after, last: $last, before: $before, where: $where, orderBy: $orderBy, locales: $locales
    ) {
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        nodes {
            id title locale canonicalUrl excerpt publishedAt updatedAt
            credits { role name }
            specialties { slug name }
            channel { slug name }
            cover { ...picture }
            subjects { portrait { ...picture } }
            rights { holder notice creditLine reprint licenceUrl contact }
            corrections { at kind note }
        }
    }
    earlier: articles(first: 1, where: $earlier, orderBy: { field: PUBLISHED_AT, direction: DESC }) {
        nodes { publishedAt }
    }
    later: articles(first: 1, where: $later, orderBy: { field: PUBLISHED_AT }) @include(if: $isArchive) {
        nodes { publishedAt }
    }
}
fragment picture on Image { id url(width: 1280) }";

/// The whole texts of some of them.
pub(super) const WHOLE: &str = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Article { id html } } }";

/// An article, as the query gives it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Article {
    id: Id<content::Article>,
    title: String,
    locale: Locale,
    canonical_url: Url,
    excerpt: String,
    published_at: DateTime,
    updated_at: DateTime,
    credits: Vec<Credit>,
    specialties: Vec<Named>,
    channel: Named,
    cover: Option<Shown>,
    subjects: Vec<Portrayed>,
    rights: Rights,
    corrections: Vec<Correction>,
}

/// One who made it.
#[derive(Deserialize)]
struct Credit {
    role: CreditRole,
    name: String,
}

#[derive(Deserialize)]
struct Portrayed {
    portrait: Option<Shown>,
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

impl Article {
    /// The article as an entry.
    pub(super) fn entry(self, site: &Site) -> Entry {
        let (authors, contributors) = makers(self.credits, site);
        let specialties = self.specialties.into_iter().map(|specialty| category("specialties", specialty));
        let portrait = self.subjects.into_iter().next().and_then(|doctor| doctor.portrait);
        Entry {
            id: self.id.node(),
            title: self.title,
            link: self.canonical_url,
            language: Some(self.locale),
            authors,
            contributors,
            categories: specialties.chain([category("channels", self.channel)]).collect(),
            picture: self.cover.or(portrait).map(Picture::from),
            published: self.published_at,
            updated: self.updated_at,
            rights: self.rights,
            corrections: self.corrections,
            text: Text::Excerpt(self.excerpt),
        }
    }
}

fn category(scheme: &'static str, Named { slug, name }: Named) -> Category {
    Category { scheme, term: slug, label: name }
}

/// Those who wrote it; where none are named, those who asked the questions; and else the publication itself. Then all
/// others.
fn makers(credits: Vec<Credit>, site: &Site) -> (Vec<String>, Vec<String>) {
    let named = |role: CreditRole| credits.iter().any(|credit| credit.role == role);
    let writing = [CreditRole::Author, CreditRole::Interviewer].into_iter().find(|role| named(*role));
    let (authors, others): (Vec<Credit>, Vec<Credit>) =
        credits.into_iter().partition(|credit| Some(credit.role) == writing);
    let names = |credits: Vec<Credit>| credits.into_iter().map(|credit| credit.name).collect::<Vec<_>>();
    let authors = if authors.is_empty() { vec![site.name.clone()] } else { names(authors) };
    (authors, names(others))
}
