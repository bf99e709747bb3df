//! An acronym in brackets after an association may stand for it later on the page.

use crate::facts::Doctor;
use crate::profile::organisation_path::Organisation;
use crate::profile::placing::push_appointment;
use crate::report::decision::Decision;
use crate::report::notes::Notes;

/// Puts the association where its acronym stands. Acronyms that the page gives to no organisation stay as they are.
pub(crate) fn resolve(doctor: &mut Doctor, notes: &mut Notes) {
    let appointments = doctor.appointments.iter().flat_map(|found| &found.value.path);
    let positions = doctor.positions.iter().flat_map(|found| &found.value.path);
    let known: Vec<Organisation> =
        appointments.chain(positions).filter(|unit| unit.acronym.is_some()).cloned().collect();
    for appointment in &mut doctor.appointments {
        for organisation in &known {
            replace(&mut appointment.value.path, organisation);
        }
    }
    // What differed by an acronym only is the same post.
    for appointment in std::mem::take(&mut doctor.appointments) {
        let line = appointment.line;
        if let Some(known) = push_appointment(&mut doctor.appointments, line, appointment.value) {
            notes.decide(line, Decision::SamePost(known));
        }
    }
}

fn replace(path: &mut Vec<Organisation>, organisation: &Organisation) {
    let (Some(acronym), Some(root)) = (&organisation.acronym, path.first_mut()) else { return };
    if root.name == *acronym {
        *root = organisation.clone();
        return;
    }
    let led = root.name.strip_prefix(acronym.as_str()).and_then(|rest| rest.strip_prefix(' '));
    let led = led.filter(|rest| crate::profile::organisation_path::is_part(rest));
    let unit = led.or_else(|| {
        [" of the ", " of ", ", "].iter().find_map(|joint| root.name.strip_suffix(&format!("{joint}{acronym}")))
    });
    if let Some(unit) = unit.map(str::to_owned) {
        root.kind = crate::profile::organisation_path::kind(&unit).unwrap_or(root.kind);
        root.name = unit;
        path.insert(0, organisation.clone());
    }
}
