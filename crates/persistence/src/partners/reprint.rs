//! Requests to reprint articles: anybody may ask, publishers decide, and what is granted is a licence and a key of a partner.
//! Whoever asked follows it by a private link, which came to their mailbox alone: so what it shows is theirs.

use sea_orm::sea_query::{Expr, Func, Order, Query, SelectStatement, UpdateStatement};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, ExprTrait, QueryResult};
use serde_json::json;
use shanghaidoctor_domain::content::Article;
use shanghaidoctor_domain::{
    Actor, AuditAction, CountryCode, DateTime, EmailAddress, Id, Locale, ReprintState, Task, id_text,
};
use uuid::Uuid;

use super::{GrantedLicence, LICENCE, NewLicence, NewPartner, NewPartnerKey, PARTNER, Partners};
use crate::accounts::{AccountError, AccountResult, Deed, Doer, audit, get, json as read_json, moment, moment_or_none};
use crate::enquiries::{Counter, FormError, Sent, address, admit};
use crate::mails::{NewMail, enqueue};
use crate::queue::{self, PageOf, QueuePage};
use crate::{Error, Result};

/// What ids of requests begin with.
pub const REPRINT: &str = "reprint";

pub(crate) const TABLE: &str = "reprint_requests";

/// What is emptied of a request: what tells of a person, and what is secret.
pub(crate) const PERSONAL: [&str; 6] = ["name", "email", "purpose", "reason", "link_sealed", "key_sealed"];

/// A request to reprint articles, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReprintRequest {
    /// The id.
    pub id: Uuid,
    /// How often it was changed, counted from 1.
    pub revision: i32,
    /// What became of it.
    pub state: ReprintState,
    /// Who wants to show the articles.
    pub organisation: String,
    /// Who asks; none once it was emptied, as the next ones.
    pub name: Option<String>,
    /// Where to answer to.
    pub email: Option<String>,
    /// What for.
    pub purpose: Option<String>,
    /// Which articles.
    pub articles: Vec<Id<Article>>,
    /// In which countries; in all where there is none.
    pub territory: Vec<CountryCode>,
    /// In which languages; in all where there is none.
    pub languages: Vec<Locale>,
    /// From when on.
    pub from: Option<DateTime>,
    /// Until when.
    pub until: Option<DateTime>,
    /// What stands in the private link, sealed.
    pub link_sealed: Option<String>,
    /// The secret of the key, sealed, until it was shown.
    pub key_sealed: Option<String>,
    /// The partner that it made or found.
    pub partner: Option<Uuid>,
    /// The licence that was granted.
    pub licence: Option<Uuid>,
    /// Why it was declined.
    pub reason: Option<String>,
    /// Who decided.
    pub handled_by: Option<String>,
    /// When it came.
    pub created_at: DateTime,
    /// When it was decided.
    pub handled_at: Option<DateTime>,
    /// When what tells of a person was deleted.
    pub emptied_at: Option<DateTime>,
}

/// What somebody asks for.
#[derive(Clone, Debug)]
pub struct NewReprintRequest {
    /// Who wants to show the articles.
    pub organisation: String,
    /// Who asks.
    pub name: String,
    /// Where to answer to.
    pub email: EmailAddress,
    /// What for.
    pub purpose: String,
    /// Which articles.
    pub articles: Vec<Id<Article>>,
    /// In which countries.
    pub territory: Vec<CountryCode>,
    /// In which languages.
    pub languages: Vec<Locale>,
    /// From when on.
    pub from: Option<DateTime>,
    /// Until when.
    pub until: Option<DateTime>,
    /// The hash of what stands in the private link.
    pub link_hash: String,
    /// The same, sealed.
    pub link_sealed: String,
    /// The mail with the private link.
    pub receipt: NewMail,
    /// The mail that tells the editors.
    pub notice: Option<NewMail>,
}

/// What is granted.
#[derive(Clone, Debug)]
pub struct ReprintGrant {
    /// To which partner; to the one whose contact is who asked, or to a new one, where none is named.
    pub partner: Option<Uuid>,
    /// The licence; of which partner it is, is seen then.
    pub licence: NewLicence,
    /// The key.
    pub key: NewPartnerKey,
    /// Its secret, sealed, to be shown once.
    pub key_sealed: String,
    /// The mail that tells of it.
    pub mail: NewMail,
}

impl Partners {
    /// Takes in what somebody asks for. Of what is taken for spam nobody is told.
    pub async fn request_reprint(&self, sent: Sent, new: NewReprintRequest) -> Result<(), FormError> {
        let counter = Counter::of_today(&self.database, &self.clock).await?;
        let transaction = self.database.begin().await?;
        admit(&transaction, &counter, &sent, &new.email, "reprint").await?;
        let id = self.clock.next_id();
        self.insert_request(&transaction, id, &sent, &new).await?;
        let mails = [Some(new.receipt), new.notice];
        for mail in mails.into_iter().flatten().filter(|_| !sent.is_spam) {
            enqueue(&transaction, &self.clock, &id_text(REPRINT, id), mail).await?;
        }
        transaction.commit().await?;
        self.database.wake();
        Ok(())
    }

    async fn insert_request(
        &self,
        transaction: &DatabaseTransaction,
        id: Uuid,
        sent: &Sent,
        new: &NewReprintRequest,
    ) -> Result<()> {
        let state = if sent.is_spam { ReprintState::Spam } else { ReprintState::New };
        let moment = |moment: DateTime| chrono::DateTime::<chrono::Utc>::from(moment);
        let row = [
            ("id", id.into()),
            ("revision", 1.into()),
            ("state", state.name().into()),
            ("organisation", new.organisation.clone().into()),
            ("name", new.name.clone().into()),
            ("email", new.email.to_string().into()),
            ("purpose", new.purpose.clone().into()),
            ("articles", serde_json::to_string(&new.articles)?.into()),
            ("territory", serde_json::to_string(&new.territory)?.into()),
            ("languages", serde_json::to_string(&new.languages)?.into()),
            ("starts_at", new.from.map(moment).into()),
            ("ends_at", new.until.map(moment).into()),
            ("link_hash", new.link_hash.clone().into()),
            ("link_sealed", new.link_sealed.clone().into()),
            ("created_at", self.now().into()),
            // As what somebody has declined, it goes after a time.
            ("handled_at", sent.is_spam.then(|| self.now()).into()),
        ];
        let (columns, values): (Vec<&str>, Vec<Expr>) = row.into_iter().unzip();
        let insert = Query::insert().into_table(TABLE).columns(columns).values_panic(values).take();
        transaction.execute(&insert).await?;
        Ok(())
    }

    /// Requests of a state, or all.
    pub async fn reprint_requests(
        &self,
        actor: &Actor,
        wanted: PageOf<ReprintState>,
    ) -> AccountResult<QueuePage<ReprintRequest>> {
        actor.may_do(Task::AnswerEnquiries)?;
        let wanted = PageOf { state: wanted.state.map(ReprintState::name), after: wanted.after, most: wanted.most };
        Ok(queue::page(&self.database, TABLE, select(), wanted, request).await?)
    }

    /// The request of this id, for somebody who decides.
    pub async fn reprint_to_decide(&self, actor: &Actor, id: Uuid) -> AccountResult<ReprintRequest> {
        actor.may_do(Task::ManagePartners)?;
        found(self.database.reading(), id).await
    }

    /// The request whose private link has what has this hash.
    pub async fn reprint_by_link(&self, hash: &str) -> AccountResult<Option<ReprintRequest>> {
        let select = select().and_where(Expr::col("link_hash").eq(hash)).take();
        let row = self.database.reading().query_one(&select).await?;
        Ok(row.as_ref().map(request).transpose()?)
    }

    /// The licence that was granted to a request.
    pub async fn licence_of_reprint(&self, asked: &ReprintRequest) -> AccountResult<Option<GrantedLicence>> {
        match asked.licence {
            Some(licence) => self.licence_of_id(licence).await,
            None => Ok(None),
        }
    }

    /// Grants a request that is at the revision `seen`: the partner, the licence, the key and the mail, or none of them.
    pub async fn grant_reprint(
        &self,
        doer: &Doer,
        (id, seen): (Uuid, i32),
        grant: ReprintGrant,
    ) -> AccountResult<ReprintRequest> {
        doer.actor.may_do(Task::ManagePartners)?;
        let transaction = self.database.begin().await?;
        let asked = open(&transaction, id).await?;
        let partner = self.partner_of(&transaction, doer, &asked, grant.partner).await?;
        let licence = self.grant_within(&transaction, doer, NewLicence { partner, ..grant.licence }).await?.licence.id;
        self.insert_key(&transaction, doer, partner, grant.key, None).await?;
        let change = handled(ReprintState::Granted)
            .value("partner_id", partner)
            .value("licence_id", licence)
            .value("key_sealed", grant.key_sealed)
            .take();
        let detail = json!({ "partner": id_text(PARTNER, partner), "licence": id_text(LICENCE, licence) });
        let deed = Deed::to(AuditAction::ReprintGranted, id_text(REPRINT, id)).with(detail);
        self.decide(transaction, doer, (id, seen), change, deed, grant.mail).await
    }

    /// Declines a request that is at the revision `seen`.
    pub async fn decline_reprint(
        &self,
        doer: &Doer,
        (id, seen): (Uuid, i32),
        reason: String,
        mail: NewMail,
    ) -> AccountResult<ReprintRequest> {
        doer.actor.may_do(Task::ManagePartners)?;
        let transaction = self.database.begin().await?;
        open(&transaction, id).await?;
        let change = handled(ReprintState::Declined).value("reason", reason).take();
        let deed = Deed::to(AuditAction::ReprintDeclined, id_text(REPRINT, id));
        self.decide(transaction, doer, (id, seen), change, deed, mail).await
    }

    /// Notes that the secret of a request's key was shown, so that it is not shown again: whether this was the first time.
    pub async fn reprint_key_taken(&self, doer: &Doer, id: Uuid) -> AccountResult<bool> {
        let transaction = self.database.begin().await?;
        let take = Query::update()
            .table(TABLE)
            .value("key_sealed", None::<String>)
            .and_where(Expr::col("id").eq(id))
            .and_where(Expr::col("key_sealed").is_not_null())
            .take();
        let is_first = transaction.execute(&take).await?.rows_affected() > 0;
        if is_first {
            let deed = Deed::to(AuditAction::ReprintKeyTaken, id_text(REPRINT, id));
            audit::note(&transaction, &self.clock, doer, deed).await?;
        }
        transaction.commit().await?;
        Ok(is_first)
    }

    /// The partner to whom a request is granted. The private link goes to the mailbox of its contact.
    async fn partner_of(
        &self,
        transaction: &DatabaseTransaction,
        doer: &Doer,
        asked: &ReprintRequest,
        named: Option<Uuid>,
    ) -> AccountResult<Uuid> {
        if let Some(named) = named {
            return Ok(super::one(transaction, named).await?.ok_or(AccountError::NotFound("partner"))?.id);
        }
        let email = address(asked.email.as_deref())?;
        let contact = Expr::expr(Func::lower(Expr::col("contact"))).eq(email.to_string().to_ascii_lowercase());
        let known = Query::select().column("id").from(super::TABLE).and_where(contact).take();
        let known = transaction.query_one(known.clone().order_by("id", Order::Asc).limit(1)).await?;
        if let Some(row) = known {
            return Ok(get(&row, "id")?);
        }
        let new = NewPartner { name: asked.organisation.clone(), contact: Some(email) };
        let partner = self.insert_partner(transaction, doer, new).await?;
        // Without the address, which nobody could take out of the log.
        let deed = Deed::to(AuditAction::PartnerCreated, id_text(PARTNER, partner.id));
        audit::note(transaction, &self.clock, doer, deed.with(json!({ "name": partner.name }))).await?;
        Ok(partner.id)
    }

    async fn decide(
        &self,
        transaction: DatabaseTransaction,
        doer: &Doer,
        (id, seen): (Uuid, i32),
        mut change: UpdateStatement,
        deed: Deed,
        mail: NewMail,
    ) -> AccountResult<ReprintRequest> {
        let by = doer.actor.name().into_owned();
        change.value("handled_by", by).value("handled_at", self.now()).value("revision", seen + 1);
        change.and_where(Expr::col("id").eq(id)).and_where(Expr::col("revision").eq(seen));
        if transaction.execute(&change).await?.rows_affected() == 0 {
            let current = found(&transaction, id).await?.revision;
            return Err(AccountError::Stale { current, seen });
        }
        enqueue(&transaction, &self.clock, &id_text(REPRINT, id), mail).await?;
        audit::note(&transaction, &self.clock, doer, deed).await?;
        let decided = found(&transaction, id).await?;
        transaction.commit().await?;
        self.database.wake();
        Ok(decided)
    }
}

fn handled(state: ReprintState) -> UpdateStatement {
    Query::update().table(TABLE).value("state", state.name()).take()
}

async fn found(connection: &impl ConnectionTrait, id: Uuid) -> AccountResult<ReprintRequest> {
    let row = connection.query_one(&select().and_where(Expr::col("id").eq(id)).take()).await?;
    row.as_ref().map(request).transpose()?.ok_or(AccountError::NotFound("request"))
}

/// One that nobody has decided; what was taken for spam can be decided all the same.
async fn open(connection: &impl ConnectionTrait, id: Uuid) -> AccountResult<ReprintRequest> {
    let asked = found(connection, id).await?;
    match asked.state {
        _ if asked.emptied_at.is_some() => Err(AccountError::Emptied),
        ReprintState::New | ReprintState::Spam => Ok(asked),
        ReprintState::Granted | ReprintState::Declined | ReprintState::Withdrawn => Err(AccountError::Decided),
    }
}

pub(crate) fn select() -> SelectStatement {
    Query::select()
        .columns([
            "id",
            "revision",
            "state",
            "organisation",
            "name",
            "email",
            "purpose",
            "articles",
            "territory",
            "languages",
            "starts_at",
            "ends_at",
            "link_sealed",
            "key_sealed",
            "partner_id",
            "licence_id",
            "reason",
            "handled_by",
            "created_at",
            "handled_at",
            "emptied_at",
        ])
        .from(TABLE)
        .take()
}

pub(crate) fn request(row: &QueryResult) -> Result<ReprintRequest> {
    let state: String = get(row, "state")?;
    let unknown = || Error::Database(DbErr::Type(format!("`{state}` is no state of a request")));
    Ok(ReprintRequest {
        id: get(row, "id")?,
        revision: get(row, "revision")?,
        state: ReprintState::named(&state).ok_or_else(unknown)?,
        organisation: get(row, "organisation")?,
        name: get(row, "name")?,
        email: get(row, "email")?,
        purpose: get(row, "purpose")?,
        articles: read_json(row, "articles")?,
        territory: read_json(row, "territory")?,
        languages: read_json(row, "languages")?,
        from: moment_or_none(row, "starts_at")?,
        until: moment_or_none(row, "ends_at")?,
        link_sealed: get(row, "link_sealed")?,
        key_sealed: get(row, "key_sealed")?,
        partner: get(row, "partner_id")?,
        licence: get(row, "licence_id")?,
        reason: get(row, "reason")?,
        handled_by: get(row, "handled_by")?,
        created_at: moment(row, "created_at")?,
        handled_at: moment_or_none(row, "handled_at")?,
        emptied_at: moment_or_none(row, "emptied_at")?,
    })
}
