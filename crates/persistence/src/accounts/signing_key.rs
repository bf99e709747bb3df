use std::time::Duration;

use sea_orm::sea_query::{Expr, Order, Query};
use sea_orm::{ConnectionTrait, DatabaseTransaction, ExprTrait, QueryResult};
use shanghaidoctor_domain::{AuditAction, DateTime, Task};

use super::audit::{self, Deed};
use super::{AccountResult, Accounts, Doer, get, moment_or_none};
use crate::Result;

/// A key that tokens are signed with.
#[derive(Clone, Debug)]
pub struct SigningKey {
    /// Its name in tokens (`kid`).
    pub id: String,
    /// The public part.
    pub public: String,
    /// The private part, sealed.
    pub sealed: String,
    /// Until when what it has signed is believed; none for the one that signs.
    pub retires_at: Option<DateTime>,
}

impl Accounts {
    /// The keys whose tokens are believed, the latest first.
    pub async fn signing_keys(&self) -> AccountResult<Vec<SigningKey>> {
        let select = Query::select()
            .columns(["id", "public", "sealed", "retires_at"])
            .from("signing_keys")
            .and_where(Expr::col("retires_at").is_null().or(Expr::col("retires_at").gt(self.now())))
            .order_by("created_at", Order::Desc)
            .order_by("id", Order::Desc)
            .take();
        let rows = self.database.reading().query_all(&select).await?;
        Ok(rows.iter().map(key).collect::<Result<_>>()?)
    }

    /// Keeps the first key. Of several nodes that start at once, one keeps its own.
    pub async fn keep_first_key(&self, key: &SigningKey) -> AccountResult<()> {
        let transaction = self.database.begin().await?;
        crate::write::take_turn(&transaction).await?;
        let current =
            Query::select().column("id").from("signing_keys").and_where(Expr::col("retires_at").is_null()).take();
        if transaction.query_one(&current).await?.is_none() {
            self.insert_key(&transaction, key).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Signs with another key from now on. What those of before have signed is believed for `overlap`.
    pub async fn rotate_keys(&self, doer: &Doer, key: &SigningKey, overlap: Duration) -> AccountResult<()> {
        doer.actor.may_do(Task::ManageAccounts)?;
        let retires_at = self.now() + overlap;
        let transaction = self.database.begin().await?;
        crate::write::take_turn(&transaction).await?;
        let retire = Query::update()
            .table("signing_keys")
            .value("retires_at", retires_at)
            .and_where(Expr::col("retires_at").is_null().or(Expr::col("retires_at").gt(retires_at)))
            .take();
        transaction.execute(&retire).await?;
        self.insert_key(&transaction, key).await?;
        let deed = Deed { action: AuditAction::KeysRotated, target: None, detail: None };
        audit::note(&transaction, &self.clock, doer, deed).await?;
        Ok(transaction.commit().await?)
    }

    async fn insert_key(&self, transaction: &DatabaseTransaction, key: &SigningKey) -> Result<()> {
        let insert = Query::insert()
            .into_table("signing_keys")
            .columns(["id", "public", "sealed", "created_at"])
            .values_panic([
                key.id.clone().into(),
                key.public.clone().into(),
                key.sealed.clone().into(),
                self.now().into(),
            ])
            .take();
        transaction.execute(&insert).await?;
        Ok(())
    }
}

fn key(row: &QueryResult) -> Result<SigningKey> {
    Ok(SigningKey {
        id: get(row, "id")?,
        public: get(row, "public")?,
        sealed: get(row, "sealed")?,
        retires_at: moment_or_none(row, "retires_at")?,
    })
}
