use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ConnectionTrait, ExprTrait};
use serde_json::json;
use shanghaidoctor_domain::{AuditAction, Task};
use uuid::Uuid;

use super::{Webhook, Webhooks, deed, expect, no_moment};
use crate::accounts::{AccountResult, Doer, audit};
use crate::changes::{self, Change};

impl Webhooks {
    /// Tells an endpoint again of this line of the log and all behind it; nothing where the log has no such line yet.
    pub async fn go_back_to(&self, doer: &Doer, id: Uuid, sequence: i64) -> AccountResult<Option<Webhook>> {
        doer.actor.may_do(Task::ManageWebhooks)?;
        if sequence < 1 || sequence > changes::last(&self.database).await? {
            return Ok(None);
        }
        let transaction = self.database.begin().await?;
        let before = expect(&transaction, id).await?;
        let update = Query::update()
            .table("webhooks")
            .value("reached", sequence - 1)
            .value("failures", 0)
            .value("next_attempt_at", no_moment())
            .and_where(Expr::col("id").eq(id))
            .take();
        transaction.execute(&update).await?;
        let detail = json!({ "from": sequence.to_string(), "reached": before.reached.to_string() });
        let deed = deed(AuditAction::WebhookRedelivered, id).with(detail);
        audit::note(&transaction, &self.clock, doer, deed).await?;
        let webhook = expect(&transaction, id).await?;
        transaction.commit().await?;
        self.database.wake();
        Ok(Some(webhook))
    }

    /// Notes that an endpoint is told again of one line of the log; gives the line, where there is such a one.
    pub async fn take_again(&self, doer: &Doer, id: Uuid, sequence: i64) -> AccountResult<Option<(Webhook, Change)>> {
        doer.actor.may_do(Task::ManageWebhooks)?;
        let Some(line) = sequence.checked_sub(1) else { return Ok(None) };
        let found = changes::after(&self.database, line, 1).await?;
        let change = found.and_then(|found| found.changes.first().copied()).filter(|one| one.sequence == sequence);
        let Some(change) = change else { return Ok(None) };
        let transaction = self.database.begin().await?;
        let webhook = expect(&transaction, id).await?;
        let detail = json!({ "only": sequence.to_string() });
        let deed = deed(AuditAction::WebhookRedelivered, id).with(detail);
        audit::note(&transaction, &self.clock, doer, deed).await?;
        transaction.commit().await?;
        Ok(Some((webhook, change)))
    }
}
