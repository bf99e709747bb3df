//! Forms that anybody may send: what holds off those who send them without end.

use std::time::Duration;

use async_graphql::{Context, Error, Result};
use shanghaidoctor_domain::Task;
use shanghaidoctor_persistence::accounts::Doer;
use shanghaidoctor_persistence::enquiries::{FormError, FullUp, Sent};

use super::session::{doer, signed};
use super::user_error::{UserError, UserErrorCode};
use crate::auth::{Auth, WrongFormToken};
use crate::graphql::error::{account_error, auth_error, rate_limited};
use crate::graphql::loaders::site;
use crate::graphql::view::View;
use crate::letters::Sender;
use crate::live::line_of;
use crate::visits::Visitor;

/// What a form brings along beside what it says.
pub(super) struct Form<'i> {
    /// The token that it was given out with.
    pub(super) token: &'i str,
    /// What stands in the field that people do not see.
    pub(super) website: Option<&'i str>,
}

impl Form<'_> {
    /// How it was sent; or what is wrong with its token.
    pub(super) fn sent(&self, ctx: &Context<'_>) -> Result<Result<Sent, UserError>> {
        let token = match ctx.data::<Auth>()?.read_form_token(self.token) {
            Ok(token) => token,
            Err(WrongFormToken::Failed(error)) => return Err(auth_error(&error)),
            Err(wrong) => return Ok(Err(wrong_token(wrong.to_string()))),
        };
        let address = ctx.data::<Visitor>()?.address;
        Ok(Ok(Sent {
            token: token.id,
            token_expires_at: token.expires_at,
            place: address.map_or_else(|| "unknown".to_owned(), |address| line_of(address).to_string()),
            is_spam: self.website.is_some_and(|website| !website.trim().is_empty()),
        }))
    }
}

/// What an error of taking a form in means to whoever sent it.
pub(super) fn not_taken(ctx: &Context<'_>, error: FormError) -> Result<UserError> {
    let what = match error {
        FormError::TokenUsed => return Ok(wrong_token(format!("{}.", capitalised(&FormError::TokenUsed.to_string())))),
        FormError::Full(FullUp::Place) => "So much came from here today that no more is taken",
        FormError::Full(FullUp::Address) => "So much came under this e-mail address today that no more is taken",
        FormError::Full(FullUp::Target) => "So much came for them today that no more is taken",
        FormError::Failed(error) => return Err(account_error(&error)),
    };
    Err(rate_limited(what, until_tomorrow(ctx)?))
}

/// Whoever sends this request, where they may do this: before anything of the input is looked up.
pub(super) fn allowed(ctx: &Context<'_>, task: Task) -> Result<Doer> {
    let doer = doer(ctx, signed(ctx)?);
    doer.actor.may_do(task).map_err(|error| account_error(&error.into()))?;
    Ok(doer)
}

/// The publication, as its mails are signed.
pub(super) async fn sender(ctx: &Context<'_>) -> Result<Sender> {
    let view = View::public(ctx, None)?;
    let site = site(ctx, &view).await?;
    let content = &site.entry.content;
    Ok(Sender { name: content.name.pick(&[]).to_owned(), url: content.url.clone(), contact: content.contact.clone() })
}

/// Whether a text that must be there says nothing.
pub(super) fn blank(text: &str, field: &str, message: &str) -> Option<UserError> {
    let is_blank = text.trim().is_empty();
    is_blank.then(|| UserError::new(UserErrorCode::Required, &["input", field], message))
}

fn wrong_token(message: String) -> UserError {
    UserError::new(UserErrorCode::Invalid, &["input", "token"], message)
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Forms are counted by the day, in universal time.
fn until_tomorrow(ctx: &Context<'_>) -> Result<Duration, Error> {
    let now = chrono::DateTime::<chrono::Utc>::from(ctx.data::<Auth>()?.clock().now());
    let tomorrow = now.date_naive().succ_opt().and_then(|day| day.and_hms_opt(0, 0, 0));
    Ok(tomorrow.and_then(|tomorrow| (tomorrow.and_utc() - now).to_std().ok()).unwrap_or_default())
}
