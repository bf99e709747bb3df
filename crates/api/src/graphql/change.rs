use async_graphql::{Context, Enum, ID, Object, Result};
use shanghaidoctor_domain::{Actor, ChangeAction, DateTime, Kind, TombstoneReason};
use shanghaidoctor_persistence::changes::Change;
use shanghaidoctor_persistence::changes::sync::{Place, Since, Told};
use uuid::Uuid;

use super::connection::PageInfo;
use super::error::{bad_input, content_error, cursor_expired};
use super::items::Items;
use super::loaders;
use super::node::{AnyNode, find};
use super::partner::partners;
use super::view::View;

/// What kind of document changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(super) enum ChangeType {
    /// A doctor.
    Doctor,
    /// A professional post.
    Appointment,
    /// A paper.
    Publication,
    /// An article.
    Article,
    /// An organisation.
    Organisation,
    /// A journal.
    Journal,
    /// A medical specialty.
    Specialty,
    /// A picture.
    Image,
    /// The publication itself, which `site` shows.
    Site,
}

impl ChangeType {
    pub(super) const fn kind(self) -> Kind {
        match self {
            Self::Doctor => Kind::Doctor,
            Self::Appointment => Kind::Appointment,
            Self::Publication => Kind::Publication,
            Self::Article => Kind::Article,
            Self::Organisation => Kind::Organisation,
            Self::Journal => Kind::Journal,
            Self::Specialty => Kind::Specialty,
            Self::Image => Kind::Media,
            Self::Site => Kind::Site,
        }
    }

    pub(super) const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Doctor => Self::Doctor,
            Kind::Appointment => Self::Appointment,
            Kind::Publication => Self::Publication,
            Kind::Article => Self::Article,
            Kind::Organisation => Self::Organisation,
            Kind::Journal => Self::Journal,
            Kind::Specialty => Self::Specialty,
            Kind::Media => Self::Image,
            Kind::Site => Self::Site,
        }
    }
}

/// A line of the log as it is seen.
pub(super) struct SeenChange {
    pub(super) view: View,
    pub(super) change: Change,
}

/// A change of what is published.
#[Object(name = "Change")]
impl SeenChange {
    /// Its number. Numbers have no gaps and come in the order of the changes. What a partner's licences gave and took has the
    /// number of the change that it stands behind.
    async fn sequence(&self) -> String {
        self.change.sequence.to_string()
    }

    /// When it was.
    async fn at(&self) -> DateTime {
        self.change.at
    }

    /// What happened.
    async fn action(&self) -> ChangeAction {
        self.change.action
    }

    /// Why the document went away, where it did. A partner is told of `LICENCE_ENDED` also where only its right to the whole text
    /// ended: then `node` is what everybody may show of it.
    async fn reason(&self) -> Option<TombstoneReason> {
        self.change.reason
    }

    /// What kind of document changed.
    #[graphql(name = "type")]
    async fn kind(&self) -> ChangeType {
        ChangeType::of(self.change.node.kind)
    }

    /// The id of the document.
    async fn node_id(&self) -> ID {
        ID(self.change.node.to_string())
    }

    /// The id of the document that goes on for it, where it was the same as another.
    async fn merged_into(&self) -> Option<ID> {
        self.change.merged_into.map(|node| ID(node.to_string()))
    }

    /// The document as it is now, which may be later than this change; null when it is not published, or is the
    /// publication itself.
    async fn node(&self, ctx: &Context<'_>) -> Option<Result<AnyNode>> {
        find(ctx, &self.view, self.change.node).await.transpose()
    }
}

/// At most so many changes in a page.
const MOST: i32 = 100;
/// As many where nothing is said.
const USUAL: i32 = 20;

/// What became of documents, in pages.
pub(super) struct ChangeConnection {
    view: View,
    begun: bool,
    since: Since,
}

/// A change in its place in the log.
struct ChangeEdge {
    view: View,
    told: Told,
}

/// What became of documents since.
#[Object]
impl ChangeConnection {
    /// The changes with their places.
    async fn edges(&self) -> Items<ChangeEdge> {
        self.since.changes.iter().map(|told| ChangeEdge { view: self.view.clone(), told: *told }).collect()
    }

    /// The changes, in their order.
    async fn nodes(&self) -> Items<SeenChange> {
        self.since.changes.iter().map(|told| SeenChange { view: self.view.clone(), change: told.change }).collect()
    }

    /// Where it goes on: `endCursor` is the `after` of the next question, also where nothing has changed.
    async fn page_info(&self) -> PageInfo {
        PageInfo {
            has_next_page: self.since.more,
            has_previous_page: self.begun,
            start_cursor: self.since.changes.first().map(|told| told.place.to_string()),
            end_cursor: Some(self.since.reached.to_string()),
        }
    }
}

/// A change in its place in the log.
#[Object]
impl ChangeEdge {
    /// The place: whoever has taken in this change and all before it goes on from here.
    async fn cursor(&self) -> String {
        self.told.place.to_string()
    }

    /// The change.
    async fn node(&self) -> SeenChange {
        SeenChange { view: self.view.clone(), change: self.told.change }
    }
}

/// What became of documents of these types behind a place.
pub(super) async fn changes(
    ctx: &Context<'_>,
    view: View,
    after: Option<String>,
    first: Option<i32>,
    types: Option<Vec<ChangeType>>,
) -> Result<ChangeConnection> {
    let most = first.unwrap_or(USUAL);
    if !(1..=MOST).contains(&most) {
        return Err(bad_input(format!("`first`: ask for 1 to {MOST}, got {most}")));
    }
    let place = after.as_deref().map(str::parse::<Place>).transpose();
    let place = place.map_err(|error| bad_input(format!("`after`: {error}")))?;
    let kinds: Vec<Kind> = types.into_iter().flatten().map(ChangeType::kind).collect();
    let partner = told_of_licences(ctx, &view).await?;
    let (begun, place) = (place.is_some(), place.unwrap_or(Place::BEGINNING));
    let since = loaders::changes_since(ctx, place, &kinds, most.unsigned_abs().into(), partner).await?;
    let since = since.ok_or_else(cursor_expired)?;
    Ok(ChangeConnection { view, begun, since })
}

/// The partner that is told what its licences gave and took, all of it by the moment at which texts are shown; none for all
/// others.
async fn told_of_licences(ctx: &Context<'_>, view: &View) -> Result<Option<Uuid>> {
    let (Some(partner), Some(at)) = (ctx.data::<Actor>()?.licensed(), view.rights.moment()) else { return Ok(None) };
    partners(ctx)?.tell_licences(partner, at).await.map_err(|error| content_error(&error))?;
    Ok(Some(partner))
}
