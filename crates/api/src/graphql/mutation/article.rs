use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use shanghaidoctor_domain::content::Article;
use shanghaidoctor_domain::{NodeId, Verb};

use super::drafts::{self, Outcome};
use super::input::{Create, DeleteInput, Update};
use super::payload::DeletePayload;
use super::seen;
use super::user_error::{UserError, refused};
use crate::graphql::items::Items;
use crate::graphql::view::{Node, View};

/// What came of writing an article.
#[derive(SimpleObject)]
pub(super) struct ArticlePayload {
    /// The draft as it is now; null when nothing was written.
    article: Option<Node<Article>>,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}

impl From<Outcome<Article>> for ArticlePayload {
    fn from(outcome: Outcome<Article>) -> Self {
        let (user_errors, article) = outcome.map_or_else(|errors| (errors, None), |draft| (Vec::new(), Some(draft)));
        Self { article, user_errors }
    }
}

/// Articles that are one text in several languages.
#[derive(InputObject)]
pub(super) struct SetTranslationsInput {
    /// The articles, each in another language. One alone has no translations any more.
    articles: Vec<ID>,
    /// The revisions of their drafts that you last read, one for each of `articles` in their order: where an article is at
    /// another one, nothing is done. Without them, they are taken as they are.
    revisions: Option<Vec<i32>>,
    /// Why, for the history.
    change_note: Option<String>,
}

/// What came of naming translations.
#[derive(SimpleObject)]
pub(super) struct TranslationsPayload {
    /// The drafts as they are now, in the order of the input; null when nothing was written.
    articles: Option<Items<Node<Article>>>,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}

/// Writes drafts of articles.
#[derive(Default)]
pub struct ArticleMutation;

/// Writes drafts of articles.
#[Object]
impl ArticleMutation {
    /// Creates an article: saves a draft, which the public does not see before it is published.
    async fn create_article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it says.")] input: Create<Article>,
    ) -> Result<ArticlePayload> {
        Ok(drafts::create(ctx, input).await?.into())
    }

    /// Changes the draft of an article.
    async fn update_article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to change.")] input: Update<Article>,
    ) -> Result<ArticlePayload> {
        Ok(drafts::update(ctx, input).await?.into())
    }

    /// Deletes the draft of an article.
    async fn delete_article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: DeleteInput,
    ) -> Result<DeletePayload> {
        Ok(drafts::delete::<Article>(ctx, &input).await?.into())
    }

    /// Makes articles the translations of each other, and of no others.
    async fn set_translations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which articles.")] input: SetTranslationsInput,
    ) -> Result<TranslationsPayload> {
        Ok(match translated(ctx, input).await? {
            Ok(articles) => TranslationsPayload { articles: Some(Items(articles)), user_errors: Vec::new() },
            Err(user_errors) => TranslationsPayload { articles: None, user_errors },
        })
    }
}

async fn translated(
    ctx: &Context<'_>,
    input: SetTranslationsInput,
) -> Result<Result<Vec<Node<Article>>, Vec<UserError>>> {
    drafts::permitted::<Article>(ctx, Verb::Save)?;
    let ids = match drafts::ids_of::<Article>(&input.articles, "articles") {
        Ok(ids) => ids,
        Err(errors) => return Ok(Err(errors)),
    };
    let mut writing = drafts::begin::<Article>(ctx, Verb::Save, input.change_note).await?;
    let nodes: Vec<NodeId> = ids.iter().map(|id| id.node()).collect();
    let stale = seen::all(&writing, &nodes, input.revisions.as_deref()).await?;
    if !stale.is_empty() {
        return Ok(Err(stale));
    }
    let written = async {
        writing.set_translations(&ids).await?;
        let mut articles = Vec::with_capacity(ids.len());
        for id in ids {
            articles.extend(writing.draft(id).await?);
        }
        writing.commit().await?;
        Ok(articles)
    };
    let articles = match written.await {
        Ok(articles) => articles,
        Err(error) => return Ok(Err(refused(error, &["input"])?)),
    };
    let view = View::of_draft(ctx)?;
    Ok(Ok(articles.into_iter().map(|draft| Node::new(view.clone(), Arc::new(draft))).collect()))
}
