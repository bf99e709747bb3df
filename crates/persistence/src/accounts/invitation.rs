use std::time::Duration;

use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ConnectionTrait, DatabaseTransaction, ExprTrait};
use shanghaidoctor_domain::{Actor, AuditAction, DateTime, Task};
use uuid::Uuid;

use super::audit::{self, Deed};
use super::{Account, AccountError, AccountResult, Accounts, Doer, account, get, session};
use crate::Result;

impl Accounts {
    /// Invites somebody to set a password, by the hash of the secret in their link. Links of before end.
    pub async fn invite(&self, doer: &Doer, id: Uuid, hash: &str, lasts: Duration) -> AccountResult<DateTime> {
        doer.actor.may_do(Task::ManageAccounts)?;
        let now = self.now();
        let transaction = self.database.begin().await?;
        account::locked(&transaction, id).await?;
        drop_all(&transaction, id).await?;
        let insert = Query::insert()
            .into_table("invitations")
            .columns(["hash", "account_id", "created_at", "expires_at"])
            .values_panic([hash.into(), id.into(), now.into(), (now + lasts).into()])
            .take();
        transaction.execute(&insert).await?;
        audit::note(&transaction, &self.clock, doer, Deed::to_account(AuditAction::Invited, id)).await?;
        transaction.commit().await?;
        Ok((now + lasts).into())
    }

    /// Sets the password of whoever was invited by this link, once. Sessions of before end.
    pub async fn accept_invitation(
        &self,
        hash: &str,
        password: &str,
        name: Option<String>,
        address: Option<String>,
    ) -> AccountResult<Uuid> {
        let now = self.now();
        let transaction = self.database.begin().await?;
        let take = Query::delete()
            .from_table("invitations")
            .and_where(Expr::col("hash").eq(hash))
            .and_where(Expr::col("expires_at").gt(now))
            .returning_col("account_id")
            .take();
        let row = transaction.query_one(&take).await?.ok_or(AccountError::InvitationOver)?;
        let id: Uuid = get(&row, "account_id")?;
        let invited = account::locked(&transaction, id).await?;
        if invited.disabled_at.is_some() {
            return Err(AccountError::InvitationOver);
        }
        account::write_password(&transaction, id, password, now).await?;
        if let Some(name) = name {
            let update = Query::update().table("accounts").value("name", name).and_where(Expr::col("id").eq(id)).take();
            transaction.execute(&update).await?;
        }
        session::end_all(&transaction, id, None, now).await?;
        let doer = Doer { actor: Actor::account(id, invited.role), address };
        audit::note(&transaction, &self.clock, &doer, Deed::to_account(AuditAction::InvitationAccepted, id)).await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// Who was invited by the link of this hash, while it can be used.
    pub async fn invited(&self, hash: &str) -> AccountResult<Option<Account>> {
        let select = Query::select()
            .column("account_id")
            .from("invitations")
            .and_where(Expr::col("hash").eq(hash))
            .and_where(Expr::col("expires_at").gt(self.now()))
            .take();
        match self.database.reading().query_one(&select).await? {
            Some(row) => self.by_id(get(&row, "account_id")?).await,
            None => Ok(None),
        }
    }
}

pub(super) async fn drop_all(transaction: &DatabaseTransaction, account: Uuid) -> Result<()> {
    let delete = Query::delete().from_table("invitations").and_where(Expr::col("account_id").eq(account)).take();
    transaction.execute(&delete).await?;
    Ok(())
}
