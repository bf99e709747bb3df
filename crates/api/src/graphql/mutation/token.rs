use std::time::Duration;

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use shanghaidoctor_domain::{DateTime, Limits, Locale, TokenScope, read_id};
use shanghaidoctor_persistence::accounts::NewServiceToken;

use super::account::{administrator, refused, wrong_channels, wrong_name};
use super::user_error::{UserError, UserErrorCode};
use crate::auth::Auth;
use crate::graphql::account::ServiceTokenNode;
use crate::graphql::error::{account_error, auth_error};

/// Longer ones would outlive those who know what they are for.
const LONGEST: Duration = Duration::from_secs(366 * 86_400);

/// The tokens of programs.
#[derive(Default)]
pub(super) struct TokenMutation;

/// The tokens of programs.
#[Object]
impl TokenMutation {
    /// Makes a token that a program signs its requests with (`Authorization: Bearer …`); for administrators. The secret is
    /// shown this once: what is kept is a hash.
    async fn create_service_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the token is to be.")] input: CreateServiceTokenInput,
    ) -> Result<CreateServiceTokenPayload> {
        let (auth, doer) = (ctx.data::<Auth>()?, administrator(ctx)?);
        let wrong = input.wrong(auth.clock().now());
        if !wrong.is_empty() {
            return Ok(CreateServiceTokenPayload { service_token: None, secret: None, user_errors: wrong });
        }
        let limits =
            Limits { locales: input.locales.unwrap_or_default(), channels: input.channels.unwrap_or_default() };
        let (secret, hash) = auth.make_service_secret().map_err(|error| auth_error(&error))?;
        let mut scopes = input.scopes;
        scopes.sort_unstable();
        scopes.dedup();
        let new = NewServiceToken { name: input.name, scopes, limits, expires_at: input.expires_at, hash };
        let token = auth.accounts().create_service_token(&doer, new).await.map_err(|error| account_error(&error))?;
        Ok(CreateServiceTokenPayload {
            service_token: Some(token.into()),
            secret: Some(secret),
            user_errors: Vec::new(),
        })
    }

    /// Ends a service token, from the next request on; for administrators.
    async fn revoke_service_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which token.")] input: RevokeServiceTokenInput,
    ) -> Result<RevokeServiceTokenPayload> {
        let (auth, doer) = (ctx.data::<Auth>()?, administrator(ctx)?);
        let id = match read_id("token", &input.id) {
            Ok(id) => id,
            Err(error) => {
                let wrong = UserError::new(UserErrorCode::Invalid, &["input", "id"], format!("{error}."));
                return Ok(RevokeServiceTokenPayload { service_token: None, user_errors: vec![wrong] });
            }
        };
        Ok(match auth.accounts().revoke_service_token(&doer, id).await {
            Ok(token) => RevokeServiceTokenPayload { service_token: Some(token.into()), user_errors: Vec::new() },
            Err(error) => RevokeServiceTokenPayload { service_token: None, user_errors: refused(error)? },
        })
    }
}

/// What a service token is to be.
#[derive(InputObject)]
pub(super) struct CreateServiceTokenInput {
    /// What it is called: the program and its place.
    name: String,
    /// What it is for, one thing at least.
    scopes: Vec<TokenScope>,
    /// When it is over, within a year.
    expires_at: DateTime,
    /// The languages of the articles that it may write; all where there is none.
    locales: Option<Vec<Locale>>,
    /// The channels that it may write articles for, by slug; all where there is none.
    channels: Option<Vec<String>>,
}

/// Which service token.
#[derive(InputObject)]
pub(super) struct RevokeServiceTokenInput {
    /// Its id.
    id: ID,
}

/// A service token that was made.
#[derive(SimpleObject)]
pub(super) struct CreateServiceTokenPayload {
    /// The token; null when none was made.
    service_token: Option<ServiceTokenNode>,
    /// What the program sends, shown this once.
    secret: Option<String>,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}

/// A service token that was revoked.
#[derive(SimpleObject)]
pub(super) struct RevokeServiceTokenPayload {
    /// The token; null when none was revoked.
    service_token: Option<ServiceTokenNode>,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}

impl CreateServiceTokenInput {
    fn wrong(&self, now: DateTime) -> Vec<UserError> {
        let scopes = self.scopes.is_empty().then(|| {
            UserError::new(
                UserErrorCode::Required,
                &["input", "scopes"],
                "Say what the token is for: one scope at least.",
            )
        });
        let latest = chrono::DateTime::<chrono::Utc>::from(now) + LONGEST;
        let is_in_time = now < self.expires_at && self.expires_at <= latest.into();
        let expiry = (!is_in_time).then(|| invalid("expiresAt", "Choose a moment to come, within a year."));
        let channels = wrong_channels(self.channels.as_deref().unwrap_or_default());
        wrong_name(&self.name).into_iter().chain(scopes).chain(expiry).chain(channels).collect()
    }
}

fn invalid(field: &str, message: &str) -> UserError {
    UserError::new(UserErrorCode::Invalid, &["input", field], message)
}
