//! How accounts are made, changed and closed. Who does it is looked at first, and the log is written with it.

use sea_orm::sea_query::{Expr, LockType, Order, Query};
use sea_orm::{ConnectionTrait, DatabaseTransaction, ExprTrait};
use serde_json::json;
use shanghaidoctor_domain::{Actor, AuditAction, EmailAddress, Limits, Role, Task};
use uuid::Uuid;

use super::account::{self, Account};
use super::audit::{self, Deed};
use super::{AccountError, AccountResult, Accounts, Doer, get};
use crate::Result;

/// An account to be made.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// By which they sign in.
    pub email: EmailAddress,
    /// What others call them.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Where they may do it.
    pub limits: Limits,
    /// The hash of a password, where they have one already.
    pub password: Option<String>,
}

/// What is changed of an account; what is left out stays.
#[derive(Clone, Debug, Default)]
pub struct AccountChange {
    /// What others call them.
    pub name: Option<String>,
    /// What they may do.
    pub role: Option<Role>,
    /// Where they may do it.
    pub limits: Option<Limits>,
    /// Whether nobody signs in with it.
    pub disabled: Option<bool>,
}

impl Accounts {
    /// Makes an account.
    pub async fn create(&self, doer: &Doer, new: NewAccount) -> AccountResult<Account> {
        doer.actor.may_do(Task::ManageAccounts)?;
        let account = Account {
            id: self.clock.next_id(),
            email: account::lower_case(&new.email),
            name: new.name,
            role: new.role,
            limits: new.limits,
            password: new.password,
            has_second_factor: false,
            revision: 1,
            created_at: self.clock.now(),
            disabled_at: None,
        };
        let transaction = self.database.begin().await?;
        account.insert(&transaction, self.now()).await?;
        let deed = Deed::to_account(AuditAction::AccountCreated, account.id)
            .with(json!({ "email": account.email, "role": account.role }));
        audit::note(&transaction, &self.clock, doer, deed).await?;
        transaction.commit().await?;
        Ok(account)
    }

    /// Changes an account that is at the revision `seen`. Who is disabled is signed out everywhere.
    pub async fn update(&self, doer: &Doer, id: Uuid, seen: i32, change: AccountChange) -> AccountResult<Account> {
        doer.actor.may_do(Task::ManageAccounts)?;
        let transaction = self.database.begin().await?;
        let account = account::locked(&transaction, id).await?;
        if account.revision != seen {
            return Err(AccountError::Stale { current: account.revision, seen });
        }
        let now = self.clock.now();
        let disabled_at = match change.disabled {
            Some(true) => account.disabled_at.or(Some(now)),
            Some(false) => None,
            None => account.disabled_at,
        };
        let changed = Account {
            name: change.name.unwrap_or_else(|| account.name.clone()),
            role: change.role.unwrap_or(account.role),
            limits: change.limits.unwrap_or_else(|| account.limits.clone()),
            disabled_at,
            revision: account.revision + 1,
            ..account.clone()
        };
        if administers(&account) && !administers(&changed) && is_last_administrator(&transaction, id).await? {
            return Err(AccountError::LastAdministrator);
        }
        changed.write(&transaction, self.now()).await?;
        for deed in told(&account, &changed) {
            audit::note(&transaction, &self.clock, doer, deed).await?;
        }
        if disabled_at.is_some() {
            super::session::end_all(&transaction, id, None, self.now()).await?;
            super::invitation::drop_all(&transaction, id).await?;
        }
        transaction.commit().await?;
        Ok(changed)
    }

    /// The account that signs in by this address.
    pub async fn by_email(&self, email: &EmailAddress) -> AccountResult<Option<Account>> {
        let select = account::select().and_where(Expr::col("email").eq(account::lower_case(email).to_string())).take();
        let row = self.database.reading().query_one(&select).await?;
        Ok(row.as_ref().map(account::from_row).transpose()?)
    }

    /// The account of this id.
    pub async fn by_id(&self, id: Uuid) -> AccountResult<Option<Account>> {
        let row =
            self.database.reading().query_one(&account::select().and_where(Expr::col("id").eq(id)).take()).await?;
        Ok(row.as_ref().map(account::from_row).transpose()?)
    }

    /// All accounts, by address.
    pub async fn all(&self, actor: &Actor) -> AccountResult<Vec<Account>> {
        actor.may_do(Task::ManageAccounts)?;
        let rows = self.database.reading().query_all(&account::select().order_by("email", Order::Asc).take()).await?;
        Ok(rows.iter().map(account::from_row).collect::<Result<_>>()?)
    }

    /// Gives an account another password, by its hash. Its other sessions end; `kept` goes on.
    pub async fn set_password(&self, doer: &Doer, id: Uuid, hash: &str, kept: Option<Uuid>) -> AccountResult<()> {
        let transaction = self.database.begin().await?;
        account::write_password(&transaction, id, hash, self.now()).await?;
        super::session::end_all(&transaction, id, kept, self.now()).await?;
        audit::note(&transaction, &self.clock, doer, Deed::to_account(AuditAction::PasswordChanged, id)).await?;
        Ok(transaction.commit().await?)
    }

    /// Writes the same password anew, hashed as passwords are today.
    pub async fn rehash(&self, id: Uuid, before: &str, hash: &str) -> AccountResult<()> {
        let transaction = self.database.begin().await?;
        let update = Query::update()
            .table("accounts")
            .value("password", hash)
            .and_where(Expr::col("id").eq(id))
            .and_where(Expr::col("password").eq(before))
            .take();
        transaction.execute(&update).await?;
        Ok(transaction.commit().await?)
    }
}

/// What the log tells of a change: disabling stands by itself.
fn told(before: &Account, after: &Account) -> Vec<Deed> {
    let mut deeds = Vec::new();
    let describe = |account: &Account| {
        json!({
            "name": account.name, "role": account.role, "locales": account.limits.locales,
            "channels": account.limits.channels, "disabled": account.disabled_at.is_some(),
        })
    };
    if describe(before) != describe(after) {
        let detail = json!({ "before": describe(before), "after": describe(after) });
        deeds.push(Deed::to_account(AuditAction::AccountChanged, after.id).with(detail));
    }
    if before.disabled_at.is_none() && after.disabled_at.is_some() {
        deeds.push(Deed::to_account(AuditAction::AccountDisabled, after.id));
    }
    deeds
}

fn administers(account: &Account) -> bool {
    account.role == Role::Administrator && account.disabled_at.is_none()
}

async fn is_last_administrator(transaction: &DatabaseTransaction, id: Uuid) -> Result<bool> {
    // Locked, so that two do not take each other's right away at once.
    let others = Query::select()
        .column("id")
        .from("accounts")
        .and_where(Expr::col("role").eq(Role::Administrator.name()))
        .and_where(Expr::col("disabled_at").is_null())
        .order_by("id", Order::Asc)
        .lock(LockType::Update)
        .take();
    let rows = transaction.query_all(&others).await?;
    let ids = rows.iter().map(|row| get::<Uuid>(row, "id")).collect::<Result<Vec<_>, _>>()?;
    Ok(ids == [id])
}
