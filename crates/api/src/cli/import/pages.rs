use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use shanghaidoctor_importer::{Page, read_page_with};
use shanghaidoctor_persistence::{Clock, content_hash};

use super::output::{print, refuse};
use super::{Arguments, Format};
use crate::first_start::set_up_site;
use crate::import::{Origin, Outcome, PageToWrite, import_pages, open_questions};
use crate::{App, Config};

/// Reads one page, and prints all that can be said of it.
pub(super) async fn import_one(file: &Path, arguments: &Arguments, config: &Config) -> anyhow::Result<ExitCode> {
    let name = file.display().to_string();
    let bytes = fs::read(file).with_context(|| name.clone())?;
    let page = match read_page_with(&bytes, arguments.reading()) {
        Ok(page) => page,
        Err(refusal) => return Ok(refuse(&name, &refusal, arguments.format)),
    };
    if arguments.dry_run {
        print(arguments.format, &page, &[])?;
        return Ok(ExitCode::SUCCESS);
    }
    let app = open(config).await?;
    let waiting = waiting(&page, arguments.origin(file, content_hash(&bytes))?, arguments);
    let written = import_pages(&app, vec![waiting]).await?.pop().unwrap_or_else(|| Ok(Vec::new()));
    let outcomes = match written {
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
        println!("\n{}", publishing(questions(&page, &outcomes), arguments));
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn open(config: &Config) -> anyhow::Result<App> {
    let app = App::new(config, Clock::system()).await?;
    set_up_site(&app, config.site_url()?).await?;
    Ok(app)
}

/// A page that was read, to be written as the arguments say.
pub(super) fn waiting<'a>(page: &'a Page, origin: Origin, arguments: &Arguments) -> PageToWrite<'a> {
    PageToWrite { facts: &page.facts, origin, publish: arguments.publishes(page.report.open_questions()) }
}

/// All that is asked of the page and, once it is written, of names that are close to others.
pub(super) fn questions(page: &Page, outcomes: &[Outcome]) -> usize {
    page.report.open_questions() + open_questions(outcomes)
}

fn publishing(questions: usize, arguments: &Arguments) -> String {
    if arguments.is_published(questions) {
        return "Published: all of it, with the records it needs.".to_owned();
    }
    format!(
        "Not published: {questions} open questions above. Correct the page, or add --force when it is right as it is."
    )
}
