//! Articles as entries of a feed.

use serde::Deserialize;
use shanghaidoctor_domain::content::{self, Correction, CreditRole, Rights};
use shanghaidoctor_domain::{DateTime, Id, Locale, Url};

use super::gathered::{Around, Named, Shown, Site, query};
use super::{Entry, Picture, Text};

/// The query for a page of articles. The largest that a reader shows of a picture is a screen wide.
pub(super) fn asked() -> String {
    query(
        "articles",
        "Article",
        "id title locale canonicalUrl excerpt publishedAt updatedAt
            credits { role name }
            specialties { slug name }
            channel { slug name }
            cover { id url(width: 1280) }
            subjects { portrait { id url(width: 1280) } }
            rights { holder notice creditLine reprint licenceUrl contact }
            licence { creditLine }
            corrections { at kind note }",
    )
}

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
    licence: Option<Licence>,
    corrections: Vec<Correction>,
}

/// The licence by which who asks is given it whole.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Licence {
    credit_line: String,
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

impl Article {
    /// The article as an entry.
    pub(super) fn entry(self, around: &Around<'_>) -> Entry {
        let (authors, contributors) = makers(self.credits, around.site);
        let specialties = self.specialties.into_iter().map(|specialty| specialty.category("specialties"));
        let is_licensed = self.licence.is_some();
        let rights = match self.licence {
            Some(Licence { credit_line }) => Rights { credit_line, ..self.rights },
            None => self.rights,
        };
        let portrait = self.subjects.into_iter().next().and_then(|doctor| doctor.portrait);
        Entry {
            id: self.id.node(),
            title: self.title,
            link: self.canonical_url,
            language: Some(self.locale),
            authors,
            contributors,
            categories: specialties.chain([self.channel.category("channels")]).collect(),
            picture: self.cover.or(portrait).map(Picture::from),
            published: self.published_at,
            updated: self.updated_at,
            rights,
            is_licensed,
            corrections: self.corrections,
            text: Text::Excerpt(self.excerpt),
        }
    }
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
