use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use shanghaidoctor_domain::{Actor, DateTime};
use shanghaidoctor_persistence::accounts::{Doer, Signed};

use super::user_error::{UserError, UserErrorCode};
use crate::auth::{Auth, Given, Identity, Origin, SignIn, SignInRefused};
use crate::graphql::account::AccountNode;
use crate::graphql::error::{account_error, auth_error, rate_limited, unauthenticated};
use crate::visits::Visitor;

/// The engine has the names of headers from another version of the crate than the server.
const SET_COOKIE: &str = "set-cookie";

/// Signing in and out.
#[derive(Default)]
pub(super) struct SessionMutation;

/// Signing in and out.
#[Object]
impl SessionMutation {
    /// Signs in by e-mail address and password. After several failures it must be waited between tries (`RATE_LIMITED`, with
    /// `retryAfter` in seconds), for longer each time; who sends the `deviceToken` of before does not wait for others' failures.
    async fn sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who signs in.")] input: SignInInput,
    ) -> Result<SignInPayload> {
        let SignInInput { email, password, code, device_token, cookies } = input;
        let device_token = device_token.or_else(|| ctx.data::<Identity>().ok()?.cookies.device.clone());
        let sign_in = SignIn { email, password, code, device_token, origin: origin(ctx)? };
        match ctx.data::<Auth>()?.sign_in(sign_in).await {
            Ok((given, device_token)) => SignInPayload::of(ctx, given, Some(device_token), cookies).await,
            Err(SignInRefused::Wrong) => {
                Ok(SignInPayload::refused(&["input", "password"], "The e-mail address or the password is wrong."))
            }
            Err(SignInRefused::CodeNeeded) => Ok(SignInPayload::with(vec![UserError::new(
                UserErrorCode::Required,
                &["input", "code"],
                "Send a code of the second factor, too.",
            )])),
            Err(SignInRefused::WrongCode) => Ok(SignInPayload::refused(
                &["input", "code"],
                "This is no code of now, or it was used before: wait for the next one.",
            )),
            Err(SignInRefused::Wait(time)) => Err(rate_limited("Signing in has failed too often", time)),
            Err(SignInRefused::Failed(error)) => Err(auth_error(&error)),
        }
    }

    /// Goes on with a session: gives the next tokens for the last refresh token, which is good for once. One that comes a
    /// second time may be stolen, so it ends the session.
    async fn refresh_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which session.")] input: RefreshSessionInput,
    ) -> Result<SignInPayload> {
        let by_cookie = input.refresh_token.is_none();
        let token = input.refresh_token.or_else(|| ctx.data::<Identity>().ok()?.cookies.refresh.clone());
        let refreshed = match token {
            Some(token) => ctx.data::<Auth>()?.refresh(&token, &origin(ctx)?).await,
            None => Ok(None),
        };
        match refreshed.map_err(|error| auth_error(&error))? {
            Some(given) => SignInPayload::of(ctx, given, None, by_cookie).await,
            None => Ok(SignInPayload::refused(
                &["input", "refreshToken"],
                "This refresh token is none, is over, or was used before: sign in again.",
            )),
        }
    }

    /// Ends the session that this request is sent by: its tokens are good for nothing from now on.
    async fn sign_out(&self, ctx: &Context<'_>) -> Result<SignOutPayload> {
        let signed = signed(ctx)?;
        end(ctx, signed, Some(signed)).await
    }

    /// Ends all sessions of the account, this one and those elsewhere.
    async fn sign_out_everywhere(&self, ctx: &Context<'_>) -> Result<SignOutPayload> {
        end(ctx, signed(ctx)?, None).await
    }
}

/// Who signs in.
#[derive(InputObject)]
pub(super) struct SignInInput {
    /// The address of the account.
    email: String,
    /// Its password.
    password: String,
    /// A code of its second factor, where it has one: six digits of the authenticator, or a recovery code.
    code: Option<String>,
    /// The `deviceToken` that this device was given when the account was signed in to from it before.
    device_token: Option<String>,
    /// Keep the tokens in cookies that no script can read, in place of showing them: for pages in browsers, of this server or
    /// of an origin that it lets act.
    #[graphql(default)]
    cookies: bool,
}

/// Which session goes on.
#[derive(InputObject)]
pub(super) struct RefreshSessionInput {
    /// The last refresh token of the session; without one, that of the cookies, which then hold the next ones.
    refresh_token: Option<String>,
}

/// What came of signing in.
#[derive(SimpleObject)]
pub(super) struct SignInPayload {
    /// What to sign requests with; null when nobody was signed in, and where it is kept in cookies.
    credentials: Option<Credentials>,
    /// Who signed in; null when nobody was.
    account: Option<AccountNode>,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}

/// What a session gives to its holder. All of it is secret.
#[derive(SimpleObject)]
pub(super) struct Credentials {
    /// Sent with each request: `Authorization: Bearer …`. A JWT, signed by a key of `/.well-known/jwks.json`.
    access_token: String,
    /// When the access token is over: refresh the session before.
    access_token_expires_at: DateTime,
    /// Good for one `refreshSession`, within 30 days.
    refresh_token: String,
    /// Tells this device when somebody signs in from it again; null where the session was there before.
    device_token: Option<String>,
}

/// What came of signing out.
#[derive(SimpleObject)]
pub(super) struct SignOutPayload {
    /// Who signed out.
    account: Option<AccountNode>,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}

impl SignInPayload {
    /// What a session gives, with the account that it is of.
    pub(super) async fn of(
        ctx: &Context<'_>,
        given: Given,
        device_token: Option<String>,
        in_cookies: bool,
    ) -> Result<Self> {
        let auth = ctx.data::<Auth>()?;
        let account = auth.accounts().by_id(given.account).await.map_err(|error| account_error(&error))?;
        let account = account.map(AccountNode);
        if in_cookies {
            for cookie in auth.cookies().of(&given, device_token.as_deref()) {
                ctx.append_http_header(SET_COOKIE, cookie);
            }
            return Ok(Self { credentials: None, account, user_errors: Vec::new() });
        }
        let credentials = Credentials {
            access_token: given.access_token,
            access_token_expires_at: given.access_token_expires_at,
            refresh_token: given.refresh_token,
            device_token,
        };
        Ok(Self { credentials: Some(credentials), account, user_errors: Vec::new() })
    }

    /// Nobody was signed in, because of what stands there.
    pub(super) fn refused(path: &[&str], message: &str) -> Self {
        Self::with(vec![UserError::new(UserErrorCode::WrongCredentials, path, message)])
    }

    /// Nobody was signed in.
    pub(super) const fn with(user_errors: Vec<UserError>) -> Self {
        Self { credentials: None, account: None, user_errors }
    }
}

async fn end(ctx: &Context<'_>, signed: &Signed, only: Option<&Signed>) -> Result<SignOutPayload> {
    let Actor::Account { id, .. } = signed.actor else {
        return Err(unauthenticated("A program does not sign out: revoke its service token."));
    };
    let accounts = ctx.data::<Auth>()?.accounts();
    let account = async {
        accounts.end_sessions(&doer(ctx, signed), id, only.map(|signed| signed.by)).await?;
        accounts.by_id(id).await
    };
    let account = account.await.map_err(|error| account_error(&error))?;
    if ctx.data::<Identity>()?.cookies.tell_who() {
        for cookie in ctx.data::<Auth>()?.cookies().none() {
            ctx.append_http_header(SET_COOKIE, cookie);
        }
    }
    Ok(SignOutPayload { account: account.map(AccountNode), user_errors: Vec::new() })
}

/// Where this request comes from.
pub(super) fn origin(ctx: &Context<'_>) -> Result<Origin> {
    let Visitor { address, agent } = ctx.data::<Visitor>()?.clone();
    Ok(Origin { address, agent })
}

/// Whoever sends this request, who must have said who they are.
pub(super) fn signed<'c>(ctx: &Context<'c>) -> Result<&'c Signed> {
    let identity = ctx.data::<Identity>()?;
    identity.signed.as_ref().ok_or_else(|| unauthenticated("Sign in first: nobody is signed in with this request."))
}

/// The same as whoever does something, for the log.
pub(super) fn doer(ctx: &Context<'_>, signed: &Signed) -> Doer {
    let address = ctx.data::<Visitor>().ok().and_then(|visitor| visitor.address).map(|address| address.to_string());
    Doer { actor: signed.actor.clone(), address }
}
