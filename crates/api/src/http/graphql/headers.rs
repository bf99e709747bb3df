//! What the headers of an answer tell of the operations that it answers.

use actix_web::http::header::{CONTENT_LANGUAGE, HeaderName, HeaderValue, VARY};

use super::operation::Outcome;
use crate::graphql::cost::Cost;

/// What the operations of one request cost together, and what each of them may.
const GRAPHQL_COST: HeaderName = HeaderName::from_static("graphql-cost");

type Header = (HeaderName, HeaderValue);

/// What the operations cost, as a dictionary in the form of RFC 9651; which languages they are in; and the headers that
/// resolvers set, which the engine has in another version of the same crate.
pub(super) fn headers(outcomes: &[Outcome]) -> Vec<Header> {
    let set = outcomes.iter().flat_map(|outcome| &outcome.answer.http_headers).filter_map(|(name, value)| {
        let name = HeaderName::from_bytes(name.as_str().as_bytes()).ok()?;
        Some((name, HeaderValue::from_bytes(value.as_bytes()).ok()?))
    });
    cost(outcomes).into_iter().chain(languages(outcomes)).chain(set).collect()
}

fn cost(outcomes: &[Outcome]) -> Option<Header> {
    let costs = outcomes.iter().filter_map(|outcome| outcome.cost);
    let together = costs.reduce(|sum, cost| Cost { requested: sum.requested.saturating_add(cost.requested), ..sum });
    let Cost { requested, limit } = together?;
    Some((GRAPHQL_COST, HeaderValue::from_str(&format!("requested={requested}, limit={limit}")).ok()?))
}

/// Where the languages of the request made a difference, caches must know; and where all is in one, readers may (RFC 9110,
/// sections 12.5.5 and 8.5).
fn languages(outcomes: &[Outcome]) -> Vec<Header> {
    if !outcomes.iter().any(|outcome| outcome.spoken.is_negotiated()) {
        return Vec::new();
    }
    let only = match outcomes {
        [outcome] => outcome.spoken.only().and_then(|locale| HeaderValue::from_str(locale.as_str()).ok()),
        _ => None,
    };
    let vary = (VARY, HeaderValue::from_static("Accept-Language"));
    std::iter::once(vary).chain(only.map(|only| (CONTENT_LANGUAGE, only))).collect()
}
