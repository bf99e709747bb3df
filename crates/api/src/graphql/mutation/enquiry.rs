use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use shanghaidoctor_domain::content::Doctor;
use shanghaidoctor_domain::enquiry::wrong_message;
use shanghaidoctor_domain::{DateTime, EmailAddress, Id, Task};
use shanghaidoctor_persistence::accounts::{AccountError, AccountResult};
use shanghaidoctor_persistence::enquiries::{ENQUIRY, Enquiry, NewEnquiry};

use super::account::{refused, wrong_name};
use super::form::{Form, allowed, blank, not_taken, sender};
use super::partner::id_of;
use super::user_error::{UserError, UserErrorCode};
use crate::auth::Auth;
use crate::graphql::enquiry::{SeenEnquiry, enquiries};
use crate::graphql::error::auth_error;
use crate::graphql::loaders::one;
use crate::graphql::view::View;

/// What readers write, and what editors do with it.
#[derive(Default)]
pub(super) struct EnquiryMutation;

/// What readers write, and what editors do with it.
#[Object]
impl EnquiryMutation {
    /// Gives the token that a form is sent with, once: that of `sendEnquiry` or of `requestReprint`. Ask for it when the form
    /// is shown.
    async fn create_enquiry_token(&self, ctx: &Context<'_>) -> Result<EnquiryTokenPayload> {
        let (token, said) = ctx.data::<Auth>()?.make_form_token().map_err(|error| auth_error(&error))?;
        Ok(EnquiryTokenPayload {
            token: Some(token),
            not_before: Some(said.not_before),
            expires_at: Some(said.expires_at),
            user_errors: Vec::new(),
        })
    }

    /// Sends a message of a reader to the editors, or through them to a doctor. So many a day are taken from one place and for
    /// one doctor; then it is `RATE_LIMITED`, with `retryAfter` in seconds.
    async fn send_enquiry(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is written, to whom and by whom.")] input: SendEnquiryInput,
    ) -> Result<SendEnquiryPayload> {
        let form = Form { token: &input.token, website: input.website.as_deref() }.sent(ctx)?;
        let mut wrong = input.wrong();
        wrong.extend(input.wrong_doctor(ctx).await?);
        let sent = match form {
            Ok(sent) if wrong.is_empty() => sent,
            form => return Ok(SendEnquiryPayload::refused(wrong.into_iter().chain(form.err()).collect())),
        };
        let new = NewEnquiry {
            doctor: input.doctor,
            name: input.name,
            email: input.email,
            subject: input.subject.filter(|subject| !subject.trim().is_empty()),
            message: input.message,
            notice: sender(ctx).await?.notice("A reader's message"),
        };
        match enquiries(ctx)?.send(sent, new).await {
            Ok(()) => Ok(SendEnquiryPayload { received: true, user_errors: Vec::new() }),
            Err(error) => Ok(SendEnquiryPayload::refused(vec![not_taken(ctx, error)?])),
        }
    }

    /// Answers a reader by mail; for editors.
    async fn answer_enquiry(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which message, and what is answered.")] input: AnswerEnquiryInput,
    ) -> Result<EnquiryPayload> {
        let doer = allowed(ctx, Task::AnswerEnquiries)?;
        let nothing = blank(&input.message, "message", "Write what is answered.");
        let id = match id_of(ENQUIRY, &input.id, "id") {
            Ok(id) if nothing.is_none() => id,
            id => return Ok(EnquiryPayload::refused(id.err().into_iter().chain(nothing).collect())),
        };
        let site = sender(ctx).await?;
        let mail = |enquiry: &Enquiry, reader| site.answer(reader, enquiry, &input.message);
        EnquiryPayload::of(enquiries(ctx)?.answer(&doer, (id, input.revision), &input.message, mail).await)
    }

    /// Sends a reader's message on to the doctor by mail, who answers the reader; for editors.
    async fn forward_enquiry(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which message, and to which address.")] input: ForwardEnquiryInput,
    ) -> Result<EnquiryPayload> {
        let doer = allowed(ctx, Task::AnswerEnquiries)?;
        let id = match id_of(ENQUIRY, &input.id, "id") {
            Ok(id) => id,
            Err(error) => return Ok(EnquiryPayload::refused(vec![error])),
        };
        let site = sender(ctx).await?;
        let note = input.note.as_deref().filter(|note| !note.trim().is_empty());
        let mail = |enquiry: &Enquiry, reader| site.forward(input.to.clone(), reader, enquiry, note);
        EnquiryPayload::of(enquiries(ctx)?.forward(&doer, (id, input.revision), &input.to, mail).await)
    }

    /// Closes a reader's message without an answer; for editors.
    async fn close_enquiry(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which message.")] input: CloseEnquiryInput,
    ) -> Result<EnquiryPayload> {
        let doer = allowed(ctx, Task::AnswerEnquiries)?;
        let id = match id_of(ENQUIRY, &input.id, "id") {
            Ok(id) => id,
            Err(error) => return Ok(EnquiryPayload::refused(vec![error])),
        };
        let is_spam = input.reason == CloseReason::Spam;
        EnquiryPayload::of(enquiries(ctx)?.close(&doer, (id, input.revision), is_spam).await)
    }
}

/// A message of a reader.
#[derive(InputObject)]
pub(super) struct SendEnquiryInput {
    /// The token that `createEnquiryToken` gave when the form was shown, three seconds ago at least and two hours at most.
    token: String,
    /// The id of the doctor whom the editors are to send it on to; it is for the editors themselves when nothing is said.
    doctor: Option<Id<Doctor>>,
    /// What its writer is called.
    name: String,
    /// Where to answer to. A doctor to whom it is sent on sees it.
    email: EmailAddress,
    /// What it is about.
    subject: Option<String>,
    /// What it says, in words; five links at most.
    message: String,
    /// A field that people do not see, and leave empty: what fills it is a program.
    website: Option<String>,
}

/// What is answered to a reader.
#[derive(InputObject)]
pub(super) struct AnswerEnquiryInput {
    /// The id of the message.
    id: ID,
    /// The revision that the editor saw.
    revision: i32,
    /// What is answered.
    message: String,
}

/// To whom a reader's message is sent on.
#[derive(InputObject)]
pub(super) struct ForwardEnquiryInput {
    /// The id of the message.
    id: ID,
    /// The revision that the editor saw.
    revision: i32,
    /// The address of the doctor.
    to: EmailAddress,
    /// What the editor adds, before the message.
    note: Option<String>,
}

/// Which message is closed, and why.
#[derive(InputObject)]
pub(super) struct CloseEnquiryInput {
    /// The id of the message.
    id: ID,
    /// The revision that the editor saw.
    revision: i32,
    /// Why.
    #[graphql(default)]
    reason: CloseReason,
}

/// Why a message is closed without an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub(super) enum CloseReason {
    /// It needs no answer, or was answered otherwise.
    #[default]
    Done,
    /// It is nothing that anybody meant.
    Spam,
}

/// What a form is sent with.
#[derive(SimpleObject)]
pub(super) struct EnquiryTokenPayload {
    /// The token; null when there is none.
    token: Option<String>,
    /// The form is taken from this moment on.
    not_before: Option<DateTime>,
    /// And no more from this one on.
    expires_at: Option<DateTime>,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}

/// What came of a reader's message.
#[derive(SimpleObject)]
pub(super) struct SendEnquiryPayload {
    /// Whether it came.
    received: bool,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}

/// What became of a reader's message.
#[derive(SimpleObject)]
pub(super) struct EnquiryPayload {
    /// The message; null when nothing was done.
    enquiry: Option<SeenEnquiry>,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}

impl SendEnquiryPayload {
    const fn refused(user_errors: Vec<UserError>) -> Self {
        Self { received: false, user_errors }
    }
}

impl EnquiryPayload {
    fn of(done: AccountResult<Enquiry>) -> Result<Self> {
        match done {
            Ok(enquiry) => Ok(Self { enquiry: Some(SeenEnquiry(enquiry)), user_errors: Vec::new() }),
            Err(error) => Ok(Self::refused(undone(error)?)),
        }
    }

    const fn refused(user_errors: Vec<UserError>) -> Self {
        Self { enquiry: None, user_errors }
    }
}

impl SendEnquiryInput {
    /// What is wrong with it before anything is looked up.
    fn wrong(&self) -> Vec<UserError> {
        let message = wrong_message(&self.message);
        let message = message.map(|said| UserError::new(UserErrorCode::Invalid, &["input", "message"], said));
        wrong_name(&self.name).into_iter().chain(message).collect()
    }

    async fn wrong_doctor(&self, ctx: &Context<'_>) -> Result<Option<UserError>> {
        let Some(doctor) = self.doctor else { return Ok(None) };
        let seen = one(ctx, &View::public(ctx, None)?, doctor).await?;
        let message = format!("There is no doctor `{doctor}` to see.");
        Ok(seen.is_none().then(|| UserError::new(UserErrorCode::NotFound, &["input", "doctor"], message)))
    }
}

/// What an error of dealing with what somebody sent means to the caller.
pub(super) fn undone(error: AccountError) -> Result<Vec<UserError>> {
    match error {
        AccountError::Emptied | AccountError::Decided => {
            Ok(vec![UserError::new(UserErrorCode::Invalid, &["input", "id"], format!("{error}."))])
        }
        error => refused(error),
    }
}
