use async_graphql::Enum;

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

impl ChangeAction {
    const ALL: [Self; 3] = [Self::Published, Self::Updated, Self::Removed];

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
        Self::ALL.into_iter().find(|action| action.name() == name)
    }
}

impl TombstoneReason {
    const ALL: [Self; 5] = [Self::Unpublished, Self::Deleted, Self::Merged, Self::LicenceEnded, Self::Retracted];

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
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }
}
