//! What stands behind a place and is no part of its name: when, how long, by whom.

use shanghaidoctor_domain::Period;
use shanghaidoctor_domain::content::PostStatus;

use crate::text::dates::{self, date};
use crate::text::names::honorific;
use crate::text::pinyin::is_family;
use crate::text::wording::{find, is_listed, strip_words, trailing_bracket};

/// A place without what stands behind it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Tail<'a> {
    pub place: &'a str,
    pub period: Option<Period>,
    /// The words say that the post is over, or leave it open.
    pub ending: Ending,
    pub unread: Option<&'a str>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Ending {
    #[default]
    Unsaid,
    /// `in the 1990s`
    Past,
    /// `for two terms`, `when the flood came`
    Open,
}

impl Ending {
    /// The status of a post that would have this one without the words.
    pub fn status(self, status: PostStatus) -> PostStatus {
        match self {
            Self::Past => PostStatus::Former,
            Self::Open if status == PostStatus::Current => PostStatus::Unknown,
            _ => status,
        }
    }
}

/// Words behind which no name goes on.
const STOPS: &[&str] = &[
    " by ",
    " when ",
    " while ",
    " where ",
    " who ",
    " whose ",
    " until ",
    " till ",
    " since ",
    " before ",
    " after ",
    " during ",
    " because ",
    " at the age of ",
    " at age ",
    " in his ",
    " in her ",
    " in the same year",
    " in that year",
    ", until ",
    ", till ",
    ", since ",
];

/// Parts a place from its tail. `begins` says that a single date is that of the beginning: `elected President of A in 2014`.
pub(super) fn cut(place: &str, begins: bool) -> Tail<'_> {
    let whole = Tail { place, ..Tail::default() };
    if let Some(led) = led(place, begins) {
        return led;
    }
    let stops = STOPS.iter().filter_map(|stop| find(place, stop));
    let beside = place.match_indices(" with ").map(|(at, _)| at).filter(|at| is_with_somebody(place, *at));
    let timed = [" in ", " on ", " from ", ", in ", " for "].iter().filter_map(|joint| timed(place, joint));
    let Some(at) = stops.chain(beside).chain(timed).min().filter(|at| is_closed(place, *at)) else {
        return last_date(place, begins).unwrap_or(whole);
    };
    let (name, tail) = place.split_at_checked(at).unwrap_or((place, ""));
    let (name, tail) = (name.trim_end_matches([',', ' ']), tail.trim_start_matches([',', ' ']));
    let told = Tail { place: name, ..Tail::default() };
    // `from 2008 to 2012 and headed B`
    let (first, rest) = tail.split_once(" and ").map_or((tail, None), |(first, rest)| (first, Some(rest)));
    if let Some(period) = period(first, begins).filter(|_| rest.is_some()) {
        return Tail { period: Some(period), unread: rest, ..told };
    }
    match period(tail, begins) {
        Some(period) => Tail { period: Some(period), ..told },
        None if is_decade(tail) => Tail { ending: Ending::Past, ..told },
        None if strip_words(tail, &["for"]).is_some() => Tail { ending: Ending::Open, ..told },
        None => Tail { ending: told_of(tail), unread: Some(tail), ..told },
    }
}

/// `by the mayor` and `with Gu Min` leave a post as it is; `when the flood came` was once.
fn told_of(tail: &str) -> Ending {
    const BESIDE: &[&str] = &["by", "with", "who", "whose", "after", "since"];
    if strip_words(tail, BESIDE).is_some() { Ending::Unsaid } else { Ending::Open }
}

/// `2014 of the A`: the date stands between the role and the place.
fn led(place: &str, begins: bool) -> Option<Tail<'_>> {
    let (led, place) =
        [" of ", " at "].iter().filter_map(|joint| place.split_once(joint)).min_by_key(|(led, _)| led.len())?;
    let period = dated(date(led)?, begins);
    Some(Tail { place, period: Some(period), ..Tail::default() })
}

/// `A, 2014` and `A (2014)`: when somebody was elected; otherwise nobody can say what the year means.
fn last_date(place: &str, begins: bool) -> Option<Tail<'_>> {
    let bracket = trailing_bracket(place).filter(|(_, inside)| date(inside).is_some());
    let after_comma = || place.rsplit_once(", ").filter(|(_, last)| begins && date(last).is_some());
    let (place, year) = bracket.or_else(after_comma)?;
    let period = date(year).filter(|_| begins).map(|date| dated(date, begins));
    Some(Tail { place, period, unread: Some(year).filter(|_| period.is_none()), ..Tail::default() })
}

fn dated(date: shanghaidoctor_domain::PartialDate, begins: bool) -> Period {
    Period { start: Some(date), end: Some(date).filter(|_| !begins) }
}

fn period(tail: &str, begins: bool) -> Option<Period> {
    let one = strip_words(tail, &["in", "on"]).and_then(date);
    one.map(|date| dated(date, begins)).or_else(|| dates::period(tail))
}

/// Where the joint leads to a time: a number, a month, `the 1990s`; behind `for`, how long.
fn timed(place: &str, joint: &str) -> Option<usize> {
    const LONG: &str = "a an two three four five six seven eight nine ten twenty thirty forty many several over more nearly \
        almost about some decades years life";
    let at = find(place, joint)?;
    let rest = place.get(at + joint.len()..)?;
    let rest = strip_words(rest, &["the", "early", "late"]).unwrap_or(rest);
    let rest = strip_words(rest, &["early", "late", "spring", "summer", "autumn", "winter"]).unwrap_or(rest);
    let mut words = rest.split([' ', ',']);
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let timed = if joint == " for " {
        let spans = ["years", "terms", "months", "decades", "decade", "life"];
        let long = is_listed(LONG, &first.to_lowercase()) || first.starts_with(|c: char| c.is_ascii_digit());
        long && spans.iter().any(|span| rest.contains(span))
    } else {
        is_year(first) || date(&format!("{first} {second}")).is_some()
    };
    timed.then_some(at)
}

/// ` with Gu Min`, and not `with Diabetes`.
fn is_with_somebody(place: &str, at: usize) -> bool {
    let rest = place.get(at + " with ".len()..).unwrap_or_default();
    let first = rest.split([' ', ',']).next().unwrap_or_default();
    honorific(rest).is_some() || is_family(first)
}

/// `2014`, `1990s`
fn is_year(word: &str) -> bool {
    date(word.trim_end_matches('s').trim_end_matches(['’', '\''])).is_some()
}

fn is_decade(tail: &str) -> bool {
    let decade = |word: &str| word.ends_with('s') && is_year(word);
    tail.split([' ', ',']).any(decade)
}

fn is_closed(place: &str, at: usize) -> bool {
    let before = place.get(..at).unwrap_or_default();
    before.matches(['(', '（']).count() == before.matches([')', '）']).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(place: &str, begins: bool) -> (String, String, Ending) {
        let tail = cut(place, begins);
        let date =
            |date: Option<shanghaidoctor_domain::PartialDate>| date.map(|date| date.to_string()).unwrap_or_default();
        let period = tail.period.map(|period| format!("{}/{}", date(period.start), date(period.end)));
        (tail.place.to_owned(), period.unwrap_or_default(), tail.ending)
    }

    #[test]
    fn times_are_no_part_of_a_place() {
        for (text, begins, place, period, ending) in [
            ("the Asian Pain Forum in 2019", false, "the Asian Pain Forum", "2019/2019", Ending::Unsaid),
            ("the Asian Pain Forum in 2019", true, "the Asian Pain Forum", "2019/", Ending::Unsaid),
            ("the Eye Society in May 2014", true, "the Eye Society", "2014-05/", Ending::Unsaid),
            ("Lake Hospital until 2015", false, "Lake Hospital", "/2015", Ending::Unsaid),
            ("Lake Hospital, till March 2010", false, "Lake Hospital", "/2010-03", Ending::Unsaid),
            ("Lake Hospital in the early 1990s", false, "Lake Hospital", "", Ending::Past),
            ("Lake Hospital for ten years", false, "Lake Hospital", "", Ending::Open),
            ("Lake Hospital when the flood came", false, "Lake Hospital", "", Ending::Open),
            ("Lake Hospital by the age of forty", false, "Lake Hospital", "", Ending::Unsaid),
            ("Lake Hospital with Gu Min", false, "Lake Hospital", "", Ending::Unsaid),
            ("Lake Hospital from 2008 to 2012 and went", false, "Lake Hospital", "2008/2012", Ending::Unsaid),
            ("2014 of the Eye Society", true, "the Eye Society", "2014/", Ending::Unsaid),
            ("Eye Society, 2016", true, "Eye Society", "2016/", Ending::Unsaid),
            ("Eye Society (2016)", false, "Eye Society", "", Ending::Unsaid),
        ] {
            assert_eq!(shown(text, begins), (place.to_owned(), period.to_owned(), ending), "{text}");
        }
        for text in [
            "the Society for the Study of Sleep in Asia",
            "Center for Research in Vision",
            "Foundation for Life",
            "Society for Patients with Diabetes",
            "Bay Hospital No. 2",
            "Eastern Society of Surgery (founded by Gu Min)",
        ] {
            assert_eq!(shown(text, false), (text.to_owned(), String::new(), Ending::Unsaid), "{text}");
        }
    }
}
