use sea_orm::sea_query::{Expr, LockType, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, ExprTrait, QueryResult, SqlErr};
use serde_json::json;
use shanghaidoctor_domain::{Actor, AuditAction, DateTime, EmailAddress, Limits, Role, Task};
use uuid::Uuid;

use super::audit::{self, Deed};
use super::{AccountError, AccountResult, Accounts, Doer, get, limits, moment, moment_or_none, parsed};
use crate::{Error, Result};

/// Somebody who may sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The id.
    pub id: Uuid,
    /// By which they sign in, in lower case.
    pub email: EmailAddress,
    /// What others call them.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Where they may do it.
    pub limits: Limits,
    /// The hash of their password, as a PHC string, once they have one.
    pub password: Option<String>,
    /// Whether they sign in with a second factor.
    pub has_second_factor: bool,
    /// How often it was changed.
    pub revision: i32,
    /// When it was made.
    pub created_at: DateTime,
    /// Since when nobody signs in with it.
    pub disabled_at: Option<DateTime>,
}

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

const COLUMNS: [&str; 11] = [
    "id",
    "email",
    "name",
    "role",
    "locales",
    "channels",
    "password",
    "totp_secret",
    "revision",
    "created_at",
    "disabled_at",
];

impl Accounts {
    /// Makes an account.
    pub async fn create(&self, doer: &Doer, new: NewAccount) -> AccountResult<Account> {
        doer.actor.may_do(Task::ManageAccounts)?;
        let account = Account {
            id: self.clock.next_id(),
            email: lower_case(&new.email),
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
        insert(&transaction, &account, self.now()).await?;
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
        let account = locked(&transaction, id).await?;
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
        write(&transaction, &changed, self.now()).await?;
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
        let select = select().and_where(Expr::col("email").eq(lower_case(email).to_string())).take();
        let row = self.database.reading().query_one(&select).await?;
        Ok(row.as_ref().map(account).transpose()?)
    }

    /// The account of this id.
    pub async fn by_id(&self, id: Uuid) -> AccountResult<Option<Account>> {
        let row = self.database.reading().query_one(&select().and_where(Expr::col("id").eq(id)).take()).await?;
        Ok(row.as_ref().map(account).transpose()?)
    }

    /// All accounts, by address.
    pub async fn all(&self, actor: &Actor) -> AccountResult<Vec<Account>> {
        actor.may_do(Task::ManageAccounts)?;
        let rows = self.database.reading().query_all(&select().order_by("email", Order::Asc).take()).await?;
        Ok(rows.iter().map(account).collect::<Result<_>>()?)
    }

    /// Gives an account another password, by its hash. Its other sessions end; `kept` goes on.
    pub async fn set_password(&self, doer: &Doer, id: Uuid, hash: &str, kept: Option<Uuid>) -> AccountResult<()> {
        let transaction = self.database.begin().await?;
        write_password(&transaction, id, hash, self.now()).await?;
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

/// What an account may do at this moment; nothing where there is none, or a disabled one.
#[expect(dead_code, reason = "a schedule that runs as who set it follows")]
pub(crate) async fn actor(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<Actor>> {
    let row = connection.query_one(&select().and_where(Expr::col("id").eq(id)).take()).await?;
    let account = row.as_ref().map(account).transpose()?.filter(|account| account.disabled_at.is_none());
    Ok(account.map(|Account { id, role, limits, .. }| Actor::Account { id, role, limits }))
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

/// The account of this id, held until the transaction ends.
pub(super) async fn locked(transaction: &DatabaseTransaction, id: Uuid) -> AccountResult<Account> {
    let select = select().and_where(Expr::col("id").eq(id)).lock(LockType::Update).take();
    let row = transaction.query_one(&select).await?.ok_or(AccountError::NotFound("account"))?;
    Ok(account(&row)?)
}

pub(super) async fn write_password(
    transaction: &DatabaseTransaction,
    id: Uuid,
    hash: &str,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<()> {
    let update = Query::update()
        .table("accounts")
        .value("password", hash)
        .value("updated_at", now)
        .and_where(Expr::col("id").eq(id))
        .take();
    transaction.execute(&update).await?;
    Ok(())
}

async fn insert(
    transaction: &DatabaseTransaction,
    account: &Account,
    now: chrono::DateTime<chrono::Utc>,
) -> AccountResult<()> {
    let insert = Query::insert()
        .into_table("accounts")
        .columns([
            "id",
            "email",
            "name",
            "role",
            "locales",
            "channels",
            "password",
            "revision",
            "created_at",
            "updated_at",
        ])
        .values_panic([
            account.id.into(),
            account.email.to_string().into(),
            account.name.clone().into(),
            account.role.name().into(),
            serde_json::to_string(&account.limits.locales)?.into(),
            serde_json::to_string(&account.limits.channels)?.into(),
            account.password.clone().into(),
            account.revision.into(),
            now.into(),
            now.into(),
        ])
        .take();
    match transaction.execute(&insert).await {
        Ok(_) => Ok(()),
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            Err(AccountError::EmailTaken)
        }
        Err(error) => Err(error.into()),
    }
}

async fn write(
    transaction: &DatabaseTransaction,
    account: &Account,
    now: chrono::DateTime<chrono::Utc>,
) -> AccountResult<()> {
    let update = Query::update()
        .table("accounts")
        .value("name", account.name.clone())
        .value("role", account.role.name())
        .value("locales", serde_json::to_string(&account.limits.locales)?)
        .value("channels", serde_json::to_string(&account.limits.channels)?)
        .value("revision", account.revision)
        .value("updated_at", now)
        .value("disabled_at", account.disabled_at.map(chrono::DateTime::<chrono::Utc>::from))
        .and_where(Expr::col("id").eq(account.id))
        .take();
    transaction.execute(&update).await?;
    Ok(())
}

fn select() -> SelectStatement {
    Query::select().columns(COLUMNS).from("accounts").take()
}

fn account(row: &QueryResult) -> Result<Account> {
    Ok(Account {
        id: get(row, "id")?,
        email: parsed(row, "email")?,
        name: get(row, "name")?,
        role: role(row)?,
        limits: limits(row)?,
        password: get(row, "password")?,
        has_second_factor: get::<Option<String>>(row, "totp_secret")?.is_some(),
        revision: get(row, "revision")?,
        created_at: moment(row, "created_at")?,
        disabled_at: moment_or_none(row, "disabled_at")?,
    })
}

/// The role in a row that has one.
pub(super) fn role(row: &QueryResult) -> Result<Role> {
    let name: String = get(row, "role")?;
    let known = Role::ALL.into_iter().find(|role| role.name() == name);
    known.ok_or_else(|| Error::Database(DbErr::Type(format!("`{name}` is no role"))))
}

/// Mail knows large letters from small ones in theory alone; nobody who signs in does.
fn lower_case(email: &EmailAddress) -> EmailAddress {
    email.to_string().to_ascii_lowercase().parse().unwrap_or_else(|_| email.clone())
}
