use serde::{Deserialize, Serialize};

/// The two stages at which every document exists: what its editors work on and what the public sees.
///
/// A stage is a property of the request, never of a type: see `docs/ARCHITECTURE.md`, "Stage".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Stage {
    /// What editors see; may be incomplete.
    Draft,
    /// What everybody sees; complete, and changed only by publishing.
    Published,
}

impl Stage {
    /// The letter that the database keeps: `D` or `P`.
    pub const fn letter(self) -> &'static str {
        match self {
            Self::Draft => "D",
            Self::Published => "P",
        }
    }
}
