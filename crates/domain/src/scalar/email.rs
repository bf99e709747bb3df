use std::fmt;
use std::str::FromStr;

use async_graphql::{InputValueResult, Scalar, ScalarType, Value};

use super::{ScalarError, parse_string, text_scalar};

/// An address for electronic mail, spelled as its owner spells it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EmailAddress(String);

impl FromStr for EmailAddress {
    type Err = ScalarError;

    /// The form that HTML accepts in `<input type=email>`, with a dot in the domain.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let valid = text.len() <= 254
            && text.split_once('@').is_some_and(|(local, domain)| {
                let local_char = |c: char| c.is_ascii_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c);
                !local.is_empty()
                    && local.chars().all(local_char)
                    && domain.contains('.')
                    && domain.split('.').all(label)
            });
        if valid {
            Ok(Self(text.to_owned()))
        } else {
            Err(ScalarError::new(text, "an e-mail address like `name@example.org`"))
        }
    }
}

fn label(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_scalar!(EmailAddress);

/// An e-mail address, in the form that HTML accepts.
#[Scalar(specified_by_url = "https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address")]
impl ScalarType for EmailAddress {
    fn parse(value: Value) -> InputValueResult<Self> {
        parse_string(value, "name@example.org")
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_checked() {
        assert!("chenqing@ShanghaiDoctor.cn".parse::<EmailAddress>().is_ok());
        for wrong in ["", "a@b", "@example.org", "a b@example.org", "a@-x.org", "a@x..org"] {
            assert!(wrong.parse::<EmailAddress>().is_err(), "{wrong}");
        }
    }
}
