use std::time::Duration;

use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{ConnectionTrait, ExprTrait};
use serde_json::json;
use shanghaidoctor_domain::{Actor, AuditAction, DateTime, id_text};
use uuid::Uuid;

use super::audit::{self, Deed};
use super::{AccountResult, Accounts, Doer, get, moment};

/// How often signing in has failed, one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failures {
    /// How often.
    pub count: i32,
    /// When it did last.
    pub last_at: DateTime,
}

/// After so long without a failure, those of before are forgotten.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(86_400);

impl Accounts {
    /// How often signing in has failed for each of these hashes, of an account, an address, or both.
    pub async fn failures(&self, hashes: &[String]) -> AccountResult<Vec<(String, Failures)>> {
        let select = Query::select()
            .columns(["hash", "count", "last_at"])
            .from("sign_in_failures")
            .and_where(Expr::col("hash").is_in(hashes.iter().map(String::as_str)))
            .and_where(Expr::col("last_at").gt(self.now() - FORGOTTEN_AFTER))
            .take();
        let rows = self.database.reading().query_all(&select).await?;
        let read =
            |row| Ok((get(row, "hash")?, Failures { count: get(row, "count")?, last_at: moment(row, "last_at")? }));
        rows.iter().map(read).collect()
    }

    /// Notes that signing in failed, for each of these hashes; for the log, to which account.
    pub async fn note_failure(
        &self,
        hashes: &[String],
        account: Option<Uuid>,
        reason: &str,
        address: Option<String>,
    ) -> AccountResult<()> {
        let now = self.now();
        let transaction = self.database.begin().await?;
        let old = Query::delete()
            .from_table("sign_in_failures")
            .and_where(Expr::col("last_at").lte(now - FORGOTTEN_AFTER))
            .take();
        transaction.execute(&old).await?;
        // In one order on all nodes, so that none waits for another that waits for it.
        let mut sorted: Vec<&String> = hashes.iter().collect();
        sorted.sort_unstable();
        for hash in sorted {
            let mut counted = OnConflict::column("hash");
            counted.value("count", Expr::col(("sign_in_failures", "count")).add(1)).update_column("last_at");
            let insert = Query::insert()
                .into_table("sign_in_failures")
                .columns(["hash", "count", "last_at"])
                .values_panic([hash.as_str().into(), 1.into(), now.into()])
                .on_conflict(counted)
                .take();
            transaction.execute(&insert).await?;
        }
        let doer = Doer { actor: Actor::Anonymous, address };
        let deed = Deed {
            action: AuditAction::SignInFailed,
            target: account.map(|id| id_text("account", id)),
            detail: Some(json!({ "reason": reason })),
        };
        audit::note(&transaction, &self.clock, &doer, deed).await?;
        Ok(transaction.commit().await?)
    }

    /// Forgets failures, after it went well.
    pub async fn forget_failures(&self, hashes: &[String]) -> AccountResult<()> {
        let transaction = self.database.begin().await?;
        let delete = Query::delete()
            .from_table("sign_in_failures")
            .and_where(Expr::col("hash").is_in(hashes.iter().map(String::as_str)))
            .take();
        transaction.execute(&delete).await?;
        Ok(transaction.commit().await?)
    }
}
