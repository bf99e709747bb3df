use std::process::ExitCode;

use serde_json::json;
use shanghaidoctor_domain::Kind;
use shanghaidoctor_importer::{Page, Refusal};
use shanghaidoctor_persistence::write::Saved;

use super::Format;
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
    print!("{}", page.report);
    if outcomes.is_empty() {
        println!("\nNothing was written.");
        return;
    }
    println!("\nWritten");
    for kind in Kind::ALL {
        for outcome in outcomes.iter().filter(|outcome| outcome.node.kind == kind) {
            println!("  {:<9} {}  {}", word(outcome.saved), outcome.node, outcome.name);
        }
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
