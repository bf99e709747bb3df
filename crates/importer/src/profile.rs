//! The list of what a doctor holds and did, section by section.

pub(crate) mod acronyms;
mod author_marks;
pub(crate) mod awards;
pub(crate) mod biography;
pub(crate) mod chinese_awards;
pub(crate) mod chinese_citations;
pub(crate) mod chinese_claims;
pub(crate) mod chinese_degrees;
pub(crate) mod chinese_fellowships;
pub(crate) mod chinese_labels;
pub(crate) mod chinese_organisations;
pub(crate) mod chinese_posts;
pub(crate) mod chinese_projects;
pub(crate) mod chinese_roles;
pub(crate) mod citations;
pub(crate) mod claims;
pub(crate) mod degrees;
mod evident;
pub(crate) mod fellowships;
pub(crate) mod focus;
mod grant_numbers;
mod items;
mod journal_row;
mod journals;
pub(crate) mod labels;
pub(crate) mod life_dates;
pub(crate) mod orcid;
pub(crate) mod organisation_path;
pub(crate) mod placing;
pub(crate) mod post;
pub(crate) mod posts;
pub(crate) mod projects;
pub(crate) mod prose;
pub(crate) mod publications;
pub(crate) mod roles;
mod table;
pub(crate) mod titles;
pub(crate) mod wordings;
pub(crate) mod wrapped;

use std::cell::LazyCell;

use self::biography::add_biography;
use crate::facts::Doctor;
use crate::gazetteer::Known;
use crate::report::decision::Decision;
use crate::report::notes::{Kept, Notes, Part, UnknownLabel, WarningKind};
use crate::report::topic::Topic;
use crate::text::lines::Line;
use crate::text::wording::is_listed;

/// The section that lines are read in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section<'a> {
    Topic(Topic, &'a str),
    Biography,
    /// Under a label that says nothing, or under none.
    Unknown(Option<&'a Line>),
}

/// Where the profile begins: at the first label, whatever it says. A name with a colon is a byline and no label.
pub(crate) fn start(known: &Known, lines: &[Line], is_byline: &dyn Fn(&Line) -> bool) -> usize {
    let begins = |line: &Line| labels::biography(&line.text).is_some() || labels::label(known, line).is_some();
    lines.iter().position(|line| begins(line) && !is_byline(line)).unwrap_or(lines.len())
}

/// Reads the profile into the doctor's record.
pub(crate) fn read(known: &Known, lines: &[Line], doctor: &mut Doctor, notes: &mut Notes) {
    let lines = orcid::without(lines, |_| None, std::slice::from_mut(doctor), Part::Profile, notes);
    let items = wrapped::items(known, lines.iter().map(AsRef::as_ref));
    let mut section = Section::Unknown(None);
    // The item above, in the same section.
    let mut above = None;
    for (at, line) in items.lines.iter().enumerate() {
        let below = items.lines.get(at + 1);
        let last = above.take();
        let row = table::row(line, below);
        if let Some(table::Row::Frame) = row {
            notes.take(line, Part::Label, Decision::TableHead);
        } else if let Some(table::Row::Cells(cells)) = row {
            item(known, section, &cells, line, doctor, notes);
        } else if let Some(rest) = labels::biography(&line.text).or_else(|| labels::card(&line.text)) {
            settle(section, notes);
            section = Section::Biography;
            notes.take(line, Part::Biography, Decision::BiographyLabel);
            if !rest.is_empty() {
                let told = Line { text: rest.to_owned(), ..line.clone() };
                add_biography(known, doctor, &told, notes);
            }
        } else if let Some(label) = labels::label(known, line).or_else(|| set_off(known, section, last, line, below)) {
            settle(section, notes);
            section = open(known, label, line, doctor, notes);
        } else {
            item(known, section, text_of(line), line, doctor, notes);
            above = Some(line);
        }
    }
    settle(section, notes);
    items.settle(notes);
}

/// Papers and awards are numbered now and then.
fn text_of(line: &Line) -> &str {
    line.numbered().map_or_else(|| line.item(), |(_, text)| text)
}

/// A label that no word tells: between an item and a list of another kind, where the item above has not the shape of a
/// label, too, or the words have another meaning; or plain where those above and below have bullets.
fn set_off<'a>(
    known: &Known,
    section: Section,
    above: Option<&Line>,
    line: &'a Line,
    below: Option<&Line>,
) -> Option<labels::Label<'a>> {
    let (above, below) = (above?, below?);
    if above.is_bullet() && below.is_bullet() {
        return labels::plain(known, line).filter(|_| !goes_on(above));
    }
    let Section::Topic(topic, _) = section else { return None };
    let label = labels::shaped(known, line)?;
    // A journal has the capitals of a label, but does not stand under a paper.
    let under_paper =
        topic == Topic::Publications && evident::kind(known, text_of(above)) == Some(evident::Kind::Paper);
    let named = matches!(topic, Topic::Publications | Topic::Editorial) && !under_paper;
    let apart = label.topic.is_some_and(|other| other != topic) || labels::shaped(known, above).is_none();
    let kind = evident::kind(known, text_of(below))?;
    // Its own words and what stands under it say the same.
    let told = label.topic.is_some_and(|other| other != topic && kind.is_of(other));
    let counts = under_paper && kind == evident::Kind::Claim;
    (told || !named && apart && (kind.is_foreign(topic) || counts)).then_some(label)
}

/// `Member of the`: what stands below belongs to it.
fn goes_on(line: &Line) -> bool {
    const JOINTS: &str = "of the a an and in at for to on with & by from";
    let last = line.text.rsplit(' ').next().unwrap_or_default();
    is_listed(JOINTS, last) || last.ends_with([',', '-', '，'])
}

/// A label whose items were all understood announces nothing that is left to ask.
fn settle(section: Section, notes: &mut Notes) {
    let Section::Unknown(Some(line)) = section else { return };
    let understood = |label: &UnknownLabel| label.line == line.number && label.lines.is_empty();
    let read_under = notes.parts.range(line.number..).next().is_some();
    if read_under && notes.unknown_labels.last().is_some_and(understood) {
        notes.unknown_labels.pop();
        notes.take(line, Part::Profile, Decision::LabelByItems);
    }
}

fn open<'a>(
    known: &Known,
    label: labels::Label<'a>,
    line: &'a Line,
    doctor: &mut Doctor,
    notes: &mut Notes,
) -> Section<'a> {
    // No record has a place for a patent: its lines are one question, as those under a label that says nothing.
    let Some(topic) = label.topic.filter(|topic| *topic != Topic::Patents) else {
        let why = if label.topic.is_none() { Decision::UnknownLabel } else { Decision::PatentsLabel };
        return without_place(known, label, line, why, doctor, notes);
    };
    notes.take(line, Part::Profile, Decision::Label(topic));
    if topic == Topic::Publications {
        publications::label(label.text, &mut doctor.publications);
    }
    let section = Section::Topic(topic, label.text);
    if !label.rest.is_empty() {
        item(known, section, label.rest, line, doctor, notes);
    }
    section
}

/// A label whose lines are kept for an editor, but for those that tell by themselves what they are.
fn without_place<'a>(
    known: &Known,
    label: labels::Label<'a>,
    line: &'a Line,
    why: Decision,
    doctor: &mut Doctor,
    notes: &mut Notes,
) -> Section<'a> {
    notes.unknown_labels.push(UnknownLabel { line: line.number, label: label.text.to_owned(), lines: Vec::new() });
    notes.decide(line.number, why);
    let section = Section::Unknown(Some(line));
    if why == Decision::PatentsLabel && !label.rest.is_empty() {
        item(known, section, label.rest, line, doctor, notes);
    }
    section
}

fn item(known: &Known, section: Section, text: &str, line: &Line, doctor: &mut Doctor, notes: &mut Notes) {
    match section {
        Section::Biography => {
            add_biography(known, doctor, line, notes);
            notes.take(line, Part::Biography, Decision::BiographyItem);
        }
        Section::Unknown(_) => {
            if items::counts_in_chinese(text, line.number, doctor)
                || evident::kind(known, text)
                    .is_some_and(|kind| evident::read(known, kind, text, line.number, doctor, notes))
            {
                notes.take(line, Part::Profile, Decision::Evident);
            } else {
                keep(line, notes);
            }
        }
        Section::Topic(topic, label) => {
            // Most topics read all of their own, and then nobody asks what else an item could be.
            let kind = LazyCell::new(|| evident::kind(known, text));
            let foreign = evident::is_open(topic).then(|| *kind).flatten().filter(|kind| kind.is_foreign(topic));
            let mut evident = |kind| evident::read(known, kind, text, line.number, doctor, notes);
            if foreign.is_some_and(&mut evident) {
                notes.take(line, Part::Profile, Decision::Evident);
            } else if items::read(known, topic, label, text, line.number, doctor, notes) {
                notes.take(line, Part::Profile, Decision::Item(topic));
            } else if kind.is_some_and(|kind| evident::read(known, kind, text, line.number, doctor, notes)) {
                notes.take(line, Part::Profile, Decision::Evident);
            } else {
                notes.parts.remove(&line.number);
                notes.decide(line.number, Decision::NothingRead);
                notes.warn(WarningKind::Unread, line.number, format!("nothing was read from this item of “{label}”"));
            }
        }
    }
}

/// The line goes into the report under its label; a line under no label stays unplaced.
fn keep(line: &Line, notes: &mut Notes) {
    if let Some(label) = notes.unknown_labels.last_mut() {
        label.lines.push(Kept { line: line.number, text: line.text.clone() });
        notes.decide(line.number, Decision::UnderUnknownLabel);
    } else {
        notes.decide(line.number, Decision::UnderNoLabel);
    }
}

#[cfg(test)]
mod tests;
