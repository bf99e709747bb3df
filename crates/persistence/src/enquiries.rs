//! What readers write to the publication, or through it to a doctor, and what becomes of it. Requests to reprint articles
//! come in by the same forms and are kept with the partners (`partners/reprint.rs`).
//!
//! What tells of a person is emptied when it is no longer needed; when somebody wrote, and what became of it, stays.

mod personal_data;
mod protection;
mod sweep;

use sea_orm::sea_query::{Expr, Query, SelectStatement, UpdateStatement};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, ExprTrait, QueryResult};
use serde_json::json;
use shanghaidoctor_domain::content::Doctor;
use shanghaidoctor_domain::{
    Actor, AuditAction, DateTime, EmailAddress, EnquiryState, Id, Kind, NodeId, Task, id_text,
};
use uuid::Uuid;

pub use personal_data::Erased;
pub(crate) use protection::{Counter, admit};
pub use protection::{FormError, FullUp, Sent};

use crate::accounts::{AccountError, AccountResult, Deed, Doer, audit, get, moment, moment_or_none};
use crate::mails::{NewMail, enqueue};
use crate::queue::{self, PageOf, QueuePage};
use crate::{Clock, Database, Error, Result};

/// What ids of enquiries begin with.
pub const ENQUIRY: &str = "enquiry";

const TABLE: &str = "enquiries";

/// Where it is kept what readers write.
#[derive(Clone)]
pub struct Enquiries {
    database: Database,
    clock: Clock,
}

/// What a reader wrote, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enquiry {
    /// The id.
    pub id: Uuid,
    /// How often it was changed, counted from 1.
    pub revision: i32,
    /// What became of it.
    pub state: EnquiryState,
    /// The doctor whom it is to reach; the editors where there is none.
    pub doctor: Option<Id<Doctor>>,
    /// What its writer is called; none once it was emptied, as the next ones.
    pub name: Option<String>,
    /// Where to answer to.
    pub email: Option<String>,
    /// What it is about.
    pub subject: Option<String>,
    /// What it says.
    pub message: Option<String>,
    /// What was answered.
    pub answer: Option<String>,
    /// To which address it was sent on.
    pub forwarded_to: Option<String>,
    /// Who dealt with it.
    pub handled_by: Option<String>,
    /// When it came.
    pub created_at: DateTime,
    /// When somebody dealt with it.
    pub handled_at: Option<DateTime>,
    /// When what tells of a person was deleted.
    pub emptied_at: Option<DateTime>,
}

/// What a reader writes.
#[derive(Clone, Debug)]
pub struct NewEnquiry {
    /// The doctor whom it is to reach.
    pub doctor: Option<Id<Doctor>>,
    /// What its writer is called.
    pub name: String,
    /// Where to answer to.
    pub email: EmailAddress,
    /// What it is about.
    pub subject: Option<String>,
    /// What it says.
    pub message: String,
    /// The mail that tells the editors.
    pub notice: Option<NewMail>,
}

impl Enquiries {
    /// Those of a database.
    pub fn new(database: &Database, clock: &Clock) -> Self {
        Self { database: database.clone(), clock: clock.clone() }
    }

    /// Takes in what a reader wrote. Of what is taken for spam nobody is told.
    pub async fn send(&self, sent: Sent, new: NewEnquiry) -> Result<(), FormError> {
        let counter = self.counter().await?;
        let target = new.doctor.map_or_else(|| "editors".to_owned(), |doctor| doctor.to_string());
        let state = if sent.is_spam { EnquiryState::Spam } else { EnquiryState::New };
        let transaction = self.database.begin().await?;
        admit(&transaction, &counter, &sent, &new.email, &target).await?;
        let id = self.clock.next_id();
        let insert = Query::insert()
            .into_table(TABLE)
            .columns([
                "id",
                "revision",
                "state",
                "doctor_id",
                "name",
                "email",
                "subject",
                "message",
                "created_at",
                "handled_at",
            ])
            .values_panic([
                id.into(),
                1.into(),
                state.name().into(),
                new.doctor.map(|doctor| doctor.uuid()).into(),
                new.name.into(),
                new.email.to_string().into(),
                new.subject.into(),
                new.message.into(),
                self.now().into(),
                // As what somebody has closed, it goes after a time.
                sent.is_spam.then(|| self.now()).into(),
            ])
            .take();
        transaction.execute(&insert).await?;
        if let Some(notice) = new.notice.filter(|_| !sent.is_spam) {
            enqueue(&transaction, &self.clock, &id_text(ENQUIRY, id), notice).await?;
        }
        transaction.commit().await?;
        self.database.wake();
        Ok(())
    }

    /// One of them; none where there is none of this id.
    pub async fn one(&self, actor: &Actor, id: Uuid) -> AccountResult<Option<Enquiry>> {
        actor.may_do(Task::AnswerEnquiries)?;
        let row = self.database.reading().query_one(&select().and_where(Expr::col("id").eq(id)).take()).await?;
        Ok(row.as_ref().map(enquiry).transpose()?)
    }

    /// Those of a state, or all.
    pub async fn list(&self, actor: &Actor, wanted: PageOf<EnquiryState>) -> AccountResult<QueuePage<Enquiry>> {
        actor.may_do(Task::AnswerEnquiries)?;
        let wanted = PageOf { state: wanted.state.map(EnquiryState::name), after: wanted.after, most: wanted.most };
        Ok(queue::page(&self.database, TABLE, select(), wanted, enquiry).await?)
    }

    /// Answers one that is at the revision `seen`, by this mail, which says `answer`.
    pub async fn answer(
        &self,
        doer: &Doer,
        (id, seen): (Uuid, i32),
        answer: &str,
        mail: impl FnOnce(&Enquiry, EmailAddress) -> NewMail,
    ) -> AccountResult<Enquiry> {
        let transaction = self.begin(doer).await?;
        let before = written(&transaction, id).await?;
        let mail = mail(&before, address(before.email.as_deref())?);
        let change = handled(EnquiryState::Answered).value("answer", answer).take();
        self.act(transaction, doer, (id, seen), change, AuditAction::EnquiryAnswered, Some(mail)).await
    }

    /// Sends one on, by this mail to this address.
    pub async fn forward(
        &self,
        doer: &Doer,
        (id, seen): (Uuid, i32),
        to: &EmailAddress,
        mail: impl FnOnce(&Enquiry, EmailAddress) -> NewMail,
    ) -> AccountResult<Enquiry> {
        let transaction = self.begin(doer).await?;
        let before = written(&transaction, id).await?;
        let mail = mail(&before, address(before.email.as_deref())?);
        let change = handled(EnquiryState::Forwarded).value("forwarded_to", to.to_string()).take();
        self.act(transaction, doer, (id, seen), change, AuditAction::EnquiryForwarded, Some(mail)).await
    }

    /// Closes one without an answer, as spam or otherwise.
    pub async fn close(&self, doer: &Doer, (id, seen): (Uuid, i32), is_spam: bool) -> AccountResult<Enquiry> {
        let transaction = self.begin(doer).await?;
        let state = if is_spam { EnquiryState::Spam } else { EnquiryState::Closed };
        self.act(transaction, doer, (id, seen), handled(state), AuditAction::EnquiryClosed, None).await
    }

    async fn begin(&self, doer: &Doer) -> AccountResult<DatabaseTransaction> {
        doer.actor.may_do(Task::AnswerEnquiries)?;
        Ok(self.database.begin().await?)
    }

    async fn act(
        &self,
        transaction: DatabaseTransaction,
        doer: &Doer,
        (id, seen): (Uuid, i32),
        mut change: UpdateStatement,
        action: AuditAction,
        mail: Option<NewMail>,
    ) -> AccountResult<Enquiry> {
        let by = doer.actor.name().into_owned();
        change.value("handled_by", by).value("handled_at", self.now()).value("revision", seen + 1);
        change.and_where(Expr::col("id").eq(id)).and_where(Expr::col("revision").eq(seen));
        if transaction.execute(&change).await?.rows_affected() == 0 {
            let current = found(&transaction, id).await?.revision;
            return Err(AccountError::Stale { current, seen });
        }
        let about = id_text(ENQUIRY, id);
        if let Some(mail) = mail {
            enqueue(&transaction, &self.clock, &about, mail).await?;
        }
        let after = found(&transaction, id).await?;
        let deed = Deed::to(action, about).with(json!({ "state": after.state.name() }));
        audit::note(&transaction, &self.clock, doer, deed).await?;
        transaction.commit().await?;
        self.database.wake();
        Ok(after)
    }

    fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.clock.now().into()
    }
}

/// Lets what was written to a doctor who was merged be for the one who goes on for them.
pub(crate) async fn repoint(connection: &impl ConnectionTrait, from: NodeId, to: NodeId) -> Result<()> {
    if from.kind == Kind::Doctor {
        let update = Query::update()
            .table(TABLE)
            .value("doctor_id", to.uuid)
            .and_where(Expr::col("doctor_id").eq(from.uuid))
            .take();
        connection.execute(&update).await?;
    }
    Ok(())
}

fn handled(state: EnquiryState) -> UpdateStatement {
    Query::update().table(TABLE).value("state", state.name()).take()
}

async fn found(connection: &impl ConnectionTrait, id: Uuid) -> AccountResult<Enquiry> {
    let row = connection.query_one(&select().and_where(Expr::col("id").eq(id)).take()).await?;
    row.as_ref().map(enquiry).transpose()?.ok_or(AccountError::NotFound("enquiry"))
}

/// One that still says who wrote it.
async fn written(connection: &impl ConnectionTrait, id: Uuid) -> AccountResult<Enquiry> {
    let enquiry = found(connection, id).await?;
    if enquiry.emptied_at.is_some() { Err(AccountError::Emptied) } else { Ok(enquiry) }
}

/// The address of somebody who wrote, as it was read when it came in.
pub(crate) fn address(kept: Option<&str>) -> AccountResult<EmailAddress> {
    let kept = kept.ok_or(AccountError::Emptied)?;
    kept.parse().map_err(|error| Error::Database(DbErr::Type(format!("email: {error}"))).into())
}

fn select() -> SelectStatement {
    Query::select()
        .columns([
            "id",
            "revision",
            "state",
            "doctor_id",
            "name",
            "email",
            "subject",
            "message",
            "answer",
            "forwarded_to",
            "handled_by",
            "created_at",
            "handled_at",
            "emptied_at",
        ])
        .from(TABLE)
        .take()
}

fn enquiry(row: &QueryResult) -> Result<Enquiry> {
    let state: String = get(row, "state")?;
    let unknown = || Error::Database(DbErr::Type(format!("`{state}` is no state of an enquiry")));
    Ok(Enquiry {
        id: get(row, "id")?,
        revision: get(row, "revision")?,
        state: EnquiryState::named(&state).ok_or_else(unknown)?,
        doctor: get::<Option<Uuid>>(row, "doctor_id")?.map(Id::new),
        name: get(row, "name")?,
        email: get(row, "email")?,
        subject: get(row, "subject")?,
        message: get(row, "message")?,
        answer: get(row, "answer")?,
        forwarded_to: get(row, "forwarded_to")?,
        handled_by: get(row, "handled_by")?,
        created_at: moment(row, "created_at")?,
        handled_at: moment_or_none(row, "handled_at")?,
        emptied_at: moment_or_none(row, "emptied_at")?,
    })
}
