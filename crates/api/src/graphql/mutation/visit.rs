use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use shanghaidoctor_domain::content::Article;
use shanghaidoctor_domain::{Id, NodeId};

use super::user_error::{UserError, UserErrorCode};
use crate::graphql::filter_size;
use crate::graphql::loaders::{by_slug, one};
use crate::graphql::view::{Node, View};
use crate::visits::{VisitCounter, Visitor};

/// What readers tell.
#[derive(Default)]
pub(super) struct VisitMutation;

/// What readers tell.
#[Object]
impl VisitMutation {
    /// Tells that an article was read. A reader counts once a day for each article, without anything being kept that
    /// leads to a person; programs that nobody reads with do not count. The answer is the same either way, and comes
    /// before the visit is counted.
    async fn record_visit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which article was read.")] input: RecordVisitInput,
    ) -> Result<RecordVisitPayload> {
        let named = match input.named() {
            Ok(named) => named,
            Err(error) => return Ok(RecordVisitPayload::refused(error)),
        };
        let Some(article) = named.find(ctx).await? else { return Ok(RecordVisitPayload::refused(named.missing())) };
        ctx.data::<VisitCounter>()?.take(article.entry.id(), ctx.data::<Visitor>()?.clone());
        Ok(RecordVisitPayload { article: Some(article), user_errors: Vec::new() })
    }
}

/// Which article was read: by `slug` or by `id`, exactly one of them.
#[derive(InputObject)]
pub(super) struct RecordVisitInput {
    /// Its name in addresses.
    slug: Option<String>,
    /// Its id.
    id: Option<ID>,
}

/// What came of telling that an article was read.
#[derive(SimpleObject)]
pub(super) struct RecordVisitPayload {
    /// The article; null when there is none to see.
    article: Option<Node<Article>>,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}

/// What an input names.
enum Named {
    Slug(String),
    Id(Id<Article>),
}

impl RecordVisitInput {
    fn named(self) -> Result<Named, UserError> {
        let exactly_one = |code| UserError::new(code, &["input"], "Give `slug` or `id`: exactly one of them.");
        match (self.slug, self.id) {
            (Some(slug), None) => match filter_size::check_text(&slug) {
                Ok(()) => Ok(Named::Slug(slug)),
                Err(error) => Err(UserError::new(UserErrorCode::Invalid, &["input", "slug"], error.message)),
            },
            (None, Some(id)) => Ok(Named::Id(article_id(&id)?)),
            (Some(_), Some(_)) => Err(exactly_one(UserErrorCode::Invalid)),
            (None, None) => Err(exactly_one(UserErrorCode::Required)),
        }
    }
}

fn article_id(id: &ID) -> Result<Id<Article>, UserError> {
    let invalid = |message: String| UserError::new(UserErrorCode::Invalid, &["input", "id"], message);
    let node: NodeId = id.parse().map_err(|error| invalid(format!("{error}.")))?;
    Id::of(node).ok_or_else(|| invalid(format!("`{node}` is not the id of an article.")))
}

impl Named {
    async fn find(&self, ctx: &Context<'_>) -> Result<Option<Node<Article>>> {
        let view = View::public(ctx, None)?;
        match self {
            Self::Slug(slug) => by_slug(ctx, view, slug).await,
            Self::Id(id) => one(ctx, &view, *id).await,
        }
    }

    /// What is wrong where there is nothing of that name.
    fn missing(&self) -> UserError {
        let (field, name) = match self {
            Self::Slug(slug) => ("slug", slug.clone()),
            Self::Id(id) => ("id", id.to_string()),
        };
        UserError::new(UserErrorCode::NotFound, &["input", field], format!("There is no article `{name}` to see."))
    }
}

impl RecordVisitPayload {
    fn refused(error: UserError) -> Self {
        Self { article: None, user_errors: vec![error] }
    }
}
