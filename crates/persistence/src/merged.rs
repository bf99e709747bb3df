//! The ids of documents that were merged into others: they go on resolving. Each leads to the document that is there now,
//! however many merges came after: so nothing has to be followed step by step, and nothing can run in a circle.

use std::collections::HashMap;

use sea_orm::sea_query::{Expr, OnConflict, Order, Query};
use sea_orm::{ConnectionTrait, ExprTrait, QueryResult};
use shanghaidoctor_domain::{DateTime, Kind, NodeId};
use uuid::Uuid;

use crate::Result;
use crate::filter::in_ids;

const TABLE: &str = "merged";

/// A document that was merged into another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Merged {
    /// The document that is gone.
    pub(crate) node: NodeId,
    /// The one of the same kind that goes on for it.
    pub(crate) survivor: Uuid,
    /// When it was.
    pub(crate) at: DateTime,
}

/// Notes a merge: what led to the document that is gone leads to the survivor from now on.
pub(crate) async fn note(connection: &impl ConnectionTrait, merged: Merged) -> Result<()> {
    let Merged { node, survivor, at } = merged;
    let earlier =
        Query::update().table(TABLE).value("survivor", survivor).and_where(Expr::col("survivor").eq(node.uuid)).take();
    connection.execute(&earlier).await?;
    let insert = Query::insert()
        .into_table(TABLE)
        .columns(["node", "kind", "survivor", "at"])
        .values_panic([
            node.uuid.into(),
            node.kind.prefix().into(),
            survivor.into(),
            chrono::DateTime::<chrono::Utc>::from(at).into(),
        ])
        .on_conflict(OnConflict::column("node").update_columns(["survivor", "at"]).to_owned())
        .take();
    connection.execute(&insert).await?;
    Ok(())
}

/// The documents that go on for these; one that was not merged is absent.
pub(crate) async fn survivors(connection: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Uuid>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let select = Query::select().columns(["node", "survivor"]).from(TABLE).and_where(in_ids("node", ids)).take();
    let rows = connection.query_all(&select).await?;
    rows.iter().map(|row| Ok((row.try_get("", "node")?, row.try_get("", "survivor")?))).collect()
}

/// All of a kind, by id.
pub(crate) async fn all(connection: &impl ConnectionTrait, kind: Kind) -> Result<Vec<Merged>> {
    let select = Query::select()
        .columns(["node", "survivor", "at"])
        .from(TABLE)
        .and_where(Expr::col("kind").eq(kind.prefix()))
        .order_by("node", Order::Asc)
        .take();
    let merged = |row: &QueryResult| {
        let at: chrono::DateTime<chrono::Utc> = row.try_get("", "at")?;
        let node = NodeId { kind, uuid: row.try_get("", "node")? };
        Ok(Merged { node, survivor: row.try_get("", "survivor")?, at: at.into() })
    };
    connection.query_all(&select).await?.iter().map(merged).collect()
}
