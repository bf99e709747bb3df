use async_graphql::{Context, ContextSelectionSet, ID, Object, Result, Value};
use shanghaidoctor_domain::content::{Appointment, Journal, Publication};
use shanghaidoctor_domain::query::{AppointmentFilter, AppointmentOrder, PublicationFilter, PublicationOrder};
use shanghaidoctor_domain::{DateTime, Issn, PartialDate};
use shanghaidoctor_persistence::read::Relation;

use super::appointment::posts;
use crate::graphql::connection::{self, Connection, page};
use crate::graphql::editing::Editing;
use crate::graphql::loaders::former_slugs;
use crate::graphql::plain::{Plain, scalar, text};
use crate::graphql::view::{DOCUMENTS, Fields, Node, TextLocale};

/// A scientific journal.
#[Object(name = "Journal")]
impl Fields<Journal> {
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

    /// Its name for short, as pages print it: `PNAS`.
    async fn abbreviation(&self) -> Option<&str> {
        self.entry.content.abbreviation.as_deref()
    }

    /// The ISSN of its print edition.
    async fn issn(&self) -> Option<&Issn> {
        self.entry.content.issn.as_ref()
    }

    /// The ISSN of its electronic edition.
    async fn eissn(&self) -> Option<&Issn> {
        self.entry.content.eissn.as_ref()
    }

    /// The papers that appeared in it.
    async fn publications(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning; 100 at most, 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end; 100 at most.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
        #[graphql(name = "where", desc = "Which publications.")] filter: Option<PublicationFilter>,
        #[graphql(desc = "In what order.")] order_by: Option<PublicationOrder>,
    ) -> Result<Connection<Publication>> {
        let parent = (Relation::Column("journal_id"), self.entry.id);
        connection::of(ctx, &self.view, parent, page(first, after, last, before), filter, order_by).await
    }

    /// The posts on its board: editors and reviewers.
    async fn appointments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning; 100 at most, 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end; 100 at most.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
        #[graphql(name = "where", desc = "Which appointments.")] filter: Option<AppointmentFilter>,
        #[graphql(desc = "In what order.")] order_by: Option<AppointmentOrder>,
        #[graphql(desc = "Only those held on this date, as far as is known; see `AppointmentFilter.asOf`.")]
        as_of: Option<PartialDate>,
    ) -> Result<Connection<Appointment>> {
        let parent = (Relation::Column("body_id"), self.entry.id);
        posts(ctx, &self.view, Some(parent), page(first, after, last, before), filter, as_of, order_by).await
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

impl Plain for Node<Journal> {
    const TYPE: &'static str = "Journal";
    const OTHERS: &'static [&'static str] = DOCUMENTS;

    fn field(&self, name: &str, _: &ContextSelectionSet<'_>) -> Option<Value> {
        let content = &self.entry.content;
        Some(match name {
            "id" => self.public_id().0.into(),
            "slug" => content.slug.as_str().into(),
            "name" => self.view.text(&content.name).into(),
            "abbreviation" => text(content.abbreviation.as_deref()),
            "issn" => scalar(content.issn.as_ref()),
            "eissn" => scalar(content.eissn.as_ref()),
            _ => return None,
        })
    }
}
