use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use shanghaidoctor_domain::Actor;
use shanghaidoctor_persistence::accounts::Account;

use super::session::{doer, origin, signed};
use super::user_error::{UserError, UserErrorCode};
use crate::auth::{Auth, SignInRefused};
use crate::graphql::account::AccountNode;
use crate::graphql::error::{account_error, auth_error, rate_limited, unauthenticated};

/// Second factors.
#[derive(Default)]
pub(super) struct SecondFactorMutation;

/// Second factors.
#[Object]
impl SecondFactorMutation {
    /// Begins to set up a second factor for whoever is signed in. It is in use once a code of it is confirmed.
    async fn begin_second_factor(&self, ctx: &Context<'_>) -> Result<BeginSecondFactorPayload> {
        let account = viewer(ctx).await?;
        let uri = ctx.data::<Auth>()?.begin_second_factor(&account).await.map_err(|error| auth_error(&error))?;
        Ok(BeginSecondFactorPayload { uri: Some(uri), user_errors: Vec::new() })
    }

    /// Puts a second factor into use: from now on, signing in needs a code of it. Gives codes to keep on paper.
    async fn confirm_second_factor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A code of it.")] input: SecondFactorInput,
    ) -> Result<ConfirmSecondFactorPayload> {
        let account = viewer(ctx).await?;
        let doer = doer(ctx, signed(ctx)?);
        let codes = ctx.data::<Auth>()?.confirm_second_factor(&doer, &account, &input.code).await;
        Ok(match codes.map_err(|error| auth_error(&error))? {
            Some(codes) => ConfirmSecondFactorPayload { recovery_codes: Some(codes), user_errors: Vec::new() },
            None => ConfirmSecondFactorPayload { recovery_codes: None, user_errors: vec![wrong_code()] },
        })
    }

    /// Takes the second factor of whoever is signed in away; a code of it is needed for that, too.
    async fn disable_second_factor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A code of it.")] input: SecondFactorInput,
    ) -> Result<DisableSecondFactorPayload> {
        let account = viewer(ctx).await?;
        let signed = signed(ctx)?;
        let disabled = ctx.data::<Auth>()?.disable_second_factor(&account, signed, &input.code, &origin(ctx)?).await;
        let user_errors = match disabled {
            Ok(()) => Vec::new(),
            Err(SignInRefused::Wait(time)) => return Err(rate_limited("The code was wrong too often", time)),
            Err(SignInRefused::Failed(error)) => return Err(auth_error(&error)),
            Err(_) => vec![wrong_code()],
        };
        let account = Account { has_second_factor: !user_errors.is_empty() && account.has_second_factor, ..account };
        Ok(DisableSecondFactorPayload { account: Some(AccountNode(account)), user_errors })
    }
}

/// A code of a second factor.
#[derive(InputObject)]
pub(super) struct SecondFactorInput {
    /// Six digits of the authenticator, or a recovery code.
    code: String,
}

/// A second factor that is being set up.
#[derive(SimpleObject)]
pub(super) struct BeginSecondFactorPayload {
    /// What authenticators read from a picture: an address of the scheme `otpauth`. It holds the secret.
    uri: Option<String>,
    /// What is wrong; empty when nothing is.
    user_errors: Vec<UserError>,
}

/// A second factor that is in use.
#[derive(SimpleObject)]
pub(super) struct ConfirmSecondFactorPayload {
    /// Codes that take the place of the second factor when it is lost, each once; shown this once.
    recovery_codes: Option<Vec<String>>,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}

/// What came of taking a second factor away.
#[derive(SimpleObject)]
pub(super) struct DisableSecondFactorPayload {
    /// Whose it was.
    account: Option<AccountNode>,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}

fn wrong_code() -> UserError {
    let message = "This is no code of now, or it was used before: wait for the next one.";
    UserError::new(UserErrorCode::WrongCredentials, &["input", "code"], message)
}

/// The account of whoever is signed in.
pub(super) async fn viewer(ctx: &Context<'_>) -> Result<Account> {
    let Actor::Account { id, .. } = signed(ctx)?.actor else {
        return Err(unauthenticated("This is for people: a program signs in by its service token."));
    };
    let account = ctx.data::<Auth>()?.accounts().by_id(id).await.map_err(|error| account_error(&error))?;
    account.ok_or_else(|| unauthenticated("Sign in again."))
}
