//! Mails that go out. Each is written in the transaction of what causes it, so none is lost and none is sent of what did not
//! happen; a worker sends it, perhaps more than once where it was stopped in between. What a mail said is deleted when it
//! was sent.

use std::time::Duration;

use sea_orm::sea_query::{Expr, Order, Query, SelectStatement, UpdateStatement};
use sea_orm::{ConnectionTrait, DbErr, ExprTrait, QueryResult};
use shanghaidoctor_domain::{Actor, AuditAction, DateTime, EmailAddress, MailState, Task, id_text, next_try};
use uuid::Uuid;

use crate::accounts::{AccountError, AccountResult, Deed, Doer, audit, get, moment, moment_or_none};
use crate::queue::{self, PageOf, QueuePage};
use crate::{Clock, Database, Error, Result};

/// What ids of mails begin with.
pub const MAIL: &str = "mail";

pub(crate) const TABLE: &str = "mails";

/// How long a mail is one worker's. Where that was stopped, another one takes it up.
const LEASE: Duration = Duration::from_secs(300);

/// Where mails wait.
#[derive(Clone)]
pub struct Mails {
    database: Database,
    clock: Clock,
}

/// A mail to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMail {
    /// To whom.
    pub to: EmailAddress,
    /// Whom to answer; whoever it is from where there is nobody else.
    pub reply_to: Option<EmailAddress>,
    /// Its subject, on one line.
    pub subject: String,
    /// Its text.
    pub body: String,
}

/// A mail, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// The id.
    pub id: Uuid,
    /// The id of what it is about.
    pub about: String,
    /// What became of it.
    pub state: MailState,
    /// To whom; none once it was sent or emptied.
    pub to: Option<String>,
    /// Whom to answer.
    pub reply_to: Option<String>,
    /// Its subject; none once it was sent or emptied.
    pub subject: Option<String>,
    /// Its text; none once it was sent or emptied.
    pub body: Option<String>,
    /// How often it was tried.
    pub attempts: i32,
    /// Why it was not taken the last time.
    pub error: Option<String>,
    /// When it was written.
    pub created_at: DateTime,
    /// When it is tried next.
    pub next_try_at: Option<DateTime>,
    /// When it was sent, given up or thrown away.
    pub settled_at: Option<DateTime>,
}

impl Mails {
    /// Those of a database.
    pub fn new(database: &Database, clock: &Clock) -> Self {
        Self { database: database.clone(), clock: clock.clone() }
    }

    /// When the mail is due that is due next; none where none waits.
    pub async fn next_due(&self) -> Result<Option<DateTime>> {
        let select = waiting().column("next_at").order_by("next_at", Order::Asc).limit(1).take();
        let row = self.database.uncounted().reading().query_one(&select).await?;
        Ok(row.map(|row| moment(&row, "next_at")).transpose()?)
    }

    /// Takes a mail that is due, for long enough to send it; none where none is, or another server took it.
    pub async fn take(&self) -> Result<Option<Mail>> {
        let now = utc(self.clock.now());
        let mut due = select().and_where(is_waiting()).and_where(Expr::col("next_at").lte(now)).take();
        due.order_by("next_at", Order::Asc).order_by("id", Order::Asc).limit(1);
        let row = self.database.uncounted().reading().query_one(&due).await?;
        let Some(mail) = row.as_ref().map(mail).transpose()? else { return Ok(None) };
        let take = update(mail.id)
            .value("attempts", mail.attempts + 1)
            .value("next_at", now + LEASE)
            .and_where(is_waiting())
            .and_where(Expr::col("attempts").eq(mail.attempts))
            .take();
        let taken = self.write(&take).await?;
        Ok(taken.then_some(Mail { attempts: mail.attempts + 1, ..mail }))
    }

    /// A mail was sent: what it said is deleted.
    pub async fn sent(&self, id: Uuid) -> Result<()> {
        let sent = emptied(update(id))
            .value("state", MailState::Sent.name())
            .value("settled_at", utc(self.clock.now()))
            .and_where(is_waiting())
            .take();
        self.write(&sent).await?;
        Ok(())
    }

    /// A mail was not taken, for this reason. It is tried again after a time, unless that is of no use (`for_good`) or it was
    /// tried for days.
    pub async fn failed(&self, mail: &Mail, error: &str, for_good: bool) -> Result<MailState> {
        let now = self.clock.now();
        let next = next_try(mail.attempts).filter(|_| !for_good).map(|wait| now.after(wait));
        let state = if next.is_some() { MailState::Waiting } else { MailState::Failed };
        let failed = update(mail.id)
            .value("state", state.name())
            .value("error", error.chars().take(1_000).collect::<String>())
            .value("next_at", next.map(utc))
            .value("settled_at", next.is_none().then(|| utc(now)))
            .and_where(is_waiting())
            .take();
        self.write(&failed).await?;
        Ok(state)
    }

    /// Mails of a state, or all.
    pub async fn list(&self, actor: &Actor, wanted: PageOf<MailState>) -> AccountResult<QueuePage<Mail>> {
        actor.may_do(Task::ManageMails)?;
        let wanted = PageOf { state: wanted.state.map(MailState::name), after: wanted.after, most: wanted.most };
        Ok(queue::page(&self.database, TABLE, select(), wanted, mail).await?)
    }

    /// Tries a mail anew that failed.
    pub async fn retry(&self, doer: &Doer, id: Uuid) -> AccountResult<Mail> {
        doer.actor.may_do(Task::ManageMails)?;
        let retry = update(id)
            .value("state", MailState::Waiting.name())
            .value("attempts", 0)
            .value("next_at", utc(self.clock.now()))
            .value("settled_at", None::<chrono::DateTime<chrono::Utc>>)
            .and_where(Expr::col("state").eq(MailState::Failed.name()))
            .and_where(Expr::col("recipient").is_not_null())
            .take();
        self.act(doer, id, retry, AuditAction::MailRetried).await
    }

    /// Throws a mail away that was not sent, such as one that somebody has carried on otherwise.
    pub async fn discard(&self, doer: &Doer, id: Uuid) -> AccountResult<Mail> {
        doer.actor.may_do(Task::ManageMails)?;
        let discard = emptied(update(id))
            .value("state", MailState::Discarded.name())
            .value("settled_at", utc(self.clock.now()))
            .and_where(Expr::col("state").is_in([MailState::Waiting.name(), MailState::Failed.name()]))
            .take();
        self.act(doer, id, discard, AuditAction::MailDiscarded).await
    }

    async fn act(&self, doer: &Doer, id: Uuid, update: UpdateStatement, action: AuditAction) -> AccountResult<Mail> {
        let transaction = self.database.begin().await?;
        if transaction.execute(&update).await?.rows_affected() > 0 {
            audit::note(&transaction, &self.clock, doer, Deed::to(action, id_text(MAIL, id))).await?;
        }
        let row = transaction.query_one(&select().and_where(Expr::col("id").eq(id)).take()).await?;
        let mail = row.as_ref().map(mail).transpose()?.ok_or(AccountError::NotFound("mail"))?;
        transaction.commit().await?;
        self.database.wake();
        Ok(mail)
    }

    async fn write(&self, update: &UpdateStatement) -> Result<bool> {
        let transaction = self.database.uncounted().begin().await?;
        let changed = transaction.execute(update).await?.rows_affected() > 0;
        transaction.commit().await?;
        Ok(changed)
    }
}

/// Lets a mail wait to be sent, in the transaction of what causes it.
pub(crate) async fn enqueue(
    connection: &impl ConnectionTrait,
    clock: &Clock,
    about: &str,
    mail: NewMail,
) -> Result<()> {
    let now = utc(clock.now());
    let insert = Query::insert()
        .into_table(TABLE)
        .columns([
            "id",
            "about",
            "state",
            "recipient",
            "reply_to",
            "subject",
            "body",
            "attempts",
            "created_at",
            "next_at",
        ])
        .values_panic([
            clock.next_id().into(),
            about.into(),
            MailState::Waiting.name().into(),
            mail.to.to_string().into(),
            mail.reply_to.map(|address| address.to_string()).into(),
            mail.subject.into(),
            mail.body.into(),
            0.into(),
            now.into(),
            now.into(),
        ])
        .take();
    connection.execute(&insert).await?;
    Ok(())
}

/// Deletes what a mail says, and to whom it is.
pub(crate) fn emptied(mut update: UpdateStatement) -> UpdateStatement {
    for column in ["recipient", "reply_to", "subject", "body", "error"] {
        update.value(column, None::<String>);
    }
    update.value("next_at", None::<chrono::DateTime<chrono::Utc>>);
    update
}

fn update(id: Uuid) -> UpdateStatement {
    Query::update().table(TABLE).and_where(Expr::col("id").eq(id)).take()
}

fn is_waiting() -> Expr {
    Expr::col("state").eq(MailState::Waiting.name())
}

fn waiting() -> SelectStatement {
    Query::select().from(TABLE).and_where(is_waiting()).take()
}

pub(crate) fn select() -> SelectStatement {
    Query::select()
        .columns([
            "id",
            "about",
            "state",
            "recipient",
            "reply_to",
            "subject",
            "body",
            "attempts",
            "error",
            "created_at",
            "next_at",
            "settled_at",
        ])
        .from(TABLE)
        .take()
}

fn utc(moment: DateTime) -> chrono::DateTime<chrono::Utc> {
    moment.into()
}

pub(crate) fn mail(row: &QueryResult) -> Result<Mail> {
    let state: String = get(row, "state")?;
    let unknown = || Error::Database(DbErr::Type(format!("`{state}` is no state of a mail")));
    Ok(Mail {
        id: get(row, "id")?,
        about: get(row, "about")?,
        state: MailState::named(&state).ok_or_else(unknown)?,
        to: get(row, "recipient")?,
        reply_to: get(row, "reply_to")?,
        subject: get(row, "subject")?,
        body: get(row, "body")?,
        attempts: get(row, "attempts")?,
        error: get(row, "error")?,
        created_at: moment(row, "created_at")?,
        next_try_at: moment_or_none(row, "next_at")?,
        settled_at: moment_or_none(row, "settled_at")?,
    })
}
