use sea_orm::sea_query::{Expr, LockType, Query};
use sea_orm::{ConnectionTrait, ExprTrait, Value};
use shanghaidoctor_domain::AuditAction;
use uuid::Uuid;

use super::audit::{self, Deed};
use super::{AccountError, AccountResult, Accounts, Doer, get};

/// What is kept of a second factor.
#[derive(Clone, Debug, Default)]
pub struct SecondFactor {
    /// Its secret, sealed, once it is in use.
    pub secret: Option<String>,
    /// The secret of one that is being set up, sealed.
    pub pending: Option<String>,
}

impl Accounts {
    /// The second factor of an account.
    pub async fn second_factor(&self, id: Uuid) -> AccountResult<SecondFactor> {
        let select = Query::select()
            .columns(["totp_secret", "totp_pending"])
            .from("accounts")
            .and_where(Expr::col("id").eq(id))
            .take();
        let row = self.database.reading().query_one(&select).await?.ok_or(AccountError::NotFound("account"))?;
        Ok(SecondFactor { secret: get(&row, "totp_secret")?, pending: get(&row, "totp_pending")? })
    }

    /// Keeps the secret of a second factor that is being set up, sealed.
    pub async fn begin_second_factor(&self, id: Uuid, sealed: &str) -> AccountResult<()> {
        self.set(id, &[("totp_pending", sealed.into())]).await
    }

    /// Puts the second factor that was being set up into use; `step` is that of its first code, `recovery` the hashes of
    /// codes that take its place once each.
    pub async fn enable_second_factor(
        &self,
        doer: &Doer,
        id: Uuid,
        sealed: &str,
        step: i64,
        recovery: &[String],
    ) -> AccountResult<()> {
        let transaction = self.database.begin().await?;
        let update = Query::update()
            .table("accounts")
            .value("totp_secret", sealed)
            .value("totp_pending", Option::<String>::None)
            .value("totp_step", step)
            .value("recovery_codes", serde_json::to_string(recovery)?)
            .and_where(Expr::col("id").eq(id))
            .take();
        transaction.execute(&update).await?;
        audit::note(&transaction, &self.clock, doer, Deed::to_account(AuditAction::SecondFactorEnabled, id)).await?;
        Ok(transaction.commit().await?)
    }

    /// Takes the second factor of an account away.
    pub async fn disable_second_factor(&self, doer: &Doer, id: Uuid) -> AccountResult<()> {
        let transaction = self.database.begin().await?;
        let mut update = Query::update().table("accounts").and_where(Expr::col("id").eq(id)).take();
        for column in ["totp_secret", "totp_pending", "recovery_codes"] {
            update.value(column, Option::<String>::None);
        }
        transaction.execute(&update).await?;
        audit::note(&transaction, &self.clock, doer, Deed::to_account(AuditAction::SecondFactorDisabled, id)).await?;
        Ok(transaction.commit().await?)
    }

    /// Takes the code of a step, once: whether none of it or of a later one was taken before (RFC 6238, section 5.2).
    pub async fn take_step(&self, id: Uuid, step: i64) -> AccountResult<bool> {
        let transaction = self.database.begin().await?;
        let take = Query::update()
            .table("accounts")
            .value("totp_step", step)
            .and_where(Expr::col("id").eq(id))
            .and_where(Expr::col("totp_step").is_null().or(Expr::col("totp_step").lt(step)))
            .take();
        let is_new = transaction.execute(&take).await?.rows_affected() > 0;
        transaction.commit().await?;
        Ok(is_new)
    }

    /// Takes a recovery code, by its hash, once: whether there was such a one.
    pub async fn take_recovery_code(&self, id: Uuid, hash: &str) -> AccountResult<bool> {
        let transaction = self.database.begin().await?;
        let select = Query::select()
            .column("recovery_codes")
            .from("accounts")
            .and_where(Expr::col("id").eq(id))
            .lock(LockType::Update)
            .take();
        let row = transaction.query_one(&select).await?.ok_or(AccountError::NotFound("account"))?;
        let codes: Option<String> = get(&row, "recovery_codes")?;
        let mut codes: Vec<String> = codes.map(|codes| serde_json::from_str(&codes)).transpose()?.unwrap_or_default();
        let before = codes.len();
        codes.retain(|code| code != hash);
        let update = Query::update()
            .table("accounts")
            .value("recovery_codes", serde_json::to_string(&codes)?)
            .and_where(Expr::col("id").eq(id))
            .take();
        transaction.execute(&update).await?;
        transaction.commit().await?;
        Ok(codes.len() < before)
    }

    async fn set(&self, id: Uuid, values: &[(&'static str, Value)]) -> AccountResult<()> {
        let transaction = self.database.begin().await?;
        let mut update = Query::update().table("accounts").and_where(Expr::col("id").eq(id)).take();
        for (column, value) in values {
            update.value(*column, value.clone());
        }
        transaction.execute(&update).await?;
        Ok(transaction.commit().await?)
    }
}
