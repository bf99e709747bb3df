use async_graphql::{Enum, InputObject, SimpleObject};
use serde::{Deserialize, Serialize};

/// A number that a page prints in place of records: `over 50 SCI papers`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, SimpleObject, InputObject)]
#[serde(deny_unknown_fields)]
#[graphql(input_name = "ClaimInput")]
pub struct Claim {
    /// The claim as printed.
    pub text: String,
    /// The number in it; null when it is not a number alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<i32>,
    /// What is counted.
    pub kind: ClaimKind,
}

/// What a claim counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ClaimKind {
    /// Papers or books.
    Publications,
    /// Grants or projects.
    Projects,
    /// Patents.
    Patents,
    /// Pupils.
    Students,
    /// Patients or operations.
    Patients,
    /// Years.
    Years,
    /// Awards.
    Awards,
    /// Anything else.
    Other,
}
