//! Who may show articles elsewhere: partners, the keys of their programs, how much these are used, and licences.
//!
//! As with accounts: what proves who somebody is comes in as a hash, whoever changes something names who acts, the right is
//! looked at here, and the audit log is written in the same transaction.

mod key;
mod licence;
pub mod reprint;
mod told;
mod uses;

use sea_orm::sea_query::{Expr, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, DatabaseTransaction, ExprTrait, QueryResult};
use serde_json::json;
use shanghaidoctor_domain::{Actor, AuditAction, DateTime, EmailAddress, Task, id_text};
use uuid::Uuid;

pub use key::{NewPartnerKey, PartnerKey};
pub(crate) use licence::repoint;
pub use licence::{GrantedLicence, NewLicence};
pub use uses::{DailyUse, KeyUse};

use crate::accounts::{AccountError, AccountResult, Deed, Doer, audit, get, moment};
use crate::{Clock, Database, Error, Result};

pub(crate) const TABLE: &str = "partners";

/// What the ids of partners begin with.
pub const PARTNER: &str = "partner";
/// What the ids of their keys begin with.
pub const KEY: &str = "key";
/// What the ids of licences begin with.
pub const LICENCE: &str = "licence";

/// Where partners are kept.
#[derive(Clone)]
pub struct Partners {
    database: Database,
    clock: Clock,
}

/// Somebody who may show articles elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partner {
    /// The id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// Where to write to.
    pub contact: Option<EmailAddress>,
    /// How often it was changed.
    pub revision: i32,
    /// When it was made known.
    pub created_at: DateTime,
}

/// A partner to be made known.
#[derive(Clone, Debug)]
pub struct NewPartner {
    /// What it is called.
    pub name: String,
    /// Where to write to.
    pub contact: Option<EmailAddress>,
}

/// What is changed of a partner. What is left out stays.
#[derive(Clone, Debug)]
pub struct PartnerChange {
    /// What it is called.
    pub name: Option<String>,
    /// Where to write to; nowhere where the inner one is none.
    pub contact: Option<Option<EmailAddress>>,
}

impl Partners {
    /// Those of a database.
    pub fn new(database: &Database, clock: &Clock) -> Self {
        Self { database: database.clone(), clock: clock.clone() }
    }

    fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.clock.now().into()
    }

    /// Makes a partner known, with its first key.
    pub async fn create(
        &self,
        doer: &Doer,
        new: NewPartner,
        key: NewPartnerKey,
    ) -> AccountResult<(Partner, PartnerKey)> {
        doer.actor.may_do(Task::ManagePartners)?;
        let transaction = self.database.begin().await?;
        let partner = self.insert_partner(&transaction, doer, new).await?;
        let detail = json!({ "name": partner.name, "contact": partner.contact });
        let deed = Deed::to(AuditAction::PartnerCreated, id_text(PARTNER, partner.id)).with(detail);
        audit::note(&transaction, &self.clock, doer, deed).await?;
        let key = self.insert_key(&transaction, doer, partner.id, key, None).await?;
        transaction.commit().await?;
        Ok((partner, key))
    }

    async fn insert_partner(
        &self,
        transaction: &DatabaseTransaction,
        doer: &Doer,
        new: NewPartner,
    ) -> AccountResult<Partner> {
        let NewPartner { name, contact } = new;
        let partner = Partner { id: self.clock.next_id(), name, contact, revision: 1, created_at: self.clock.now() };
        let insert = Query::insert()
            .into_table(TABLE)
            .columns(["id", "name", "contact", "revision", "created_by", "created_at", "updated_at"])
            .values_panic([
                partner.id.into(),
                partner.name.clone().into(),
                partner.contact.as_ref().map(ToString::to_string).into(),
                partner.revision.into(),
                doer.actor.name().into_owned().into(),
                self.now().into(),
                self.now().into(),
            ])
            .take();
        transaction.execute(&insert).await?;
        Ok(partner)
    }

    /// Changes a partner that is at the revision `seen`.
    pub async fn update(&self, doer: &Doer, id: Uuid, seen: i32, change: PartnerChange) -> AccountResult<Partner> {
        doer.actor.may_do(Task::ManagePartners)?;
        let transaction = self.database.begin().await?;
        let before = one(&transaction, id).await?.ok_or(AccountError::NotFound("partner"))?;
        let after = Partner {
            name: change.name.unwrap_or_else(|| before.name.clone()),
            contact: change.contact.unwrap_or_else(|| before.contact.clone()),
            revision: seen + 1,
            ..before.clone()
        };
        let update = Query::update()
            .table(TABLE)
            .value("name", after.name.clone())
            .value("contact", after.contact.as_ref().map(ToString::to_string))
            .value("revision", after.revision)
            .value("updated_at", self.now())
            .and_where(Expr::col("id").eq(id))
            .and_where(Expr::col("revision").eq(seen))
            .take();
        if transaction.execute(&update).await?.rows_affected() == 0 {
            return Err(AccountError::Stale { current: before.revision, seen });
        }
        let described = |partner: &Partner| json!({ "name": partner.name, "contact": partner.contact });
        let detail = json!({ "before": described(&before), "after": described(&after) });
        let deed = Deed::to(AuditAction::PartnerChanged, id_text(PARTNER, id)).with(detail);
        audit::note(&transaction, &self.clock, doer, deed).await?;
        transaction.commit().await?;
        Ok(after)
    }

    /// All partners, by name.
    pub async fn all(&self, actor: &Actor) -> AccountResult<Vec<Partner>> {
        actor.may_do(Task::ManagePartners)?;
        let select = select().order_by("name", Order::Asc).order_by("id", Order::Asc).take();
        let rows = self.database.reading().query_all(&select).await?;
        Ok(rows.iter().map(partner).collect::<Result<_>>()?)
    }

    /// The partner of this id.
    pub async fn one(&self, actor: &Actor, id: Uuid) -> AccountResult<Option<Partner>> {
        actor.may_see_partner(id)?;
        Ok(one(self.database.reading(), id).await?)
    }
}

async fn one(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<Partner>> {
    let row = connection.query_one(&select().and_where(Expr::col("id").eq(id)).take()).await?;
    row.as_ref().map(partner).transpose()
}

fn select() -> SelectStatement {
    Query::select().columns(["id", "name", "contact", "revision", "created_at"]).from(TABLE).take()
}

fn partner(row: &QueryResult) -> Result<Partner> {
    let contact: Option<String> = get(row, "contact")?;
    let unreadable = |error| Error::Database(sea_orm::DbErr::Type(format!("contact: {error}")));
    Ok(Partner {
        id: get(row, "id")?,
        name: get(row, "name")?,
        contact: contact.map(|text| text.parse().map_err(unreadable)).transpose()?,
        revision: get(row, "revision")?,
        created_at: moment(row, "created_at")?,
    })
}
