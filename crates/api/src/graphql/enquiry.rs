//! What readers write, as editors see it.

use async_graphql::{Context, ID, Object, Result};
use shanghaidoctor_domain::content::Doctor;
use shanghaidoctor_domain::{Actor, DateTime, EnquiryState, id_text, read_id};
use shanghaidoctor_persistence::enquiries::{ENQUIRY, Enquiries, Enquiry};
use shanghaidoctor_persistence::{Clock, Database};

use super::error::{account_error, bad_input};
use super::loaders::one;
use super::queue::{QueueConnection, shown, wanted};
use super::view::{Node, View};

/// What readers write.
#[derive(Default)]
pub struct EnquiryQuery;

/// What readers write.
#[Object]
impl EnquiryQuery {
    /// What one reader wrote; null when there is no such thing. For editors.
    async fn enquiry(&self, ctx: &Context<'_>, #[graphql(desc = "Its id.")] id: ID) -> Result<Option<SeenEnquiry>> {
        let id = read_id(ENQUIRY, &id).map_err(|error| bad_input(format!("`id`: {error}")))?;
        let enquiry = enquiries(ctx)?.one(ctx.data::<Actor>()?, id).await;
        Ok(enquiry.map_err(|error| account_error(&error))?.map(SeenEnquiry))
    }

    /// What readers wrote, the latest first. For editors.
    async fn enquiries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what is in this state; all when nothing is said.")] state: Option<EnquiryState>,
        #[graphql(desc = "How many; 100 at most, 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
    ) -> Result<QueueConnection<SeenEnquiry>> {
        let wanted = wanted(state, first, after.as_deref(), ENQUIRY)?;
        let page = enquiries(ctx)?.list(ctx.data::<Actor>()?, wanted).await.map_err(|error| account_error(&error))?;
        Ok(shown(page, after.is_some(), |enquiry| id_text(ENQUIRY, enquiry.id), SeenEnquiry))
    }
}

/// Where it is kept what readers write.
pub(super) fn enquiries(ctx: &Context<'_>) -> Result<Enquiries> {
    Ok(Enquiries::new(ctx.data::<Database>()?, ctx.data::<Clock>()?))
}

/// What a reader wrote.
#[derive(Clone)]
pub(super) struct SeenEnquiry(pub(super) Enquiry);

/// What a reader wrote to the editors, or through them to a doctor. What tells of a person is null once it was deleted.
#[Object(name = "Enquiry")]
impl SeenEnquiry {
    /// The id.
    async fn id(&self) -> ID {
        id_text(ENQUIRY, self.0.id).into()
    }

    /// How often it was changed, counted from 1: send it with what you do, and you are told where somebody was faster.
    async fn revision(&self) -> i32 {
        self.0.revision
    }

    /// What became of it.
    async fn state(&self) -> EnquiryState {
        self.0.state
    }

    /// The doctor whom it is to reach; null where it is for the editors, or the doctor is not to be seen any more.
    async fn doctor(&self, ctx: &Context<'_>) -> Result<Option<Node<Doctor>>> {
        match self.0.doctor {
            Some(doctor) => one(ctx, &View::of(ctx, None)?, doctor).await,
            None => Ok(None),
        }
    }

    /// The id of that doctor; null where it is for the editors.
    async fn doctor_id(&self) -> Option<ID> {
        self.0.doctor.map(|doctor| ID(doctor.to_string()))
    }

    /// What its writer is called.
    async fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// Where to answer to.
    async fn email(&self) -> Option<&str> {
        self.0.email.as_deref()
    }

    /// What it is about; null when its writer did not say.
    async fn subject(&self) -> Option<&str> {
        self.0.subject.as_deref()
    }

    /// What it says.
    async fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// What was answered; null when nothing was.
    async fn answer(&self) -> Option<&str> {
        self.0.answer.as_deref()
    }

    /// To which address it was sent on; null when it was not.
    async fn forwarded_to(&self) -> Option<&str> {
        self.0.forwarded_to.as_deref()
    }

    /// When it came.
    async fn created_at(&self) -> DateTime {
        self.0.created_at
    }

    /// Who dealt with it last: `account_…`; null while nobody has.
    async fn handled_by(&self) -> Option<&str> {
        self.0.handled_by.as_deref()
    }

    /// When somebody dealt with it last, or it was taken for spam; null while nobody has.
    async fn handled_at(&self) -> Option<DateTime> {
        self.0.handled_at
    }

    /// When what tells of a person was deleted; null while it is there.
    async fn emptied_at(&self) -> Option<DateTime> {
        self.0.emptied_at
    }
}
