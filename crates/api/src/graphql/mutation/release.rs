use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use shanghaidoctor_domain::{
    Actor, NodeId, ReleaseAction, ReleaseItem, ReleaseTime, Task, TimeZone, UnpublishReason, WallTime, read_id,
};
use shanghaidoctor_persistence::releases::{self, PREFIX};
use shanghaidoctor_persistence::write::Writing;
use shanghaidoctor_persistence::{Database, Error as ContentError};
use uuid::Uuid;

use super::Acting;
use super::user_error::{UserError, UserErrorCode, refused};
use crate::graphql::error::content_error;
use crate::graphql::release::{ReleaseItemAction, SeenRelease};

/// Documents that go out or are taken back together.
#[derive(Default)]
pub(super) struct ReleaseMutation;

/// Documents that go out or are taken back together.
#[Object]
impl ReleaseMutation {
    /// Makes a release, of some documents or of none yet.
    async fn create_release(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The release.")] input: CreateReleaseInput,
    ) -> Result<ReleasePayload> {
        let CreateReleaseInput { name, note, items } = input;
        let mut writing = begin(ctx).await?;
        let created = writing.create_release(&name, note.as_deref(), &all(items)).await;
        told(ctx, writing, created).await
    }

    /// Gives a release another name or note.
    async fn update_release(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What changes; what is left out stays.")] input: UpdateReleaseInput,
    ) -> Result<ReleasePayload> {
        let UpdateReleaseInput { id, revision, name, note } = input;
        let note = match note {
            MaybeUndefined::Undefined => None,
            MaybeUndefined::Null => Some(None),
            MaybeUndefined::Value(note) => Some(Some(note)),
        };
        act(ctx, &id, revision, |writing, id| {
            async move {
                let note = note.as_ref().map(Option::as_deref);
                writing.update_release(id, name.as_deref(), note).await
            }
            .boxed()
        })
        .await
    }

    /// Adds documents to a release that has not gone out.
    async fn add_to_release(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which documents.")] input: AddToReleaseInput,
    ) -> Result<ReleasePayload> {
        let AddToReleaseInput { id, revision, items } = input;
        let items = all(items);
        act(ctx, &id, revision, |writing, id| async move { writing.add_to_release(id, &items).await }.boxed()).await
    }

    /// Takes documents out of a release that has not gone out.
    async fn remove_from_release(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which documents.")] input: RemoveFromReleaseInput,
    ) -> Result<ReleasePayload> {
        let RemoveFromReleaseInput { id, revision, documents } = input;
        act(ctx, &id, revision, |writing, id| async move { writing.remove_from_release(id, &documents).await }.boxed())
            .await
    }

    /// Lets a release go out at a time in a zone, by the name of whoever says so, who must still have the right then. A time
    /// that clocks skip comes as much later as they are set; of one that they show twice the first is taken. A time that is
    /// missed, because no server ran, is made up for at the next start.
    async fn schedule_release(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which release, and when.")] input: ScheduleReleaseInput,
    ) -> Result<ReleasePayload> {
        let ScheduleReleaseInput { id, revision, at, time_zone } = input;
        let time = ReleaseTime { wall: at, zone: time_zone };
        act(ctx, &id, revision, |writing, id| writing.schedule_release(id, time).boxed()).await
    }

    /// Lets a release go out now: all that it does, or nothing.
    async fn publish_release(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which release.")] input: PublishReleaseInput,
    ) -> Result<ReleasePayload> {
        act(ctx, &input.id, input.revision, |writing, id| writing.publish_release(id).boxed()).await
    }

    /// Keeps a release from going out, until it is scheduled or published anew.
    async fn cancel_release(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which release.")] input: CancelReleaseInput,
    ) -> Result<ReleasePayload> {
        act(ctx, &input.id, input.revision, |writing, id| writing.cancel_release(id).boxed()).await
    }
}

/// A release to be made.
#[derive(InputObject)]
pub(super) struct CreateReleaseInput {
    /// What people call it.
    name: String,
    /// What it is for.
    note: Option<String>,
    /// What it does; more can be added.
    #[graphql(default)]
    items: Vec<ReleaseItemInput>,
}

/// A document in a release.
#[derive(InputObject)]
pub(super) struct ReleaseItemInput {
    /// The id of the document.
    document: NodeId,
    /// What is done with it.
    #[graphql(default_with = "ReleaseItemAction::Publish")]
    action: ReleaseItemAction,
    /// Why it is taken back, as the public is told; `UNPUBLISHED` when nothing is said.
    reason: Option<UnpublishReason>,
}

/// What changes of a release.
#[derive(InputObject)]
pub(super) struct UpdateReleaseInput {
    /// Its id.
    id: ID,
    /// The release's revision that you last read: where it is at another one, nothing is done. Without it, it is taken as it
    /// is.
    revision: Option<i32>,
    /// What people call it.
    name: Option<String>,
    /// What it is for; null takes the note away.
    note: MaybeUndefined<String>,
}

/// Documents that come into a release.
#[derive(InputObject)]
pub(super) struct AddToReleaseInput {
    /// The id of the release.
    id: ID,
    /// The release's revision that you last read: where it is at another one, nothing is done. Without it, it is taken as it
    /// is.
    revision: Option<i32>,
    /// The documents; of one that is in it already, what is done is changed.
    items: Vec<ReleaseItemInput>,
}

/// Documents that leave a release.
#[derive(InputObject)]
pub(super) struct RemoveFromReleaseInput {
    /// The id of the release.
    id: ID,
    /// The release's revision that you last read: where it is at another one, nothing is done. Without it, it is taken as it
    /// is.
    revision: Option<i32>,
    /// The ids of the documents.
    documents: Vec<NodeId>,
}

/// When a release goes out.
#[derive(InputObject)]
pub(super) struct ScheduleReleaseInput {
    /// The id of the release.
    id: ID,
    /// The release's revision that you last read: where it is at another one, nothing is done. Without it, it is taken as it
    /// is.
    revision: Option<i32>,
    /// What clocks show then.
    at: WallTime,
    /// In which zone.
    time_zone: TimeZone,
}

/// A release that goes out now.
#[derive(InputObject)]
pub(super) struct PublishReleaseInput {
    /// Its id.
    id: ID,
    /// The release's revision that you last read: where it is at another one, nothing is done. Without it, it is taken as it
    /// is.
    revision: Option<i32>,
}

/// A release that does not go out.
#[derive(InputObject)]
pub(super) struct CancelReleaseInput {
    /// Its id.
    id: ID,
    /// The release's revision that you last read: where it is at another one, nothing is done. Without it, it is taken as it
    /// is.
    revision: Option<i32>,
}

/// What came of changing a release.
#[derive(SimpleObject)]
pub(super) struct ReleasePayload {
    /// The release; null when nothing was changed.
    release: Option<SeenRelease>,
    /// What is wrong with the input, or stands in the way; empty when nothing does.
    user_errors: Vec<UserError>,
}

fn all(items: Vec<ReleaseItemInput>) -> Vec<ReleaseItem> {
    let item = |item: ReleaseItemInput| ReleaseItem {
        node: item.document,
        action: match item.action {
            ReleaseItemAction::Publish => ReleaseAction::Publish,
            ReleaseItemAction::Unpublish => {
                ReleaseAction::Unpublish(item.reason.unwrap_or(UnpublishReason::Unpublished))
            }
        },
    };
    items.into_iter().map(item).collect()
}

/// An error where they may not, before what they sent is looked at.
fn permitted(ctx: &Context<'_>) -> Result<()> {
    ctx.data::<Actor>()?.may_do(Task::PlanReleases).map_err(|error| content_error(&error.into()))
}

fn parse(id: &ID) -> Result<Uuid, UserError> {
    read_id(PREFIX, id).map_err(|error| UserError::new(UserErrorCode::Invalid, &["input", "id"], error.to_string()))
}

async fn begin(ctx: &Context<'_>) -> Result<Writing> {
    ctx.data::<Acting>()?.begin(None).await.map_err(|error| content_error(&error))
}

/// Does something with a release that is there: the right first, then what was sent, then the act.
async fn act(
    ctx: &Context<'_>,
    id: &ID,
    seen: Option<i32>,
    act: impl for<'w> FnOnce(&'w mut Writing, Uuid) -> BoxFuture<'w, Result<(), ContentError>> + Send,
) -> Result<ReleasePayload> {
    permitted(ctx)?;
    let id = match parse(id) {
        Ok(id) => id,
        Err(error) => return Ok(ReleasePayload { release: None, user_errors: vec![error] }),
    };
    let mut writing = begin(ctx).await?;
    let done = match writing.expect_release(id, seen).await {
        Ok(()) => act(&mut writing, id).await,
        Err(error) => Err(error),
    };
    told(ctx, writing, done.map(|()| id)).await
}

/// Ends the act where it went well, and tells the release as it is then.
async fn told(ctx: &Context<'_>, writing: Writing, done: Result<Uuid, ContentError>) -> Result<ReleasePayload> {
    let (database, actor) = (ctx.data::<Database>()?, ctx.data::<Actor>()?);
    let changed = async {
        let id = done?;
        writing.commit().await?;
        releases::one(database, actor, id).await
    };
    match changed.await {
        Ok(release) => Ok(ReleasePayload { release: release.map(SeenRelease), user_errors: Vec::new() }),
        Err(ContentError::Blocked(blockers)) => {
            let told = blockers.into_iter().map(|blocker| UserError::naming_document(blocker, &["input", "id"]));
            Ok(ReleasePayload { release: None, user_errors: told.collect() })
        }
        Err(error) => Ok(ReleasePayload { release: None, user_errors: refused(error, &["input"])? }),
    }
}
