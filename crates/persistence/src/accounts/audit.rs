use sea_orm::sea_query::{Expr, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, DbErr, ExprTrait, QueryResult};
use serde_json::Value;
use shanghaidoctor_domain::{Actor, AuditAction, DateTime, Task, id_text};
use uuid::Uuid;

use super::{AccountResult, Accounts, Doer, get, moment};
use crate::{Clock, Error, Result};

/// What was done, for the audit log.
#[derive(Clone, Debug)]
pub struct Deed {
    /// What.
    pub action: AuditAction,
    /// To which account, token or document, by its id.
    pub target: Option<String>,
    /// What else is to be known of it; never a secret.
    pub detail: Option<Value>,
}

/// A line of the audit log.
#[derive(Clone, Debug)]
pub struct AuditLine {
    /// Its id, larger than those before it.
    pub id: Uuid,
    /// When.
    pub at: DateTime,
    /// Who, as revisions name them too.
    pub actor: String,
    /// From which address, where it is known.
    pub address: Option<String>,
    /// What.
    pub deed: Deed,
}

/// Which lines of the audit log.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    /// Of these actions; of all where there is none.
    pub actions: Vec<AuditAction>,
    /// By this actor.
    pub actor: Option<String>,
    /// Done to this account, token or document, by its id.
    pub target: Option<String>,
    /// Not before this moment.
    pub since: Option<DateTime>,
    /// Before this moment.
    pub until: Option<DateTime>,
}

impl Deed {
    /// Something done to an account.
    pub fn to_account(action: AuditAction, id: Uuid) -> Self {
        Self::to(action, id_text("account", id))
    }

    /// Something done to what has this id.
    pub const fn to(action: AuditAction, target: String) -> Self {
        Self { action, target: Some(target), detail: None }
    }

    /// The same with what else is to be known of it.
    #[must_use]
    pub fn with(self, detail: Value) -> Self {
        Self { detail: Some(detail), ..self }
    }
}

/// Writes a line, in the transaction of what it tells of.
pub(crate) async fn note(connection: &impl ConnectionTrait, clock: &Clock, doer: &Doer, deed: Deed) -> Result<()> {
    let detail = deed.detail.map(|detail| detail.to_string());
    let insert = Query::insert()
        .into_table("audit_log")
        .columns(["id", "at", "actor", "action", "target", "address", "detail"])
        .values_panic([
            clock.next_id().into(),
            chrono::DateTime::<chrono::Utc>::from(clock.now()).into(),
            doer.actor.name().into_owned().into(),
            deed.action.name().into(),
            deed.target.into(),
            doer.address.clone().into(),
            detail.into(),
        ])
        .take();
    connection.execute(&insert).await?;
    Ok(())
}

impl Accounts {
    /// Notes what was done beside the accounts, such as an export.
    pub async fn note(&self, doer: &Doer, deed: Deed) -> AccountResult<()> {
        let transaction = self.database.begin().await?;
        note(&transaction, &self.clock, doer, deed).await?;
        Ok(transaction.commit().await?)
    }

    /// At most `most` lines of the log, the latest first, those older than the line `before`.
    pub async fn audit_log(
        &self,
        actor: &Actor,
        filter: &AuditFilter,
        before: Option<Uuid>,
        most: u64,
    ) -> AccountResult<Vec<AuditLine>> {
        actor.may_do(Task::ReadAuditLog)?;
        let mut select = Query::select()
            .columns(["id", "at", "actor", "action", "target", "address", "detail"])
            .from("audit_log")
            .order_by("id", Order::Desc)
            .limit(most)
            .take();
        filter.narrow(&mut select);
        select.and_where_option(before.map(|before| Expr::col("id").lt(before)));
        let rows = self.database.reading().query_all(&select).await?;
        Ok(rows.iter().map(line).collect::<Result<_>>()?)
    }

    /// How many lines of the log a filter lets through.
    pub async fn audit_log_count(&self, actor: &Actor, filter: &AuditFilter) -> AccountResult<i64> {
        actor.may_do(Task::ReadAuditLog)?;
        let mut select = Query::select().expr_as(Expr::col("id").count(), "count").from("audit_log").take();
        filter.narrow(&mut select);
        let row = self.database.reading().query_one(&select).await?;
        Ok(row.map(|row| get(&row, "count")).transpose()?.unwrap_or_default())
    }
}

impl AuditFilter {
    fn narrow(&self, select: &mut SelectStatement) {
        let at = |moment: DateTime| Expr::val(chrono::DateTime::<chrono::Utc>::from(moment));
        if !self.actions.is_empty() {
            select.and_where(Expr::col("action").is_in(self.actions.iter().map(|action| action.name())));
        }
        select.and_where_option(self.actor.clone().map(|actor| Expr::col("actor").eq(actor)));
        select.and_where_option(self.target.clone().map(|target| Expr::col("target").eq(target)));
        select.and_where_option(self.since.map(|since| Expr::col("at").gte(at(since))));
        select.and_where_option(self.until.map(|until| Expr::col("at").lt(at(until))));
    }
}

fn line(row: &QueryResult) -> Result<AuditLine> {
    let action: String = get(row, "action")?;
    let unknown = || Error::Database(DbErr::Type(format!("`{action}` is no action of the audit log")));
    let detail: Option<String> = get(row, "detail")?;
    Ok(AuditLine {
        id: get(row, "id")?,
        at: moment(row, "at")?,
        actor: get(row, "actor")?,
        address: get(row, "address")?,
        deed: Deed {
            action: AuditAction::from_name(&action).ok_or_else(unknown)?,
            target: get(row, "target")?,
            detail: detail.map(|detail| serde_json::from_str(&detail)).transpose()?,
        },
    })
}
