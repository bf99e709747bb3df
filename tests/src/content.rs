//! Content made for tests, by the same write path that editors use.

use shanghaidoctor_domain::Id;
use shanghaidoctor_domain::content::{
    Appointment, AppointmentBody, AppointmentRank, Article, Author, Block, Body, Doctor, Journal, Organisation,
    OrganisationKind, Paragraph, PersonName, PostStatus, Publication,
};
use shanghaidoctor_domain::text::{Localised, RichText, slug};
use shanghaidoctor_persistence::Stored;
use shanghaidoctor_persistence::write::Writing;

use crate::TestApp;

/// A doctor of whom nothing is known but the name.
pub fn doctor(family: &str, given: &str) -> Doctor {
    let name = PersonName { family: family.into(), given: given.into(), native: None, variants: vec![] };
    Doctor {
        slug: slug(&format!("{family} {given}")),
        name,
        honorific: None,
        academic_title: None,
        degrees: vec![],
        born: None,
        died: None,
        positions: vec![],
        fellowships: vec![],
        research_focus: vec![],
        specialties: vec![],
        awards: vec![],
        projects: vec![],
        mentors: vec![],
        claims: vec![],
        identifiers: vec![],
        portrait: None,
        biography: None,
        sources: vec![],
    }
}

/// An association, or a part of one.
pub fn organisation(name: &str, parent: Option<Id<Organisation>>) -> Organisation {
    Organisation {
        slug: slug(name),
        name: Localised::english(name),
        acronym: None,
        kind: OrganisationKind::Association,
        parent,
        former_names: vec![],
        city: None,
        country: None,
        identifiers: vec![],
    }
}

/// A member's post.
pub fn appointment(doctor: Id<Doctor>, body: Id<Organisation>, position: i32) -> Appointment {
    Appointment {
        doctor,
        position,
        role: Localised::english("Member"),
        rank: AppointmentRank::Member,
        body: AppointmentBody::Organisation(body),
        term: None,
        period: None,
        status: PostStatus::Current,
        source: None,
    }
}

/// A journal.
pub fn journal(name: &str) -> Journal {
    Journal { slug: slug(name), name: Localised::english(name), abbreviation: None, issn: None, eissn: None }
}

/// A paper by one doctor.
pub fn publication(title: &str, year: u16, doctor: Id<Doctor>, journal: Id<Journal>) -> Publication {
    Publication {
        title: Some(title.into()),
        journal: Some(journal),
        authors: vec![Author { name: "An author".into(), doctor: Some(doctor), roles: vec![] }],
        year: Some(year),
        volume: None,
        issue: None,
        pages: None,
        doi: None,
        pmid: None,
        url: None,
        abstract_text: None,
        indexed_in: vec![],
        source: None,
    }
}

/// An article of one sentence about these doctors.
pub fn article(title: &str, subjects: &[Id<Doctor>]) -> Article {
    Article {
        slug: slug(title),
        locale: "en-GB".parse().expect("a language"),
        translation_group: None,
        channel: "news".into(),
        title: title.into(),
        headline: title.into(),
        standfirst: None,
        body: Body(vec![Block::Paragraph(Paragraph { text: RichText::from_plain("It rained.") })]),
        subjects: subjects.to_vec(),
        mentions: vec![],
        credits: vec![],
        cover: None,
        specialties: vec![],
        rights: None,
        corrections: vec![],
        updated_on: None,
        source: None,
    }
}

/// Saves a new document and gives its id.
pub async fn save<T: Stored>(writing: &mut Writing, content: &T) -> Id<T> {
    let id = writing.next_id();
    writing.save(id, None, content).await.expect("a draft");
    id
}

/// Saves a document and publishes it, with what it needs.
pub async fn publish<T: Stored>(app: &TestApp, content: &T) -> Id<T> {
    let mut writing = app.write().await;
    let id = save(&mut writing, content).await;
    writing.publish(id.node()).await.expect("a published document");
    writing.commit().await.expect("an act");
    id
}

/// Changes a draft and publishes it.
pub async fn publish_changed<T: Stored>(app: &TestApp, id: Id<T>, change: impl FnOnce(&mut T)) {
    let mut writing = app.write().await;
    let mut draft = writing.draft(id).await.expect("the drafts").expect("a draft").content;
    change(&mut draft);
    writing.save(id, None, &draft).await.expect("a draft");
    writing.publish(id.node()).await.expect("a published document");
    writing.commit().await.expect("an act");
}

/// Changes a draft.
pub async fn change<T: Stored>(app: &TestApp, id: Id<T>, change: impl FnOnce(&mut T)) {
    let mut writing = app.write().await;
    let mut draft = writing.draft(id).await.expect("the drafts").expect("a draft").content;
    change(&mut draft);
    writing.save(id, None, &draft).await.expect("a draft");
    writing.commit().await.expect("an act");
}
