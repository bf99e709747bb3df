use async_graphql::{Context, ContextSelectionSet, ID, Object, Result, Value, resolver_utils::enum_value};
use shanghaidoctor_domain::content::{Appointment, Doctor, LinkRole, Organisation, OrganisationKind};
use shanghaidoctor_domain::query::{AppointmentFilter, AppointmentOrder, DoctorFilter, DoctorOrder};
use shanghaidoctor_domain::{CountryCode, DateTime, PartialDate, content};
use shanghaidoctor_persistence::read::Relation;

use super::appointment::posts;
use crate::graphql::connection::{self, Connection, GROWS, page};
use crate::graphql::editing::Editing;
use crate::graphql::items::Items;
use crate::graphql::loaders::{ancestors, at_hand, former_slugs, one};
use crate::graphql::plain::{Plain, object, text};
use crate::graphql::view::{DOCUMENTS, Fields, Node, Part, TextLocale};

/// An institution, society, branch, committee, department or funder: a node of one tree that all doctors share.
#[Object(name = "Organisation")]
impl Fields<Organisation> {
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

    /// Its own name, without those above it.
    async fn name(&self) -> &str {
        self.view.text(&self.entry.content.name)
    }

    /// Its name for short: `CSCO`.
    async fn acronym(&self) -> Option<&str> {
        self.entry.content.acronym.as_deref()
    }

    /// What it is.
    async fn kind(&self) -> OrganisationKind {
        self.entry.content.kind
    }

    /// The organisation it is a part of.
    async fn parent(&self, ctx: &Context<'_>) -> Option<Result<Node<Organisation>>> {
        one(ctx, &self.view, self.entry.content.parent?).await.transpose()
    }

    /// The organisations it is a part of, from the root down to its parent.
    async fn ancestors(&self, ctx: &Context<'_>) -> Result<Items<Node<Organisation>>> {
        ancestors(ctx, &self.view, self.entry.id).await
    }

    /// Its parts, by name.
    #[graphql(complexity = "GROWS")]
    async fn children(&self, ctx: &Context<'_>) -> Result<Items<Node<Organisation>>> {
        connection::everything_of(ctx, &self.view, (Relation::Column("parent_id"), self.entry.id)).await
    }

    /// Names it went by before.
    async fn former_names(&self) -> Vec<&str> {
        self.entry.content.former_names.iter().map(|name| self.view.text(name)).collect()
    }

    /// Its city.
    async fn city(&self) -> Option<&str> {
        self.view.text_of(self.entry.content.city.as_ref())
    }

    /// Its country.
    async fn country(&self) -> Option<CountryCode> {
        self.entry.content.country
    }

    /// Its numbers in registers.
    async fn identifiers(&self) -> Items<Part<'_, content::Identifier>> {
        self.parts(&self.entry.content.identifiers)
    }

    /// The doctors who have or had a position here.
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
        let parent = (Relation::Link(LinkRole::Workplace), self.entry.id);
        connection::of(ctx, &self.view, parent, page(first, after, last, before), filter, order_by).await
    }

    /// The doctors who stayed here as visiting scholar or fellow.
    async fn fellows(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning; 100 at most, 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end; 100 at most.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
        #[graphql(name = "where", desc = "Which doctors.")] filter: Option<DoctorFilter>,
        #[graphql(desc = "In what order.")] order_by: Option<DoctorOrder>,
    ) -> Result<Connection<Doctor>> {
        let parent = (Relation::Link(LinkRole::Fellowship), self.entry.id);
        connection::of(ctx, &self.view, parent, page(first, after, last, before), filter, order_by).await
    }

    /// The doctors who hold an award or honour that it gave.
    async fn awarded_doctors(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning; 100 at most, 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end; 100 at most.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
        #[graphql(name = "where", desc = "Which doctors.")] filter: Option<DoctorFilter>,
        #[graphql(desc = "In what order.")] order_by: Option<DoctorOrder>,
    ) -> Result<Connection<Doctor>> {
        let parent = (Relation::Link(LinkRole::Grantor), self.entry.id);
        connection::of(ctx, &self.view, parent, page(first, after, last, before), filter, order_by).await
    }

    /// The doctors whose research it funds or funded.
    async fn funded_doctors(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning; 100 at most, 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end; 100 at most.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
        #[graphql(name = "where", desc = "Which doctors.")] filter: Option<DoctorFilter>,
        #[graphql(desc = "In what order.")] order_by: Option<DoctorOrder>,
    ) -> Result<Connection<Doctor>> {
        let parent = (Relation::Link(LinkRole::Funder), self.entry.id);
        connection::of(ctx, &self.view, parent, page(first, after, last, before), filter, order_by).await
    }

    /// The professional posts held in exactly this body.
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

impl Plain for Node<Organisation> {
    const TYPE: &'static str = "Organisation";
    const OTHERS: &'static [&'static str] = DOCUMENTS;

    fn field(&self, name: &str, below: &ContextSelectionSet<'_>) -> Option<Value> {
        let content = &self.entry.content;
        Some(match name {
            "id" => self.public_id().0.into(),
            "slug" => content.slug.as_str().into(),
            "name" => self.view.text(&content.name).into(),
            "acronym" => text(content.acronym.as_deref()),
            "kind" => enum_value(content.kind),
            "parent" => match content.parent {
                Some(id) => {
                    return at_hand(below, &self.view, id)?.map_or(Some(Value::Null), |node| object(&node, below));
                }
                None => Value::Null,
            },
            "city" => text(self.view.text_of(content.city.as_ref())),
            _ => return None,
        })
    }
}
