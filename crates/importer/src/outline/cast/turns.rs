//! The labels that lines begin with, and in which order they take turns.

use std::collections::BTreeMap;

use super::Mark;
use crate::outline::speakers::{asks_by_name, bracketed, is_answering, unnumbered, without_stars};
use crate::text::characters::is_han;
use crate::text::lines::Line;
use crate::text::names::honorific;
use crate::text::wording::split_label;

/// The most characters and words of a label.
const LONGEST: usize = 40;
const WORDS: usize = 5;

/// Signs that stand for a dash between a label and what is said.
const DASHES: &[&str] = &[" – ", " — ", " - ", "——", "—", "–"];

/// Whoever stands before several lines.
#[derive(Debug)]
pub(super) struct Speaker {
    pub printed: String,
    /// The letters of the label in lower case.
    pub label: String,
    /// The first line.
    pub line: u32,
    pub turns: usize,
    /// How many of them ask.
    pub questions: usize,
    /// The bytes of all of them.
    pub said: usize,
}

/// The speakers of a page, and how often one follows another.
#[derive(Debug, Default)]
pub(super) struct Turns {
    pub speakers: Vec<Speaker>,
    follows: BTreeMap<(usize, usize), usize>,
}

impl Turns {
    /// The labels that come again, that everybody knows, or that a question follows. Each line is looked at once.
    pub fn of(lines: &[Line], mark: Mark, site: &str) -> Self {
        let mut all = Self::default();
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        let mut order = Vec::new();
        for line in lines.iter().filter(|line| !line.is_picture()) {
            let Some((label, said)) = labelled(&line.text, mark) else { continue };
            let at = *places.entry(key(label)).or_insert_with_key(|key| {
                let (printed, label) = (label.to_owned(), key.clone());
                all.speakers.push(Speaker { printed, label, line: line.number, turns: 0, questions: 0, said: 0 });
                all.speakers.len() - 1
            });
            order.push(at);
            if let Some(speaker) = all.speakers.get_mut(at) {
                speaker.turns += 1;
                speaker.questions += usize::from(said.contains(['?', '？']));
                speaker.said += said.len();
            }
        }
        let asks = |speaker: &Speaker| speaker.questions == speaker.turns || asks_by_name(&speaker.label, site);
        let known = |speaker: &Speaker| asks(speaker) || is_answering(&speaker.label);
        let stays: Vec<bool> = all.speakers.iter().map(|speaker| speaker.turns > 1 || known(speaker)).collect();
        order.retain(|at| stays.get(*at).copied().unwrap_or_default());
        for (one, next) in order.iter().zip(order.iter().skip(1)).filter(|(one, next)| one != next) {
            *all.follows.entry((*one, *next)).or_default() += 1;
        }
        all
    }

    /// How often `next` comes right after `one`.
    pub fn follows(&self, one: usize, next: usize) -> usize {
        self.follows.get(&(one, next)).copied().unwrap_or_default()
    }

    /// True for one whom somebody follows twice, or once after a question.
    pub fn is_answered(&self, one: usize) -> bool {
        let asks = self.speakers.get(one).is_some_and(|speaker| speaker.questions == speaker.turns);
        let mut after = self.follows.range((one, 0)..=(one, usize::MAX));
        after.any(|(_, count)| *count > 1 || asks)
    }

    /// The first two who take turns at least twice.
    pub fn pair(&self) -> Option<(usize, usize)> {
        let back = |one: usize, next: usize| self.follows(next, one) > 0;
        self.follows.iter().find(|((one, next), count)| **count > 1 && back(*one, *next)).map(|(pair, _)| *pair)
    }
}

/// The label that a line begins with, and what is said behind it.
pub(super) fn labelled(text: &str, mark: Mark) -> Option<(&str, &str)> {
    let text = unnumbered(text);
    let bare = text.trim_start_matches('*');
    let (label, said) = match mark {
        Mark::Colon => split_label(bare)?,
        Mark::Bracket => bracketed(bare)?,
        Mark::Dash => dashed(bare)?,
        Mark::Stop => stopped(bare)?,
    };
    let said = if bare.len() < text.len() { without_stars(label, said) } else { said };
    let label = label.trim_matches('*').trim();
    let begins = label.starts_with(|c: char| c.is_uppercase() || is_han(c));
    let short = label.len() <= 4 * LONGEST && label.chars().count() <= LONGEST && label.split(' ').count() <= WORDS;
    (begins && short && !said.is_empty()).then_some((label, said))
}

fn dashed(text: &str) -> Option<(&str, &str)> {
    let head = text.get(..text.floor_char_boundary(4 * LONGEST)).unwrap_or(text);
    let (at, dash) = DASHES.iter().filter_map(|dash| Some((head.find(dash)?, dash))).min_by_key(|(at, _)| *at)?;
    Some((text.get(..at)?.trim(), text.get(at + dash.len()..)?.trim()))
}

/// `Q. Why?`, `Dr. Pu. So.`: the stop of an honorific ends no label. `问　为何？` has a blank.
fn stopped(text: &str) -> Option<(&str, &str)> {
    if text.starts_with(['问', '答', '問']) {
        return text.split_once([' ', '\u{3000}']).filter(|(label, _)| label.chars().count() == 1);
    }
    let title = honorific(text).map_or(0, |(_, rest)| text.len() - rest.len());
    let head = text.get(title..text.floor_char_boundary(title + LONGEST))?;
    let at = title + head.find(". ")?;
    let label = text.get(..at)?;
    (label.split(' ').count() <= 3).then_some((label, text.get(at + 2..)?.trim()))
}

/// The letters of a label in lower case; the number behind `Q1` counts its questions.
pub(super) fn key(label: &str) -> String {
    let words = label.trim_end_matches(|c: char| c.is_ascii_digit()).to_lowercase();
    let words = words.split(' ').map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
