use std::io::{Result, Write};

use serde_json::{Value, json};
use shanghaidoctor_domain::Kind;

use super::doctors::Name;
use super::words::{DEEDS, FIELDS, NOUNS, PLACES};
use super::{Lines, Size, english, id};

pub(super) fn write_journals(size: Size, lines: &mut Lines<'_, impl Write>) -> Result<()> {
    for index in 0..size.journals {
        let place = PLACES.get(index % PLACES.len()).copied().unwrap_or_default();
        let field = FIELDS.get(index / PLACES.len() % FIELDS.len()).copied().unwrap_or_default();
        let name = format!("{place} Letters of {field} {}", index / PLACES.len() / FIELDS.len() + 1);
        lines.put(Kind::Journal, index, &json!({ "slug": format!("journal-{index}"), "name": english(name) }))?;
    }
    Ok(())
}

pub(super) fn write(size: Size, lines: &mut Lines<'_, impl Write>) -> Result<()> {
    for index in 0..size.papers {
        let content = paper(size, lines, index);
        lines.put(Kind::Publication, index, &content)?;
    }
    Ok(())
}

/// Three to six authors, of whom one or two are portrayed.
fn paper(size: Size, lines: &mut Lines<'_, impl Write>, index: usize) -> Value {
    let chance = &mut lines.chance;
    let mut authors = vec![portrayed(index % size.doctors, "FIRST")];
    if chance.below(2) == 0 {
        authors.push(portrayed((index + 1 + chance.below(size.doctors - 1)) % size.doctors, "CORRESPONDING"));
    }
    for _ in 0..2 + chance.below(3) {
        let Name { family, given, .. } = Name::of(chance.below(25_000));
        authors.push(json!({ "name": format!("{family} {given}") }));
    }
    json!({
        "title": format!(
            "The {} and the {}: why {} patients {} ({index})",
            chance.word(NOUNS), chance.word(NOUNS), 20 + chance.below(400), chance.word(DEEDS),
        ),
        "journal": id(Kind::Journal, chance.below(size.journals)),
        "authors": authors,
        "year": 1985 + chance.below(40),
        "volume": (1 + chance.below(60)).to_string(),
        "issue": (1 + chance.below(12)).to_string(),
        "pages": format!("{}-{}", index % 900, index % 900 + 7),
        "doi": format!("10.5555/invented.{index}"),
        "indexedIn": ["SCI"],
    })
}

fn portrayed(doctor: usize, role: &str) -> Value {
    let Name { family, given, .. } = Name::of(doctor);
    json!({ "name": format!("{family} {given}"), "doctor": id(Kind::Doctor, doctor), "roles": [role] })
}
