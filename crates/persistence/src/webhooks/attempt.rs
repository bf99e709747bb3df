use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{ConnectionTrait, ExprTrait};
use shanghaidoctor_domain::{DateTime, WebhookDisabledReason};
use uuid::Uuid;

use super::Webhooks;
use crate::Result;

/// That a message was sent to an endpoint, and what came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// What the endpoint knows the message by.
    pub message: String,
    /// The type of what it tells of.
    pub event: String,
    /// The line of the log of changes that it tells of; none of a trial.
    pub sequence: Option<i64>,
    /// When it was sent.
    pub at: DateTime,
    /// How long it took, in milliseconds.
    pub took: i32,
    /// The status of the answer, where one came.
    pub status_code: Option<i32>,
    /// What went wrong, where no answer came.
    pub error: Option<String>,
    /// The beginning of the answer's body.
    pub answer: Option<String>,
    /// What comes of it.
    pub outcome: Outcome,
}

/// What comes of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The message was taken.
    Taken,
    /// It was not, and is sent again at this moment.
    Again(DateTime),
    /// It was not, and is not sent again by itself.
    NotTaken,
    /// It was not, and nothing is sent any more.
    Disabled(WebhookDisabledReason),
}

impl Webhooks {
    /// Notes an attempt that changes nothing for the messages that wait: a trial, or a message that is sent once more.
    pub async fn note_attempt(&self, webhook: Uuid, attempt: &Attempt) -> Result<()> {
        let transaction = self.database.begin().await?;
        self.write_attempt(&transaction, webhook, attempt).await?;
        Ok(transaction.commit().await?)
    }

    /// A message has one line, which tells of its last attempt.
    pub(super) async fn write_attempt(
        &self,
        connection: &impl ConnectionTrait,
        webhook: Uuid,
        attempt: &Attempt,
    ) -> Result<()> {
        let moment = |moment: DateTime| chrono::DateTime::<chrono::Utc>::from(moment);
        let (mut next, mut delivered) = (None, None);
        match attempt.outcome {
            Outcome::Taken => delivered = Some(moment(attempt.at)),
            Outcome::Again(at) => next = Some(moment(at)),
            Outcome::NotTaken | Outcome::Disabled(_) => {}
        }
        let one_more = Expr::col(("webhook_deliveries", "attempts")).add(1);
        let known = OnConflict::columns(["webhook_id", "message"])
            .update_columns(LAST_ATTEMPT)
            .value("attempts", one_more)
            .to_owned();
        let insert = Query::insert()
            .into_table("webhook_deliveries")
            .columns(OF_THE_MESSAGE.into_iter().chain(LAST_ATTEMPT))
            .values_panic([
                self.clock.next_id().into(),
                webhook.into(),
                attempt.message.clone().into(),
                attempt.event.clone().into(),
                attempt.sequence.into(),
                1.into(),
                moment(attempt.at).into(),
                moment(attempt.at).into(),
                attempt.took.into(),
                attempt.status_code.into(),
                attempt.error.clone().into(),
                attempt.answer.clone().into(),
                next.into(),
                delivered.into(),
            ])
            .on_conflict(known)
            .take();
        connection.execute(&insert).await?;
        Ok(())
    }
}

/// What a line has of the message.
const OF_THE_MESSAGE: [&str; 7] = ["id", "webhook_id", "message", "event", "sequence", "attempts", "first_attempt_at"];

/// What it has of the last attempt.
const LAST_ATTEMPT: [&str; 7] =
    ["last_attempt_at", "took", "status_code", "error", "answer", "next_attempt_at", "delivered_at"];
