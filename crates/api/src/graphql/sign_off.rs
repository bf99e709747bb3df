//! What the subject of an article says to it before it is published.

use async_graphql::{Context, ID, Object, Result};
use shanghaidoctor_domain::content::Article;
use shanghaidoctor_domain::{Actor, DateTime, Id, NodeId, SignOffStatus};
use shanghaidoctor_persistence::sign_offs::{self, SignOff};
use shanghaidoctor_persistence::{Clock, Database, previews};

use super::error::{bad_input, content_error};
use super::preview::CameBy;

/// What the subject of an article says to it.
#[derive(Default)]
pub struct SignOffQuery;

/// What the subject of an article says to it.
#[Object]
impl SignOffQuery {
    /// What was last asked of the subject of an article; null where nobody asked, or nobody asks any more. For people who
    /// are signed in.
    async fn sign_off(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the article.")] article: NodeId,
    ) -> Result<Option<SeenSignOff>> {
        let article = article_id(article).map_err(bad_input)?;
        let asked = sign_offs::of_article(ctx.data::<Database>()?, ctx.data::<Actor>()?, article).await;
        Ok(asked.map_err(|error| content_error(&error))?.map(SeenSignOff))
    }

    /// What is asked of whoever came by this link (the header `Preview-Token`): to read the article, and to agree to it by
    /// `decideSignOff`. Null for all others.
    async fn sign_off_request(&self, ctx: &Context<'_>) -> Result<Option<SeenSignOff>> {
        let Some(link) = ctx.data::<CameBy>()?.0 else { return Ok(None) };
        let asked = sign_offs::by_preview(ctx.data::<Database>()?, link).await;
        Ok(asked.map_err(|error| content_error(&error))?.map(SeenSignOff))
    }
}

/// The id as that of an article.
pub(super) fn article_id(id: NodeId) -> Result<Id<Article>, String> {
    Id::of(id).ok_or_else(|| format!("`{id}` is not the id of an article"))
}

/// That the subject of an article is asked to agree to exactly what it says.
pub(super) struct SeenSignOff(pub(super) SignOff);

/// That the subject of an article is asked to agree to exactly what it says.
#[Object(name = "SignOff")]
impl SeenSignOff {
    /// The id of the article.
    async fn article(&self) -> ID {
        ID(self.0.article.to_string())
    }

    /// What they said.
    async fn status(&self) -> SignOffStatus {
        self.0.status
    }

    /// What the draft says now, as a hash: `decideSignOff` wants it, so that nobody agrees to what they have not read. Whoever
    /// came by the link gets that of the text in the same answer. Null once the draft is gone.
    async fn draft_hash(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let hash = sign_offs::hash_of_draft(ctx.data::<Database>()?, self.0.article).await;
        hash.map_err(|error| content_error(&error))
    }

    /// What they answered about, as a hash; null while they have not answered. Where it is another one than that of the
    /// draft, the draft was changed since.
    async fn decided_hash(&self) -> Option<&str> {
        self.0.content_hash.as_deref()
    }

    /// When they were asked.
    async fn requested_at(&self) -> DateTime {
        self.0.requested_at
    }

    /// Until when they can read and answer by their link.
    async fn expires_at(&self) -> DateTime {
        self.0.expires_at
    }

    /// Whether they still can: not once the time is over, the link was ended, or whoever asked was shut out. Then
    /// `requestSignOff` asks anew.
    async fn link_holds(&self, ctx: &Context<'_>) -> Result<bool> {
        let (database, now) = (ctx.data::<Database>()?, ctx.data::<Clock>()?.now());
        previews::holds(database, self.0.preview, now).await.map_err(|error| content_error(&error))
    }

    /// When they answered; null while they have not.
    async fn decided_at(&self) -> Option<DateTime> {
        self.0.decided_at
    }

    /// What they said to it; null when they said nothing.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }
}
