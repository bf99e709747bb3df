use async_graphql::{Context, Object, Result, SimpleObject};
use shanghaidoctor_domain::content::Organisation;

use super::drafts::{self, Outcome};
use super::input::{Create, DeleteInput, MergeInput, Update};
use super::payload::DeletePayload;
use super::user_error::UserError;
use crate::graphql::view::Node;

/// What came of writing an organisation.
#[derive(SimpleObject)]
pub(super) struct OrganisationPayload {
    /// The draft as it is now; null when nothing was written.
    organisation: Option<Node<Organisation>>,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}

impl From<Outcome<Organisation>> for OrganisationPayload {
    fn from(outcome: Outcome<Organisation>) -> Self {
        let (user_errors, organisation) =
            outcome.map_or_else(|errors| (errors, None), |draft| (Vec::new(), Some(draft)));
        Self { organisation, user_errors }
    }
}

/// Writes drafts of organisations.
#[derive(Default)]
pub struct OrganisationMutation;

/// Writes drafts of organisations.
#[Object]
impl OrganisationMutation {
    /// Creates an organisation: saves a draft, which the public does not see before it is published.
    async fn create_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it says.")] input: Create<Organisation>,
    ) -> Result<OrganisationPayload> {
        Ok(drafts::create(ctx, input).await?.into())
    }

    /// Changes the draft of an organisation.
    async fn update_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to change.")] input: Update<Organisation>,
    ) -> Result<OrganisationPayload> {
        Ok(drafts::update(ctx, input).await?.into())
    }

    /// Deletes the draft of an organisation.
    async fn delete_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: DeleteInput,
    ) -> Result<DeletePayload> {
        Ok(drafts::delete::<Organisation>(ctx, &input).await?.into())
    }

    /// Makes two organisations one. Whatever named the one that goes names the other from then on, and both ids go on
    /// resolving. Where the public sees the one that goes, it must see the other.
    async fn merge_organisations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which two.")] input: MergeInput,
    ) -> Result<OrganisationPayload> {
        Ok(drafts::merge(ctx, input).await?.into())
    }
}
