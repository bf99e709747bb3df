use std::time::Duration;

use async_graphql::{Context, Error, ID, InputObject, Object, Result, SimpleObject};
use shanghaidoctor_domain::{DateTime, Kind, NodeId, Verb, read_id};
use shanghaidoctor_persistence::Error as ContentError;
use shanghaidoctor_persistence::previews::{PREFIX, PreviewDocument};
use shanghaidoctor_persistence::write::NewPreview;
use uuid::Uuid;

use super::Acting;
use super::user_error::{UserError, UserErrorCode, refused};
use crate::auth::SecretKind;
use crate::auth::secret::hash;
use crate::graphql::preview::SeenPreview;

/// How long a link may hold.
const LONGEST: i32 = 90 * DAY;
const SHORTEST: i32 = 60;
const DAY: i32 = 24 * 60 * 60;

/// Links by which drafts are read.
#[derive(Default)]
pub(super) struct PreviewMutation;

/// Links by which drafts are read.
#[Object]
impl PreviewMutation {
    /// Makes a link by which whoever has it reads some drafts without signing in, by the same queries with the same types:
    /// the token is sent as the header `Preview-Token`. It is told here and never again.
    async fn create_preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which drafts.")] input: CreatePreviewInput,
    ) -> Result<CreatePreviewPayload> {
        ctx.data::<Acting>()?.may(Verb::Share, Kind::Article)?;
        let expires_at = match expiry(ctx.data()?, input.expires_in) {
            Ok(expires_at) => expires_at,
            Err(error) => return Ok(CreatePreviewPayload::refused(vec![error])),
        };
        let token = SecretKind::Preview.make().map_err(|error| Error::new(error.to_string()))?;
        match create(ctx.data()?, input, &hash(&token), expires_at).await {
            Ok(preview) => {
                Ok(CreatePreviewPayload { preview: Some(preview), token: Some(token), user_errors: Vec::new() })
            }
            Err(error) => Ok(CreatePreviewPayload::refused(refused(error, &["input"])?)),
        }
    }

    /// Ends a link: nothing is read by it any more. One by which the subject of an article is to answer, and has not agreed, is
    /// `IN_USE`: ask them anew by `requestSignOff`, which ends it, or no more by `cancelSignOff`.
    async fn revoke_preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which link.")] input: RevokePreviewInput,
    ) -> Result<RevokePreviewPayload> {
        ctx.data::<Acting>()?.may(Verb::Share, Kind::Article)?;
        let revoked = match read_id(PREFIX, &input.id) {
            Ok(id) => revoke(ctx.data()?, id).await,
            Err(_) => Ok(None),
        };
        let missing = || {
            UserError::new(UserErrorCode::NotFound, &["input", "id"], format!("There is no preview `{}`.", *input.id))
        };
        let (preview, user_errors) = match revoked {
            Ok(Some(preview)) => (Some(preview), Vec::new()),
            Ok(None) => (None, vec![missing()]),
            Err(error) => (None, refused(error, &["input"])?),
        };
        Ok(RevokePreviewPayload { preview, user_errors })
    }
}

/// When a link ends that holds for so many seconds.
pub(super) fn expiry(acting: &Acting, expires_in: i32) -> Result<DateTime, UserError> {
    if !(SHORTEST..=LONGEST).contains(&expires_in) {
        let message = format!("Let it hold for {SHORTEST} to {LONGEST} seconds, got {expires_in}.");
        return Err(UserError::new(UserErrorCode::Invalid, &["input", "expiresIn"], message));
    }
    let lasts = Duration::from_secs(expires_in.unsigned_abs().into());
    Ok(acting.now().after(lasts))
}

async fn create(
    acting: &Acting,
    input: CreatePreviewInput,
    hash: &str,
    expires_at: DateTime,
) -> Result<SeenPreview, ContentError> {
    let document = |document: PreviewDocumentInput| PreviewDocument { node: document.id, revision: document.revision };
    let documents = input.documents.into_iter().map(document).collect();
    let new = NewPreview { documents, with_needed: input.with_needed, expires_at, note: input.note };
    let mut writing = acting.begin(None).await?;
    let preview = writing.create_preview(hash, &new).await?;
    writing.commit().await?;
    Ok(SeenPreview(preview))
}

async fn revoke(acting: &Acting, id: Uuid) -> Result<Option<SeenPreview>, ContentError> {
    let mut writing = acting.begin(None).await?;
    let preview = writing.revoke_preview(id).await?;
    writing.commit().await?;
    Ok(preview.map(SeenPreview))
}

/// A link to be made.
#[derive(InputObject)]
pub(super) struct CreatePreviewInput {
    /// What is read by it, 200 at most; all else is seen as the public sees it. An article beyond the languages or channels
    /// that you are kept to is `FORBIDDEN`.
    documents: Vec<PreviewDocumentInput>,
    /// Whether all else is read by it as well that would be published with these: the posts of a doctor, the organisations,
    /// journals, specialties and pictures that are named and not published yet. They are told in the `documents` of the link.
    #[graphql(default)]
    with_needed: bool,
    /// How long it holds, in seconds: a minute to 90 days, 7 days when nothing is said.
    #[graphql(default_with = "7 * DAY")]
    expires_in: i32,
    /// What it is for.
    note: Option<String>,
}

/// A draft to be read by a link.
#[derive(InputObject)]
pub(super) struct PreviewDocumentInput {
    /// The id of the document.
    id: NodeId,
    /// At which revision; the draft as it is by then, when nothing is said.
    revision: Option<i32>,
}

/// A link to be ended.
#[derive(InputObject)]
pub(super) struct RevokePreviewInput {
    /// Its id.
    id: ID,
}

/// What came of making a link.
#[derive(SimpleObject)]
pub(super) struct CreatePreviewPayload {
    /// The link; null when none was made.
    preview: Option<SeenPreview>,
    /// The token, told this once.
    token: Option<String>,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}

impl CreatePreviewPayload {
    fn refused(user_errors: Vec<UserError>) -> Self {
        Self { preview: None, token: None, user_errors }
    }
}

/// What came of ending a link.
#[derive(SimpleObject)]
pub(super) struct RevokePreviewPayload {
    /// The link; null when none was ended.
    preview: Option<SeenPreview>,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}
