use async_graphql::{Context, Error, InputObject, Object, Result, SimpleObject};
use shanghaidoctor_domain::content::Article;
use shanghaidoctor_domain::{DateTime, Id, Kind, NodeId, SignOffStatus, Verb};
use shanghaidoctor_persistence::sign_offs::{self, SignOff};
use shanghaidoctor_persistence::{Database, Error as ContentError};

use super::Acting;
use super::preview::expiry;
use super::user_error::{UserError, UserErrorCode, refused};
use crate::auth::SecretKind;
use crate::auth::secret::hash;
use crate::graphql::error::{bad_input, content_error};
use crate::graphql::preview::CameBy;
use crate::graphql::sign_off::{SeenSignOff, article_id};

/// What the subject of an article says to it.
#[derive(Default)]
pub(super) struct SignOffMutation;

/// What the subject of an article says to it.
#[Object]
impl SignOffMutation {
    /// Asks the subject of an article to agree to exactly what it says. From now on it is not published before they do, and
    /// not after a change that they have not read. Gives the token of a link, told this once, by which they read the draft
    /// (the header `Preview-Token`), with the records of those subjects who are not public yet, and answer by
    /// `decideSignOff`, without signing in.
    async fn request_sign_off(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which article.")] input: RequestSignOffInput,
    ) -> Result<RequestSignOffPayload> {
        let acting = ctx.data::<Acting>()?;
        acting.may(Verb::Save, Kind::Article)?;
        let asked = article_id(input.article)
            .map_err(|error| UserError::new(UserErrorCode::Invalid, &["input", "article"], error))
            .and_then(|article| Ok((article, expiry(acting, input.expires_in)?)));
        let (article, expires_at) = match asked {
            Ok(asked) => asked,
            Err(error) => return Ok(RequestSignOffPayload::refused(vec![error])),
        };
        let token = SecretKind::Preview.make().map_err(|error| Error::new(error.to_string()))?;
        match request(acting, article, &hash(&token), expires_at, input.note).await {
            Ok(sign_off) => Ok(RequestSignOffPayload { sign_off, token: Some(token), user_errors: Vec::new() }),
            Err(error) => Ok(RequestSignOffPayload::refused(refused(error, &["input"])?)),
        }
    }

    /// Asks no more: the article can be published without its subject.
    async fn cancel_sign_off(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which article.")] input: CancelSignOffInput,
    ) -> Result<CancelSignOffPayload> {
        ctx.data::<Acting>()?.may(Verb::Publish, Kind::Article)?;
        let article = match article_id(input.article) {
            Ok(article) => article,
            Err(error) => {
                let error = UserError::new(UserErrorCode::Invalid, &["input", "article"], error);
                return Ok(CancelSignOffPayload { cancelled: false, user_errors: vec![error] });
            }
        };
        Ok(match cancel(ctx.data()?, article, input.note).await {
            Ok(()) => CancelSignOffPayload { cancelled: true, user_errors: Vec::new() },
            Err(error) => CancelSignOffPayload { cancelled: false, user_errors: refused(error, &["input"])? },
        })
    }

    /// What the subject says, who came by the link that they were given (the header `Preview-Token`). They may change their
    /// mind while the link holds. `STALE` where the article was changed since they read it.
    async fn decide_sign_off(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What they say.")] input: DecideSignOffInput,
    ) -> Result<DecideSignOffPayload> {
        let asked = asked_of(ctx).await?.ok_or_else(|| {
            bad_input(
                "send the token of a link that asks for this as the header `Preview-Token`: this request has none",
            )
        })?;
        match decide(ctx.data()?, &asked, &input).await {
            Ok(sign_off) => Ok(DecideSignOffPayload { sign_off, user_errors: Vec::new() }),
            Err(error) => Ok(DecideSignOffPayload { sign_off: None, user_errors: refused(error, &["input"])? }),
        }
    }
}

async fn asked_of(ctx: &Context<'_>) -> Result<Option<SignOff>> {
    let Some(link) = ctx.data::<CameBy>()?.0 else { return Ok(None) };
    let asked = sign_offs::by_preview(ctx.data::<Database>()?, link).await;
    asked.map_err(|error| content_error(&error))
}

async fn request(
    acting: &Acting,
    article: Id<Article>,
    hash: &str,
    expires_at: DateTime,
    note: Option<String>,
) -> Result<Option<SeenSignOff>, ContentError> {
    let mut writing = acting.begin(None).await?;
    writing.request_sign_off(article, hash, expires_at, note).await?;
    writing.commit().await?;
    let asked = sign_offs::of_article(acting.database(), acting.actor(), article).await?;
    Ok(asked.map(SeenSignOff))
}

async fn cancel(acting: &Acting, article: Id<Article>, note: Option<String>) -> Result<(), ContentError> {
    let mut writing = acting.begin(note).await?;
    writing.cancel_sign_off(article).await?;
    writing.commit().await
}

async fn decide(
    acting: &Acting,
    asked: &SignOff,
    input: &DecideSignOffInput,
) -> Result<Option<SeenSignOff>, ContentError> {
    let status = if input.approve { SignOffStatus::Approved } else { SignOffStatus::Declined };
    let mut writing = acting.begin(None).await?;
    writing.decide_sign_off(asked, status, &input.content_hash, input.note.as_deref()).await?;
    writing.commit().await?;
    let decided = sign_offs::by_preview(acting.database(), asked.preview).await?;
    Ok(decided.map(SeenSignOff))
}

/// Which article its subject is to agree to.
#[derive(InputObject)]
pub(super) struct RequestSignOffInput {
    /// The id of the article.
    article: NodeId,
    /// How long they can read and answer, in seconds: a minute to 90 days, 30 days when nothing is said.
    #[graphql(default = 2_592_000)]
    expires_in: i32,
    /// Whom it is for.
    note: Option<String>,
}

/// Which article is published without its subject.
#[derive(InputObject)]
pub(super) struct CancelSignOffInput {
    /// The id of the article.
    article: NodeId,
    /// Why, for the history.
    note: Option<String>,
}

/// What the subject of an article says to it.
#[derive(InputObject)]
pub(super) struct DecideSignOffInput {
    /// Whether they agree to what they read.
    approve: bool,
    /// What they read: the `draftHash` of `signOffRequest`.
    content_hash: String,
    /// What else they say.
    note: Option<String>,
}

/// What came of asking.
#[derive(SimpleObject)]
pub(super) struct RequestSignOffPayload {
    /// What was asked; null when nothing was.
    sign_off: Option<SeenSignOff>,
    /// The token of the link, told this once.
    token: Option<String>,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}

impl RequestSignOffPayload {
    fn refused(user_errors: Vec<UserError>) -> Self {
        Self { sign_off: None, token: None, user_errors }
    }
}

/// What came of asking no more.
#[derive(SimpleObject)]
pub(super) struct CancelSignOffPayload {
    /// Whether nobody is asked any more.
    cancelled: bool,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}

/// What came of an answer.
#[derive(SimpleObject)]
pub(super) struct DecideSignOffPayload {
    /// What was answered; null when that could not be taken.
    sign_off: Option<SeenSignOff>,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}
