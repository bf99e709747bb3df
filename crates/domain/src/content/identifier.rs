use async_graphql::Enum;
use serde::{Deserialize, Serialize};

use crate::{Orcid, Violations};

/// A number in a public register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identifier {
    /// Which register.
    pub scheme: IdentifierScheme,
    /// The number there, bare.
    pub value: String,
}

/// A public register of people or organisations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum IdentifierScheme {
    /// ORCID, for researchers.
    Orcid,
    /// The Research Organization Registry.
    Ror,
    /// Wikidata.
    Wikidata,
}

impl Identifier {
    /// The address of the entry.
    pub fn url(&self) -> String {
        let base = match self.scheme {
            IdentifierScheme::Orcid => "https://orcid.org/",
            IdentifierScheme::Ror => "https://ror.org/",
            IdentifierScheme::Wikidata => "https://www.wikidata.org/wiki/",
        };
        format!("{base}{}", self.value)
    }

    pub(super) fn check(&self, violations: &mut Violations, path: &str) {
        if self.scheme == IdentifierScheme::Orcid
            && let Err(error) = self.value.parse::<Orcid>()
        {
            violations.invalid(format!("{path}.value"), error.to_string());
        }
    }
}
