use std::fmt;
use std::str::FromStr;

use async_graphql::{InputObject, InputValueResult, Scalar, ScalarType, SimpleObject, Value};
use chrono::{Datelike, NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use super::{DateTime, ScalarError, parse_string, text_scalar};

/// A date as precise as its source: a year, a month or a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PartialDate {
    year: u16,
    month: Option<u8>,
    day: Option<u8>,
}

impl PartialDate {
    /// The year, 1 to 9999.
    pub const fn year(self) -> u16 {
        self.year
    }

    /// The first day it can mean, as the number `yyyymmdd`.
    pub fn earliest(self) -> i32 {
        self.as_number(1, 1)
    }

    /// The last day it can mean, as the number `yyyymmdd`: a year counts as a whole.
    pub fn latest(self) -> i32 {
        let month = self.month.unwrap_or(12);
        self.as_number(12, days_in_month(self.year, month))
    }

    /// The moment right behind its last day, in universal time.
    pub fn end(self) -> DateTime {
        let last = self.latest();
        let part = |number: i32| u32::try_from(number).unwrap_or_default();
        let day = NaiveDate::from_ymd_opt(last / 10_000, part(last / 100 % 100), part(last % 100)).unwrap_or_default();
        let next = day.succ_opt().unwrap_or(day);
        next.and_time(NaiveTime::MIN).and_utc().into()
    }

    fn as_number(self, month: u8, day: u8) -> i32 {
        i32::from(self.year) * 10_000
            + i32::from(self.month.unwrap_or(month)) * 100
            + i32::from(self.day.unwrap_or(day))
    }

    /// A date of this precision, if there is such a day.
    pub fn new(year: u16, month: Option<u8>, day: Option<u8>) -> Option<Self> {
        let exists = NaiveDate::from_ymd_opt(i32::from(year), month.unwrap_or(1).into(), day.unwrap_or(1).into());
        let precise = day.is_none() || month.is_some();
        ((1..=9999).contains(&year) && precise && exists.is_some()).then_some(Self { year, month, day })
    }
}

fn days_in_month(year: u16, month: u8) -> u8 {
    (28..=31)
        .rev()
        .find(|day| NaiveDate::from_ymd_opt(i32::from(year), month.into(), *day).is_some_and(|date| date.day() == *day))
        .and_then(|day| u8::try_from(day).ok())
        .unwrap_or(28)
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

impl FromStr for PartialDate {
    type Err = ScalarError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text).ok_or_else(|| ScalarError::new(text, "a date like `2014`, `2014-08` or `2014-08-01`"))
    }
}

fn parse(text: &str) -> Option<PartialDate> {
    let mut parts = text.split('-');
    let year = digits(parts.next()?, 4)?;
    let month = parts.next().map(|part| digits(part, 2)).map_or(Some(None), |month| month.map(Some))?;
    let day = parts.next().map(|part| digits(part, 2)).map_or(Some(None), |day| day.map(Some))?;
    if parts.next().is_some() {
        return None;
    }
    PartialDate::new(year, month.map(u8::try_from).transpose().ok()?, day.map(u8::try_from).transpose().ok()?)
}

fn digits(part: &str, length: usize) -> Option<u16> {
    (part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit())).then(|| part.parse().ok())?
}

text_scalar!(PartialDate);

/// A date as precise as its source: `2014`, `2014-08` or `2014-08-01` (the calendar dates of ISO 8601-1 with reduced
/// precision).
#[Scalar(specified_by_url = "https://www.loc.gov/standards/datetime/")]
impl ScalarType for PartialDate {
    fn parse(value: Value) -> InputValueResult<Self> {
        parse_string(value, "2014")
    }

    fn to_value(&self) -> Value {
        Value::String(self.to_string())
    }
}

/// From when to when, as far as the source says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, SimpleObject, InputObject)]
#[graphql(input_name = "PeriodInput")]
pub struct Period {
    /// When it began; null when the source does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<PartialDate>,
    /// When it ended; null when it goes on or when the source does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<PartialDate>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_keep_their_precision() {
        for text in ["2014", "2014-08", "2024-02-29"] {
            assert_eq!(text.parse::<PartialDate>().unwrap().to_string(), text);
        }
        for wrong in ["", "14", "2014-13", "2023-02-29", "2014-8", "2014-08-01-01", "2014-", "0000"] {
            assert!(wrong.parse::<PartialDate>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_year_counts_as_a_whole() {
        let year: PartialDate = "2024".parse().unwrap();
        assert_eq!((year.earliest(), year.latest()), (20_240_101, 20_241_231));
        let month: PartialDate = "2024-02".parse().unwrap();
        assert_eq!((month.earliest(), month.latest()), (20_240_201, 20_240_229));
    }
}
