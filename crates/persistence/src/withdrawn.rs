//! What the public saw once and sees no more, told by the last line that the log has of it.

use sea_orm::sea_query::{Expr, Order, Query, SimpleExpr};
use sea_orm::{ConnectionTrait, ExprTrait, QueryResult};
use shanghaidoctor_domain::{ChangeAction, DateTime, Kind, NodeId, TombstoneReason};
use uuid::Uuid;

use crate::{Database, Result};

/// That a document was taken away from the public.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Withdrawn {
    /// When.
    pub at: DateTime,
    /// Why.
    pub reason: TombstoneReason,
}

/// A document that the public saw once and sees no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Removed {
    /// The document.
    pub node: NodeId,
    /// When it went away.
    pub at: DateTime,
    /// Why.
    pub reason: TombstoneReason,
    /// The document that goes on for it, where it was the same as another.
    pub merged_into: Option<NodeId>,
}

/// Which of those that were taken away.
#[derive(Clone, Copy, Debug)]
pub struct Removals {
    /// Those of this kind.
    pub kind: Kind,
    /// Those that went away at this moment or later.
    pub from: Option<DateTime>,
    /// Those that went away earlier.
    pub before: Option<DateTime>,
    /// Those that named this document, or a document that it shares a group with.
    pub naming: Option<Uuid>,
    /// So many of them, the latest.
    pub most: u64,
}

/// Documents that were taken away, the latest first; none that was published again.
pub async fn latest(database: &Database, removals: Removals) -> Result<Vec<Removed>> {
    let later = Query::select()
        .expr(Expr::val(1))
        .from_as("changes", "later")
        .and_where(Expr::col(("later", "node")).equals(("changes", "node")))
        .and_where(Expr::col(("later", "sequence")).gt(Expr::col(("changes", "sequence"))))
        .take();
    let moment = chrono::DateTime::<chrono::Utc>::from;
    let mut select = Query::select();
    select
        .columns(["node", "at", "reason", "merged_into"])
        .from("changes")
        .and_where(Expr::col("kind").eq(removals.kind.prefix()))
        .and_where(Expr::col("action").eq(ChangeAction::Removed.name()))
        .and_where_option(removals.from.map(|from| Expr::col("at").gte(moment(from))))
        .and_where_option(removals.before.map(|before| Expr::col("at").lt(moment(before))))
        .and_where_option(removals.naming.map(|named| Expr::col("named").like(format!("%{named}%"))))
        .and_where(Expr::exists(later).not())
        .order_by("sequence", Order::Desc)
        .limit(removals.most);
    let rows = database.reading().query_all(&select).await?;
    let removed: Result<Vec<Option<Removed>>> = rows.iter().map(|row| removed(row, removals.kind)).collect();
    Ok(removed?.into_iter().flatten().collect())
}

/// A line of the log; nothing where only a newer program knows its reason.
fn removed(row: &QueryResult, kind: Kind) -> Result<Option<Removed>> {
    let node = |uuid: Uuid| NodeId { kind, uuid };
    let reason: Option<String> = row.try_get("", "reason")?;
    let Some(reason) = reason.as_deref().and_then(TombstoneReason::named) else { return Ok(None) };
    let at: chrono::DateTime<chrono::Utc> = row.try_get("", "at")?;
    let merged_into = row.try_get::<Option<Uuid>>("", "merged_into")?.map(node);
    Ok(Some(Removed { node: node(row.try_get("", "node")?), at: at.into(), reason, merged_into }))
}

/// Whether the document with this id was taken away. One that was merged was not: another goes on for it.
pub async fn by_id(database: &Database, node: NodeId) -> Result<Option<Withdrawn>> {
    last_seen(database, node.kind, Expr::col("node").eq(node.uuid)).await
}

/// Whether the document that had this name in addresses last was taken away.
pub async fn by_slug(database: &Database, kind: Kind, slug: &str) -> Result<Option<Withdrawn>> {
    let owner = Query::select()
        .column("node")
        .from("former_slugs")
        .and_where(Expr::col("kind").eq(kind.prefix()))
        .and_where(Expr::col("slug").eq(slug))
        .take();
    last_seen(database, kind, Expr::col("node").in_subquery(owner)).await
}

async fn last_seen(database: &Database, kind: Kind, is_it: SimpleExpr) -> Result<Option<Withdrawn>> {
    let select = Query::select()
        .columns(["at", "action", "reason"])
        .from("changes")
        .and_where(is_it)
        .and_where(Expr::col("kind").eq(kind.prefix()))
        .order_by("sequence", Order::Desc)
        .limit(1)
        .take();
    let Some(row) = database.reading().query_one(&select).await? else { return Ok(None) };
    let (action, reason): (String, Option<String>) = (row.try_get("", "action")?, row.try_get("", "reason")?);
    let at: chrono::DateTime<chrono::Utc> = row.try_get("", "at")?;
    let reason = reason.as_deref().and_then(TombstoneReason::named);
    let is_gone = ChangeAction::named(&action) == Some(ChangeAction::Removed);
    let taken_back = reason.filter(|reason| is_gone && *reason != TombstoneReason::Merged);
    Ok(taken_back.map(|reason| Withdrawn { at: at.into(), reason }))
}
