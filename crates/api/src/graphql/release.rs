//! Releases, as those who are signed in see them.

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use shanghaidoctor_domain::query::{KeyKind, Window};
use shanghaidoctor_domain::{
    Actor, ClockChange, DateTime, ReleaseAction, ReleaseItem, ReleaseStatus, TimeZone, UnpublishReason, WallTime,
    id_text, read_id,
};
use shanghaidoctor_persistence::releases::{self, Failure, PREFIX, Release, Releases, Schedule};
use shanghaidoctor_persistence::{Clock, Database};

use super::connection::{PageInfo, page};
use super::error::{bad_input, content_error};

/// The order that cursors of releases are of.
const ORDER: &str = "CREATED_AT_DESC";

/// Releases.
#[derive(Default)]
pub struct ReleaseQuery;

/// Releases.
#[Object]
impl ReleaseQuery {
    /// One release; null when there is no such one. For people who are signed in.
    async fn release(&self, ctx: &Context<'_>, #[graphql(desc = "Its id.")] id: ID) -> Result<Option<SeenRelease>> {
        let id = read_id(PREFIX, &id).map_err(|error| bad_input(format!("`id`: {error}")))?;
        let release = releases::one(ctx.data::<Database>()?, ctx.data::<Actor>()?, id).await;
        Ok(release.map_err(|error| content_error(&error))?.map(SeenRelease))
    }

    /// All releases, the latest first. For people who are signed in.
    async fn releases(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those of this status; all when nothing is said.")] status: Option<ReleaseStatus>,
        #[graphql(desc = "How many from the beginning; 100 at most.")] first: Option<i32>,
        #[graphql(desc = "Behind which place.")] after: Option<String>,
        #[graphql(desc = "How many from the end; 100 at most.")] last: Option<i32>,
        #[graphql(desc = "Before which place.")] before: Option<String>,
    ) -> Result<ReleaseConnection> {
        let window = Window::new(&page(first, after, last, before), ORDER, KeyKind::Moment).map_err(bad_input)?;
        let read = releases::list(ctx.data::<Database>()?, ctx.data::<Actor>()?, status, &window).await;
        Ok(ReleaseConnection { releases: read.map_err(|error| content_error(&error))?, status, window })
    }

    /// The release that should have gone out and waits longest for it; null when none waits. For people who are signed in.
    async fn overdue_release(&self, ctx: &Context<'_>) -> Result<Option<SeenRelease>> {
        let (database, actor) = (ctx.data::<Database>()?, ctx.data::<Actor>()?);
        let overdue = releases::overdue(database, actor, ctx.data::<Clock>()?.now()).await;
        Ok(overdue.map_err(|error| content_error(&error))?.map(SeenRelease))
    }
}

/// A page of releases.
pub(super) struct ReleaseConnection {
    releases: Releases,
    status: Option<ReleaseStatus>,
    window: Window,
}

/// A page of releases.
#[Object]
impl ReleaseConnection {
    /// The page's releases with their places in the list.
    async fn edges(&self) -> Vec<ReleaseEdge> {
        let edge = |release: &Release| ReleaseEdge { cursor: cursor(release), node: SeenRelease(release.clone()) };
        self.releases.releases.iter().map(edge).collect()
    }

    /// The page's releases.
    async fn nodes(&self) -> Vec<SeenRelease> {
        self.releases.releases.iter().cloned().map(SeenRelease).collect()
    }

    /// What lies around the page.
    async fn page_info(&self) -> PageInfo {
        let Window { from_end, after, before, .. } = &self.window;
        let Releases { releases, more } = &self.releases;
        PageInfo {
            has_next_page: if *from_end { before.is_some() } else { *more },
            has_previous_page: if *from_end { *more } else { after.is_some() },
            start_cursor: releases.first().map(cursor),
            end_cursor: releases.last().map(cursor),
        }
    }

    /// How many releases there are.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<i64> {
        let count = releases::count(ctx.data::<Database>()?, ctx.data::<Actor>()?, self.status).await;
        count.map_err(|error| content_error(&error))
    }
}

fn cursor(release: &Release) -> String {
    releases::cursor(release, ORDER).to_string()
}

/// A release in its place in a list.
#[derive(SimpleObject)]
pub(super) struct ReleaseEdge {
    /// The place, opaque: pass it as `after` or `before`.
    cursor: String,
    /// The release.
    node: SeenRelease,
}

/// Documents that go out or are taken back together: all of it, or nothing.
pub(super) struct SeenRelease(pub(super) Release);

/// Documents that go out or are taken back together: all of it, or nothing.
#[Object(name = "Release")]
impl SeenRelease {
    /// Its id.
    async fn id(&self) -> ID {
        ID(id_text(PREFIX, self.0.id))
    }

    /// How often it was changed, counted from 1: send it with a change, and you are told where somebody was faster.
    async fn revision(&self) -> i32 {
        self.0.revision
    }

    /// What people call it.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What it is for; null when nobody said.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// What is to become of it.
    async fn status(&self) -> ReleaseStatus {
        self.0.status
    }

    /// What it does, in order.
    async fn items(&self) -> Vec<SeenItem> {
        self.0.items.iter().copied().map(SeenItem::from).collect()
    }

    /// When it goes out, or was to; null while nobody said.
    async fn schedule(&self) -> Option<ReleaseSchedule> {
        self.0.schedule.as_ref().map(ReleaseSchedule::from)
    }

    /// When it went out; null while it has not.
    async fn published_at(&self) -> Option<DateTime> {
        self.0.published_at
    }

    /// What stood in its way when it was to go out.
    async fn failures(&self) -> Vec<ReleaseFailure> {
        self.0.failures.iter().map(ReleaseFailure::from).collect()
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        self.0.created_at
    }

    /// Who made it: `account_…`.
    async fn created_by(&self) -> &str {
        &self.0.created_by
    }

    /// When it was last changed.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at
    }

    /// Who changed it last: `account_…`, or `operator` for the server itself.
    async fn updated_by(&self) -> &str {
        &self.0.updated_by
    }
}

/// What a release does with a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(super) enum ReleaseItemAction {
    /// Publishes its draft, as that is by then.
    Publish,
    /// Takes it away from the public.
    Unpublish,
}

/// A document in a release.
#[derive(SimpleObject)]
#[graphql(name = "ReleaseItem")]
pub(super) struct SeenItem {
    /// The id of the document.
    document: ID,
    /// What is done with it.
    action: ReleaseItemAction,
    /// Why it is taken back, where it is.
    reason: Option<UnpublishReason>,
}

impl From<ReleaseItem> for SeenItem {
    fn from(ReleaseItem { node, action }: ReleaseItem) -> Self {
        let (action, reason) = match action {
            ReleaseAction::Publish => (ReleaseItemAction::Publish, None),
            ReleaseAction::Unpublish(reason) => (ReleaseItemAction::Unpublish, Some(reason)),
        };
        Self { document: ID(node.to_string()), action, reason }
    }
}

/// When a release goes out.
#[derive(SimpleObject)]
pub(super) struct ReleaseSchedule {
    /// What clocks show then, as it was said.
    at: WallTime,
    /// In which zone.
    time_zone: TimeZone,
    /// The moment that this is.
    due_at: DateTime,
    /// How it was taken, where clocks are set just then and never show it or show it twice; null everywhere else.
    clock_change: Option<ClockChange>,
    /// In whose name it goes out, who must still have the right then: `account_…`.
    scheduled_by: String,
}

impl From<&Schedule> for ReleaseSchedule {
    fn from(schedule: &Schedule) -> Self {
        let (_, clock_change) = schedule.time.moment();
        Self {
            at: schedule.time.wall,
            time_zone: schedule.time.zone,
            due_at: schedule.due_at,
            clock_change,
            scheduled_by: schedule.by.clone(),
        }
    }
}

/// Something that stood in the way of a release.
#[derive(SimpleObject)]
pub(super) struct ReleaseFailure {
    /// The id of the document; null where it is the release itself.
    document: Option<ID>,
    /// Which of its fields, as a path; empty where it is the document as a whole.
    path: Vec<String>,
    /// What to change.
    message: String,
}

impl From<&Failure> for ReleaseFailure {
    fn from(failure: &Failure) -> Self {
        let path = failure.path.split('.').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        Self { document: failure.node.map(|node| ID(node.to_string())), path, message: failure.message.clone() }
    }
}
