//! Cuts between the parts of a page.

use crate::report::decision::Decision;
use crate::report::notes::Notes;
use crate::text::lines::Line;

/// A cut is written down at the first line under it.
pub(super) fn decide(below: &[Line], why: Decision, notes: &mut Notes) {
    if let Some(line) = below.first() {
        notes.decide(line.number, why);
    }
}

/// The lines above a cut and those under it.
pub(super) fn split(lines: &[Line], at: usize) -> (&[Line], &[Line]) {
    lines.split_at_checked(at).unwrap_or((lines, &[]))
}
