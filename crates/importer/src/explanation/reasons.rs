//! What made the facts of a line what they are. Read off the facts, so that it cannot differ from them.

use shanghaidoctor_domain::Period;
use shanghaidoctor_domain::content::{Block, PostStatus};

use crate::facts::fact_lines::trail;
use crate::facts::{Doctor, Facts, Found, Portrait, Position};
use crate::profile::{chinese_roles, roles};
use crate::text::han_script::is_chinese;

/// The reasons, each once.
pub(super) fn of(facts: &Facts, line: u32) -> Vec<String> {
    let mut reasons = Vec::new();
    for doctor in &facts.doctors {
        posts(doctor, line, &mut reasons);
        records(doctor, line, &mut reasons);
        person(doctor, line, &mut reasons);
    }
    article(&facts.article, line, &mut reasons);
    reasons
}

fn on<T>(found: &[Found<T>], line: u32) -> impl Iterator<Item = &T> {
    found.iter().filter(move |found| found.line == line).map(|found| &found.value)
}

fn posts(doctor: &Doctor, line: u32, reasons: &mut Vec<String>) {
    let has_died = doctor.life.as_ref().is_some_and(|life| life.value.end.is_some());
    for post in on(&doctor.positions, line) {
        let place = position_place(post);
        let status = status(post.status, post.period, has_died);
        reasons.push(format!("{}{place}: {status}", role(&post.role)));
    }
    for post in on(&doctor.appointments, line) {
        let (rank, path) = (post.rank.name(), trail(&post.path));
        let status = status(post.status, post.period, has_died);
        reasons.push(format!("{} in {path}: rank {rank} by its words; {status}", role(&post.role)));
    }
    for post in on(&doctor.editorial_roles, line) {
        let (rank, journal) = (post.rank.name(), &post.journal.name);
        let status = status(post.status, post.period, has_died);
        reasons.push(format!("{} for {journal}: rank {rank} by its words; {status}", role(&post.role)));
    }
}

fn role(role: &str) -> String {
    let known = if is_chinese(role) { chinese_roles::role(role).is_some() } else { roles::is_role(role) };
    if known {
        format!("“{role}”, by its last word a role,")
    } else {
        format!("“{role}”, a role by its place,")
    }
}

fn position_place(post: &Position) -> String {
    let place: Vec<&str> = [&post.department, &post.organisation].into_iter().flatten().map(String::as_str).collect();
    if place.is_empty() { " without a place".to_owned() } else { format!(" at {}", place.join(", ")) }
}

fn status(status: PostStatus, period: Option<Period>, has_died: bool) -> &'static str {
    let ended = period.is_some_and(|period| period.end.is_some());
    match status {
        PostStatus::Former if ended => "FORMER, because its period has an end",
        PostStatus::Former => "FORMER, by a word of the past before it, or before the role it is joined to",
        PostStatus::Current => "CURRENT, because no word of the past stands before it and its period has no end",
        PostStatus::Unknown if has_died => "UNKNOWN: who has died holds no post, and the page does not call it former",
        PostStatus::Unknown => "UNKNOWN: the page does not say",
    }
}

/// Each reason once, however many facts of its kind the line has.
fn records(doctor: &Doctor, line: u32, reasons: &mut Vec<String>) {
    let publications = &doctor.publications;
    let kinds = [
        (on(&doctor.fellowships, line).count(), "a stay elsewhere: a place, and a city, a country or a period with it"),
        (on(&doctor.research_focus, line).count(), "what the doctor works on: a semicolon parts two"),
        (on(&doctor.awards, line).count(), "an award: listed under awards, or its last word is one that awards end in"),
        (
            on(&publications.journals, line).count(),
            "a journal's name: short, with capitals, no citation; no paper is made of it",
        ),
        (on(&publications.papers, line).count(), "a paper: it has a DOI, a PubMed number, or a year with a volume"),
        (on(&doctor.projects, line).count(), "funded research: it names a funder, a programme or a kind of funding"),
        (on(&doctor.claims, line).count(), "a claim: a number shortly before what it counts"),
    ];
    add(kinds.map(|(count, reason)| (count > 0, reason)), reasons);
}

fn person(doctor: &Doctor, line: u32, reasons: &mut Vec<String>) {
    let at = |found: Option<u32>| found == Some(line);
    let kinds = [
        (doctor.line == line, "the doctor's name: it stands here first"),
        (
            at(doctor.native.as_ref().map(|found| found.line)),
            "the name in characters: beside the name, two to four of them or in brackets",
        ),
        (
            on(&doctor.variants, line).count() > 0,
            "another spelling: the family name, and a given name that is like the doctor's",
        ),
        (
            at(doctor.academic_title.as_ref().map(|found| found.line)),
            "the academic title: it stands here first, without a place",
        ),
        (on(&doctor.degrees, line).count() > 0, "a degree by its letters or its first words"),
        (at(doctor.life.as_ref().map(|found| found.line)), "life dates: in brackets after the name, or after “born”"),
        (at(doctor.biography.as_ref().map(|found| found.line)), "the biography begins here"),
        (at(doctor.orcid.as_ref().map(|found| found.line)), "an ORCID iD: its check digit is right"),
    ];
    add(kinds, reasons);
}

fn article(article: &Portrait, line: u32, reasons: &mut Vec<String>) {
    let at = |found: Option<u32>| found == Some(line);
    let heads = on(&article.blocks, line).filter(|block| matches!(block, Block::Heading(_))).count();
    let rights = article.rights.as_ref();
    let kinds = [
        (heads > 0, "a heading of the body"),
        (on(&article.figures, line).count() > 0, "a picture: its file's name, or its element, stands here"),
        (
            at(article.updated_on.as_ref().map(|found| found.line)),
            "the printed date of the last update, behind its label",
        ),
        (at(article.visits.as_ref().map(|found| found.line)), "the printed count of visits, behind its label"),
        (at(article.interviewer.as_ref().map(|found| found.line)), "who asks: the first name before a question"),
        (
            on(&article.mentions, line).count() > 0,
            "mentions: full names under a title, or Chinese ones, of nobody portrayed; each where it stands first",
        ),
        (on(&article.credits, line).count() > 0, "credits: names behind a label of what they did"),
        (at(rights.map(|found| found.line)), "rights: the notice begins here"),
    ];
    add(kinds, reasons);
}

fn add<const N: usize>(kinds: [(bool, &'static str); N], reasons: &mut Vec<String>) {
    reasons.extend(kinds.into_iter().filter(|(holds, _)| *holds).map(|(_, reason)| reason.to_owned()));
}
