//! A line that says only where: `Department of Surgery, Example Hospital`, above or below what the doctor is there.

use shanghaidoctor_domain::content::{OrganisationKind, PostStatus};

use crate::facts::{Doctor, Found, Organisation, Position};
use crate::gazetteer::Known;
use crate::profile::organisation_path;
use crate::profile::placing;
use crate::text::lines::Line;
use crate::text::wording::lower_words;

/// Where a doctor works, without a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Affiliation {
    place: String,
    path: Vec<Organisation>,
}

/// The most bytes of a place: 24 words, with room.
const LONGEST: usize = 600;

/// The place that a text is and nothing else: every piece of it names an organisation that has doctors.
pub(super) fn affiliation(known: &Known, text: &str) -> Option<Affiliation> {
    use OrganisationKind::{Department, Hospital, Institute, School, University};
    // No place is as long.
    if text.len() > LONGEST {
        return None;
    }
    let mut found = organisation_path::read(known, text);
    let path = found.paths.pop().filter(|_| found.paths.is_empty() && found.rest.is_empty())?;
    let employs = |unit: &Organisation| matches!(unit.kind, Department | Hospital | Institute | School | University);
    let named =
        text.starts_with(char::is_uppercase) && lower_words(text).len() <= 24 && !text.contains(['.', '?', '!']);
    let whole = named && path.iter().all(employs);
    whole.then(|| Affiliation { place: text.to_owned(), path })
}

/// A hospital and its department on lines of their own are one place, whichever stands first.
pub(super) fn joined(places: Vec<(usize, Vec<&Line>, Affiliation)>) -> Vec<(usize, Vec<&Line>, Affiliation)> {
    let mut all: Vec<(usize, Vec<&Line>, Affiliation)> = Vec::new();
    for (index, lines, place) in places {
        let above = all.last_mut().filter(|(other, above, _)| {
            let next = above
                .last()
                .zip(lines.first())
                .is_some_and(|(above, below)| below.number <= above.number + 2 + below.blank_before);
            *other == index && next
        });
        match above.and_then(|(_, above, known)| Some((above, known.with(&place)?, known))) {
            Some((above, whole, known)) => {
                *known = whole;
                above.extend(lines);
            }
            None => all.push((index, lines, place)),
        }
    }
    all
}

impl Affiliation {
    /// Both as one place, where one of them is a department alone and the other has none.
    fn with(&self, other: &Self) -> Option<Self> {
        let (unit, whole) = match (self.is_unit(), other.is_unit()) {
            (true, false) => (self, other),
            (false, true) => (other, self),
            _ => return None,
        };
        let has_unit = whole.path.iter().any(|unit| unit.kind == OrganisationKind::Department);
        let place = format!("{}, {}", unit.place, whole.place);
        let path = whole.path.iter().chain(&unit.path).cloned().collect();
        (!has_unit).then_some(Self { place, path })
    }

    fn is_unit(&self) -> bool {
        self.path.iter().all(|unit| unit.kind == OrganisationKind::Department)
    }
}

/// Gives the place to the first role that has none and is one of employment; without such a role, to the academic title.
/// False when the doctor has neither.
pub(super) fn attach(doctor: &mut Doctor, affiliation: Affiliation, line: u32) -> bool {
    if complete(doctor, &affiliation) {
        return true;
    }
    let Affiliation { place, path } = affiliation;
    let bare =
        |position: &Position| position.path.is_empty() && position.organisation.is_none() && employs(&position.role);
    if let Some(at) = doctor.positions.iter().position(|found| bare(&found.value)) {
        let Some(found) = doctor.positions.get_mut(at) else { return false };
        let Position { role, status, period, .. } = found.value.clone();
        found.value = placing::position(role, status, &place, path, period);
        return true;
    }
    let Some(title) = doctor.academic_title.clone().filter(|_| doctor.positions.is_empty()) else { return false };
    let position = placing::position(title.value, PostStatus::Current, &place, path, None);
    doctor.positions.push(Found::new(line, position));
    true
}

/// The hospital under `Director of the Eye Department` is whose department it is.
fn complete(doctor: &mut Doctor, affiliation: &Affiliation) -> bool {
    let open = |found: &&mut Found<Position>| found.value.department.is_some() && found.value.organisation.is_none();
    let has_unit = affiliation.path.iter().any(|unit| unit.kind == OrganisationKind::Department);
    let Some(found) = doctor.positions.iter_mut().rfind(open).filter(|_| !has_unit) else { return false };
    found.value.organisation = Some(affiliation.place.clone());
    found.value.path.clone_from(&affiliation.path);
    true
}

/// A physician works somewhere; who supervises candidates does so for a university that the line need not name.
fn employs(role: &str) -> bool {
    const ROLES: &[&str] =
        &["physician", "surgeon", "director", "head", "chief", "chair", "president", "dean", "nurse", "pharmacist"];
    lower_words(role).last().is_some_and(|last| ROLES.contains(&last.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_place_is_a_place() {
        for text in ["Department of Surgery, Example Hospital", "Eye Institute", "Example Hospital"] {
            assert!(affiliation(&Known::built_in(), text).is_some(), "{text}");
        }
        for text in [
            "Department of Surgery, in the hills",
            "The Hospital on the Hill was old.",
            "Heart Branch, Example Association",
            "A long way",
        ] {
            assert_eq!(affiliation(&Known::built_in(), text), None, "{text}");
        }
    }
}
