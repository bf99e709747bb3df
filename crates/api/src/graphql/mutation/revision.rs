use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use shanghaidoctor_domain::{Actor, NodeId, Violations};
use shanghaidoctor_persistence::write::Writing;
use shanghaidoctor_persistence::{Database, Error as ContentError, history};

use super::Acting;
use super::drafts::told;
use super::user_error::{UserError, refused};
use crate::graphql::error::content_error;
use crate::graphql::history::SeenRevision;

/// What a document said before.
#[derive(Default)]
pub(super) struct RevisionMutation;

/// What a document said before.
#[Object]
impl RevisionMutation {
    /// Makes what a document said at a revision its draft again. That is a new revision: nothing of the history changes.
    async fn restore_revision(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which revision.")] input: RestoreRevisionInput,
    ) -> Result<RestorePayload> {
        let RestoreRevisionInput { id, revision, seen, note } = input;
        let mut writing = begin(ctx, note).await?;
        let restored = writing.restore_revision(id, revision, Some(seen)).await;
        finish(ctx, writing, restored, id, "seen").await
    }

    /// Makes what the public sees of a document its draft again. That is a new revision: what the draft said stays in the
    /// history.
    async fn discard_draft(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which draft.")] input: DiscardDraftInput,
    ) -> Result<RestorePayload> {
        let DiscardDraftInput { id, revision, note } = input;
        let mut writing = begin(ctx, note).await?;
        let restored = writing.discard_draft(id, Some(revision)).await;
        finish(ctx, writing, restored, id, "revision").await
    }
}

/// A revision to go back to.
#[derive(InputObject)]
pub(super) struct RestoreRevisionInput {
    /// The document.
    id: NodeId,
    /// The number of the revision.
    revision: i32,
    /// The draft's revision that you last read: where it is another one by now, nothing is restored.
    seen: i32,
    /// Why, for the history.
    note: Option<String>,
}

/// A draft to be given up.
#[derive(InputObject)]
pub(super) struct DiscardDraftInput {
    /// The document.
    id: NodeId,
    /// The draft's revision that you last read: where it is another one by now, nothing is given up.
    revision: i32,
    /// Why, for the history.
    note: Option<String>,
}

/// What came of going back.
#[derive(SimpleObject)]
pub(super) struct RestorePayload {
    /// The draft's revision now; the one that it had where it said the same already.
    revision: Option<SeenRevision>,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}

impl RestorePayload {
    fn refused(user_errors: Vec<UserError>) -> Self {
        Self { revision: None, user_errors }
    }
}

/// What keeps a text from being saved again. Its fields are none of the input: the message names them.
fn unsaid(violations: Violations) -> Vec<UserError> {
    let told = violations.0.into_iter().map(|violation| match violation.path.as_str() {
        "id" => UserError::of(violation, &["input"]),
        path => {
            let message = format!("`{path}`: {}", violation.message);
            UserError::new(violation.code.into(), &["input", "revision"], message)
        }
    });
    told.collect()
}

async fn begin(ctx: &Context<'_>, note: Option<String>) -> Result<Writing> {
    ctx.data::<Acting>()?.begin(note).await.map_err(|error| content_error(&error))
}

/// Ends the act where it went well, and tells the revision that came of it. `seen` is the field by which its writer says what
/// they last read.
async fn finish(
    ctx: &Context<'_>,
    writing: Writing,
    restored: Result<i32, ContentError>,
    id: NodeId,
    seen: &str,
) -> Result<RestorePayload> {
    let (database, actor) = (ctx.data::<Database>()?, ctx.data::<Actor>()?);
    let revision = match restored {
        Ok(revision) => revision,
        Err(ContentError::Invalid { violations, .. }) => return Ok(RestorePayload::refused(unsaid(violations))),
        Err(error) => {
            let errors = told(&writing, error.into()).await?.into_iter();
            let placed = |error: UserError| if error.is_stale() { error.moved_to(&["input", seen]) } else { error };
            return Ok(RestorePayload::refused(errors.map(placed).collect()));
        }
    };
    let saved = async {
        writing.commit().await?;
        history::revision(database, actor, id, revision).await
    };
    match saved.await {
        Ok(revision) => Ok(RestorePayload { revision: Some(SeenRevision(revision)), user_errors: Vec::new() }),
        Err(ContentError::Invalid { violations, .. }) => Ok(RestorePayload::refused(unsaid(violations))),
        Err(error) => Ok(RestorePayload::refused(refused(error, &["input"])?)),
    }
}
