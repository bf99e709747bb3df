//! The biography that a page sets apart from the portrait.

use shanghaidoctor_domain::text::RichText;

use crate::facts::{Doctor, Found};
use crate::gazetteer::Known;
use crate::profile::life_dates::add_life_after_name;
use crate::profile::prose;
use crate::report::notes::Notes;
use crate::text::lines::Line;
use crate::text::person::{Person, person};

/// Adds a paragraph to the biography, and what it states of the doctor to the record.
pub(crate) fn add_biography(known: &Known, doctor: &mut Doctor, line: &Line, notes: &mut Notes) {
    prose::read(known, doctor, &line.text, line.number, notes);
    let own = |found: &Person| found.name.full() == doctor.full_name();
    if let Some((_, after)) = person(&line.text).filter(|(found, _)| own(found)) {
        add_life_after_name(doctor, after, line.number, notes);
    }
    let text = RichText::from_plain(&line.text);
    match &mut doctor.biography {
        Some(known) => {
            let longer = format!("{}\n\n{}", known.value.markdown(), text.markdown());
            known.value = RichText::from_markdown(longer);
        }
        None => doctor.biography = Some(Found::new(line.number, text)),
    }
}
