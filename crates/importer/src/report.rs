//! How a page was read: what was seen, what was left out of the body and why, what could not be placed.

pub(crate) mod decision;
pub(crate) mod notes;
pub(crate) mod source;
pub(crate) mod topic;

use std::collections::BTreeSet;

use serde::Serialize;
use shanghaidoctor_domain::PartialDate;

use self::decision::Decision;
use self::notes::{Kept, Notes, Part, UnknownLabel, Warning};
use self::source::Source;
use crate::facts::Facts;
use crate::facts::fact_lines::{FactLine, fact_lines};
use crate::gazetteer::Known;
use crate::text::lines::Line;

/// What an editor looks at before a page is imported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// What kind of file it was.
    pub source: Source,
    /// What stood above the text.
    pub frame: FrameReport,
    /// What the page does not have.
    pub absent: Vec<Absent>,
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
    #[serde(skip)]
    pub(crate) lines: Vec<Line>,
    /// By line.
    #[serde(skip)]
    pub(crate) decisions: Vec<(u32, Decision)>,
    /// What was known of names as the page was read: an explanation says of a line what the reading saw.
    #[serde(skip)]
    pub(crate) known: Known,
}

/// What a page can lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Absent {
    /// The site's name above the text.
    SiteName,
    /// The site's tagline.
    Tagline,
    /// The article's title.
    Title,
    /// The printed date of the last update.
    UpdateDate,
    /// The printed count of visits.
    Visits,
    /// Whom the page portrays.
    Doctor,
    /// A preface.
    Preface,
    /// An interview.
    Interview,
    /// Who made it.
    Credits,
    /// Who owns it.
    Rights,
}

impl Absent {
    /// Its name for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SiteName => "the site's name",
            Self::Tagline => "the tagline",
            Self::Title => "a title",
            Self::UpdateDate => "the date of the update",
            Self::Visits => "the count of visits",
            Self::Doctor => "whom it portrays",
            Self::Preface => "a preface",
            Self::Interview => "an interview",
            Self::Credits => "credits",
            Self::Rights => "a notice of rights",
        }
    }
}

/// The lines that frame a page, and what the update line says; null for what is absent.
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
    /// The printed date.
    pub updated_on: Option<PartialDate>,
    /// The printed count of visits.
    pub visits: Option<u64>,
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

impl Report {
    /// What the notes say of the lines, beside what was read from them.
    pub(crate) fn of(
        source: Source,
        lines: Vec<Line>,
        frame: FrameReport,
        facts: &Facts,
        notes: Notes,
        known: Known,
    ) -> Self {
        let kept_below: BTreeSet<u32> = notes.unknown_labels.iter().flat_map(label_lines).collect();
        let parts: Vec<_> = lines.iter().map(|line| (line.number, notes.parts.get(&line.number).copied())).collect();
        let unplaced =
            lines.iter().filter(|line| !notes.parts.contains_key(&line.number) && !kept_below.contains(&line.number));
        let mut decisions = notes.decisions;
        decisions.sort_by_key(|(line, _)| *line);
        let mut warnings = notes.warnings;
        warnings.sort_by_key(|warning| warning.line);
        Self {
            source,
            absent: absent(&frame, facts),
            frame,
            facts: fact_lines(facts),
            left_out: left_out(&parts),
            unplaced: unplaced.map(|line| Kept { line: line.number, text: line.text.clone() }).collect(),
            unknown_labels: notes.unknown_labels,
            warnings,
            parts,
            lines,
            decisions,
            known,
        }
    }

    /// What each line that is not blank was taken for; none for one that was kept aside.
    pub fn parts(&self) -> &[(u32, Option<Part>)] {
        &self.parts
    }

    /// How many questions the page leaves to an editor: what could not be read or placed, and where it disagrees with
    /// itself.
    pub const fn open_questions(&self) -> usize {
        self.warnings.len() + self.unknown_labels.len() + self.unplaced.len()
    }
}

fn label_lines(label: &UnknownLabel) -> impl Iterator<Item = u32> {
    std::iter::once(label.line).chain(label.lines.iter().map(|kept| kept.line))
}

fn absent(frame: &FrameReport, facts: &Facts) -> Vec<Absent> {
    let article = &facts.article;
    let all = [
        (frame.site_name.is_some(), Absent::SiteName),
        (frame.tagline.is_some(), Absent::Tagline),
        (frame.title.is_some(), Absent::Title),
        (frame.updated_on.is_some(), Absent::UpdateDate),
        (frame.visits.is_some(), Absent::Visits),
        (!facts.doctors.is_empty(), Absent::Doctor),
        (article.standfirst.is_some(), Absent::Preface),
        (article.interview_at.is_some(), Absent::Interview),
        (!article.credits.is_empty(), Absent::Credits),
        (article.rights.is_some(), Absent::Rights),
    ];
    all.into_iter().filter(|(present, _)| !present).map(|(_, absent)| absent).collect()
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
