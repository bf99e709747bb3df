use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use serde_json::json;
use shanghaidoctor_domain::Kind;
use shanghaidoctor_importer::{Page, read_page};
use shanghaidoctor_persistence::Clock;
use shanghaidoctor_persistence::write::Saved;

use super::output::{print, refuse, word};
use super::{Arguments, Format};
use crate::first_start::set_up_site;
use crate::import::{Outcome, import_page};
use crate::{App, Config};

/// The files, and in place of a folder every page in it, by name.
pub(super) fn in_folders(files: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut pages = Vec::new();
    for file in files {
        if !file.is_dir() {
            pages.push(file.clone());
            continue;
        }
        let entries = fs::read_dir(file).with_context(|| file.display().to_string())?;
        let paths = entries.map(|entry| entry.map(|entry| entry.path()));
        let mut inside = paths.collect::<Result<Vec<PathBuf>, _>>().with_context(|| file.display().to_string())?;
        inside.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
        inside.sort();
        anyhow::ensure!(!inside.is_empty(), "{}: no .txt file is in this folder", file.display());
        pages.extend(inside);
    }
    Ok(pages)
}

/// Reads one page, and prints all that can be said of it.
pub(super) async fn import_one(file: &Path, arguments: &Arguments, config: &Config) -> anyhow::Result<ExitCode> {
    let name = file.display().to_string();
    let bytes = fs::read(file).with_context(|| name.clone())?;
    let page = match read_page(&bytes) {
        Ok(page) => page,
        Err(refusal) => return Ok(refuse(&name, &refusal, arguments.format)),
    };
    if arguments.dry_run {
        print(arguments.format, &page, &[])?;
        return Ok(ExitCode::SUCCESS);
    }
    let app = open(config).await?;
    let outcomes = match write(&app, file, &bytes, &page, arguments).await {
        Ok(outcomes) => outcomes,
        Err(error) => {
            // What was read may be what has to be changed.
            print(arguments.format, &page, &[])?;
            return Err(error);
        }
    };
    app.database.close().await?;
    print(arguments.format, &page, &outcomes)?;
    if arguments.publish && arguments.format == Format::Report {
        println!("\n{}", publishing(&page, arguments));
    }
    Ok(ExitCode::SUCCESS)
}

/// Reads several pages, each for itself: a bad one stops none of the others, and makes the exit code tell.
pub(super) async fn import_all(files: &[PathBuf], arguments: &Arguments, config: &Config) -> anyhow::Result<ExitCode> {
    anyhow::ensure!(arguments.url.is_none(), "--url is the address of one page, not of {}", files.len());
    let app = if arguments.dry_run { None } else { Some(open(config).await?) };
    let mut failed = 0;
    for file in files {
        let done = import_among(file, arguments, app.as_ref()).await;
        failed += usize::from(done.is_err());
        print_line(file, done, arguments);
    }
    if let Some(app) = app {
        app.database.close().await?;
    }
    if arguments.format == Format::Report {
        println!("{} pages: {} read, {failed} not", files.len(), files.len() - failed);
    }
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn import_among(file: &Path, arguments: &Arguments, app: Option<&App>) -> anyhow::Result<(Page, Vec<Outcome>)> {
    let bytes = fs::read(file)?;
    let page = read_page(&bytes)?;
    let outcomes = match app {
        Some(app) => write(app, file, &bytes, &page, arguments).await?,
        None => Vec::new(),
    };
    Ok((page, outcomes))
}

pub(super) async fn open(config: &Config) -> anyhow::Result<App> {
    let app = App::new(config, Clock::system()).await?;
    set_up_site(&app, config.site_url()?).await?;
    Ok(app)
}

async fn write(
    app: &App,
    file: &Path,
    bytes: &[u8],
    page: &Page,
    arguments: &Arguments,
) -> anyhow::Result<Vec<Outcome>> {
    let origin = arguments.origin(file, bytes)?;
    Ok(import_page(app, &page.facts, origin, is_published(page, arguments)).await?)
}

/// What the report asks its reader: what could not be read or placed, and where the page disagrees with itself.
fn open_questions(page: &Page) -> usize {
    page.report.warnings.len() + page.report.unknown_labels.len() + page.report.unplaced.len()
}

fn is_published(page: &Page, arguments: &Arguments) -> bool {
    arguments.publish && (arguments.force || open_questions(page) == 0)
}

fn publishing(page: &Page, arguments: &Arguments) -> String {
    if is_published(page, arguments) {
        return "Published: all of it, with the records it needs.".to_owned();
    }
    let questions = open_questions(page);
    format!(
        "Not published: {questions} open questions above. Correct the page, or add --force when it is right as it is."
    )
}

fn print_line(file: &Path, done: anyhow::Result<(Page, Vec<Outcome>)>, arguments: &Arguments) {
    let name = file.display().to_string();
    match (arguments.format, done) {
        (Format::Report, Ok((page, outcomes))) => {
            let questions = open_questions(&page);
            let doctors: Vec<String> = page.facts.doctors.iter().map(|doctor| doctor.full_name()).collect();
            let left = if arguments.publish && !is_published(&page, arguments) { ", not published" } else { "" };
            let said = match questions {
                0 => String::new(),
                1 => format!(", 1 open question{left}"),
                more => format!(", {more} open questions{left}"),
            };
            println!("  {:<9} {name}: {}{said}", state(&outcomes), doctors.join(", "));
        }
        (Format::Report, Err(error)) => println!("  {:<9} {name}: {error:#}", "not read"),
        (_, Ok((page, outcomes))) => {
            let facts = page.facts.to_json();
            println!("{}", json!({ "file": name, "saved": state(&outcomes), "facts": facts, "report": page.report }));
        }
        (_, Err(error)) => println!("{}", json!({ "file": name, "error": format!("{error:#}"), "written": 0 })),
    }
}

/// What became of a page as a whole.
fn state(outcomes: &[Outcome]) -> &'static str {
    let article = outcomes.iter().find(|outcome| outcome.node.kind == Kind::Article);
    match article {
        None => "read",
        Some(article) if article.saved == Saved::Created => word(Saved::Created),
        Some(_) if outcomes.iter().all(|outcome| outcome.saved == Saved::Unchanged) => word(Saved::Unchanged),
        Some(_) => word(Saved::Updated),
    }
}
