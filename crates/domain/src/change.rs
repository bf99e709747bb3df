use async_graphql::Enum;
use serde::{Deserialize, Serialize};

use crate::spelling::value_spelled;

/// What the public saw happen to a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ChangeAction {
    /// It appeared.
    Published,
    /// It changed.
    Updated,
    /// It went away.
    Removed,
}

/// Why a document went away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum TombstoneReason {
    /// It was taken back, and may come again.
    Unpublished,
    /// It was deleted.
    Deleted,
    /// It was the same as another one, which goes on for both.
    Merged,
    /// The right to show it ended.
    LicenceEnded,
    /// It was withdrawn as wrong.
    Retracted,
}

/// Why a document is taken away from the public by somebody who may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum UnpublishReason {
    /// It is taken back, and may come again.
    Unpublished,
    /// The right to show it ended.
    LicenceEnded,
    /// It is withdrawn as wrong.
    Retracted,
}

impl UnpublishReason {
    /// As the log spells it.
    pub fn name(self) -> &'static str {
        TombstoneReason::from(self).name()
    }

    /// The reason that the log spells so.
    pub fn named(name: &str) -> Option<Self> {
        value_spelled(name, Self::name)
    }
}

impl From<UnpublishReason> for TombstoneReason {
    fn from(reason: UnpublishReason) -> Self {
        match reason {
            UnpublishReason::Unpublished => Self::Unpublished,
            UnpublishReason::LicenceEnded => Self::LicenceEnded,
            UnpublishReason::Retracted => Self::Retracted,
        }
    }
}

impl ChangeAction {
    /// As the log spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Published => "PUBLISHED",
            Self::Updated => "UPDATED",
            Self::Removed => "REMOVED",
        }
    }

    /// The action that the log spells so.
    pub fn named(name: &str) -> Option<Self> {
        value_spelled(name, Self::name)
    }
}

impl TombstoneReason {
    /// As the log spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unpublished => "UNPUBLISHED",
            Self::Deleted => "DELETED",
            Self::Merged => "MERGED",
            Self::LicenceEnded => "LICENCE_ENDED",
            Self::Retracted => "RETRACTED",
        }
    }

    /// The reason that the log spells so.
    pub fn named(name: &str) -> Option<Self> {
        value_spelled(name, Self::name)
    }
}
