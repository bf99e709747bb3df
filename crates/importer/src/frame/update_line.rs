//! The line of the date and the visits.

use super::{Frame, SEARCHED};
use crate::facts::Found;
use crate::report::decision::Decision;
use crate::report::notes::{Notes, Part, WarningKind};
use crate::text::lines::Line;
use crate::text::update_line::{is_update_line, printed};

/// Reads it into the frame.
pub(super) fn update_line(frame: &mut Frame, line: &Line, notes: &mut Notes) {
    notes.take(line, Part::UpdateLine, Decision::UpdateLine);
    frame.has_update_line = true;
    let (date, visits) = printed(&line.text);
    frame.updated_on = date.map(|date| Found::new(line.number, date));
    frame.visits = visits.map(|visits| Found::new(line.number, visits));
    if frame.updated_on.is_none() {
        notes.warn(WarningKind::Unread, line.number, "the update line has no date that can be read");
    }
}

/// A second update line that says something else is a question.
pub(super) fn other_update_lines(frame: &Frame, below: &[Line], notes: &mut Notes) {
    const FIRST: &str = "the update line that stands first is kept";
    for line in below.iter().take(SEARCHED).filter(|line| is_update_line(&line.text)) {
        let (date, visits) = printed(&line.text);
        differs("two dates of the update", frame.updated_on.as_ref(), date, line, FIRST, notes);
        differs("two counts of visits", frame.visits.as_ref(), visits, line, FIRST, notes);
    }
}

fn differs<T: PartialEq + ToString>(
    what: &str,
    known: Option<&Found<T>>,
    other: Option<T>,
    line: &Line,
    rule: &'static str,
    notes: &mut Notes,
) {
    if let (Some(known), Some(other)) = (known, other)
        && known.value != other
    {
        let kept = Found::new(known.line, known.value.to_string());
        notes.conflict(what, &kept, &Found::new(line.number, other.to_string()), rule);
    }
}
