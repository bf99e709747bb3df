use async_graphql::Enum;

use crate::spelling::value_spelled;

/// What became of a request to reprint articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
pub enum ReprintState {
    /// Nobody has decided yet.
    New,
    /// It was granted: there is a licence, and a key.
    Granted,
    /// It was declined.
    Declined,
    /// Whoever asked had what is kept of them erased before it was decided.
    Withdrawn,
    /// It is nothing that anybody meant.
    Spam,
}

impl ReprintState {
    /// As the database spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "NEW",
            Self::Granted => "GRANTED",
            Self::Declined => "DECLINED",
            Self::Withdrawn => "WITHDRAWN",
            Self::Spam => "SPAM",
        }
    }

    /// The state that the database spells so.
    pub fn named(name: &str) -> Option<Self> {
        value_spelled(name, Self::name)
    }
}
