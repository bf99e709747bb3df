use async_graphql::{Context, ID, Object, Result};
use shanghaidoctor_domain::content::{
    self, Appointment, Article, Claim, Doctor, IdentifierScheme, LinkRole, Media, Organisation, PostStatus,
    ProjectKind, Publication, Source, Specialty,
};
use shanghaidoctor_domain::query::{
    AppointmentFilter, AppointmentOrder, ArticleFilter, ArticleOrder, PublicationFilter, PublicationOrder,
};
use shanghaidoctor_domain::{DateTime, Locale, PartialDate, Period, Url};
use shanghaidoctor_persistence::read::Relation;

use super::rich_text::RichText;
use crate::graphql::connection::{self, Connection, cost, page};
use crate::graphql::list::List;
use crate::graphql::loaders::{many, one, required};
use crate::graphql::view::{Node, Part};

/// A doctor the publication has portrayed. `appointments` are posts held in learned societies and their committees;
/// they are never patients' bookings.
#[Object(name = "Doctor")]
impl Node<Doctor> {
    /// The id, opaque and stable for life.
    pub(in crate::graphql) async fn id(&self) -> ID {
        self.public_id()
    }

    /// The name in addresses.
    async fn slug(&self) -> &str {
        &self.entry.content.slug
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
    async fn positions(&self) -> List<Part<'_, content::Position>> {
        self.parts(&self.entry.content.positions)
    }

    /// Professional posts, in the order of the source unless another one is asked for.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn appointments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning; 100 at most, 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end; 100 at most.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
        #[graphql(name = "where", desc = "Which appointments.")] filter: Option<AppointmentFilter>,
        #[graphql(desc = "In what order.")] order_by: Option<AppointmentOrder>,
    ) -> Result<Connection<Appointment>> {
        let parent = (Relation::Column("doctor_id"), self.entry.id);
        connection::of(ctx, &self.view, parent, page(first, after, last, before), filter, order_by).await
    }

    /// Stays elsewhere as visiting scholar or fellow.
    async fn fellowships(&self) -> List<Part<'_, content::Fellowship>> {
        self.parts(&self.entry.content.fellowships)
    }

    /// What the doctor works on, as printed.
    async fn research_focus(&self) -> Vec<&str> {
        self.entry.content.research_focus.iter().map(|focus| self.view.text(focus)).collect()
    }

    /// The medical specialties.
    async fn specialties(&self, ctx: &Context<'_>) -> Result<List<Node<Specialty>>> {
        many(ctx, &self.view, &self.entry.content.specialties).await
    }

    /// Awards and honours.
    async fn awards(&self) -> List<Part<'_, content::Award>> {
        self.parts(&self.entry.content.awards)
    }

    /// Funded research.
    async fn projects(&self) -> List<Part<'_, content::Project>> {
        self.parts(&self.entry.content.projects)
    }

    /// Papers, the latest first unless another order is asked for.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
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
    #[graphql(complexity = "cost(first, last, child_complexity)")]
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
    async fn mentors(&self, ctx: &Context<'_>) -> Result<List<Self>> {
        many(ctx, &self.view, &self.entry.content.mentors).await
    }

    /// Numbers that a page prints in place of records: `over 50 SCI papers`.
    async fn claims(&self) -> &[Claim] {
        &self.entry.content.claims
    }

    /// Numbers in registers: ORCID.
    async fn identifiers(&self) -> List<Part<'_, content::Identifier>> {
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

    /// Where the record's facts come from, and who verified them.
    async fn sources(&self) -> &[Source] {
        &self.entry.content.sources
    }

    /// When the record was first published here.
    async fn published_at(&self) -> DateTime {
        self.entry.published_at.unwrap_or(self.entry.created_at)
    }

    /// When the record was last changed here.
    async fn updated_at(&self) -> DateTime {
        self.entry.updated_at
    }
}

/// A person's name.
#[Object(name = "PersonName")]
impl Part<'_, content::PersonName> {
    /// The name as a reader of the answer's language sees it, family name first.
    async fn display(&self) -> String {
        self.value.display(&self.view.locales)
    }

    /// The family name.
    async fn family(&self) -> &str {
        &self.value.family
    }

    /// The given name.
    async fn given(&self) -> &str {
        &self.value.given
    }

    /// The name in its own script; null when no source gives it.
    async fn native(&self) -> Option<&str> {
        self.value.native.as_deref()
    }

    /// The name as lists are sorted by it: `Li, Ziming`.
    async fn sort(&self) -> String {
        self.value.sort()
    }

    /// Other and former spellings.
    async fn variants(&self) -> &[String] {
        &self.value.variants
    }

    /// The language that `display` is in.
    async fn locale(&self) -> Locale {
        self.value.display_locale(&self.view.locales)
    }
}

/// Employment: a role in a hospital, school or department.
#[Object(name = "Position")]
impl Part<'_, content::Position> {
    /// The role as printed: `Director`.
    async fn role(&self) -> &str {
        self.view.text(&self.value.role)
    }

    /// The department, as printed.
    async fn department(&self) -> Option<&str> {
        self.view.text_of(self.value.department.as_ref())
    }

    /// The hospital, university or school; null when the source names none.
    async fn organisation(&self, ctx: &Context<'_>) -> Option<Result<Node<Organisation>>> {
        one(ctx, self.view, self.value.organisation?).await.transpose()
    }

    /// From when to when; null when the source does not say.
    async fn period(&self) -> Option<Period> {
        self.value.period
    }

    /// Whether it is held today, as far as the source says.
    async fn status(&self) -> PostStatus {
        self.value.status
    }
}

/// A stay elsewhere as visiting scholar or fellow.
#[Object(name = "Fellowship")]
impl Part<'_, content::Fellowship> {
    /// The role as printed: `Visiting Scholar`; null when the source does not say.
    async fn role(&self) -> Option<&str> {
        self.view.text_of(self.value.role.as_ref())
    }

    /// Where.
    async fn organisation(&self, ctx: &Context<'_>) -> Result<Node<Organisation>> {
        required(ctx, self.view, self.value.organisation).await
    }

    /// From when to when; null when the source does not say.
    async fn period(&self) -> Option<Period> {
        self.value.period
    }
}

/// An award or honour.
#[Object(name = "Award")]
impl Part<'_, content::Award> {
    /// Its name as printed.
    async fn name(&self) -> &str {
        self.view.text(&self.value.name)
    }

    /// Who gave it.
    async fn grantor(&self, ctx: &Context<'_>) -> Option<Result<Node<Organisation>>> {
        one(ctx, self.view, self.value.grantor?).await.transpose()
    }

    /// The year it was given.
    async fn year(&self) -> Option<u16> {
        self.value.year
    }
}

/// Funded research.
#[Object(name = "Project")]
impl Part<'_, content::Project> {
    /// Its title or description as printed.
    async fn title(&self) -> &str {
        self.view.text(&self.value.title)
    }

    /// What kind of funding it is.
    async fn kind(&self) -> ProjectKind {
        self.value.kind
    }

    /// Who pays.
    async fn funder(&self, ctx: &Context<'_>) -> Option<Result<Node<Organisation>>> {
        one(ctx, self.view, self.value.funder?).await.transpose()
    }

    /// The funder's programmes it belongs to.
    async fn programmes(&self) -> &[String] {
        &self.value.programmes
    }

    /// From when to when; null when the source does not say.
    async fn period(&self) -> Option<Period> {
        self.value.period
    }

    /// The funder's number for it.
    async fn grant_number(&self) -> Option<&str> {
        self.value.grant_number.as_deref()
    }
}

/// A number in a public register.
#[Object(name = "Identifier")]
impl Part<'_, content::Identifier> {
    /// Which register.
    async fn scheme(&self) -> IdentifierScheme {
        self.value.scheme
    }

    /// The number there, bare.
    async fn value(&self) -> &str {
        &self.value.value
    }

    /// The address of the entry.
    async fn url(&self) -> Option<Url> {
        self.value.url().parse().ok()
    }
}
