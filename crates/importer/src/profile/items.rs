//! An item under a label whose meaning is known.

use crate::facts::{Claim, Doctor, Found};
use crate::gazetteer::Known;
use crate::profile::degrees::add_degree;
use crate::profile::post::{LONGEST, Listed};
use crate::profile::{
    author_marks, awards, chinese_awards, chinese_claims, citations, claims, fellowships, focus, labels, placing,
    projects, publications, roles,
};
use crate::report::decision::Decision;
use crate::report::notes::Notes;
use crate::report::topic::Topic;
use crate::text::han_script::is_chinese;
use crate::text::wording::{is_listed, lower_words, split_outside_brackets, split_sentences, strip_words};

/// Reads an item into the doctor's record. True when it held something that is known.
pub(super) fn read(
    known: &Known,
    topic: Topic,
    label: &str,
    text: &str,
    line: u32,
    doctor: &mut Doctor,
    notes: &mut Notes,
) -> bool {
    text.len() <= LONGEST
        && (counts(known, topic, text, line, doctor, notes) || of_topic(known, topic, label, text, line, doctor, notes))
}

/// Keeps what a Chinese item says in numbers; true where it says nothing else.
pub(super) fn counts_in_chinese(text: &str, line: u32, doctor: &mut Doctor) -> bool {
    if !is_chinese(text) || text.len() > LONGEST {
        return false;
    }
    let (claims, whole) = chinese_claims::claims(text);
    whole && push(&mut doctor.claims, line, claims)
}

/// Keeps the numbers of an item as claims. True when it says nothing else.
fn counts(known: &Known, topic: Topic, text: &str, line: u32, doctor: &mut Doctor, notes: &mut Notes) -> bool {
    if topic != Topic::Focus && is_chinese(text) {
        let (claims, whole) = chinese_claims::claims(text);
        push(&mut doctor.claims, line, claims);
        return whole;
    }
    let claims = several(topic, text).or_else(|| Some(vec![one(known, topic, text)?]));
    let Some(claims) = claims else { return false };
    notes.decide(line, Decision::Claim);
    push(&mut doctor.claims, line, claims)
}

/// The claim that an item is. A post can have a number in its name, and what somebody works on counts nothing.
fn one(known: &Known, topic: Topic, text: &str) -> Option<Claim> {
    if topic == Topic::Appointments {
        return None;
    }
    let claim = claims::claim(text).filter(|_| !projects::is_numbered(known, text))?;
    (topic != Topic::Focus || claims::is_told(text)).then_some(claim)
}

/// What is read from an item depends on the label above it.
fn of_topic(
    known: &Known,
    topic: Topic,
    label: &str,
    text: &str,
    line: u32,
    doctor: &mut Doctor,
    notes: &mut Notes,
) -> bool {
    match topic {
        Topic::Focus if text.contains(". ") => focuses(text, line, doctor, notes),
        Topic::Appointments | Topic::Editorial => {
            let listed = if topic == Topic::Editorial { Listed::Editorial } else { Listed::Appointments };
            let found = held(known, listed, text, line, doctor, notes);
            if labels::is_past(label, doctor.has_died()) {
                doctor.end_posts(line);
            }
            found
        }
        Topic::Education => {
            push(&mut doctor.fellowships, line, fellowships::in_education(known, text))
                || add_degree(doctor, text, line, notes)
                || held(known, Listed::Byline, text, line, doctor, notes)
        }
        Topic::Fellowships => push(&mut doctor.fellowships, line, fellowships::fellowship(known, label, text)),
        Topic::Focus => push(&mut doctor.research_focus, line, focus::focus(text)),
        Topic::Awards if edits(text) => held(known, Listed::Editorial, text, line, doctor, notes),
        Topic::Awards if tells(text) || is_not_won(text, doctor) => false,
        Topic::Awards => push(&mut doctor.awards, line, awards::awards(text)),
        Topic::Projects => push(&mut doctor.projects, line, projects::projects(known, text)),
        Topic::Achievements | Topic::Patents => achievement(known, text, line, doctor, notes),
        Topic::Publications => {
            let part = author_marks::part(label, text, doctor);
            publications::item(text, part, line, &mut doctor.publications)
        }
    }
}

/// Several claims: one on each side of a semicolon.
fn several(topic: Topic, text: &str) -> Option<Vec<Claim>> {
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
        && roles::is_editorial(roles::rank(role))
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

fn is_not_won(text: &str, doctor: &Doctor) -> bool {
    if is_chinese(text) { chinese_awards::is_not_won(text) } else { awards::is_not_won(text, doctor) }
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

/// Writes down what a line holds; false where it holds nothing.
pub(super) fn push<T>(list: &mut Vec<Found<T>>, line: u32, values: impl IntoIterator<Item = T>) -> bool {
    let before = list.len();
    list.extend(values.into_iter().map(|value| Found::new(line, value)));
    list.len() > before
}

/// Writes the posts of a text down; false where it holds none.
pub(super) fn held(
    known: &Known,
    listed: Listed,
    text: &str,
    line: u32,
    doctor: &mut Doctor,
    notes: &mut Notes,
) -> bool {
    let (placed, unread) = placing::place(known, text, listed, doctor, line, notes);
    if placed > 0 {
        notes.unread(line, &unread);
    }
    placed > 0
}
