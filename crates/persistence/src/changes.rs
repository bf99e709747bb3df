//! The log of what the public saw change, as its readers follow it: each keeps the number it has reached.

use sea_orm::ConnectionTrait;
use sea_orm::ExprTrait;
use sea_orm::sea_query::{Expr, Order, Query};
use shanghaidoctor_domain::{Kind, NodeId};

use crate::{Database, Result};

/// The number of the last change; 0 before there was one.
pub(crate) async fn last(database: &Database) -> Result<i64> {
    let select = Query::select().column("last").from("change_counter").and_where(Expr::col("id").eq(1)).take();
    let row = database.reading().query_one(&select).await?;
    Ok(row.map(|row| row.try_get("", "last")).transpose()?.unwrap_or_default())
}

/// The next changes behind a number, `most` of them at most: what changed, in order, each with its number.
pub(crate) async fn after(database: &Database, number: i64, most: u64) -> Result<Vec<(i64, NodeId)>> {
    let select = Query::select()
        .columns(["sequence", "kind", "node"])
        .from("changes")
        .and_where(Expr::col("sequence").gt(number))
        .order_by("sequence", Order::Asc)
        .limit(most)
        .take();
    let rows = database.reading().query_all(&select).await?;
    let mut changes = Vec::with_capacity(rows.len());
    for row in rows {
        let kind: String = row.try_get("", "kind")?;
        // A kind that only a newer program knows concerns nobody here.
        if let Some(kind) = Kind::ALL.into_iter().find(|known| known.prefix() == kind) {
            changes.push((row.try_get("", "sequence")?, NodeId { kind, uuid: row.try_get("", "node")? }));
        }
    }
    Ok(changes)
}
