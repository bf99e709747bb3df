use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use async_graphql::{InputValueResult, Scalar, ScalarType, Value};
use chrono::{SecondsFormat, SubsecRound, Utc};

use super::{ScalarError, parse_string, text_scalar};

/// A moment in universal time, to the microsecond: as precise as both databases keep it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DateTime(chrono::DateTime<Utc>);

impl From<chrono::DateTime<Utc>> for DateTime {
    fn from(moment: chrono::DateTime<Utc>) -> Self {
        Self(moment.trunc_subsecs(6))
    }
}

impl From<DateTime> for chrono::DateTime<Utc> {
    fn from(moment: DateTime) -> Self {
        moment.0
    }
}

impl DateTime {
    /// The moment that comes so long after this one.
    #[must_use]
    pub fn after(self, time: Duration) -> Self {
        Self(self.0 + time)
    }
}

impl FromStr for DateTime {
    type Err = ScalarError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        chrono::DateTime::parse_from_rfc3339(text)
            .map(|moment| moment.to_utc().into())
            .map_err(|_| ScalarError::new(text, "a moment like `2026-11-24T08:30:00Z` (RFC 3339)"))
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

text_scalar!(DateTime);

/// A moment in universal time (RFC 3339): `2026-11-24T08:30:00Z`.
#[Scalar(specified_by_url = "https://scalars.graphql.org/andimarek/date-time")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        parse_string(value, "2026-11-24T08:30:00Z")
    }

    fn to_value(&self) -> Value {
        Value::String(self.to_string())
    }
}
