//! By what names drafts are found: every key of a name is a row, so that many spellings cost one look into an index.

use std::collections::BTreeSet;

use sea_orm::sea_query::{Expr, OnConflict, Order, Query};
use sea_orm::{ConnectionTrait, DatabaseConnection, ExprTrait, TransactionTrait};
use shanghaidoctor_domain::content::{Doctor, Journal, Organisation};
use shanghaidoctor_domain::{NodeId, Stage};
use uuid::Uuid;

use crate::packed::{self, Part};
use crate::stored::{Names, column};
use crate::{Entry, Result, Stored};

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
    let mut select = crate::read::select::<T>(Stage::Draft);
    select.and_where(Expr::col(column::ID).in_subquery(found)).order_by(column::ID, Order::Asc);
    packed::fetch(connection, Part::documents(select, &[])).await?.entries().collect()
}

/// Writes the keys of all drafts where there is none yet: those of a database that is older than the table.
pub(crate) async fn fill_empty(connection: &DatabaseConnection) -> Result<()> {
    let any = Query::select().column(column::ID).from(TABLE).limit(1).take();
    if connection.query_one(&any).await?.is_some() {
        return Ok(());
    }
    let transaction = connection.begin().await?;
    fill::<Organisation>(&transaction).await?;
    fill::<Journal>(&transaction).await?;
    fill::<Doctor>(&transaction).await?;
    Ok(transaction.commit().await?)
}

async fn fill<T: Stored>(connection: &impl ConnectionTrait) -> Result<()> {
    for entry in crate::read::all::<T>(connection, Stage::Draft, None).await? {
        if let Some(names) = entry.content.names() {
            write(connection, entry.id().node(), names, true).await?;
        }
    }
    Ok(())
}
