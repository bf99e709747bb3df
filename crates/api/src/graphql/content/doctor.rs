use async_graphql::{Context, ContextSelectionSet, ID, Object, Result, Value};
use shanghaidoctor_domain::content::{
    self, Appointment, Article, Claim, Doctor, LinkRole, Media, Publication, Source, Specialty,
};
use shanghaidoctor_domain::query::{
    AppointmentFilter, AppointmentOrder, ArticleFilter, ArticleOrder, DoctorFilter, DoctorOrder, PublicationFilter,
    PublicationOrder,
};
use shanghaidoctor_domain::{DateTime, PartialDate};
use shanghaidoctor_persistence::read::Relation;

use super::appointment::posts;
use super::json_ld;
use super::rich_text::RichText;
use crate::graphql::connection::{self, Connection, page};
use crate::graphql::editing::Editing;
use crate::graphql::items::Items;
use crate::graphql::json::Json;
use crate::graphql::loaders::{all_at_hand, former_slugs, many, one};
use crate::graphql::plain::{Plain, list, object, scalar, text};
use crate::graphql::view::{DOCUMENTS, Fields, Node, Part, TextLocale};

/// A doctor the publication has portrayed. `appointments` are posts held in learned societies and their committees;
/// they are never patients' bookings.
#[Object(name = "Doctor")]
impl Fields<Doctor> {
    /// The id, opaque and stable for life.
    async fn id(&self) -> ID {
        self.public_id()
    }

    /// The name in addresses.
    async fn slug(&self) -> &str {
        &self.entry.content.slug
    }

    /// Names that it had in addresses before and that still lead here, the latest first: whoever asks for one of them is
    /// to be sent to `slug` (301).
    async fn former_slugs(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        former_slugs(ctx, &self.view, self.entry.id()).await
    }

    /// The name and its spellings.
    async fn name(&self) -> Part<'_, content::PersonName> {
        self.part(&self.entry.content.name)
    }

    /// The address before the name: `Dr.`, `Prof.`.
    async fn honorific(&self) -> Option<&str> {
        self.view.text_of(self.entry.content.honorific.as_ref())
    }

    /// The academic title: `Professor`.
    async fn academic_title(&self) -> Option<&str> {
        self.view.text_of(self.entry.content.academic_title.as_ref())
    }

    /// Degrees as printed: `Doctor of Oncology`.
    async fn degrees(&self) -> Vec<&str> {
        self.entry.content.degrees.iter().map(|degree| self.view.text(degree)).collect()
    }

    /// When the doctor was born.
    async fn born(&self) -> Option<PartialDate> {
        self.entry.content.born
    }

    /// When the doctor died.
    async fn died(&self) -> Option<PartialDate> {
        self.entry.content.died
    }

    /// Roles in hospitals, schools and departments, in the order of the source.
    async fn positions(&self) -> Items<Part<'_, content::Position>> {
        self.parts(&self.entry.content.positions)
    }

    /// Professional posts, in the order of the source unless another one is asked for.
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
        let parent = (Relation::Column("doctor_id"), self.entry.id);
        posts(ctx, &self.view, Some(parent), page(first, after, last, before), filter, as_of, order_by).await
    }

    /// Stays elsewhere as visiting scholar or fellow.
    async fn fellowships(&self) -> Items<Part<'_, content::Fellowship>> {
        self.parts(&self.entry.content.fellowships)
    }

    /// What the doctor works on, as printed.
    async fn research_focus(&self) -> Vec<&str> {
        self.entry.content.research_focus.iter().map(|focus| self.view.text(focus)).collect()
    }

    /// The medical specialties.
    async fn specialties(&self, ctx: &Context<'_>) -> Result<Items<Node<Specialty>>> {
        many(ctx, &self.view, &self.entry.content.specialties).await
    }

    /// Awards and honours.
    async fn awards(&self) -> Items<Part<'_, content::Award>> {
        self.parts(&self.entry.content.awards)
    }

    /// Funded research.
    async fn projects(&self) -> Items<Part<'_, content::Project>> {
        self.parts(&self.entry.content.projects)
    }

    /// Papers, the latest first unless another order is asked for.
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
        let parent = (Relation::Link(LinkRole::Author), self.entry.id);
        connection::of(ctx, &self.view, parent, page(first, after, last, before), filter, order_by).await
    }

    /// The articles that portray the doctor, the latest first unless another order is asked for.
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
        let parent = (Relation::Link(LinkRole::Subject), self.entry.id);
        connection::of(ctx, &self.view, parent, page(first, after, last, before), filter, order_by).await
    }

    /// Those who taught the doctor.
    async fn mentors(&self, ctx: &Context<'_>) -> Result<Items<Node<Doctor>>> {
        many(ctx, &self.view, &self.entry.content.mentors).await
    }

    /// Those whom the doctor taught, as far as they are portrayed.
    async fn students(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning; 100 at most, 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end; 100 at most.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
        #[graphql(name = "where", desc = "Which doctors.")] filter: Option<DoctorFilter>,
        #[graphql(desc = "In what order.")] order_by: Option<DoctorOrder>,
    ) -> Result<Connection<Doctor>> {
        let parent = (Relation::Link(LinkRole::Mentor), self.entry.id);
        connection::of(ctx, &self.view, parent, page(first, after, last, before), filter, order_by).await
    }

    /// The articles that speak of the doctor without portraying them.
    async fn mentioned_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning; 100 at most, 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end; 100 at most.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
        #[graphql(name = "where", desc = "Which articles.")] filter: Option<ArticleFilter>,
        #[graphql(desc = "In what order.")] order_by: Option<ArticleOrder>,
    ) -> Result<Connection<Article>> {
        let parent = (Relation::Link(LinkRole::Mention), self.entry.id);
        connection::of(ctx, &self.view, parent, page(first, after, last, before), filter, order_by).await
    }

    /// The articles in which the doctor speaks, in an interview or a quotation.
    async fn speaks_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning; 100 at most, 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end; 100 at most.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
        #[graphql(name = "where", desc = "Which articles.")] filter: Option<ArticleFilter>,
        #[graphql(desc = "In what order.")] order_by: Option<ArticleOrder>,
    ) -> Result<Connection<Article>> {
        let parent = (Relation::Link(LinkRole::Speaker), self.entry.id);
        connection::of(ctx, &self.view, parent, page(first, after, last, before), filter, order_by).await
    }

    /// Numbers that a page prints in place of records: `over 50 SCI papers`.
    async fn claims(&self) -> &[Claim] {
        &self.entry.content.claims
    }

    /// Numbers in registers: ORCID.
    async fn identifiers(&self) -> Items<Part<'_, content::Identifier>> {
        self.parts(&self.entry.content.identifiers)
    }

    /// The portrait.
    async fn portrait(&self, ctx: &Context<'_>) -> Option<Result<Node<Media>>> {
        one(ctx, &self.view, self.entry.content.portrait?).await.transpose()
    }

    /// The biography as printed.
    async fn biography(&self) -> Option<RichText<'_>> {
        self.entry.content.biography.as_ref().map(RichText)
    }

    /// Where the record's facts come from, and who verified them: one for each fact, in the order of each page.
    async fn sources(
        &self,
        #[graphql(desc = "Only those of this fact and its parts, by its path: `awards`, `awards.1`.")] fact: Option<
            String,
        >,
    ) -> Vec<Source> {
        let each = self.entry.content.sources.iter().flat_map(Source::each);
        each.filter(|source| fact.as_deref().is_none_or(|fact| source.supports(fact))).collect()
    }

    /// The doctor for search engines, as JSON-LD in the words of schema.org: a `ProfilePage` about a `Person` with dated
    /// roles. Former posts of which nobody knows when they ended are left out, since they would read as held.
    #[graphql(complexity = "json_ld::COST")]
    async fn json_ld(&self, ctx: &Context<'_>) -> Result<Json> {
        json_ld::doctor(ctx, self).await
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

impl Plain for Node<Doctor> {
    const TYPE: &'static str = "Doctor";
    const OTHERS: &'static [&'static str] = DOCUMENTS;

    fn field(&self, name: &str, below: &ContextSelectionSet<'_>) -> Option<Value> {
        let content = &self.entry.content;
        Some(match name {
            "id" => self.public_id().0.into(),
            "slug" => content.slug.as_str().into(),
            "name" => return object(&self.part(&content.name), below),
            "honorific" => text(self.view.text_of(content.honorific.as_ref())),
            "academicTitle" => text(self.view.text_of(content.academic_title.as_ref())),
            "born" => scalar(content.born.as_ref()),
            "died" => scalar(content.died.as_ref()),
            "specialties" => return list(all_at_hand(below, &self.view, &content.specialties)?, below),
            _ => return None,
        })
    }
}
