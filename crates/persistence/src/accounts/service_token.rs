use sea_orm::sea_query::{Expr, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, ExprTrait, QueryResult};
use serde_json::json;
use shanghaidoctor_domain::{Actor, AuditAction, DateTime, Limits, Task, TokenScope, id_text};
use uuid::Uuid;

use super::audit::{self, Deed};
use super::{
    AccountError, AccountResult, Accounts, Doer, Signed, get, json as read_json, limits, moment, moment_or_none,
};
use crate::Result;

/// A token that a program signs its requests with.
#[derive(Clone, Debug)]
pub struct ServiceToken {
    /// The id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// What it is for.
    pub scopes: Vec<TokenScope>,
    /// Where it may be used.
    pub limits: Limits,
    /// Who made it.
    pub created_by: String,
    /// When it was made.
    pub created_at: DateTime,
    /// When it is over.
    pub expires_at: DateTime,
    /// When it was revoked, if it was.
    pub revoked_at: Option<DateTime>,
}

/// A token to be made.
#[derive(Clone, Debug)]
pub struct NewServiceToken {
    /// What it is called.
    pub name: String,
    /// What it is for.
    pub scopes: Vec<TokenScope>,
    /// Where it may be used.
    pub limits: Limits,
    /// When it is over.
    pub expires_at: DateTime,
    /// The hash of its secret.
    pub hash: String,
}

impl Accounts {
    /// Makes a service token.
    pub async fn create_service_token(&self, doer: &Doer, new: NewServiceToken) -> AccountResult<ServiceToken> {
        doer.actor.may_do(Task::ManageAccounts)?;
        let token = ServiceToken {
            id: self.clock.next_id(),
            name: new.name,
            scopes: new.scopes,
            limits: new.limits,
            created_by: doer.actor.name().into_owned(),
            created_at: self.clock.now(),
            expires_at: new.expires_at,
            revoked_at: None,
        };
        let transaction = self.database.begin().await?;
        let insert = Query::insert()
            .into_table("service_tokens")
            .columns(["id", "name", "hash", "scopes", "locales", "channels", "created_by", "created_at", "expires_at"])
            .values_panic([
                token.id.into(),
                token.name.clone().into(),
                new.hash.into(),
                serde_json::to_string(&token.scopes)?.into(),
                serde_json::to_string(&token.limits.locales)?.into(),
                serde_json::to_string(&token.limits.channels)?.into(),
                token.created_by.clone().into(),
                self.now().into(),
                chrono::DateTime::<chrono::Utc>::from(token.expires_at).into(),
            ])
            .take();
        transaction.execute(&insert).await?;
        let detail = json!({ "name": token.name, "scopes": token.scopes, "expiresAt": token.expires_at });
        let deed = Deed::to(AuditAction::ServiceTokenCreated, id_text("token", token.id)).with(detail);
        audit::note(&transaction, &self.clock, doer, deed).await?;
        transaction.commit().await?;
        Ok(token)
    }

    /// Ends a service token, from the next request on.
    pub async fn revoke_service_token(&self, doer: &Doer, id: Uuid) -> AccountResult<ServiceToken> {
        doer.actor.may_do(Task::ManageAccounts)?;
        let transaction = self.database.begin().await?;
        let revoke = Query::update()
            .table("service_tokens")
            .value("revoked_at", self.now())
            .and_where(Expr::col("id").eq(id))
            .and_where(Expr::col("revoked_at").is_null())
            .take();
        if transaction.execute(&revoke).await?.rows_affected() > 0 {
            audit::note(
                &transaction,
                &self.clock,
                doer,
                Deed::to(AuditAction::ServiceTokenRevoked, id_text("token", id)),
            )
            .await?;
        }
        let row = transaction.query_one(&select().and_where(Expr::col("id").eq(id)).take()).await?;
        let token = row.as_ref().map(token).transpose()?.ok_or(AccountError::NotFound("service token"))?;
        transaction.commit().await?;
        Ok(token)
    }

    /// All service tokens, the latest first.
    pub async fn service_tokens(&self, actor: &Actor) -> AccountResult<Vec<ServiceToken>> {
        actor.may_do(Task::ManageAccounts)?;
        let rows = self.database.reading().query_all(&select().order_by("id", Order::Desc).take()).await?;
        Ok(rows.iter().map(token).collect::<Result<_>>()?)
    }

    /// The service token of this id.
    pub async fn service_token(&self, id: Uuid) -> AccountResult<Option<ServiceToken>> {
        let row = self.database.reading().query_one(&select().and_where(Expr::col("id").eq(id)).take()).await?;
        Ok(row.as_ref().map(token).transpose()?)
    }

    /// Whom a service token stands for, by the hash of its secret; nobody once it is over.
    pub async fn service(&self, hash: &str) -> AccountResult<Option<Signed>> {
        self.service_where(Expr::col("hash").eq(hash)).await
    }

    /// Whom a session or a service token stands for by now; nobody once it is over.
    pub async fn renewed(&self, signed: &Signed) -> AccountResult<Option<Signed>> {
        match signed.actor {
            Actor::Service { id, .. } => self.service_where(Expr::col("id").eq(id)).await,
            _ => self.signed_in(signed.by).await,
        }
    }

    async fn service_where(&self, condition: Expr) -> AccountResult<Option<Signed>> {
        let select = select()
            .and_where(condition)
            .and_where(Expr::col("expires_at").gt(self.now()))
            .and_where(Expr::col("revoked_at").is_null())
            .take();
        let row = self.database.reading().query_one(&select).await?;
        let found = row.as_ref().map(token).transpose()?;
        Ok(found.map(|ServiceToken { id, scopes, limits, .. }| Signed {
            by: id,
            actor: Actor::Service { id, scopes, limits },
            requests_per_minute: None,
        }))
    }
}

fn select() -> SelectStatement {
    Query::select()
        .columns([
            "id",
            "name",
            "scopes",
            "locales",
            "channels",
            "created_by",
            "created_at",
            "expires_at",
            "revoked_at",
        ])
        .from("service_tokens")
        .take()
}

fn token(row: &QueryResult) -> Result<ServiceToken> {
    Ok(ServiceToken {
        id: get(row, "id")?,
        name: get(row, "name")?,
        scopes: read_json(row, "scopes")?,
        limits: limits(row)?,
        created_by: get(row, "created_by")?,
        created_at: moment(row, "created_at")?,
        expires_at: moment(row, "expires_at")?,
        revoked_at: moment_or_none(row, "revoked_at")?,
    })
}
