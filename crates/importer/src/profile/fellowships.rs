//! `School, University, City, Country (from – to)`.

use shanghaidoctor_domain::CountryCode;

use crate::facts::Fellowship;
use crate::gazetteer::Known;
use crate::profile::{chinese_fellowships, organisation_path};
use crate::text::dates;
use crate::text::han_script::is_chinese;
use crate::text::wording::{cut, cut_last, find, places, strip_words, trailing_bracket, without_end};

const COUNTRIES: &[(&str, &[&str])] = &[
    ("US", &["usa", "us", "u.s.", "u.s.a.", "u.s", "u.s.a", "united states", "the united states", "america"]),
    ("US", &["united states of america", "the united states of america", "the us", "the usa"]),
    ("GB", &["uk", "u.k.", "u.k", "the uk", "united kingdom", "the united kingdom", "great britain", "britain"]),
    ("GB", &["england", "scotland", "wales", "northern ireland"]),
    ("DE", &["germany"]),
    ("FR", &["france"]),
    ("JP", &["japan"]),
    ("CA", &["canada"]),
    ("AU", &["australia"]),
    ("NZ", &["new zealand"]),
    ("SE", &["sweden"]),
    ("NO", &["norway"]),
    ("FI", &["finland"]),
    ("DK", &["denmark"]),
    ("CH", &["switzerland"]),
    ("IT", &["italy"]),
    ("NL", &["netherlands", "the netherlands", "holland"]),
    ("AT", &["austria"]),
    ("BE", &["belgium"]),
    ("IE", &["ireland"]),
    ("ES", &["spain"]),
    ("PT", &["portugal"]),
    ("GR", &["greece"]),
    ("PL", &["poland"]),
    ("CZ", &["czechia", "czech republic", "the czech republic"]),
    ("HU", &["hungary"]),
    ("RU", &["russia"]),
    ("TR", &["turkey", "türkiye"]),
    ("IL", &["israel"]),
    ("SG", &["singapore"]),
    ("KR", &["korea", "south korea", "republic of korea"]),
    ("IN", &["india"]),
    ("TH", &["thailand"]),
    ("MY", &["malaysia"]),
    ("BR", &["brazil"]),
    ("MX", &["mexico"]),
    ("ZA", &["south africa"]),
    ("EG", &["egypt"]),
    ("CN", &["china", "p.r. china", "pr china"]),
];
const ROLES: &[&str] = &[
    "Senior Visiting Fellow",
    "Postdoctoral Researcher",
    "Postdoctoral Research Fellow",
    "Postdoctoral Scholar",
    "Exchange Scholar",
    "Observer",
    "Visiting Scholar",
    "Visiting Professor",
    "Visiting Fellow",
    "Visiting Researcher",
    "Visiting Physician",
    "Research Fellow",
    "Clinical Fellow",
    "Postdoctoral Fellow",
    "Senior Visiting Scholar",
    "Fellow",
];

/// Words before a role or a place that name neither.
const LEADS: &[&str] = &[
    "has worked as",
    "worked as",
    "served as",
    "was",
    "a",
    "an",
    "he",
    "she",
    "studied",
    "trained",
    "further studies",
    "further study",
    "advanced training",
    "training",
    "clinical training",
    "clinical fellowship",
    "research fellowship",
    "postdoctoral fellowship",
    "fellowship",
    "visiting fellowship",
    "postdoctoral research",
    "postdoctoral training",
];

/// The stay that an item tells of; the label names the role where the item does not.
pub(crate) fn fellowship(known: &Known, label: &str, text: &str) -> Option<Fellowship> {
    if is_chinese(text) {
        return chinese_fellowships::fellowship(label, text);
    }
    let (text, period) = period(without_end(text));
    let mut text = text;
    while let Some(rest) = strip_words(text, LEADS).filter(|rest| !rest.is_empty()) {
        text = rest;
    }
    let named = ROLES.iter().filter_map(|role| Some((*role, strip_words(text, &[role])?)));
    let named = named.max_by_key(|(role, _)| role.len());
    let place = unbracketed(after_subject(known, named.map_or(text, |(_, rest)| rest)));
    let labelled = || ROLES.iter().find(|role| find(label, role).is_some()).map(|role| (*role).to_owned());
    let printed = named.and_then(|(role, _)| text.get(..role.len())).map(str::to_owned);
    let role = printed.or_else(labelled);
    let mut found = organisation_path::read(known, &place);
    let path = found
        .paths
        .drain(..)
        .next()
        .filter(|path| path.iter().any(|unit| organisation_path::kind(known, &unit.name).is_some()))?;
    let country = found.rest.last().and_then(|last| country(last));
    if country.is_some() {
        found.rest.pop();
    }
    Some(Fellowship { role, path, city: found.rest.into_iter().next(), country, period })
}

/// The stay that an item of an education is: it begins with a fellowship, or with who has one.
pub(crate) fn in_education(known: &Known, text: &str) -> Option<Fellowship> {
    let starts = ["fellowship", "clinical fellow", "research fellow", "postdoctoral", "visiting", "exchange scholar"];
    // Most items have none of the words, wherever their period stands.
    if starts.iter().all(|start| find(text, start).is_none()) {
        return None;
    }
    let bare = period(without_end(text)).0.to_lowercase();
    starts.iter().any(|start| bare.starts_with(start)).then(|| fellowship(known, "", text))?
}

/// The stay abroad that a sentence tells of beyond doubt: where, and in which country.
pub(crate) fn told(known: &Known, text: &str) -> Option<Fellowship> {
    const VERBS: &[&str] = &["studied", "trained", "worked", "he", "she", "also", "then", "later"];
    let mut rest = text;
    while let Some(shorter) = strip_words(rest, VERBS) {
        rest = shorter;
    }
    let stays = strip_words(rest, &["at", "in", "as a", "as an"]).is_some() && rest.len() < text.len();
    let bare = strip_words(rest, &["as a", "as an"]).unwrap_or(rest);
    let china = "CN".parse().ok();
    let proper = |stay: &Fellowship| stay.path.iter().all(|unit| unit.name.starts_with(char::is_uppercase));
    fellowship(known, "", bare).filter(|stay| stays && stay.country.is_some() && stay.country != china && proper(stay))
}

/// `in surgery at A` and `in surgery, A` are at A.
fn after_subject<'a>(known: &Known, text: &'a str) -> &'a str {
    let is_subject = |text: &str| organisation_path::kind(known, text).is_none() && !text.contains([',', '(']);
    let text = text.trim_start_matches([',', ':', ' ']);
    let cut = [" at the ", " at "].iter().find_map(|joint| text.split_once(joint));
    if let Some((_, place)) = cut.filter(|(before, _)| is_subject(before)) {
        return place;
    }
    let subject = strip_words(text, &["in"]).and_then(|rest| rest.split_once(", "));
    match subject.filter(|(before, _)| is_subject(before)) {
        // `in Norway, at A` names no subject.
        Some((before, place)) if country(before).is_none() => place,
        _ => without_joint(text),
    }
}

/// The place with the bracket at its end, and the country after `in`, as further pieces.
fn unbracketed(text: &str) -> String {
    let text = match trailing_bracket(text) {
        Some((place, inside)) if country(inside.rsplit(", ").next().unwrap_or_default()).is_some() => {
            format!("{place}, {inside}")
        }
        _ => text.to_owned(),
    };
    match text.rsplit_once(" in ") {
        Some((place, land)) if country(land.rsplit(", ").next().unwrap_or_default()).is_some() => {
            format!("{place}, {land}")
        }
        _ => text,
    }
}

fn without_joint(text: &str) -> &str {
    let text = text.trim_start_matches([',', ':', ' ']);
    strip_words(text, &["at the", "at", "in the", "in", "of the", "of", "to the", "to", "with the", "with"])
        .unwrap_or(text)
}

/// A period in brackets at the end, or before a colon at the start.
fn period(text: &str) -> (&str, Option<shanghaidoctor_domain::Period>) {
    if !dates::has_year(text) {
        return (text, None);
    }
    if let Some((before, inside)) = trailing_bracket(text)
        && let Some(period) = dates::period(inside).or_else(|| one_date(inside))
    {
        return (before, Some(period));
    }
    let led = text.split_once([':', '：']).or_else(|| cut(text, ", "));
    if let Some((before, last)) = cut_last(text, ", ")
        && let Some(period) = dates::period(last).or_else(|| one_date(last))
    {
        return (before, Some(period));
    }
    let led = led.and_then(|(led, rest)| Some((rest.trim(), dates::period(led).or_else(|| one_date(led))?)));
    led.or_else(|| at_edge(text)).map_or((text, None), |(rest, period)| (rest, Some(period)))
}

/// `2001-2002 A`, `A from 1995 to 1997`, `A in 2009`.
fn at_edge(text: &str) -> Option<(&str, shanghaidoctor_domain::Period)> {
    let led = places(text, " ").take(6).filter_map(|at| {
        let (led, rest) = text.split_at_checked(at)?;
        // `2005 Visiting Fellow`
        let year = || one_date(led).filter(|_| rest.trim_start().starts_with(char::is_uppercase));
        Some((rest.trim_start(), dates::period(led).or_else(year)?))
    });
    let mut ended = [" from ", " in ", " between "].iter().filter_map(|joint| {
        let (before, last) = cut_last(text, joint)?;
        Some((before, dates::period(last).or_else(|| one_date(last))?))
    });
    led.last().or_else(|| ended.next_back())
}

fn one_date(text: &str) -> Option<shanghaidoctor_domain::Period> {
    let date = dates::date(text)?;
    Some(shanghaidoctor_domain::Period { start: Some(date), end: Some(date) })
}

fn country(text: &str) -> Option<CountryCode> {
    let lower = text.trim().to_lowercase();
    let (code, _) = COUNTRIES.iter().find(|(_, names)| names.contains(&lower.as_str()))?;
    code.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stays_have_a_place_and_a_time() {
        let stay = fellowship(
            &Known::built_in(),
            "Visiting Scholar",
            "Eye Institute, Example University, Boston, USA (May 2011 – June 2012)",
        )
        .unwrap();
        assert_eq!(
            stay.path.iter().map(|unit| unit.name.as_str()).collect::<Vec<_>>(),
            ["Example University", "Eye Institute"]
        );
        assert_eq!(
            (stay.city.as_deref(), stay.country.map(|code| code.to_string()).as_deref()),
            (Some("Boston"), Some("US"))
        );
        assert_eq!(stay.period.unwrap().end.unwrap().to_string(), "2012-06");
        let led = fellowship(&Known::built_in(), "Overseas", "2011-2012: Research Fellow at Example Hospital, Japan")
            .unwrap();
        assert_eq!((led.role.as_deref(), led.city, led.path.len()), (Some("Research Fellow"), None, 1));
        assert_eq!(fellowship(&Known::built_in(), "Overseas", "a long stay abroad"), None);
    }

    #[test]
    fn stays_are_told_in_several_forms() {
        let years = |from: &str, to: &str| format!("{from}/{to}");
        for (text, role, place, country, period) in [
            (
                "Studied at Fjord University in Norway from 1995 to 1997",
                "",
                "Fjord University",
                "NO",
                years("1995", "1997"),
            ),
            (
                "2001-2002 Visiting scholar at the Lake Clinic, USA",
                "Visiting scholar",
                "Lake Clinic",
                "US",
                years("2001", "2002"),
            ),
            (
                "Clinical fellowship at Bay Hospital, Boston, USA (2009)",
                "",
                "Bay Hospital",
                "US",
                years("2009", "2009"),
            ),
            (
                "2005 Visiting Fellow, Fjord University, Norway",
                "Visiting Fellow",
                "Fjord University",
                "NO",
                years("2005", "2005"),
            ),
            ("Fellowship in surgery, Lake Clinic, Japan, 2012", "", "Lake Clinic", "JP", years("2012", "2012")),
            ("Trained in surgery at Lake Clinic in Japan in 2012", "", "Lake Clinic", "JP", years("2012", "2012")),
            (
                "Worked as a research fellow in the Eye Institute (Bergen, Norway)",
                "research fellow",
                "Eye Institute",
                "NO",
                years("", ""),
            ),
        ] {
            let stay = fellowship(&Known::built_in(), "", text).unwrap();
            let show = |date: Option<shanghaidoctor_domain::PartialDate>| {
                date.map(|date| date.to_string()).unwrap_or_default()
            };
            let shown =
                stay.period.map_or_else(|| years("", ""), |period| years(&show(period.start), &show(period.end)));
            assert_eq!(stay.path.last().map(|unit| unit.name.as_str()), Some(place), "{text}");
            assert_eq!(stay.role.unwrap_or_default(), role, "{text}");
            assert_eq!(
                (stay.country.map(|code| code.to_string()).unwrap_or_default(), shown),
                (country.to_owned(), period),
                "{text}"
            );
        }
        assert!(told(&Known::built_in(), "studied at Fjord University in Norway").is_some());
        for text in
            ["studied at Plainwater University", "studied in Norway", "worked at a hospital in Norway", "studied hard"]
        {
            assert_eq!(told(&Known::built_in(), text), None, "{text}");
        }
    }
}
