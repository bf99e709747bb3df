//! What documents said before, for those who are signed in.

use async_graphql::{Context, Error, Lookahead, Object, Result, SimpleObject};
use shanghaidoctor_domain::compare::{Difference, Words, compare};
use shanghaidoctor_domain::query::{Cursor, Key, KeyKind, Window};
use shanghaidoctor_domain::{Actor, DateTime, NodeId};
use shanghaidoctor_persistence::history::{self, Revision, Revisions};
use shanghaidoctor_persistence::{Database, Error as ContentError};

use super::connection::{PageInfo, page};
use super::error::{bad_input, content_error};
use super::json::Json;

/// The order that cursors of revisions are of.
const ORDER: &str = "REVISION_DESC";

/// What documents said before.
#[derive(Default)]
pub struct HistoryQuery;

/// What documents said before.
#[Object]
impl HistoryQuery {
    /// Every save of a document, the latest first. For people who are signed in.
    async fn revisions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The document.")] id: NodeId,
        #[graphql(desc = "How many from the beginning; 100 at most.")] first: Option<i32>,
        #[graphql(desc = "Behind which place.")] after: Option<String>,
        #[graphql(desc = "How many from the end; 100 at most.")] last: Option<i32>,
        #[graphql(desc = "Before which place.")] before: Option<String>,
    ) -> Result<RevisionConnection> {
        let window = Window::new(&page(first, after, last, before), ORDER, KeyKind::Number).map_err(bad_input)?;
        let (database, actor) = (ctx.data::<Database>()?, ctx.data::<Actor>()?);
        let read = history::revisions(database, actor, id, &window, shows_content(ctx)).await;
        Ok(RevisionConnection { id, revisions: read.map_err(failed)?, window })
    }

    /// What differs between two revisions of a document: fields by their paths, paragraphs of an article as items of its
    /// `body`, texts by their words. For people who are signed in.
    async fn compare_revisions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The document.")] id: NodeId,
        #[graphql(desc = "The number of the one revision.")] from: i32,
        #[graphql(desc = "The number of the other, to which the differences lead.")] to: i32,
    ) -> Result<Vec<SeenDifference>> {
        let (database, actor) = (ctx.data::<Database>()?, ctx.data::<Actor>()?);
        let [from, to] = history::contents(database, actor, id, [from, to]).await.map_err(failed)?;
        Ok(compare(&from, &to).into_iter().map(SeenDifference).collect())
    }
}

/// Whether what the document said is asked for, which can be much.
fn shows_content(ctx: &Context<'_>) -> bool {
    let selection = ctx.look_ahead();
    let asks = |lookahead: Lookahead<'_>| lookahead.field("content").exists();
    asks(selection.field("nodes")) || asks(selection.field("edges").field("node"))
}

/// What somebody asked for is not there: that is told; the rest is logged.
fn failed(error: ContentError) -> Error {
    match error {
        ContentError::NoRevision { .. } => bad_input(error),
        other => content_error(&other),
    }
}

/// A page of the history of a document.
pub(super) struct RevisionConnection {
    id: NodeId,
    revisions: Revisions,
    window: Window,
}

/// A page of the history of a document.
#[Object]
impl RevisionConnection {
    /// The page's revisions with their places in the list.
    async fn edges(&self) -> Vec<RevisionEdge> {
        let edge =
            |revision: &Revision| RevisionEdge { cursor: cursor(revision), node: SeenRevision(revision.clone()) };
        self.revisions.revisions.iter().map(edge).collect()
    }

    /// The page's revisions.
    async fn nodes(&self) -> Vec<SeenRevision> {
        self.revisions.revisions.iter().cloned().map(SeenRevision).collect()
    }

    /// What lies around the page.
    async fn page_info(&self) -> PageInfo {
        let Window { from_end, after, before, .. } = &self.window;
        let Revisions { revisions, more } = &self.revisions;
        PageInfo {
            has_next_page: if *from_end { before.is_some() } else { *more },
            has_previous_page: if *from_end { *more } else { after.is_some() },
            start_cursor: revisions.first().map(cursor),
            end_cursor: revisions.last().map(cursor),
        }
    }

    /// How many revisions there are.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<i64> {
        history::count(ctx.data::<Database>()?, ctx.data::<Actor>()?, self.id).await.map_err(failed)
    }

    /// The number of the revision that the public sees; null while it sees nothing.
    async fn published(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        history::public(ctx.data::<Database>()?, ctx.data::<Actor>()?, self.id).await.map_err(failed)
    }
}

fn cursor(revision: &Revision) -> String {
    let key = Key::Number(revision.revision.into());
    Cursor { order: ORDER.to_owned(), key, id: revision.node.uuid }.to_string()
}

/// A revision in its place in a list.
#[derive(SimpleObject)]
pub(super) struct RevisionEdge {
    /// The place, opaque: pass it as `after` or `before`.
    cursor: String,
    /// The revision.
    node: SeenRevision,
}

/// A save of a document.
pub(super) struct SeenRevision(pub(super) Revision);

/// A save of a document.
#[Object(name = "Revision")]
impl SeenRevision {
    /// Its number, counted from 1.
    async fn number(&self) -> i32 {
        self.0.revision
    }

    /// When it was saved.
    async fn at(&self) -> DateTime {
        self.0.at
    }

    /// Who saved it: `account_…`, or `operator` for the command line.
    async fn author(&self) -> &str {
        &self.0.actor
    }

    /// What people call them; null for the command line.
    async fn author_name(&self) -> Option<&str> {
        self.0.author.as_deref()
    }

    /// Why; null when nobody said.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// The whole document as it was saved, in the form of exports.
    async fn content(&self) -> Result<Json> {
        let content = self.0.content.clone().ok_or_else(|| Error::new("what a revision said was not read"))?;
        Ok(Json(content))
    }
}

/// A value that differs between two revisions.
pub(super) struct SeenDifference(Difference);

/// A value that differs between two revisions.
#[Object(name = "Difference")]
impl SeenDifference {
    /// Which value, as a path from the document: `body.3.text`. Places in lists are those of the later revision, and of the
    /// earlier one for what is gone.
    async fn path(&self) -> &str {
        &self.0.path
    }

    /// What it was; null where it was not there.
    async fn before(&self) -> Option<Json> {
        self.0.before.clone().map(Json)
    }

    /// What it is; null where it is gone.
    async fn after(&self) -> Option<Json> {
        self.0.after.clone().map(Json)
    }

    /// The words of both, in order, where both are texts.
    async fn words(&self) -> &[Words] {
        &self.0.words
    }
}
