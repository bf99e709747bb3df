//! The lines that say who the doctor is: name, title, life dates, posts.

use shanghaidoctor_domain::Period;
use shanghaidoctor_domain::content::PostStatus;
use shanghaidoctor_domain::text::RichText;

use crate::facts::{Doctor, Found};
use crate::frame::{Person, person};
use crate::profile::posts::{self, Listed};
use crate::report::notes::{Notes, Part};
use crate::text::characters::is_han;
use crate::text::dates;
use crate::text::lines::Line;
use crate::text::names::Name;
use crate::text::wording::{sentences, split_outside_brackets, strip_start, without_end};

const ACADEMIC: &[&str] = &[
    "professor",
    "associate professor",
    "full professor",
    "chair professor",
    "distinguished professor",
    "adjunct professor",
    "clinical professor",
    "academician",
    "教授",
    "副教授",
    "院士",
];
const DEGREES: &[&str] =
    &["md", "phd", "mdphd", "mph", "mbbs", "mbchb", "msc", "ms", "mmed", "frcs", "frcp", "facs", "facc"];
const DEGREE_STARTS: &[&str] =
    &["Doctor of ", "Doctorate in ", "Doctorate of ", "Master of ", "Bachelor of ", "Master's degree in "];

/// Reads the lines between the frame and the profile. `subjects` stand beside their doctors.
pub(crate) fn read(lines: &[Line], subjects: &[Person], doctors: &mut [Doctor], notes: &mut Notes) {
    let mut current = 0;
    for line in lines.iter().filter(|line| !line.is_picture()) {
        let named = named(&line.text, subjects);
        if let Some((index, ..)) = named {
            current = index;
        }
        let Some(doctor) = doctors.get_mut(current) else { return };
        let known = match named {
            Some((_, found, rest)) => {
                name_line(doctor, &found, line, notes);
                details(doctor, rest, line, notes);
                true
            }
            None => titles(doctor, line.item(), line, notes),
        };
        if known {
            notes.take(line, Part::Byline);
        } else if sentences(&line.text) > 1 {
            add_biography(doctor, line);
            notes.take(line, Part::Biography);
        }
    }
}

/// Which subject a line begins with, and the rest of it.
pub(crate) fn named<'a>(text: &'a str, subjects: &[Person]) -> Option<(usize, Person, &'a str)> {
    let (found, rest) = person(text)?;
    let index = subjects.iter().position(|subject| subject.name.is_like(&found.name))?;
    Some((index, found, rest))
}

fn name_line(doctor: &mut Doctor, found: &Person, line: &Line, notes: &mut Notes) {
    if let Some(title) = found.honorific.filter(|title| ACADEMIC.contains(&title.to_lowercase().as_str())) {
        doctor.academic_title.get_or_insert(Found::new(line.number, title.to_owned()));
    }
    if doctor.honorific.is_none() {
        doctor.honorific = found.honorific.map(|title| Found::new(line.number, title.to_owned()));
    }
    add_variant(doctor, &found.name, line.number, notes);
}

/// Keeps a spelling that differs by more than its order.
pub(crate) fn add_variant(doctor: &mut Doctor, name: &Name, line: u32, notes: &mut Notes) {
    let same_order = name.family == doctor.family && name.given == doctor.given;
    let turned = name.family == doctor.given && name.given == doctor.family;
    let printed = name.full();
    if same_order || turned || doctor.variants.iter().any(|known| known.value == printed) {
        return;
    }
    notes.warn(line, format!("the name is also spelled “{printed}”; “{}” was kept", doctor.full_name()));
    doctor.variants.push(Found::new(line, printed));
}

/// What follows a name: brackets, then titles.
fn details(doctor: &mut Doctor, rest: &str, line: &Line, notes: &mut Notes) {
    let mut rest = rest.trim_start();
    let native: String = rest.chars().take_while(|c| is_han(*c)).collect();
    if (2..=4).contains(&native.chars().count()) {
        rest = rest.get(native.len()..).unwrap_or_default().trim_start();
        doctor.native.get_or_insert(Found::new(line.number, native));
    }
    while let Some((inside, after)) = rest.strip_prefix(['(', '（']).and_then(|rest| rest.split_once([')', '）'])) {
        bracket(doctor, inside, line, notes);
        rest = after.trim_start();
    }
    let rest = rest.trim_start_matches([',', '，', ':', '：', ' ', '–', '—', '-', '|', '.', ';']);
    if !rest.is_empty() && !titles(doctor, rest, line, notes) {
        notes.unread(line.number, &[rest.to_owned()]);
    }
}

fn bracket(doctor: &mut Doctor, inside: &str, line: &Line, notes: &mut Notes) {
    if let Some(life) = dates::life(inside) {
        add_life(doctor, life, line.number, notes);
        return;
    }
    for piece in split_outside_brackets(inside, |c| matches!(c, ',' | '，' | ';' | '；')) {
        if let Some(life) = dates::life(piece) {
            add_life(doctor, life, line.number, notes);
        } else if piece.chars().all(is_han) {
            doctor.native.get_or_insert(Found::new(line.number, piece.to_owned()));
        } else {
            notes.unread(line.number, &[piece.to_owned()]);
        }
    }
}

fn add_life(doctor: &mut Doctor, life: Period, line: u32, notes: &mut Notes) {
    match &doctor.life {
        Some(known) if known.value != life => {
            notes.warn(line, "other life dates stand here; those of the first byline were kept");
        }
        Some(_) => {}
        None => doctor.life = Some(Found::new(line, life)),
    }
}

/// Reads a list or a sentence of titles, degrees and posts. False when it holds none.
fn titles(doctor: &mut Doctor, text: &str, line: &Line, notes: &mut Notes) -> bool {
    let mut others = Vec::new();
    let mut found = false;
    for piece in split_outside_brackets(text, |c| matches!(c, ',' | '，' | '、' | '/')) {
        let bare = without_end(piece);
        if is_academic(bare) {
            doctor.academic_title.get_or_insert(Found::new(line.number, bare.to_owned()));
            found = true;
        } else if is_degree(bare) {
            doctor.degrees.push(Found::new(line.number, bare.to_owned()));
            found = true;
        } else {
            others.push(piece);
        }
    }
    let mut unread = Vec::new();
    for sentence in others.join(", ").split(". ") {
        let (placed, left) = posts::place(sentence, Listed::Byline, doctor, line.number);
        found |= placed > 0;
        unread.extend(left);
    }
    if found {
        unread.retain(|piece| !add_claim(doctor, piece, line.number));
        notes.unread(line.number, &unread);
    }
    found
}

fn add_claim(doctor: &mut Doctor, text: &str, line: u32) -> bool {
    let claim = crate::profile::claims::claim(text);
    doctor.claims.extend(claim.iter().cloned().map(|claim| Found::new(line, claim)));
    claim.is_some()
}

fn is_academic(text: &str) -> bool {
    ACADEMIC.contains(&text.to_lowercase().as_str())
}

fn is_degree(text: &str) -> bool {
    let letters: String = text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    DEGREES.contains(&letters.as_str()) || DEGREE_STARTS.iter().any(|start| strip_start(text, start).is_some())
}

/// Adds a paragraph to the biography.
pub(crate) fn add_biography(doctor: &mut Doctor, line: &Line) {
    let text = RichText::from_plain(&line.text);
    match &mut doctor.biography {
        Some(known) => {
            let longer = format!("{}\n\n{}", known.value.markdown(), text.markdown());
            known.value = RichText::from_markdown(longer);
        }
        None => doctor.biography = Some(Found::new(line.number, text)),
    }
}

/// Nobody who has died holds a post: what the page does not call former is unknown, not current.
pub(crate) fn settle(doctor: &mut Doctor) {
    if doctor.life.as_ref().is_none_or(|life| life.value.end.is_none()) {
        return;
    }
    let positions = doctor.positions.iter_mut().map(|found| &mut found.value.status);
    let appointments = doctor.appointments.iter_mut().map(|found| &mut found.value.status);
    let editorial = doctor.editorial_roles.iter_mut().map(|found| &mut found.value.status);
    for status in positions.chain(appointments).chain(editorial).filter(|status| **status == PostStatus::Current) {
        *status = PostStatus::Unknown;
    }
}
