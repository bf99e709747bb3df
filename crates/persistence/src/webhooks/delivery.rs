use std::time::Duration;

use sea_orm::sea_query::{Expr, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, ExprTrait, QueryResult};
use shanghaidoctor_domain::{Actor, DateTime, Task};
use uuid::Uuid;

use super::Webhooks;
use crate::Result;
use crate::accounts::{AccountResult, get, moment, moment_or_none};

/// How long it is kept what was sent.
const KEPT: Duration = Duration::from_secs(30 * 86_400);

/// A message that was sent to an endpoint, as its last attempt left it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Its id, larger than those first sent before it.
    pub id: Uuid,
    /// What the endpoint knows it by.
    pub message: String,
    /// The type of what it tells of.
    pub event: String,
    /// The line of the log of changes that it tells of; none of a trial.
    pub sequence: Option<i64>,
    /// How often it was sent.
    pub attempts: i32,
    /// When it was first sent.
    pub first_attempt_at: DateTime,
    /// When it was last sent.
    pub last_attempt_at: DateTime,
    /// How long the last attempt took, in milliseconds.
    pub took: i32,
    /// The status of the last answer, where one came.
    pub status_code: Option<i32>,
    /// What went wrong, where no answer came.
    pub error: Option<String>,
    /// The beginning of the last answer's body.
    pub answer: Option<String>,
    /// When it is sent again, where it is.
    pub next_attempt_at: Option<DateTime>,
    /// When it was taken, if it was.
    pub delivered_at: Option<DateTime>,
}

impl Webhooks {
    /// At most `most` messages to an endpoint, those first sent last first, before the one `before`.
    pub async fn deliveries(
        &self,
        actor: &Actor,
        webhook: Uuid,
        before: Option<Uuid>,
        most: u64,
    ) -> AccountResult<Vec<Delivery>> {
        actor.may_do(Task::ManageWebhooks)?;
        let mut select = select(webhook);
        select.order_by("id", Order::Desc).limit(most);
        select.and_where_option(before.map(|before| Expr::col("id").lt(before)));
        let rows = self.database.reading().query_all(&select).await?;
        Ok(rows.iter().map(delivery).collect::<Result<_>>()?)
    }

    /// The message of this name to an endpoint.
    pub async fn delivery(&self, actor: &Actor, webhook: Uuid, message: &str) -> AccountResult<Option<Delivery>> {
        actor.may_do(Task::ManageWebhooks)?;
        let select = select(webhook).and_where(Expr::col("message").eq(message)).take();
        let row = self.database.reading().query_one(&select).await?;
        Ok(row.as_ref().map(delivery).transpose()?)
    }

    /// Forgets what was last sent long ago.
    pub async fn forget_old(&self) -> Result<()> {
        let is_old = || Expr::col("last_attempt_at").lt(self.now() - KEPT);
        let any = Query::select().column("id").from("webhook_deliveries").and_where(is_old()).limit(1).take();
        if self.database.uncounted().reading().query_one(&any).await?.is_none() {
            return Ok(());
        }
        let delete = Query::delete().from_table("webhook_deliveries").and_where(is_old()).take();
        let transaction = self.database.begin().await?;
        transaction.execute(&delete).await?;
        Ok(transaction.commit().await?)
    }
}

fn select(webhook: Uuid) -> SelectStatement {
    Query::select()
        .columns([
            "id",
            "message",
            "event",
            "sequence",
            "attempts",
            "first_attempt_at",
            "last_attempt_at",
            "took",
            "status_code",
            "error",
            "answer",
            "next_attempt_at",
            "delivered_at",
        ])
        .from("webhook_deliveries")
        .and_where(Expr::col("webhook_id").eq(webhook))
        .take()
}

fn delivery(row: &QueryResult) -> Result<Delivery> {
    Ok(Delivery {
        id: get(row, "id")?,
        message: get(row, "message")?,
        event: get(row, "event")?,
        sequence: get(row, "sequence")?,
        attempts: get(row, "attempts")?,
        first_attempt_at: moment(row, "first_attempt_at")?,
        last_attempt_at: moment(row, "last_attempt_at")?,
        took: get(row, "took")?,
        status_code: get(row, "status_code")?,
        error: get(row, "error")?,
        answer: get(row, "answer")?,
        next_attempt_at: moment_or_none(row, "next_attempt_at")?,
        delivered_at: moment_or_none(row, "delivered_at")?,
    })
}
