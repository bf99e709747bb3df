//! Sends the mails that wait. Every server looks; who takes a mail has it for some minutes, so one of them sends it, and
//! where that one is stopped, another does. So a mail can go out twice, with one `Message-ID`, and never not at all.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use anyhow::Context as _;
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::Error as SmtpError;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use shanghaidoctor_domain::{DateTime, MailState, id_text};
use shanghaidoctor_persistence::mails::{MAIL, Mail, Mails};
use shanghaidoctor_persistence::{Clock, Database, Result};

use crate::config::EnquirySettings;

/// A server that takes longer does not answer.
const LONGEST: Duration = Duration::from_secs(120);

/// How long to wait when the database fails.
const RECOVERY: Duration = Duration::from_secs(5);

/// How often to look without being told of anything: another server may have been told of a mail, and stopped.
const LOOK: Duration = Duration::from_secs(30);

/// Answers that are for good, but not of this mail: the operator's name or password is not taken (RFC 4954, section 6).
const OF_SIGNING_IN: [&str; 4] = ["530", "534", "535", "538"];

/// Who sends mails; nobody does where no server is set.
#[derive(Clone)]
pub struct Mailer(Option<Arc<Parts>>);

struct Parts {
    database: Database,
    mails: Mails,
    clock: Clock,
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// Why a mail did not go out.
struct Unsent {
    reason: String,
    /// Whether trying again is of no use.
    for_good: bool,
}

impl Mailer {
    /// The one of this server.
    pub fn new(settings: &EnquirySettings, database: &Database, clock: &Clock) -> anyhow::Result<Self> {
        let Some(url) = settings.smtp_url.as_ref().map(|url| url.reveal()).filter(|url| !url.is_empty()) else {
            return Ok(Self(None));
        };
        // What it says of an address that it cannot read may hold the password.
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url);
        let transport = transport.ok().context(
            "SMTP_URL is no address of a mail server: write it like smtps://USER:PASSWORD@HOST or \
             smtp://USER:PASSWORD@HOST?tls=required",
        )?;
        let from = settings.mail_from.as_deref().unwrap_or_default();
        let from = from.parse().ok().context(
            "MAIL_FROM is to say who mails are from, since SMTP_URL is set: write it like `Shanghai Doctor <desk@example.org>`",
        )?;
        let (database, clock) = (database.clone(), clock.clone());
        let mails = Mails::new(&database, &clock);
        Ok(Self(Some(Arc::new(Parts { database, mails, clock, transport: transport.build(), from }))))
    }

    /// Sends what waits, waits for what is due next, and so on.
    pub async fn run(&self) {
        let Some(parts) = &self.0 else { return };
        loop {
            let written = parts.database.changed();
            match parts.send_all().await {
                Ok(next) => tokio::select! {
                    () = written => {}
                    () = parts.reaches(next) => {}
                    () = tokio::time::sleep(LOOK) => {}
                },
                Err(error) => {
                    tracing::error!(%error, "mails wait: the database fails");
                    tokio::time::sleep(RECOVERY).await;
                }
            }
        }
    }
}

impl Parts {
    async fn reaches(&self, next: Option<DateTime>) {
        match next {
            Some(next) => self.clock.reaches(next).await,
            None => std::future::pending().await,
        }
    }

    /// Sends all that is due, one after the other; gives the time of the next one.
    async fn send_all(&self) -> Result<Option<DateTime>> {
        loop {
            let next = self.mails.next_due().await?;
            if next.is_none_or(|due_at| due_at > self.clock.now()) {
                return Ok(next);
            }
            // Where another server took it, it is due later.
            if let Some(mail) = self.mails.take().await? {
                self.send(&mail).await?;
            }
        }
    }

    async fn send(&self, mail: &Mail) -> Result<()> {
        let id = id_text(MAIL, mail.id);
        match self.try_to_send(mail).await {
            Ok(()) => self.mails.sent(mail.id).await,
            Err(Unsent { reason, for_good }) => {
                match self.mails.failed(mail, &reason, for_good).await? {
                    MailState::Failed => tracing::error!(mail = id, "a mail cannot be sent, and is given up"),
                    _ => tracing::warn!(mail = id, attempts = mail.attempts, "a mail cannot be sent yet"),
                }
                Ok(())
            }
        }
    }

    async fn try_to_send(&self, mail: &Mail) -> Result<(), Unsent> {
        let message = self.message(mail).map_err(|error| Unsent { reason: error.to_string(), for_good: true })?;
        let sending = tokio::time::timeout(LONGEST, self.transport.send(message)).await;
        let too_long = |_| Unsent { reason: "the mail server takes too long to answer".into(), for_good: false };
        sending.map_err(too_long)?.map_err(Unsent::from)?;
        Ok(())
    }

    fn message(&self, mail: &Mail) -> anyhow::Result<Message> {
        let address = |text: &str| anyhow::Ok(Mailbox::new(None, text.parse::<Address>()?));
        let to = address(mail.to.as_deref().context("the mail has no recipient")?)?;
        let sent_at = chrono::DateTime::<chrono::Utc>::from(mail.created_at);
        let mut builder = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(mail.subject.clone().unwrap_or_default())
            .date(SystemTime::from(sent_at))
            .message_id(Some(format!("<{}@{}>", id_text(MAIL, mail.id), self.from.email.domain())))
            .header(ContentType::TEXT_PLAIN);
        if let Some(reply_to) = &mail.reply_to {
            builder = builder.reply_to(address(reply_to)?);
        }
        Ok(builder.body(mail.body.clone().unwrap_or_default())?)
    }
}

impl From<SmtpError> for Unsent {
    fn from(error: SmtpError) -> Self {
        let code = error.status().map(|code| code.to_string());
        let is_of_signing_in = code.is_some_and(|code| OF_SIGNING_IN.contains(&code.as_str()));
        let for_good = error.is_permanent() && !is_of_signing_in;
        Self { for_good, reason: format!("{:#}", anyhow::Error::from(error)) }
    }
}
