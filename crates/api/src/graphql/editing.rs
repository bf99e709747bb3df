use async_graphql::{Context, Result, SimpleObject};
use shanghaidoctor_domain::DateTime;
use shanghaidoctor_persistence::Stored;

use super::loaders::one;
use super::view::Node;

/// What those who write drafts need to know of a document.
#[derive(SimpleObject)]
pub(super) struct Editing {
    /// The revision of the draft, which an update names: each save makes the next one.
    revision: i32,
    /// When the draft was last saved.
    saved_at: DateTime,
    /// The revision that the public sees; null while it sees none. Where it is the draft's, nothing waits to be published.
    published_revision: Option<i32>,
}

impl<T: Stored> Node<T> {
    /// What those who write it need to know; nothing for the public.
    pub(super) async fn editing_state(&self, ctx: &Context<'_>) -> Option<Result<Editing>> {
        if !self.view.scope.is_draft() {
            return None;
        }
        let published = one(ctx, &self.view.published(), self.entry.id()).await;
        Some(published.map(|published| Editing {
            revision: self.entry.revision,
            saved_at: self.entry.updated_at,
            published_revision: published.map(|published| published.entry.revision),
        }))
    }
}
