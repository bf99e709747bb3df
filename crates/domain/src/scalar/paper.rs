use std::fmt;
use std::str::FromStr;

use async_graphql::{InputValueResult, Scalar, ScalarType, Value};

use super::{ScalarError, parse_string, text_scalar, unfit};

/// A Digital Object Identifier, kept in lower case so that every spelling of one is the same one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Doi(String);

impl Doi {
    /// The address that resolves it.
    pub fn url(&self) -> String {
        format!("https://doi.org/{}", self.0)
    }
}

impl FromStr for Doi {
    type Err = ScalarError;

    /// Accepts the bare identifier, `doi:` before it, or its address at doi.org.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let lower = text.trim().to_lowercase();
        let without_scheme = lower.trim_start_matches("https://").trim_start_matches("http://");
        let bare = ["dx.doi.org/", "doi.org/", "doi:"]
            .iter()
            .find_map(|prefix| without_scheme.strip_prefix(prefix))
            .unwrap_or(&lower)
            .trim();
        let valid = bare.split_once('/').is_some_and(|(registrant, suffix)| {
            let number = registrant.strip_prefix("10.").unwrap_or_default();
            number.len() >= 4
                && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
                && !suffix.is_empty()
                && !suffix.contains(char::is_whitespace)
        });
        if valid { Ok(Self(bare.to_owned())) } else { Err(ScalarError::new(text, "a DOI like `10.1000/182`")) }
    }
}

impl fmt::Display for Doi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_scalar!(Doi);

/// A Digital Object Identifier (ISO 26324), bare and in lower case: `10.1000/182`.
#[Scalar(specified_by_url = "https://www.doi.org/the-identifier/resources/handbook/")]
impl ScalarType for Doi {
    fn parse(value: Value) -> InputValueResult<Self> {
        parse_string(value, "10.1000/182")
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

/// An International Standard Serial Number, its check digit verified.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Issn(String);

impl FromStr for Issn {
    type Err = ScalarError;

    /// Check digit: ISO 3297, annex A (weights 8 to 2, modulus 11, `X` for ten).
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let upper = text.trim().to_uppercase();
        let digits: Vec<u32> = upper
            .chars()
            .filter(|c| *c != '-')
            .map(|c| if c == 'X' { Some(10) } else { c.to_digit(10) })
            .collect::<Option<_>>()
            .unwrap_or_default();
        let sum: u32 = digits.iter().zip((1..=8).rev()).map(|(digit, weight)| digit * weight).sum();
        let hyphenated = upper.len() == 9 && upper.as_bytes().get(4) == Some(&b'-');
        let only_last_is_ten = digits.iter().take(7).all(|digit| *digit < 10);
        if hyphenated && digits.len() == 8 && only_last_is_ten && sum.is_multiple_of(11) {
            Ok(Self(upper))
        } else {
            Err(ScalarError::new(text, "an ISSN with a right check digit, like `0140-6736`"))
        }
    }
}

impl Issn {
    /// From the spellings that people give, who are asked for nothing else: also behind `ISSN`, also without the hyphen.
    /// In running text such digits can be anything, so reading from there is stricter.
    fn given(text: &str) -> Result<Self, ScalarError> {
        let upper = text.trim().to_uppercase();
        let bare = upper.strip_prefix("ISSN").unwrap_or(&upper).trim_start_matches(':').trim();
        let hyphenated = match bare.split_at_checked(4) {
            Some((first, second)) if bare.len() == 8 => format!("{first}-{second}"),
            _ => bare.to_owned(),
        };
        hyphenated.parse().map_err(|_| ScalarError::new(text, "an ISSN with a right check digit, like `0140-6736`"))
    }
}

impl fmt::Display for Issn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_scalar!(Issn);

/// An International Standard Serial Number (ISO 3297): `0140-6736`.
#[Scalar(specified_by_url = "https://portal.issn.org/")]
impl ScalarType for Issn {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) => Self::given(&text).map_err(|error| unfit(error, text, "0140-6736")),
            other => parse_string(other, "0140-6736"),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_doi_is_the_same_doi() {
        let bare: Doi = "10.5555/abc.1".parse().unwrap();
        for text in
            ["10.5555/ABC.1", "doi:10.5555/abc.1", "https://doi.org/10.5555/abc.1", "http://dx.doi.org/10.5555/Abc.1"]
        {
            assert_eq!(text.parse::<Doi>().unwrap(), bare, "{text}");
        }
        for wrong in ["", "10.1/x", "11.5555/x", "10.5555/", "10.5555/a b", "10.5555"] {
            assert!(wrong.parse::<Doi>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_issn_must_have_its_check_digit() {
        assert_eq!("2434-561x".parse::<Issn>().unwrap().to_string(), "2434-561X");
        for wrong in ["0140-6737", "01406736", "X140-6736", "0140-673"] {
            assert!(wrong.parse::<Issn>().is_err(), "{wrong}");
        }
        for given in ["01406736", "0140-6736", "ISSN 0140-6736", " issn:01406736"] {
            assert_eq!(Issn::given(given).unwrap().to_string(), "0140-6736", "{given}");
        }
        for wrong in ["0140-6737", "01406737", "ISSN", "医0140-67"] {
            assert!(Issn::given(wrong).is_err(), "{wrong}");
        }
    }
}
