use async_graphql::Enum;

use crate::spelling::value_spelled;
use crate::{ClockChange, DateTime, NodeId, TimeZone, UnpublishReason, WallTime};

/// What is to become of a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
pub enum ReleaseStatus {
    /// It is being put together.
    Open,
    /// It goes out at a time.
    Scheduled,
    /// It went out.
    Published,
    /// It was to go out, and something stood in its way: nothing of it went out.
    Failed,
    /// It does not go out, unless it is scheduled or published anew.
    Cancelled,
}

impl ReleaseStatus {
    /// As the database spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::Scheduled => "SCHEDULED",
            Self::Published => "PUBLISHED",
            Self::Failed => "FAILED",
            Self::Cancelled => "CANCELLED",
        }
    }

    /// The status that the database spells so.
    pub fn named(name: &str) -> Option<Self> {
        value_spelled(name, Self::name)
    }
}

/// What a release does with a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReleaseItem {
    /// The document.
    pub node: NodeId,
    /// What is done with it.
    pub action: ReleaseAction,
}

/// What is done with a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReleaseAction {
    /// Its draft is published, as it is by then.
    Publish,
    /// It is taken away from the public.
    Unpublish(UnpublishReason),
}

/// When a release goes out, as it was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReleaseTime {
    /// What clocks show then.
    pub wall: WallTime,
    /// Where they hang.
    pub zone: TimeZone,
}

impl ReleaseTime {
    /// The moment that this is, by the rules of zones that this program knows; and where clocks are set just then, how it was
    /// taken.
    pub fn moment(self) -> (DateTime, Option<ClockChange>) {
        self.wall.in_zone(self.zone)
    }
}
