use async_graphql::SimpleObject;
use serde::{Deserialize, Serialize};

use crate::{DateTime, Url};

/// Where a fact comes from: the page it was read on and the line, or the editor who set it; and who verified it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, SimpleObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Source {
    /// The address of the page, when it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<Url>,
    /// The name of the page or file, or of the editor.
    pub name: String,
    /// The line of the page, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// SHA-256 of the whole page as it was read; null when only a part of it is the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
    /// Which fact of the record it supports, as a path (`positions.0`); null when it supports all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fact: Option<String>,
    /// When it was read.
    pub retrieved_at: DateTime,
    /// When an editor last checked the fact against it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_at: Option<DateTime>,
}
