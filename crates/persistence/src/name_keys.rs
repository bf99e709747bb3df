//! By what names drafts are found: every key of a name is a row, so that many spellings cost one look into an index.

use std::collections::BTreeSet;

use sea_orm::sea_query::{Expr, OnConflict, Order, Query};
use sea_orm::{ConnectionTrait, DatabaseConnection, ExprTrait, FromQueryResult, TransactionTrait};
use shanghaidoctor_domain::Stage;
use shanghaidoctor_domain::content::{Doctor, Journal, Organisation};
use uuid::Uuid;

use crate::stored::{Row, column};
use crate::{Entry, Result, Stored};

const TABLE: &str = "name_keys";

/// A kind of document that pages name in many ways.
pub trait Named: Stored {
    /// The keys under which a page's name finds it.
    fn name_keys(&self) -> BTreeSet<String>;

    /// The document above it, within which its name is its own.
    fn above(&self) -> Option<Uuid>;
}

/// Writes the keys of a draft in place of those it had; pages are matched with drafts alone.
pub(crate) async fn write<T: Named>(
    connection: &impl ConnectionTrait,
    content: &T,
    id: Uuid,
    stage: &'static str,
    is_new: bool,
) -> Result<()> {
    if stage != Stage::Draft.letter() {
        return Ok(());
    }
    if !is_new {
        let delete = Query::delete().from_table(TABLE).and_where(Expr::col(column::ID).eq(id)).take();
        connection.execute(&delete).await?;
    }
    insert(connection, content, id).await
}

async fn insert<T: Named>(connection: &impl ConnectionTrait, content: &T, id: Uuid) -> Result<()> {
    let keys = content.name_keys();
    if keys.is_empty() {
        return Ok(());
    }
    let mut insert = Query::insert().into_table(TABLE).columns(["kind", "key", "parent_id", column::ID]).take();
    for key in keys {
        insert.values_panic([T::KIND.prefix().into(), key.into(), content.above().into(), id.into()]);
    }
    insert.on_conflict(OnConflict::columns([column::ID, "key"]).do_nothing().to_owned());
    connection.execute(&insert).await?;
    Ok(())
}

/// The drafts below `above` that one of these keys leads to, oldest first.
pub(crate) async fn drafts<T: Named>(
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
    let rows = connection.query_all(&select).await?;
    rows.iter().map(|row| Row::from_query_result(row, "")?.decode()).collect()
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

async fn fill<T: Named>(connection: &impl ConnectionTrait) -> Result<()> {
    for entry in crate::read::all::<T>(connection, Stage::Draft, None).await? {
        insert(connection, &entry.content, entry.id).await?;
    }
    Ok(())
}
