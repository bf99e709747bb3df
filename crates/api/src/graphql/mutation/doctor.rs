use async_graphql::{Context, Object, Result, SimpleObject};
use shanghaidoctor_domain::content::Doctor;

use super::drafts::{self, Outcome};
use super::input::{Create, DeleteInput, MergeInput, Update};
use super::payload::DeletePayload;
use super::user_error::UserError;
use crate::graphql::view::Node;

/// What came of writing a doctor.
#[derive(SimpleObject)]
pub(super) struct DoctorPayload {
    /// The draft as it is now; null when nothing was written.
    doctor: Option<Node<Doctor>>,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}

impl From<Outcome<Doctor>> for DoctorPayload {
    fn from(outcome: Outcome<Doctor>) -> Self {
        let (user_errors, doctor) = outcome.map_or_else(|errors| (errors, None), |draft| (Vec::new(), Some(draft)));
        Self { doctor, user_errors }
    }
}

/// Writes drafts of doctors.
#[derive(Default)]
pub struct DoctorMutation;

/// Writes drafts of doctors.
#[Object]
impl DoctorMutation {
    /// Creates a doctor: saves a draft, which the public does not see before it is published.
    async fn create_doctor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it says.")] input: Create<Doctor>,
    ) -> Result<DoctorPayload> {
        Ok(drafts::create(ctx, input).await?.into())
    }

    /// Changes the draft of a doctor.
    async fn update_doctor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to change.")] input: Update<Doctor>,
    ) -> Result<DoctorPayload> {
        Ok(drafts::update(ctx, input).await?.into())
    }

    /// Deletes the draft of a doctor.
    async fn delete_doctor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: DeleteInput,
    ) -> Result<DeletePayload> {
        Ok(drafts::delete::<Doctor>(ctx, &input).await?.into())
    }

    /// Makes two doctors one. Whatever named the one that goes names the other from then on, and both ids go on
    /// resolving. Where the public sees the one that goes, it must see the other.
    async fn merge_doctors(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which two.")] input: MergeInput,
    ) -> Result<DoctorPayload> {
        Ok(drafts::merge(ctx, input).await?.into())
    }
}
