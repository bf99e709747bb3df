//! An account as it is stored.

use sea_orm::sea_query::{Expr, LockType, Query, SelectStatement};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, ExprTrait, QueryResult, SqlErr, Value};
use shanghaidoctor_domain::{DateTime, EmailAddress, Limits, Role};
use uuid::Uuid;

use super::{AccountError, AccountResult, get, limits, moment, moment_or_none, parsed};
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

impl Account {
    pub(super) async fn insert(
        &self,
        transaction: &DatabaseTransaction,
        now: chrono::DateTime<chrono::Utc>,
    ) -> AccountResult<()> {
        let fixed = [
            ("id", self.id.into()),
            ("email", self.email.to_string().into()),
            ("password", self.password.clone().into()),
            ("created_at", now.into()),
            ("updated_at", now.into()),
        ];
        let (columns, values): (Vec<_>, Vec<_>) = fixed.into_iter().chain(self.changeable()?).unzip();
        let values = values.into_iter().map(Expr::val);
        let insert = Query::insert().into_table("accounts").columns(columns).values_panic(values).take();
        match transaction.execute(&insert).await {
            Ok(_) => Ok(()),
            Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
                Err(AccountError::EmailTaken)
            }
            Err(error) => Err(error.into()),
        }
    }

    pub(super) async fn write(
        &self,
        transaction: &DatabaseTransaction,
        now: chrono::DateTime<chrono::Utc>,
    ) -> AccountResult<()> {
        let mut update = Query::update().table("accounts").value("updated_at", now).take();
        for (column, value) in self.changeable()? {
            update.value(column, value);
        }
        transaction.execute(update.and_where(Expr::col("id").eq(self.id))).await?;
        Ok(())
    }

    /// The columns that an administrator's change can touch.
    fn changeable(&self) -> Result<[(&'static str, Value); 6]> {
        Ok([
            ("name", self.name.clone().into()),
            ("role", self.role.name().into()),
            ("locales", serde_json::to_string(&self.limits.locales)?.into()),
            ("channels", serde_json::to_string(&self.limits.channels)?.into()),
            ("revision", self.revision.into()),
            ("disabled_at", self.disabled_at.map(chrono::DateTime::<chrono::Utc>::from).into()),
        ])
    }
}

/// The account of this id, held until the transaction ends.
pub(super) async fn locked(transaction: &DatabaseTransaction, id: Uuid) -> AccountResult<Account> {
    let select = select().and_where(Expr::col("id").eq(id)).lock(LockType::Update).take();
    let row = transaction.query_one(&select).await?.ok_or(AccountError::NotFound("account"))?;
    Ok(from_row(&row)?)
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

pub(super) fn select() -> SelectStatement {
    Query::select().columns(COLUMNS).from("accounts").take()
}

pub(super) fn from_row(row: &QueryResult) -> Result<Account> {
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
pub(super) fn lower_case(email: &EmailAddress) -> EmailAddress {
    email.to_string().to_ascii_lowercase().parse().unwrap_or_else(|_| email.clone())
}
