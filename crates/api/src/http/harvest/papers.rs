//! Papers, by the log of changes.

use std::collections::HashMap;

use serde_json::{Value, json};
use shanghaidoctor_domain::content::Publication;
use shanghaidoctor_domain::{Id, NodeId};
use shanghaidoctor_persistence::changes::harvest::{self as log, Harvested};

use super::{Unmet, asked, unreadable};
use crate::App;
use crate::harvest::{Code, Content, Continued, Header, List, Paper, Record, Refused, Token, prefix};

/// Papers of a part of a list: as many as the API gives by their ids at once.
const PAGE: u64 = 100;

/// A part of a list.
pub(super) async fn list(app: &App, token: &Token) -> Result<Content, Unmet> {
    let (selection, place) = (token.selection(), token.place_in_log().ok_or_else(Refused::token)?);
    let page = log::page(&app.database, &selection, place, PAGE).await?.ok_or_else(Refused::token)?;
    if page.papers.is_empty() && token.given == 0 {
        return Err(Refused::new(Code::NoRecordsMatch, "No record is such.").into());
    }
    if page.papers.is_empty() {
        // All that were left have changed since, beyond the last moment that the list asks for.
        return Err(Refused::token().into());
    }
    let size = match token.size {
        Some(size) => size,
        None => log::count(&app.database, &selection).await?,
    };
    let next = page.next.map(|next| token.further(next.to_string(), page.papers.len(), size));
    let continued = Continued { next, given: token.given, size };
    if token.list == List::Identifiers {
        return Ok(Content::ListIdentifiers(page.papers.into_iter().map(header).collect(), continued));
    }
    Ok(Content::ListRecords(records(app, page.papers).await?, continued))
}

/// One record.
pub(super) async fn record(app: &App, identifier: &str) -> Result<Record, Unmet> {
    let paper = named(app, identifier).await?;
    records(app, vec![paper]).await?.pop().ok_or_else(|| Refused::identifier(identifier).into())
}

/// The paper that is called so, if the public ever saw it.
pub(super) async fn named(app: &App, identifier: &str) -> Result<Harvested, Unmet> {
    let id = identifier.strip_prefix(&prefix(&app.public_url)).and_then(|id| id.parse::<NodeId>().ok());
    let unknown = || Unmet::from(Refused::identifier(identifier));
    let id: Id<Publication> = id.and_then(Id::of).ok_or_else(unknown)?;
    log::one(&app.database, id).await?.ok_or_else(unknown)
}

/// What the papers say. One that was taken away since the log was read is told as such.
async fn records(app: &App, papers: Vec<Harvested>) -> Result<Vec<Record>, Unmet> {
    let public: Vec<_> = papers.iter().filter(|paper| !paper.is_removed).map(|paper| paper.id).collect();
    let query = format!("query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Publication {{ {} }} }} }}", Paper::FIELDS);
    let nodes: Vec<Value> = match public.is_empty() {
        true => Vec::new(),
        false => asked(app, &query, json!({ "ids": public }), "/nodes").await?,
    };
    let mut said = HashMap::new();
    for node in nodes.into_iter().filter(|node| !node.is_null()) {
        let paper: Paper = serde_json::from_value(node).map_err(unreadable)?;
        said.insert(paper.id, paper);
    }
    let record = |harvested: Harvested| {
        let paper = said.remove(&harvested.id);
        Record { header: Header { is_removed: paper.is_none(), ..header(harvested) }, paper }
    };
    Ok(papers.into_iter().map(record).collect())
}

fn header(harvested: Harvested) -> Header {
    let Harvested { id, at, journal, is_removed } = harvested;
    Header { id, at, journal, is_removed }
}
