//! Pictures come in: a file of the request, or one that came in pieces before.

use std::io;
use std::sync::Arc;

use async_graphql::{Context, Error, ID, InputObject, Object, Result, SimpleObject};
use bytes::Bytes;
use shanghaidoctor_domain::content::{Content as _, FocalPoint, Media};
use shanghaidoctor_domain::text::Localised;
use shanghaidoctor_domain::{Kind, Stage, Verb};
use shanghaidoctor_persistence::{Entry, Error as ContentError, Result as Kept, UploadError, Uploads};
use uuid::Uuid;

use super::acting::Acting;
use super::user_error::{UserError, UserErrorCode, refused};
use crate::graphql::error::content_error;
use crate::graphql::upload::{Files, Upload};
use crate::graphql::view::{Node, View};
use crate::pictures::{Intake, Unfit};

/// Brings pictures in.
#[derive(Default)]
pub(super) struct UploadMutation;

/// Brings pictures in.
#[Object]
impl UploadMutation {
    /// Keeps a picture, and makes a draft of its record. What it is, its content tells and never its name. A picture that
    /// is kept already is not kept twice: the answer names the record that has it.
    async fn upload_media(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The picture, and what is to be said of it.")] input: UploadMediaInput,
    ) -> Result<UploadMediaPayload> {
        let acting = ctx.data::<Acting>()?;
        acting.may(Verb::Save, Kind::Media)?;
        let sent = match input.sent(ctx).await? {
            Ok(sent) => sent,
            Err(error) => return Ok(UploadMediaPayload::refused(vec![error])),
        };
        let judged = match ctx.data::<Intake>()?.judge(sent.file.clone()).await {
            Ok(judged) => input.record(judged),
            Err(Unfit::Unjudged) => return Err(Error::new(Unfit::Unjudged.to_string())),
            Err(unfit) => return Ok(UploadMediaPayload::refused(vec![sent.unfit(&unfit)])),
        };
        if let Err(violations) = judged.check(Stage::Draft).into_result() {
            let errors = violations.0.into_iter().map(|violation| UserError::of(violation, &["input"]));
            return Ok(UploadMediaPayload::refused(errors.collect()));
        }
        keep(ctx, acting, sent, judged).await
    }
}

/// A picture, and what is to be said of it. Give `file` or `upload`: exactly one of them.
#[derive(InputObject)]
pub(super) struct UploadMediaInput {
    /// The file, sent along with the request.
    file: Option<Upload>,
    /// The id of a file that came in pieces before, the last part of its address. It is gone once the picture is kept.
    upload: Option<ID>,
    /// What the picture shows, for those who do not see it; needed before it is published.
    #[graphql(default)]
    alt: Localised,
    /// Whom to name beside it.
    credit: Option<String>,
    /// How the people in it agreed to be shown, and where that is kept.
    consent: Option<String>,
    /// What to keep in view when it is cut.
    focal_point: Option<FocalPoint>,
    /// Why, for the history.
    change_note: Option<String>,
}

/// What came of bringing a picture in.
#[derive(SimpleObject)]
pub(super) struct UploadMediaPayload {
    /// The draft of its record; of a picture that was kept already the record that has it.
    image: Option<Node<Media>>,
    /// What is wrong with the input; empty when nothing is. Where something is, nothing was kept.
    user_errors: Vec<UserError>,
}

/// A file that was sent.
struct Sent {
    file: Bytes,
    /// What it came as, where it came in pieces.
    upload: Option<Uuid>,
    note: Option<String>,
}

impl Sent {
    /// Where it stands in the arguments.
    const fn at(&self) -> [&'static str; 2] {
        ["input", if self.upload.is_some() { "upload" } else { "file" }]
    }

    fn unfit(&self, unfit: &Unfit) -> UserError {
        UserError::new(UserErrorCode::Invalid, &self.at(), unfit.to_string())
    }
}

impl UploadMediaInput {
    async fn sent(&self, ctx: &Context<'_>) -> Result<Result<Sent, UserError>> {
        let note = self.change_note.clone();
        let exactly_one = |code| UserError::new(code, &["input"], "Give `file` or `upload`: exactly one of them.");
        let (file, id) = match (&self.file, &self.upload) {
            (Some(file), None) => {
                let file = ctx.data::<Files>()?.get(file);
                let file = file.ok_or_else(|| Error::new("a file of the request is not there"))?;
                return Ok(Ok(Sent { file, upload: None, note }));
            }
            (None, Some(id)) => match id.parse::<Uuid>() {
                Ok(upload) => (whole(ctx, upload).await?, upload),
                Err(_) => (Err(missing()), Uuid::nil()),
            },
            (Some(_), Some(_)) => return Ok(Err(exactly_one(UserErrorCode::Invalid))),
            (None, None) => return Ok(Err(exactly_one(UserErrorCode::Required))),
        };
        Ok(file.map(|file| Sent { file, upload: Some(id), note }))
    }

    /// The record of a file, with what its sender says of it.
    fn record(self, judged: Media) -> Media {
        let said = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        let Self { alt, credit, consent, focal_point, .. } = self;
        Media { alt, credit: said(credit), consent: said(consent), focal_point, ..judged }
    }
}

impl UploadMediaPayload {
    fn refused(user_errors: Vec<UserError>) -> Self {
        Self { image: None, user_errors }
    }
}

/// A file that came in pieces; what its sender can mend, or why it cannot be had.
async fn whole(ctx: &Context<'_>, id: Uuid) -> Result<Result<Bytes, UserError>> {
    let (uploads, acting) = (ctx.data::<Uploads>()?, ctx.data::<Acting>()?);
    let code = match uploads.whole(acting.actor(), id).await {
        Ok(file) => return Ok(Ok(file)),
        Err(UploadError::Forbidden(error)) => return Err(content_error(&error.into())),
        Err(UploadError::Content(error)) => return Err(content_error(&error)),
        Err(UploadError::Media(error)) => return Err(Error::new(error.to_string())),
        Err(UploadError::Missing) => return Ok(Err(missing())),
        Err(error @ UploadError::Expired) => (UserErrorCode::NotFound, error),
        Err(error) => (UserErrorCode::Invalid, error),
    };
    Ok(Err(UserError::new(code.0, &["input", "upload"], code.1.to_string())))
}

fn missing() -> UserError {
    UserError::new(UserErrorCode::NotFound, &["input", "upload"], UploadError::Missing.to_string())
}

/// Keeps the file, then the record: a file without a record hurts nobody, a record without a file does.
async fn keep(ctx: &Context<'_>, acting: &Acting, sent: Sent, record: Media) -> Result<UploadMediaPayload> {
    let intake = ctx.data::<Intake>()?;
    intake.keep(&record, sent.file.clone()).await.map_err(|error| Error::new(error.to_string()))?;
    let (saved, is_new) = match save(acting, &sent, &record, intake).await {
        Ok(saved) => saved,
        Err(error) => {
            give_up(acting, intake, &record).await;
            return Ok(UploadMediaPayload::refused(refused(error, &["input"])?));
        }
    };
    let node = saved.id().node();
    let user_errors = if is_new { Vec::new() } else { vec![duplicate(&sent).about(&[node])] };
    if let (Some(upload), true) = (sent.upload, is_new)
        && let Err(error) = ctx.data::<Uploads>()?.end(acting.actor(), upload).await
    {
        // It goes when its time is over.
        tracing::warn!(%error, "a file that came in pieces is still there");
    }
    let image = Some(Node::new(View::of_draft(ctx)?, Arc::new(saved)));
    Ok(UploadMediaPayload { image, user_errors })
}

/// The record as it is now, and whether it is new: of a picture that is kept already nothing is changed.
async fn save(acting: &Acting, sent: &Sent, record: &Media, intake: &Intake) -> Kept<(Entry<Media>, bool)> {
    let mut writing = acting.begin(sent.note.clone()).await?;
    // Whoever sent the same and could not save it may have taken the file away meanwhile.
    let kept = intake.keep(record, sent.file.clone()).await;
    kept.map_err(|error| ContentError::File(io::Error::other(error)))?;
    if let Some(known) = writing.picture_by_hash(&record.hash).await? {
        return Ok((Entry::clone(&known), false));
    }
    let id = writing.next_id::<Media>();
    writing.save(id, None, record).await?;
    let saved = writing.draft(id).await?.ok_or(ContentError::NotFound(id.node()))?;
    writing.commit().await?;
    Ok((saved, true))
}

/// Takes the file of a record away that was not saved, where no other record is of it.
async fn give_up(acting: &Acting, intake: &Intake, record: &Media) {
    let given_up = async { intake.give_up_unsaved(acting.begin(None).await?, std::slice::from_ref(record)).await };
    if let Err(error) = given_up.await {
        tracing::warn!(%error, "the file of a picture that was not saved is still there");
    }
}

fn duplicate(sent: &Sent) -> UserError {
    let message =
        "This very picture is kept already: take the record that is named here. What it says was left as it is.";
    UserError::new(UserErrorCode::Duplicate, &sent.at(), message)
}
