use async_graphql::Enum;
use serde::{Deserialize, Serialize};

/// What a partner's key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PartnerScope {
    /// Reads the whole text of articles where a licence of the partner gives it. A key without it reads excerpts.
    FullText,
    /// Reads the whole text of articles where a licence for trying gives it, and of no others: for a program that is being
    /// written.
    Sandbox,
    /// Reads which licences and keys the partner has, and how much they are used.
    Licences,
}
