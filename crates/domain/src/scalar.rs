//! Values of one field with a form of their own. Each is read by `FromStr`, written by `Display`, and has the same text
//! in JSON, in GraphQL and in the database.

mod code;
mod email;
mod locale;
mod paper;
mod partial_date;
mod register;
mod time;
mod url;
mod wall_time;

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::{Deserializer, Error, Visitor};

pub use code::CountryCode;
pub use email::EmailAddress;
pub use locale::Locale;
pub use paper::{Doi, Issn};
pub use partial_date::{PartialDate, Period};
pub use register::{Orcid, Ror, WikidataItem};
pub use time::DateTime;
pub use url::Url;
pub use wall_time::{ClockChange, TimeZone, WallTime};

use crate::input;

/// A text that is not of the form its field wants; the message says which form that is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {expected}")]
pub struct ScalarError {
    text: String,
    expected: &'static str,
}

impl ScalarError {
    fn new(text: &str, expected: &'static str) -> Self {
        // A hostile value must not make the answer as long as itself.
        Self { text: text.chars().take(80).collect(), expected }
    }
}

/// Reads a text of JSON and parses it where it lies: `String` and `Cow` would copy it first.
pub(crate) fn parsed<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: FromStr<Err: fmt::Display>,
    D: Deserializer<'de>,
{
    struct Parsed<T>(PhantomData<T>);

    impl<T: FromStr<Err: fmt::Display>> Visitor<'_> for Parsed<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
            text.parse().map_err(E::custom)
        }
    }

    deserializer.deserialize_str(Parsed(PhantomData))
}

/// Gives a type with `FromStr` and `Display` its JSON and GraphQL forms, both that same text.
macro_rules! text_scalar {
    ($type:ident) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::scalar::parsed(deserializer)
            }
        }
    };
}
use text_scalar;

/// The GraphQL side of a text scalar: reads a string, writes a string. `fitting` is one that fits.
fn parse_string<T>(value: async_graphql::Value, fitting: &'static str) -> async_graphql::InputValueResult<T>
where
    T: FromStr<Err = ScalarError> + async_graphql::InputType,
{
    match value {
        async_graphql::Value::String(text) => text.parse().map_err(|error| unfit(error, text, fitting)),
        other => Err(async_graphql::InputValueError::expected_type(other)),
    }
}

/// The error of an input, which tells the value that does not fit and one that would.
fn unfit<T: async_graphql::InputType>(
    error: ScalarError,
    value: String,
    fitting: &'static str,
) -> async_graphql::InputValueError<T> {
    let error = async_graphql::InputValueError::custom(error).with_extension(input::UNFIT, value);
    error.with_extension(input::FITTING, fitting)
}
