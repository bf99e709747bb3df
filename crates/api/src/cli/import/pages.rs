use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use shanghaidoctor_domain::Actor;
use shanghaidoctor_domain::content::Media;
use shanghaidoctor_importer::{Page, read_page_with};
use shanghaidoctor_persistence::write::Writing;
use shanghaidoctor_persistence::{Clock, Result, content_hash};

use super::output::{print, refuse};
use super::pictures::{self, Listed};
use super::report::counted;
use super::{Arguments, Format};
use crate::cli::print;
use crate::first_start::set_up_site;
use crate::import::{Imported, Origin, PageToWrite, import_pages};
use crate::{App, Config};

/// Reads one page, and prints all that can be said of it.
pub(super) async fn import_one(file: &Path, arguments: &Arguments, config: &Config) -> anyhow::Result<ExitCode> {
    let name = file.display().to_string();
    let bytes = fs::read(file).with_context(|| name.clone())?;
    let page = match read_page_with(&bytes, arguments.reading()) {
        Ok(page) => page,
        Err(refusal) => return Ok(refuse(&name, &refusal, arguments.format)?),
    };
    let mut pictures = pictures::beside(file, &page);
    if arguments.dry_run {
        print(arguments.format, &page, &pictures, None)?;
        return Ok(ExitCode::SUCCESS);
    }
    let app = open(config).await?;
    let origin = arguments.origin(file, content_hash(&bytes))?;
    let waiting = waiting(&page, origin, &mut pictures, Some(&app), arguments).await;
    let imported = write_pages(&app, vec![waiting]).await?.pop().context("the page was not written")?;
    let imported = match imported {
        Ok(imported) => imported,
        Err(error) => {
            // What was read may be what has to be changed.
            print(arguments.format, &page, &pictures, None)?;
            return Err(error.into());
        }
    };
    app.database.close().await?;
    print(arguments.format, &page, &pictures, Some(&imported))?;
    if arguments.publish && arguments.format == Format::Report {
        print::line(format_args!("\n{}", publishing(&page, &imported)))?;
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn open(config: &Config) -> anyhow::Result<App> {
    let app = App::new(config, Clock::system()).await?;
    set_up_site(&app, config.site_url()?).await?;
    Ok(app)
}

/// Writes pages in one act. The pictures of a page that could not be written go again, unless somebody else has them.
pub(super) async fn write_pages(app: &App, pages: Vec<PageToWrite<'_>>) -> anyhow::Result<Vec<Result<Imported>>> {
    let pictures: Vec<Media> =
        pages.iter().flat_map(|page| &page.origin.pictures).map(|picture| picture.media.clone()).collect();
    let written = write_together(app, pages).await;
    let is_whole = written.as_ref().is_ok_and(|pages| pages.iter().all(Result::is_ok));
    if !is_whole && !pictures.is_empty() {
        let given_up = async { app.intake.give_up_unsaved(begin(app, None).await?, &pictures).await };
        if let Err(error) = given_up.await {
            tracing::warn!(%error, "pictures of pages that were not written are still there");
        }
    }
    written
}

async fn write_together(app: &App, pages: Vec<PageToWrite<'_>>) -> anyhow::Result<Vec<Result<Imported>>> {
    let mut writing = begin(app, None).await?;
    let written = import_pages(&mut writing, pages).await?;
    writing.commit().await?;
    Ok(written)
}

/// Begins to write as whoever has a shell on the server.
pub(super) async fn begin(app: &App, note: Option<String>) -> Result<Writing> {
    Writing::begin(&app.database, &app.clock, Actor::Operator, note).await
}

/// A page that was read, to be written as the arguments say, with the pictures that lie beside it. Without an
/// application nothing is stored.
pub(super) async fn waiting<'a>(
    page: &'a Page,
    origin: Origin,
    pictures: &mut [Listed],
    app: Option<&App>,
    arguments: &Arguments,
) -> PageToWrite<'a> {
    let publish = arguments.publishes(page.report.open_questions());
    let url = origin.url.or_else(|| page.facts.article.address.clone());
    let pictures = match app {
        Some(app) => pictures::keep(app, pictures).await,
        None => Vec::new(),
    };
    PageToWrite { facts: &page.facts, origin: Origin { url, pictures, ..origin }, publish }
}

/// What a page leaves open, and what its import does: where it disagrees with what editors made of it, and what may be
/// known already.
pub(super) fn open_questions(page: &Page, imported: Option<&Imported>) -> usize {
    page.report.open_questions() + imported.map_or(0, |imported| imported.questions.count())
}

fn publishing(page: &Page, imported: &Imported) -> String {
    if imported.published {
        return "Published: all of it, with the records it needs.".to_owned();
    }
    let questions = counted(open_questions(page, Some(imported)), "open question", "open questions");
    format!("Not published: {questions} above. Correct the page, or add --force when it is right as it is.")
}
