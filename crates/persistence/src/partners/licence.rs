use sea_orm::sea_query::{Expr, Func, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, DatabaseTransaction, ExprTrait, QueryResult};
use serde_json::json;
use shanghaidoctor_domain::{
    Actor, AuditAction, CountryCode, DateTime, Id, Licence, LicensedWorks, Locale, NodeId, Stage, Task, ViolationCode,
    Violations, id_text,
};
use uuid::Uuid;

use super::{LICENCE, PARTNER, Partners};
use crate::accounts::{AccountError, AccountResult, Deed, Doer, audit, get, json as read_json, moment, moment_or_none};
use crate::filter::in_ids;
use crate::stored::{Stored, column};
use crate::{Result, read};

/// A licence, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantedLicence {
    /// What it gives.
    pub licence: Licence,
    /// When it was granted.
    pub granted_at: DateTime,
    /// Why it was ended, where somebody said so.
    pub end_reason: Option<String>,
}

/// A licence to be granted.
#[derive(Clone, Debug)]
pub struct NewLicence {
    /// To whom.
    pub partner: Uuid,
    /// Which articles.
    pub works: LicensedWorks,
    /// In which languages; in all where there is none.
    pub languages: Vec<Locale>,
    /// Where they may be shown; everywhere where there is none.
    pub territory: Vec<CountryCode>,
    /// From when; from now on where that is not said.
    pub from: Option<DateTime>,
    /// Until when.
    pub until: Option<DateTime>,
    /// The line to print with them.
    pub credit_line: Option<String>,
    /// Whether copies name the article's own address as the canonical one.
    pub canonical_link: bool,
    /// Whether the text may be changed.
    pub edits_allowed: bool,
    /// Whether it is for trying.
    pub sandbox: bool,
}

impl Partners {
    /// The documents that a licence would name and that are not there.
    pub async fn unknown(&self, works: &LicensedWorks) -> Result<Violations> {
        let mut violations = Violations::default();
        self.look_up(&mut violations, "articles", &works.articles).await?;
        self.look_up(&mut violations, "doctors", &works.doctors).await?;
        self.look_up(&mut violations, "specialties", &works.specialties).await?;
        Ok(violations)
    }

    async fn look_up<T: Stored>(&self, violations: &mut Violations, field: &str, named: &[Id<T>]) -> Result<()> {
        if named.is_empty() {
            return Ok(());
        }
        let ids: Vec<Uuid> = named.iter().map(|id| id.uuid()).collect();
        let select = Query::select()
            .column(column::ID)
            .from(read::table::<T>())
            .and_where(in_ids(column::ID, &ids))
            .and_where(Expr::col(column::STAGE).eq(Stage::Draft.letter()))
            .take();
        let rows = self.database.reading().query_all(&select).await?;
        let known = rows.iter().map(|row| get::<Uuid>(row, column::ID)).collect::<Result<Vec<_>, _>>()?;
        for (index, id) in named.iter().enumerate().filter(|(_, id)| !known.contains(&id.uuid())) {
            let message = format!("there is no {} of the id {id}", T::KIND.prefix());
            violations.push(format!("{field}.{index}"), ViolationCode::NotFound, message);
        }
        Ok(())
    }

    /// Grants a licence.
    pub async fn grant(&self, doer: &Doer, new: NewLicence) -> AccountResult<GrantedLicence> {
        doer.actor.may_do(Task::ManagePartners)?;
        let transaction = self.database.begin().await?;
        let granted = self.grant_within(&transaction, doer, new).await?;
        transaction.commit().await?;
        Ok(granted)
    }

    /// The same in the transaction of what it belongs to.
    pub(super) async fn grant_within(
        &self,
        transaction: &DatabaseTransaction,
        doer: &Doer,
        new: NewLicence,
    ) -> AccountResult<GrantedLicence> {
        let granted_at = self.clock.now();
        let licence = Licence {
            id: self.clock.next_id(),
            partner: new.partner,
            works: new.works,
            languages: new.languages,
            territory: new.territory,
            from: new.from.unwrap_or(granted_at),
            until: new.until,
            ended_at: None,
            credit_line: new.credit_line,
            canonical_link: new.canonical_link,
            edits_allowed: new.edits_allowed,
            sandbox: new.sandbox,
        };
        super::one(transaction, licence.partner).await?.ok_or(AccountError::NotFound("partner"))?;
        insert(transaction, &licence, &doer.actor, granted_at).await?;
        let detail = json!({
            "partner": id_text(PARTNER, licence.partner), "works": licence.works, "languages": licence.languages,
            "from": licence.from, "until": licence.until, "sandbox": licence.sandbox,
        });
        let deed = Deed::to(AuditAction::LicenceGranted, id_text(LICENCE, licence.id)).with(detail);
        audit::note(transaction, &self.clock, doer, deed).await?;
        Ok(GrantedLicence { licence, granted_at, end_reason: None })
    }

    /// Ends a licence, from this moment on. One that was ended before stays as it is.
    pub async fn end(&self, doer: &Doer, id: Uuid, reason: Option<String>) -> AccountResult<GrantedLicence> {
        doer.actor.may_do(Task::ManagePartners)?;
        let transaction = self.database.begin().await?;
        let end = Query::update()
            .table("licences")
            .value("ended_at", self.now())
            .value("end_reason", reason.clone())
            .and_where(Expr::col("id").eq(id))
            .and_where(Expr::col("ended_at").is_null())
            .take();
        if transaction.execute(&end).await?.rows_affected() > 0 {
            let deed = Deed::to(AuditAction::LicenceEnded, id_text(LICENCE, id)).with(json!({ "reason": reason }));
            audit::note(&transaction, &self.clock, doer, deed).await?;
        }
        let row = transaction.query_one(&select().and_where(Expr::col("id").eq(id)).take()).await?;
        let licence = row.as_ref().map(granted).transpose()?.ok_or(AccountError::NotFound("licence"))?;
        transaction.commit().await?;
        Ok(licence)
    }

    /// The licences of a partner, the latest first.
    pub async fn licences(&self, actor: &Actor, partner: Uuid) -> AccountResult<Vec<GrantedLicence>> {
        actor.may_see_partner(partner)?;
        self.licences_where(select().and_where(Expr::col("partner_id").eq(partner)).take()).await
    }

    /// One licence, whoever asks: for those who were told its id as theirs.
    pub(super) async fn licence_of_id(&self, id: Uuid) -> AccountResult<Option<GrantedLicence>> {
        Ok(self.licences_where(select().and_where(Expr::col("id").eq(id)).take()).await?.pop())
    }

    /// The licences of all partners, the latest first.
    pub async fn all_licences(&self, actor: &Actor) -> AccountResult<Vec<GrantedLicence>> {
        actor.may_do(Task::ManagePartners)?;
        self.licences_where(select()).await
    }

    async fn licences_where(&self, mut select: SelectStatement) -> AccountResult<Vec<GrantedLicence>> {
        let rows = self.database.reading().query_all(select.order_by("id", Order::Desc)).await?;
        Ok(rows.iter().map(granted).collect::<Result<_>>()?)
    }

    /// The licences of a partner that hold, or are to come.
    pub(super) async fn not_over(&self, partner: Uuid) -> Result<Vec<Licence>> {
        let select = select()
            .and_where(Expr::col("partner_id").eq(partner))
            .and_where(Expr::col("ended_at").is_null())
            .and_where(Expr::col("ends_at").is_null().or(Expr::col("ends_at").gt(self.now())))
            .take();
        let rows = self.database.reading().query_all(&select).await?;
        rows.iter().map(|row| Ok(granted(row)?.licence)).collect()
    }
}

/// Lets the licences that name a record that was merged name the one that goes on for it.
pub(crate) async fn repoint(connection: &impl ConnectionTrait, from: NodeId, to: NodeId) -> Result<()> {
    let (from, to) = (from.to_string(), to.to_string());
    let pattern = format!("%{from}%");
    // Ids are of one length each, so none stands in another one.
    let works = Func::cust("replace").args([Expr::col("works"), Expr::val(from), Expr::val(to)]);
    let update =
        Query::update().table("licences").value("works", works).and_where(Expr::col("works").like(pattern)).take();
    connection.execute(&update).await?;
    Ok(())
}

async fn insert(
    connection: &impl ConnectionTrait,
    licence: &Licence,
    granted_by: &Actor,
    granted_at: DateTime,
) -> AccountResult<()> {
    let moment = |moment: DateTime| chrono::DateTime::<chrono::Utc>::from(moment);
    let insert = Query::insert()
        .into_table("licences")
        .columns([
            "id",
            "partner_id",
            "works",
            "languages",
            "territory",
            "starts_at",
            "ends_at",
            "credit_line",
            "canonical_link",
            "edits_allowed",
            "sandbox",
            "created_by",
            "created_at",
        ])
        .values_panic([
            licence.id.into(),
            licence.partner.into(),
            serde_json::to_string(&licence.works)?.into(),
            serde_json::to_string(&licence.languages)?.into(),
            serde_json::to_string(&licence.territory)?.into(),
            moment(licence.from).into(),
            licence.until.map(moment).into(),
            licence.credit_line.clone().into(),
            licence.canonical_link.into(),
            licence.edits_allowed.into(),
            licence.sandbox.into(),
            granted_by.name().into_owned().into(),
            moment(granted_at).into(),
        ])
        .take();
    connection.execute(&insert).await?;
    Ok(())
}

pub(super) fn select() -> SelectStatement {
    Query::select()
        .columns([
            "id",
            "partner_id",
            "works",
            "languages",
            "territory",
            "starts_at",
            "ends_at",
            "credit_line",
            "canonical_link",
            "edits_allowed",
            "sandbox",
            "created_at",
            "ended_at",
            "end_reason",
        ])
        .from("licences")
        .take()
}

pub(super) fn granted(row: &QueryResult) -> Result<GrantedLicence> {
    let licence = Licence {
        id: get(row, "id")?,
        partner: get(row, "partner_id")?,
        works: read_json(row, "works")?,
        languages: read_json(row, "languages")?,
        territory: read_json(row, "territory")?,
        from: moment(row, "starts_at")?,
        until: moment_or_none(row, "ends_at")?,
        ended_at: moment_or_none(row, "ended_at")?,
        credit_line: get(row, "credit_line")?,
        canonical_link: get(row, "canonical_link")?,
        edits_allowed: get(row, "edits_allowed")?,
        sandbox: get(row, "sandbox")?,
    };
    Ok(GrantedLicence { licence, granted_at: moment(row, "created_at")?, end_reason: get(row, "end_reason")? })
}
