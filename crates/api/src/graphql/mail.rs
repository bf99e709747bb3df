//! Mails, as publishers see them.

use async_graphql::{Context, ID, Object, Result};
use shanghaidoctor_domain::{Actor, DateTime, MailState, id_text};
use shanghaidoctor_persistence::mails::{MAIL, Mail, Mails};
use shanghaidoctor_persistence::{Clock, Database};

use super::error::account_error;
use super::queue::{QueueConnection, shown, wanted};

/// Mails.
#[derive(Default)]
pub struct MailQuery;

/// Mails.
#[Object]
impl MailQuery {
    /// The mails that this server sends, the latest first; where it has no mail server (`SMTP_URL`), those that somebody is to
    /// carry on otherwise. For publishers: there are private links in them.
    async fn mails(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those in this state; all when nothing is said.")] state: Option<MailState>,
        #[graphql(desc = "How many; 100 at most, 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
    ) -> Result<QueueConnection<SeenMail>> {
        let wanted = wanted(state, first, after.as_deref(), MAIL)?;
        let page = mails(ctx)?.list(ctx.data::<Actor>()?, wanted).await.map_err(|error| account_error(&error))?;
        Ok(shown(page, after.is_some(), |mail| id_text(MAIL, mail.id), SeenMail))
    }
}

/// Where mails wait.
pub(super) fn mails(ctx: &Context<'_>) -> Result<Mails> {
    Ok(Mails::new(ctx.data::<Database>()?, ctx.data::<Clock>()?))
}

/// A mail.
#[derive(Clone)]
pub(super) struct SeenMail(pub(super) Mail);

/// A mail. What it says, and to whom, is null once it was sent or thrown away.
#[Object(name = "Mail")]
impl SeenMail {
    /// The id.
    async fn id(&self) -> ID {
        id_text(MAIL, self.0.id).into()
    }

    /// The id of what it is about: an enquiry, or a request to reprint.
    async fn about(&self) -> &str {
        &self.0.about
    }

    /// What became of it.
    async fn state(&self) -> MailState {
        self.0.state
    }

    /// To whom.
    async fn to(&self) -> Option<&str> {
        self.0.to.as_deref()
    }

    /// Whom to answer; null where it is whoever it is from.
    async fn reply_to(&self) -> Option<&str> {
        self.0.reply_to.as_deref()
    }

    /// Its subject.
    async fn subject(&self) -> Option<&str> {
        self.0.subject.as_deref()
    }

    /// Its text.
    async fn body(&self) -> Option<&str> {
        self.0.body.as_deref()
    }

    /// How often it was tried.
    async fn attempts(&self) -> i32 {
        self.0.attempts
    }

    /// Why the mail server did not take it the last time; null when it did, or was not asked.
    async fn error(&self) -> Option<&str> {
        self.0.error.as_deref()
    }

    /// When it was written.
    async fn created_at(&self) -> DateTime {
        self.0.created_at
    }

    /// When it is tried next; null when it is not.
    async fn next_try_at(&self) -> Option<DateTime> {
        self.0.next_try_at
    }

    /// When it was sent, given up or thrown away; null while it waits.
    async fn settled_at(&self) -> Option<DateTime> {
        self.0.settled_at
    }
}
