use std::fmt;
use std::str::FromStr;

use async_graphql::{Enum, InputValueResult, Scalar, ScalarType, Value};
use chrono::{MappedLocalTime, NaiveDateTime, Offset, TimeDelta, TimeZone as _};
use chrono_tz::Tz;

use super::{DateTime, ScalarError, parse_string, text_scalar};

/// What a clock on a wall shows, to the second, without saying where it hangs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WallTime(NaiveDateTime);

/// Where a clock hangs: a zone of the IANA database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TimeZone(Tz);

/// What summer time does to what a clock shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ClockChange {
    /// No clock shows this: it is set forward over it. It is taken as by the clock that was not set, so it comes later by as
    /// much as clocks are set.
    Skipped,
    /// Clocks show this twice, because they are set back: the first time is taken.
    Repeated,
}

/// Zones skip a day at most (Samoa did, on 30 December 2011), at quarters of an hour.
const LONGEST_SKIP: i32 = 26 * 4;

impl WallTime {
    /// The moment at which clocks in a zone show this, by the rules of RFC 5545 (section 3.3.5) where they never do or do
    /// twice; and which of these it is.
    pub fn in_zone(self, zone: TimeZone) -> (DateTime, Option<ClockChange>) {
        match zone.0.from_local_datetime(&self.0) {
            MappedLocalTime::Single(moment) => (moment.to_utc().into(), None),
            MappedLocalTime::Ambiguous(first, _) => (first.to_utc().into(), Some(ClockChange::Repeated)),
            MappedLocalTime::None => (self.as_before_the_change(zone), Some(ClockChange::Skipped)),
        }
    }

    /// By the clock as it went before it was set forward.
    fn as_before_the_change(self, zone: TimeZone) -> DateTime {
        let before = (1..=LONGEST_SKIP).find_map(|quarters| {
            let earlier = self.0.checked_sub_signed(TimeDelta::minutes(15) * quarters)?;
            zone.0.offset_from_local_datetime(&earlier).latest()
        });
        let offset =
            before.map_or(TimeDelta::zero(), |offset| TimeDelta::seconds(offset.fix().local_minus_utc().into()));
        (self.0 - offset).and_utc().into()
    }
}

impl FromStr for WallTime {
    type Err = ScalarError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = |form| NaiveDateTime::parse_from_str(text, form);
        read("%Y-%m-%dT%H:%M:%S")
            .or_else(|_| read("%Y-%m-%dT%H:%M"))
            .map(Self)
            .map_err(|_| ScalarError::new(text, "a date and a time of day without a zone, like `2026-12-01T08:00`"))
    }
}

impl fmt::Display for WallTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%dT%H:%M:%S"))
    }
}

impl FromStr for TimeZone {
    type Err = ScalarError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self).map_err(|_| {
            ScalarError::new(text, "a zone of the IANA time zone database, like `Asia/Shanghai` or `Europe/London`")
        })
    }
}

impl fmt::Display for TimeZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name())
    }
}

text_scalar!(WallTime);
text_scalar!(TimeZone);

/// A date and a time of day without a zone (RFC 3339, without its offset): `2026-12-01T08:00:00`; seconds can be left out.
#[Scalar(name = "LocalDateTime", specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6")]
impl ScalarType for WallTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        parse_string(value, "2026-12-01T08:00:00")
    }

    fn to_value(&self) -> Value {
        Value::String(self.to_string())
    }
}

/// A zone of the IANA time zone database, by its name: `Asia/Shanghai`.
#[Scalar(specified_by_url = "https://www.iana.org/time-zones")]
impl ScalarType for TimeZone {
    fn parse(value: Value) -> InputValueResult<Self> {
        parse_string(value, "Asia/Shanghai")
    }

    fn to_value(&self) -> Value {
        Value::String(self.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(wall: &str, zone: &str) -> (String, Option<ClockChange>) {
        let (moment, change) = wall.parse::<WallTime>().unwrap().in_zone(zone.parse().unwrap());
        (moment.to_string(), change)
    }

    #[test]
    fn a_time_in_a_zone_is_a_moment() {
        assert_eq!(moment("2026-12-01T08:00", "Asia/Shanghai"), ("2026-12-01T00:00:00Z".into(), None));
        assert_eq!(moment("2026-07-01T08:00:30", "Europe/London"), ("2026-07-01T07:00:30Z".into(), None));
    }

    #[test]
    fn a_time_that_clocks_skip_comes_as_much_later_as_they_are_set() {
        let skipped = Some(ClockChange::Skipped);
        assert_eq!(moment("2026-03-29T01:30", "Europe/London"), ("2026-03-29T01:30:00Z".into(), skipped));
        assert_eq!(moment("2026-03-08T02:30", "America/New_York"), ("2026-03-08T07:30:00Z".into(), skipped));
        assert_eq!(moment("2011-12-30T12:00", "Pacific/Apia"), ("2011-12-30T22:00:00Z".into(), skipped));
    }

    #[test]
    fn a_time_that_clocks_show_twice_is_the_first() {
        let repeated = Some(ClockChange::Repeated);
        assert_eq!(moment("2026-10-25T01:30", "Europe/London"), ("2026-10-25T00:30:00Z".into(), repeated));
        assert_eq!(moment("2026-11-01T01:30", "America/New_York"), ("2026-11-01T05:30:00Z".into(), repeated));
    }

    #[test]
    fn what_is_no_time_or_no_zone_is_refused() {
        for text in ["", "2026-12-01", "2026-12-01T08:00Z", "2026-02-30T08:00", "08:00"] {
            assert!(text.parse::<WallTime>().is_err(), "{text}");
        }
        for text in ["", "Shanghai", "UTC+8", "+08:00"] {
            assert!(text.parse::<TimeZone>().is_err(), "{text}");
        }
    }
}
