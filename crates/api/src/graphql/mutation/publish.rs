use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use shanghaidoctor_domain::{NodeId, UnpublishReason, Verb};
use shanghaidoctor_persistence::Error as ContentError;
use shanghaidoctor_persistence::changes::Change;
use shanghaidoctor_persistence::write::{Blocker, Writing};

use super::Acting;
use super::seen;
use super::user_error::{UserError, UserErrorCode, refused};
use crate::graphql::change::SeenChange;
use crate::graphql::items::Items;
use crate::graphql::view::View;

/// At most this many documents in one act.
const MOST: usize = 100;

/// What the public sees.
#[derive(Default)]
pub(super) struct PublishMutation;

/// What the public sees.
#[Object]
impl PublishMutation {
    /// Publishes the drafts of some documents, all of them or none: a doctor with all of the doctor's posts, each with the
    /// organisations, journals, specialties and pictures that it needs and that are not published yet. What stands in the
    /// way is told all at once; `publishBlockers` says it beforehand.
    async fn publish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which documents.")] input: PublishInput,
    ) -> Result<PublishPayload> {
        let PublishInput { ids, revisions, note } = input;
        if let Some(error) = out_of_range(&ids) {
            return Ok(PublishPayload::refused(vec![error]));
        }
        let mut writing = ctx.data::<Acting>()?.begin(note).await.map_err(failed)?;
        ids.iter().try_for_each(|id| writing.may(Verb::Publish, id.kind)).map_err(failed)?;
        let stale = seen::all(&writing, &ids, revisions.as_deref()).await?;
        if !stale.is_empty() {
            return Ok(PublishPayload::refused(stale));
        }
        let published = writing.publish_all(&ids).await;
        told(ctx, writing, published, &ids).await
    }

    /// Takes some documents away from the public, all of them or none: a doctor with all of the doctor's posts. Drafts stay.
    /// What names one of them goes on without it; what cannot be shown without it (a post without its body) must go with
    /// it. Its address answers that it is gone, and why, until it is published again.
    async fn unpublish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which documents, and why.")] input: UnpublishInput,
    ) -> Result<PublishPayload> {
        let UnpublishInput { ids, reason, note } = input;
        if let Some(error) = out_of_range(&ids) {
            return Ok(PublishPayload::refused(vec![error]));
        }
        let mut writing = ctx.data::<Acting>()?.begin(note).await.map_err(failed)?;
        let taken_back = writing.unpublish_all(&ids, reason).await;
        told(ctx, writing, taken_back, &ids).await
    }
}

/// What is to be published.
#[derive(InputObject)]
pub(super) struct PublishInput {
    /// The documents; 100 at most.
    ids: Vec<NodeId>,
    /// The drafts' revisions that you last read, one for each of `ids` in their order: where a draft is at another one,
    /// nothing is published. Without them, drafts go out as they are. What goes along is not looked at.
    revisions: Option<Vec<i32>>,
    /// Why, for those who look into the log of changes; the public does not see it.
    note: Option<String>,
}

/// What is to be taken back.
#[derive(InputObject)]
pub(super) struct UnpublishInput {
    /// The documents; 100 at most.
    ids: Vec<NodeId>,
    /// Why, as the public is told.
    #[graphql(default_with = "UnpublishReason::Unpublished")]
    reason: UnpublishReason,
    /// More of it, for those who look into the log of changes; the public does not see it.
    note: Option<String>,
}

/// What came of publishing, or of taking back.
#[derive(SimpleObject)]
pub(super) struct PublishPayload {
    /// What the public saw happen, in order; nothing where it saw the same before.
    changes: Items<SeenChange>,
    /// What stands in the way; empty when nothing does.
    user_errors: Vec<UserError>,
}

impl PublishPayload {
    fn refused(user_errors: Vec<UserError>) -> Self {
        Self { changes: Items::default(), user_errors }
    }
}

fn failed(error: ContentError) -> async_graphql::Error {
    crate::graphql::error::content_error(&error)
}

fn out_of_range(ids: &[NodeId]) -> Option<UserError> {
    let (code, message) = match ids.len() {
        0 => (UserErrorCode::Required, "Name at least one document.".to_owned()),
        1..=MOST => return None,
        more => (UserErrorCode::Invalid, format!("Name {MOST} documents at most, got {more}.")),
    };
    Some(UserError::new(code, &["input", "ids"], message))
}

/// Ends the act where nothing stands in its way, and tells what came of it.
async fn told(
    ctx: &Context<'_>,
    writing: Writing,
    done: Result<(), ContentError>,
    ids: &[NodeId],
) -> Result<PublishPayload> {
    let told = match done {
        Ok(()) => writing.commit_and_tell().await,
        Err(error) => Err(error),
    };
    match told {
        Ok(changes) => {
            let view = View::public(ctx, None)?;
            let seen = |change: Change| SeenChange { view: view.clone(), change };
            Ok(PublishPayload { changes: changes.into_iter().map(seen).collect(), user_errors: Vec::new() })
        }
        Err(ContentError::Blocked(blockers)) => {
            Ok(PublishPayload::refused(blockers.into_iter().map(|blocker| in_the_way(blocker, ids)).collect()))
        }
        Err(error) => Ok(PublishPayload::refused(refused(error, &["input"])?)),
    }
}

/// At the place of the document that was asked for; of one that would go with it, the message names which.
fn in_the_way(blocker: Blocker, ids: &[NodeId]) -> UserError {
    let place = ids.iter().position(|id| *id == blocker.asked).map(|place| place.to_string());
    let at: Vec<&str> = ["input", "ids"].into_iter().chain(place.as_deref()).collect();
    UserError::of_document(blocker, &at)
}
