//! `School, University, City, Country (from – to)`.

use shanghaidoctor_domain::CountryCode;

use crate::facts::Fellowship;
use crate::profile::{chinese_fellowships, organisation_path};
use crate::text::dates;
use crate::text::han_script::is_chinese;
use crate::text::wording::{find, strip_words, trailing_bracket, without_end};

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

/// The stay that an item tells of; the label names the role where the item does not.
pub(crate) fn fellowship(label: &str, text: &str) -> Option<Fellowship> {
    if is_chinese(text) {
        return chinese_fellowships::fellowship(label, text);
    }
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
    if let Some((before, last)) = text.rsplit_once(", ")
        && let Some(period) = dates::period(last).or_else(|| one_date(last))
    {
        return (before, Some(period));
    }
    match led.and_then(|(led, rest)| Some((rest.trim(), dates::period(led).or_else(|| one_date(led))?))) {
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
