//! The records that an address names: found by the names they had before and by ids of merged ones too, so that a feed goes
//! on where its reader has it from.

use actix_web::http::StatusCode;
use async_graphql::Variables;
use serde_json::{Map, Value, json};
use shanghaidoctor_domain::{Kind, NodeId};
use shanghaidoctor_persistence::withdrawn;

use super::parameters::Named;
use super::unreadable;
use crate::App;
use crate::feeds::{Filters, Record};
use crate::graphql::languages::Wanted;
use crate::http::graphql::ask;
use crate::http::problem::{self, Problem};
use crate::tags::Noted;

const RECORDS: &str = "query (
    $doctorSlug: String, $doctorId: ID, $doctorWanted: Boolean!,
    $specialtySlug: String, $specialtyId: ID, $specialtyWanted: Boolean!,
    $organisationSlug: String, $organisationId: ID, $organisationWanted: Boolean!,
    $locales: [Locale!]
) {
    doctor(slug: $doctorSlug, id: $doctorId, locales: $locales) @include(if: $doctorWanted) {
        id slug name { display }
    }
    specialty(slug: $specialtySlug, id: $specialtyId, locales: $locales) @include(if: $specialtyWanted) {
        id slug name
    }
    organisation(slug: $organisationSlug, id: $organisationId, locales: $locales) @include(if: $organisationWanted) {
        id slug name
    }
}";

/// The filters of a feed, and what they depend on.
pub(super) async fn filters(app: &App, named: Named) -> Result<(Filters, Noted), Problem> {
    let Named { doctor, specialty, organisation, channel, locale, search } = named;
    let mut filters = Filters { channel, locale, search, ..Filters::default() };
    let asked = [
        ("doctor", Kind::Doctor, doctor),
        ("specialty", Kind::Specialty, specialty),
        ("organisation", Kind::Organisation, organisation),
    ];
    if asked.iter().all(|(.., name)| name.is_none()) {
        return Ok((filters, Noted::default()));
    }
    let (found, noted) = ask(app, RECORDS, variables(&asked, &filters), &Wanted::default()).await?;
    for (parameter, kind, name) in asked {
        let Some(name) = name else { continue };
        let Some(record) = found.get(parameter).and_then(record) else {
            return Err(missing(app, parameter, kind, &name).await);
        };
        match kind {
            Kind::Doctor => filters.doctor = Some(record),
            Kind::Specialty => filters.specialty = Some(record),
            _ => filters.organisation = Some(record),
        }
    }
    Ok((filters, noted))
}

fn variables(asked: &[(&'static str, Kind, Option<String>)], filters: &Filters) -> Variables {
    let mut variables = Map::new();
    variables.insert("locales".to_owned(), json!(filters.locale.as_ref().map(|locale| [locale])));
    for (parameter, kind, name) in asked {
        let id = name.as_deref().filter(|name| node(name, *kind).is_some());
        let slug = name.as_deref().filter(|_| id.is_none());
        variables.insert(format!("{parameter}Slug"), json!(slug));
        variables.insert(format!("{parameter}Id"), json!(id));
        variables.insert(format!("{parameter}Wanted"), json!(name.is_some()));
    }
    Variables::from_json(Value::Object(variables))
}

fn node(name: &str, kind: Kind) -> Option<NodeId> {
    name.parse().ok().filter(|id: &NodeId| id.kind == kind)
}

fn record(found: &Value) -> Option<Record> {
    let text = |pointer| found.pointer(pointer).and_then(Value::as_str);
    let name = text("/name/display").or_else(|| text("/name"))?;
    Some(Record { id: text("/id")?.parse().ok()?, slug: text("/slug")?.to_owned(), name: name.to_owned() })
}

/// Why there is none: it was taken away, or never was.
async fn missing(app: &App, parameter: &str, kind: Kind, name: &str) -> Problem {
    let gone = match node(name, kind) {
        Some(id) => withdrawn::by_id(&app.database, id).await,
        None => withdrawn::by_slug(&app.database, kind, name).await,
    };
    match gone {
        Ok(Some(gone)) => problem::gone(gone),
        Ok(None) => Problem::new(StatusCode::NOT_FOUND, format!("`{parameter}`: there is none called `{name}`.")),
        Err(error) => unreadable(&error),
    }
}
