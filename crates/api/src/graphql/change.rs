use async_graphql::{Context, Enum, ID, Object, Result};
use shanghaidoctor_domain::{ChangeAction, DateTime, Kind, TombstoneReason};
use shanghaidoctor_persistence::changes::Change;

use super::node::{AnyNode, find};
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
    /// Its number. Numbers have no gaps and come in the order of the changes.
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

    /// Why the document went away, where it did.
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
