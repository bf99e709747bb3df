use async_graphql::Enum;

use crate::spelling::value_spelled;

/// What the subject of an article said when they were asked to agree to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
pub enum SignOffStatus {
    /// Nothing yet.
    Pending,
    /// They agree to what they read.
    Approved,
    /// They do not agree.
    Declined,
    /// Nobody asks any more.
    Cancelled,
}

impl SignOffStatus {
    /// As the database spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Approved => "APPROVED",
            Self::Declined => "DECLINED",
            Self::Cancelled => "CANCELLED",
        }
    }

    /// The status that the database spells so.
    pub fn named(name: &str) -> Option<Self> {
        value_spelled(name, Self::name)
    }
}
