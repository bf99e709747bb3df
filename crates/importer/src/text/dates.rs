//! Dates as pages print them, no more precise than they are.

use shanghaidoctor_domain::{PartialDate, Period};

use crate::text::wording::places;

const MONTHS: &[&str] = &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const OPEN_ENDS: &[&str] = &["", "present", "now", "today", "date", "至今", "今"];

/// `2014`, `August 2014`, `1 August 2014`, `August 1, 2014`, `2014-08`, `2014.8.1`, `2014/08`, `2014年8月`.
pub(crate) fn date(text: &str) -> Option<PartialDate> {
    if text.len() > LONGEST || !has_year(text) {
        return None;
    }
    let text = text.trim().trim_end_matches(['.', '日', '月', '年']);
    let mut parts = text.split([' ', ',', '-', '.', '/', '年', '月']).map(str::trim).filter(|part| !part.is_empty());
    match [parts.next(), parts.next(), parts.next(), parts.next()] {
        [Some(year), None, ..] => PartialDate::new(year4(year)?, None, None),
        [Some(first), Some(second), None, _] => match (year4(first), year4(second)) {
            (Some(year), None) => PartialDate::new(year, Some(month(second)?), None),
            (None, Some(year)) => PartialDate::new(year, Some(month(first)?), None),
            _ => None,
        },
        [Some(first), Some(second), Some(third), None] => match (year4(first), year4(third)) {
            (Some(year), None) => PartialDate::new(year, Some(month(second)?), Some(third.parse().ok()?)),
            (None, Some(year)) => {
                let (name, day) = if first.parse::<u8>().is_ok() { (second, first) } else { (first, second) };
                PartialDate::new(year, Some(month(name)?), Some(day.parse().ok()?))
            }
            _ => None,
        },
        _ => None,
    }
}

/// False for a text that holds no year, as most do; it is told from the digits alone.
pub(crate) fn has_year(text: &str) -> bool {
    text.bytes().filter(u8::is_ascii_digit).count() >= 4
}

fn year4(text: &str) -> Option<u16> {
    let year = (text.len() == 4).then(|| text.parse().ok())??;
    (1800..=2100).contains(&year).then_some(year)
}

fn month(text: &str) -> Option<u8> {
    if let Ok(number) = text.parse::<u8>() {
        return (1..=12).contains(&number).then_some(number);
    }
    let start = text.get(..3)?.to_lowercase();
    let index = MONTHS.iter().position(|month| *month == start)?;
    u8::try_from(index + 1).ok()
}

/// `A – B`, `A to B`, `from A to B`, `since A`, `until B`, `A - present`, or one date (which then is the start and the end's year).
pub(crate) fn period(text: &str) -> Option<Period> {
    let text = text.trim().trim_matches(['(', ')', '（', '）']).trim();
    // `2018年起`, `自2018年起`
    if let Some(start) = text.strip_suffix('起').or_else(|| text.strip_prefix('自')) {
        let start = date(start.trim_start_matches('自'))?;
        return Some(Period { start: Some(start), end: None });
    }
    if let Some(start) = ["since ", "Since ", "from ", "From "].iter().find_map(|word| text.strip_prefix(word)) {
        return match date(start) {
            Some(start) => Some(Period { start: Some(start), end: None }),
            None => range(start),
        };
    }
    if let Some(end) = ["until ", "Until ", "till ", "Till ", "up to "].iter().find_map(|word| text.strip_prefix(word))
    {
        return Some(Period { start: None, end: Some(date(end)?) });
    }
    range(text)
}

/// The most bytes of a period, with room: what is longer is looked at once and no further.
const LONGEST: usize = 80;

fn range(text: &str) -> Option<Period> {
    if text.len() > LONGEST || !has_year(text) {
        return None;
    }
    let joined = text.contains(['—', '–', '－', '~', '～', '−', '至', '-'])
        || text.contains(' ') && [" to ", " until "].iter().any(|word| text.contains(word));
    if !joined {
        return None;
    }
    let marks = ["——", "–", "—", "－", "~", "～", "−", " to ", " until ", " - ", "至", "-"];
    marks.iter().find_map(|mark| places(text, mark).find_map(|at| ends(text, at, mark.len())))
}

fn ends(text: &str, at: usize, width: usize) -> Option<Period> {
    let start = date(text.get(..at)?)?;
    let rest = text.get(at + width..)?.trim();
    if OPEN_ENDS.contains(&rest.to_lowercase().as_str()) {
        return Some(Period { start: Some(start), end: None });
    }
    // `2014-08` is one date, not a range; a year's end has four digits.
    let end = date(rest)?;
    (start.earliest() <= end.latest()).then_some(Period { start: Some(start), end: Some(end) })
}

/// The years of a life in brackets: born, and died unless the end is open.
pub(crate) fn life(text: &str) -> Option<Period> {
    let lower = text.trim().to_lowercase();
    if let Some(born) = ["born in ", "born on ", "born ", "b. ", "b."].iter().find_map(|word| lower.strip_prefix(word))
    {
        return Some(Period { start: Some(date(born)?), end: None });
    }
    if let Some(born) = ["出生", "生"].iter().find_map(|word| lower.strip_suffix(word)) {
        return Some(Period { start: Some(date(born.trim_end_matches('于'))?), end: None });
    }
    if let Some(born) = ["出生于", "生于"].iter().find_map(|word| lower.strip_prefix(word)) {
        return Some(Period { start: Some(date(born)?), end: None });
    }
    range(text.trim())
}

/// A year that stands alone among the words of `text`, if there is one and only one.
pub(crate) fn only_year(text: &str) -> Option<u16> {
    let mut years = text.split(|c: char| !c.is_ascii_alphanumeric()).filter_map(year4);
    let year = years.next()?;
    years.next().is_none().then_some(year)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(period: Option<Period>) -> String {
        let show = |date: Option<PartialDate>| date.map(|date| date.to_string()).unwrap_or_default();
        period.map(|Period { start, end }| format!("{}/{}", show(start), show(end))).unwrap_or_default()
    }

    #[test]
    fn dates_are_as_precise_as_printed() {
        for (text, wanted) in [
            ("2014", "2014"),
            ("August 2014", "2014-08"),
            ("Sept. 2015", "2015-09"),
            ("2014.8", "2014-08"),
            ("March 5, 1921", "1921-03-05"),
            ("5 March 1921", "1921-03-05"),
            ("2014年8月", "2014-08"),
        ] {
            assert_eq!(date(text).unwrap().to_string(), wanted, "{text}");
        }
        for text in ["", "14", "August", "2014 2015", "81972187", "General Program"] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn periods_may_be_open() {
        for (text, wanted) in [
            ("August 2014 – September 2015", "2014-08/2015-09"),
            ("2014-2015", "2014/2015"),
            ("2014-08 - 2015-09", "2014-08/2015-09"),
            ("2014.08-2015.09", "2014-08/2015-09"),
            ("since 2010", "2010/"),
            ("2010 to present", "2010/"),
            ("from 2010 to 2012", "2010/2012"),
            ("until 2018", "/2018"),
        ] {
            assert_eq!(shown(period(text)), wanted, "{text}");
        }
        assert_eq!(shown(life("1921~2004")), "1921/2004");
        assert_eq!(shown(life("1931-")), "1931/");
        assert_eq!(shown(life("born in 1931")), "1931/");
        assert_eq!(period("General Program"), None);
        assert_eq!(period("2015-2014"), None);
    }
}
