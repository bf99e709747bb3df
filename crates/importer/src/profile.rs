//! The list of what a doctor holds and did, section by section.

mod author_marks;
pub(crate) mod awards;
pub(crate) mod chinese_awards;
pub(crate) mod chinese_citations;
pub(crate) mod chinese_claims;
pub(crate) mod chinese_fellowships;
pub(crate) mod chinese_labels;
pub(crate) mod chinese_organisations;
pub(crate) mod chinese_posts;
pub(crate) mod chinese_projects;
pub(crate) mod chinese_roles;
pub(crate) mod citations;
pub(crate) mod claims;
mod evident;
pub(crate) mod fellowships;
pub(crate) mod focus;
mod journal_row;
pub(crate) mod labels;
pub(crate) mod organisation_path;
pub(crate) mod placing;
pub(crate) mod posts;
pub(crate) mod projects;
pub(crate) mod prose;
pub(crate) mod publications;
pub(crate) mod roles;
pub(crate) mod wordings;
pub(crate) mod wrapped;

use std::cell::LazyCell;

use self::labels::Topic;
use self::placing::Listed;
use crate::byline;
use crate::facts::{Claim, Doctor, Found};
use crate::gazetteer::Known;
use crate::report::decision::Decision;
use crate::report::notes::{Kept, Notes, Part, UnknownLabel, WarningKind};
use crate::text::han_script::is_chinese;
use crate::text::lines::Line;
use crate::text::wording::{is_listed, lower_words, split_outside_brackets, split_sentences, strip_words};

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
    let items = wrapped::items(known, lines);
    let mut section = Section::Unknown(None);
    // The item above, in the same section.
    let mut above = None;
    for (at, line) in items.lines.iter().enumerate() {
        let below = items.lines.get(at + 1);
        let last = above.take();
        if let Some(rest) = labels::biography(&line.text).or_else(|| labels::card(&line.text)) {
            settle(section, notes);
            section = Section::Biography;
            notes.take(line, Part::Biography, Decision::BiographyLabel);
            if !rest.is_empty() {
                let told = Line { text: rest.to_owned(), ..line.clone() };
                byline::add_biography(known, doctor, &told, notes);
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
    let Some(topic) = label.topic else {
        let lines = Vec::new();
        notes.unknown_labels.push(UnknownLabel { line: line.number, label: label.text.to_owned(), lines });
        notes.decide(line.number, Decision::UnknownLabel);
        return Section::Unknown(Some(line));
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

fn item(known: &Known, section: Section, text: &str, line: &Line, doctor: &mut Doctor, notes: &mut Notes) {
    match section {
        Section::Biography => {
            byline::add_biography(known, doctor, line, notes);
            notes.take(line, Part::Biography, Decision::BiographyItem);
        }
        Section::Unknown(_) => {
            if evident::kind(known, text)
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
            } else if topic_item(known, topic, label, text, line, doctor, notes) {
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

/// True when the item held something that is known.
fn topic_item(
    known: &Known,
    topic: Topic,
    label: &str,
    text: &str,
    line: &Line,
    doctor: &mut Doctor,
    notes: &mut Notes,
) -> bool {
    let number = line.number;
    if text.len() > posts::LONGEST {
        return false;
    }
    if topic != Topic::Focus && is_chinese(text) {
        let (claims, whole) = chinese_claims::claims(text);
        doctor.claims.extend(claims.into_iter().map(|claim| Found::new(number, claim)));
        if whole {
            return true;
        }
    } else if let Some(claims) = counted(topic, text) {
        doctor.claims.extend(claims.into_iter().map(|claim| Found::new(number, claim)));
        notes.decide(number, Decision::Claim);
        return true;
    } else if topic != Topic::Appointments
        && let Some(claim) = claims::claim(text).filter(|_| !projects::is_numbered(known, text))
        && (topic != Topic::Focus || claims::is_told(text))
    {
        doctor.claims.push(Found::new(number, claim));
        notes.decide(number, Decision::Claim);
        return true;
    }
    match topic {
        Topic::Focus if text.contains(". ") => focuses(text, line.number, doctor, notes),
        Topic::Appointments | Topic::Editorial => {
            let listed = if topic == Topic::Editorial { Listed::Editorial } else { Listed::Appointments };
            let found = held(known, listed, text, number, doctor, notes);
            if labels::is_past(label, doctor.has_died()) {
                doctor.end_posts(number);
            }
            found
        }
        Topic::Education => {
            push(&mut doctor.fellowships, number, fellowships::in_education(known, text))
                || byline::add_degree(doctor, text, number, notes)
                || held(known, Listed::Byline, text, number, doctor, notes)
        }
        Topic::Fellowships => push(&mut doctor.fellowships, number, fellowships::fellowship(known, label, text)),
        Topic::Focus => push(&mut doctor.research_focus, number, focus::focus(text)),
        Topic::Awards if edits(text) => held(known, Listed::Editorial, text, number, doctor, notes),
        Topic::Awards if tells(text) => false,
        Topic::Awards => push(&mut doctor.awards, number, awards::awards(text)),
        Topic::Projects => push(&mut doctor.projects, number, projects::projects(known, text)),
        Topic::Achievements => achievement(known, text, number, doctor, notes),
        Topic::Publications => {
            let part = author_marks::part(label, text, doctor);
            publications::item(text, part, number, &mut doctor.publications)
        }
    }
}

/// Several claims: one on each side of a semicolon.
fn counted(topic: Topic, text: &str) -> Option<Vec<Claim>> {
    let parts = split_outside_brackets(text, |c| matches!(c, ';' | '；'));
    let apart = parts.len() > 1 && !matches!(topic, Topic::Appointments | Topic::Focus | Topic::Projects);
    apart.then(|| parts.into_iter().map(claims::claim).collect()).flatten()
}

/// True for an item of awards that says for which journal somebody edits or reviews.
fn edits(text: &str) -> bool {
    const PRAISED: &[&str] = &["excellent", "outstanding", "best", "top", "distinguished"];
    let (_, bare) = roles::without_marks(text);
    let role = bare.split([':', ',']).next().unwrap_or_default();
    let role = [" of ", " for ", " at "]
        .iter()
        .filter_map(|joint| role.split_once(joint))
        .map(|(role, _)| role)
        .min_by_key(|role| role.len())
        .unwrap_or(role);
    roles::is_role(role)
        && role.len() < bare.len()
        && placing::is_editorial(roles::rank(role))
        && strip_words(role, PRAISED).is_none()
}

/// What the doctor works on, and in sentences after it what the doctor did: `Sleep; dreams. She has treated 900 patients.`
fn focuses(text: &str, line: u32, doctor: &mut Doctor, notes: &mut Notes) -> bool {
    let told = |sentence: &&str| claims::is_told(sentence) && claims::claim(sentence).is_some();
    let (told, rest): (Vec<&str>, Vec<&str>) = split_sentences(text).into_iter().partition(told);
    if told.is_empty() || rest.is_empty() {
        return push(&mut doctor.research_focus, line, focus::focus(text));
    }
    push(&mut doctor.claims, line, told.into_iter().filter_map(claims::claim));
    notes.decide(line, Decision::Claim);
    push(&mut doctor.research_focus, line, focus::focus(&rest.join(". ")))
}

/// True for a sentence about somebody that names no award.
fn tells(text: &str) -> bool {
    const TOLD: &str = "he she they we i his her born";
    let told = || lower_words(text).iter().any(|word| is_listed(TOLD, word));
    !is_chinese(text) && told() && awards::won(text).is_empty() && !awards::is_award_item(text)
}

/// A paper, a grant or an award, each by its own signs.
fn achievement(known: &Known, text: &str, line: u32, doctor: &mut Doctor, notes: &mut Notes) -> bool {
    if let Some(paper) = citations::paper(text) {
        doctor.publications.papers.push(Found::new(line, paper));
        return true;
    }
    if let Some(project) = projects::project(known, text).filter(|project| project.funder.is_some()) {
        return push(&mut doctor.projects, line, [project]);
    }
    if awards::is_award_item(text) {
        return push(&mut doctor.awards, line, awards::awards(text));
    }
    held(known, Listed::Byline, text, line, doctor, notes)
}

fn push<T>(list: &mut Vec<Found<T>>, line: u32, values: impl IntoIterator<Item = T>) -> bool {
    let before = list.len();
    list.extend(values.into_iter().map(|value| Found::new(line, value)));
    list.len() > before
}

fn held(known: &Known, listed: Listed, text: &str, line: u32, doctor: &mut Doctor, notes: &mut Notes) -> bool {
    let (placed, unread) = placing::place(known, text, listed, doctor, line, notes);
    if placed > 0 {
        notes.unread(line, &unread);
    }
    placed > 0
}

#[cfg(test)]
mod tests;
