//! Who may sign in and write: accounts, their sessions, the tokens of programs, the keys that tokens are signed with, and
//! the log of what was done with all of it.
//!
//! What proves who somebody is comes in as a hash, or sealed; nothing here could be used to sign in. Whoever changes
//! something names who acts: the right is looked at here, and the log is written in the same transaction.

mod account;
mod administration;
pub(crate) mod audit;
mod external_identity;
mod failures;
mod invitation;
mod names;
mod second_factor;
mod service_token;
mod session;
mod signing_key;
mod standing;

use std::str::FromStr;

use sea_orm::{DbErr, QueryResult, TryGetable};
use serde::de::DeserializeOwned;
use shanghaidoctor_domain::{Actor, DateTime, Forbidden, Limits};

pub use account::Account;
pub use administration::{AccountChange, NewAccount};
pub use audit::{AuditFilter, AuditLine, Deed};
pub use failures::Failures;
pub(crate) use names::names;
pub use second_factor::SecondFactor;
pub use service_token::{NewServiceToken, ServiceToken};
pub use session::{Refreshed, Session, SessionStart, Signed};
pub use signing_key::SigningKey;
pub(crate) use standing::is_shut_out;

use crate::{Clock, Database, Error};

/// Where accounts are kept.
#[derive(Clone)]
pub struct Accounts {
    database: Database,
    clock: Clock,
}

/// Who does something, and from where.
#[derive(Clone, Debug)]
pub struct Doer {
    /// Who.
    pub actor: Actor,
    /// From which address, where it is known.
    pub address: Option<String>,
}

impl Doer {
    /// Somebody at the command line.
    pub const fn operator() -> Self {
        Self { actor: Actor::Operator, address: None }
    }
}

/// Why something about accounts was not done.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The actor lacks the right.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// Somebody else has an account of this address.
    #[error("an account of this e-mail address is there already")]
    EmailTaken,
    /// There is no such thing.
    #[error("there is no {0} of this id")]
    NotFound(&'static str),
    /// Somebody else changed it since it was read.
    #[error("it was changed since you read it: it is at revision {current}, you saw {seen}; read it again")]
    Stale {
        /// The revision it is at.
        current: i32,
        /// The revision the writer saw.
        seen: i32,
    },
    /// A key that holds no more is not replaced.
    #[error("this key was revoked, or its time is over: make another one by `createPartnerKey`")]
    KeyOver,
    /// What somebody wrote was deleted, with their address.
    #[error("what tells of whoever wrote it was deleted: there is nobody to write to any more")]
    Emptied,
    /// It was decided before.
    #[error("this was decided already: grant or end licences by themselves")]
    Decided,
    /// Nobody would be left who manages accounts.
    #[error("this is the last administrator: make another one first")]
    LastAdministrator,
    /// The link was used, or its time is over.
    #[error("this link was used already, or is too old: ask for another one")]
    InvitationOver,
    /// The database failed.
    #[error(transparent)]
    Failed(#[from] Error),
}

impl From<DbErr> for AccountError {
    fn from(error: DbErr) -> Self {
        Self::Failed(error.into())
    }
}

impl From<serde_json::Error> for AccountError {
    fn from(error: serde_json::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// The result of anything about accounts.
pub type AccountResult<T> = Result<T, AccountError>;

impl Accounts {
    /// Those of a database.
    pub fn new(database: &Database, clock: &Clock) -> Self {
        Self { database: database.clone(), clock: clock.clone() }
    }

    fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.clock.now().into()
    }
}

pub(crate) fn get<T: TryGetable>(row: &QueryResult, column: &str) -> Result<T, DbErr> {
    row.try_get("", column)
}

pub(crate) fn moment(row: &QueryResult, column: &str) -> Result<DateTime, DbErr> {
    Ok(get::<chrono::DateTime<chrono::Utc>>(row, column)?.into())
}

pub(crate) fn moment_or_none(row: &QueryResult, column: &str) -> Result<Option<DateTime>, DbErr> {
    Ok(get::<Option<chrono::DateTime<chrono::Utc>>>(row, column)?.map(DateTime::from))
}

pub(crate) fn json<T: DeserializeOwned>(row: &QueryResult, column: &str) -> Result<T, Error> {
    Ok(serde_json::from_str(&get::<String>(row, column)?)?)
}

fn parsed<T: FromStr<Err: std::fmt::Display>>(row: &QueryResult, column: &str) -> Result<T, Error> {
    let text: String = get(row, column)?;
    text.parse().map_err(|error: T::Err| Error::Database(DbErr::Type(format!("{column}: {error}"))))
}

fn limits(row: &QueryResult) -> Result<Limits, Error> {
    Ok(Limits { locales: json(row, "locales")?, channels: json(row, "channels")? })
}
