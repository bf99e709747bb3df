use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{ConnectionTrait, ExprTrait};
use uuid::Uuid;

use super::{Account, AccountResult, Accounts, get};

impl Accounts {
    /// The account of whoever a provider knows by this name.
    pub async fn by_external_identity(&self, issuer: &str, subject: &str) -> AccountResult<Option<Account>> {
        let select = Query::select()
            .column("account_id")
            .from("external_identities")
            .and_where(Expr::col("issuer").eq(issuer))
            .and_where(Expr::col("subject").eq(subject))
            .take();
        match self.database.reading().query_one(&select).await? {
            Some(row) => self.by_id(get(&row, "account_id")?).await,
            None => Ok(None),
        }
    }

    /// Remembers whose account it is that a provider knows by this name.
    pub async fn know_external_identity(&self, issuer: &str, subject: &str, account: Uuid) -> AccountResult<()> {
        let transaction = self.database.begin().await?;
        let insert = Query::insert()
            .into_table("external_identities")
            .columns(["issuer", "subject", "account_id", "created_at"])
            .values_panic([issuer.into(), subject.into(), account.into(), self.now().into()])
            .on_conflict(OnConflict::columns(["issuer", "subject"]).do_nothing().to_owned())
            .take();
        transaction.execute(&insert).await?;
        Ok(transaction.commit().await?)
    }
}
