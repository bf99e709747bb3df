//! An acronym in brackets after an association may stand for it later on the page.

use std::collections::HashMap;

use shanghaidoctor_domain::content::OrganisationKind;

use crate::facts::{Doctor, Organisation};
use crate::gazetteer::Known;
use crate::profile::organisation_path;
use crate::profile::placing::once;
use crate::report::decision::Decision;
use crate::report::notes::Notes;
use crate::text::wording::{initials, is_acronym};

/// The most words that an acronym stands for.
const MOST_WORDS: usize = 12;

/// The most bytes that they have.
const LONGEST: usize = 200;

/// The acronyms that a text puts in brackets after the organisation whose initials they are, with what that is. Those of
/// diseases stand after no organisation.
pub(crate) fn explained<'a>(lines: impl Iterator<Item = &'a str>) -> HashMap<String, OrganisationKind> {
    let brackets = lines.flat_map(|line| line.match_indices(['(', '（']).map(move |(at, sign)| (line, at, sign)));
    let explained = brackets.filter_map(|(line, at, sign)| {
        let rest = line.get(at + sign.len()..)?;
        let inside = rest.get(..rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-')?)?;
        let closed = rest.get(inside.len()..)?.starts_with([')', '）']) && is_acronym(inside);
        let kind = closed.then(|| kind_of_initials(line.get(..at)?, inside)).flatten()?;
        Some((inside.to_owned(), kind))
    });
    explained.collect()
}

/// What the organisation is that a text ends with and whose initials are these.
fn kind_of_initials(text: &str, acronym: &str) -> Option<OrganisationKind> {
    // Further back no name begins that stands here.
    let text = text.get(text.ceil_char_boundary(text.len().saturating_sub(LONGEST))..)?;
    let starts = text.trim_end().rmatch_indices(' ').map(|(at, _)| at + 1).chain([0]).take(MOST_WORDS);
    let names = starts.filter_map(|start| text.get(start..)).filter(|name| initials(name) == acronym);
    names.filter(|name| name.starts_with(char::is_uppercase)).find_map(organisation_path::kind_by_noun)
}

/// Puts the association where its acronym stands. Acronyms that the page gives to no organisation stay as they are.
pub(crate) fn resolve(known: &Known, doctor: &mut Doctor, notes: &mut Notes) {
    let appointments = doctor.appointments.iter().flat_map(|found| &found.value.path);
    let positions = doctor.positions.iter().flat_map(|found| &found.value.path);
    let named = Named::of(appointments.chain(positions));
    for appointment in &mut doctor.appointments {
        named.resolve(known, &mut appointment.value.path);
    }
    // What differed by an acronym only is the same post.
    let appointments = std::mem::take(&mut doctor.appointments);
    doctor.appointments = once(appointments, &mut |line, known| notes.decide(line, Decision::SamePost(known)));
}

/// The organisations that the posts give an acronym to, the first of each acronym, in their order; looked up, because a
/// page can name thousands.
struct Named {
    organisations: Vec<Organisation>,
    places: HashMap<String, usize>,
}

impl Named {
    fn of<'a>(units: impl Iterator<Item = &'a Organisation>) -> Self {
        let mut named = Self { organisations: Vec::new(), places: HashMap::new() };
        for unit in units {
            let Some(acronym) = unit.acronym.as_ref().filter(|acronym| !named.places.contains_key(*acronym)) else {
                continue;
            };
            named.places.insert(acronym.clone(), named.organisations.len());
            named.organisations.push(unit.clone());
        }
        named
    }

    fn resolve(&self, known: &Known, path: &mut Vec<Organisation>) {
        let mut from = 0;
        while let Some(at) = path.first().and_then(|root| self.next(&root.name, from)) {
            if let Some(organisation) = self.organisations.get(at) {
                replace(known, path, organisation);
            }
            from = at + 1;
        }
    }

    /// The first organisation from a place on whose acronym the name begins or ends with.
    fn next(&self, name: &str, from: usize) -> Option<usize> {
        let other = |c: char| !(c.is_ascii_alphanumeric() || c == '-');
        let edges = [name.split(other).next(), name.rsplit(other).next()];
        let places = edges.into_iter().flatten().filter_map(|acronym| self.places.get(acronym).copied());
        places.filter(|at| *at >= from).min()
    }
}

fn replace(known: &Known, path: &mut Vec<Organisation>, organisation: &Organisation) {
    let (Some(acronym), Some(root)) = (&organisation.acronym, path.first_mut()) else { return };
    if root.name == *acronym {
        *root = organisation.clone();
        return;
    }
    let led = root.name.strip_prefix(acronym.as_str()).and_then(|rest| rest.strip_prefix(' '));
    let led = led.filter(|rest| organisation_path::is_part(known, rest));
    let owned = || root.name.strip_prefix(acronym.as_str())?.strip_prefix(['’', '\''])?.strip_prefix("s ");
    let unit = led.or_else(owned).or_else(|| {
        [" of the ", " of ", ", "].iter().find_map(|joint| root.name.strip_suffix(&format!("{joint}{acronym}")))
    });
    if let Some(unit) = unit.map(str::to_owned) {
        root.kind = organisation_path::kind(known, &unit).unwrap_or(root.kind);
        root.name = unit;
        path.insert(0, organisation.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_explains_the_acronyms_of_its_organisations() {
        let text = "Chair of the Chinese Anti-Cancer Alliance (CACA), expert on chronic obstructive pulmonary disease \
                    (COPD) at the Eastern University of Arts (EUA); of the Committee on Lung Diseases (XYZ) (";
        let wanted = [("CACA", OrganisationKind::Association), ("EUA", OrganisationKind::University)];
        let wanted = HashMap::from(wanted.map(|(acronym, kind)| (acronym.to_owned(), kind)));
        assert_eq!(explained([text].into_iter()), wanted);
    }
}
