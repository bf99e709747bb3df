use std::time::Duration;

use chrono::Utc;
use sea_orm::sea_query::{Expr, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, DatabaseTransaction, ExprTrait, QueryResult};
use serde_json::json;
use shanghaidoctor_domain::{Actor, AuditAction, DateTime};
use uuid::Uuid;

use super::audit::{self, Deed};
use super::{AccountResult, Accounts, Doer, get, limits, moment};
use crate::Result;

/// A session that begins.
#[derive(Clone, Debug)]
pub struct SessionStart {
    /// Whose it is.
    pub account: Uuid,
    /// How they proved who they are: `password`, `open_id`, `invitation`.
    pub method: &'static str,
    /// What the program calls itself (`User-Agent`).
    pub agent: String,
    /// The hash of its first refresh token.
    pub refresh: String,
    /// How long it lasts at most, however often it is refreshed.
    pub longest: Duration,
    /// How long it lasts without being refreshed.
    pub idle: Duration,
}

/// A session that goes on.
#[derive(Clone, Debug)]
pub struct Session {
    /// The id.
    pub id: Uuid,
    /// How they proved who they are.
    pub method: String,
    /// From which address it began.
    pub address: Option<String>,
    /// What the program called itself.
    pub agent: String,
    /// When it began.
    pub created_at: DateTime,
    /// When it was refreshed last.
    pub seen_at: DateTime,
    /// When it is over at the latest.
    pub expires_at: DateTime,
}

/// Whom a session or a service token stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The session or the service token.
    pub by: Uuid,
    /// Who.
    pub actor: Actor,
    /// How many requests a minute it may sign, where that is said of a partner's key.
    pub requests_per_minute: Option<u32>,
}

/// What came of a refresh token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refreshed {
    /// The session goes on.
    GoesOn {
        /// The session.
        session: Uuid,
        /// Whose it is.
        account: Uuid,
    },
    /// The token is none, or its time is over.
    Over,
    /// It was used before: one of the two who have it is a thief, so the session was ended.
    Reused,
}

impl Accounts {
    /// Begins a session.
    pub async fn begin_session(&self, doer: &Doer, start: SessionStart) -> AccountResult<Uuid> {
        let (id, now) = (self.clock.next_id(), self.now());
        let transaction = self.database.begin().await?;
        let insert = Query::insert()
            .into_table("sessions")
            .columns(["id", "account_id", "method", "address", "agent", "created_at", "seen_at", "expires_at"])
            .values_panic([
                id.into(),
                start.account.into(),
                start.method.into(),
                doer.address.clone().into(),
                start.agent.into(),
                now.into(),
                now.into(),
                (now + start.longest).into(),
            ])
            .take();
        transaction.execute(&insert).await?;
        give_token(&transaction, &start.refresh, id, now + start.idle).await?;
        forget_what_is_over(&transaction, now).await?;
        let deed = Deed::to_account(AuditAction::SignedIn, start.account).with(json!({ "method": start.method }));
        audit::note(&transaction, &self.clock, doer, deed).await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// Takes a refresh token, by its hash, and gives the next one.
    pub async fn refresh(
        &self,
        hash: &str,
        next: &str,
        idle: Duration,
        address: Option<String>,
    ) -> AccountResult<Refreshed> {
        let now = self.now();
        let transaction = self.database.begin().await?;
        let Some(row) = transaction.query_one(&token(hash)).await? else { return Ok(Refreshed::Over) };
        let (session, account): (Uuid, Uuid) = (get(&row, "session_id")?, get(&row, "account_id")?);
        let is_over = get::<Option<chrono::DateTime<Utc>>>(&row, "ended_at")?.is_some()
            || get::<Option<chrono::DateTime<Utc>>>(&row, "disabled_at")?.is_some()
            || get::<chrono::DateTime<Utc>>(&row, "expires_at")? <= now;
        if is_over {
            return Ok(Refreshed::Over);
        }
        // Asked by the statement itself: of two who come at once, the database lets one through.
        let take = Query::update()
            .table("refresh_tokens")
            .value("used_at", now)
            .and_where(Expr::col("hash").eq(hash))
            .and_where(Expr::col("used_at").is_null())
            .take();
        if transaction.execute(&take).await?.rows_affected() == 0 {
            end(&transaction, session, now).await?;
            let doer = Doer { actor: Actor::Anonymous, address };
            let deed = Deed::to_account(AuditAction::RefreshTokenReused, account).with(json!({ "session": session }));
            audit::note(&transaction, &self.clock, &doer, deed).await?;
            transaction.commit().await?;
            return Ok(Refreshed::Reused);
        }
        if get::<chrono::DateTime<Utc>>(&row, "token_expires_at")? <= now {
            return Ok(Refreshed::Over);
        }
        give_token(&transaction, next, session, now + idle).await?;
        let seen =
            Query::update().table("sessions").value("seen_at", now).and_where(Expr::col("id").eq(session)).take();
        transaction.execute(&seen).await?;
        transaction.commit().await?;
        Ok(Refreshed::GoesOn { session, account })
    }

    /// Whom a session stands for, with the rights of this moment; nobody once it is over.
    pub async fn signed_in(&self, session: Uuid) -> AccountResult<Option<Signed>> {
        let select = live(self.now())
            .columns([("accounts", "role"), ("accounts", "locales"), ("accounts", "channels")])
            .and_where(Expr::col(("sessions", "id")).eq(session))
            .take();
        let Some(row) = self.database.reading().query_one(&select).await? else { return Ok(None) };
        let actor =
            Actor::Account { id: get(&row, "account_id")?, role: super::account::role(&row)?, limits: limits(&row)? };
        Ok(Some(Signed { by: session, actor, requests_per_minute: None }))
    }

    /// The sessions of an account that go on, the latest first.
    pub async fn sessions(&self, account: Uuid) -> AccountResult<Vec<Session>> {
        let select = live(self.now())
            .columns(["method", "address", "agent", "seen_at"].map(|column| ("sessions", column)))
            .columns([("sessions", "created_at"), ("sessions", "expires_at")])
            .and_where(Expr::col(("sessions", "account_id")).eq(account))
            .order_by(("sessions", "id"), Order::Desc)
            .take();
        let rows = self.database.reading().query_all(&select).await?;
        Ok(rows.iter().map(session).collect::<Result<_>>()?)
    }

    /// Ends one session of an account, or all of them.
    pub async fn end_sessions(&self, doer: &Doer, account: Uuid, only: Option<Uuid>) -> AccountResult<()> {
        let transaction = self.database.begin().await?;
        match only {
            Some(session) => end(&transaction, session, self.now()).await?,
            None => end_all(&transaction, account, None, self.now()).await?,
        }
        let deed = Deed::to_account(AuditAction::SignedOut, account).with(json!({ "everywhere": only.is_none() }));
        audit::note(&transaction, &self.clock, doer, deed).await?;
        Ok(transaction.commit().await?)
    }

    /// Notes that an account was signed in to from this device, by the hash of a secret that it keeps.
    pub async fn know_device(&self, account: Uuid, hash: &str) -> AccountResult<()> {
        let transaction = self.database.begin().await?;
        let forget = Query::delete().from_table("known_devices").and_where(Expr::col("hash").eq(hash)).take();
        transaction.execute(&forget).await?;
        let insert = Query::insert()
            .into_table("known_devices")
            .columns(["hash", "account_id", "seen_at"])
            .values_panic([hash.into(), account.into(), self.now().into()])
            .take();
        transaction.execute(&insert).await?;
        Ok(transaction.commit().await?)
    }

    /// Whether an account was signed in to from this device.
    pub async fn knows_device(&self, account: Uuid, hash: &str) -> AccountResult<bool> {
        let select = Query::select()
            .column("hash")
            .from("known_devices")
            .and_where(Expr::col("hash").eq(hash))
            .and_where(Expr::col("account_id").eq(account))
            .take();
        Ok(self.database.reading().query_one(&select).await?.is_some())
    }
}

/// Ends the sessions of an account but for one.
pub(super) async fn end_all(
    transaction: &DatabaseTransaction,
    account: Uuid,
    kept: Option<Uuid>,
    now: chrono::DateTime<Utc>,
) -> Result<()> {
    let mut update = Query::update()
        .table("sessions")
        .value("ended_at", now)
        .and_where(Expr::col("account_id").eq(account))
        .and_where(Expr::col("ended_at").is_null())
        .take();
    if let Some(kept) = kept {
        update.and_where(Expr::col("id").ne(kept));
    }
    transaction.execute(&update).await?;
    Ok(())
}

async fn end(transaction: &DatabaseTransaction, session: Uuid, now: chrono::DateTime<Utc>) -> Result<()> {
    let update = Query::update()
        .table("sessions")
        .value("ended_at", now)
        .and_where(Expr::col("id").eq(session))
        .and_where(Expr::col("ended_at").is_null())
        .take();
    transaction.execute(&update).await?;
    Ok(())
}

async fn give_token(
    transaction: &DatabaseTransaction,
    hash: &str,
    session: Uuid,
    expires_at: chrono::DateTime<Utc>,
) -> Result<()> {
    let insert = Query::insert()
        .into_table("refresh_tokens")
        .columns(["hash", "session_id", "expires_at"])
        .values_panic([hash.into(), session.into(), expires_at.into()])
        .take();
    transaction.execute(&insert).await?;
    Ok(())
}

/// Sessions that are over, with their tokens. What they did is in the audit log.
async fn forget_what_is_over(transaction: &DatabaseTransaction, now: chrono::DateTime<Utc>) -> Result<()> {
    let over = Expr::col("expires_at").lte(now).or(Expr::col("ended_at").lte(now - KEPT_AFTER_ITS_END));
    let sessions = Query::select().column("id").from("sessions").and_where(over.clone()).take();
    let tokens =
        Query::delete().from_table("refresh_tokens").and_where(Expr::col("session_id").in_subquery(sessions)).take();
    transaction.execute(&tokens).await?;
    transaction.execute(&Query::delete().from_table("sessions").and_where(over).take()).await?;
    Ok(())
}

/// For so long a token that comes again is told from one that never was.
const KEPT_AFTER_ITS_END: Duration = Duration::from_secs(30 * 86_400);

fn token(hash: &str) -> SelectStatement {
    Query::select()
        .columns([("refresh_tokens", "session_id"), ("sessions", "account_id"), ("sessions", "ended_at")])
        .columns([("sessions", "expires_at"), ("accounts", "disabled_at")])
        .expr_as(Expr::col(("refresh_tokens", "expires_at")), "token_expires_at")
        .from("refresh_tokens")
        .inner_join("sessions", Expr::col(("sessions", "id")).equals(("refresh_tokens", "session_id")))
        .inner_join("accounts", Expr::col(("accounts", "id")).equals(("sessions", "account_id")))
        .and_where(Expr::col(("refresh_tokens", "hash")).eq(hash))
        .take()
}

/// Sessions that go on, of accounts that are not disabled.
fn live(now: chrono::DateTime<Utc>) -> SelectStatement {
    Query::select()
        .columns([("sessions", "id"), ("sessions", "account_id")])
        .from("sessions")
        .inner_join("accounts", Expr::col(("accounts", "id")).equals(("sessions", "account_id")))
        .and_where(Expr::col(("sessions", "ended_at")).is_null())
        .and_where(Expr::col(("sessions", "expires_at")).gt(now))
        .and_where(Expr::col(("accounts", "disabled_at")).is_null())
        .take()
}

fn session(row: &QueryResult) -> Result<Session> {
    Ok(Session {
        id: get(row, "id")?,
        method: get(row, "method")?,
        address: get(row, "address")?,
        agent: get(row, "agent")?,
        created_at: moment(row, "created_at")?,
        seen_at: moment(row, "seen_at")?,
        expires_at: moment(row, "expires_at")?,
    })
}
