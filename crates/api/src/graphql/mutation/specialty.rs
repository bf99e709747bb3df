use async_graphql::{Context, Object, Result, SimpleObject};
use shanghaidoctor_domain::content::Specialty;

use super::drafts::{self, Outcome};
use super::input::{Create, DeleteInput, MergeInput, Update};
use super::payload::DeletePayload;
use super::user_error::UserError;
use crate::graphql::view::Node;

/// What came of writing a specialty.
#[derive(SimpleObject)]
pub(super) struct SpecialtyPayload {
    /// The draft as it is now; null when nothing was written.
    specialty: Option<Node<Specialty>>,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}

impl From<Outcome<Specialty>> for SpecialtyPayload {
    fn from(outcome: Outcome<Specialty>) -> Self {
        let (user_errors, specialty) = outcome.map_or_else(|errors| (errors, None), |draft| (Vec::new(), Some(draft)));
        Self { specialty, user_errors }
    }
}

/// Writes drafts of specialties.
#[derive(Default)]
pub struct SpecialtyMutation;

/// Writes drafts of specialties.
#[Object]
impl SpecialtyMutation {
    /// Creates a specialty: saves a draft, which the public does not see before it is published.
    async fn create_specialty(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it says.")] input: Create<Specialty>,
    ) -> Result<SpecialtyPayload> {
        Ok(drafts::create(ctx, input).await?.into())
    }

    /// Changes the draft of a specialty.
    async fn update_specialty(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to change.")] input: Update<Specialty>,
    ) -> Result<SpecialtyPayload> {
        Ok(drafts::update(ctx, input).await?.into())
    }

    /// Deletes the draft of a specialty.
    async fn delete_specialty(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: DeleteInput,
    ) -> Result<DeletePayload> {
        Ok(drafts::delete::<Specialty>(ctx, &input).await?.into())
    }

    /// Makes two specialties one. Whatever named the one that goes names the other from then on, and both ids go on
    /// resolving. Where the public sees the one that goes, it must see the other.
    async fn merge_specialties(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which two.")] input: MergeInput,
    ) -> Result<SpecialtyPayload> {
        Ok(drafts::merge(ctx, input).await?.into())
    }
}
