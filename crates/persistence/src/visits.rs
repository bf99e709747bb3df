//! Visits: counted, not edited. A reader counts once a day for each article, known by a hash of that day alone.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{ConnectionTrait, ExprTrait};
use uuid::Uuid;

use crate::{Database, Result};

/// Readers that are looked up and written by one statement.
const BATCH: usize = 500;

/// A visit of an article by a reader, who is a hash made with the salt of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Visit {
    /// The article.
    pub article: Uuid,
    /// The reader.
    pub reader: Uuid,
}

/// Where visits are counted.
#[derive(Clone)]
pub struct Visits {
    database: Database,
}

impl Visits {
    /// Counts in a database.
    pub fn new(database: &Database) -> Self {
        Self { database: database.uncounted() }
    }

    /// The salt of a day, the same for all nodes: `fresh` where nobody has set one yet. Salts and readers of the days before
    /// go away with it, and with the salt goes the way back from a hash to a reader.
    pub async fn begin_day(&self, day: NaiveDate, fresh: Uuid) -> Result<Uuid> {
        let transaction = self.database.begin().await?;
        let insert = Query::insert()
            .into_table("reader_salts")
            .columns(["day", "salt"])
            .values_panic([day.into(), fresh.into()])
            .on_conflict(OnConflict::column("day").do_nothing().to_owned())
            .take();
        transaction.execute(&insert).await?;
        for table in ["reader_salts", "readers"] {
            let delete = Query::delete().from_table(table).and_where(Expr::col("day").lt(day)).take();
            transaction.execute(&delete).await?;
        }
        let select = Query::select().column("salt").from("reader_salts").and_where(Expr::col("day").eq(day)).take();
        let row = transaction.query_one(&select).await?;
        let salt = row.map(|row| row.try_get("", "salt")).transpose()?.unwrap_or(fresh);
        transaction.commit().await?;
        Ok(salt)
    }

    /// Counts the visits of readers who were not here yet that day; gives how many they are.
    pub async fn count(&self, day: NaiveDate, mut visits: Vec<Visit>) -> Result<u64> {
        // In one order on all nodes, so that none waits for another that waits for it.
        visits.sort_unstable();
        visits.dedup();
        let transaction = self.database.begin().await?;
        let mut counted = 0;
        for visits in visits.chunks(BATCH) {
            let new = new_readers(&transaction, day, visits).await?;
            counted += new.values().sum::<i64>();
            add(&transaction, new).await?;
        }
        transaction.commit().await?;
        Ok(u64::try_from(counted).unwrap_or_default())
    }
}

/// Writes down who is new, and gives how many are for each article.
async fn new_readers(
    connection: &impl ConnectionTrait,
    day: NaiveDate,
    visits: &[Visit],
) -> Result<BTreeMap<Uuid, i64>> {
    let mut insert = Query::insert();
    insert.into_table("readers").columns(["day", "article_id", "reader"]);
    for visit in visits {
        insert.values_panic([day.into(), visit.article.into(), visit.reader.into()]);
    }
    let known = OnConflict::columns(["day", "article_id", "reader"]).do_nothing().to_owned();
    insert.on_conflict(known).returning_col("article_id");
    let mut new = BTreeMap::new();
    for row in connection.query_all(&insert).await? {
        *new.entry(row.try_get("", "article_id")?).or_default() += 1;
    }
    Ok(new)
}

async fn add(connection: &impl ConnectionTrait, new: BTreeMap<Uuid, i64>) -> Result<()> {
    if new.is_empty() {
        return Ok(());
    }
    let mut insert = Query::insert();
    insert.into_table("visits").columns(["article_id", "count"]);
    for (article, count) in new {
        insert.values_panic([article.into(), count.into()]);
    }
    let sum = Expr::col(("visits", "count")).add(Expr::col(("excluded", "count")));
    insert.on_conflict(OnConflict::column("article_id").value("count", sum).to_owned());
    connection.execute(&insert).await?;
    Ok(())
}
