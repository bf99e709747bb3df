//! Content of a size, the same at every run: what issue and documents call "the data", as an export's lines. Every word
//! of it is invented.

mod articles;
mod doctors;
mod organisations;
mod papers;
mod words;

use std::io::Write;

use serde_json::{Value, json};
use shanghaidoctor_domain::{Kind, NodeId};
use uuid::Uuid;

/// How many there are of each kind.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    pub(crate) doctors: usize,
    pub(crate) papers: usize,
    pub(crate) articles: usize,
    pub(crate) societies: usize,
    pub(crate) hospitals: usize,
    pub(crate) journals: usize,
    pub(crate) specialties: usize,
}

impl Size {
    /// The size that the targets are set for, so many times. Appointments are six to a doctor.
    pub(crate) const fn times(factor: usize) -> Self {
        Self {
            doctors: 2_000 * factor,
            papers: 40_000 * factor,
            articles: 6_000 * factor,
            societies: 40 * factor,
            hospitals: 60 * factor,
            journals: 300 * factor,
            specialties: 40,
        }
    }
}

/// Writes all of it, those that others name first.
pub(crate) fn write(size: Size, out: &mut impl Write) -> std::io::Result<()> {
    let mut lines = Lines { out, chance: Chance(0x5EED) };
    site(&mut lines)?;
    organisations::write(size, &mut lines)?;
    papers::write_journals(size, &mut lines)?;
    doctors::write_specialties(size, &mut lines)?;
    doctors::write(size, &mut lines)?;
    doctors::write_appointments(size, &mut lines)?;
    papers::write(size, &mut lines)?;
    articles::write(size, &mut lines)
}

fn site(lines: &mut Lines<'_, impl Write>) -> std::io::Result<()> {
    let content = json!({
        "name": english("The Invented Ward"),
        "url": "https://ward.example/",
        "locales": ["en", "zh-Hans"],
        "rights": {
            "holder": "The Invented Ward",
            "notice": "All rights reserved.",
            "creditLine": "Source: The Invented Ward",
            "reprint": "ON_REQUEST",
        },
        "channels": [{ "slug": "wards", "name": english("Wards") }],
    });
    lines.put(Kind::Site, 0, &content)
}

/// The lines of an export, and the dice that decide what they say.
struct Lines<'o, W> {
    out: &'o mut W,
    chance: Chance,
}

impl<W: Write> Lines<'_, W> {
    /// Writes a published document. Each is a second younger than the one before it.
    fn put(&mut self, kind: Kind, index: usize, content: &Value) -> std::io::Result<()> {
        let at = format!(
            "2025-{:02}-{:02}T08:{:02}:{:02}Z",
            1 + index / 100_800 % 12,
            1 + index / 3_600 % 28,
            index / 60 % 60,
            index % 60
        );
        let line = json!({
            "kind": kind.name(),
            "id": id(kind, index),
            "revision": 1,
            "createdAt": at,
            "updatedAt": at,
            "content": content,
            "published": { "revision": 1, "publishedAt": at, "updatedAt": at },
        });
        serde_json::to_writer(&mut *self.out, &line)?;
        self.out.write_all(b"\n")
    }
}

/// The id of a document: sorted by time as those of the program are, and scattered behind it.
fn id(kind: Kind, index: usize) -> String {
    let moment = 1_735_689_600_000_u128 + index as u128;
    let mut chance = Chance(index as u64 ^ (kind as u64) << 40);
    let scattered = u128::from(chance.next()) & 0x3FFF_FFFF_FFFF_FFFF;
    let uuid = Uuid::from_u128(moment << 80 | 7 << 76 | 2 << 62 | scattered);
    NodeId { kind, uuid }.to_string()
}

fn english(text: impl Into<String>) -> Value {
    json!({ "en": text.into() })
}

/// Dice that fall the same way at every run: splitmix64 (Steele, Lea and Flood, 2014).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
    }

    /// A number below this one.
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap_or_default()
    }

    /// One of these.
    fn of<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        all.get(self.below(all.len()))
    }

    /// One of these words.
    fn word<'a>(&mut self, words: &[&'a str]) -> &'a str {
        self.of(words).copied().unwrap_or_default()
    }
}
