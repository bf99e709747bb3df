//! Whom a page portrays: by its title, else by its byline, else by who answers.

use std::collections::BTreeSet;

use crate::Refusal;
use crate::body::interview::speaker;
use crate::body::mentions;
use crate::facts::{Doctor, Found};
use crate::frame::{Frame, Person, person};
use crate::profile::posts;
use crate::text::lines::Line;

/// How far down a byline can stand.
const SEARCHED: usize = 12;

/// The subjects with the line that names each first.
pub(crate) fn find(frame: &Frame, lines: &[Line], site: &str) -> Result<Vec<(Found<Person>, Doctor)>, Refusal> {
    let mut people = from_title(frame);
    if people.is_empty() {
        people = only_one(lines.iter().take(SEARCHED).filter_map(byline).collect());
    }
    if people.is_empty() {
        people = only_one(lines.iter().filter_map(|line| respondent(line, site)).collect());
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

fn from_title(frame: &Frame) -> Vec<Found<Person>> {
    let Some(title) = &frame.title else { return Vec::new() };
    title.value.people.iter().map(|person| Found::new(title.line, person.clone())).collect()
}

/// Several names at the head of lines are a report's experts; the same one twice is a subject.
fn only_one(people: Vec<Found<Person>>) -> Vec<Found<Person>> {
    let names: BTreeSet<String> = people.iter().map(|person| person.value.name.full()).collect();
    if names.len() == 1 { people.into_iter().take(1).collect() } else { Vec::new() }
}

/// A line that is a name, or a name with what its bearer is.
fn byline(line: &Line) -> Option<Found<Person>> {
    let (person, rest) = person(&line.text).filter(|(person, _)| person.is_certain())?;
    let rest = rest.trim();
    let (bracket, after) = match rest.strip_prefix(['(', '（']).and_then(|rest| rest.split_once([')', '）'])) {
        Some((bracket, after)) => (bracket, after.trim()),
        None => ("", rest),
    };
    let lives = crate::text::dates::life(bracket).is_some();
    let titles = after.trim_start_matches([',', ':', '：', ' ', '，']);
    let holds = posts::read(titles).posts.iter().any(|post| post.is_plain(posts::Listed::Byline));
    let alone = after.trim_matches([',', ':', '：']).is_empty();
    let fits = line.text.chars().count() < 600 && !titles.contains(" said");
    (fits && (lives || holds || alone && person.honorific.is_some())).then(|| Found::new(line.number, person))
}

fn respondent(line: &Line, site: &str) -> Option<Found<Person>> {
    let speech = speaker(&line.text, site).filter(|speech| !speech.asks)?;
    let (person, rest) = person(speech.speaker)?;
    rest.is_empty().then(|| Found::new(line.number, person))
}

fn refusal(frame: &Frame, lines: &[Line]) -> Refusal {
    let experts = mentions::find(&lines.iter().collect::<Vec<_>>(), &[]).len();
    let framed = frame.has_update_line || frame.title.is_some();
    if framed && experts > 0 { Refusal::NoSubject { experts } } else { Refusal::NoPortrait }
}

fn doctor(person: &Found<Person>) -> Doctor {
    let name = &person.value.name;
    Doctor {
        slug: shanghaidoctor_domain::text::slug(&name.full()),
        line: person.line,
        family: name.family.clone(),
        given: name.given.clone(),
        honorific: person.value.honorific.map(|honorific| Found::new(person.line, honorific.to_owned())),
        ..Doctor::default()
    }
}
