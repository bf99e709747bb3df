//! Links by which somebody reads drafts without signing in.

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use shanghaidoctor_domain::query::{KeyKind, Window};
use shanghaidoctor_domain::{Actor, DateTime, id_text};
use shanghaidoctor_persistence::Database;
use shanghaidoctor_persistence::previews::{self, PREFIX, Preview, PreviewDocument, Previews};

use uuid::Uuid;

use super::connection::{PageInfo, page};
use super::error::{bad_input, content_error};

/// The order that cursors of links are of.
const ORDER: &str = "CREATED_AT_DESC";

/// The link that a request came by, where it came by one.
#[derive(Clone, Copy, Default)]
pub struct CameBy(pub Option<Uuid>);

/// Links by which drafts are read.
#[derive(Default)]
pub struct PreviewQuery;

/// Links by which drafts are read.
#[Object]
impl PreviewQuery {
    /// All links by which drafts are read, also those that ended, the latest first. For people who are signed in.
    async fn previews(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning; 100 at most.")] first: Option<i32>,
        #[graphql(desc = "Behind which place.")] after: Option<String>,
        #[graphql(desc = "How many from the end; 100 at most.")] last: Option<i32>,
        #[graphql(desc = "Before which place.")] before: Option<String>,
    ) -> Result<PreviewConnection> {
        let window = Window::new(&page(first, after, last, before), ORDER, KeyKind::Moment).map_err(bad_input)?;
        let read = previews::list(ctx.data::<Database>()?, ctx.data::<Actor>()?, &window).await;
        Ok(PreviewConnection { previews: read.map_err(|error| content_error(&error))?, window })
    }
}

/// A page of links.
pub(super) struct PreviewConnection {
    previews: Previews,
    window: Window,
}

/// A page of links.
#[Object]
impl PreviewConnection {
    /// The page's links with their places in the list.
    async fn edges(&self) -> Vec<PreviewEdge> {
        let edge = |preview: &Preview| PreviewEdge { cursor: cursor(preview), node: SeenPreview(preview.clone()) };
        self.previews.previews.iter().map(edge).collect()
    }

    /// The page's links.
    async fn nodes(&self) -> Vec<SeenPreview> {
        self.previews.previews.iter().cloned().map(SeenPreview).collect()
    }

    /// What lies around the page.
    async fn page_info(&self) -> PageInfo {
        let Window { from_end, after, before, .. } = &self.window;
        let Previews { previews, more } = &self.previews;
        PageInfo {
            has_next_page: if *from_end { before.is_some() } else { *more },
            has_previous_page: if *from_end { *more } else { after.is_some() },
            start_cursor: previews.first().map(cursor),
            end_cursor: previews.last().map(cursor),
        }
    }

    /// How many links were made.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<i64> {
        let count = previews::count(ctx.data::<Database>()?, ctx.data::<Actor>()?).await;
        count.map_err(|error| content_error(&error))
    }
}

fn cursor(preview: &Preview) -> String {
    previews::cursor(preview, ORDER).to_string()
}

/// A link in its place in a list.
#[derive(SimpleObject)]
pub(super) struct PreviewEdge {
    /// The place, opaque: pass it as `after` or `before`.
    cursor: String,
    /// The link.
    node: SeenPreview,
}

/// A link by which some drafts are read without signing in. Its token is told once, when it is made.
pub(super) struct SeenPreview(pub(super) Preview);

/// A link by which some drafts are read without signing in. Its token is told once, when it is made.
#[Object(name = "Preview")]
impl SeenPreview {
    /// Its id, which is no secret.
    async fn id(&self) -> ID {
        ID(id_text(PREFIX, self.0.id))
    }

    /// What is read by it.
    async fn documents(&self) -> Vec<SeenPreviewDocument> {
        let document = |PreviewDocument { node, revision }: &PreviewDocument| SeenPreviewDocument {
            document: ID(node.to_string()),
            revision: *revision,
        };
        self.0.documents.iter().map(document).collect()
    }

    /// When it ends.
    async fn expires_at(&self) -> DateTime {
        self.0.expires_at
    }

    /// When somebody ended it before that; null where nobody did.
    async fn revoked_at(&self) -> Option<DateTime> {
        self.0.revoked_at
    }

    /// What it is for; null when nobody said.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        self.0.created_at
    }

    /// Who made it: `account_…`.
    async fn created_by(&self) -> &str {
        &self.0.created_by
    }
}

/// A draft that is read by a link.
#[derive(SimpleObject)]
#[graphql(name = "PreviewDocument")]
pub(super) struct SeenPreviewDocument {
    /// The id of the document.
    document: ID,
    /// The number of the revision that is read; null where it is the draft as it is by then.
    revision: Option<i32>,
}
