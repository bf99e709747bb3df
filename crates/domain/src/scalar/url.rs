use std::fmt;
use std::str::FromStr;

use async_graphql::{InputValueResult, Scalar, ScalarType, Value};

use super::{ScalarError, parse_string, text_scalar};

/// An absolute web address.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Url(url::Url);

impl Url {
    /// The address of `path` below this one; `path` has no leading slash.
    pub fn join(&self, path: &str) -> Self {
        let mut joined = self.0.clone();
        let base = self.0.path().trim_end_matches('/');
        joined.set_path(&format!("{base}/{path}"));
        Self(joined)
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl FromStr for Url {
    type Err = ScalarError;

    /// Only `http` and `https`: an address is printed as a link, and `javascript:` is one too.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match url::Url::parse(text) {
            Ok(address) if matches!(address.scheme(), "http" | "https") => Ok(Self(address)),
            _ => Err(ScalarError::new(text, "a web address like `https://example.org/page`")),
        }
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

text_scalar!(Url);

/// An absolute `http` or `https` address (RFC 3986).
#[Scalar(specified_by_url = "https://url.spec.whatwg.org/")]
impl ScalarType for Url {
    fn parse(value: Value) -> InputValueResult<Self> {
        parse_string(value, "https://example.org/page")
    }

    fn to_value(&self) -> Value {
        Value::String(self.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_addresses() {
        let site: Url = "https://example.org/cms/".parse().unwrap();
        assert_eq!(site.join("articles/a b").as_str(), "https://example.org/cms/articles/a%20b");
        for wrong in ["", "/page", "javascript:alert(1)", "ftp://example.org"] {
            assert!(wrong.parse::<Url>().is_err(), "{wrong}");
        }
    }
}
