use async_graphql::{Enum, InputObject, SimpleObject};
use serde::{Deserialize, Serialize};

use crate::{EmailAddress, Url};

/// Who owns a text, how to name them, and whether others may print it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, SimpleObject, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(input_name = "RightsInput")]
pub struct Rights {
    /// Who owns it.
    pub holder: String,
    /// The notice to print.
    pub notice: String,
    /// The line to print when it is used.
    pub credit_line: String,
    /// Whether others may print it.
    pub reprint: ReprintPolicy,
    /// The licence, where there is a public one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence_url: Option<Url>,
    /// Where to ask.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<EmailAddress>,
}

/// Whether others may print a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReprintPolicy {
    /// Not at all.
    None,
    /// By authorisation only, on request.
    OnRequest,
    /// Freely, with the credit line.
    WithCredit,
}
