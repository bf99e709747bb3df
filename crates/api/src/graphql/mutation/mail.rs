use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use shanghaidoctor_domain::Task;
use shanghaidoctor_persistence::accounts::AccountResult;
use shanghaidoctor_persistence::mails::{MAIL, Mail};

use super::account::refused;
use super::form::allowed;
use super::partner::id_of;
use super::user_error::UserError;
use crate::graphql::mail::{SeenMail, mails};

/// Mails.
#[derive(Default)]
pub(super) struct MailMutation;

/// Mails.
#[Object]
impl MailMutation {
    /// Tries a mail anew that failed; for publishers. One in another state stays as it is.
    async fn retry_mail(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which mail.")] input: RetryMailInput,
    ) -> Result<MailPayload> {
        let doer = allowed(ctx, Task::ManageMails)?;
        match id_of(MAIL, &input.id, "id") {
            Ok(id) => MailPayload::of(mails(ctx)?.retry(&doer, id).await),
            Err(error) => Ok(MailPayload::refused(vec![error])),
        }
    }

    /// Throws a mail away that was not sent, such as one that was carried on otherwise, with what it says; for publishers. One
    /// that was sent stays as it is.
    async fn discard_mail(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which mail.")] input: DiscardMailInput,
    ) -> Result<MailPayload> {
        let doer = allowed(ctx, Task::ManageMails)?;
        match id_of(MAIL, &input.id, "id") {
            Ok(id) => MailPayload::of(mails(ctx)?.discard(&doer, id).await),
            Err(error) => Ok(MailPayload::refused(vec![error])),
        }
    }
}

/// Which mail is tried anew.
#[derive(InputObject)]
pub(super) struct RetryMailInput {
    /// The id of the mail.
    id: ID,
}

/// Which mail is thrown away.
#[derive(InputObject)]
pub(super) struct DiscardMailInput {
    /// The id of the mail.
    id: ID,
}

/// What became of a mail.
#[derive(SimpleObject)]
pub(super) struct MailPayload {
    /// The mail; null when there is none.
    mail: Option<SeenMail>,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}

impl MailPayload {
    fn of(done: AccountResult<Mail>) -> Result<Self> {
        match done {
            Ok(mail) => Ok(Self { mail: Some(SeenMail(mail)), user_errors: Vec::new() }),
            Err(error) => Ok(Self::refused(refused(error)?)),
        }
    }

    const fn refused(user_errors: Vec<UserError>) -> Self {
        Self { mail: None, user_errors }
    }
}
