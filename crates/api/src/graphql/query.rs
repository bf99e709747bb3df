use async_graphql::{Context, ID, MergedObject, Object, Result};
use shanghaidoctor_domain::content::{
    Appointment, Article, Doctor, Journal, Organisation, Publication, Site, Specialty,
};
use shanghaidoctor_domain::query::{
    AppointmentFilter, AppointmentOrder, ArticleFilter, ArticleOrder, DoctorFilter, DoctorOrder, JournalFilter,
    JournalOrder, OrganisationFilter, OrganisationOrder, PublicationFilter, PublicationOrder,
};
use shanghaidoctor_domain::{Doi, Id, Issn, Locale, NodeId, Orcid, PartialDate, Ror};
use shanghaidoctor_persistence::Stored;

use super::account::AccountQuery;
use super::audit_log::AuditQuery;
use super::change::{self, ChangeConnection, ChangeType};
use super::connection::{self, Connection, GROWS, page};
use super::content::appointment::posts;
use super::enquiry::EnquiryQuery;
use super::error::bad_input;
use super::filter_size;
use super::history::HistoryQuery;
use super::items::Items;
use super::loaders::{asked_for, by_doi, by_issn, by_orcid, by_ror, by_slug, site, specialties, survivor};
use super::mail::MailQuery;
use super::node::{AnyNode, find};
use super::partner::PartnerQuery;
use super::preview::PreviewQuery;
use super::publishing::PublishingQuery;
use super::release::ReleaseQuery;
use super::reprint::ReprintQuery;
use super::search::{self, SearchConnection, SearchScope, Suggestion};
use super::sign_off::SignOffQuery;
use super::view::{Node, View};
use super::webhook::WebhookQuery;

/// At most this many ids in one `nodes`.
const MOST_NODES: usize = 100;

/// Everything that can be read.
#[derive(Default, MergedObject)]
pub struct Query(
    PublicQuery,
    HistoryQuery,
    PublishingQuery,
    ReleaseQuery,
    PreviewQuery,
    SignOffQuery,
    AccountQuery,
    PartnerQuery,
    AuditQuery,
    WebhookQuery,
    EnquiryQuery,
    ReprintQuery,
    MailQuery,
);

/// What everybody may read.
#[derive(Default)]
pub struct PublicQuery;

/// What everybody may read.
#[Object]
impl PublicQuery {
    /// Anything by its id; null when there is nothing of that id to see. The id of a record that was merged gives the one that goes
    /// on for it, under its own id.
    // Relay refetches through a `node` with this one argument and no other (docs/decisions/0008).
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id, exactly as this API gave it.")] id: ID,
    ) -> Option<Result<AnyNode>> {
        // Read here and not by the engine, which would take the whole answer away for one argument.
        match id.parse::<NodeId>() {
            Ok(id) => by_node_id(ctx, id).await.transpose(),
            Err(error) => Some(Err(bad_input(format!("`id`: {error}")))),
        }
    }

    /// Several things by their ids, as `node` gives them, in the order of the ids.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The ids, exactly as this API gave them; 100 at most.")] ids: Vec<NodeId>,
        #[graphql(desc = "The languages to show texts in, best first.")] locales: Option<Vec<Locale>>,
    ) -> Result<Vec<Option<AnyNode>>> {
        if ids.len() > MOST_NODES {
            return Err(bad_input(format!("`ids`: ask for {MOST_NODES} at most, got {}", ids.len())));
        }
        let view = View::of(ctx, locales)?;
        futures_util::future::try_join_all(ids.into_iter().map(|id| followed(ctx, &view, id))).await
    }

    /// The publication itself.
    async fn site(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The languages to show texts in, best first.")] locales: Option<Vec<Locale>>,
    ) -> Result<Node<Site>> {
        site(ctx, &View::of(ctx, locales)?).await
    }

    /// One doctor, by slug, ORCID iD or id; null when there is none to see.
    async fn doctor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The name in addresses, today's or a former one.")] slug: Option<String>,
        #[graphql(desc = "The id.")] id: Option<ID>,
        #[graphql(desc = "The ORCID iD, bare or as an address.")] orcid: Option<Orcid>,
        #[graphql(desc = "The languages to show texts in, best first.")] locales: Option<Vec<Locale>>,
    ) -> Option<Result<Node<Doctor>>> {
        let found = async {
            let view = View::of(ctx, locales)?;
            match (slug, id, orcid) {
                (Some(slug), None, None) => named(ctx, view, &slug).await,
                (None, Some(id), None) => by_id(ctx, &view, &id).await,
                (None, None, Some(orcid)) => by_orcid(ctx, view, &orcid).await,
                _ => Err(bad_input("give `slug`, `id` or `orcid`: exactly one of them")),
            }
        };
        found.await.transpose()
    }

    /// Doctors, by name unless another order is asked for.
    async fn doctors(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning; 100 at most, 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end; 100 at most.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
        #[graphql(name = "where", desc = "Which doctors.")] filter: Option<DoctorFilter>,
        #[graphql(desc = "In what order.")] order_by: Option<DoctorOrder>,
        #[graphql(desc = "The languages to show texts in, best first.")] locales: Option<Vec<Locale>>,
    ) -> Result<Connection<Doctor>> {
        connection::all(ctx, View::of(ctx, locales)?, page(first, after, last, before), filter, order_by).await
    }

    /// Professional posts of all doctors.
    #[expect(clippy::too_many_arguments, reason = "the field has as many")]
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
        #[graphql(desc = "The languages to show texts in, best first.")] locales: Option<Vec<Locale>>,
    ) -> Result<Connection<Appointment>> {
        let view = View::of(ctx, locales)?;
        posts(ctx, &view, None, page(first, after, last, before), filter, as_of, order_by).await
    }

    /// One paper, by id or by DOI; null when there is none to see.
    async fn publication(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id.")] id: Option<ID>,
        #[graphql(desc = "The DOI, bare, behind `doi:` or as an address.")] doi: Option<Doi>,
        #[graphql(desc = "The languages to show texts in, best first.")] locales: Option<Vec<Locale>>,
    ) -> Option<Result<Node<Publication>>> {
        by_id_or_doi(ctx, locales, id, doi).await.transpose()
    }

    /// Papers of all doctors, the latest first unless another order is asked for.
    async fn publications(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning; 100 at most, 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end; 100 at most.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
        #[graphql(name = "where", desc = "Which publications.")] filter: Option<PublicationFilter>,
        #[graphql(desc = "In what order.")] order_by: Option<PublicationOrder>,
        #[graphql(desc = "The languages to show texts in, best first.")] locales: Option<Vec<Locale>>,
    ) -> Result<Connection<Publication>> {
        connection::all(ctx, View::of(ctx, locales)?, page(first, after, last, before), filter, order_by).await
    }

    /// One article, by slug or by id; null when there is none to see.
    async fn article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The name in addresses, today's or a former one.")] slug: Option<String>,
        #[graphql(desc = "The id.")] id: Option<ID>,
        #[graphql(desc = "The languages to show texts in, best first.")] locales: Option<Vec<Locale>>,
    ) -> Option<Result<Node<Article>>> {
        by_slug_or_id(ctx, locales, slug, id).await.transpose()
    }

    /// Articles, the latest first unless another order is asked for.
    async fn articles(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning; 100 at most, 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end; 100 at most.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
        #[graphql(name = "where", desc = "Which articles.")] filter: Option<ArticleFilter>,
        #[graphql(desc = "In what order.")] order_by: Option<ArticleOrder>,
        #[graphql(desc = "The languages to show texts in, best first.")] locales: Option<Vec<Locale>>,
    ) -> Result<Connection<Article>> {
        connection::all(ctx, View::of(ctx, locales)?, page(first, after, last, before), filter, order_by).await
    }

    /// One organisation, by slug, ROR ID or id; null when there is none to see.
    async fn organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The name in addresses, today's or a former one.")] slug: Option<String>,
        #[graphql(desc = "The id.")] id: Option<ID>,
        #[graphql(desc = "The ROR ID, bare or as an address.")] ror: Option<Ror>,
        #[graphql(desc = "The languages to show texts in, best first.")] locales: Option<Vec<Locale>>,
    ) -> Option<Result<Node<Organisation>>> {
        let found = async {
            let view = View::of(ctx, locales)?;
            match (slug, id, ror) {
                (Some(slug), None, None) => named(ctx, view, &slug).await,
                (None, Some(id), None) => by_id(ctx, &view, &id).await,
                (None, None, Some(ror)) => by_ror(ctx, view, &ror).await,
                _ => Err(bad_input("give `slug`, `id` or `ror`: exactly one of them")),
            }
        };
        found.await.transpose()
    }

    /// Organisations, by name unless another order is asked for: societies, hospitals, universities, funders and their
    /// parts.
    async fn organisations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning; 100 at most, 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end; 100 at most.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
        #[graphql(name = "where", desc = "Which organisations.")] filter: Option<OrganisationFilter>,
        #[graphql(desc = "In what order.")] order_by: Option<OrganisationOrder>,
        #[graphql(desc = "The languages to show texts in, best first.")] locales: Option<Vec<Locale>>,
    ) -> Result<Connection<Organisation>> {
        connection::all(ctx, View::of(ctx, locales)?, page(first, after, last, before), filter, order_by).await
    }

    /// One journal, by slug, ISSN or id; null when there is none to see.
    async fn journal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The name in addresses, today's or a former one.")] slug: Option<String>,
        #[graphql(desc = "The id.")] id: Option<ID>,
        #[graphql(desc = "The ISSN of one of its editions.")] issn: Option<Issn>,
        #[graphql(desc = "The languages to show texts in, best first.")] locales: Option<Vec<Locale>>,
    ) -> Option<Result<Node<Journal>>> {
        let found = async {
            let view = View::of(ctx, locales)?;
            match (slug, id, issn) {
                (Some(slug), None, None) => named(ctx, view, &slug).await,
                (None, Some(id), None) => by_id(ctx, &view, &id).await,
                (None, None, Some(issn)) => by_issn(ctx, view, &issn).await,
                _ => Err(bad_input("give `slug`, `id` or `issn`: exactly one of them")),
            }
        };
        found.await.transpose()
    }

    /// Journals, by name unless another order is asked for.
    async fn journals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning; 100 at most, 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end; 100 at most.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
        #[graphql(name = "where", desc = "Which journals.")] filter: Option<JournalFilter>,
        #[graphql(desc = "In what order.")] order_by: Option<JournalOrder>,
        #[graphql(desc = "The languages to show texts in, best first.")] locales: Option<Vec<Locale>>,
    ) -> Result<Connection<Journal>> {
        connection::all(ctx, View::of(ctx, locales)?, page(first, after, last, before), filter, order_by).await
    }

    /// One medical specialty, by slug or by id; null when there is none to see.
    async fn specialty(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The name in addresses, today's or a former one.")] slug: Option<String>,
        #[graphql(desc = "The id.")] id: Option<ID>,
        #[graphql(desc = "The languages to show texts in, best first.")] locales: Option<Vec<Locale>>,
    ) -> Option<Result<Node<Specialty>>> {
        by_slug_or_id(ctx, locales, slug, id).await.transpose()
    }

    /// All medical specialties, by name.
    #[graphql(complexity = "GROWS")]
    async fn specialties(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The languages to show texts in, best first.")] locales: Option<Vec<Locale>>,
    ) -> Result<Items<Node<Specialty>>> {
        specialties(ctx, &View::of(ctx, locales)?).await
    }

    /// Searches all that is published, best first: names in characters or Latin letters, with tones or by initials,
    /// words in English and Chinese. At the stage of drafts too it looks among what is published, and shows the drafts of
    /// that: what was never published is found by the conditions of lists, `where: { name: { contains: "…" } }`.
    async fn search(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to look for, as somebody types it.")] query: String,
        #[graphql(name = "in", desc = "Among which records; all when nothing is said.")] scopes: Option<
            Vec<SearchScope>,
        >,
        #[graphql(desc = "How many; 100 at most, 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "The languages to show texts in, best first.")] locales: Option<Vec<Locale>>,
    ) -> Result<SearchConnection> {
        search::search(ctx, View::of(ctx, locales)?, query, scopes, page(first, after, None, None)).await
    }

    /// What became of what is published, for those who keep copies: the last change of each document, in the order of the
    /// changes, removals among them. Without `after` from the beginning, so that whoever follows all pages has everything
    /// that is published; from then on, `endCursor` of the last page is the `after` of the next day's question, and nothing
    /// is missed or told twice. A document that changes meanwhile comes again. `CURSOR_EXPIRED` says that a copy has to be
    /// made anew.
    async fn changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many; 100 at most, 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Only what came behind this cursor.")] after: Option<String>,
        #[graphql(desc = "Only documents of these types; of all when nothing is said.")] types: Option<Vec<ChangeType>>,
        #[graphql(desc = "The languages to show texts in, best first.")] locales: Option<Vec<Locale>>,
    ) -> Result<ChangeConnection> {
        change::changes(ctx, View::public(ctx, locales)?, after, first, types).await
    }

    /// What somebody may be about to type: the names and titles that a search for it finds first, among what is published.
    async fn suggestions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was typed so far.")] prefix: String,
        #[graphql(name = "in", desc = "Among which records; all when nothing is said.")] scopes: Option<
            Vec<SearchScope>,
        >,
        #[graphql(default = 8, desc = "How many; 20 at most.")] first: i32,
        #[graphql(desc = "The languages to show texts in, best first.")] locales: Option<Vec<Locale>>,
    ) -> Result<Items<Suggestion>> {
        search::suggestions(ctx, View::of(ctx, locales)?, &prefix, scopes, first).await
    }
}

async fn by_node_id(ctx: &Context<'_>, id: NodeId) -> Result<Option<AnyNode>> {
    followed(ctx, &View::of(ctx, None)?, id).await
}

async fn by_id_or_doi(
    ctx: &Context<'_>,
    locales: Option<Vec<Locale>>,
    id: Option<ID>,
    doi: Option<Doi>,
) -> Result<Option<Node<Publication>>> {
    let view = View::of(ctx, locales)?;
    match (id, doi) {
        (Some(id), None) => by_id(ctx, &view, &id).await,
        (None, Some(doi)) => by_doi(ctx, view, &doi).await,
        _ => Err(bad_input("give `id` or `doi`: exactly one of them")),
    }
}

async fn by_slug_or_id<T: Stored>(
    ctx: &Context<'_>,
    locales: Option<Vec<Locale>>,
    slug: Option<String>,
    id: Option<ID>,
) -> Result<Option<Node<T>>> {
    let view = View::of(ctx, locales)?;
    match (slug, id) {
        (Some(slug), None) => named(ctx, view, &slug).await,
        (None, Some(id)) => by_id(ctx, &view, &id).await,
        _ => Err(bad_input("give `slug` or `id`: exactly one of them")),
    }
}

/// The document with this name in addresses.
async fn named<T: Stored>(ctx: &Context<'_>, view: View, slug: &str) -> Result<Option<Node<T>>> {
    filter_size::check_text(slug)?;
    by_slug(ctx, view, slug).await
}

async fn by_id<T: Stored>(ctx: &Context<'_>, view: &View, id: &ID) -> Result<Option<Node<T>>> {
    let id: NodeId = id.parse().map_err(|error| bad_input(format!("`id`: {error}")))?;
    let wrong_kind = || bad_input(format!("`id`: `{id}` is not the id of a {}", T::KIND.prefix()));
    let asked = Id::of(id).ok_or_else(wrong_kind)?;
    match asked_for(ctx, view, asked).await? {
        Some(found) => Ok(Some(found)),
        None => match survivor(ctx, id).await?.and_then(Id::of) {
            Some(survivor) => asked_for(ctx, view, survivor).await,
            None => Ok(None),
        },
    }
}

/// The document with this id, or the one that it was merged into.
async fn followed(ctx: &Context<'_>, view: &View, id: NodeId) -> Result<Option<AnyNode>> {
    match find(ctx, view, id).await? {
        Some(found) => Ok(Some(found)),
        None => match survivor(ctx, id).await? {
            Some(survivor) => find(ctx, view, survivor).await,
            None => Ok(None),
        },
    }
}
