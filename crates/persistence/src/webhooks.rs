//! Endpoints that are told of changes by Standard Webhooks, and what was sent to them.
//!
//! The log of changes is what is still to be sent: it is written with the change, without gaps and in the order of the
//! commits. An endpoint keeps the line that it has reached, so nothing is written twice and nothing can be lost between the
//! two. As with partners, whoever changes something names who acts, the right is looked at here, and the audit log is written
//! in the same transaction. Secrets come in sealed.

mod administration;
mod again;
mod attempt;
mod delivery;
mod sending;

use sea_orm::sea_query::{Expr, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, DbErr, ExprTrait, QueryResult};
use shanghaidoctor_domain::{Actor, AuditAction, DateTime, Kind, Task, Url, WebhookDisabledReason, id_text};
use uuid::Uuid;

pub use attempt::{Attempt, Outcome};
pub use delivery::Delivery;
pub use sending::{Due, Next};

use crate::accounts::{AccountError, AccountResult, Deed, get, json as read_json, moment, moment_or_none};
use crate::{Clock, Database, Error, Result};

/// What the ids of webhooks begin with.
pub const WEBHOOK: &str = "webhook";

/// Where webhooks are kept.
#[derive(Clone)]
pub struct Webhooks {
    database: Database,
    clock: Clock,
}

/// An endpoint that is told of changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// The id.
    pub id: Uuid,
    /// Whose it is; nobody's where it is of the house.
    pub partner: Option<Uuid>,
    /// What it is called.
    pub name: String,
    /// Where it is.
    pub url: Url,
    /// The kinds of documents that it is told of; of all where there is none.
    pub kinds: Vec<Kind>,
    /// What messages are signed with.
    pub secrets: SealedSecrets,
    /// The last line of the log of changes that it was told of, or had not to be.
    pub reached: i64,
    /// How often the next message was not taken.
    pub failures: i32,
    /// When it is sent again; at once where there is none.
    pub next_attempt_at: Option<DateTime>,
    /// Since when nothing is sent any more, and why.
    pub disabled: Option<(DateTime, WebhookDisabledReason)>,
    /// How often it was changed.
    pub revision: i32,
    /// When it was made known.
    pub created_at: DateTime,
}

/// What messages are signed with, sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedSecrets {
    /// The one of today.
    pub current: String,
    /// The one of before, with the moment at which it ends.
    pub former: Option<(String, DateTime)>,
}

/// An endpoint to be made known.
#[derive(Clone, Debug)]
pub struct NewWebhook {
    /// Whose it is.
    pub partner: Option<Uuid>,
    /// What it is called.
    pub name: String,
    /// Where it is.
    pub url: Url,
    /// The kinds of documents that it is told of; of all where there is none.
    pub kinds: Vec<Kind>,
    /// What messages are signed with, sealed.
    pub secret: String,
}

/// What is changed of an endpoint. What is left out stays.
#[derive(Clone, Debug, Default)]
pub struct WebhookChange {
    /// What it is called.
    pub name: Option<String>,
    /// Where it is.
    pub url: Option<Url>,
    /// The kinds of documents that it is told of; of all where there is none.
    pub kinds: Option<Vec<Kind>>,
}

impl Webhooks {
    /// Those of a database.
    pub fn new(database: &Database, clock: &Clock) -> Self {
        Self { database: database.clone(), clock: clock.clone() }
    }

    fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.clock.now().into()
    }

    /// All endpoints, those made known last first.
    pub async fn all(&self, actor: &Actor) -> AccountResult<Vec<Webhook>> {
        actor.may_do(Task::ManageWebhooks)?;
        let rows = self.database.reading().query_all(&select().order_by("id", Order::Desc).take()).await?;
        Ok(rows.iter().map(webhook).collect::<Result<_>>()?)
    }

    /// The endpoint of this id.
    pub async fn one(&self, actor: &Actor, id: Uuid) -> AccountResult<Option<Webhook>> {
        actor.may_do(Task::ManageWebhooks)?;
        Ok(one(self.database.reading(), id).await?)
    }
}

fn deed(action: AuditAction, id: Uuid) -> Deed {
    Deed::to(action, id_text(WEBHOOK, id))
}

async fn expect(connection: &impl ConnectionTrait, id: Uuid) -> AccountResult<Webhook> {
    one(connection, id).await?.ok_or(AccountError::NotFound("webhook"))
}

async fn one(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<Webhook>> {
    let row = connection.query_one(&select().and_where(Expr::col("id").eq(id)).take()).await?;
    row.as_ref().map(webhook).transpose()
}

/// No moment, as a value of a column.
const fn no_moment() -> Option<chrono::DateTime<chrono::Utc>> {
    None
}

fn written(kinds: &[Kind]) -> Result<String> {
    let prefixes: Vec<&str> = kinds.iter().map(|kind| kind.prefix()).collect();
    Ok(serde_json::to_string(&prefixes)?)
}

fn select() -> SelectStatement {
    Query::select()
        .columns([
            "id",
            "partner_id",
            "name",
            "url",
            "kinds",
            "secret",
            "former_secret",
            "former_secret_ends_at",
            "reached",
            "failures",
            "next_attempt_at",
            "disabled_at",
            "disabled_reason",
            "revision",
            "created_at",
        ])
        .from("webhooks")
        .take()
}

fn webhook(row: &QueryResult) -> Result<Webhook> {
    let url: String = get(row, "url")?;
    let unreadable = |error| Error::Database(DbErr::Type(format!("url: {error}")));
    let kinds: Vec<String> = read_json(row, "kinds")?;
    let former: Option<String> = get(row, "former_secret")?;
    let reason: Option<String> = get(row, "disabled_reason")?;
    // What only a newer program knows of.
    let reason = reason.map(|reason| WebhookDisabledReason::named(&reason).unwrap_or(WebhookDisabledReason::Stopped));
    Ok(Webhook {
        id: get(row, "id")?,
        partner: get(row, "partner_id")?,
        name: get(row, "name")?,
        url: url.parse().map_err(unreadable)?,
        kinds: kinds.iter().filter_map(|kind| Kind::from_prefix(kind)).collect(),
        secrets: SealedSecrets {
            current: get(row, "secret")?,
            former: former.zip(moment_or_none(row, "former_secret_ends_at")?),
        },
        reached: get(row, "reached")?,
        failures: get(row, "failures")?,
        next_attempt_at: moment_or_none(row, "next_attempt_at")?,
        disabled: moment_or_none(row, "disabled_at")?.zip(reason),
        revision: get(row, "revision")?,
        created_at: moment(row, "created_at")?,
    })
}
