//! The log of what the public saw change, as its readers follow it: each keeps the number it has reached.

mod feed;
pub mod harvest;
mod notifications;
pub mod sync;

use sea_orm::sea_query::{Expr, Order, Query};
use sea_orm::{ConnectionTrait, ExprTrait, QueryResult};
use shanghaidoctor_domain::{ChangeAction, DateTime, Kind, NodeId, TombstoneReason};
use uuid::Uuid;

pub use feed::{Acts, Feed};
pub(crate) use notifications::CHANNEL;

use crate::{Database, Result};

/// One line of the log. It names what was published alone: of drafts it knows nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its number. Numbers have no gaps and come in the order of the commits.
    pub sequence: i64,
    /// When it was.
    pub at: DateTime,
    /// What happened.
    pub action: ChangeAction,
    /// Why the document went away, where it did.
    pub reason: Option<TombstoneReason>,
    /// The document.
    pub node: NodeId,
    /// The document that goes on for it, where it was the same as another.
    pub merged_into: Option<NodeId>,
}

/// Changes behind a number, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    /// What changed. It can be nothing: a kind that only a newer program knows concerns nobody here.
    pub changes: Vec<Change>,
    /// The number that was read up to.
    pub reached: i64,
}

/// The number of the last change; 0 before there was one.
pub(crate) async fn last(database: &Database) -> Result<i64> {
    last_in(database.reading()).await
}

/// The same, as a transaction sees it.
pub(crate) async fn last_in(connection: &impl ConnectionTrait) -> Result<i64> {
    counted(connection, CHANGES).await
}

/// When the last change was; nothing before there was one.
pub async fn last_at(database: &Database) -> Result<Option<DateTime>> {
    let select = Query::select().column("at").from("changes").order_by("sequence", Order::Desc).limit(1).take();
    let Some(row) = database.reading().query_one(&select).await? else { return Ok(None) };
    Ok(Some(row.try_get::<chrono::DateTime<chrono::Utc>>("", "at")?.into()))
}

/// How many acts there were, those that the public saw nothing of among them.
async fn acts(database: &Database) -> Result<i64> {
    counted(database.reading(), ACTS).await
}

/// The counters, by their ids: of changes, and of acts.
const CHANGES: i32 = 1;
pub(crate) const ACTS: i32 = 2;

async fn counted(connection: &impl ConnectionTrait, counter: i32) -> Result<i64> {
    let select = Query::select().column("last").from("change_counter").and_where(Expr::col("id").eq(counter)).take();
    let row = connection.query_one(&select).await?;
    Ok(row.map(|row| row.try_get("", "last")).transpose()?.unwrap_or_default())
}

/// What is read of a line.
const CHANGE_COLUMNS: [&str; 7] = ["sequence", "at", "action", "reason", "kind", "node", "merged_into"];

/// The next changes behind a number, `most` of them at most; nothing where there is none.
pub(crate) async fn after(database: &Database, number: i64, most: u64) -> Result<Option<Changes>> {
    let select = Query::select()
        .columns(CHANGE_COLUMNS)
        .from("changes")
        .and_where(Expr::col("sequence").gt(number))
        .order_by("sequence", Order::Asc)
        .limit(most)
        .take();
    let rows = database.reading().query_all(&select).await?;
    let Some(last) = rows.last() else { return Ok(None) };
    let reached = last.try_get("", "sequence")?;
    let changes = rows.iter().filter_map(|row| change(row).transpose()).collect::<Result<_>>()?;
    Ok(Some(Changes { changes, reached }))
}

/// The next change behind a number of a document of one of these kinds, of all where there is none.
pub(crate) async fn next_of(database: &Database, number: i64, kinds: &[Kind]) -> Result<Option<Change>> {
    let kinds = if kinds.is_empty() { &Kind::ALL } else { kinds };
    let select = Query::select()
        .columns(CHANGE_COLUMNS)
        .from("changes")
        .and_where(Expr::col("sequence").gt(number))
        .and_where(Expr::col("kind").is_in(kinds.iter().map(|kind| kind.prefix())))
        .order_by("sequence", Order::Asc)
        .limit(1)
        .take();
    let row = database.reading().query_one(&select).await?;
    Ok(row.as_ref().map(change).transpose()?.flatten())
}

/// A line of the log; none where its kind is one that only a newer program knows.
fn change(row: &QueryResult) -> Result<Option<Change>> {
    let kind: String = row.try_get("", "kind")?;
    let Some(kind) = Kind::from_prefix(&kind) else { return Ok(None) };
    let node = |uuid: Uuid| NodeId { kind, uuid };
    let (action, reason): (String, Option<String>) = (row.try_get("", "action")?, row.try_get("", "reason")?);
    let at: chrono::DateTime<chrono::Utc> = row.try_get("", "at")?;
    Ok(Some(Change {
        sequence: row.try_get("", "sequence")?,
        at: at.into(),
        // What only a newer program knows: whatever it was, the document is to be looked at again.
        action: ChangeAction::named(&action).unwrap_or(ChangeAction::Updated),
        reason: reason.as_deref().and_then(TombstoneReason::named),
        node: node(row.try_get("", "node")?),
        merged_into: row.try_get::<Option<Uuid>>("", "merged_into")?.map(node),
    }))
}
