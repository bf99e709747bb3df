//! How a page was read: what was seen, what was left out of the body and why, what could not be placed.

pub(crate) mod notes;

use std::collections::BTreeSet;
use std::fmt;

use serde::Serialize;

use self::notes::{Kept, Notes, Part, UnknownLabel, Warning};
use crate::facts::Facts;
use crate::facts::fact_lines::{FactLine, fact_lines};
use crate::frame::Frame;
use crate::text::lines::Line;

/// What an editor looks at before a page is imported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// What stood above the text.
    pub frame: FrameReport,
    /// What the page does not have.
    pub absent: Vec<&'static str>,
    /// Every fact with its line.
    pub facts: Vec<FactLine>,
    /// Lines that are not in the article's text, and why.
    pub left_out: Vec<LeftOut>,
    /// Lines that could not be placed.
    pub unplaced: Vec<Kept>,
    /// Labels whose meaning is not known, with what stands under them.
    pub unknown_labels: Vec<UnknownLabel>,
    /// What to look at.
    pub warnings: Vec<Warning>,
    #[serde(skip)]
    parts: Vec<(u32, Option<Part>)>,
}

/// The lines that frame a page; none for what is absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FrameReport {
    /// The line of the site's name.
    pub site_name: Option<u32>,
    /// The line of its tagline.
    pub tagline: Option<u32>,
    /// The line of the title.
    pub title: Option<u32>,
    /// The line of date and visits.
    pub update_line: Option<u32>,
}

/// Lines that are not in the article's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LeftOut {
    /// The first line.
    pub from: u32,
    /// The last line.
    pub to: u32,
    /// What they were taken for.
    pub part: Part,
    /// Why they are left out.
    pub reason: &'static str,
}

/// Characters of a fact that a terminal shows; programs get all of it.
const SHOWN: usize = 120;

impl Report {
    pub(crate) fn of(lines: &[Line], frame: &Frame, facts: &Facts, notes: Notes) -> Self {
        let kept_below: BTreeSet<u32> = notes.unknown_labels.iter().flat_map(label_lines).collect();
        let parts: Vec<_> = lines.iter().map(|line| (line.number, notes.parts.get(&line.number).copied())).collect();
        let unplaced =
            lines.iter().filter(|line| !notes.parts.contains_key(&line.number) && !kept_below.contains(&line.number));
        Self {
            frame: frame_report(frame, &notes),
            absent: absent(frame, facts),
            facts: fact_lines(facts),
            left_out: left_out(&parts),
            unplaced: unplaced.map(|line| Kept { line: line.number, text: line.text.clone() }).collect(),
            unknown_labels: notes.unknown_labels,
            warnings: notes.warnings,
            parts,
        }
    }

    /// What each line that is not blank was taken for; none for one that was kept aside.
    pub fn parts(&self) -> &[(u32, Option<Part>)] {
        &self.parts
    }
}

fn label_lines(label: &UnknownLabel) -> impl Iterator<Item = u32> {
    std::iter::once(label.line).chain(label.lines.iter().map(|kept| kept.line))
}

fn frame_report(frame: &Frame, notes: &Notes) -> FrameReport {
    let update_line = notes.parts.iter().find(|(_, part)| **part == Part::UpdateLine).map(|(line, _)| *line);
    FrameReport {
        site_name: frame.site_name.as_ref().map(|found| found.line),
        tagline: frame.tagline.as_ref().map(|found| found.line),
        title: frame.title.as_ref().map(|found| found.line),
        update_line,
    }
}

fn absent(frame: &Frame, facts: &Facts) -> Vec<&'static str> {
    let article = &facts.article;
    let all = [
        (frame.site_name.is_some(), "the site's name"),
        (frame.tagline.is_some(), "the tagline"),
        (frame.title.is_some(), "a title"),
        (frame.updated_on.is_some(), "the date of the update"),
        (frame.visits.is_some(), "the count of visits"),
        (article.standfirst.is_some(), "a preface"),
        (article.interview_at.is_some(), "an interview"),
        (!article.credits.is_empty(), "credits"),
        (article.rights.is_some(), "a notice of rights"),
    ];
    all.into_iter().filter(|(present, _)| !present).map(|(_, name)| name).collect()
}

/// Runs of lines of one part, those of the article's text left out.
fn left_out(parts: &[(u32, Option<Part>)]) -> Vec<LeftOut> {
    let mut runs: Vec<LeftOut> = Vec::new();
    let mut last = None;
    for (line, part) in parts {
        match (part, runs.last_mut()) {
            (Some(part), Some(run)) if last == Some(*part) && !part.is_text() => run.to = *line,
            (Some(part), _) if !part.is_text() => {
                runs.push(LeftOut { from: *line, to: *line, part: *part, reason: part.reason() });
            }
            _ => {}
        }
        last = *part;
    }
    runs
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Facts")?;
        for fact in &self.facts {
            writeln!(f, "  {:>5}  {}: {}", fact.line, fact.path, start_of(&fact.value))?;
        }
        if !self.absent.is_empty() {
            writeln!(f, "Absent\n         {}", self.absent.join(", "))?;
        }
        writeln!(f, "Left out of the body")?;
        for run in &self.left_out {
            let lines = if run.from == run.to { run.from.to_string() } else { format!("{}–{}", run.from, run.to) };
            writeln!(f, "  {lines:>9}  {}", run.reason)?;
        }
        for label in &self.unknown_labels {
            writeln!(f, "Unknown label\n  {:>5}  {}", label.line, label.label)?;
            kept(f, &label.lines)?;
        }
        if !self.unplaced.is_empty() {
            writeln!(f, "Not placed")?;
            kept(f, &self.unplaced)?;
        }
        if !self.warnings.is_empty() {
            writeln!(f, "Please look at")?;
        }
        self.warnings.iter().try_for_each(|warning| writeln!(f, "  {:>5}  {}", warning.line, warning.message))
    }
}

fn kept(f: &mut fmt::Formatter<'_>, lines: &[Kept]) -> fmt::Result {
    lines.iter().try_for_each(|kept| writeln!(f, "  {:>5}  {}", kept.line, start_of(&kept.text)))
}

/// As much of a text as one line of a terminal shows.
fn start_of(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let start: String = line.chars().take(SHOWN).collect();
    if start.len() < text.len() { format!("{start}…") } else { start }
}
