use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use serde_json::json;
use shanghaidoctor_domain::{Actor, Kind, Url};
use shanghaidoctor_importer::{Page, Refusal, read_page};
use shanghaidoctor_persistence::write::Saved;
use shanghaidoctor_persistence::{Clock, content_hash, export};

use crate::first_start::set_up_site;
use crate::import::{Origin, Outcome, import_page};
use crate::{App, Config};

/// Read a hand-written page, or an export, into the database.
///
/// A page becomes a doctor with posts and papers, and an article: drafts, unless --publish is given. Read again, it
/// changes nothing. A file that ends in .jsonl is an export and is put in as it was.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  shanghaidoctor import li-ziming.txt --publish\n  shanghaidoctor import li-ziming.txt --dry-run --format facts\n  shanghaidoctor import content.jsonl"
)]
pub(super) struct Arguments {
    /// The file to read.
    file: PathBuf,

    /// Publish what was read.
    #[arg(long)]
    publish: bool,

    /// Only read the page and print what it says; touch no database.
    #[arg(long)]
    dry_run: bool,

    /// What to print.
    #[arg(long, value_enum, default_value_t = Format::Report)]
    format: Format,

    /// The page's address, kept as the source of its facts.
    #[arg(long)]
    url: Option<String>,

    /// The section that the article goes to.
    #[arg(long, default_value = "engouji")]
    channel: String,
}

/// What to print of an import.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// What was found and where, what was left out, what could not be placed; for people.
    Report,
    /// The same as JSON.
    Json,
    /// The facts alone, as JSON.
    Facts,
}

pub(super) async fn run(arguments: Arguments, config: Config) -> anyhow::Result<ExitCode> {
    if arguments.file.extension().is_some_and(|ending| ending == "jsonl") {
        return restore(&arguments, &config).await;
    }
    let name = arguments.file.display().to_string();
    let bytes = fs::read(&arguments.file).with_context(|| name.clone())?;
    let page = match read_page(&bytes) {
        Ok(page) => page,
        Err(refusal) => return Ok(refuse(&name, &refusal, arguments.format)),
    };
    if arguments.dry_run {
        print(arguments.format, &page, &[])?;
        return Ok(ExitCode::SUCCESS);
    }
    let origin = Origin {
        name: arguments.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or(name),
        hash: content_hash(&bytes),
        url: arguments.url.map(|url| url.parse::<Url>().context("--url")).transpose()?,
        channel: arguments.channel,
    };
    let app = App::new(&config, Clock::system()).await?;
    set_up_site(&app, config.site_url()?).await?;
    let outcomes = match import_page(&app, &page.facts, origin, arguments.publish).await {
        Ok(outcomes) => outcomes,
        Err(error) => {
            // What was read may be what has to be changed.
            print(arguments.format, &page, &[])?;
            return Err(error.into());
        }
    };
    app.database.close().await?;
    print(arguments.format, &page, &outcomes)?;
    if arguments.publish && arguments.format == Format::Report {
        println!("\nPublished: all of it, with the records it needs.");
    }
    Ok(ExitCode::SUCCESS)
}

/// Puts an export in as it was. What can be asked of a page means nothing here.
async fn restore(arguments: &Arguments, config: &Config) -> anyhow::Result<ExitCode> {
    let of_pages = [
        ("--publish", arguments.publish),
        ("--dry-run", arguments.dry_run),
        ("--url", arguments.url.is_some()),
        ("--format", arguments.format != Format::Report),
    ];
    let file = &arguments.file;
    if let Some((flag, _)) = of_pages.iter().find(|(_, given)| *given) {
        anyhow::bail!("{}: {flag} is for pages; an export is put in as it was, all of it", file.display());
    }
    let lines = BufReader::new(File::open(file).with_context(|| file.display().to_string())?).lines();
    let app = App::new(config, Clock::system()).await?;
    let imported = export::import(&app.database, &app.clock, Actor::Operator, lines).await;
    let imported = imported.with_context(|| file.display().to_string())?;
    app.database.close().await?;
    println!("{} documents put in, {} were there already", imported.created, imported.unchanged);
    Ok(ExitCode::SUCCESS)
}

fn refuse(name: &str, refusal: &Refusal, format: Format) -> ExitCode {
    if format == Format::Report {
        eprintln!("shanghaidoctor: {name}: {refusal}");
    } else {
        println!("{}", json!({ "error": refusal, "written": 0 }));
    }
    ExitCode::FAILURE
}

fn print(format: Format, page: &Page, outcomes: &[Outcome]) -> anyhow::Result<()> {
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

const fn word(saved: Saved) -> &'static str {
    match saved {
        Saved::Created => "new",
        Saved::Updated => "changed",
        Saved::Unchanged => "same",
    }
}
