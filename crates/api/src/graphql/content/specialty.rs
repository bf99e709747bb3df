use async_graphql::{Context, ContextSelectionSet, ID, Object, Result, Value};
use shanghaidoctor_domain::DateTime;
use shanghaidoctor_domain::content::{Article, Doctor, LinkRole, Specialty};
use shanghaidoctor_domain::query::{
    ArticleFilter, ArticleOrder, DoctorFilter, DoctorOrder, SpecialtyFilter, SpecialtyOrder,
};
use shanghaidoctor_persistence::read::Relation;

use crate::graphql::connection::{self, Connection, page};
use crate::graphql::editing::Editing;
use crate::graphql::loaders::{former_slugs, one};
use crate::graphql::plain::Plain;
use crate::graphql::view::{DOCUMENTS, Fields, Node, TextLocale};

/// A medical specialty, such as thoracic oncology; narrower ones stand below broader ones.
#[Object(name = "Specialty")]
impl Fields<Specialty> {
    /// The id, opaque and stable for life.
    async fn id(&self) -> ID {
        self.public_id()
    }

    /// Its name in addresses.
    async fn slug(&self) -> &str {
        &self.entry.content.slug
    }

    /// Names that it had in addresses before and that still lead here, the latest first: whoever asks for one of them is
    /// to be sent to `slug` (301).
    async fn former_slugs(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        former_slugs(ctx, &self.view, self.entry.id()).await
    }

    /// Its name.
    async fn name(&self) -> &str {
        self.view.text(&self.entry.content.name)
    }

    /// The broader specialty it belongs to.
    async fn parent(&self, ctx: &Context<'_>) -> Option<Result<Node<Specialty>>> {
        one(ctx, &self.view, self.entry.content.parent?).await.transpose()
    }

    /// The narrower specialties that stand directly below it, by name unless another order is asked for.
    async fn children(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning; 100 at most, 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end; 100 at most.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
        #[graphql(name = "where", desc = "Which specialties.")] filter: Option<SpecialtyFilter>,
        #[graphql(desc = "In what order.")] order_by: Option<SpecialtyOrder>,
    ) -> Result<Connection<Specialty>> {
        let parent = (Relation::Link(LinkRole::Parent), self.entry.id);
        connection::of(ctx, &self.view, parent, page(first, after, last, before), filter, order_by).await
    }

    /// The doctors of the specialty.
    async fn doctors(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning; 100 at most, 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end; 100 at most.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
        #[graphql(name = "where", desc = "Which doctors.")] filter: Option<DoctorFilter>,
        #[graphql(desc = "In what order.")] order_by: Option<DoctorOrder>,
    ) -> Result<Connection<Doctor>> {
        let parent = (Relation::Link(LinkRole::Specialty), self.entry.id);
        connection::of(ctx, &self.view, parent, page(first, after, last, before), filter, order_by).await
    }

    /// The articles about the specialty.
    async fn articles(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning; 100 at most, 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end; 100 at most.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
        #[graphql(name = "where", desc = "Which articles.")] filter: Option<ArticleFilter>,
        #[graphql(desc = "In what order.")] order_by: Option<ArticleOrder>,
    ) -> Result<Connection<Article>> {
        let parent = (Relation::Link(LinkRole::Specialty), self.entry.id);
        connection::of(ctx, &self.view, parent, page(first, after, last, before), filter, order_by).await
    }

    /// When the record was first published here.
    async fn published_at(&self) -> DateTime {
        self.first_published_at()
    }

    /// When the record was last changed here.
    async fn updated_at(&self) -> DateTime {
        self.entry.updated_at
    }

    /// In which language each of its texts is shown, with the languages asked for.
    async fn text_locales(&self) -> Vec<TextLocale> {
        self.shown_locales()
    }

    /// What those who write drafts need to know of it; null for those who read what is published.
    async fn editing(&self, ctx: &Context<'_>) -> Option<Result<Editing>> {
        self.editing_state(ctx).await
    }
}

impl Plain for Node<Specialty> {
    const TYPE: &'static str = "Specialty";
    const OTHERS: &'static [&'static str] = DOCUMENTS;

    fn field(&self, name: &str, _: &ContextSelectionSet<'_>) -> Option<Value> {
        let content = &self.entry.content;
        match name {
            "id" => Some(self.public_id().0.into()),
            "slug" => Some(content.slug.as_str().into()),
            "name" => Some(self.view.text(&content.name).into()),
            _ => None,
        }
    }
}
