use async_graphql::{Context, Object, Result, SimpleObject};
use shanghaidoctor_domain::content::Publication;

use super::drafts::{self, Outcome};
use super::input::{Create, DeleteInput, MergeInput, Update};
use super::payload::DeletePayload;
use super::user_error::UserError;
use crate::graphql::view::Node;

/// What came of writing a paper.
#[derive(SimpleObject)]
pub(super) struct PublicationPayload {
    /// The draft as it is now; null when nothing was written.
    publication: Option<Node<Publication>>,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}

impl From<Outcome<Publication>> for PublicationPayload {
    fn from(outcome: Outcome<Publication>) -> Self {
        let (user_errors, publication) =
            outcome.map_or_else(|errors| (errors, None), |draft| (Vec::new(), Some(draft)));
        Self { publication, user_errors }
    }
}

/// Writes drafts of publications.
#[derive(Default)]
pub struct PublicationMutation;

/// Writes drafts of publications.
#[Object]
impl PublicationMutation {
    /// Creates a paper: saves a draft, which the public does not see before it is published.
    async fn create_publication(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it says.")] input: Create<Publication>,
    ) -> Result<PublicationPayload> {
        Ok(drafts::create(ctx, input).await?.into())
    }

    /// Changes the draft of a paper.
    async fn update_publication(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to change.")] input: Update<Publication>,
    ) -> Result<PublicationPayload> {
        Ok(drafts::update(ctx, input).await?.into())
    }

    /// Deletes the draft of a paper.
    async fn delete_publication(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: DeleteInput,
    ) -> Result<DeletePayload> {
        Ok(drafts::delete::<Publication>(ctx, &input).await?.into())
    }

    /// Makes two publications one. Whatever named the one that goes names the other from then on, and both ids go on
    /// resolving. Where the public sees the one that goes, it must see the other.
    async fn merge_publications(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which two.")] input: MergeInput,
    ) -> Result<PublicationPayload> {
        Ok(drafts::merge(ctx, input).await?.into())
    }
}
