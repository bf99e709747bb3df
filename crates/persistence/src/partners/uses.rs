use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, OnConflict, Order, Query};
use sea_orm::{ConnectionTrait, ExprTrait};
use shanghaidoctor_domain::{Actor, DateTime};
use uuid::Uuid;

use super::Partners;
use crate::Result;
use crate::accounts::{AccountResult, get};

/// That requests were signed with a key on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyUse {
    /// Whose key.
    pub partner: Uuid,
    /// The key.
    pub key: Uuid,
    /// The day, in UTC.
    pub day: NaiveDate,
    /// How many requests.
    pub count: i64,
    /// When the last of them came.
    pub last: DateTime,
}

/// How many requests were signed with a key on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DailyUse {
    /// The day, in UTC.
    pub day: NaiveDate,
    /// The key.
    pub key: Uuid,
    /// How many requests.
    pub count: i64,
}

impl Partners {
    /// Counts uses of keys.
    pub async fn count_uses(&self, mut uses: Vec<KeyUse>) -> Result<()> {
        if uses.is_empty() {
            return Ok(());
        }
        // In one order on all nodes, so that none waits for another that waits for it.
        uses.sort_unstable_by_key(|used| (used.partner, used.day, used.key));
        let transaction = self.database.uncounted().begin().await?;
        for used in uses {
            add(&transaction, used).await?;
            note_last(&transaction, used).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// How much the keys of a partner were used since a day, the latest day first.
    pub async fn uses(&self, actor: &Actor, partner: Uuid, since: NaiveDate) -> AccountResult<Vec<DailyUse>> {
        actor.may_see_partner(partner)?;
        let select = Query::select()
            .columns(["day", "key_id", "count"])
            .from("partner_uses")
            .and_where(Expr::col("partner_id").eq(partner))
            .and_where(Expr::col("day").gte(since))
            .order_by("day", Order::Desc)
            .order_by("key_id", Order::Desc)
            .take();
        let rows = self.database.reading().query_all(&select).await?;
        let mut uses = Vec::with_capacity(rows.len());
        for row in &rows {
            uses.push(DailyUse { day: get(row, "day")?, key: get(row, "key_id")?, count: get(row, "count")? });
        }
        Ok(uses)
    }
}

async fn add(connection: &impl ConnectionTrait, used: KeyUse) -> Result<()> {
    let sum = Expr::col(("partner_uses", "count")).add(Expr::col(("excluded", "count")));
    let known = OnConflict::columns(["partner_id", "day", "key_id"]).value("count", sum).to_owned();
    let insert = Query::insert()
        .into_table("partner_uses")
        .columns(["partner_id", "day", "key_id", "count"])
        .values_panic([used.partner.into(), used.day.into(), used.key.into(), used.count.into()])
        .on_conflict(known)
        .take();
    connection.execute(&insert).await?;
    Ok(())
}

async fn note_last(connection: &impl ConnectionTrait, used: KeyUse) -> Result<()> {
    let last = chrono::DateTime::<chrono::Utc>::from(used.last);
    let update = Query::update()
        .table("partner_keys")
        .value("last_used_at", last)
        .and_where(Expr::col("id").eq(used.key))
        // Another node may have seen a later one.
        .and_where(Expr::col("last_used_at").is_null().or(Expr::col("last_used_at").lt(last)))
        .take();
    connection.execute(&update).await?;
    Ok(())
}
