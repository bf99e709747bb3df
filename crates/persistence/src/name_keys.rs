//! By what names drafts are found: every key of a name is a row, so that many spellings cost one look into an index.

use std::collections::BTreeSet;

use sea_orm::sea_query::{Expr, OnConflict, Order, Query};
use sea_orm::{ConnectionTrait, DatabaseTransaction, ExprTrait};
use shanghaidoctor_domain::content::{Doctor, Journal, Organisation};
use shanghaidoctor_domain::{NodeId, Stage};
use uuid::Uuid;

use crate::packed::{self, Part};
use crate::stored::{Names, column};
use crate::{Entry, Result, Stored, read};

const TABLE: &str = "name_keys";

/// Writes by what a draft is found, in place of what it was found by before. Pages are matched with drafts alone.
pub(crate) async fn write(connection: &impl ConnectionTrait, node: NodeId, names: Names, is_new: bool) -> Result<()> {
    if !is_new {
        remove(connection, node).await?;
    }
    if names.keys.is_empty() {
        return Ok(());
    }
    let mut insert = Query::insert().into_table(TABLE).columns(["kind", "key", "parent_id", column::ID]).take();
    for key in names.keys {
        insert.values_panic([node.kind.prefix().into(), key.into(), names.above.into(), node.uuid.into()]);
    }
    insert.on_conflict(OnConflict::columns([column::ID, "key"]).do_nothing().to_owned());
    connection.execute(&insert).await?;
    Ok(())
}

/// Takes away by what a draft is found.
pub(crate) async fn remove(connection: &impl ConnectionTrait, node: NodeId) -> Result<()> {
    let delete = Query::delete().from_table(TABLE).and_where(Expr::col(column::ID).eq(node.uuid)).take();
    connection.execute(&delete).await?;
    Ok(())
}

/// The drafts below `above` that one of these keys leads to, oldest first.
pub(crate) async fn drafts<T: Stored>(
    connection: &impl ConnectionTrait,
    above: Option<Uuid>,
    keys: &BTreeSet<String>,
) -> Result<Vec<Entry<T>>> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let parent = Expr::col("parent_id");
    let found = Query::select()
        .column(column::ID)
        .from(TABLE)
        .and_where(Expr::col("kind").eq(T::KIND.prefix()))
        .and_where(Expr::col("key").is_in(keys.iter().map(String::as_str)))
        .and_where(above.map_or_else(|| parent.clone().is_null(), |above| parent.clone().eq(above)))
        .take();
    let mut select = read::select::<T>(Stage::Draft);
    select.and_where(Expr::col(column::ID).in_subquery(found)).order_by(column::ID, Order::Asc);
    packed::fetch(connection, Part::documents(select, &[])).await?.entries().collect()
}

/// Whether there is no key, though there are drafts that have names: in a database that is older than the table.
pub(crate) async fn are_missing(connection: &impl ConnectionTrait) -> Result<bool> {
    let any = |table: &'static str| Query::select().column(column::ID).from(table).limit(1).take();
    if connection.query_one(&any(TABLE)).await?.is_some() {
        return Ok(false);
    }
    for table in [read::table::<Organisation>(), read::table::<Journal>(), read::table::<Doctor>()] {
        let draft = any(table).and_where(Expr::col(column::STAGE).eq(Stage::Draft.letter())).take();
        if connection.query_one(&draft).await?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Writes the keys of all drafts where there is none yet.
pub(crate) async fn fill_empty(transaction: &DatabaseTransaction) -> Result<()> {
    if !are_missing(transaction).await? {
        return Ok(());
    }
    fill::<Organisation>(transaction).await?;
    fill::<Journal>(transaction).await?;
    fill::<Doctor>(transaction).await
}

async fn fill<T: Stored>(connection: &impl ConnectionTrait) -> Result<()> {
    for entry in read::all::<T>(connection, Stage::Draft, None).await? {
        if let Some(names) = entry.content.names() {
            write(connection, entry.id().node(), names, true).await?;
        }
    }
    Ok(())
}
