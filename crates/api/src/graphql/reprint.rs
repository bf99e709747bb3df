//! Requests to reprint articles: as those who decide see them, and whoever asked.

use async_graphql::{Context, ID, Object, Result};
use shanghaidoctor_domain::content::Article;
use shanghaidoctor_domain::{Actor, CountryCode, DateTime, Id, Locale, ReprintState, id_text};
use shanghaidoctor_persistence::partners::reprint::{REPRINT, ReprintRequest};
use shanghaidoctor_persistence::partners::{GrantedLicence, LICENCE, PARTNER};

use super::error::account_error;
use super::loaders::not_kept;
use super::partner::{SeenWorks, partners};
use super::queue::{QueueConnection, shown, wanted};
use crate::auth::SecretKind;
use crate::auth::secret::hash;

/// Requests to reprint articles.
#[derive(Default)]
pub struct ReprintQuery;

/// Requests to reprint articles.
#[Object]
impl ReprintQuery {
    /// Requests to reprint articles, the latest first. For editors; publishers decide.
    async fn reprint_requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those in this state; all when nothing is said.")] state: Option<ReprintState>,
        #[graphql(desc = "How many; 100 at most, 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
    ) -> Result<QueueConnection<SeenReprintRequest>> {
        let wanted = wanted(state, first, after.as_deref(), REPRINT)?;
        let page = partners(ctx)?.reprint_requests(ctx.data::<Actor>()?, wanted).await;
        let page = page.map_err(|error| account_error(&error))?;
        Ok(shown(page, after.is_some(), |request| id_text(REPRINT, request.id), SeenReprintRequest))
    }

    /// What became of the request whose private link this is, for whoever has it; null when it is none. No cache keeps it.
    async fn reprint_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What stands behind the `#` of the private link.")] token: String,
    ) -> Result<Option<ReprintProgress>> {
        not_kept(ctx)?;
        Ok(by_link(ctx, &token).await?.map(ReprintProgress))
    }
}

/// The request whose private link this is.
pub(super) async fn by_link(ctx: &Context<'_>, token: &str) -> Result<Option<ReprintRequest>> {
    if !SecretKind::Reprint.is_form_of(token) {
        return Ok(None);
    }
    partners(ctx)?.reprint_by_link(&hash(token)).await.map_err(|error| account_error(&error))
}

/// That somebody wants to show articles elsewhere.
#[derive(Clone)]
pub(super) struct SeenReprintRequest(pub(super) ReprintRequest);

/// That somebody wants to show articles elsewhere. What tells of a person is null once it was deleted.
#[Object(name = "ReprintRequest")]
impl SeenReprintRequest {
    /// The id.
    async fn id(&self) -> ID {
        id_text(REPRINT, self.0.id).into()
    }

    /// How often it was changed, counted from 1: send it with what you decide, and you are told where somebody was faster.
    async fn revision(&self) -> i32 {
        self.0.revision
    }

    /// What became of it.
    async fn state(&self) -> ReprintState {
        self.0.state
    }

    /// Who wants to show the articles.
    async fn organisation(&self) -> &str {
        &self.0.organisation
    }

    /// Who asks.
    async fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// Where to answer to.
    async fn email(&self) -> Option<&str> {
        self.0.email.as_deref()
    }

    /// What for.
    async fn purpose(&self) -> Option<&str> {
        self.0.purpose.as_deref()
    }

    /// The ids of the articles.
    async fn article_ids(&self) -> Vec<ID> {
        ids(&self.0.articles)
    }

    /// In which countries; empty for all.
    async fn territory(&self) -> &[CountryCode] {
        &self.0.territory
    }

    /// In which languages; empty for all.
    async fn languages(&self) -> &[Locale] {
        &self.0.languages
    }

    /// From when on; null for at once.
    async fn from(&self) -> Option<DateTime> {
        self.0.from
    }

    /// Until when; null for without an end.
    async fn until(&self) -> Option<DateTime> {
        self.0.until
    }

    /// The id of the partner that it became, or was found to be; null while it is not granted.
    async fn partner_id(&self) -> Option<ID> {
        self.0.partner.map(|partner| id_text(PARTNER, partner).into())
    }

    /// The id of the licence that was granted; null while it is not.
    async fn licence_id(&self) -> Option<ID> {
        self.0.licence.map(|licence| id_text(LICENCE, licence).into())
    }

    /// Why it was declined; null when it was not.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// When it came.
    async fn created_at(&self) -> DateTime {
        self.0.created_at
    }

    /// Who decided: `account_…`; null while nobody has.
    async fn handled_by(&self) -> Option<&str> {
        self.0.handled_by.as_deref()
    }

    /// When it was decided, or taken for spam; null while it is not.
    async fn handled_at(&self) -> Option<DateTime> {
        self.0.handled_at
    }

    /// When what tells of a person was deleted; null while it is there.
    async fn emptied_at(&self) -> Option<DateTime> {
        self.0.emptied_at
    }
}

/// What became of a request, for whoever asked.
pub(super) struct ReprintProgress(pub(super) ReprintRequest);

/// What became of a request to reprint articles, for whoever asked.
#[Object]
impl ReprintProgress {
    /// Whether it was decided.
    async fn state(&self) -> ReprintState {
        // What was taken for spam waits for somebody to look at it, as all others do.
        if self.0.state == ReprintState::Spam { ReprintState::New } else { self.0.state }
    }

    /// For whom it was asked.
    async fn organisation(&self) -> &str {
        &self.0.organisation
    }

    /// The ids of the articles that were asked for.
    async fn article_ids(&self) -> Vec<ID> {
        ids(&self.0.articles)
    }

    /// Why it was declined; null when it was not.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// When it came.
    async fn created_at(&self) -> DateTime {
        self.0.created_at
    }

    /// When it was decided; null while it is not.
    async fn decided_at(&self) -> Option<DateTime> {
        self.0.handled_at.filter(|_| self.0.state != ReprintState::Spam)
    }

    /// The terms; null where it was not granted.
    async fn terms(&self, ctx: &Context<'_>) -> Result<Option<ReprintTerms>> {
        let licence = partners(ctx)?.licence_of_reprint(&self.0).await;
        Ok(licence.map_err(|error| account_error(&error))?.map(ReprintTerms))
    }

    /// Whether `takeReprintKey` shows the key: once, while it was not shown.
    async fn key_waits(&self) -> bool {
        self.0.key_sealed.is_some()
    }
}

/// The terms of what was granted.
pub(super) struct ReprintTerms(GrantedLicence);

/// The terms on which somebody may show articles elsewhere.
#[Object]
impl ReprintTerms {
    /// Which articles.
    async fn works(&self) -> SeenWorks {
        SeenWorks::of(&self.0.licence.works)
    }

    /// In which languages; empty for all.
    async fn languages(&self) -> &[Locale] {
        &self.0.licence.languages
    }

    /// In which countries; empty for all.
    async fn territory(&self) -> &[CountryCode] {
        &self.0.licence.territory
    }

    /// From which moment on.
    async fn from(&self) -> DateTime {
        self.0.licence.from
    }

    /// When it is over, this moment not counted; null where it has no end.
    async fn until(&self) -> Option<DateTime> {
        self.0.licence.end()
    }

    /// The line to print with them; null where that of each article holds.
    async fn credit_line(&self) -> Option<&str> {
        self.0.licence.credit_line.as_deref()
    }

    /// Whether copies name the article's own address as the canonical one.
    async fn canonical_link(&self) -> bool {
        self.0.licence.canonical_link
    }

    /// Whether the text may be changed.
    async fn edits_allowed(&self) -> bool {
        self.0.licence.edits_allowed
    }
}

fn ids(articles: &[Id<Article>]) -> Vec<ID> {
    articles.iter().map(|article| ID(article.to_string())).collect()
}
