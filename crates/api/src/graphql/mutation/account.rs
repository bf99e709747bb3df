use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use shanghaidoctor_domain::text::{TextKind, is_slug};
use shanghaidoctor_domain::{Actor, DateTime, EmailAddress, Limits, Locale, Role, Task, read_id};
use shanghaidoctor_persistence::accounts::{Account, AccountChange, AccountError, Doer, NewAccount};
use uuid::Uuid;

use super::session::{SignInPayload, doer, origin, signed};
use super::user_error::{UserError, UserErrorCode};
use crate::auth::{Auth, Invitation, Passwords, SignInRefused};
use crate::graphql::account::AccountNode;
use crate::graphql::error::{account_error, auth_error, rate_limited, unauthenticated};

/// Who may sign in.
#[derive(Default)]
pub(super) struct AccountMutation;

/// Who may sign in.
#[Object]
impl AccountMutation {
    /// Makes an account, and an invitation by which its owner sets a password; for administrators.
    async fn create_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the account is to be.")] input: CreateAccountInput,
    ) -> Result<InvitedAccountPayload> {
        let (auth, doer) = (ctx.data::<Auth>()?, administrator(ctx)?);
        let limits =
            Limits { locales: input.locales.unwrap_or_default(), channels: input.channels.unwrap_or_default() };
        let wrong: Vec<UserError> =
            wrong_name(&input.name).into_iter().chain(wrong_channels(&limits.channels)).collect();
        if !wrong.is_empty() {
            return Ok(InvitedAccountPayload { user_errors: wrong, ..InvitedAccountPayload::default() });
        }
        let new = NewAccount { email: input.email, name: input.name, role: input.role, limits, password: None };
        let account = match auth.accounts().create(&doer, new).await {
            Ok(account) => account,
            Err(error) => return Ok(InvitedAccountPayload::with(refused(error)?)),
        };
        let invitation = auth.invite(&doer, account.id).await.map_err(|error| auth_error(&error))?;
        Ok(InvitedAccountPayload::of(account, invitation))
    }

    /// Invites the owner of an account to set a password anew. Links of before are good for nothing then; the password of
    /// before is, until the invitation is accepted. For administrators.
    async fn invite_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose account.")] input: InviteAccountInput,
    ) -> Result<InvitedAccountPayload> {
        let (auth, doer) = (ctx.data::<Auth>()?, administrator(ctx)?);
        let id = match account_id(&input.id) {
            Ok(id) => id,
            Err(error) => return Ok(InvitedAccountPayload::with(vec![error])),
        };
        let account = auth.accounts().by_id(id).await.map_err(|error| account_error(&error))?;
        let Some(account) = account else {
            return Ok(InvitedAccountPayload::with(refused(AccountError::NotFound("account"))?));
        };
        let invitation = auth.invite(&doer, id).await.map_err(|error| auth_error(&error))?;
        Ok(InvitedAccountPayload::of(account, invitation))
    }

    /// Changes what an account is called, may do, or whether somebody signs in with it; for administrators. A role or a limit
    /// that is taken away, and a session of an account that is disabled, are gone from the next request on.
    async fn update_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which account, and what is changed.")] input: UpdateAccountInput,
    ) -> Result<AccountPayload> {
        let (auth, doer) = (ctx.data::<Auth>()?, administrator(ctx)?);
        let (id, revision) = (account_id(&input.id), input.revision);
        let account = match &id {
            Ok(id) => auth.accounts().by_id(*id).await.map_err(|error| account_error(&error))?,
            Err(_) => None,
        };
        let change = input.change(account.map(|account| account.limits).unwrap_or_default());
        let (id, change) = match (id, change) {
            (Ok(id), Ok(change)) => (id, change),
            (id, change) => {
                let errors = id.err().into_iter().chain(change.err().unwrap_or_default());
                return Ok(AccountPayload { account: None, user_errors: errors.collect() });
            }
        };
        match auth.accounts().update(&doer, id, revision, change).await {
            Ok(account) => Ok(AccountPayload { account: Some(AccountNode(account)), user_errors: Vec::new() }),
            Err(error) => Ok(AccountPayload { account: None, user_errors: refused(error)? }),
        }
    }

    /// Sets the first password, or another one, by the secret of an invitation, which is good for once; and signs in.
    async fn accept_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The invitation and the password.")] input: AcceptInvitationInput,
    ) -> Result<SignInPayload> {
        let auth = ctx.data::<Auth>()?;
        let AcceptInvitationInput { invitation, password, name } = input;
        let wrong: Vec<UserError> = name.as_deref().into_iter().filter_map(wrong_name).collect();
        if !wrong.is_empty() {
            return Ok(SignInPayload::with(wrong));
        }
        match auth.accept_invitation(&invitation, password, name, &origin(ctx)?).await {
            Ok(Ok((given, device))) => SignInPayload::of(ctx, given, Some(device), false).await,
            Ok(Err(weak)) => Ok(SignInPayload::with(vec![weak_password(&weak.to_string(), "password")])),
            Err(SignInRefused::Wait(time)) => Err(rate_limited("It was tried too often", time)),
            Err(SignInRefused::Failed(error)) => Err(auth_error(&error)),
            Err(_) => Ok(SignInPayload::refused(
                &["input", "invitation"],
                "This invitation was used already, or is too old: ask for another one.",
            )),
        }
    }

    /// Gives whoever is signed in another password. Their sessions elsewhere end.
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The password of before and the new one.")] input: ChangePasswordInput,
    ) -> Result<AccountPayload> {
        let (auth, signed) = (ctx.data::<Auth>()?, signed(ctx)?);
        let Actor::Account { id, .. } = signed.actor else {
            return Err(unauthenticated("A program has no password."));
        };
        let account = auth.accounts().by_id(id).await.map_err(|error| account_error(&error))?;
        let account = account.ok_or_else(|| unauthenticated("Sign in again."))?;
        if let Err(weak) = Passwords::check(&input.new_password, &account.email.to_string()) {
            let wrong = vec![weak_password(&weak.to_string(), "newPassword")];
            return Ok(AccountPayload { account: None, user_errors: wrong });
        }
        match auth.change_password(&account, signed, input.password, input.new_password, &origin(ctx)?).await {
            Ok(()) => Ok(AccountPayload { account: Some(AccountNode(account)), user_errors: Vec::new() }),
            Err(SignInRefused::Wait(time)) => Err(rate_limited("The password was wrong too often", time)),
            Err(SignInRefused::Failed(error)) => Err(auth_error(&error)),
            Err(_) => {
                let wrong = "This is not the password of the account.";
                let wrong = UserError::new(UserErrorCode::WrongCredentials, &["input", "password"], wrong);
                Ok(AccountPayload { account: None, user_errors: vec![wrong] })
            }
        }
    }
}

/// What an account is to be.
#[derive(InputObject)]
pub(super) struct CreateAccountInput {
    /// The address that its owner signs in by.
    email: EmailAddress,
    /// What others call them.
    name: String,
    /// What they may do.
    role: Role,
    /// The languages of the articles that they may write; all where there is none.
    locales: Option<Vec<Locale>>,
    /// The channels that they may write articles for, by slug; all where there is none.
    channels: Option<Vec<String>>,
}

/// Whose account.
#[derive(InputObject)]
pub(super) struct InviteAccountInput {
    /// The id of the account.
    id: ID,
}

/// Which account, and what is changed. What is left out stays.
#[derive(InputObject)]
pub(super) struct UpdateAccountInput {
    /// The id of the account.
    id: ID,
    /// The revision that the writer saw.
    revision: i32,
    /// What others call them.
    name: Option<String>,
    /// What they may do.
    role: Option<Role>,
    /// The languages of the articles that they may write; all where it is null or empty.
    locales: MaybeUndefined<Vec<Locale>>,
    /// The channels that they may write articles for, by slug; all where it is null or empty.
    channels: MaybeUndefined<Vec<String>>,
    /// Whether nobody signs in with it any more.
    disabled: Option<bool>,
}

/// The invitation and the password.
#[derive(InputObject)]
pub(super) struct AcceptInvitationInput {
    /// What stands behind the `#` of the link.
    invitation: String,
    /// The password from now on, of 12 characters or more.
    password: String,
    /// What others call whoever accepts, where that is to be changed.
    name: Option<String>,
}

/// The password of before and the new one.
#[derive(InputObject)]
pub(super) struct ChangePasswordInput {
    /// The password of before.
    password: String,
    /// The password from now on, of 12 characters or more.
    new_password: String,
}

/// What came of a change to an account.
#[derive(SimpleObject)]
pub(super) struct AccountPayload {
    /// The account; null when nothing was changed.
    account: Option<AccountNode>,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}

/// An account whose owner was invited.
#[derive(Default, SimpleObject)]
pub(super) struct InvitedAccountPayload {
    /// The account; null when nobody was invited.
    account: Option<AccountNode>,
    /// The link to hand to the owner of the account, shown this once.
    invitation_link: Option<String>,
    /// Until when the link is good.
    invitation_expires_at: Option<DateTime>,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}

impl InvitedAccountPayload {
    fn of(account: Account, invitation: Invitation) -> Self {
        Self {
            account: Some(AccountNode(account)),
            invitation_link: Some(invitation.link),
            invitation_expires_at: Some(invitation.expires_at),
            user_errors: Vec::new(),
        }
    }

    fn with(user_errors: Vec<UserError>) -> Self {
        Self { user_errors, ..Self::default() }
    }
}

impl UpdateAccountInput {
    /// The change, where the account has these limits until now.
    fn change(self, limits: Limits) -> Result<AccountChange, Vec<UserError>> {
        let is_limited = !self.locales.is_undefined() || !self.channels.is_undefined();
        let locales =
            if self.locales.is_undefined() { limits.locales } else { self.locales.take().unwrap_or_default() };
        let channels =
            if self.channels.is_undefined() { limits.channels } else { self.channels.take().unwrap_or_default() };
        let name = self.name.as_deref().and_then(wrong_name);
        let wrong: Vec<UserError> = name.into_iter().chain(wrong_channels(&channels)).collect();
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let limits = is_limited.then_some(Limits { locales, channels });
        Ok(AccountChange { name: self.name, role: self.role, limits, disabled: self.disabled })
    }
}

/// Whoever sends this request, where they may manage accounts: before anything of the input is looked up.
pub(super) fn administrator(ctx: &Context<'_>) -> Result<Doer> {
    let doer = doer(ctx, signed(ctx)?);
    doer.actor.may_do(Task::ManageAccounts).map_err(|error| account_error(&error.into()))?;
    Ok(doer)
}

/// What an error about accounts means to the caller: what is wrong with the input, or an error of the field.
pub(super) fn refused(error: AccountError) -> Result<Vec<UserError>> {
    let (code, field) = match &error {
        AccountError::EmailTaken => (UserErrorCode::Duplicate, "email"),
        AccountError::NotFound(_) => (UserErrorCode::NotFound, "id"),
        AccountError::Stale { .. } => (UserErrorCode::Stale, "revision"),
        AccountError::KeyOver => (UserErrorCode::Invalid, "id"),
        AccountError::LastAdministrator => (UserErrorCode::InUse, "id"),
        other => return Err(account_error(other)),
    };
    Ok(vec![UserError::new(code, &["input", field], format!("{error}."))])
}

fn account_id(id: &ID) -> Result<Uuid, UserError> {
    read_id("account", id)
        .map_err(|error| UserError::new(UserErrorCode::Invalid, &["input", "id"], format!("{error}.")))
}

/// Names stand in lists and logs: they have something to read.
pub(super) fn wrong_name(name: &str) -> Option<UserError> {
    wrong_name_at(name, &["input", "name"])
}

/// The same of a name that stands elsewhere in the arguments.
pub(super) fn wrong_name_at(name: &str, path: &[&str]) -> Option<UserError> {
    let is_fine = !name.trim().is_empty() && name.chars().count() <= TextKind::Name.most();
    let message = format!("A name has 1 to {} characters.", TextKind::Name.most());
    (!is_fine).then(|| UserError::new(UserErrorCode::Invalid, path, message))
}

/// Channels that are named in the wrong form.
pub(super) fn wrong_channels(channels: &[String]) -> Option<UserError> {
    let wrong = channels.iter().find(|channel| !is_slug(channel))?;
    let message = format!("`{wrong}` is no slug of a channel.");
    Some(UserError::new(UserErrorCode::Invalid, &["input", "channels"], message))
}

fn weak_password(message: &str, field: &str) -> UserError {
    UserError::new(UserErrorCode::Invalid, &["input", field], message)
}
