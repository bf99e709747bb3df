//! Tells endpoints of changes by Standard Webhooks (standardwebhooks.com). Every server looks which endpoints are behind the
//! log of changes; the database decides which of the servers sends to one. An endpoint is told of one change after the
//! other, of the next only once the one before was taken, so it is told in order, whatever fails meanwhile.

mod message;
mod signature;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use shanghaidoctor_domain::{DateTime, WebhookDisabledReason, retry_delay};
use shanghaidoctor_persistence::accounts::AccountError;
use shanghaidoctor_persistence::changes::Change;
use shanghaidoctor_persistence::webhooks::{Attempt, Outcome, Webhook, Webhooks};
use shanghaidoctor_persistence::{Clock, Database};
use uuid::Uuid;

use self::message::Message;
use self::signature::sign;
use crate::auth::{Auth, AuthError};
use crate::outbound::{Answered, Outbound, Refused};

/// How often to look without being told of anything: another server may have died.
const LOOK: Duration = Duration::from_secs(30);

/// How long to wait when the database fails.
const RECOVERY: Duration = Duration::from_secs(5);

/// How often what was sent long ago is forgotten.
const BETWEEN_SWEEPS: Duration = Duration::from_secs(3_600);

/// Endpoints that are sent to at once.
const AT_ONCE: usize = 32;

/// How long somebody waits for the answer to a trial: less than an operation may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// At most so many bytes of an answer are kept.
const KEPT: usize = 1_024;

/// Tells endpoints of changes.
#[derive(Clone)]
pub struct WebhookSender(Arc<Parts>);

struct Parts {
    webhooks: Webhooks,
    database: Database,
    auth: Auth,
    outbound: Outbound,
    clock: Clock,
    /// This server among those that send.
    server: Uuid,
}

/// What came of sending something.
struct Sent {
    answered: Result<Answered, String>,
    at: DateTime,
    took: Duration,
}

impl WebhookSender {
    /// The one of this server.
    pub fn new(database: &Database, auth: &Auth, outbound: &Outbound, clock: &Clock) -> Self {
        Self(Arc::new(Parts {
            webhooks: Webhooks::new(database, clock),
            database: database.clone(),
            auth: auth.clone(),
            outbound: outbound.clone(),
            clock: clock.clone(),
            // By chance and not by the clock: two servers can have the same.
            server: Uuid::new_v4(),
        }))
    }

    /// Where endpoints are kept.
    pub fn webhooks(&self) -> &Webhooks {
        &self.0.webhooks
    }

    /// Whether messages may be sent to an address, as far as it says so itself.
    pub fn check(&self, address: &shanghaidoctor_domain::Url) -> Result<(), Refused> {
        self.0.outbound.check(address)
    }

    /// Tells endpoints of what they are to be told, waits for what comes next, and so on.
    pub async fn run(&self) {
        tokio::join!(self.send_all(), self.sweep());
    }

    async fn send_all(&self) {
        let (mut busy, mut sending) = (HashSet::new(), FuturesUnordered::new());
        loop {
            let written = self.0.database.changed();
            let next = match self.0.webhooks.due(self.0.server).await {
                Ok(due) => {
                    let idle: Vec<Uuid> = due.ready.into_iter().filter(|id| !busy.contains(id)).collect();
                    for id in idle.into_iter().take(AT_ONCE.saturating_sub(busy.len())) {
                        busy.insert(id);
                        sending.push(self.catch_up(id));
                    }
                    due.next
                }
                Err(error) => {
                    tracing::error!(%error, "webhooks wait: the database fails");
                    Some(self.0.clock.now().after(RECOVERY))
                }
            };
            tokio::select! {
                () = written => {}
                () = self.reaches(next) => {}
                Some(id) = sending.next() => { busy.remove(&id); }
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }

    async fn reaches(&self, next: Option<DateTime>) {
        match next {
            Some(next) => self.0.clock.reaches(next).await,
            None => std::future::pending().await,
        }
    }

    async fn sweep(&self) {
        loop {
            if let Err(error) = self.0.webhooks.forget_old().await {
                tracing::warn!(%error, "what was sent to webhooks long ago cannot be forgotten");
            }
            self.0.clock.reaches(self.0.clock.now().after(BETWEEN_SWEEPS)).await;
        }
    }

    /// Tells an endpoint of all that it is behind, as far as it takes it.
    async fn catch_up(&self, id: Uuid) -> Uuid {
        if let Err(error) = self.send_until_refused(id).await {
            tracing::error!(webhook = %id, %error, "a webhook waits: the database fails");
            tokio::time::sleep(RECOVERY).await;
        }
        id
    }

    async fn send_until_refused(&self, id: Uuid) -> Result<(), AccountError> {
        let Parts { webhooks, clock, server, .. } = &*self.0;
        let mut claimed = webhooks.claim(id, *server).await?;
        while let Some(webhook) = claimed {
            let waits = webhook.next_attempt_at.is_some_and(|next| next > clock.now());
            if waits || webhook.disabled.is_some() {
                break;
            }
            let next = webhooks.next(&webhook).await?;
            claimed = match next.change {
                Some(change) => {
                    let attempt = self.attempt(&webhook, &change).await;
                    webhooks.record(&webhook, *server, &attempt).await?
                }
                None => {
                    webhooks.pass(&webhook, *server, next.end).await?;
                    break;
                }
            };
        }
        Ok(webhooks.release(id, *server).await?)
    }

    /// Sends the next change to an endpoint, and says what comes of it.
    async fn attempt(&self, webhook: &Webhook, change: &Change) -> Attempt {
        let message = Message::of_change(webhook.id, change);
        let sent = self.send(webhook, &message).await;
        let outcome = self.outcome(webhook, change.sequence, &sent);
        if let Outcome::Disabled(reason) = outcome {
            let (name, reason) = (&webhook.name, reason.name());
            tracing::warn!(webhook = %webhook.id, name, reason, "a webhook is disabled");
        }
        noted(message, sent, outcome)
    }

    /// What comes of the next message to an endpoint.
    fn outcome(&self, webhook: &Webhook, sequence: i64, sent: &Sent) -> Outcome {
        let now = self.0.clock.now();
        let answered = sent.answered.as_ref().ok();
        if answered.is_some_and(Answered::is_success) {
            return Outcome::Taken;
        }
        if answered.is_some_and(|answered| answered.status == 410) {
            return Outcome::Disabled(WebhookDisabledReason::Gone);
        }
        let failures = u32::try_from(webhook.failures).unwrap_or_default().saturating_add(1);
        let Some(delay) = retry_delay(webhook.id, sequence, failures) else {
            return Outcome::Disabled(WebhookDisabledReason::Failing);
        };
        let busy = answered.filter(|answered| matches!(answered.status, 429 | 503));
        let asked_for = busy.and_then(|answered| answered.retry_after(now));
        // Nobody makes this server wait longer than its own longest time.
        let asked_for = asked_for.map(|moment| moment.min(now.after(LONGEST_WAIT)));
        Outcome::Again(asked_for.max(Some(now.after(delay))).unwrap_or(now))
    }

    /// Sends a message of no meaning to an endpoint at once, in whatever state it is, and notes what comes of it. Gives the
    /// name of the message.
    pub async fn try_out(&self, webhook: &Webhook) -> Result<String, AccountError> {
        let message = Message::of_trial(webhook.id, self.0.clock.next_id(), self.0.clock.now());
        self.send_now(webhook, message).await
    }

    /// Sends a change to an endpoint once more, beside what waits for it. Gives the name of the message.
    pub async fn send_again(&self, webhook: &Webhook, change: &Change) -> Result<String, AccountError> {
        self.send_now(webhook, Message::of_change(webhook.id, change)).await
    }

    async fn send_now(&self, webhook: &Webhook, message: Message) -> Result<String, AccountError> {
        let at = self.0.clock.now();
        let sent = tokio::time::timeout(PATIENCE, self.send(webhook, &message)).await;
        let sent = sent.unwrap_or_else(|_| Sent {
            answered: Err(format!("no answer came within {} seconds", PATIENCE.as_secs())),
            at,
            took: PATIENCE,
        });
        let is_taken = sent.answered.as_ref().is_ok_and(Answered::is_success);
        let outcome = if is_taken { Outcome::Taken } else { Outcome::NotTaken };
        let name = message.id.clone();
        self.0.webhooks.note_attempt(webhook.id, &noted(message, sent, outcome)).await?;
        Ok(name)
    }

    async fn send(&self, webhook: &Webhook, message: &Message) -> Sent {
        let at = self.0.clock.now();
        let answered = match self.headers(webhook, message, at) {
            Ok(headers) => {
                let answered = self.0.outbound.post(&webhook.url, headers, message.body.clone()).await;
                answered.map_err(|error| error.to_string())
            }
            Err(error) => {
                tracing::error!(webhook = %webhook.id, %error, "messages to a webhook cannot be signed");
                Err("the message could not be signed: give the webhook another secret".to_owned())
            }
        };
        let took = answered.as_ref().map_or(Duration::ZERO, |answered| answered.took);
        Sent { answered, at, took }
    }

    /// The headers of a message, signed with the secret of today, and with the one of before while that holds.
    fn headers(&self, webhook: &Webhook, message: &Message, at: DateTime) -> Result<HeaderMap, AuthError> {
        let open = |sealed: &str| self.0.auth.open_webhook_secret(sealed);
        let mut secrets = vec![open(&webhook.secrets.current)?];
        let former = webhook.secrets.former.as_ref().filter(|(_, ends_at)| *ends_at > at);
        // One that cannot be opened any more was replaced for that.
        secrets.extend(former.and_then(|(sealed, _)| open(sealed).ok()));
        let timestamp = chrono::DateTime::<chrono::Utc>::from(at).timestamp();
        let signatures: Vec<String> =
            secrets.iter().map(|secret| sign(secret, &message.id, timestamp, &message.body)).collect();
        let written = [
            ("webhook-id", message.id.clone()),
            ("webhook-timestamp", timestamp.to_string()),
            ("webhook-signature", signatures.join(" ")),
        ];
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        // Each is of letters, digits and signs that headers may hold.
        headers.extend(
            written
                .into_iter()
                .filter_map(|(name, value)| Some((HeaderName::from_static(name), HeaderValue::try_from(value).ok()?))),
        );
        Ok(headers)
    }
}

/// The longest time that an endpoint may ask to be left alone.
const LONGEST_WAIT: Duration = Duration::from_secs(86_400);

/// An attempt as it is kept.
fn noted(message: Message, sent: Sent, outcome: Outcome) -> Attempt {
    let Message { id, event, sequence, .. } = message;
    let Sent { answered, at, took } = sent;
    let (status_code, answer, error) = match answered {
        Ok(Answered { status, body, .. }) => (Some(i32::from(status)), Some(beginning(&body)), None),
        Err(error) => (None, None, Some(error)),
    };
    let took = i32::try_from(took.as_millis()).unwrap_or(i32::MAX);
    Attempt { message: id, event, sequence, at, took, status_code, error, answer, outcome }
}

/// The beginning of an answer, as a text that databases keep: without the one character that PostgreSQL keeps in none.
fn beginning(body: &[u8]) -> String {
    let kept = body.get(..KEPT).unwrap_or(body);
    String::from_utf8_lossy(kept).replace('\0', "\u{FFFD}")
}
