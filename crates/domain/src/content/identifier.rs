use async_graphql::{Enum, InputObject};
use serde::{Deserialize, Serialize};

use crate::input::written_as;
use crate::{Orcid, Ror, ScalarError, ViolationCode, Violations, WikidataItem};

/// A number in a public register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written")]
pub struct Identifier {
    scheme: IdentifierScheme,
    value: String,
}

/// A number in a public register, in any of its spellings.
#[derive(Deserialize, InputObject)]
#[serde(deny_unknown_fields)]
#[graphql(name = "IdentifierInput")]
struct Written {
    /// Which register.
    scheme: IdentifierScheme,
    /// The number there, bare or as an address.
    value: String,
}

written_as!(Identifier, Written);

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

impl IdentifierScheme {
    /// The number as the register writes it.
    fn read(self, text: &str) -> Result<String, ScalarError> {
        Ok(match self {
            Self::Orcid => text.parse::<Orcid>()?.to_string(),
            Self::Ror => text.parse::<Ror>()?.to_string(),
            Self::Wikidata => text.parse::<WikidataItem>()?.to_string(),
        })
    }

    const fn base(self) -> &'static str {
        match self {
            Self::Orcid => "https://orcid.org/",
            Self::Ror => "https://ror.org/",
            Self::Wikidata => "https://www.wikidata.org/wiki/",
        }
    }
}

impl Identifier {
    /// A number of this register, in whichever of its spellings. One that is none stays as it is, so that what holds it can
    /// be read; [`check`] refuses it where it is written.
    pub fn new(scheme: IdentifierScheme, text: &str) -> Self {
        Self { scheme, value: scheme.read(text).unwrap_or_else(|_| text.to_owned()) }
    }

    /// Which register.
    pub const fn scheme(&self) -> IdentifierScheme {
        self.scheme
    }

    /// The number there, bare.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// The address of the entry.
    pub fn url(&self) -> String {
        format!("{}{}", self.scheme.base(), self.value)
    }
}

impl From<&Identifier> for Written {
    fn from(identifier: &Identifier) -> Self {
        Self { scheme: identifier.scheme, value: identifier.value.clone() }
    }
}

impl From<Written> for Identifier {
    fn from(Written { scheme, value }: Written) -> Self {
        Self::new(scheme, &value)
    }
}

/// The number that somebody or something has in a register.
pub(super) fn number(identifiers: &[Identifier], scheme: IdentifierScheme) -> Option<&str> {
    identifiers.iter().find(|identifier| identifier.scheme == scheme).map(Identifier::value)
}

/// Takes over numbers in registers of which there is none here.
pub(super) fn absorb(identifiers: &mut Vec<Identifier>, same: &[Identifier]) {
    for identifier in same {
        if number(identifiers, identifier.scheme).is_none() {
            identifiers.push(identifier.clone());
        }
    }
}

/// Each is a number that its register can have given, to one whom these registers are for, and gives once.
pub(super) fn check(violations: &mut Violations, identifiers: &[Identifier], registers: &[IdentifierScheme]) {
    for (index, Identifier { scheme, value }) in identifiers.iter().enumerate() {
        if let Err(error) = scheme.read(value) {
            violations.invalid(format!("identifiers.{index}.value"), error.to_string());
        }
        if !registers.contains(scheme) {
            let message = format!("{} registers nothing of this kind: leave it out", scheme.base());
            violations.invalid(format!("identifiers.{index}.scheme"), message);
        }
        if identifiers.iter().take(index).any(|other| other.scheme == *scheme) {
            let message = "stands here twice: keep the number that is right";
            violations.push(format!("identifiers.{index}.scheme"), ViolationCode::Duplicate, message);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn violations(identifiers: &[(IdentifierScheme, &str)]) -> String {
        let identifiers: Vec<Identifier> =
            identifiers.iter().map(|(scheme, text)| Identifier::new(*scheme, text)).collect();
        let mut violations = Violations::default();
        check(&mut violations, &identifiers, &[IdentifierScheme::Orcid, IdentifierScheme::Wikidata]);
        violations.to_string()
    }

    #[test]
    fn a_number_is_kept_as_its_register_writes_it() {
        let written = r#"{"scheme":"ORCID","value":"https://orcid.org/0000-0002-9079-593x"}"#;
        let identifier: Identifier = serde_json::from_str(written).unwrap();
        assert_eq!(serde_json::to_string(&identifier).unwrap(), r#"{"scheme":"ORCID","value":"0000-0002-9079-593X"}"#);
        assert_eq!(identifier.url(), "https://orcid.org/0000-0002-9079-593X");
        assert_eq!(Identifier::new(IdentifierScheme::Ror, "https://ror.org/03YRM5C26").value(), "03yrm5c26");
        assert!(serde_json::from_str::<Identifier>(r#"{"scheme":"ROR","value":"03yrm5c26","more":1}"#).is_err());
    }

    #[test]
    fn a_number_that_its_register_cannot_have_given_can_be_read_and_is_refused() {
        assert_eq!(Identifier::new(IdentifierScheme::Orcid, "0000-0002-1825-0098").value(), "0000-0002-1825-0098");
        assert_eq!(
            violations(&[(IdentifierScheme::Orcid, "0000000218250097"), (IdentifierScheme::Wikidata, "q42")]),
            ""
        );
        for (scheme, text, path) in [
            (IdentifierScheme::Orcid, "0000-0002-1825-0098", "identifiers.0.value"),
            (IdentifierScheme::Wikidata, "42", "identifiers.0.value"),
            (IdentifierScheme::Ror, "03yrm5c26", "identifiers.0.scheme"),
        ] {
            assert!(violations(&[(scheme, text)]).starts_with(path), "{text}: {}", violations(&[(scheme, text)]));
        }
        let twice = [(IdentifierScheme::Wikidata, "Q42"), (IdentifierScheme::Wikidata, "Q43")];
        assert!(violations(&twice).starts_with("identifiers.1.scheme: stands here twice"));
    }
}
