use std::process::ExitCode;

use serde_json::json;
use shanghaidoctor_domain::Kind;
use shanghaidoctor_importer::{Page, Refusal};
use shanghaidoctor_persistence::write::Saved;

use super::sheet::{LINE, NAME, PLAIN, Sheet};
use super::{Format, report};
use crate::import::{By, Outcome, open_questions};

pub(super) fn refuse(name: &str, refusal: &Refusal, format: Format) -> ExitCode {
    if format == Format::Report {
        eprintln!("shanghaidoctor: {name}: {refusal}");
    } else {
        println!("{}", json!({ "error": refusal, "written": 0 }));
    }
    ExitCode::FAILURE
}

pub(super) fn print(format: Format, page: &Page, outcomes: &[Outcome]) -> anyhow::Result<()> {
    match format {
        Format::Report => print_report(page, outcomes),
        Format::Facts => println!("{}", serde_json::to_string_pretty(&page.facts.to_json())?),
        Format::Json => {
            let documents = describe(outcomes);
            let report = json!({ "facts": page.facts.to_json(), "report": page.report, "documents": documents });
            println!("{}", serde_json::to_string_pretty(&report)?);
        }
    }
    Ok(())
}

fn print_report(page: &Page, outcomes: &[Outcome]) {
    let mut sheet = Sheet::new();
    report::show(&page.report, &mut sheet);
    sheet.blank();
    if outcomes.is_empty() {
        sheet.line(PLAIN, "Nothing was written.");
    } else {
        sheet.heading("Written");
        written(outcomes, &mut sheet);
    }
    let (style, summary) = report::summary(page, open_questions(outcomes));
    sheet.blank();
    sheet.line(style, &summary);
    sheet.print();
}

/// What became of the documents of a file of papers.
pub(super) fn print_outcomes(outcomes: &[Outcome]) {
    let mut sheet = Sheet::new();
    written(outcomes, &mut sheet);
    sheet.print();
}

/// What became of each document, by its kind, and what its name is close to.
fn written(outcomes: &[Outcome], sheet: &mut Sheet) {
    for kind in Kind::ALL {
        for outcome in outcomes.iter().filter(|outcome| outcome.node.kind == kind) {
            let state = (NAME, format!("  {:<9} ", word(outcome.saved)));
            let text = format!("{}{}", outcome.name, met(outcome));
            sheet.row(&[state, (LINE, format!("{}  ", outcome.node))], &text);
        }
    }
    let close = outcomes.iter().flat_map(|outcome| outcome.told.close.iter().map(move |to| (outcome, to)));
    for (index, (outcome, to)) in close.enumerate() {
        if index == 0 {
            sheet.heading("Close to another name: merge the two, or correct the page");
        }
        let text = format!("“{}” is close to {} “{}”", outcome.name, to.node, to.name);
        sheet.row(&[(LINE, format!("  {}  ", outcome.node))], &text);
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

/// Whom a page portrays; the title of one that portrays nobody.
pub(super) fn subject(page: &Page) -> String {
    let doctors: Vec<String> = page.facts.doctors.iter().map(|doctor| doctor.full_name()).collect();
    match &page.facts.article.title {
        Some(title) if doctors.is_empty() => title.value.clone(),
        _ => doctors.join(", "),
    }
}

/// What became of each document, for programs.
pub(super) fn describe(outcomes: &[Outcome]) -> Vec<serde_json::Value> {
    outcomes.iter().map(describe_one).collect()
}

fn describe_one(outcome: &Outcome) -> serde_json::Value {
    let close = outcome.told.close.iter().map(|close| json!({ "id": close.node, "name": close.name }));
    json!({
        "id": outcome.node,
        "name": outcome.name,
        "saved": word(outcome.saved),
        "matchedBy": outcome.told.by.map(By::words),
        "fromGazetteer": outcome.told.supplied,
        "closeTo": close.collect::<Vec<_>>(),
    })
}

pub(super) const fn word(saved: Saved) -> &'static str {
    match saved {
        Saved::Created => "new",
        Saved::Updated => "changed",
        Saved::Unchanged => "same",
    }
}
