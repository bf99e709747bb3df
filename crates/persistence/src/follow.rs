//! The log as caches follow it: what each change concerns beside the document that changed.

use sea_orm::sea_query::{Expr, Order, Query};
use sea_orm::{ConnectionTrait, ExprTrait, QueryResult};
use shanghaidoctor_domain::{Kind, NodeId, Stage};
use uuid::Uuid;

use crate::filter::in_ids;
use crate::{Database, Result, changes};

/// Changes read at once.
const BATCH: u64 = 500;

/// A change of what the public sees, with what it concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concern {
    /// The document that changed; none where its kind is one that only a newer program knows.
    pub node: Option<NodeId>,
    /// Whether it became visible or stopped to be: what names it then shows it, or shows it no more.
    pub appears: bool,
    /// The documents that it names or named before, and the groups that it is or was in; none where nobody knows.
    pub named: Option<Vec<Uuid>>,
}

/// Changes that follow one another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concerns {
    /// The number of the last of them.
    pub reached: i64,
    /// In their order.
    pub changes: Vec<Concern>,
}

/// What a reader finds who looks behind the number that it has reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Behind {
    /// There is nothing new.
    Nothing,
    /// The next changes; there may be more behind them.
    Changes(Concerns),
    /// The log does not go on from there: it is another one, or has lost lines.
    Gap,
}

/// Reads the log for one who keeps the number that it has reached. Its statements are no part of any request.
#[derive(Clone)]
pub struct Follower {
    database: Database,
}

impl Follower {
    /// Reads the log of a database.
    pub fn new(database: &Database) -> Self {
        Self { database: database.uncounted() }
    }

    /// The number of the last change; 0 before there was one.
    pub async fn last(&self) -> Result<i64> {
        changes::last(&self.database).await
    }

    /// What comes behind a number.
    pub async fn behind(&self, number: i64) -> Result<Behind> {
        let select = Query::select()
            .columns(["sequence", "action", "kind", "node", "named"])
            .from("changes")
            // With the line that was reached: while it is there, the log is the one that was followed.
            .and_where(Expr::col("sequence").gte(number))
            .order_by("sequence", Order::Asc)
            .limit(BATCH)
            .take();
        let rows = self.database.reading().query_all(&select).await?;
        let mut changes = Vec::with_capacity(rows.len());
        let mut reached = number;
        for row in &rows {
            let sequence: i64 = row.try_get("", "sequence")?;
            if sequence > number && sequence == reached + 1 {
                changes.push(concern(row)?);
                reached = sequence;
            } else if sequence != number {
                return Ok(Behind::Gap);
            }
        }
        if rows.is_empty() && number > 0 {
            return Ok(Behind::Gap);
        }
        Ok(if changes.is_empty() { Behind::Nothing } else { Behind::Changes(Concerns { reached, changes }) })
    }

    /// The published documents that name these in any role.
    pub async fn naming(&self, ids: &[Uuid]) -> Result<Vec<NodeId>> {
        naming(&self.database, ids).await
    }

    /// Comes when this process has written something, also between the call and the wait for it.
    pub fn changed(&self) -> impl Future<Output = ()> + use<> {
        self.database.changed()
    }
}

fn concern(row: &QueryResult) -> Result<Concern> {
    let (kind, action): (String, String) = (row.try_get("", "kind")?, row.try_get("", "action")?);
    let uuid: Uuid = row.try_get("", "node")?;
    let named: Option<String> = row.try_get("", "named")?;
    Ok(Concern {
        node: Kind::from_prefix(&kind).map(|kind| NodeId { kind, uuid }),
        appears: action != "UPDATED",
        named: named.map(|named| serde_json::from_str(&named)).transpose()?,
    })
}

/// The published documents that name these in any role.
pub(crate) async fn naming(database: &Database, ids: &[Uuid]) -> Result<Vec<NodeId>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let select = Query::select()
        .distinct()
        .columns(["source", "source_kind"])
        .from("links")
        .and_where(Expr::col("stage").eq(Stage::Published.letter()))
        .and_where(in_ids("target", ids))
        .take();
    let mut found = Vec::new();
    for row in database.reading().query_all(&select).await? {
        let kind: String = row.try_get("", "source_kind")?;
        if let Some(kind) = Kind::from_prefix(&kind) {
            found.push(NodeId { kind, uuid: row.try_get("", "source")? });
        }
    }
    Ok(found)
}
