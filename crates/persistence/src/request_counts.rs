//! How many requests came in a minute, over all servers that share a database.

use std::collections::HashMap;

use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{ConnectionTrait, ExprTrait};

use crate::{Database, Result};

/// Callers that are counted by one statement.
const BATCH: usize = 500;

/// Where requests are counted.
#[derive(Clone)]
pub struct RequestCounts {
    database: Database,
}

impl RequestCounts {
    /// Those of a database.
    pub fn new(database: &Database) -> Self {
        Self { database: database.uncounted() }
    }

    /// Adds what came here in a minute (since 1970) to what came elsewhere, and says how much that is together, by the caller's
    /// hash. What came before the minute before is forgotten.
    pub async fn add(&self, minute: i64, mut came: Vec<(String, i64)>) -> Result<HashMap<String, i64>> {
        // In one order on all nodes, so that none waits for another that waits for it.
        came.sort_unstable();
        let transaction = self.database.begin().await?;
        let old = Query::delete().from_table("request_counts").and_where(Expr::col("minute").lt(minute - 1)).take();
        transaction.execute(&old).await?;
        let mut together = HashMap::with_capacity(came.len());
        for batch in came.chunks(BATCH) {
            add(&transaction, minute, batch).await?;
            let callers = batch.iter().map(|(caller, _)| caller.as_str());
            let select = Query::select()
                .columns(["caller", "count"])
                .from("request_counts")
                .and_where(Expr::col("minute").eq(minute))
                .and_where(Expr::col("caller").is_in(callers))
                .take();
            for row in transaction.query_all(&select).await? {
                together.insert(row.try_get("", "caller")?, row.try_get("", "count")?);
            }
        }
        transaction.commit().await?;
        Ok(together)
    }
}

async fn add(connection: &impl ConnectionTrait, minute: i64, came: &[(String, i64)]) -> Result<()> {
    let sum = Expr::col(("request_counts", "count")).add(Expr::col(("excluded", "count")));
    let known = OnConflict::columns(["minute", "caller"]).value("count", sum).to_owned();
    let mut insert = Query::insert();
    insert.into_table("request_counts").columns(["minute", "caller", "count"]).on_conflict(known);
    for (caller, count) in came {
        insert.values_panic([minute.into(), caller.as_str().into(), (*count).into()]);
    }
    connection.execute(&insert).await?;
    Ok(())
}
