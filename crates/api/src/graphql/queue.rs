//! Pages of what waits for somebody to deal with it, the latest first.

use std::borrow::Cow;

use async_graphql::{OutputType, Result, SimpleObject, TypeName};
use shanghaidoctor_domain::read_id;
use shanghaidoctor_persistence::{PageOf, QueuePage};

use super::connection::PageInfo;
use super::error::bad_input;

/// How many where nothing is said, and at most.
const USUAL: i32 = 20;
const MOST: i32 = 100;

/// A page of what waits for somebody, or was dealt with, the latest first.
#[derive(SimpleObject)]
#[graphql(name_type)]
pub(super) struct QueueConnection<N: OutputType> {
    /// The page's items with their places in the list.
    edges: Vec<QueueEdge<N>>,
    /// The page's items.
    nodes: Vec<N>,
    /// What lies around the page.
    page_info: PageInfo,
    /// How many there are in all.
    total_count: i64,
}

/// An item in its place in a list.
#[derive(SimpleObject)]
#[graphql(name_type)]
pub(super) struct QueueEdge<N: OutputType> {
    /// The place, opaque: pass it as `after`.
    cursor: String,
    /// The item.
    node: N,
}

impl<N: OutputType> TypeName for QueueConnection<N> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Connection", N::type_name()).into()
    }
}

impl<N: OutputType> TypeName for QueueEdge<N> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Edge", N::type_name()).into()
    }
}

/// Which page is asked for, of items whose ids begin so.
pub(super) fn wanted<S>(
    state: Option<S>,
    first: Option<i32>,
    after: Option<&str>,
    prefix: &'static str,
) -> Result<PageOf<S>> {
    let most = first.unwrap_or(USUAL);
    if !(1..=MOST).contains(&most) {
        return Err(bad_input(format!("`first`: ask for 1 to {MOST}, got {most}")));
    }
    let after = after.map(|after| read_id(prefix, after)).transpose();
    let after = after.map_err(|error| bad_input(format!("`after`: {error}")))?;
    Ok(PageOf { state, after, most: most.unsigned_abs().into() })
}

/// A page as it is shown.
pub(super) fn shown<T, N: OutputType + Clone>(
    page: QueuePage<T>,
    is_behind: bool,
    place: impl Fn(&T) -> String,
    node: impl Fn(T) -> N,
) -> QueueConnection<N> {
    let edges: Vec<QueueEdge<N>> = page
        .items
        .into_iter()
        .map(|item| {
            let cursor = place(&item);
            QueueEdge { cursor, node: node(item) }
        })
        .collect();
    let place_of = |edge: Option<&QueueEdge<N>>| edge.map(|edge| edge.cursor.clone());
    QueueConnection {
        page_info: PageInfo {
            has_next_page: page.more,
            has_previous_page: is_behind,
            start_cursor: place_of(edges.first()),
            end_cursor: place_of(edges.last()),
        },
        nodes: edges.iter().map(|edge| edge.node.clone()).collect(),
        edges,
        total_count: page.count,
    }
}
