//! An acronym in brackets after an association may stand for it later on the page.

use crate::facts::Doctor;
use crate::profile::organisation_path::Organisation;

/// Puts the association where its acronym stands. Acronyms that the page gives to no organisation stay as they are.
pub(crate) fn resolve(doctor: &mut Doctor) {
    let appointments = doctor.appointments.iter().flat_map(|found| &found.value.path);
    let positions = doctor.positions.iter().flat_map(|found| &found.value.path);
    let known: Vec<Organisation> =
        appointments.chain(positions).filter(|unit| unit.acronym.is_some()).cloned().collect();
    for appointment in &mut doctor.appointments {
        for organisation in &known {
            replace(&mut appointment.value.path, organisation);
        }
    }
}

fn replace(path: &mut Vec<Organisation>, organisation: &Organisation) {
    let (Some(acronym), Some(root)) = (&organisation.acronym, path.first_mut()) else { return };
    if root.name == *acronym {
        *root = organisation.clone();
        return;
    }
    let unit = [" of the ", " of ", ", "].iter().find_map(|joint| root.name.strip_suffix(&format!("{joint}{acronym}")));
    if let Some(unit) = unit.map(str::to_owned) {
        root.kind = crate::profile::organisation_path::kind(&unit).unwrap_or(root.kind);
        root.name = unit;
        path.insert(0, organisation.clone());
    }
}
