//! Doctors as entries of a feed.

use serde::Deserialize;
use shanghaidoctor_domain::content::{self, Rights};
use shanghaidoctor_domain::{DateTime, Id, Locale, text};

use super::gathered::{Around, Named, Shown, query};
use super::{Entry, Picture, Text};

/// The query for a page of doctors.
pub(super) fn asked() -> String {
    query(
        "doctors",
        "Doctor",
        "id slug name { display locale } academicTitle biography { text } specialties { slug name }
            positions { role organisation { slug name } }
            portrait { id url(width: 1280) }
            publishedAt updatedAt",
    )
}

/// A doctor, as the query gives them.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Doctor {
    id: Id<content::Doctor>,
    slug: String,
    name: Name,
    academic_title: Option<String>,
    biography: Option<Biography>,
    specialties: Vec<Named>,
    positions: Vec<Position>,
    portrait: Option<Shown>,
    published_at: DateTime,
    updated_at: DateTime,
}

#[derive(Deserialize)]
struct Name {
    display: String,
    locale: Locale,
}

#[derive(Deserialize)]
struct Biography {
    text: String,
}

#[derive(Deserialize)]
struct Position {
    role: String,
    organisation: Option<Named>,
}

impl Doctor {
    /// The doctor as an entry; where the record itself is, the entry leads to.
    pub(super) fn entry(self, around: &Around<'_>) -> Entry {
        let text = Text::Excerpt(self.excerpt());
        let Name { display, locale } = self.name;
        Entry {
            id: self.id.node(),
            title: display,
            link: around.server.join(&format!("doctors/{}", self.slug)),
            language: Some(locale),
            authors: vec![around.site.name.clone()],
            contributors: Vec::new(),
            categories: self.specialties.into_iter().map(|specialty| specialty.category("specialties")).collect(),
            picture: self.portrait.map(Picture::from),
            published: self.published_at,
            updated: self.updated_at,
            rights: Rights::clone(&around.site.rights),
            is_licensed: false,
            corrections: Vec::new(),
            text,
        }
    }

    /// The beginning of the biography, or else what they are and where they work.
    fn excerpt(&self) -> String {
        if let Some(Biography { text }) = self.biography.as_ref().filter(|biography| !biography.text.trim().is_empty())
        {
            return text::excerpt(text);
        }
        let work = self.positions.iter().map(|Position { role, organisation }| match organisation {
            Some(organisation) => format!("{role}, {}", organisation.name),
            None => role.clone(),
        });
        text::excerpt(&self.academic_title.iter().cloned().chain(work).collect::<Vec<_>>().join("; "))
    }
}
