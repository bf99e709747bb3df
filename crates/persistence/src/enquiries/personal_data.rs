//! What is kept of a person, by their e-mail address, given out and erased as they may ask (General Data Protection
//! Regulation, articles 15 and 17; Personal Information Protection Law of China, articles 45 and 47).

use sea_orm::sea_query::{Expr, Func, Query, SelectStatement, UpdateStatement};
use sea_orm::{ConnectionTrait, DatabaseTransaction, ExprTrait};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use shanghaidoctor_domain::{AuditAction, EmailAddress, EnquiryState, MailState, ReprintState, Task, id_text};

use super::sweep::PERSONAL;
use super::{ENQUIRY, Enquiries, TABLE};
use crate::accounts::{AccountResult, Deed, Doer, audit};
use crate::mails::{self, MAIL};
use crate::partners::reprint::{self, REPRINT};
use crate::partners::{self, PARTNER};
use crate::{Result, accounts};

/// From how many things a person was erased.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Erased {
    /// Enquiries.
    pub enquiries: u64,
    /// Requests to reprint.
    pub reprint_requests: u64,
    /// Mails.
    pub mails: u64,
    /// Partners, whose contact they were.
    pub partners: u64,
}

impl Enquiries {
    /// All that is kept of the person of an e-mail address, as JSON.
    pub async fn export(&self, doer: &Doer, email: &EmailAddress) -> AccountResult<Value> {
        doer.actor.may_do(Task::HandlePersonalData)?;
        let transaction = self.database.begin().await?;
        let data = json!({
            "email": email,
            "enquiries": self.enquiries_of(&transaction, email).await?,
            "reprintRequests": self.requests_of(&transaction, email).await?,
            "mails": self.mails_of(&transaction, email).await?,
            "partners": self.partners_of(&transaction, email).await?,
        });
        let deed = Deed { action: AuditAction::PersonalDataExported, target: None, detail: Some(hashed(email)) };
        audit::note(&transaction, &self.clock, doer, deed).await?;
        transaction.commit().await?;
        Ok(data)
    }

    /// Erases all of that. What nobody has dealt with is closed, and mails that wait are not sent.
    pub async fn erase(&self, doer: &Doer, email: &EmailAddress) -> AccountResult<Erased> {
        doer.actor.may_do(Task::HandlePersonalData)?;
        let transaction = self.database.begin().await?;
        let now = self.now();
        let erased = Erased {
            mails: self.erase_mails(&transaction, email).await?,
            enquiries: {
                let closed = (EnquiryState::New.name(), EnquiryState::Closed.name());
                close(&transaction, TABLE, &["email"], email, closed, now).await?;
                empty(&transaction, TABLE, &["email", "forwarded_to"], &PERSONAL, email, now).await?
            },
            reprint_requests: {
                let withdrawn = (ReprintState::New.name(), ReprintState::Withdrawn.name());
                close(&transaction, reprint::TABLE, &["email"], email, withdrawn, now).await?;
                empty(&transaction, reprint::TABLE, &["email"], &reprint::PERSONAL, email, now).await?
            },
            partners: {
                let update = Query::update().table(partners::TABLE).value("contact", None::<String>).take();
                let update = named(update, &["contact"], email);
                transaction.execute(&update).await?.rows_affected()
            },
        };
        let mut detail = hashed(email);
        if let Value::Object(detail) = &mut detail {
            detail.insert("erased".into(), erased.told());
        }
        let deed = Deed { action: AuditAction::PersonalDataErased, target: None, detail: Some(detail) };
        audit::note(&transaction, &self.clock, doer, deed).await?;
        transaction.commit().await?;
        Ok(erased)
    }

    async fn enquiries_of(&self, transaction: &DatabaseTransaction, email: &EmailAddress) -> Result<Vec<Value>> {
        let select = found(super::select(), &["email", "forwarded_to"], email);
        let rows = transaction.query_all(&select).await?;
        rows.iter()
            .map(|row| {
                let enquiry = super::enquiry(row)?;
                Ok(json!({
                    "id": id_text(ENQUIRY, enquiry.id), "state": enquiry.state.name(), "doctor": enquiry.doctor,
                    "name": enquiry.name, "email": enquiry.email, "subject": enquiry.subject,
                    "message": enquiry.message, "answer": enquiry.answer, "forwardedTo": enquiry.forwarded_to,
                    "createdAt": enquiry.created_at,
                }))
            })
            .collect()
    }

    async fn requests_of(&self, transaction: &DatabaseTransaction, email: &EmailAddress) -> Result<Vec<Value>> {
        let rows = transaction.query_all(&found(reprint::select(), &["email"], email)).await?;
        rows.iter()
            .map(|row| {
                let request = reprint::request(row)?;
                Ok(json!({
                    "id": id_text(REPRINT, request.id), "state": request.state.name(), "name": request.name,
                    "email": request.email, "organisation": request.organisation, "purpose": request.purpose,
                    "articles": request.articles, "createdAt": request.created_at,
                }))
            })
            .collect()
    }

    async fn mails_of(&self, transaction: &DatabaseTransaction, email: &EmailAddress) -> Result<Vec<Value>> {
        let rows = transaction.query_all(&found(mails::select(), &["recipient", "reply_to"], email)).await?;
        rows.iter()
            .map(|row| {
                let mail = mails::mail(row)?;
                Ok(json!({
                    "id": id_text(MAIL, mail.id), "state": mail.state.name(), "to": mail.to, "replyTo": mail.reply_to,
                    "subject": mail.subject, "createdAt": mail.created_at,
                }))
            })
            .collect()
    }

    async fn partners_of(&self, transaction: &DatabaseTransaction, email: &EmailAddress) -> Result<Vec<Value>> {
        let select = Query::select().columns(["id", "name"]).from(partners::TABLE).take();
        let rows = transaction.query_all(&found(select, &["contact"], email)).await?;
        rows.iter()
            .map(|row| {
                let name: String = accounts::get(row, "name")?;
                Ok(json!({ "id": id_text(PARTNER, accounts::get(row, "id")?), "name": name, "contact": email }))
            })
            .collect()
    }

    async fn erase_mails(&self, transaction: &DatabaseTransaction, email: &EmailAddress) -> Result<u64> {
        let (columns, now) = (["recipient", "reply_to"], self.now());
        let unsent = (MailState::Waiting.name(), MailState::Discarded.name());
        let mut stop = Query::update().table(mails::TABLE).value("state", unsent.1).value("settled_at", now).take();
        stop.and_where(Expr::col("state").eq(unsent.0));
        transaction.execute(&named(stop, &columns, email)).await?;
        let empty = mails::emptied(Query::update().table(mails::TABLE).take());
        Ok(transaction.execute(&named(empty, &columns, email)).await?.rows_affected())
    }
}

impl Erased {
    fn told(self) -> Value {
        json!({
            "enquiries": self.enquiries, "reprintRequests": self.reprint_requests, "mails": self.mails,
            "partners": self.partners,
        })
    }
}

/// For the log, which nobody can change later: by it an address is found again, and not read.
fn hashed(email: &EmailAddress) -> Value {
    let digest = Sha256::digest(email.to_string().to_ascii_lowercase().as_bytes());
    json!({ "sha256": digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>() })
}

/// Whether one of these columns has the address, in capitals or not.
fn is_of(columns: &[&'static str], email: &EmailAddress) -> Expr {
    let wanted = email.to_string().to_ascii_lowercase();
    let has = |column: &&'static str| Expr::expr(Func::lower(Expr::col(*column))).eq(wanted.clone());
    columns.iter().map(has).reduce(ExprTrait::or).unwrap_or_else(|| Expr::val(false))
}

fn found(mut select: SelectStatement, columns: &[&'static str], email: &EmailAddress) -> SelectStatement {
    select.and_where(is_of(columns, email));
    select
}

fn named(mut update: UpdateStatement, columns: &[&'static str], email: &EmailAddress) -> UpdateStatement {
    update.and_where(is_of(columns, email));
    update
}

async fn close(
    transaction: &DatabaseTransaction,
    table: &'static str,
    columns: &[&'static str],
    email: &EmailAddress,
    (from, to): (&'static str, &'static str),
    now: chrono::DateTime<chrono::Utc>,
) -> Result<()> {
    let mut update = Query::update().table(table).value("state", to).value("handled_at", now).take();
    update.value("revision", Expr::col("revision").add(1)).and_where(Expr::col("state").eq(from));
    transaction.execute(&named(update, columns, email)).await?;
    Ok(())
}

async fn empty(
    transaction: &DatabaseTransaction,
    table: &'static str,
    columns: &[&'static str],
    personal: &[&'static str],
    email: &EmailAddress,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<u64> {
    let mut update = Query::update().table(table).value("emptied_at", now).take();
    for column in personal {
        update.value(*column, None::<String>);
    }
    Ok(transaction.execute(&named(update, columns, email)).await?.rows_affected())
}
