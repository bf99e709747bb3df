use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use shanghaidoctor_domain::content::{Article, CorrectionKind};
use shanghaidoctor_domain::{Id, Kind, NodeId, Verb};

use super::Acting;
use super::drafts::{begin, told};
use super::user_error::{UserError, UserErrorCode, refused};
use crate::graphql::loaders::one;
use crate::graphql::view::{Node, View};

/// What was wrong, and is put right in public.
#[derive(Default)]
pub(super) struct CorrectionMutation;

/// What was wrong, and is put right in public.
#[Object]
impl CorrectionMutation {
    /// Publishes the draft of a published article together with a notice, dated now, of what was wrong and what is right,
    /// which stands on the article and in its JSON-LD. For a retraction too: an article that goes away altogether is taken
    /// back by `unpublish`. A retraction is always possible: where something stands in the way of publishing the draft (its
    /// subject has not agreed to it), what readers see already gets the notice, and the draft stays a draft.
    async fn correct_article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which article, and the notice.")] input: CorrectArticleInput,
    ) -> Result<CorrectArticlePayload> {
        ctx.data::<Acting>()?.may(Verb::Publish, Kind::Article)?;
        let Some(id) = Id::of(input.id) else {
            let message = format!("`{}` is not the id of an article.", input.id);
            let error = UserError::new(UserErrorCode::Invalid, &["input", "id"], message);
            return Ok(CorrectArticlePayload { article: None, user_errors: vec![error] });
        };
        let user_errors = correct(ctx, id, &input).await?;
        let article = match user_errors.is_empty() {
            true => one(ctx, &View::public(ctx, None)?, id).await?,
            false => None,
        };
        Ok(CorrectArticlePayload { article, user_errors })
    }
}

/// Corrects it; gives what is wrong, and then nothing was done.
async fn correct(ctx: &Context<'_>, id: Id<Article>, input: &CorrectArticleInput) -> Result<Vec<UserError>> {
    let mut writing = begin::<Article>(ctx, Verb::Publish, Some(input.note.clone())).await?;
    if let Err(error) = writing.correct_article(id, input.revision, input.kind, &input.note).await {
        return told(&writing, error.into()).await;
    }
    match writing.commit().await {
        Ok(()) => Ok(Vec::new()),
        Err(error) => refused(error, &["input"]),
    }
}

/// A correction.
#[derive(InputObject)]
pub(super) struct CorrectArticleInput {
    /// The id of the article.
    id: NodeId,
    /// The draft's revision that you last read.
    revision: i32,
    /// How grave it is.
    kind: CorrectionKind,
    /// What was wrong and what is right, for readers.
    note: String,
}

/// What came of a correction.
#[derive(SimpleObject)]
pub(super) struct CorrectArticlePayload {
    /// The article as the public sees it now; null when nothing was published.
    article: Option<Node<Article>>,
    /// What is wrong with the input, or stands in the way; empty when nothing does.
    user_errors: Vec<UserError>,
}
