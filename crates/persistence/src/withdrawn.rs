//! What the public saw once and sees no more, told by the last line that the log has of it.

use sea_orm::sea_query::{Expr, Order, Query, SimpleExpr};
use sea_orm::{ConnectionTrait, ExprTrait};
use shanghaidoctor_domain::{ChangeAction, DateTime, Kind, NodeId, TombstoneReason};

use crate::{Database, Result};

/// That a document was taken away from the public.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Withdrawn {
    /// When.
    pub at: DateTime,
    /// Why.
    pub reason: TombstoneReason,
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
