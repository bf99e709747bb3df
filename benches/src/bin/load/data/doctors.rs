use std::io::{Result, Write};

use serde_json::{Value, json};
use shanghaidoctor_domain::Kind;

use super::organisations::{bodies, body, workplace};
use super::words::{FAMILIES, FIELDS, NOUNS, SYLLABLES};
use super::{Lines, Size, english, id};

/// Roles with their ranks. One post in ten is a chair.
const POSTS: &[(&str, &str)] = &[
    ("President", "PRESIDENT"),
    ("Vice President", "VICE_PRESIDENT"),
    ("Chair", "CHAIR"),
    ("Vice Chair", "VICE_CHAIR"),
    ("Secretary-General", "SECRETARY_GENERAL"),
    ("Standing Member", "STANDING_MEMBER"),
    ("Standing Member", "STANDING_MEMBER"),
    ("Member", "MEMBER"),
    ("Member", "MEMBER"),
    ("Member", "MEMBER"),
];

const STATUSES: &[&str] = &["CURRENT", "CURRENT", "CURRENT", "FORMER", "UNKNOWN"];

pub(super) fn write_specialties(size: Size, lines: &mut Lines<'_, impl Write>) -> Result<()> {
    for index in 0..size.specialties {
        let part = if index < FIELDS.len() { "General" } else { "Applied" };
        let name = format!("{part} {}", FIELDS.get(index % FIELDS.len()).copied().unwrap_or_default());
        lines.put(Kind::Specialty, index, &json!({ "slug": format!("specialty-{index}"), "name": english(name) }))?;
    }
    Ok(())
}

pub(super) fn write(size: Size, lines: &mut Lines<'_, impl Write>) -> Result<()> {
    for index in 0..size.doctors {
        let content = doctor(size, lines, index);
        lines.put(Kind::Doctor, index, &content)?;
    }
    Ok(())
}

fn doctor(size: Size, lines: &mut Lines<'_, impl Write>, index: usize) -> Value {
    let Name { family, given, native } = Name::of(index);
    let chance = &mut lines.chance;
    let employer = chance.below(size.hospitals * 13);
    json!({
        "slug": format!("{}-{}-{index}", family.to_lowercase(), given.to_lowercase()),
        "name": { "family": family, "given": given, "native": native },
        "honorific": english("Dr."),
        "academicTitle": english(if index.is_multiple_of(3) { "Professor" } else { "Associate Professor" }),
        "degrees": [english("Doctor of Medicine")],
        "positions": [
            { "role": english("Director"), "organisation": workplace(size, employer), "status": "CURRENT", "period": { "start": "2011" } },
            { "role": english("Resident"), "organisation": workplace(size, employer + 7), "status": "FORMER" },
        ],
        "researchFocus": [english(format!("What the {} tells", chance.word(NOUNS))), english("Training of young colleagues")],
        "specialties": [id(Kind::Specialty, index % size.specialties)],
        "awards": [{ "name": english(format!("Medal of the Silver {}", chance.word(NOUNS))), "year": 1995 + chance.below(30) }],
    })
}

/// One to eleven posts each, six on the average: every sixth doctor has ten and more.
pub(super) fn write_appointments(size: Size, lines: &mut Lines<'_, impl Write>) -> Result<()> {
    let mut next = 0;
    for doctor in 0..size.doctors {
        for position in 0..=doctor % 11 {
            let content = appointment(size, lines, doctor, position);
            lines.put(Kind::Appointment, next, &content)?;
            next += 1;
        }
    }
    Ok(())
}

fn appointment(size: Size, lines: &mut Lines<'_, impl Write>, doctor: usize, position: usize) -> Value {
    let chance = &mut lines.chance;
    let (role, rank, body) = match chance.below(12) {
        0 => ("Editor", "EDITOR", json!({ "journal": id(Kind::Journal, chance.below(size.journals)) })),
        _ => {
            let (role, rank) = chance.of(POSTS).copied().unwrap_or_default();
            (role, rank, json!({ "organisation": body(chance.below(bodies(size))) }))
        }
    };
    json!({
        "doctor": id(Kind::Doctor, doctor),
        "position": position,
        "role": english(role),
        "rank": rank,
        "body": body,
        "term": 1 + chance.below(5),
        "period": { "start": format!("{}", 1990 + chance.below(35)) },
        "status": chance.word(STATUSES),
    })
}

/// A family name and two syllables, in every combination before one comes again.
pub(super) struct Name {
    pub(super) family: String,
    pub(super) given: String,
    pub(super) native: String,
}

impl Name {
    pub(super) fn of(index: usize) -> Self {
        let of = |all: &[(&'static str, &'static str)], index: usize| {
            all.get(index % all.len()).copied().unwrap_or_default()
        };
        let (families, syllables) = (FAMILIES.len(), SYLLABLES.len());
        let (family, family_native) = of(FAMILIES, index);
        let (first, first_native) = of(SYLLABLES, index / families);
        let (second, second_native) = of(SYLLABLES, index / families / syllables + index / families);
        let capital = first.get(..1).unwrap_or_default().to_uppercase();
        Self {
            family: family.to_owned(),
            given: format!("{capital}{}{second}", first.get(1..).unwrap_or_default()),
            native: format!("{family_native}{first_native}{second_native}"),
        }
    }
}
