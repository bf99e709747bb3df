//! Whom a page portrays: by its title, else by its byline, else by who answers.

use std::collections::BTreeSet;

use crate::body::mentions;
use crate::facts::{Doctor, Found};
use crate::frame::Frame;
use crate::gazetteer::Known;
use crate::outline::cast::Cast;
use crate::outline::speakers::speaker;
use crate::profile::post::Listed;
use crate::profile::{labels, posts};
use crate::refusal::Refusal;
use crate::tail::credits;
use crate::text::han_script::length;
use crate::text::han_slugs::name_slug;
use crate::text::lines::Line;
use crate::text::person::{Person, person};
use crate::text::wording::{ends_sentence, is_listed};

/// How far down a byline can stand.
const SEARCHED: usize = 12;

/// The subjects with the line that names each first.
pub(crate) fn find(
    known: &Known,
    frame: &Frame,
    lines: &[Line],
    cast: &Cast,
) -> Result<Vec<(Found<Person>, Doctor)>, Refusal> {
    let mut people = from_title(frame, lines);
    if people.is_empty() {
        let named: Vec<Found<Person>> = bylines(known, frame, lines);
        people = only_one(named.clone());
        if people.is_empty() {
            let answers = only_one(lines.iter().filter_map(|line| respondent(line, cast)).collect());
            // Where bylines name several, who answers must be one of them.
            let fits = |person: &Found<Person>| named.is_empty() || named.iter().any(|other| is_same(person, other));
            people = answers.into_iter().filter(fits).collect();
        }
    }
    if people.is_empty() {
        return Err(refusal(frame, lines));
    }
    Ok(people
        .into_iter()
        .map(|person| {
            let doctor = doctor(&person);
            (person, doctor)
        })
        .collect())
}

/// A Chinese name without a title must come again: `钟声：…` names nobody.
fn from_title(frame: &Frame, lines: &[Line]) -> Vec<Found<Person>> {
    let Some(title) = &frame.title else { return Vec::new() };
    let again = |name: &str| lines.iter().any(|line| line.text.contains(name));
    let certain = |person: &&Person| !person.name.is_han() || person.honorific.is_some() || again(&person.name.full());
    title.value.people.iter().filter(certain).map(|person| Found::new(title.line, person.clone())).collect()
}

fn is_same(one: &Found<Person>, other: &Found<Person>) -> bool {
    one.value.name.is_like(&other.value.name)
}

/// The bylines at the head of the text, above all prose. Under a title that names nobody the text goes on to speak of
/// whom they name: a report has experts whose names come once.
fn bylines(known: &Known, frame: &Frame, lines: &[Line]) -> Vec<Found<Person>> {
    let head = lines.iter().take(SEARCHED);
    let is_prose = |line: &&Line| ends_sentence(&line.text) && length(&line.text) > 60 && byline(known, line).is_none();
    let named = head.take_while(|line| !is_prose(line)).filter_map(|line| byline(known, line));
    named.filter(|person| frame.title.is_none() || is_told_of(person, lines)).collect()
}

fn is_told_of(person: &Found<Person>, lines: &[Line]) -> bool {
    let name = &person.value.name;
    if name.is_han() {
        let others = lines.iter().filter(|line| line.number != person.line);
        return others.filter(|line| line.text.contains(&name.full())).count() > 0;
    }
    let family = name.family.as_str();
    let others = lines.iter().filter(|line| line.number != person.line);
    others.filter(|line| line.text.split(|c: char| !c.is_alphabetic()).any(|word| word == family)).count() > 1
        || family.contains(' ')
}

/// Several names at the head of lines are a report's experts; the same one twice is a subject.
fn only_one(people: Vec<Found<Person>>) -> Vec<Found<Person>> {
    let names: BTreeSet<String> = people.iter().map(|person| person.value.name.full()).collect();
    if names.len() == 1 { people.into_iter().take(1).collect() } else { Vec::new() }
}

/// A line that is a name, or a name with what its bearer is.
fn byline(known: &Known, line: &Line) -> Option<Found<Person>> {
    let text = labels::card(&line.text).unwrap_or(&line.text);
    let (person, rest) = person(text).filter(|(person, _)| person.is_certain())?;
    let rest = rest.trim();
    let (bracket, after) = match rest.strip_prefix(['(', '（']).and_then(|rest| rest.split_once([')', '）'])) {
        Some((bracket, after)) => (bracket, after.trim()),
        None => ("", rest),
    };
    let lives = crate::text::dates::life(bracket).is_some();
    let titles = after.trim_start_matches([',', ':', '：', ' ', '，']);
    let holds = posts::read(known, titles).posts.iter().any(|post| post.is_plain(Listed::Byline));
    let alone = after.trim_matches([',', ':', '：']).is_empty();
    let labelled = text.len() < line.text.len();
    let fits = line.text.chars().count() < 600 && !tells(titles);
    (fits && (lives || holds || alone && (labelled || person.honorific.is_some())))
        .then(|| Found::new(line.number, person))
}

/// What an expert of a report does after a comma: `X, Director of Y, opened the week`.
fn tells(titles: &str) -> bool {
    const DID: &str = "said spoke gave told took met came went began led says explains believes notes";
    const HELD: &str = "retired awarded honored named selected elected";
    titles.contains(" said")
        || titles.split([',', '，']).skip(1).any(|piece| {
            let verb = piece.trim_start().split([' ', '.']).next().unwrap_or_default();
            is_listed(DID, verb) || verb.ends_with("ed") && verb == verb.to_lowercase() && !is_listed(HELD, verb)
        })
}

fn respondent(line: &Line, cast: &Cast) -> Option<Found<Person>> {
    let speech = speaker(&line.text, cast).filter(|speech| !speech.asks)?;
    let (person, rest) = person(speech.speaker)?;
    rest.is_empty().then(|| Found::new(line.number, person))
}

fn refusal(frame: &Frame, lines: &[Line]) -> Refusal {
    // Who made the article is no expert in it.
    let told: Vec<&Line> = lines.iter().filter(|line| credits::credits(&line.text).is_empty()).collect();
    let experts = mentions::find(&told, &[]).len();
    let framed = frame.has_update_line || frame.title.is_some();
    if framed && experts > 0 { Refusal::NoSubject { experts } } else { Refusal::NoPortrait }
}

fn doctor(person: &Found<Person>) -> Doctor {
    let name = &person.value.name;
    Doctor {
        slug: if name.is_han() { name_slug(name) } else { shanghaidoctor_domain::text::slug(&name.full()) },
        line: person.line,
        family: name.family.clone(),
        given: name.given.clone(),
        native: name.is_han().then(|| Found::new(person.line, name.full())),
        honorific: person.value.honorific.map(|honorific| Found::new(person.line, honorific.to_owned())),
        ..Doctor::default()
    }
}
