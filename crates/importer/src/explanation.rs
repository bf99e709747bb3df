//! Why a line was read as it was.

mod reasons;

use serde::Serialize;

use crate::facts::fact_lines::FactLine;
use crate::gazetteer::Known;
use crate::profile::labels;
use crate::read::Page;
use crate::report::decision::Decision;
use crate::report::notes::{Part, Warning};
use crate::text::lines::Line;

/// Why one line was read as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// The line, from 1.
    pub line: u32,
    /// As it stands on the page.
    pub raw: String,
    /// What it looks like.
    pub marks: Marks,
    /// What it was taken for; null for a line that was kept aside.
    pub part: Option<Part>,
    /// What decided so, then how its words were read; never empty.
    pub decisions: Vec<String>,
    /// What was read from it.
    pub facts: Vec<FactLine>,
    /// What made its facts what they are, rank and status of its posts among them.
    pub reasons: Vec<String>,
    /// What to look at in it.
    pub warnings: Vec<Warning>,
}

/// What a line looks like before anything is made of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Marks {
    /// The bullet it begins with.
    pub bullet: Option<char>,
    /// The number it begins with.
    pub number: Option<u16>,
    /// How many blanks it begins with.
    pub indent: usize,
    /// How many empty lines stand above it.
    pub blank_lines_above: u32,
    /// The label it is or begins with.
    pub label: Option<String>,
    /// Whether it is the name of a picture.
    pub is_picture: bool,
}

impl Page {
    /// Why the line was read as it was; none for a line that is blank or past the end of the page.
    pub fn explain(&self, number: u32) -> Option<Explanation> {
        let report = &self.report;
        let at = report.lines.binary_search_by_key(&number, |line| line.number).ok()?;
        let line = report.lines.get(at)?;
        let (_, part) = *report.parts().get(at)?;
        Some(Explanation {
            line: number,
            raw: line.raw.to_string(),
            marks: marks(&report.known, line),
            part,
            decisions: decisions(&report.decisions, number),
            facts: report.facts.iter().filter(|fact| fact.line == number).cloned().collect(),
            reasons: reasons::of(&self.facts, number),
            warnings: report.warnings.iter().filter(|warning| warning.line == number).cloned().collect(),
        })
    }

    /// The last line that is not blank.
    pub fn last_line(&self) -> u32 {
        self.report.lines.last().map_or(0, |line| line.number)
    }
}

/// What was decided about a line, each once: ten posts of one kind are one decision to its reader.
fn decisions(all: &[(u32, Decision)], number: u32) -> Vec<String> {
    let first = all.partition_point(|(line, _)| *line < number);
    let own = all.iter().skip(first).take_while(|(line, _)| *line == number).map(|(_, decision)| *decision);
    let (of_words, of_line): (Vec<Decision>, Vec<Decision>) = own.partition(|decision| decision.is_of_words());
    let mut texts: Vec<String> = Vec::new();
    for text in of_line.into_iter().chain(of_words).map(Decision::text) {
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts
}

fn marks(known: &Known, line: &Line) -> Marks {
    let printed = labels::label(known, line).map(|label| label.text);
    let announces = || labels::intro(&line.text).or_else(|| labels::biography(&line.text));
    let label = printed.or_else(|| announces().map(|rest| line.text.strip_suffix(rest).unwrap_or(&line.text).trim()));
    Marks {
        bullet: line.bullet(),
        number: line.numbered().map(|(number, _)| number),
        indent: line.indent,
        blank_lines_above: line.blank_before,
        label: label.map(str::to_owned),
        is_picture: line.is_picture(),
    }
}
