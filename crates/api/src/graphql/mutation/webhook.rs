use std::time::Duration;

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use shanghaidoctor_domain::{Kind, Task, Url};
use shanghaidoctor_persistence::accounts::{AccountError, Doer};
use shanghaidoctor_persistence::partners::PARTNER;
use shanghaidoctor_persistence::webhooks::{NewWebhook, WEBHOOK, Webhook, WebhookChange};
use uuid::Uuid;

use super::account::{refused, wrong_name};
use super::partner::{id_of, refused_of};
use super::session::{doer, signed};
use super::user_error::{UserError, UserErrorCode};
use crate::auth::Auth;
use crate::graphql::change::ChangeType;
use crate::graphql::error::{account_error, auth_error};
use crate::graphql::webhook::{SeenWebhook, WebhookDelivery};
use crate::webhooks::WebhookSender;

/// For how long a secret that is replaced can sign beside the new one, in seconds.
const LONGEST_OVERLAP: i32 = 30 * 86_400;

/// Endpoints that are told of changes.
#[derive(Default)]
pub(super) struct WebhookMutation;

/// Endpoints that are told of changes.
#[Object]
impl WebhookMutation {
    /// Makes an endpoint known that is told of what changes from now on, by Standard Webhooks; for publishers. The secret
    /// that its messages are signed with is shown this once.
    async fn create_webhook(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where it is, and of what it is told.")] input: CreateWebhookInput,
    ) -> Result<WebhookSecretPayload> {
        let doer = publisher(ctx)?;
        let CreateWebhookInput { name, url, types, partner } = input;
        let partner = partner.map(|partner| id_of(PARTNER, &partner, "partner")).transpose();
        let wrong = wrong_name(&name).into_iter().chain(wrong_url(ctx, &url)?);
        let wrong: Vec<UserError> = partner.as_ref().err().cloned().into_iter().chain(wrong).collect();
        let partner = match partner {
            Ok(partner) if wrong.is_empty() => partner,
            _ => return Ok(WebhookSecretPayload::refused(wrong)),
        };
        let (shown, secret) = ctx.data::<Auth>()?.make_webhook_secret().map_err(|error| auth_error(&error))?;
        let new = NewWebhook { partner, name, url, kinds: kinds(types.unwrap_or_default()), secret };
        match sender(ctx)?.webhooks().create(&doer, new).await {
            Ok(webhook) => Ok(WebhookSecretPayload::of(webhook, shown)),
            Err(error) => Ok(WebhookSecretPayload::refused(refused_of(error, "partner")?)),
        }
    }

    /// Changes what an endpoint is called, where it is, or of what it is told; for publishers. It keeps its place, and what
    /// waited to be sent again is sent at once.
    async fn update_webhook(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which webhook, and what is changed.")] input: UpdateWebhookInput,
    ) -> Result<WebhookPayload> {
        let doer = publisher(ctx)?;
        let UpdateWebhookInput { id, revision, name, url, types } = input;
        let url_error = url.as_ref().map(|url| wrong_url(ctx, url)).transpose()?.flatten();
        let wrong: Vec<UserError> = name.as_deref().and_then(wrong_name).into_iter().chain(url_error).collect();
        let id = match id_of(WEBHOOK, &id, "id") {
            Ok(id) if wrong.is_empty() => id,
            id => return Ok(WebhookPayload::refused(id.err().into_iter().chain(wrong).collect())),
        };
        let change = WebhookChange { name, url, kinds: types.map(kinds) };
        WebhookPayload::made(sender(ctx)?.webhooks().update(&doer, id, revision, change).await)
    }

    /// Forgets an endpoint, and what was sent to it; for publishers.
    async fn delete_webhook(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which webhook.")] input: WebhookInput,
    ) -> Result<DeleteWebhookPayload> {
        let doer = publisher(ctx)?;
        let id = match id_of(WEBHOOK, &input.id, "id") {
            Ok(id) => id,
            Err(error) => return Ok(DeleteWebhookPayload { deleted_id: None, user_errors: vec![error] }),
        };
        match sender(ctx)?.webhooks().delete(&doer, id).await {
            Ok(()) => Ok(DeleteWebhookPayload { deleted_id: Some(input.id), user_errors: Vec::new() }),
            Err(error) => Ok(DeleteWebhookPayload { deleted_id: None, user_errors: refused(error)? }),
        }
    }

    /// Tells an endpoint of changes again, from the place where it stopped; for publishers. What waits to be sent again is
    /// sent at once.
    async fn enable_webhook(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which webhook.")] input: WebhookInput,
    ) -> Result<WebhookPayload> {
        let doer = publisher(ctx)?;
        match id_of(WEBHOOK, &input.id, "id") {
            Ok(id) => WebhookPayload::made(sender(ctx)?.webhooks().enable(&doer, id).await),
            Err(error) => Ok(WebhookPayload::refused(vec![error])),
        }
    }

    /// Tells an endpoint of nothing any more, until it is enabled again; for publishers. It keeps its place.
    async fn disable_webhook(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which webhook.")] input: WebhookInput,
    ) -> Result<WebhookPayload> {
        let doer = publisher(ctx)?;
        match id_of(WEBHOOK, &input.id, "id") {
            Ok(id) => WebhookPayload::made(sender(ctx)?.webhooks().disable(&doer, id).await),
            Err(error) => Ok(WebhookPayload::refused(vec![error])),
        }
    }

    /// Sends a message of the type `webhook.test` at once, whatever waits, and shows what came back; for publishers.
    async fn test_webhook(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which webhook.")] input: WebhookInput,
    ) -> Result<WebhookDeliveryPayload> {
        let doer = publisher(ctx)?;
        let id = match id_of(WEBHOOK, &input.id, "id") {
            Ok(id) => id,
            Err(error) => return Ok(WebhookDeliveryPayload::refused(vec![error])),
        };
        let sender = sender(ctx)?;
        let webhook = sender.webhooks().one(&doer.actor, id).await.map_err(|error| account_error(&error))?;
        let Some(webhook) = webhook else {
            return Ok(WebhookDeliveryPayload::refused(refused(AccountError::NotFound("webhook"))?));
        };
        let message = sender.try_out(&webhook).await.map_err(|error| account_error(&error))?;
        WebhookDeliveryPayload::sent(ctx, webhook, &message).await
    }

    /// Tells an endpoint again of what it was told of before; for publishers. `from` a change on: of it and of all behind it,
    /// in order, under the same names of messages. `only` one: at once, beside what waits.
    async fn redeliver_webhook(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which webhook, and of which changes.")] input: RedeliverWebhookInput,
    ) -> Result<WebhookDeliveryPayload> {
        let doer = publisher(ctx)?;
        let asked = Asked::of(&input);
        let (id, asked) = match (id_of(WEBHOOK, &input.id, "id"), asked) {
            (Ok(id), Ok(asked)) => (id, asked),
            (id, asked) => {
                let wrong = id.err().into_iter().chain(asked.err()).collect();
                return Ok(WebhookDeliveryPayload::refused(wrong));
            }
        };
        match asked {
            Asked::From(sequence) => from(ctx, &doer, id, sequence).await,
            Asked::Only(sequence) => only(ctx, &doer, id, sequence).await,
        }
    }

    /// Signs messages to an endpoint with another secret from now on; for publishers. While both hold, each message has the
    /// signatures of both. The new secret is shown this once.
    async fn rotate_webhook_secret(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which webhook, and how long both hold.")] input: RotateWebhookSecretInput,
    ) -> Result<WebhookSecretPayload> {
        let (auth, doer) = (ctx.data::<Auth>()?, publisher(ctx)?);
        let is_short = (0..=LONGEST_OVERLAP).contains(&input.overlap);
        let overlap = (!is_short).then(|| invalid("overlap", "Choose 0 seconds to 30 days (2592000)."));
        let id = match id_of(WEBHOOK, &input.id, "id") {
            Ok(id) if overlap.is_none() => id,
            id => return Ok(WebhookSecretPayload::refused(id.err().into_iter().chain(overlap).collect())),
        };
        let (shown, secret) = auth.make_webhook_secret().map_err(|error| auth_error(&error))?;
        let ends_at = auth.clock().now().after(Duration::from_secs(input.overlap.unsigned_abs().into()));
        match sender(ctx)?.webhooks().rotate_secret(&doer, id, secret, ends_at).await {
            Ok(webhook) => Ok(WebhookSecretPayload::of(webhook, shown)),
            Err(error) => Ok(WebhookSecretPayload::refused(refused(error)?)),
        }
    }
}

/// Where an endpoint is, and of what it is told.
#[derive(InputObject)]
pub(super) struct CreateWebhookInput {
    /// What it is called.
    name: String,
    /// Where messages are sent to: a public address that begins with `https://`.
    url: Url,
    /// Of which types of documents it is told; of all where there is none.
    types: Option<Vec<ChangeType>>,
    /// The id of the partner whose it is; nobody's where it is of the house.
    partner: Option<ID>,
}

/// Which webhook, and what is changed. What is left out stays.
#[derive(InputObject)]
pub(super) struct UpdateWebhookInput {
    /// The id of the webhook.
    id: ID,
    /// The revision that the writer saw.
    revision: i32,
    /// What it is called.
    name: Option<String>,
    /// Where messages are sent to: a public address that begins with `https://`.
    url: Option<Url>,
    /// Of which types of documents it is told; of all where the list is empty.
    types: Option<Vec<ChangeType>>,
}

/// Which webhook.
#[derive(InputObject)]
pub(super) struct WebhookInput {
    /// The id of the webhook.
    id: ID,
}

/// Which webhook is told again, and of which changes: give `from` or `only`.
#[derive(InputObject)]
pub(super) struct RedeliverWebhookInput {
    /// The id of the webhook.
    id: ID,
    /// The `sequence` of the first change that it is told of again.
    from: Option<String>,
    /// The `sequence` of the one change that it is told of again.
    only: Option<String>,
}

/// Whose secret is replaced.
#[derive(InputObject)]
pub(super) struct RotateWebhookSecretInput {
    /// The id of the webhook.
    id: ID,
    /// How many seconds the secret of before signs beside the new one: 30 days at most, a day when nothing is said.
    #[graphql(default = 86_400)]
    overlap: i32,
}

/// What came of a change to a webhook.
#[derive(SimpleObject)]
pub(super) struct WebhookPayload {
    /// The webhook; null when nothing was changed.
    webhook: Option<SeenWebhook>,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}

/// A webhook with a new secret.
#[derive(Default, SimpleObject)]
pub(super) struct WebhookSecretPayload {
    /// The webhook; null when nothing was made.
    webhook: Option<SeenWebhook>,
    /// What its messages are signed with (`whsec_…`), shown this once; null when nothing was made.
    secret: Option<String>,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}

/// What came of forgetting a webhook.
#[derive(SimpleObject)]
pub(super) struct DeleteWebhookPayload {
    /// The id of the webhook; null when none was forgotten.
    deleted_id: Option<ID>,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}

/// A message that was sent to a webhook.
#[derive(Default, SimpleObject)]
pub(super) struct WebhookDeliveryPayload {
    /// The webhook; null when nothing was done.
    webhook: Option<SeenWebhook>,
    /// The message that was sent at once, and what came back; null where none was.
    delivery: Option<WebhookDelivery>,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}

impl WebhookPayload {
    fn made(made: Result<Webhook, AccountError>) -> Result<Self> {
        match made {
            Ok(webhook) => Ok(Self { webhook: Some(SeenWebhook(webhook)), user_errors: Vec::new() }),
            Err(error) => Ok(Self::refused(refused(error)?)),
        }
    }

    const fn refused(user_errors: Vec<UserError>) -> Self {
        Self { webhook: None, user_errors }
    }
}

impl WebhookSecretPayload {
    fn of(webhook: Webhook, secret: String) -> Self {
        Self { webhook: Some(SeenWebhook(webhook)), secret: Some(secret), user_errors: Vec::new() }
    }

    fn refused(user_errors: Vec<UserError>) -> Self {
        Self { user_errors, ..Self::default() }
    }
}

impl WebhookDeliveryPayload {
    async fn sent(ctx: &Context<'_>, webhook: Webhook, message: &str) -> Result<Self> {
        let delivery = WebhookDelivery::of(ctx, webhook.id, message).await?;
        Ok(Self { webhook: Some(SeenWebhook(webhook)), delivery, user_errors: Vec::new() })
    }

    fn refused(user_errors: Vec<UserError>) -> Self {
        Self { user_errors, ..Self::default() }
    }
}

/// Of which changes an endpoint is told again.
enum Asked {
    From(i64),
    Only(i64),
}

impl Asked {
    fn of(input: &RedeliverWebhookInput) -> Result<Self, UserError> {
        let read = |field, text: &str| {
            let number = text.parse::<i64>().ok().filter(|number| *number > 0);
            number.ok_or_else(|| invalid(field, "Give the `sequence` of a change, such as `42`."))
        };
        match (&input.from, &input.only) {
            (Some(from), None) => Ok(Self::From(read("from", from)?)),
            (None, Some(only)) => Ok(Self::Only(read("only", only)?)),
            _ => Err(UserError::new(
                UserErrorCode::Required,
                &["input", "from"],
                "Give `from` or `only`, one of the two.",
            )),
        }
    }
}

async fn from(ctx: &Context<'_>, doer: &Doer, id: Uuid, sequence: i64) -> Result<WebhookDeliveryPayload> {
    match sender(ctx)?.webhooks().go_back_to(doer, id, sequence).await {
        Ok(Some(webhook)) => {
            Ok(WebhookDeliveryPayload { webhook: Some(SeenWebhook(webhook)), ..WebhookDeliveryPayload::default() })
        }
        Ok(None) => Ok(WebhookDeliveryPayload::refused(vec![no_change("from", sequence)])),
        Err(error) => Ok(WebhookDeliveryPayload::refused(refused(error)?)),
    }
}

async fn only(ctx: &Context<'_>, doer: &Doer, id: Uuid, sequence: i64) -> Result<WebhookDeliveryPayload> {
    let sender = sender(ctx)?;
    match sender.webhooks().take_again(doer, id, sequence).await {
        Ok(Some((webhook, change))) => {
            let message = sender.send_again(&webhook, &change).await.map_err(|error| account_error(&error))?;
            WebhookDeliveryPayload::sent(ctx, webhook, &message).await
        }
        Ok(None) => Ok(WebhookDeliveryPayload::refused(vec![no_change("only", sequence)])),
        Err(error) => Ok(WebhookDeliveryPayload::refused(refused(error)?)),
    }
}

/// Whoever sends this request, where they may manage webhooks: before anything of the input is looked up.
fn publisher(ctx: &Context<'_>) -> Result<Doer> {
    let doer = doer(ctx, signed(ctx)?);
    doer.actor.may_do(Task::ManageWebhooks).map_err(|error| account_error(&error.into()))?;
    Ok(doer)
}

fn sender<'c>(ctx: &Context<'c>) -> Result<&'c WebhookSender> {
    ctx.data::<WebhookSender>()
}

fn kinds(types: Vec<ChangeType>) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = types.into_iter().map(ChangeType::kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

/// What is wrong with an address, as far as it says so itself.
fn wrong_url(ctx: &Context<'_>, url: &Url) -> Result<Option<UserError>> {
    let refused = sender(ctx)?.check(url).err();
    Ok(refused.map(|refused| invalid("url", format!("Choose another address: {refused}."))))
}

fn no_change(field: &str, sequence: i64) -> UserError {
    let message = format!("There is no change of the number {sequence}.");
    UserError::new(UserErrorCode::NotFound, &["input", field], message)
}

fn invalid(field: &str, message: impl Into<String>) -> UserError {
    UserError::new(UserErrorCode::Invalid, &["input", field], message)
}
