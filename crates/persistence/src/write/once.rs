use std::time::Duration;

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use shanghaidoctor_domain::{DateTime, Id, ViolationCode, Violations};
use uuid::Uuid;

use super::Writing;
use crate::stored::Stored;
use crate::{Error, Result, content_hash};

const TABLE: &str = "idempotency_keys";

/// The field of an input that holds the key.
const FIELD: &str = "idempotencyKey";

/// How long a key is remembered.
const REMEMBERED: Duration = Duration::from_secs(24 * 60 * 60);

/// At most so many bytes of a key.
const LONGEST: usize = 255;

/// A key under which its actor creates one document, however often the same input is sent. It is remembered for a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Once {
    key: String,
    /// Of the input that it came with.
    input: String,
}

impl Once {
    /// The key that came with this input.
    pub fn new(key: String, input: &[u8]) -> Self {
        Self { key, input: content_hash(input) }
    }
}

impl Writing {
    /// What the actor created under this key; none where it is new. A key that came with another input is refused.
    pub async fn created_once<T: Stored>(&self, once: &Once) -> Result<Option<Id<T>>> {
        if once.key.is_empty() || once.key.len() > LONGEST {
            return Err(refused::<T>(ViolationCode::Invalid, format!("a key has 1 to {LONGEST} bytes")));
        }
        let known = Query::select()
            .columns(["input", "node"])
            .from(TABLE)
            .and_where(Expr::col("actor").eq(self.actor.name().into_owned()))
            .and_where(Expr::col("key").eq(once.key.as_str()))
            .and_where(Expr::col("at").gt(self.forgotten_before()))
            .take();
        let Some(row) = self.transaction.query_one(&known).await? else { return Ok(None) };
        let (input, node): (String, Uuid) = (row.try_get("", "input")?, row.try_get("", "node")?);
        if input != once.input {
            let message = "this key came with another input before: take a new one for a new document";
            return Err(refused::<T>(ViolationCode::Duplicate, message.to_owned()));
        }
        Ok(Some(Id::new(node)))
    }

    /// Notes what was created under a key, and forgets the keys of before yesterday.
    pub(super) async fn note_once<T: Stored>(&self, once: &Once, id: Id<T>) -> Result<()> {
        let old = Query::delete().from_table(TABLE).and_where(Expr::col("at").lte(self.forgotten_before())).take();
        self.transaction.execute(&old).await?;
        let insert = Query::insert()
            .into_table(TABLE)
            .columns(["actor", "key", "input", "node", "at"])
            .values_panic([
                self.actor.name().into_owned().into(),
                once.key.as_str().into(),
                once.input.as_str().into(),
                id.uuid().into(),
                moment(self.at).into(),
            ])
            .take();
        self.transaction.execute(&insert).await?;
        Ok(())
    }

    fn forgotten_before(&self) -> chrono::DateTime<chrono::Utc> {
        moment(self.at) - REMEMBERED
    }
}

fn moment(at: DateTime) -> chrono::DateTime<chrono::Utc> {
    at.into()
}

fn refused<T: Stored>(code: ViolationCode, message: String) -> Error {
    let mut violations = Violations::default();
    violations.push(FIELD, code, message);
    Error::Invalid { node: Id::<T>::new(Uuid::nil()).node(), violations }
}
