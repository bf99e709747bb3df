use std::collections::HashMap;
use std::sync::Arc;

use sea_orm::sea_query::{Expr, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, EntityName, ExprTrait, FromQueryResult};
use shanghaidoctor_domain::content::{Journal, Media};
use shanghaidoctor_domain::{Issn, Stage};
use uuid::Uuid;

use crate::filter::in_ids;
use crate::stored::{Row, column};
use crate::{Entry, Result, Stored};

/// The table of a kind of document.
pub(crate) fn table<T: Stored>() -> &'static str {
    T::Entity::default().table_name()
}

/// The one condition that a stage is in SQL.
pub(super) fn at_stage(table: &'static str, stage: Stage) -> Expr {
    Expr::col((table, column::STAGE)).eq(stage.letter())
}

/// Asks for the common columns of a kind's documents at a stage.
pub(crate) fn select<T: Stored>(stage: Stage) -> SelectStatement {
    let table = table::<T>();
    Query::select().columns(column::READ.map(|name| (table, name))).from(table).and_where(at_stage(table, stage)).take()
}

pub(crate) async fn by_ids<T: Stored>(
    connection: &impl ConnectionTrait,
    stage: Stage,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Entry<T>>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let select = select::<T>(stage).and_where(in_ids(column::ID, ids)).take();
    let rows = connection.query_all(&select).await?;
    let entries = rows.iter().map(|row| Row::from_query_result(row, "")?.decode::<T>());
    entries.map(|entry| entry.map(|entry| (entry.id, entry))).collect()
}

/// The documents with these ids, with the parts that are kept in tables of their own.
pub(crate) async fn whole<T: Stored>(
    connection: &impl ConnectionTrait,
    stage: Stage,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Entry<T>>> {
    let mut entries = by_ids(connection, stage, ids).await?;
    T::read_parts(connection, stage.letter(), &mut entries).await?;
    Ok(entries)
}

pub(crate) async fn by_slug<T: Stored>(
    connection: &impl ConnectionTrait,
    stage: Stage,
    slug: &str,
) -> Result<Option<Arc<Entry<T>>>> {
    only(connection, stage, "slug", slug).await
}

/// The journal one of whose editions has this ISSN, the first that was made where two claim it.
pub(super) async fn by_issn(
    connection: &impl ConnectionTrait,
    stage: Stage,
    issn: &Issn,
) -> Result<Option<Arc<Entry<Journal>>>> {
    let is = |column| Expr::col(column).eq(issn.to_string());
    first(
        connection,
        select::<Journal>(stage).and_where(is("issn").or(is("eissn"))).order_by(column::ID, Order::Asc).limit(1),
    )
    .await
}

/// The picture whose file has this hash.
pub(crate) async fn by_hash(
    connection: &impl ConnectionTrait,
    stage: Stage,
    hash: &str,
) -> Result<Option<Arc<Entry<Media>>>> {
    only(connection, stage, "hash", hash).await
}

/// The one record with this value in a column that is unique at its stage.
pub(super) async fn only<T: Stored>(
    connection: &impl ConnectionTrait,
    stage: Stage,
    column: &'static str,
    value: &str,
) -> Result<Option<Arc<Entry<T>>>> {
    first(connection, select::<T>(stage).and_where(Expr::col(column).eq(value))).await
}

/// The first record that a statement gives.
pub(crate) async fn first<T: Stored>(
    connection: &impl ConnectionTrait,
    select: &SelectStatement,
) -> Result<Option<Arc<Entry<T>>>> {
    let row = connection.query_one(select).await?;
    row.map(|row| Ok(Arc::new(Row::from_query_result(&row, "")?.decode()?))).transpose()
}

pub(crate) async fn all<T: Stored>(
    connection: &impl ConnectionTrait,
    stage: Stage,
    order: Option<&'static str>,
) -> Result<Vec<Arc<Entry<T>>>> {
    let mut select = select::<T>(stage);
    if let Some(order) = order {
        select.order_by(order, Order::Asc);
    }
    select.order_by(column::ID, Order::Asc);
    let rows = connection.query_all(&select).await?;
    rows.iter().map(|row| Ok(Arc::new(Row::from_query_result(row, "")?.decode()?))).collect()
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
