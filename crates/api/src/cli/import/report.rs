//! A page's report for people.

use anstyle::Style;
use shanghaidoctor_importer::{Absent, Form, Kept, Page, Report, Source, Warning};

use super::pictures::Listed;
use super::sheet::{GOOD, HEADING, LINE, NAME, PLAIN, QUESTION, Sheet, number, start_of};
use crate::import::Questions;

/// All that is known of how a page was read.
pub(super) fn show(report: &Report, pictures: &[Listed], sheet: &mut Sheet) {
    source(&report.source, sheet);
    sheet.heading("Facts");
    for fact in &report.facts {
        sheet.row(&[number(fact.line), (NAME, fact.path.clone()), (PLAIN, ": ".to_owned())], &start_of(&fact.value));
    }
    if !report.absent.is_empty() {
        sheet.heading("Absent");
        let names: Vec<&str> = report.absent.iter().copied().map(Absent::name).collect();
        sheet.row(&[(PLAIN, " ".repeat(9))], &names.join(", "));
    }
    sheet.heading("Left out of the body");
    for run in &report.left_out {
        let lines = if run.from == run.to { run.from.to_string() } else { format!("{}–{}", run.from, run.to) };
        sheet.row(&[(LINE, format!("  {lines:>9}  "))], run.reason);
    }
    if !pictures.is_empty() {
        sheet.heading("Pictures");
    }
    for picture in pictures {
        sheet.row(&[number(picture.line), (NAME, format!("{}: ", picture.address))], picture.state());
    }
    for label in &report.unknown_labels {
        sheet.heading("Unknown label");
        sheet.row(&[number(label.line)], &label.label);
        kept(&label.lines, sheet);
    }
    if !report.unplaced.is_empty() {
        sheet.heading("Not placed");
        kept(&report.unplaced, sheet);
    }
    if !report.warnings.is_empty() {
        sheet.heading("Please look at");
    }
    report.warnings.iter().for_each(|warning| question(warning, sheet));
}

/// What kind of file it was; a text in UTF-8 says nothing of itself.
fn source(source: &Source, sheet: &mut Sheet) {
    let is_encoded = source.encoding != "UTF-8";
    let form = match source.form {
        Form::Html => "HTML; lines are counted as a reader sees them, the document's title first",
        Form::Markdown => "Markdown",
        Form::Text if is_encoded => "text",
        Form::Text => return,
    };
    let unread: Vec<String> = source.unread.iter().map(|(name, count)| format!("{count} × {name}")).collect();
    let said = [
        Some(form.to_owned()),
        is_encoded.then(|| format!("in {}", source.encoding)),
        (!unread.is_empty()).then(|| format!("without {}", unread.join(", "))),
    ];
    sheet.heading("Read as");
    for text in said.into_iter().flatten() {
        sheet.row(&[(PLAIN, " ".repeat(9))], &text);
    }
}

fn kept(lines: &[Kept], sheet: &mut Sheet) {
    for kept in lines {
        sheet.row(&[number(kept.line)], &start_of(&kept.text));
    }
}

/// A question, and of a conflict the rule that decided.
pub(super) fn question(warning: &Warning, sheet: &mut Sheet) {
    sheet.row(&[number(warning.line), (QUESTION, format!("{:<10}  ", warning.kind.name()))], &warning.message);
    if let Some(conflict) = &warning.conflict {
        sheet.row(&[(PLAIN, " ".repeat(21)), (HEADING, "Rule: ".to_owned())], conflict.rule);
    }
}

/// `41 facts, 2 questions open: 1 unknown label, 1 conflict or doubt`.
pub(super) fn summary(page: &Page, asked: Option<&Questions>) -> (Style, String) {
    let report = &page.report;
    let facts = counted(report.facts.len(), "fact", "facts");
    let (labels, lines) = (report.unknown_labels.len(), report.unplaced.len());
    let conflicts = report.warnings.iter().filter(|warning| warning.conflict.is_some()).count();
    let differences = asked.map_or(0, |asked| asked.differences.len());
    let gone = asked.map_or(0, |asked| asked.differences.iter().filter(|one| one.page.is_null()).count());
    let duplicates = asked.map_or(0, |asked| asked.possible_duplicates.len());
    let kinds = [
        (conflicts, "conflict", "conflicts"),
        (report.warnings.len() - conflicts, "doubt", "doubts"),
        (labels, "unknown label", "unknown labels"),
        (lines, "line not placed", "lines not placed"),
        (differences - gone, "difference from what editors made of it", "differences from what editors made of it"),
        (gone, "record no longer on the page", "records no longer on the page"),
        (duplicates, "possible duplicate", "possible duplicates"),
    ];
    let open = kinds.iter().filter(|(count, ..)| *count > 0).map(|(count, one, many)| counted(*count, one, many));
    match report.open_questions() + differences + duplicates {
        0 => (GOOD, format!("{facts}, no question open")),
        all => {
            let open: Vec<String> = open.collect();
            (QUESTION, format!("{facts}, {} open: {}", counted(all, "question", "questions"), open.join(", ")))
        }
    }
}

pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
