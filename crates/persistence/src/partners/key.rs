use std::time::Duration;

use sea_orm::sea_query::{Expr, LockType, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, DatabaseTransaction, ExprTrait, QueryResult};
use serde_json::json;
use shanghaidoctor_domain::{Actor, AuditAction, DateTime, PartnerScope, Task, id_text};
use uuid::Uuid;

use super::{KEY, PARTNER, Partners};
use crate::Result;
use crate::accounts::{
    AccountError, AccountResult, Deed, Doer, Signed, audit, get, json as read_json, moment, moment_or_none,
};

/// A key that a program of a partner signs its requests with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartnerKey {
    /// The id.
    pub id: Uuid,
    /// Whose it is.
    pub partner: Uuid,
    /// What it is called.
    pub name: String,
    /// What it is for.
    pub scopes: Vec<PartnerScope>,
    /// The key that it takes the place of.
    pub replaces: Option<Uuid>,
    /// When it was made.
    pub created_at: DateTime,
    /// When it is over.
    pub expires_at: DateTime,
    /// When it was revoked, if it was.
    pub revoked_at: Option<DateTime>,
    /// When a request was last signed with it, to a second or so.
    pub last_used_at: Option<DateTime>,
    /// How many requests a minute it may sign, where that is not as for all keys.
    pub requests_per_minute: Option<u32>,
}

/// A key to be made.
#[derive(Clone, Debug)]
pub struct NewPartnerKey {
    /// What it is called.
    pub name: String,
    /// What it is for.
    pub scopes: Vec<PartnerScope>,
    /// When it is over.
    pub expires_at: DateTime,
    /// How many requests a minute it may sign, where that is not as for all keys.
    pub requests_per_minute: Option<u32>,
    /// The hash of its secret.
    pub hash: String,
}

impl Partners {
    /// Gives a partner another key.
    pub async fn create_key(&self, doer: &Doer, partner: Uuid, new: NewPartnerKey) -> AccountResult<PartnerKey> {
        doer.actor.may_do(Task::ManagePartners)?;
        let transaction = self.database.begin().await?;
        super::one(&transaction, partner).await?.ok_or(AccountError::NotFound("partner"))?;
        let key = self.insert_key(&transaction, doer, partner, new, None).await?;
        transaction.commit().await?;
        Ok(key)
    }

    /// Makes a key that takes the place of another one, which holds for `overlap` more at most. The new one has its name and
    /// is for the same.
    pub async fn rotate_key(
        &self,
        doer: &Doer,
        id: Uuid,
        hash: String,
        expires_at: DateTime,
        overlap: Duration,
    ) -> AccountResult<PartnerKey> {
        doer.actor.may_do(Task::ManagePartners)?;
        let transaction = self.database.begin().await?;
        // Locked, so that it is not revoked meanwhile.
        let locked = select().and_where(Expr::col("id").eq(id)).lock(LockType::Update).take();
        let old = transaction.query_one(&locked).await?.as_ref().map(key).transpose()?;
        let old = old.ok_or(AccountError::NotFound("key"))?;
        let now = self.clock.now();
        if old.revoked_at.is_some() || old.expires_at <= now {
            return Err(AccountError::KeyOver);
        }
        let ends: chrono::DateTime<chrono::Utc> = old.expires_at.min(now.after(overlap)).into();
        let update =
            Query::update().table("partner_keys").value("expires_at", ends).and_where(Expr::col("id").eq(id)).take();
        transaction.execute(&update).await?;
        let PartnerKey { name, scopes, requests_per_minute, .. } = old;
        let new = NewPartnerKey { name, scopes, expires_at, requests_per_minute, hash };
        let key = self.insert_key(&transaction, doer, old.partner, new, Some(id)).await?;
        transaction.commit().await?;
        Ok(key)
    }

    /// Ends a key, from the next request on.
    pub async fn revoke_key(&self, doer: &Doer, id: Uuid) -> AccountResult<PartnerKey> {
        doer.actor.may_do(Task::ManagePartners)?;
        let transaction = self.database.begin().await?;
        let revoke = Query::update()
            .table("partner_keys")
            .value("revoked_at", self.now())
            .and_where(Expr::col("id").eq(id))
            .and_where(Expr::col("revoked_at").is_null())
            .take();
        if transaction.execute(&revoke).await?.rows_affected() > 0 {
            let deed = Deed::to(AuditAction::PartnerKeyRevoked, id_text(KEY, id));
            audit::note(&transaction, &self.clock, doer, deed).await?;
        }
        let row = transaction.query_one(&select().and_where(Expr::col("id").eq(id)).take()).await?;
        let key = row.as_ref().map(key).transpose()?.ok_or(AccountError::NotFound("key"))?;
        transaction.commit().await?;
        Ok(key)
    }

    /// All keys of a partner, the latest first.
    pub async fn keys(&self, actor: &Actor, partner: Uuid) -> AccountResult<Vec<PartnerKey>> {
        actor.may_see_partner(partner)?;
        let select = select().and_where(Expr::col("partner_id").eq(partner)).order_by("id", Order::Desc).take();
        let rows = self.database.reading().query_all(&select).await?;
        Ok(rows.iter().map(key).collect::<Result<_>>()?)
    }

    /// Whom a key stands for, by the hash of its secret; nobody once it is over.
    pub async fn by_hash(&self, hash: &str) -> AccountResult<Option<Signed>> {
        self.signed_where(Expr::col("hash").eq(hash)).await
    }

    /// Whom a key stands for by now; nobody once it is over.
    pub async fn by_key(&self, id: Uuid) -> AccountResult<Option<Signed>> {
        self.signed_where(Expr::col("id").eq(id)).await
    }

    async fn signed_where(&self, condition: Expr) -> AccountResult<Option<Signed>> {
        let select = select()
            .and_where(condition)
            .and_where(Expr::col("expires_at").gt(self.now()))
            .and_where(Expr::col("revoked_at").is_null())
            .take();
        let row = self.database.reading().query_one(&select).await?;
        let Some(key) = row.as_ref().map(key).transpose()? else { return Ok(None) };
        let PartnerKey { id, partner, scopes, requests_per_minute, .. } = key;
        let licences = self.not_over(partner).await?.into();
        let actor = Actor::Partner { id: partner, key: id, scopes, licences };
        Ok(Some(Signed { by: id, actor, requests_per_minute }))
    }

    pub(super) async fn insert_key(
        &self,
        transaction: &DatabaseTransaction,
        doer: &Doer,
        partner: Uuid,
        new: NewPartnerKey,
        replaces: Option<Uuid>,
    ) -> AccountResult<PartnerKey> {
        let NewPartnerKey { name, scopes, expires_at, requests_per_minute, hash } = new;
        let key = PartnerKey {
            id: self.clock.next_id(),
            partner,
            name,
            scopes,
            replaces,
            created_at: self.clock.now(),
            expires_at,
            revoked_at: None,
            last_used_at: None,
            requests_per_minute,
        };
        insert(transaction, &key, hash, &doer.actor).await?;
        let detail = json!({
            "partner": id_text(PARTNER, partner), "name": key.name, "scopes": key.scopes, "expiresAt": expires_at,
            "replaces": replaces.map(|id| id_text(KEY, id)), "requestsPerMinute": requests_per_minute,
        });
        let action = if replaces.is_some() { AuditAction::PartnerKeyRotated } else { AuditAction::PartnerKeyCreated };
        audit::note(transaction, &self.clock, doer, Deed::to(action, id_text(KEY, key.id)).with(detail)).await?;
        Ok(key)
    }
}

async fn insert(
    connection: &impl ConnectionTrait,
    key: &PartnerKey,
    hash: String,
    created_by: &Actor,
) -> AccountResult<()> {
    let moment = |moment: DateTime| chrono::DateTime::<chrono::Utc>::from(moment);
    let insert = Query::insert()
        .into_table("partner_keys")
        .columns([
            "id",
            "partner_id",
            "name",
            "hash",
            "scopes",
            "replaces",
            "created_by",
            "created_at",
            "expires_at",
            "requests_per_minute",
        ])
        .values_panic([
            key.id.into(),
            key.partner.into(),
            key.name.clone().into(),
            hash.into(),
            serde_json::to_string(&key.scopes)?.into(),
            key.replaces.into(),
            created_by.name().into_owned().into(),
            moment(key.created_at).into(),
            moment(key.expires_at).into(),
            key.requests_per_minute.map(u32::cast_signed).into(),
        ])
        .take();
    connection.execute(&insert).await?;
    Ok(())
}

fn select() -> SelectStatement {
    Query::select()
        .columns([
            "id",
            "partner_id",
            "name",
            "scopes",
            "replaces",
            "created_at",
            "expires_at",
            "revoked_at",
            "last_used_at",
            "requests_per_minute",
        ])
        .from("partner_keys")
        .take()
}

fn key(row: &QueryResult) -> Result<PartnerKey> {
    Ok(PartnerKey {
        id: get(row, "id")?,
        partner: get(row, "partner_id")?,
        name: get(row, "name")?,
        scopes: read_json(row, "scopes")?,
        replaces: get(row, "replaces")?,
        created_at: moment(row, "created_at")?,
        expires_at: moment(row, "expires_at")?,
        revoked_at: moment_or_none(row, "revoked_at")?,
        last_used_at: moment_or_none(row, "last_used_at")?,
        requests_per_minute: get::<Option<i32>>(row, "requests_per_minute")?.map(i32::unsigned_abs),
    })
}
