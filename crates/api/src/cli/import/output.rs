use std::process::ExitCode;

use serde_json::json;
use shanghaidoctor_domain::Kind;
use shanghaidoctor_importer::{Page, Refusal};
use shanghaidoctor_persistence::write::Saved;

use super::sheet::{LINE, NAME, PLAIN, Sheet};
use super::{Format, report};
use crate::import::Outcome;

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
            let documents: Vec<_> = outcomes.iter().map(describe).collect();
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
    let (style, summary) = report::summary(page);
    sheet.blank();
    sheet.line(style, &summary);
    sheet.print();
}

fn written(outcomes: &[Outcome], sheet: &mut Sheet) {
    for kind in Kind::ALL {
        for outcome in outcomes.iter().filter(|outcome| outcome.node.kind == kind) {
            let state = (NAME, format!("  {:<9} ", word(outcome.saved)));
            sheet.row(&[state, (LINE, format!("{}  ", outcome.node))], &outcome.name);
        }
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

fn describe(outcome: &Outcome) -> serde_json::Value {
    json!({ "id": outcome.node, "name": outcome.name, "saved": word(outcome.saved) })
}

pub(super) const fn word(saved: Saved) -> &'static str {
    match saved {
        Saved::Created => "new",
        Saved::Updated => "changed",
        Saved::Unchanged => "same",
    }
}
