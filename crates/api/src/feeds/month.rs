use std::fmt;
use std::str::FromStr;

use chrono::{Datelike as _, NaiveDate, NaiveTime, Utc};
use shanghaidoctor_domain::DateTime;

/// A month of universal time, `2026-11`: what was first published in it is one archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Month {
    first_day: NaiveDate,
}

impl Month {
    /// The month that a moment is in.
    pub(crate) fn of(moment: DateTime) -> Self {
        let day = chrono::DateTime::<Utc>::from(moment).date_naive();
        Self { first_day: day.with_day(1).unwrap_or(day) }
    }

    /// Its first moment.
    pub(crate) fn start(self) -> DateTime {
        self.first_day.and_time(NaiveTime::MIN).and_utc().into()
    }

    /// The first moment behind it.
    pub(crate) fn end(self) -> DateTime {
        let next = self.first_day.checked_add_months(chrono::Months::new(1)).unwrap_or(NaiveDate::MAX);
        next.and_time(NaiveTime::MIN).and_utc().into()
    }
}

impl FromStr for Month {
    type Err = ();

    /// A month of four digits and two, as addresses have it and no other way: each has one address.
    fn from_str(text: &str) -> Result<Self, ()> {
        let is_as_long = |(year, month): &(&str, &str)| (year.len(), month.len()) == (4, 2);
        let (year, month) = text.split_once('-').filter(is_as_long).ok_or(())?;
        let (year, month) = (number(year).ok_or(())?, number(month).ok_or(())?);
        let first_day = NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), 1).ok_or(())?;
        Ok(Self { first_day })
    }
}

/// Digits alone: a sign would be a second way to write the same.
fn number(digits: &str) -> Option<u16> {
    digits.bytes().all(|digit| digit.is_ascii_digit()).then(|| digits.parse().ok())?
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.first_day.year(), self.first_day.month())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_begins_and_ends_with_its_days() {
        let month: Month = "2026-12".parse().unwrap();
        assert_eq!(month.start().to_string(), "2026-12-01T00:00:00Z");
        assert_eq!(month.end().to_string(), "2027-01-01T00:00:00Z");
        assert_eq!(Month::of("2026-12-31T23:59:59.999999Z".parse().unwrap()), month);
        assert_eq!(month.to_string(), "2026-12");
    }

    #[test]
    fn a_month_has_one_address() {
        for wrong in
            ["", "2026", "2026-13", "2026-00", "2026-1", "26-01", "2026-01-01", "+026-01", "2026-+1", "２０２６-01"]
        {
            assert!(wrong.parse::<Month>().is_err(), "{wrong}");
        }
    }
}
