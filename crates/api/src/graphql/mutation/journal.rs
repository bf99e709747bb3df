use async_graphql::{Context, Object, Result, SimpleObject};
use shanghaidoctor_domain::content::Journal;

use super::drafts::{self, Outcome};
use super::input::{Create, DeleteInput, MergeInput, Update};
use super::payload::DeletePayload;
use super::user_error::UserError;
use crate::graphql::view::Node;

/// What came of writing a journal.
#[derive(SimpleObject)]
pub(super) struct JournalPayload {
    /// The draft as it is now; null when nothing was written.
    journal: Option<Node<Journal>>,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}

impl From<Outcome<Journal>> for JournalPayload {
    fn from(outcome: Outcome<Journal>) -> Self {
        let (user_errors, journal) = outcome.map_or_else(|errors| (errors, None), |draft| (Vec::new(), Some(draft)));
        Self { journal, user_errors }
    }
}

/// Writes drafts of journals.
#[derive(Default)]
pub struct JournalMutation;

/// Writes drafts of journals.
#[Object]
impl JournalMutation {
    /// Creates a journal: saves a draft, which the public does not see before it is published.
    async fn create_journal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it says.")] input: Create<Journal>,
    ) -> Result<JournalPayload> {
        Ok(drafts::create(ctx, input).await?.into())
    }

    /// Changes the draft of a journal.
    async fn update_journal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to change.")] input: Update<Journal>,
    ) -> Result<JournalPayload> {
        Ok(drafts::update(ctx, input).await?.into())
    }

    /// Deletes the draft of a journal.
    async fn delete_journal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: DeleteInput,
    ) -> Result<DeletePayload> {
        Ok(drafts::delete::<Journal>(ctx, &input).await?.into())
    }

    /// Makes two journals one. Whatever named the one that goes names the other from then on, and both ids go on
    /// resolving. Where the public sees the one that goes, it must see the other.
    async fn merge_journals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which two.")] input: MergeInput,
    ) -> Result<JournalPayload> {
        Ok(drafts::merge(ctx, input).await?.into())
    }
}
