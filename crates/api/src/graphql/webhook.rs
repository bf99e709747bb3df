//! Endpoints that are told of changes, and what was sent to them, as publishers see them.

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use shanghaidoctor_domain::{Actor, DateTime, Kind, Url, WebhookDisabledReason, id_text, read_id};
use shanghaidoctor_persistence::webhooks::{Delivery, WEBHOOK, Webhook, Webhooks};
use shanghaidoctor_persistence::{Clock, Database};
use uuid::Uuid;

use super::change::ChangeType;
use super::connection::PageInfo;
use super::error::{account_error, bad_input};
use super::partner::SeenPartner;

/// Messages on a page where nothing else is asked for, and at most.
const USUAL: i32 = 20;
const MOST: i32 = 100;

/// What the ids of messages in the log of an endpoint begin with.
const DELIVERY: &str = "delivery";

/// Webhooks.
#[derive(Default)]
pub struct WebhookQuery;

/// Webhooks.
#[Object]
impl WebhookQuery {
    /// One webhook; null when there is no such one. For publishers.
    async fn webhook(&self, ctx: &Context<'_>, #[graphql(desc = "Its id.")] id: ID) -> Result<Option<SeenWebhook>> {
        let id = read_id(WEBHOOK, &id).map_err(|error| bad_input(format!("`id`: {error}")))?;
        let webhook = webhooks(ctx)?.one(ctx.data::<Actor>()?, id).await;
        Ok(webhook.map_err(|error| account_error(&error))?.map(SeenWebhook))
    }

    /// All webhooks, those made known last first; for publishers.
    async fn webhooks(&self, ctx: &Context<'_>) -> Result<Vec<SeenWebhook>> {
        let all = webhooks(ctx)?.all(ctx.data::<Actor>()?).await.map_err(|error| account_error(&error))?;
        Ok(all.into_iter().map(SeenWebhook).collect())
    }
}

/// Where webhooks are kept.
fn webhooks(ctx: &Context<'_>) -> Result<Webhooks> {
    Ok(Webhooks::new(ctx.data::<Database>()?, ctx.data::<Clock>()?))
}

/// An endpoint that is told of changes.
pub(super) struct SeenWebhook(pub(super) Webhook);

/// An endpoint that is told of changes, by Standard Webhooks. The secret that its messages are signed with was shown once,
/// when it was made.
#[Object(name = "Webhook")]
impl SeenWebhook {
    /// The id.
    async fn id(&self) -> ID {
        id_text(WEBHOOK, self.0.id).into()
    }

    /// What it is called.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Where messages are sent to.
    async fn url(&self) -> &Url {
        &self.0.url
    }

    /// Of which types of documents it is told; empty for all.
    async fn types(&self) -> Vec<ChangeType> {
        self.0.kinds.iter().map(|kind: &Kind| ChangeType::of(*kind)).collect()
    }

    /// Whose it is; null where it is of the house.
    async fn partner(&self, ctx: &Context<'_>) -> Result<Option<SeenPartner>> {
        match self.0.partner {
            Some(partner) => SeenPartner::of(ctx, partner).await,
            None => Ok(None),
        }
    }

    /// The `sequence` of the last change that it was told of, or had not to be: it is told of those behind it.
    async fn reached(&self) -> String {
        self.0.reached.to_string()
    }

    /// How often the next message was sent and not taken.
    async fn failures(&self) -> i32 {
        self.0.failures
    }

    /// When the next message is sent again; null where none waits for that.
    async fn next_attempt_at(&self) -> Option<DateTime> {
        self.0.next_attempt_at
    }

    /// Since when nothing is sent any more; null while it is told of changes. `enableWebhook` goes on where it stopped.
    async fn disabled_at(&self) -> Option<DateTime> {
        self.0.disabled.map(|(at, _)| at)
    }

    /// Why nothing is sent any more; null while it is told of changes.
    async fn disabled_reason(&self) -> Option<WebhookDisabledReason> {
        self.0.disabled.map(|(_, reason)| reason)
    }

    /// Until when the secret of before signs as well; null where none was replaced.
    async fn former_secret_ends_at(&self) -> Option<DateTime> {
        self.0.secrets.former.as_ref().map(|(_, ends_at)| *ends_at)
    }

    /// How often it was changed: `updateWebhook` wants to know what its caller saw.
    async fn revision(&self) -> i32 {
        self.0.revision
    }

    /// When it was made known.
    async fn created_at(&self) -> DateTime {
        self.0.created_at
    }

    /// What was sent to it, one for each message, those first sent last first. They are kept for 30 days.
    async fn deliveries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most this many, 100 at most; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Those behind this place.")] after: Option<String>,
    ) -> Result<WebhookDeliveryConnection> {
        let most = first.unwrap_or(USUAL);
        if !(1..=MOST).contains(&most) {
            return Err(bad_input(format!("`first`: ask for 1 to {MOST}, got {most}")));
        }
        let after = after.map(|after| read_id(DELIVERY, &after)).transpose();
        let after = after.map_err(|error| bad_input(format!("`after`: {error}")))?;
        let most = usize::try_from(most).unwrap_or_default();
        let sent = webhooks(ctx)?.deliveries(ctx.data::<Actor>()?, self.0.id, after, most as u64 + 1).await;
        let mut sent = sent.map_err(|error| account_error(&error))?;
        let has_next_page = sent.len() > most;
        sent.truncate(most);
        Ok(WebhookDeliveryConnection { sent, has_next_page, has_previous_page: after.is_some() })
    }
}

/// A page of what was sent to an endpoint.
struct WebhookDeliveryConnection {
    sent: Vec<Delivery>,
    has_next_page: bool,
    has_previous_page: bool,
}

/// A page of what was sent to an endpoint.
#[Object]
impl WebhookDeliveryConnection {
    /// The page's messages with their places.
    async fn edges(&self) -> Vec<WebhookDeliveryEdge> {
        let edge = |sent: &Delivery| WebhookDeliveryEdge { cursor: cursor(sent.id), node: sent.clone().into() };
        self.sent.iter().map(edge).collect()
    }

    /// The page's messages.
    async fn nodes(&self) -> Vec<WebhookDelivery> {
        self.sent.iter().cloned().map(WebhookDelivery::from).collect()
    }

    /// What lies around the page.
    async fn page_info(&self) -> PageInfo {
        PageInfo {
            has_next_page: self.has_next_page,
            has_previous_page: self.has_previous_page,
            start_cursor: self.sent.first().map(|sent| cursor(sent.id)),
            end_cursor: self.sent.last().map(|sent| cursor(sent.id)),
        }
    }
}

/// A message in its place.
#[derive(SimpleObject)]
struct WebhookDeliveryEdge {
    /// The place, opaque: pass it as `after`.
    cursor: String,
    /// The message.
    node: WebhookDelivery,
}

/// A message that was sent to an endpoint, as its last attempt left it.
#[derive(SimpleObject)]
pub(super) struct WebhookDelivery {
    /// The id.
    id: ID,
    /// The `webhook-id` that it was sent with, the same each time.
    message_id: String,
    /// The type of what it tells of, such as `article.published`.
    event: String,
    /// The `sequence` of the change that it tells of; null for a trial.
    sequence: Option<String>,
    /// How often it was sent.
    attempts: i32,
    /// When it was first sent.
    first_attempt_at: DateTime,
    /// When it was last sent.
    last_attempt_at: DateTime,
    /// How long the last attempt took, in milliseconds.
    took: i32,
    /// The status of the last answer; null where none came.
    status_code: Option<i32>,
    /// The beginning of the last answer's body, 1 KiB of it at most; null where none came.
    answer: Option<String>,
    /// What went wrong where no answer came; null where one did.
    error: Option<String>,
    /// When it is sent again; null where it is not.
    next_attempt_at: Option<DateTime>,
    /// When it was taken; null while it was not.
    delivered_at: Option<DateTime>,
}

impl WebhookDelivery {
    /// The message of this name to a webhook.
    pub(super) async fn of(ctx: &Context<'_>, webhook: Uuid, message: &str) -> Result<Option<Self>> {
        let sent = webhooks(ctx)?.delivery(ctx.data::<Actor>()?, webhook, message).await;
        Ok(sent.map_err(|error| account_error(&error))?.map(Self::from))
    }
}

impl From<Delivery> for WebhookDelivery {
    fn from(sent: Delivery) -> Self {
        Self {
            id: cursor(sent.id).into(),
            message_id: sent.message,
            event: sent.event,
            sequence: sent.sequence.map(|sequence| sequence.to_string()),
            attempts: sent.attempts,
            first_attempt_at: sent.first_attempt_at,
            last_attempt_at: sent.last_attempt_at,
            took: sent.took,
            status_code: sent.status_code,
            answer: sent.answer,
            error: sent.error,
            next_attempt_at: sent.next_attempt_at,
            delivered_at: sent.delivered_at,
        }
    }
}

fn cursor(id: Uuid) -> String {
    id_text(DELIVERY, id)
}
