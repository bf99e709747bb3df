use std::io;
use std::process::ExitCode;

use serde_json::{Map, Value, json};
use shanghaidoctor_domain::Kind;
use shanghaidoctor_importer::{Page, Refusal};
use shanghaidoctor_persistence::write::Saved;

use super::pictures::Listed;
use super::sheet::{LINE, NAME, PLAIN, Sheet};
use super::{Format, report};
use crate::cli::print;
use crate::import::{By, Change, Difference, Imported, Outcome, Questions};

/// Characters of a value that a terminal shows.
const SHOWN: usize = 80;

pub(super) fn refuse(name: &str, refusal: &Refusal, format: Format) -> io::Result<ExitCode> {
    if format == Format::Report {
        eprintln!("shanghaidoctor: {name}: {refusal}");
    } else {
        print::line(json!({ "error": refusal, "written": 0 }))?;
    }
    Ok(ExitCode::FAILURE)
}

pub(super) fn print(
    format: Format,
    page: &Page,
    pictures: &[Listed],
    imported: Option<&Imported>,
) -> anyhow::Result<()> {
    match format {
        Format::Report => print_report(page, pictures, imported)?,
        Format::Facts => print::line(serde_json::to_string_pretty(&page.facts.to_json())?)?,
        Format::Json => print::line(serde_json::to_string_pretty(&answer(page, pictures, imported))?)?,
    }
    Ok(())
}

/// All that an import says, for programs.
pub(super) fn answer(page: &Page, pictures: &[Listed], imported: Option<&Imported>) -> Map<String, Value> {
    let documents: Vec<_> = imported.iter().flat_map(|imported| &imported.outcomes).map(describe).collect();
    let questions = imported.map(|imported| &imported.questions);
    let fields = [
        ("facts", page.facts.to_json()),
        ("report", json!(page.report)),
        ("pictures", pictures.iter().map(Listed::to_json).collect()),
        ("documents", json!(documents)),
        ("differences", json!(questions.map_or(&[][..], |questions| &questions.differences))),
        ("possibleDuplicates", json!(questions.map_or(&[][..], |questions| &questions.possible_duplicates))),
    ];
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn print_report(page: &Page, pictures: &[Listed], imported: Option<&Imported>) -> io::Result<()> {
    let mut sheet = Sheet::new();
    report::show(&page.report, pictures, &mut sheet);
    sheet.blank();
    match imported {
        None => sheet.line(PLAIN, "Nothing was written."),
        Some(Imported { outcomes, questions, .. }) => {
            asked(questions, &mut sheet);
            sheet.heading("Written");
            written(outcomes, &mut sheet);
        }
    }
    let (style, summary) = report::summary(page, imported.map(|imported| &imported.questions));
    sheet.blank();
    sheet.line(style, &summary);
    sheet.print()
}

/// What became of the documents of a file of papers.
pub(super) fn print_imported(imported: &Imported) -> io::Result<()> {
    let mut sheet = Sheet::new();
    asked(&imported.questions, &mut sheet);
    written(&imported.outcomes, &mut sheet);
    sheet.print()
}

fn written(outcomes: &[Outcome], sheet: &mut Sheet) {
    for kind in Kind::ALL {
        for outcome in outcomes.iter().filter(|outcome| outcome.node.kind == kind) {
            let state = (NAME, format!("  {:<9} ", word(outcome.saved)));
            let text = format!("{}{}", outcome.name, met(outcome));
            sheet.row(&[state, (LINE, format!("{}  ", outcome.node))], &text);
            outcome.told.changed.iter().for_each(|change| changed(change, sheet));
        }
    }
}

/// A field that is not as it was, and what was taken out of it.
fn changed(change: &Change, sheet: &mut Sheet) {
    let indent = (PLAIN, " ".repeat(12));
    if change.removed.is_empty() {
        return sheet.row(&[indent], &change.field);
    }
    for gone in &change.removed {
        let told = format!("{} is no longer on the page: removed", short(gone));
        sheet.row(&[indent.clone(), (NAME, format!("{}: ", change.field))], &told);
    }
}

/// How a document was met, after its name.
fn met(outcome: &Outcome) -> String {
    match (outcome.told.by, outcome.told.supplied.as_slice()) {
        (Some(by), _) => format!("  (matched by {})", by.words()),
        (None, []) => String::new(),
        (None, supplied) => format!("  (from the gazetteer: {})", supplied.join(", ")),
    }
}

fn asked(questions: &Questions, sheet: &mut Sheet) {
    let gone = |one: &&Difference| one.page.is_null();
    let edited: Vec<&Difference> = questions.differences.iter().filter(|one| !gone(one)).collect();
    differ("Kept as edited", &edited, sheet);
    differ("No longer on the page", &questions.differences.iter().filter(gone).collect::<Vec<_>>(), sheet);
    if !questions.possible_duplicates.is_empty() {
        sheet.heading("Perhaps known already");
    }
    for one in &questions.possible_duplicates {
        let told = format!("{}: {} {} ({})", one.printed, one.id, one.name, one.reason);
        let line = one.line.map(|line| line.to_string()).unwrap_or_default();
        sheet.row(&[(LINE, format!("  {line:>5}  "))], &told);
    }
}

/// Where the draft is not as the page is.
fn differ(heading: &str, differences: &[&Difference], sheet: &mut Sheet) {
    if !differences.is_empty() {
        sheet.heading(heading);
    }
    for one in differences {
        let line = one.line.map(|line| line.to_string()).unwrap_or_default();
        let place = [one.name.as_str(), one.path.as_str()].into_iter().filter(|part| !part.is_empty());
        let place = place.collect::<Vec<_>>().join(": ");
        let told = match (&one.editor, &one.page) {
            (_, Value::Null) => format!("{place} was kept"),
            (Value::Null, page) => format!("{place} was removed; the page says {}", short(page)),
            (editor, page) => format!("{place} is {}; the page says {}", short(editor), short(page)),
        };
        sheet.row(&[(LINE, format!("  {line:>5}  "))], &told);
    }
}

/// As much of a value as a line of the terminal shows; programs get all of it.
fn short(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), |text| format!("“{text}”"));
    let start: String = text.chars().take(SHOWN).collect();
    if start.len() < text.len() { format!("{start}…") } else { start }
}

/// Whom a page portrays; the title of one that portrays nobody.
pub(super) fn subject(page: &Page) -> String {
    let doctors: Vec<String> = page.facts.doctors.iter().map(|doctor| doctor.full_name()).collect();
    match &page.facts.article.title {
        Some(title) if doctors.is_empty() => title.value.clone(),
        _ => doctors.join(", "),
    }
}

fn describe(outcome: &Outcome) -> Value {
    json!({
        "id": outcome.node,
        "name": outcome.name,
        "saved": word(outcome.saved),
        "matchedBy": outcome.told.by.map(By::words),
        "fromGazetteer": outcome.told.supplied,
        "changed": outcome.told.changed.iter().map(|change| json!({ "field": change.field, "removed": change.removed })).collect::<Vec<_>>(),
    })
}

pub(super) const fn word(saved: Saved) -> &'static str {
    match saved {
        Saved::Created => "new",
        Saved::Updated => "changed",
        Saved::Unchanged => "same",
    }
}
