use std::time::Duration;

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use shanghaidoctor_domain::{DateTime, EmailAddress, PartnerScope, Task, read_id};
use shanghaidoctor_persistence::accounts::{AccountError, Doer};
use shanghaidoctor_persistence::partners::{KEY, NewPartner, NewPartnerKey, PARTNER, PartnerChange, PartnerKey};
use uuid::Uuid;

use super::account::{refused, wrong_name, wrong_name_at};
use super::session::{doer, signed};
use super::user_error::{UserError, UserErrorCode};
use crate::auth::Auth;
use crate::graphql::error::{account_error, auth_error};
use crate::graphql::partner::{PartnerKeyNode, SeenPartner, partners};

/// Longer ones would outlive those who know what they are for.
const LONGEST: Duration = Duration::from_secs(366 * 86_400);

/// For how long a key that is replaced can hold beside the new one, in seconds.
const LONGEST_OVERLAP: i32 = 30 * 86_400;

/// What a key may be allowed a minute at most.
const MOST_REQUESTS: u32 = 100_000;

/// Partners and their keys.
#[derive(Default)]
pub(super) struct PartnerMutation;

/// Partners and their keys.
#[Object]
impl PartnerMutation {
    /// Makes a partner known, with the key that its program signs requests with (`Authorization: Bearer …`); for publishers.
    /// The secret is shown this once: what is kept is a hash.
    async fn create_partner(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the partner and its key are to be.")] input: CreatePartnerInput,
    ) -> Result<PartnerPayload> {
        let (auth, doer) = (ctx.data::<Auth>()?, publisher(ctx)?);
        let CreatePartnerInput { name, contact, key } = input;
        let wrong = key.wrong(auth.clock().now(), &["input", "key"]);
        let wrong: Vec<UserError> = wrong_name(&name).into_iter().chain(wrong).collect();
        if !wrong.is_empty() {
            return Ok(PartnerPayload { user_errors: wrong, ..PartnerPayload::default() });
        }
        let (secret, new) = key.made(auth)?;
        let made = partners(ctx)?.create(&doer, NewPartner { name, contact }, new).await;
        let (partner, key) = made.map_err(|error| account_error(&error))?;
        let (partner, key) = (Some(SeenPartner(partner)), Some(key.into()));
        Ok(PartnerPayload { partner, key, secret: Some(secret), user_errors: Vec::new() })
    }

    /// Changes what a partner is called, or where to write to; for publishers.
    async fn update_partner(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which partner, and what is changed.")] input: UpdatePartnerInput,
    ) -> Result<UpdatePartnerPayload> {
        let doer = publisher(ctx)?;
        let UpdatePartnerInput { id, revision, name, contact } = input;
        let name_error = name.as_deref().and_then(wrong_name);
        let id = match id_of(PARTNER, &id, "id") {
            Ok(id) if name_error.is_none() => id,
            id => {
                let user_errors = id.err().into_iter().chain(name_error).collect();
                return Ok(UpdatePartnerPayload { partner: None, user_errors });
            }
        };
        let contact = (!contact.is_undefined()).then(|| contact.take());
        match partners(ctx)?.update(&doer, id, revision, PartnerChange { name, contact }).await {
            Ok(partner) => Ok(UpdatePartnerPayload { partner: Some(SeenPartner(partner)), user_errors: Vec::new() }),
            Err(error) => Ok(UpdatePartnerPayload { partner: None, user_errors: refused(error)? }),
        }
    }

    /// Gives a partner another key, such as one for another program; for publishers. The secret is shown this once.
    async fn create_partner_key(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose key, and what it is to be.")] input: CreatePartnerKeyInput,
    ) -> Result<PartnerKeyPayload> {
        let (auth, doer) = (ctx.data::<Auth>()?, publisher(ctx)?);
        let wrong = input.key.wrong(auth.clock().now(), &["input", "key"]);
        let partner = match id_of(PARTNER, &input.partner, "partner") {
            Ok(partner) if wrong.is_empty() => partner,
            partner => return Ok(PartnerKeyPayload::refused(partner.err().into_iter().chain(wrong).collect())),
        };
        let (secret, new) = input.key.made(auth)?;
        match partners(ctx)?.create_key(&doer, partner, new).await {
            Ok(key) => Ok(PartnerKeyPayload::made(key, secret)),
            Err(error) => Ok(PartnerKeyPayload::refused(refused_of(error, "partner")?)),
        }
    }

    /// Makes a key that takes the place of another one, of the same name and for the same; for publishers. Both hold while the
    /// partner changes over, then the old one is over. The secret is shown this once.
    async fn rotate_partner_key(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which key, and how long both hold.")] input: RotatePartnerKeyInput,
    ) -> Result<PartnerKeyPayload> {
        let (auth, doer) = (ctx.data::<Auth>()?, publisher(ctx)?);
        let id = id_of(KEY, &input.id, "id");
        let expiry = wrong_expiry(input.expires_at, auth.clock().now(), &["input"]);
        let is_short = (0..=LONGEST_OVERLAP).contains(&input.overlap);
        let overlap = (!is_short).then(|| invalid(&["input", "overlap"], "Choose 0 seconds to 30 days (2592000)."));
        let wrong: Vec<UserError> = expiry.into_iter().chain(overlap).collect();
        let id = match id {
            Ok(id) if wrong.is_empty() => id,
            id => return Ok(PartnerKeyPayload::refused(id.err().into_iter().chain(wrong).collect())),
        };
        let (secret, hash) = auth.make_partner_secret().map_err(|error| auth_error(&error))?;
        let overlap = Duration::from_secs(input.overlap.unsigned_abs().into());
        match partners(ctx)?.rotate_key(&doer, id, hash, input.expires_at, overlap).await {
            Ok(key) => Ok(PartnerKeyPayload::made(key, secret)),
            Err(error) => Ok(PartnerKeyPayload::refused(refused(error)?)),
        }
    }

    /// Ends a key of a partner, from the next request on; for publishers.
    async fn revoke_partner_key(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which key.")] input: RevokePartnerKeyInput,
    ) -> Result<PartnerKeyPayload> {
        let doer = publisher(ctx)?;
        let id = match id_of(KEY, &input.id, "id") {
            Ok(id) => id,
            Err(error) => return Ok(PartnerKeyPayload::refused(vec![error])),
        };
        match partners(ctx)?.revoke_key(&doer, id).await {
            Ok(key) => Ok(PartnerKeyPayload { key: Some(key.into()), ..PartnerKeyPayload::default() }),
            Err(error) => Ok(PartnerKeyPayload::refused(refused(error)?)),
        }
    }
}

/// What a partner and its first key are to be.
#[derive(InputObject)]
pub(super) struct CreatePartnerInput {
    /// What it is called.
    name: String,
    /// Where to write to.
    contact: Option<EmailAddress>,
    /// Its first key.
    key: PartnerKeyInput,
}

/// What a partner's key is to be.
#[derive(InputObject)]
pub(super) struct PartnerKeyInput {
    /// What it is called: the program and its place.
    name: String,
    /// What it is for, one thing at least.
    scopes: Vec<PartnerScope>,
    /// When it is over, within a year.
    expires_at: DateTime,
    /// How many requests a minute it may sign, 1 to 100000; as many as all keys may when nothing is said.
    requests_per_minute: Option<u32>,
}

/// Which partner, and what is changed. What is left out stays.
#[derive(InputObject)]
pub(super) struct UpdatePartnerInput {
    /// The id of the partner.
    id: ID,
    /// The revision that the writer saw.
    revision: i32,
    /// What it is called.
    name: Option<String>,
    /// Where to write to; nowhere where it is null.
    contact: MaybeUndefined<EmailAddress>,
}

/// Whose key, and what it is to be.
#[derive(InputObject)]
pub(super) struct CreatePartnerKeyInput {
    /// The id of the partner.
    partner: ID,
    /// The key.
    key: PartnerKeyInput,
}

/// Which key is replaced.
#[derive(InputObject)]
pub(super) struct RotatePartnerKeyInput {
    /// The id of the key.
    id: ID,
    /// When the new one is over, within a year.
    expires_at: DateTime,
    /// How many seconds the old one holds from now on at most: 30 days at most, 7 when nothing is said.
    #[graphql(default = 604_800)]
    overlap: i32,
}

/// Which key ends.
#[derive(InputObject)]
pub(super) struct RevokePartnerKeyInput {
    /// The id of the key.
    id: ID,
}

/// A partner that was made known.
#[derive(Default, SimpleObject)]
pub(super) struct PartnerPayload {
    /// The partner; null when none was made known.
    partner: Option<SeenPartner>,
    /// Its key; null when none was made.
    key: Option<PartnerKeyNode>,
    /// What the partner's program sends, shown this once.
    secret: Option<String>,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}

/// What came of a change to a partner.
#[derive(SimpleObject)]
pub(super) struct UpdatePartnerPayload {
    /// The partner; null when nothing was changed.
    partner: Option<SeenPartner>,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}

/// A key that was made or ended.
#[derive(Default, SimpleObject)]
pub(super) struct PartnerKeyPayload {
    /// The key; null when none was made or ended.
    key: Option<PartnerKeyNode>,
    /// What the partner's program sends, shown this once; null where no key was made.
    secret: Option<String>,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}

impl PartnerKeyPayload {
    fn made(key: PartnerKey, secret: String) -> Self {
        Self { key: Some(key.into()), secret: Some(secret), user_errors: Vec::new() }
    }

    fn refused(user_errors: Vec<UserError>) -> Self {
        Self { user_errors, ..Self::default() }
    }
}

impl PartnerKeyInput {
    /// What is wrong with it, where it stands below `at` in the arguments.
    fn wrong(&self, now: DateTime, at: &[&str]) -> Vec<UserError> {
        let below = |field| at.iter().copied().chain([field]).collect::<Vec<_>>();
        let name = wrong_name_at(&self.name, &below("name"));
        let message = "Say what the key is for: one scope at least.";
        let scopes = self.scopes.is_empty().then(|| UserError::new(UserErrorCode::Required, &below("scopes"), message));
        let is_both = [PartnerScope::FullText, PartnerScope::Sandbox].iter().all(|scope| self.scopes.contains(scope));
        let message = "A key is for texts that are shown, `FULL_TEXT`, or for trying, `SANDBOX`: choose one.";
        let scopes = scopes.or_else(|| is_both.then(|| invalid(&below("scopes"), message)));
        let is_limit = |limit: u32| (1..=MOST_REQUESTS).contains(&limit);
        let limit = self.requests_per_minute.filter(|limit| !is_limit(*limit));
        let limit = limit.map(|_| invalid(&below("requestsPerMinute"), format!("Choose 1 to {MOST_REQUESTS}.")));
        name.into_iter().chain(scopes).chain(wrong_expiry(self.expires_at, now, at)).chain(limit).collect()
    }

    /// A secret, and the key to keep of it.
    fn made(self, auth: &Auth) -> Result<(String, NewPartnerKey)> {
        let (secret, hash) = auth.make_partner_secret().map_err(|error| auth_error(&error))?;
        let Self { name, mut scopes, expires_at, requests_per_minute } = self;
        scopes.sort_unstable();
        scopes.dedup();
        Ok((secret, NewPartnerKey { name, scopes, expires_at, requests_per_minute, hash }))
    }
}

/// Whoever sends this request, where they may manage partners: before anything of the input is looked up.
pub(super) fn publisher(ctx: &Context<'_>) -> Result<Doer> {
    let doer = doer(ctx, signed(ctx)?);
    doer.actor.may_do(Task::ManagePartners).map_err(|error| account_error(&error.into()))?;
    Ok(doer)
}

/// What an error means to the caller, where the id of the partner stands in this field.
pub(super) fn refused_of(error: AccountError, field: &str) -> Result<Vec<UserError>> {
    match error {
        AccountError::NotFound(_) => {
            Ok(vec![UserError::new(UserErrorCode::NotFound, &["input", field], format!("{error}."))])
        }
        error => refused(error),
    }
}

/// An id of the input's field.
pub(super) fn id_of(prefix: &str, id: &ID, field: &str) -> Result<Uuid, UserError> {
    read_id(prefix, id).map_err(|error| invalid(&["input", field], format!("{error}.")))
}

fn wrong_expiry(expires_at: DateTime, now: DateTime, at: &[&str]) -> Option<UserError> {
    let is_in_time = now < expires_at && expires_at <= now.after(LONGEST);
    let path: Vec<&str> = at.iter().copied().chain(["expiresAt"]).collect();
    (!is_in_time).then(|| invalid(&path, "Choose a moment to come, within a year."))
}

fn invalid(path: &[&str], message: impl Into<String>) -> UserError {
    UserError::new(UserErrorCode::Invalid, path, message)
}
