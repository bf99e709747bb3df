use serde_json::{Value, json};
use shanghaidoctor_domain::{Locale, NodeId};
use twox_hash::XxHash3_128;
use uuid::Builder;

use super::{Month, Subject};

/// By what a feed is cut: records as they are called today, whatever the address called them.
#[derive(Default)]
pub(crate) struct Filters {
    /// The doctor that it is about.
    pub(crate) doctor: Option<Record>,
    /// The medical specialty that it is about.
    pub(crate) specialty: Option<Record>,
    /// The organisation that those it is about have to do with, everything below it included.
    pub(crate) organisation: Option<Record>,
    /// The path segment of a section.
    pub(crate) channel: Option<String>,
    /// The language.
    pub(crate) locale: Option<Locale>,
    /// What is looked for.
    pub(crate) search: Option<String>,
}

/// A record by which a feed is cut.
pub(crate) struct Record {
    /// Its id.
    pub(crate) id: NodeId,
    /// Its name in addresses.
    pub(crate) slug: String,
    /// Its name.
    pub(crate) name: String,
}

impl Filters {
    /// The same as the `where` of the API's list.
    pub(crate) fn condition(&self, subject: Subject) -> Value {
        all(self.conditions(subject))
    }

    /// The same of those of these ids.
    pub(crate) fn among(&self, subject: Subject, ids: &[String]) -> Value {
        let mut conditions = self.conditions(subject);
        conditions.push(json!({ "id": { "in": ids } }));
        all(conditions)
    }

    /// The same of what was first published in a month.
    pub(crate) fn within(&self, subject: Subject, month: Month) -> Value {
        self.published(subject, &json!({ "gte": month.start(), "lt": month.end() }))
    }

    /// The same of what was first published before a month.
    pub(crate) fn before(&self, subject: Subject, month: Month) -> Value {
        self.published(subject, &json!({ "lt": month.start() }))
    }

    /// The same of what was first published behind a month.
    pub(crate) fn behind(&self, subject: Subject, month: Month) -> Value {
        self.published(subject, &json!({ "gte": month.end() }))
    }

    fn published(&self, subject: Subject, moments: &Value) -> Value {
        let mut conditions = self.conditions(subject);
        conditions.push(json!({ "publishedAt": moments }));
        all(conditions)
    }

    fn conditions(&self, subject: Subject) -> Vec<Value> {
        match subject {
            Subject::Articles => self.of_articles(),
            Subject::Doctors => self.of_doctors(),
            Subject::Publications => self.of_publications(),
        }
    }

    fn of_articles(&self) -> Vec<Value> {
        let Self { doctor, specialty, organisation, channel, locale, search } = self;
        let conditions = [
            doctor.as_ref().map(|doctor| json!({ "subjects": some(&is(doctor)) })),
            specialty.as_ref().map(|specialty| json!({ "specialties": some(&is(specialty)) })),
            organisation.as_ref().map(|organisation| json!({ "subjects": some(&belongs_to(organisation)) })),
            channel.as_ref().map(|channel| json!({ "channel": { "eq": channel } })),
            locale.as_ref().map(|locale| json!({ "locale": { "eq": locale } })),
            search.as_ref().map(|search| json!({ "search": search })),
        ];
        conditions.into_iter().flatten().collect()
    }

    /// The language is that of names alone.
    fn of_doctors(&self) -> Vec<Value> {
        let Self { doctor: _, specialty, organisation, channel: _, locale: _, search } = self;
        let conditions = [
            specialty.as_ref().map(|specialty| json!({ "specialties": some(&is(specialty)) })),
            organisation.as_ref().map(belongs_to),
            search.as_ref().map(|search| json!({ "search": search })),
        ];
        conditions.into_iter().flatten().collect()
    }

    /// Papers of doctors; the language is that of names alone.
    fn of_publications(&self) -> Vec<Value> {
        let Self { doctor, specialty, organisation, channel: _, locale: _, search } = self;
        let of_specialty = |specialty| some(&json!({ "specialties": some(&is(specialty)) }));
        let conditions = [
            doctor.as_ref().map(|doctor| json!({ "doctors": some(&is(doctor)) })),
            specialty.as_ref().map(|specialty| json!({ "doctors": of_specialty(specialty) })),
            organisation.as_ref().map(|organisation| json!({ "doctors": some(&belongs_to(organisation)) })),
            search.as_ref().map(|search| json!({ "search": search })),
        ];
        conditions.into_iter().flatten().collect()
    }

    /// The same as parameters of an address, each record by its name of today.
    pub(crate) fn parameters(&self) -> Vec<(&'static str, String)> {
        self.written(|record| record.slug.clone())
    }

    /// The name of a feed that is cut so, which stays when records are renamed (a UUID of version 8: RFC 9562, section 5.8).
    pub(crate) fn urn(&self, subject: Subject) -> String {
        let parameters = self.written(|record| record.id.to_string());
        let named = json!([subject.name(), parameters]).to_string();
        let hash = XxHash3_128::oneshot(named.as_bytes());
        format!("urn:uuid:{}", Builder::from_custom_bytes(hash.to_be_bytes()).into_uuid())
    }

    /// The record whose name stands in the log of what was taken away, if the feed is cut by one.
    pub(crate) fn named(&self) -> Option<NodeId> {
        self.doctor.as_ref().or(self.specialty.as_ref()).map(|record| record.id)
    }

    fn written(&self, record: impl Fn(&Record) -> String) -> Vec<(&'static str, String)> {
        let parameters = [
            ("doctor", self.doctor.as_ref().map(&record)),
            ("specialty", self.specialty.as_ref().map(&record)),
            ("organisation", self.organisation.as_ref().map(&record)),
            ("channel", self.channel.clone()),
            ("locale", self.locale.as_ref().map(ToString::to_string)),
            ("search", self.search.clone()),
        ];
        parameters.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }
}

/// One condition of several; null where there is none to meet.
fn all(mut conditions: Vec<Value>) -> Value {
    match conditions.len() {
        0 | 1 => conditions.pop().unwrap_or_default(),
        _ => json!({ "and": conditions }),
    }
}

fn is(record: &Record) -> Value {
    json!({ "id": { "eq": record.id.to_string() } })
}

fn some(condition: &Value) -> Value {
    json!({ "some": condition })
}

/// Those who work or have worked there, or hold or held a post there, or anywhere below.
fn belongs_to(organisation: &Record) -> Value {
    let below = json!({ "id": { "eq": organisation.id.to_string() }, "descendants": true });
    json!({ "or": [{ "workplaces": some(&below) }, { "appointments": some(&json!({ "organisation": below })) }] })
}
