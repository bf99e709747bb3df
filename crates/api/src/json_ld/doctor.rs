use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use serde_json::{Value, json};
use shanghaidoctor_domain::content::{
    Appointment, AppointmentBody, Award, Content, Doctor, Fellowship, Identifier, Journal, Media, Position, PostStatus,
    Project, Specialty,
};
use shanghaidoctor_domain::text::{Localised, RichText};
use shanghaidoctor_domain::{Id, Period};
use shanghaidoctor_persistence::Entry;

use super::image::image;
use super::{Organisations, Publisher, known};

/// A doctor with what the reader may see of what the record names.
pub(crate) struct DoctorParts<'a> {
    /// The record.
    pub doctor: &'a Entry<Doctor>,
    /// The posts in societies and on the boards of journals.
    pub appointments: &'a [Arc<Entry<Appointment>>],
    /// The organisations of all of it.
    pub organisations: &'a Organisations,
    /// The journals of the posts.
    pub journals: &'a HashMap<Id<Journal>, Arc<Entry<Journal>>>,
    /// The medical specialties.
    pub specialties: &'a [Arc<Entry<Specialty>>],
    /// The portrait.
    pub portrait: Option<&'a Media>,
}

/// A `ProfilePage` about a `Person`. Never a `Physician`: that is a practice with opening hours.
pub(crate) fn profile_page(publisher: Publisher<'_>, parts: &DoctorParts<'_>) -> Value {
    let DoctorParts { doctor, .. } = parts;
    known(json!({
        "@context": "https://schema.org",
        "@type": "ProfilePage",
        "dateCreated": doctor.published_at.unwrap_or(doctor.created_at),
        "dateModified": doctor.updated_at,
        "inLanguage": languages(publisher, &doctor.content),
        "isPartOf": publisher.website(),
        "mainEntity": person(publisher, parts),
    }))
}

/// The languages that the doctor's name and texts are shown in.
fn languages(publisher: Publisher<'_>, doctor: &Doctor) -> BTreeSet<String> {
    let shown = |(_, text): (String, &Localised)| text.shown(publisher.locales).map(|(locale, _)| locale.to_string());
    let name = doctor.name.display_locale(publisher.locales).to_string();
    doctor.localised().each().filter_map(shown).chain([name]).collect()
}

/// A doctor as another document names one.
pub(super) fn doctor_named(publisher: Publisher<'_>, entry: &Entry<Doctor>) -> Value {
    json!({
        "@type": "Person",
        "@id": publisher.identity(entry.id()),
        "name": entry.content.name.display(publisher.locales),
        "sameAs": addresses(&entry.content),
    })
}

fn person(publisher: Publisher<'_>, parts: &DoctorParts<'_>) -> Value {
    let doctor = &parts.doctor.content;
    let text = |text| publisher.text(text);
    let (memberships, boards) = appointments(publisher, parts);
    let (affiliations, occupations) = positions(publisher, parts);
    let mut person = doctor_named(publisher, parts.doctor);
    let more = json!({
        "givenName": doctor.name.given,
        "familyName": doctor.name.family,
        "alternateName": other_names(publisher, doctor),
        "honorificPrefix": doctor.honorific.as_ref().map(text),
        "jobTitle": doctor.academic_title.as_ref().map(text),
        "hasCredential": doctor.degrees.iter().map(|degree| credential(text(degree))).collect::<Vec<_>>(),
        "birthDate": doctor.born,
        "deathDate": doctor.died,
        "description": doctor.biography.as_ref().map(RichText::text),
        "image": parts.portrait.map(|portrait| image(publisher, portrait)),
        "identifier": doctor.identifiers.iter().map(identifier).collect::<Vec<_>>(),
        "knowsAbout": subjects(publisher, parts),
        "affiliation": affiliations,
        "memberOf": memberships,
        "hasOccupation": occupations.into_iter().chain(boards).collect::<Vec<_>>(),
        "alumniOf": doctor.fellowships.iter().filter_map(|stay| fellowship(publisher, parts, stay)).collect::<Vec<_>>(),
        "award": doctor.awards.iter().map(|award| award_line(publisher, parts, award)).collect::<Vec<_>>(),
        "funding": doctor.projects.iter().map(|project| grant(publisher, parts, project)).collect::<Vec<_>>(),
    });
    if let (Value::Object(person), Value::Object(more)) = (&mut person, more) {
        person.extend(more);
    }
    person
}

fn addresses(doctor: &Doctor) -> Vec<String> {
    doctor.identifiers.iter().map(Identifier::url).collect()
}

fn identifier(identifier: &Identifier) -> Value {
    json!({ "@type": "PropertyValue", "propertyID": identifier.scheme(), "value": identifier.value() })
}

fn credential(degree: &str) -> Value {
    json!({ "@type": "EducationalOccupationalCredential", "credentialCategory": "degree", "name": degree })
}

/// The spellings that the name is not shown in.
fn other_names(publisher: Publisher<'_>, doctor: &Doctor) -> Vec<String> {
    let shown = doctor.name.display(publisher.locales);
    let latin = doctor.name.display(&[]);
    let spellings = doctor.name.native.iter().chain(&doctor.name.variants).cloned();
    std::iter::once(latin).chain(spellings).filter(|name| *name != shown).collect()
}

fn subjects<'a>(publisher: Publisher<'_>, parts: &'a DoctorParts<'_>) -> Vec<&'a str> {
    let focus = parts.doctor.content.research_focus.iter();
    let specialties = parts.specialties.iter().map(|specialty| &specialty.content.name);
    focus.chain(specialties).map(|text| publisher.text(text)).collect()
}

/// Posts in societies are memberships; a journal is no organisation, so a place on its board is an occupation.
fn appointments(publisher: Publisher<'_>, parts: &DoctorParts<'_>) -> (Vec<Value>, Vec<Value>) {
    let (mut memberships, mut boards) = (Vec::new(), Vec::new());
    let shown = parts.appointments.iter().map(|entry| &entry.content);
    for post in shown.filter(|post| reads_true(post.status, post.period)) {
        let name = publisher.text(&post.role);
        match post.body {
            AppointmentBody::Organisation(body) => {
                let body = parts.organisations.find(publisher, body);
                memberships.extend(body.map(|body| role("memberOf", name, post.period, body)));
            }
            AppointmentBody::Journal(journal) => {
                let journal = parts.journals.get(&journal).map(|entry| publisher.text(&entry.content.name));
                boards.extend(journal.map(|journal| occupation(name, Some(journal), post.period)));
            }
        }
    }
    (memberships, boards)
}

/// Positions at a known place are affiliations, the others occupations.
fn positions(publisher: Publisher<'_>, parts: &DoctorParts<'_>) -> (Vec<Value>, Vec<Value>) {
    let (mut affiliations, mut occupations) = (Vec::new(), Vec::new());
    let held = parts.doctor.content.positions.iter().filter(|post| reads_true(post.status, post.period));
    for position in held {
        let Position { role: name, department, organisation, period, .. } = position;
        let name = publisher.text(name);
        let department = department.as_ref().map(|department| publisher.text(department));
        match organisation.and_then(|id| parts.organisations.find(publisher, id)) {
            Some(mut place) => {
                if let (Some(department), Value::Object(place)) = (department, &mut place) {
                    place.insert("department".into(), json!({ "@type": "Organization", "name": department }));
                }
                affiliations.push(role("affiliation", name, *period, place));
            }
            None => occupations.push(occupation(name, department, *period)),
        }
    }
    (affiliations, occupations)
}

/// False for a post that is over since nobody knows when: without an end it would read as one that is held.
fn reads_true(status: PostStatus, period: Option<Period>) -> bool {
    status != PostStatus::Former || period.is_some_and(|period| period.end.is_some())
}

/// A value of `property` with its role and dates, which schema.org writes as the same property once more inside.
fn role(property: &str, name: &str, period: Option<Period>, value: Value) -> Value {
    let mut role = dated("OrganizationRole", Some(name), period);
    if let Value::Object(role) = &mut role {
        role.insert(property.to_owned(), value);
    }
    role
}

fn dated(kind: &str, name: Option<&str>, period: Option<Period>) -> Value {
    let period = period.unwrap_or_default();
    json!({ "@type": kind, "roleName": name, "startDate": period.start, "endDate": period.end })
}

fn occupation(name: &str, place: Option<&str>, period: Option<Period>) -> Value {
    let mut role = dated("Role", Some(name), period);
    if let Value::Object(role) = &mut role {
        let occupation = json!({ "@type": "Occupation", "name": name, "description": place });
        role.insert("hasOccupation".into(), occupation);
    }
    role
}

/// A stay elsewhere: of all properties for an institution only this one does not say that it goes on.
fn fellowship(publisher: Publisher<'_>, parts: &DoctorParts<'_>, stay: &Fellowship) -> Option<Value> {
    let place = parts.organisations.find(publisher, stay.organisation)?;
    let name = stay.role.as_ref().map(|role| publisher.text(role)).unwrap_or_default();
    Some(role("alumniOf", name, stay.period, place))
}

/// `Silver Lamp, A society, 2019`: schema.org has a text for awards, and no type.
fn award_line(publisher: Publisher<'_>, parts: &DoctorParts<'_>, award: &Award) -> String {
    let grantor = award.grantor.and_then(|id| parts.organisations.name(publisher, id));
    let year = award.year.map(|year| year.to_string());
    let name = publisher.text(&award.name).to_owned();
    [Some(name), grantor, year].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn grant(publisher: Publisher<'_>, parts: &DoctorParts<'_>, project: &Project) -> Value {
    json!({
        "@type": "Grant",
        "name": publisher.text(&project.title),
        "identifier": project.grant_number,
        "funder": project.funder.and_then(|id| parts.organisations.find(publisher, id)),
    })
}
