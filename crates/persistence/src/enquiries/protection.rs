//! What holds off those who send forms without end: a token is good for one form, and there are so many forms a day from one
//! place, of one e-mail address and for one who receives them. They are counted by hashes with the salt of the day, which is
//! deleted with it, so that nothing which stays leads to a person.

use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, ExprTrait};
use sha2::{Digest as _, Sha256};
use shanghaidoctor_domain::{DateTime, EmailAddress};
use uuid::Uuid;

use super::Enquiries;
use crate::accounts::{AccountError, get};
use crate::{Clock, Database, Error, Result, Visits};

/// So many forms a day come from one place: several people of a hospital may share it.
const FROM_ONE_PLACE: i32 = 10;

/// So many name one e-mail address: it may be that of somebody who knows nothing of it.
const OF_ONE_ADDRESS: i32 = 5;

/// So many are for one who receives them.
const FOR_ONE: i32 = 100;

/// A form as it was sent.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The token that it was given out with.
    pub token: Uuid,
    /// Until when that is good.
    pub token_expires_at: DateTime,
    /// From which place: an address of the net, or the part of one that a household has.
    pub place: String,
    /// Whether it gives itself away as nothing that a person sent.
    pub is_spam: bool,
}

/// Whose forms are too many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FullUp {
    /// Those from one place.
    Place,
    /// Those that name one e-mail address.
    Address,
    /// Those for one who receives them.
    Target,
}

/// Why a form was not taken.
#[derive(Debug, thiserror::Error)]
pub enum FormError {
    /// Its token came with another one before.
    #[error("this form was sent already: ask for another token, and send it once")]
    TokenUsed,
    /// Too many came today.
    #[error("too many forms came today")]
    Full(FullUp),
    /// It cannot be kept.
    #[error(transparent)]
    Failed(#[from] AccountError),
}

impl From<Error> for FormError {
    fn from(error: Error) -> Self {
        Self::Failed(error.into())
    }
}

impl From<DbErr> for FormError {
    fn from(error: DbErr) -> Self {
        Self::Failed(error.into())
    }
}

/// By what forms are counted today.
pub(crate) struct Counter {
    day: NaiveDate,
    salt: Uuid,
}

impl Counter {
    /// That of today.
    pub(crate) async fn of_today(database: &Database, clock: &Clock) -> Result<Self> {
        let day = chrono::DateTime::<chrono::Utc>::from(clock.now()).date_naive();
        let salt = Visits::new(database).begin_day(day, clock.secret()).await?;
        Ok(Self { day, salt })
    }

    fn hash(&self, what: FullUp, name: &str) -> String {
        let mut hash = Sha256::new();
        hash.update(self.salt.as_bytes());
        hash.update([what as u8]);
        hash.update(name.as_bytes());
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Enquiries {
    pub(super) async fn counter(&self) -> Result<Counter> {
        Counter::of_today(&self.database, &self.clock).await
    }
}

/// Lets a form in, in the transaction that keeps what it says.
pub(crate) async fn admit(
    transaction: &DatabaseTransaction,
    counter: &Counter,
    sent: &Sent,
    email: &EmailAddress,
    target: &str,
) -> Result<(), FormError> {
    use_token(transaction, sent).await?;
    let old = Query::delete().from_table("form_counts").and_where(Expr::col("day").lt(counter.day)).take();
    transaction.execute(&old).await?;
    let email = email.to_string().to_ascii_lowercase();
    // In one order on all nodes, so that none waits for another that waits for it.
    let mut counts = [
        (counter.hash(FullUp::Place, &sent.place), FROM_ONE_PLACE, FullUp::Place),
        (counter.hash(FullUp::Address, &email), OF_ONE_ADDRESS, FullUp::Address),
        (counter.hash(FullUp::Target, target), FOR_ONE, FullUp::Target),
    ];
    counts.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    for (counted, most, what) in counts {
        if count(transaction, counter.day, counted).await? > most {
            return Err(FormError::Full(what));
        }
    }
    Ok(())
}

async fn use_token(connection: &impl ConnectionTrait, sent: &Sent) -> Result<(), FormError> {
    let insert = Query::insert()
        .into_table("form_tokens")
        .columns(["id", "expires_at"])
        .values_panic([sent.token.into(), chrono::DateTime::<chrono::Utc>::from(sent.token_expires_at).into()])
        .on_conflict(OnConflict::column("id").do_nothing().to_owned())
        .returning_col("id")
        .take();
    match connection.query_one(&insert).await? {
        Some(_) => Ok(()),
        None => Err(FormError::TokenUsed),
    }
}

/// Counts one more, and gives how many there are today.
async fn count(connection: &impl ConnectionTrait, day: NaiveDate, counted: String) -> Result<i32> {
    let more = Expr::col(("form_counts", "count")).add(1);
    let insert = Query::insert()
        .into_table("form_counts")
        .columns(["day", "counted", "count"])
        .values_panic([day.into(), counted.into(), 1.into()])
        .on_conflict(OnConflict::columns(["day", "counted"]).value("count", more).to_owned())
        .returning_col("count")
        .take();
    let row = connection.query_one(&insert).await?;
    Ok(row.map(|row| get(&row, "count")).transpose()?.unwrap_or(1))
}
