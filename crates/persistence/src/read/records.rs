use std::collections::HashMap;
use std::sync::Arc;

use sea_orm::sea_query::{Expr, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, EntityName, ExprTrait};
use shanghaidoctor_domain::content::{Journal, Media};
use shanghaidoctor_domain::{Issn, Stage};
use uuid::Uuid;

use super::companions::{Companion, Companions, Shown};
use crate::filter::in_ids;
use crate::packed::{self, Part};
use crate::scope::At;
use crate::stored::column;
use crate::{Entry, Result, Stored};

/// The table of a kind of document.
pub(crate) fn table<T: Stored>() -> &'static str {
    T::Entity::default().table_name()
}

/// Asks for the common columns of a kind's documents, where they are read.
pub(crate) fn select<T: Stored>(at: impl Into<At>) -> SelectStatement {
    let (table, at) = (table::<T>(), at.into());
    let columns = column::READ.map(|name| (table, name));
    Query::select().columns(columns).from(table).and_where(at.condition(table, column::ID)).take()
}

pub(crate) async fn by_ids<T: Stored>(
    connection: &impl ConnectionTrait,
    at: impl Into<At>,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Entry<T>>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let select = select::<T>(at).and_where(in_ids(column::ID, ids)).take();
    let found = packed::fetch(connection, Part::documents(select, &[])).await?;
    found.entries().map(|entry| entry.map(|entry: Entry<T>| (entry.id, entry))).collect()
}

/// The documents with these ids, with the parts that are kept in tables of their own.
pub(crate) async fn whole<T: Stored>(
    connection: &impl ConnectionTrait,
    stage: Stage,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Entry<T>>> {
    let mut entries = by_ids(connection, stage, ids).await?;
    T::read_parts(connection, stage, &mut entries).await?;
    Ok(entries)
}

pub(crate) async fn by_slug<T: Stored>(
    connection: &impl ConnectionTrait,
    at: impl Into<At>,
    slug: &str,
) -> Result<Option<Arc<Entry<T>>>> {
    only(connection, at.into(), "slug", slug).await
}

/// The document with this slug, and what is read with it.
pub(super) async fn by_slug_with<T: Stored>(
    connection: &impl ConnectionTrait,
    at: At,
    slug: &str,
    companions: &[Companion],
) -> Result<(Option<Arc<Entry<T>>>, Companions)> {
    let mut select = select::<T>(at).and_where(Expr::col("slug").eq(slug)).take();
    at.only_one(&mut select, table::<T>());
    let shown = Shown { select, first: &[], order: vec![], companions };
    let (found, companions) = shown.fetch(connection, at).await?;
    Ok((found.first()?, companions))
}

/// The journal one of whose editions has this ISSN, the first that was made where two claim it.
pub(super) async fn by_issn(
    connection: &impl ConnectionTrait,
    at: At,
    issn: &Issn,
) -> Result<Option<Arc<Entry<Journal>>>> {
    let is = |column| Expr::col(column).eq(issn.to_string());
    let mut select = select::<Journal>(at);
    select.and_where(is("issn").or(is("eissn"))).order_by(column::ID, Order::Asc).limit(1);
    first(connection, select).await
}

/// The picture whose file has this hash.
pub(crate) async fn by_hash(
    connection: &impl ConnectionTrait,
    at: impl Into<At>,
    hash: &str,
) -> Result<Option<Arc<Entry<Media>>>> {
    only(connection, at.into(), "hash", hash).await
}

/// The one record with this value in a column that is unique where it is read.
pub(super) async fn only<T: Stored>(
    connection: &impl ConnectionTrait,
    at: At,
    column: &'static str,
    value: &str,
) -> Result<Option<Arc<Entry<T>>>> {
    let mut select = select::<T>(at).and_where(Expr::col(column).eq(value)).take();
    at.only_one(&mut select, table::<T>());
    first(connection, select).await
}

/// The first record that a statement gives.
pub(crate) async fn first<T: Stored>(
    connection: &impl ConnectionTrait,
    select: SelectStatement,
) -> Result<Option<Arc<Entry<T>>>> {
    packed::fetch(connection, Part::documents(select, &[])).await?.first()
}

pub(crate) async fn all<T: Stored>(
    connection: &impl ConnectionTrait,
    at: impl Into<At>,
    order: Option<&'static str>,
) -> Result<Vec<Arc<Entry<T>>>> {
    let mut select = select::<T>(at);
    if let Some(order) = order {
        select.order_by(order, Order::Asc);
    }
    select.order_by(column::ID, Order::Asc);
    let found = packed::fetch(connection, Part::documents(select, &[])).await?;
    found.entries().map(|entry| entry.map(Arc::new)).collect()
}

pub(super) async fn visits(connection: &impl ConnectionTrait, articles: &[Uuid]) -> Result<HashMap<Uuid, i64>> {
    let select = Query::select()
        .columns(["article_id", "count"])
        .from("visits")
        .and_where(in_ids("article_id", articles))
        .take();
    let rows = connection.query_all(&select).await?;
    rows.iter().map(|row| Ok((row.try_get("", "article_id")?, row.try_get("", "count")?))).collect()
}
