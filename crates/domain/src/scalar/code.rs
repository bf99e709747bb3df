use std::fmt;
use std::str::FromStr;

use async_graphql::{InputValueResult, Scalar, ScalarType, Value};

use super::{ScalarError, parse_string, text_scalar};

/// A country by its two letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CountryCode([u8; 2]);

impl FromStr for CountryCode {
    type Err = ScalarError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.to_ascii_uppercase().as_bytes() {
            [first @ b'A'..=b'Z', second @ b'A'..=b'Z'] => Ok(Self([*first, *second])),
            _ => Err(ScalarError::new(text, "a country code like `CN` or `US` (ISO 3166-1 alpha-2)")),
        }
    }
}

impl fmt::Display for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", char::from(self.0[0]), char::from(self.0[1]))
    }
}

text_scalar!(CountryCode);

/// A country by its two letters (ISO 3166-1 alpha-2): `CN`, `US`.
#[Scalar(specified_by_url = "https://www.iso.org/iso-3166-country-codes.html")]
impl ScalarType for CountryCode {
    fn parse(value: Value) -> InputValueResult<Self> {
        parse_string(value)
    }

    fn to_value(&self) -> Value {
        Value::String(self.to_string())
    }
}

/// A researcher's ORCID iD, its check digit verified.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Orcid(String);

impl FromStr for Orcid {
    type Err = ScalarError;

    /// Check digit: ISO 7064, MOD 11-2, as ORCID's "Structure of the ORCID Identifier" tells.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bare = text.trim().trim_start_matches("https://orcid.org/").to_uppercase();
        let grouped = bare.len() == 19 && bare.split('-').all(|group| group.len() == 4);
        let (digits, check) = bare.split_at_checked(18).unwrap_or_default();
        let total = digits
            .chars()
            .filter(|c| *c != '-')
            .try_fold(0_u32, |total, c| c.to_digit(10).map(|digit| (total + digit) * 2));
        let expected = total.map(|total| match (12 - total % 11) % 11 {
            10 => "X".to_owned(),
            digit => digit.to_string(),
        });
        if grouped && expected.as_deref() == Some(check) {
            Ok(Self(bare))
        } else {
            Err(ScalarError::new(text, "an ORCID iD with a right check digit, like `0000-0002-1825-0097`"))
        }
    }
}

impl fmt::Display for Orcid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_scalar!(Orcid);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_orcid_must_have_its_check_digit() {
        assert!("0000-0002-1825-0097".parse::<Orcid>().is_ok());
        assert_eq!(
            "https://orcid.org/0000-0002-9079-593x".parse::<Orcid>().unwrap().to_string(),
            "0000-0002-9079-593X"
        );
        for wrong in ["0000-0002-1825-0098", "0000000218250097", "", "0000-0002-1825-009é"] {
            assert!(wrong.parse::<Orcid>().is_err(), "{wrong}");
        }
    }
}
