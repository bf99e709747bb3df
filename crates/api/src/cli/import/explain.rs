//! `import --explain`: why lines of a page were read as they were. Nothing is written, no database is opened.

use std::fs;
use std::process::ExitCode;
use std::str::FromStr;

use anyhow::Context as _;
use serde_json::json;
use shanghaidoctor_importer::{Explanation, Marks, Page, read_page_with};

use super::output::refuse;
use super::report::question;
use super::sheet::{HEADING, NAME, Sheet, start_of};
use super::{Arguments, Format, is_export, is_of_papers};
use crate::cli::print;

/// Lines from one to another, both counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LineRange {
    from: u32,
    to: u32,
}

/// What is no line and no range of lines.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("name lines by their numbers from 1, as in 12,40-44")]
pub(super) struct NoLines;

impl FromStr for LineRange {
    type Err = NoLines;

    fn from_str(text: &str) -> Result<Self, NoLines> {
        let (from, to) = text.split_once('-').unwrap_or((text, text));
        let number = |text: &str| text.trim().parse().map_err(|_| NoLines);
        let (from, to) = (number(from)?, number(to)?);
        if from == 0 || to < from { Err(NoLines) } else { Ok(Self { from, to }) }
    }
}

/// Reads one page and says why each line asked for was read as it was.
pub(super) fn explain(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let [file] = arguments.files.as_slice() else { anyhow::bail!("--explain is for one page") };
    let name = file.display().to_string();
    let is_page = !is_export(file) && !is_of_papers(file) && !file.is_dir();
    anyhow::ensure!(is_page, "{name}: --explain is for one page");
    arguments.ensure_of_pages()?;
    let bytes = fs::read(file).with_context(|| name.clone())?;
    let page = match read_page_with(&bytes, arguments.reading()) {
        Ok(page) => page,
        Err(refusal) => return Ok(refuse(&name, &refusal, arguments.format)?),
    };
    let explained = lines(&page, &arguments.explain).with_context(|| name.clone())?;
    match arguments.format {
        Format::Report => {
            let mut sheet = Sheet::new();
            explained.iter().for_each(|line| show(line, &mut sheet));
            sheet.print()?;
        }
        Format::Json => print::line(serde_json::to_string_pretty(&json!({ "explanations": explained }))?)?,
        Format::Facts => anyhow::bail!("{name}: --explain is printed as a report or as JSON, not as facts"),
    }
    Ok(ExitCode::SUCCESS)
}

/// The lines that are not blank, in the order they were asked for.
fn lines(page: &Page, ranges: &[LineRange]) -> anyhow::Result<Vec<Explanation>> {
    let last = page.last_line();
    let mut explained = Vec::new();
    for range in ranges {
        anyhow::ensure!(range.from <= last, "there is no line {}: the text ends at line {last}", range.from);
        let before = explained.len();
        explained.extend((range.from..=range.to.min(last)).filter_map(|line| page.explain(line)));
        anyhow::ensure!(explained.len() > before, "line {} is blank: it says nothing", range.from);
    }
    Ok(explained)
}

fn show(line: &Explanation, sheet: &mut Sheet) {
    sheet.row(&[(HEADING, format!("Line {}  ", line.line))], &line.raw);
    field("marks", &[marks(&line.marks)], sheet);
    let part = match line.part {
        Some(part) if part.is_text() => part.name().to_owned(),
        Some(part) => format!("{}: {}", part.name(), part.reason()),
        None => "nothing known: kept in the report, for an editor".to_owned(),
    };
    field("taken for", &[part], sheet);
    field("because", &line.decisions, sheet);
    let facts: Vec<String> =
        line.facts.iter().map(|fact| format!("{}: {}", fact.path, start_of(&fact.value))).collect();
    field("facts", &facts, sheet);
    field("reasons", &line.reasons, sheet);
    line.warnings.iter().for_each(|warning| question(warning, sheet));
    sheet.blank();
}

fn field(name: &str, values: &[String], sheet: &mut Sheet) {
    for (at, value) in values.iter().enumerate() {
        let name = if at == 0 { name } else { "" };
        sheet.row(&[(NAME, format!("  {name:<11}"))], value);
    }
}

fn marks(marks: &Marks) -> String {
    let blanks = match marks.blank_lines_above {
        0 => "no blank line above".to_owned(),
        1 => "1 blank line above".to_owned(),
        more => format!("{more} blank lines above"),
    };
    let seen = [
        marks.bullet.map(|bullet| format!("bullet “{bullet}”")),
        marks.number.map(|number| format!("number {number}")),
        marks.label.as_ref().map(|label| format!("label “{label}”")),
        marks.is_picture.then(|| "picture".to_owned()),
        (marks.indent > 0).then(|| format!("indent {}", marks.indent)),
        Some(blanks),
    ];
    seen.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_named_by_numbers_and_ranges() {
        assert_eq!("12".parse(), Ok(LineRange { from: 12, to: 12 }));
        assert_eq!("40-44".parse(), Ok(LineRange { from: 40, to: 44 }));
        for text in ["", "0", "5-4", "x", "-3", "3-", "1-2-3"] {
            assert_eq!(text.parse::<LineRange>(), Err(NoLines), "{text}");
        }
    }
}
