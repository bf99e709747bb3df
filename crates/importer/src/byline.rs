//! The lines that say who the doctor is: name, title, life dates, posts.

mod affiliation;
mod chinese;

use shanghaidoctor_domain::content::PostStatus;

use self::affiliation::Affiliation;
use crate::facts::{Doctor, Found};
use crate::gazetteer::Known;
use crate::profile::biography::add_biography;
use crate::profile::degrees::{add_title_or_degree, is_degree};
use crate::profile::life_dates::{add_life, add_life_after_name};
use crate::profile::post::{LONGEST, Listed};
use crate::profile::titles::{add_academic_title, is_academic};
use crate::profile::{labels, orcid, placing, posts, prose};
use crate::report::decision::Decision;
use crate::report::notes::{Notes, Part};
use crate::text::characters::is_han;
use crate::text::dates;
use crate::text::han_script::is_chinese;
use crate::text::lines::Line;
use crate::text::names::{Name, latin_name};
use crate::text::person::{Person, person};
use crate::text::wording::{
    ends_sentence, sentences, split_outside_brackets, strip_start, strip_words, trailing_bracket, without_end,
};

/// Reads the lines between the frame and the profile. `subjects` stand beside their doctors.
pub(crate) fn read(known: &Known, lines: &[Line], subjects: &[Person], doctors: &mut [Doctor], notes: &mut Notes) {
    let mut current = 0;
    let mut places: Vec<(usize, Vec<&Line>, Affiliation)> = Vec::new();
    let lines = orcid::without(lines, |line| named_on(known, line, subjects), doctors, Part::Byline, notes);
    for line in lines.iter().map(AsRef::as_ref).filter(|line| !line.is_picture()) {
        if labels::card(&line.text) == Some("") {
            notes.take(line, Part::Label, Decision::BiographyLabel);
            continue;
        }
        let named = named(&line.text, subjects).filter(|_| is_byline(known, &line.text, subjects));
        if let Some((index, ..)) = named {
            current = index;
        }
        let Some(doctor) = doctors.get_mut(current) else { return };
        if let Some(why) = own_line(known, doctor, named, line, notes) {
            notes.take(line, Part::Byline, why);
        } else if let Some(place) = affiliation::affiliation(known, item(line)) {
            places.push((current, vec![line], place));
        } else if sentences(&line.text) > 1 || has_life(&line.text, subjects) {
            if let Some((.., after)) = self::named(&line.text, subjects) {
                add_life_after_name(doctor, after, line.number, notes);
            }
            add_biography(known, doctor, line, notes);
            notes.take(line, Part::Biography, Decision::ByItself);
        } else {
            let own = says_of_subject(known, item(line));
            notes.decide(line.number, if own { Decision::NoByline } else { Decision::NotOwn });
        }
    }
    // The roles can stand below the place.
    for (index, lines, place) in affiliation::joined(places) {
        let first = lines.first().map(|line| line.number).unwrap_or_default();
        if doctors.get_mut(index).is_some_and(|doctor| affiliation::attach(doctor, place, first)) {
            lines.into_iter().for_each(|line| notes.take(line, Part::Byline, Decision::Affiliation));
        }
    }
}

/// Reads what a line says of the doctor whom it names, or who was named above it; gives what it was read as.
fn own_line(
    known: &Known,
    doctor: &mut Doctor,
    named: Option<(usize, Person, &str)>,
    line: &Line,
    notes: &mut Notes,
) -> Option<Decision> {
    match named {
        Some((_, found, rest)) => {
            name_line(doctor, &found, line, notes);
            details(known, doctor, rest, line, notes);
            Some(Decision::Named)
        }
        None if says_of_subject(known, item(line)) && titles(known, doctor, item(line), line, notes) => {
            Some(Decision::Titles)
        }
        // Of several sentences each is read for itself.
        None if sentences(&line.text) > 1 => None,
        None => add_claim(doctor, item(line), line.number).then_some(Decision::Claim),
    }
}

/// A line without what sets it off; items of a Chinese list are numbered, too.
fn item(line: &Line) -> &str {
    line.numbered().filter(|_| is_chinese(&line.text)).map_or_else(|| line.item(), |(_, item)| item)
}

/// Whose byline a line is.
fn named_on(known: &Known, line: &Line, subjects: &[Person]) -> Option<usize> {
    named(&line.text, subjects).map(|(index, ..)| index).filter(|_| is_byline(known, &line.text, subjects))
}

/// Which subject a line begins with, and the rest of it.
pub(crate) fn named<'a>(text: &'a str, subjects: &[Person]) -> Option<(usize, Person, &'a str)> {
    let text = strip_words(text, &["Name:", "Name："]).or_else(|| labels::card(text)).unwrap_or(text);
    let (found, rest) = person(text)?;
    let index = subjects.iter().position(|subject| subject.name.is_like(&found.name))?;
    Some((index, found, rest))
}

/// True for a line that says who a subject is, and not only begins with the name as a story's paragraph can.
pub(crate) fn is_byline(known: &Known, text: &str, subjects: &[Person]) -> bool {
    let Some((.., rest)) = named(text, subjects) else { return false };
    let mut pieces = split_outside_brackets(rest, |c| matches!(c, ',' | '，' | ':' | '：' | ';' | '/')).into_iter();
    let lives = rest.trim_end_matches(['.', ',']).ends_with([')', '）']);
    let told = ends_sentence(rest) && !rest.ends_with([',', ';']) || sentences(rest) > 1;
    let titled = |piece: &str| is_academic(without_end(piece)) || is_degree(without_end(piece));
    rest.trim().is_empty() || lives || !told || pieces.any(titled) || placing::holds_posts(known, without_bracket(rest))
}

/// `X (1921–1999) was born in …`: a biography of one sentence.
fn has_life(text: &str, subjects: &[Person]) -> bool {
    let bracket = named(text, subjects).and_then(|(.., rest)| rest.trim_start().strip_prefix(['(', '（']));
    bracket.and_then(|rest| rest.split([')', '）']).next()).is_some_and(|inside| dates::life(inside).is_some())
}

/// What follows a name without the life dates in brackets between them.
fn without_bracket(rest: &str) -> &str {
    let bracket = rest.trim_start().strip_prefix(['(', '（']).and_then(|rest| rest.split_once([')', '）']));
    bracket.map_or(rest, |(_, after)| after.trim_start_matches([',', '，', ':', '：', ' ']))
}

/// True for a Chinese text that lists what somebody is and holds.
pub(crate) fn lists(known: &Known, text: &str) -> bool {
    text.len() <= LONGEST && chinese::is_list(known, text)
}

fn name_line(doctor: &mut Doctor, found: &Person, line: &Line, notes: &mut Notes) {
    if let Some(title) = found.honorific.filter(|title| is_academic(title)) {
        add_academic_title(doctor, title, line.number, notes);
    }
    if doctor.honorific.is_none() {
        doctor.honorific = found.honorific.map(|title| Found::new(line.number, title.to_owned()));
    }
    add_variant(doctor, &found.name, line.number, notes);
}

const FIRST_SPELLING: &str =
    "the headline's spelling is kept, or without one the first; the other is kept beside it as a variant";
const FIRST_NATIVE: &str = "the characters that stand first are kept";

/// `Professor X` in a headline is what X is, where nothing else says it. `Prof.` stands before anybody.
pub(crate) fn settle_title(doctor: &mut Doctor) {
    const SPELLED: &[&str] = &["Professor", "Associate Professor", "Assistant Professor"];
    let printed = doctor.honorific.as_ref().filter(|title| strip_words(&title.value, SPELLED).is_some());
    if doctor.academic_title.is_none() {
        doctor.academic_title = printed.cloned();
    }
}

/// Keeps the name in its own script; another is a question.
fn add_native(doctor: &mut Doctor, name: &str, line: u32, notes: &mut Notes) {
    let found = Found::new(line, name.to_owned());
    match &doctor.native {
        Some(known) if known.value != name => notes.conflict("two names in characters", known, &found, FIRST_NATIVE),
        Some(_) => {}
        None => doctor.native = Some(found),
    }
}

/// Keeps a spelling that differs by more than its order.
pub(crate) fn add_variant(doctor: &mut Doctor, name: &Name, line: u32, notes: &mut Notes) {
    let same_order = name.family == doctor.family && name.given == doctor.given;
    let turned = name.family == doctor.given && name.given == doctor.family;
    let printed = name.full();
    if same_order || turned || doctor.variants.iter().any(|known| known.value == printed) {
        return;
    }
    let other = Found::new(line, printed);
    let kept = Found::new(doctor.line, doctor.full_name());
    notes.conflict("two spellings of the name", &kept, &other, FIRST_SPELLING);
    doctor.variants.push(other);
}

/// What follows a name: brackets, then titles.
fn details(known: &Known, doctor: &mut Doctor, rest: &str, line: &Line, notes: &mut Notes) {
    let mut rest = rest.trim_start();
    let native: String = rest.chars().take_while(|c| is_han(*c)).collect();
    let latin = !doctor.family.starts_with(is_han);
    if latin && (2..=4).contains(&native.chars().count()) {
        rest = rest.get(native.len()..).unwrap_or_default().trim_start();
        add_native(doctor, &native, line.number, notes);
    }
    while let Some((inside, after)) = rest.strip_prefix(['(', '（']).and_then(|rest| rest.split_once([')', '）'])) {
        bracket(doctor, inside, line, notes);
        rest = after.trim_start();
    }
    let mut rest = rest.trim_start_matches([',', '，', ':', '：', ' ', '–', '—', '-', '|', '.', ';']);
    // `, MD (1923–2016)`
    let lived = trailing_bracket(rest).and_then(|(before, inside)| Some((before, dates::life(inside)?)));
    if let Some((before, life)) =
        lived.filter(|(before, _)| before.split([',', '，']).all(|part| is_degree(part.trim())))
    {
        add_life(doctor, life, line.number, notes);
        rest = before;
    }
    if !rest.is_empty() && !titles(known, doctor, rest, line, notes) {
        notes.unread(line.number, &[rest.to_owned()]);
    }
}

fn bracket(doctor: &mut Doctor, inside: &str, line: &Line, notes: &mut Notes) {
    if let Some(life) = dates::life(inside) {
        add_life(doctor, life, line.number, notes);
        return;
    }
    for piece in split_outside_brackets(inside, |c| matches!(c, ',' | '，' | ';' | '；')) {
        if add_latin_name(doctor, piece, line.number) {
            continue;
        }
        if let Some(life) = dates::life(piece) {
            add_life(doctor, life, line.number, notes);
        } else if piece.chars().all(is_han) {
            add_native(doctor, piece, line.number, notes);
        } else {
            notes.unread(line.number, &[piece.to_owned()]);
        }
    }
}

/// A name in Chinese characters with its Latin form beside it: that form is what the address is made from, so that the
/// doctor is met again on an English page.
fn add_latin_name(doctor: &mut Doctor, text: &str, line: u32) -> bool {
    let name = latin_name(text).filter(|(_, rest)| rest.is_empty());
    let Some((name, _)) = name.filter(|_| doctor.family.starts_with(is_han)) else { return false };
    doctor.slug = shanghaidoctor_domain::text::slug(&name.full());
    doctor.variants.push(Found::new(line, text.to_owned()));
    true
}

/// Reads a list or a sentence of titles, degrees and posts. False when it holds none.
fn titles(known: &Known, doctor: &mut Doctor, text: &str, line: &Line, notes: &mut Notes) -> bool {
    if is_chinese(text) {
        return text.len() <= LONGEST && chinese::titles(known, doctor, text, line, notes);
    }
    let (mut others, mut found) = (Vec::new(), false);
    for group in split_outside_brackets(text, |c| matches!(c, ';' | '；')) {
        let mut left = Vec::new();
        for piece in split_outside_brackets(group, |c| matches!(c, ',' | '，' | '、' | '/' | '|' | '｜')) {
            if add_title_or_degree(doctor, without_end(piece), line.number, notes) || born(doctor, piece, line, notes) {
                found = true;
            } else {
                left.push(piece);
            }
        }
        others.push(left.join(", "));
    }
    let (placed, mut unread) = placing::place(known, &others.join("; "), Listed::Byline, doctor, line.number, notes);
    found |= placed > 0;
    if found {
        let before = unread.len();
        unread.retain(|piece| !add_claim(doctor, piece, line.number));
        if unread.len() < before {
            notes.decide(line.number, Decision::Claim);
        }
        unread.retain(|piece| {
            let place = || affiliation::affiliation(known, piece);
            !prose::read_piece(doctor, piece, line.number, notes)
                && !place().is_some_and(|place| {
                    let attached = affiliation::attach(doctor, place, line.number);
                    if attached {
                        notes.decide(line.number, Decision::Affiliation);
                    }
                    attached
                })
        });
        notes.unread(line.number, &unread);
    }
    found
}

/// `male, born in 1957`.
fn born(doctor: &mut Doctor, text: &str, line: &Line, notes: &mut Notes) -> bool {
    let inside = text.strip_prefix(['(', '（']).and_then(|rest| rest.strip_suffix([')', '）']));
    let said = strip_start(text, "born").is_some() || strip_start(text, "b. ").is_some();
    let life = dates::life(inside.unwrap_or(text)).filter(|_| inside.is_some() || said);
    if let Some(life) = life {
        add_life(doctor, life, line.number, notes);
    }
    life.is_some() || is_gender(text)
}

fn add_claim(doctor: &mut Doctor, text: &str, line: u32) -> bool {
    let claim = crate::profile::claims::claim(text);
    doctor.claims.extend(claim.iter().cloned().map(|claim| Found::new(line, claim)));
    claim.is_some()
}

/// True for a line under the name that goes on with what its bearer is, and does not begin with somebody else.
fn says_of_subject(known: &Known, text: &str) -> bool {
    let pieces = split_outside_brackets(text, |c| matches!(c, ',' | '，' | ';' | '；' | '/' | '|' | '｜' | '、'));
    let titled = |piece: &&str| {
        let piece = without_end(piece);
        let born = strip_start(piece, "born").is_some()
            || piece.starts_with(['(', '（']) && dates::life(piece.trim_matches(['(', ')', '（', '）'])).is_some();
        is_academic(piece) || is_degree(piece) || born || is_gender(piece)
    };
    is_chinese(text) || posts::is_own(known, text) || pieces.first().is_some_and(titled) || text.starts_with(is_han)
}

fn is_gender(text: &str) -> bool {
    matches!(text, "male" | "female" | "Male" | "Female" | "男" | "女")
}

/// Nobody who has died holds a post: what the page does not call former is unknown, not current.
pub(crate) fn settle(doctor: &mut Doctor) {
    if !doctor.has_died() {
        return;
    }
    let positions = doctor.positions.iter_mut().map(|found| &mut found.value.status);
    let appointments = doctor.appointments.iter_mut().map(|found| &mut found.value.status);
    let editorial = doctor.editorial_roles.iter_mut().map(|found| &mut found.value.status);
    for status in positions.chain(appointments).chain(editorial).filter(|status| **status == PostStatus::Current) {
        *status = PostStatus::Unknown;
    }
}

#[cfg(test)]
mod tests;
