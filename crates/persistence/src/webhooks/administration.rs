use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ConnectionTrait, DatabaseTransaction, ExprTrait};
use serde_json::json;
use shanghaidoctor_domain::{Actor, AuditAction, DateTime, Task, WebhookDisabledReason, id_text};
use uuid::Uuid;

use super::{NewWebhook, SealedSecrets, Webhook, WebhookChange, Webhooks, deed, expect, no_moment, written};
use crate::accounts::{AccountError, AccountResult, Doer, audit};
use crate::changes;
use crate::partners::PARTNER;

impl Webhooks {
    /// Makes an endpoint known. It is told of what changes from now on.
    pub async fn create(&self, doer: &Doer, new: NewWebhook) -> AccountResult<Webhook> {
        doer.actor.may_do(Task::ManageWebhooks)?;
        let NewWebhook { partner, name, url, kinds, secret } = new;
        let reached = changes::last(&self.database).await?;
        let webhook = Webhook {
            id: self.clock.next_id(),
            partner,
            name,
            url,
            kinds,
            secrets: SealedSecrets { current: secret, former: None },
            reached,
            failures: 0,
            next_attempt_at: None,
            disabled: None,
            revision: 1,
            created_at: self.clock.now(),
        };
        let transaction = self.database.begin().await?;
        expect_partner(&transaction, partner).await?;
        self.insert(&transaction, &webhook, &doer.actor).await?;
        let deed = deed(AuditAction::WebhookCreated, webhook.id).with(described(&webhook));
        audit::note(&transaction, &self.clock, doer, deed).await?;
        transaction.commit().await?;
        Ok(webhook)
    }

    /// Changes an endpoint that is at the revision `seen`. What waited to be sent again is sent at once.
    pub async fn update(&self, doer: &Doer, id: Uuid, seen: i32, change: WebhookChange) -> AccountResult<Webhook> {
        doer.actor.may_do(Task::ManageWebhooks)?;
        let transaction = self.database.begin().await?;
        let before = expect(&transaction, id).await?;
        let after = Webhook {
            name: change.name.unwrap_or_else(|| before.name.clone()),
            url: change.url.unwrap_or_else(|| before.url.clone()),
            kinds: change.kinds.unwrap_or_else(|| before.kinds.clone()),
            next_attempt_at: None,
            revision: seen + 1,
            ..before.clone()
        };
        let update = Query::update()
            .table("webhooks")
            .value("name", after.name.clone())
            .value("url", after.url.to_string())
            .value("kinds", written(&after.kinds)?)
            .value("next_attempt_at", no_moment())
            .value("revision", after.revision)
            .value("updated_at", self.now())
            .and_where(Expr::col("id").eq(id))
            .and_where(Expr::col("revision").eq(seen))
            .take();
        if transaction.execute(&update).await?.rows_affected() == 0 {
            return Err(AccountError::Stale { current: before.revision, seen });
        }
        let detail = json!({ "before": described(&before), "after": described(&after) });
        let deed = deed(AuditAction::WebhookChanged, id).with(detail);
        audit::note(&transaction, &self.clock, doer, deed).await?;
        transaction.commit().await?;
        self.database.wake();
        Ok(after)
    }

    /// Forgets an endpoint, and what was sent to it.
    pub async fn delete(&self, doer: &Doer, id: Uuid) -> AccountResult<()> {
        doer.actor.may_do(Task::ManageWebhooks)?;
        let transaction = self.database.begin().await?;
        let webhook = expect(&transaction, id).await?;
        let sent = Query::delete().from_table("webhook_deliveries").and_where(Expr::col("webhook_id").eq(id)).take();
        transaction.execute(&sent).await?;
        let delete = Query::delete().from_table("webhooks").and_where(Expr::col("id").eq(id)).take();
        transaction.execute(&delete).await?;
        let deed = deed(AuditAction::WebhookDeleted, id).with(described(&webhook));
        audit::note(&transaction, &self.clock, doer, deed).await?;
        Ok(transaction.commit().await?)
    }

    /// Tells an endpoint of changes again, from the place where it stopped; what waits to be sent again is sent at once.
    pub async fn enable(&self, doer: &Doer, id: Uuid) -> AccountResult<Webhook> {
        doer.actor.may_do(Task::ManageWebhooks)?;
        let transaction = self.database.begin().await?;
        let before = expect(&transaction, id).await?;
        let update = Query::update()
            .table("webhooks")
            .value("disabled_at", no_moment())
            .value("disabled_reason", Option::<String>::None)
            .value("failures", 0)
            .value("next_attempt_at", no_moment())
            .and_where(Expr::col("id").eq(id))
            .take();
        transaction.execute(&update).await?;
        if before.disabled.is_some() {
            audit::note(&transaction, &self.clock, doer, deed(AuditAction::WebhookEnabled, id)).await?;
        }
        let webhook = expect(&transaction, id).await?;
        transaction.commit().await?;
        self.database.wake();
        Ok(webhook)
    }

    /// Tells an endpoint of nothing any more, until it is enabled. It keeps its place.
    pub async fn disable(&self, doer: &Doer, id: Uuid) -> AccountResult<Webhook> {
        doer.actor.may_do(Task::ManageWebhooks)?;
        let transaction = self.database.begin().await?;
        let webhook = expect(&transaction, id).await?;
        if webhook.disabled.is_none() {
            self.write_disabled(&transaction, doer, id, WebhookDisabledReason::Stopped).await?;
        }
        let webhook = expect(&transaction, id).await?;
        transaction.commit().await?;
        Ok(webhook)
    }

    /// Notes that nothing is sent any more, and why.
    pub(super) async fn write_disabled(
        &self,
        transaction: &DatabaseTransaction,
        doer: &Doer,
        id: Uuid,
        reason: WebhookDisabledReason,
    ) -> AccountResult<()> {
        let update = Query::update()
            .table("webhooks")
            .value("disabled_at", self.now())
            .value("disabled_reason", reason.name())
            .value("next_attempt_at", no_moment())
            .and_where(Expr::col("id").eq(id))
            .take();
        transaction.execute(&update).await?;
        let deed = deed(AuditAction::WebhookDisabled, id).with(json!({ "reason": reason.name() }));
        audit::note(transaction, &self.clock, doer, deed).await?;
        Ok(())
    }

    /// Signs by another secret from now on, and by the one of before as well until `former_ends_at`.
    pub async fn rotate_secret(
        &self,
        doer: &Doer,
        id: Uuid,
        secret: String,
        former_ends_at: DateTime,
    ) -> AccountResult<Webhook> {
        doer.actor.may_do(Task::ManageWebhooks)?;
        let transaction = self.database.begin().await?;
        let before = expect(&transaction, id).await?;
        let ends: chrono::DateTime<chrono::Utc> = former_ends_at.into();
        let update = Query::update()
            .table("webhooks")
            .value("secret", secret)
            .value("former_secret", before.secrets.current)
            .value("former_secret_ends_at", ends)
            .value("updated_at", self.now())
            .and_where(Expr::col("id").eq(id))
            .take();
        transaction.execute(&update).await?;
        let detail = json!({ "formerUntil": former_ends_at });
        let deed = deed(AuditAction::WebhookSecretRotated, id).with(detail);
        audit::note(&transaction, &self.clock, doer, deed).await?;
        let webhook = expect(&transaction, id).await?;
        transaction.commit().await?;
        Ok(webhook)
    }

    async fn insert(&self, transaction: &DatabaseTransaction, webhook: &Webhook, by: &Actor) -> AccountResult<()> {
        let insert = Query::insert()
            .into_table("webhooks")
            .columns([
                "id",
                "partner_id",
                "name",
                "url",
                "kinds",
                "secret",
                "reached",
                "failures",
                "revision",
                "created_by",
                "created_at",
                "updated_at",
            ])
            .values_panic([
                webhook.id.into(),
                webhook.partner.into(),
                webhook.name.clone().into(),
                webhook.url.to_string().into(),
                written(&webhook.kinds)?.into(),
                webhook.secrets.current.clone().into(),
                webhook.reached.into(),
                webhook.failures.into(),
                webhook.revision.into(),
                by.name().into_owned().into(),
                self.now().into(),
                self.now().into(),
            ])
            .take();
        transaction.execute(&insert).await?;
        Ok(())
    }
}

/// What the audit log keeps of an endpoint.
fn described(webhook: &Webhook) -> serde_json::Value {
    let partner = webhook.partner.map(|partner| id_text(PARTNER, partner));
    let kinds: Vec<&str> = webhook.kinds.iter().map(|kind| kind.prefix()).collect();
    json!({ "name": webhook.name, "url": webhook.url, "kinds": kinds, "partner": partner })
}

async fn expect_partner(connection: &impl ConnectionTrait, partner: Option<Uuid>) -> AccountResult<()> {
    let Some(partner) = partner else { return Ok(()) };
    let select = Query::select().column("id").from("partners").and_where(Expr::col("id").eq(partner)).take();
    match connection.query_one(&select).await? {
        Some(_) => Ok(()),
        None => Err(AccountError::NotFound("partner")),
    }
}
