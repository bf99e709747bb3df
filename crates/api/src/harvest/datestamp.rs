//! Moments as the protocol writes them (section 3.3): days, or seconds, of universal time.

use chrono::{Days, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use shanghaidoctor_domain::DateTime;

const SECOND: &str = "%Y-%m-%dT%H:%M:%SZ";
const DAY: &str = "%Y-%m-%d";

/// A part of time that an argument names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// When it begins.
    pub(super) start: DateTime,
    /// The moment behind it.
    pub(super) end: DateTime,
    /// Whether it is a day, and not a second.
    pub(super) is_day: bool,
}

/// A moment to the second.
pub(crate) fn datestamp(moment: DateTime) -> String {
    chrono::DateTime::<Utc>::from(moment).format(SECOND).to_string()
}

/// What an argument names; none where it is neither a day nor a second.
pub(super) fn span(text: &str) -> Option<Span> {
    let is_day = text.len() == "2026-03-01".len();
    if !is_day && text.len() != "2026-03-01T12:00:00Z".len() {
        return None;
    }
    let (start, end) = match is_day {
        true => {
            let day = NaiveDate::parse_from_str(text, DAY).ok()?;
            (day.and_time(chrono::NaiveTime::MIN), day.checked_add_days(Days::new(1))?.and_time(chrono::NaiveTime::MIN))
        }
        false => {
            let second = NaiveDateTime::parse_from_str(text, SECOND).ok()?;
            (second, second.checked_add_signed(TimeDelta::seconds(1))?)
        }
    };
    Some(Span { start: start.and_utc().into(), end: end.and_utc().into(), is_day })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_and_a_second_have_an_end() {
        let ends = |text: &str| span(text).map(|span| (span.start.to_string(), span.end.to_string()));
        let day = ("2026-02-28T00:00:00Z".to_owned(), "2026-03-01T00:00:00Z".to_owned());
        assert_eq!(ends("2026-02-28"), Some(day));
        let second = ("2026-12-31T23:59:59Z".to_owned(), "2027-01-01T00:00:00Z".to_owned());
        assert_eq!(ends("2026-12-31T23:59:59Z"), Some(second));
        for text in ["", "2026", "2026-02-30", "2026-1-1", "2026-03-01T12:00Z", "2026-03-01T12:00:00+0", "yesterday--"]
        {
            assert_eq!(span(text), None, "{text}");
        }
    }

    #[test]
    fn parts_of_a_second_are_not_told() {
        assert_eq!(datestamp("2026-03-01T12:00:00.987Z".parse().unwrap()), "2026-03-01T12:00:00Z");
    }
}
