//! `School, University, City, Country (from – to)`.

use shanghaidoctor_domain::CountryCode;

use crate::facts::Fellowship;
use crate::profile::organisation_path;
use crate::text::dates;
use crate::text::wording::{find, strip_words, trailing_bracket, without_end};

const COUNTRIES: &[(&str, &[&str])] = &[
    ("US", &["usa", "us", "u.s.", "u.s.a.", "united states", "united states of america", "america"]),
    ("GB", &["uk", "u.k.", "united kingdom", "england", "scotland", "great britain"]),
    ("DE", &["germany"]),
    ("FR", &["france"]),
    ("JP", &["japan"]),
    ("CA", &["canada"]),
    ("AU", &["australia"]),
    ("SE", &["sweden"]),
    ("CH", &["switzerland"]),
    ("IT", &["italy"]),
    ("NL", &["netherlands", "the netherlands"]),
    ("AT", &["austria"]),
    ("BE", &["belgium"]),
    ("DK", &["denmark"]),
    ("SG", &["singapore"]),
    ("KR", &["korea", "south korea"]),
    ("IL", &["israel"]),
    ("RU", &["russia"]),
    ("ES", &["spain"]),
    ("CN", &["china"]),
];
const ROLES: &[&str] = &[
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

/// The stay that an item tells of; the label names the role where the item does not.
pub(crate) fn fellowship(label: &str, text: &str) -> Option<Fellowship> {
    let (text, period) = period(without_end(text));
    let named = ROLES.iter().filter(|role| strip_words(text, &[role]).is_some()).max_by_key(|role| role.len());
    let place = match named {
        Some(role) => without_joint(strip_words(text, &[role]).unwrap_or_default()),
        None => text,
    };
    let labelled = || ROLES.iter().find(|role| find(label, role).is_some());
    let role = named.or_else(labelled).map(|role| (*role).to_owned());
    let mut found = organisation_path::read(place);
    let path = found
        .paths
        .drain(..)
        .next()
        .filter(|path| path.iter().any(|unit| organisation_path::kind(&unit.name).is_some()))?;
    let country = found.rest.last().and_then(|last| country(last));
    if country.is_some() {
        found.rest.pop();
    }
    Some(Fellowship { role, path, city: found.rest.into_iter().next(), country, period })
}

fn without_joint(text: &str) -> &str {
    let text = text.trim_start_matches([',', ':', ' ']);
    strip_words(text, &["at the", "at", "in the", "in", "of the", "of"]).unwrap_or(text)
}

/// A period in brackets at the end, or before a colon at the start.
fn period(text: &str) -> (&str, Option<shanghaidoctor_domain::Period>) {
    if let Some((before, inside)) = trailing_bracket(text)
        && let Some(period) = dates::period(inside).or_else(|| one_date(inside))
    {
        return (before, Some(period));
    }
    let led = text.split_once([':', '：']).or_else(|| text.split_once(", "));
    match led.and_then(|(led, rest)| Some((rest.trim(), dates::period(led)?))) {
        Some((rest, period)) => (rest, Some(period)),
        None => (text, None),
    }
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
        let stay =
            fellowship("Visiting Scholar", "Eye Institute, Example University, Boston, USA (May 2011 – June 2012)")
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
        let led = fellowship("Overseas", "2011-2012: Research Fellow at Example Hospital, Japan").unwrap();
        assert_eq!((led.role.as_deref(), led.city, led.path.len()), (Some("Research Fellow"), None, 1));
        assert_eq!(fellowship("Overseas", "a long stay abroad"), None);
    }
}
