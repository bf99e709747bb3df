use std::fmt::Write as _;
use std::io::{Result, Write};

use serde_json::{Value, json};
use shanghaidoctor_domain::Kind;

use super::doctors::Name;
use super::words::{DEEDS, NOUNS, PEOPLE, PLACES, TIMES};
use super::{Chance, Lines, Size, id};

/// How many bytes of text an article has.
const BYTES: usize = 12_000;

pub(super) fn write(size: Size, lines: &mut Lines<'_, impl Write>) -> Result<()> {
    for index in 0..size.articles {
        let content = article(size, lines, index);
        lines.put(Kind::Article, index, &content)?;
    }
    Ok(())
}

fn article(size: Size, lines: &mut Lines<'_, impl Write>, index: usize) -> Value {
    let subject = index % size.doctors;
    let Name { family, given, .. } = Name::of(subject);
    let chance = &mut lines.chance;
    let headline = format!("The {} at {}", chance.word(NOUNS), chance.word(PLACES));
    let mut subjects = vec![id(Kind::Doctor, subject)];
    if index.is_multiple_of(10) {
        subjects.push(id(Kind::Doctor, (subject + 1 + chance.below(size.doctors - 1)) % size.doctors));
        // Links are in no other order, and statements by hand know links alone.
        subjects.sort_unstable();
    }
    json!({
        "slug": format!("article-{index}"),
        "locale": "en",
        "channel": "wards",
        "title": format!("Dr. {family} {given} | {headline}"),
        "headline": headline,
        "standfirst": sentence(chance).replace('*', ""),
        "body": body(chance, &format!("{family} {given}")),
        "subjects": subjects,
        "specialties": [id(Kind::Specialty, subject % size.specialties)],
        "credits": [{ "role": "EDITOR", "name": "Chen Lan" }],
        "updatedOn": format!("20{:02}-{:02}-{:02}", 10 + chance.below(15), 1 + chance.below(12), 1 + chance.below(28)),
    })
}

fn body(chance: &mut Chance, name: &str) -> Vec<Value> {
    let mut blocks = Vec::new();
    let mut bytes = 0;
    while bytes < BYTES {
        let (block, length) = match blocks.len() % 8 {
            0 => heading(chance, blocks.len()),
            5 => quote(chance, name),
            7 => exchange(chance, name, blocks.len()),
            _ => paragraph(chance),
        };
        bytes += length;
        blocks.push(block);
    }
    blocks
}

fn heading(chance: &mut Chance, place: usize) -> (Value, usize) {
    let text = format!("The {} and the {}", chance.word(NOUNS), chance.word(NOUNS));
    let length = text.len();
    (json!({ "type": "heading", "level": 2, "text": text, "anchor": format!("chapter-{place}") }), length)
}

fn paragraph(chance: &mut Chance) -> (Value, usize) {
    let text = sentences(chance, 5);
    let length = text.len();
    (json!({ "type": "paragraph", "text": text }), length)
}

fn quote(chance: &mut Chance, name: &str) -> (Value, usize) {
    let text = sentence(chance);
    let length = text.len();
    (json!({ "type": "quote", "text": text, "speaker": { "name": name } }), length)
}

fn exchange(chance: &mut Chance, name: &str, place: usize) -> (Value, usize) {
    let answer = [sentences(chance, 4), sentences(chance, 4)];
    let length = answer.iter().map(String::len).sum();
    let block = json!({
        "type": "exchange",
        "anchor": format!("question-{place}"),
        "question": format!("What became of the {}?", chance.word(NOUNS)),
        "questioner": { "name": "The Invented Ward" },
        "answer": answer,
        "respondent": { "name": name },
    });
    (block, length)
}

fn sentences(chance: &mut Chance, count: usize) -> String {
    let mut text = sentence(chance);
    for _ in 1..count {
        let _ = write!(text, " {}", sentence(chance));
    }
    text
}

fn sentence(chance: &mut Chance) -> String {
    format!(
        "{}, {} {}, and the {} of *{}* ward {} stayed where it was.",
        chance.word(TIMES),
        chance.word(PEOPLE),
        chance.word(DEEDS),
        chance.word(NOUNS),
        chance.word(PLACES),
        1 + chance.below(40),
    )
}
