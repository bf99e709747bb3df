//! What servers ask who send: which endpoints are behind the log, and what each is to be told next. Of several servers one
//! sends to an endpoint at a time; it has the endpoint for itself until a moment that it moves on with each message, so
//! that another goes on where it has died.

use std::time::Duration;

use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ConnectionTrait, ExprTrait};
use shanghaidoctor_domain::DateTime;
use uuid::Uuid;

use super::{Attempt, Outcome, Webhook, Webhooks, no_moment, one};
use crate::Result;
use crate::accounts::{AccountResult, Doer, get, moment_or_none};
use crate::changes::{self, Change};

/// How long a server has an endpoint for itself: longer than a message can take.
const LEASE: Duration = Duration::from_secs(15);

/// Which endpoints are to be told of something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Due {
    /// Those that are to be told now.
    pub ready: Vec<Uuid>,
    /// When the first of the others is.
    pub next: Option<DateTime>,
}

/// What an endpoint is to be told next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Next {
    /// The change; none where there is nothing for it.
    pub change: Option<Change>,
    /// The last line that was looked at where there is none.
    pub end: i64,
}

impl Webhooks {
    /// Which endpoints this server may tell of something.
    pub async fn due(&self, server: Uuid) -> Result<Due> {
        let database = self.database.uncounted();
        let select = Query::select()
            .columns(["id", "reached", "next_attempt_at", "leased_by", "leased_until"])
            .from("webhooks")
            .and_where(Expr::col("disabled_at").is_null())
            .take();
        let rows = database.reading().query_all(&select).await?;
        if rows.is_empty() {
            return Ok(Due::default());
        }
        let (last, now, mut due) = (changes::last(&database).await?, self.clock.now(), Due::default());
        for row in &rows {
            if get::<i64>(row, "reached")? >= last {
                continue;
            }
            let is_own = get::<Option<Uuid>>(row, "leased_by")? == Some(server);
            let leased_until = moment_or_none(row, "leased_until")?.filter(|_| !is_own);
            match moment_or_none(row, "next_attempt_at")?.max(leased_until).filter(|until| *until > now) {
                Some(until) => due.next = Some(due.next.map_or(until, |next| next.min(until))),
                None => due.ready.push(get(row, "id")?),
            }
        }
        Ok(due)
    }

    /// Lets a server have an endpoint for itself for a while; nothing where another one has it, or nothing is to be sent.
    pub async fn claim(&self, id: Uuid, server: Uuid) -> Result<Option<Webhook>> {
        let is_free = Expr::col("leased_until")
            .is_null()
            .or(Expr::col("leased_until").lte(self.now()))
            .or(Expr::col("leased_by").eq(server));
        let transaction = self.database.begin().await?;
        let claim = Query::update()
            .table("webhooks")
            .value("leased_by", server)
            .value("leased_until", self.now() + LEASE)
            .and_where(Expr::col("id").eq(id))
            .and_where(Expr::col("disabled_at").is_null())
            .and_where(is_free)
            .take();
        let is_claimed = transaction.execute(&claim).await?.rows_affected() > 0;
        let webhook = if is_claimed { one(&transaction, id).await? } else { None };
        transaction.commit().await?;
        Ok(webhook)
    }

    /// Lets other servers have an endpoint.
    pub async fn release(&self, id: Uuid, server: Uuid) -> Result<()> {
        let release = Query::update()
            .table("webhooks")
            .value("leased_by", Option::<Uuid>::None)
            .value("leased_until", no_moment())
            .and_where(Expr::col("id").eq(id))
            .and_where(Expr::col("leased_by").eq(server))
            .take();
        let transaction = self.database.begin().await?;
        transaction.execute(&release).await?;
        Ok(transaction.commit().await?)
    }

    /// What an endpoint is to be told next.
    pub async fn next(&self, webhook: &Webhook) -> Result<Next> {
        let database = self.database.uncounted();
        // Read first: what is written from here on is behind it.
        let end = changes::last(&database).await?;
        let change = changes::next_of(&database, webhook.reached, &webhook.kinds).await?;
        Ok(Next { change, end })
    }

    /// Notes that there was nothing for an endpoint up to this line.
    pub async fn pass(&self, webhook: &Webhook, server: Uuid, end: i64) -> Result<()> {
        let pass = Query::update()
            .table("webhooks")
            .value("reached", end)
            .and_where(Expr::col("id").eq(webhook.id))
            .and_where(Expr::col("leased_by").eq(server))
            .and_where(Expr::col("reached").eq(webhook.reached))
            .take();
        let transaction = self.database.begin().await?;
        transaction.execute(&pass).await?;
        Ok(transaction.commit().await?)
    }

    /// Notes what came of the next message to an endpoint, and moves the endpoint on where it was taken. Gives the endpoint as it
    /// is by now; nothing where this server has it no more, or it was sent elsewhere meanwhile.
    pub async fn record(&self, webhook: &Webhook, server: Uuid, attempt: &Attempt) -> AccountResult<Option<Webhook>> {
        let transaction = self.database.begin().await?;
        if one(&transaction, webhook.id).await?.is_none() {
            return Ok(None);
        }
        self.write_attempt(&transaction, webhook.id, attempt).await?;
        let mut update = Query::update()
            .table("webhooks")
            .value("leased_until", self.now() + LEASE)
            .and_where(Expr::col("id").eq(webhook.id))
            .and_where(Expr::col("leased_by").eq(server))
            .and_where(Expr::col("reached").eq(webhook.reached))
            .take();
        let (failures, next) = match attempt.outcome {
            Outcome::Taken => (0, None),
            Outcome::Again(at) => (webhook.failures + 1, Some(at)),
            Outcome::NotTaken | Outcome::Disabled(_) => (webhook.failures + 1, None),
        };
        update.value("failures", failures).value("next_attempt_at", next.map(chrono::DateTime::<chrono::Utc>::from));
        if let (Outcome::Taken, Some(sequence)) = (attempt.outcome, attempt.sequence) {
            update.value("reached", sequence);
        }
        let is_own = transaction.execute(&update).await?.rows_affected() > 0;
        if let (true, Outcome::Disabled(reason)) = (is_own, attempt.outcome) {
            self.write_disabled(&transaction, &Doer::operator(), webhook.id, reason).await?;
        }
        let webhook = if is_own { one(&transaction, webhook.id).await? } else { None };
        transaction.commit().await?;
        Ok(webhook)
    }
}
