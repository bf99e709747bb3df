//! When a doctor lived, as it is kept.

use shanghaidoctor_domain::Period;

use crate::facts::fact_lines::life_span;
use crate::facts::{Doctor, Found};
use crate::report::notes::Notes;
use crate::text::dates;

const FIRST_LIFE: &str = "the life dates that stand first are kept: those of the byline before those of the text";

/// Life dates in brackets after the name, in a text that goes on to tell.
pub(crate) fn add_life_after_name(doctor: &mut Doctor, after: &str, line: u32, notes: &mut Notes) {
    let inside = after.trim_start().strip_prefix(['(', '（']).and_then(|rest| rest.split([')', '）']).next());
    if let Some(life) = inside.and_then(dates::life) {
        add_life(doctor, life, line, notes);
    }
}

/// Keeps the life dates that stand first; others are a question.
pub(crate) fn add_life(doctor: &mut Doctor, life: Period, line: u32, notes: &mut Notes) {
    match &doctor.life {
        Some(known) if known.value != life => {
            let (kept, other) = (life_span(known.value), life_span(life));
            let (kept, other) = (Found::new(known.line, kept), Found::new(line, other));
            notes.conflict("two life dates", &kept, &other, FIRST_LIFE);
        }
        Some(_) => {}
        None => doctor.life = Some(Found::new(line, life)),
    }
}
