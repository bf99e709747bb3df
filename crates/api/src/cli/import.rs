//! `import`: one page with a whole report, several pages with a line each, or an export.

mod batch;
mod explain;
mod output;
mod pages;
mod papers;
mod pictures;
mod report;
mod sheet;

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, ColorChoice, ValueEnum};
use shanghaidoctor_domain::Actor;
use shanghaidoctor_importer::{PaperFormat, ReadOptions};
use shanghaidoctor_persistence::{Clock, archive};

use self::explain::LineRange;
use super::print;
use crate::import::{Origin, Publish};
use crate::{App, Config};

/// Read hand-written pages, or an export, into the database.
///
/// A page is text, Markdown or HTML, in UTF-8, UTF-16 or GB18030. Its pictures are taken from files beside it, and never
/// fetched. A page becomes a doctor with posts and papers, and an article: drafts, unless --publish is given. Read again, it
/// changes nothing. Of several pages a bad one stops none of the others. A file that ends in .jsonl is an export and is
/// put in as it was; one that ends in .bib, .ris or .json holds papers of the doctor that --doctor names.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  shanghaidoctor import li-ziming.txt --publish\n  shanghaidoctor import li-ziming.txt --dry-run --format facts\n  shanghaidoctor import li-ziming.txt --explain 12,40-44\n  shanghaidoctor import pages/ --publish\n  shanghaidoctor import papers.bib --doctor li-ziming --publish\n  shanghaidoctor import content.jsonl"
)]
pub(super) struct Arguments {
    /// The files to read; of a folder, every .txt, .html, .htm and .md file in it.
    #[arg(required = true)]
    files: Vec<PathBuf>,

    /// Publish what was read, where the report leaves no question open.
    #[arg(long)]
    publish: bool,

    /// Publish also what leaves questions open.
    #[arg(long, requires = "publish")]
    force: bool,

    /// Only read the pages and print what they say; touch no database.
    #[arg(long)]
    dry_run: bool,

    /// Read a report that portrays nobody, too: it becomes an article without a doctor.
    #[arg(long)]
    without_doctor: bool,

    /// Only say why these lines of a page were read as they were: 12,40-44.
    #[arg(long, value_name = "LINES", value_delimiter = ',', conflicts_with = "publish")]
    explain: Vec<LineRange>,

    /// What to print.
    #[arg(long, value_enum, default_value_t = Format::Report)]
    format: Format,

    /// Whether to print in colour: on a terminal, where NO_COLOR is not set; always; or never.
    #[arg(long, value_enum, default_value_t = ColorChoice::Auto)]
    color: ColorChoice,

    /// The page's address, kept as the source of its facts; else the one that an HTML page gives itself.
    #[arg(long)]
    url: Option<String>,

    /// Whose papers a file of papers holds: the slug of the doctor.
    #[arg(long)]
    doctor: Option<String>,

    /// The section that the article goes to.
    #[arg(long, default_value = "engouji")]
    channel: String,
}

/// What to print of an import.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// What was found and where, what was left out, what could not be placed; for people. Of several pages a line each.
    Report,
    /// The same as JSON; of several pages one object a line.
    Json,
    /// The facts alone, as JSON; of several pages one object a line.
    Facts,
}

pub(super) async fn run(arguments: Arguments, config: Config) -> anyhow::Result<ExitCode> {
    arguments.color().write_global();
    if !arguments.explain.is_empty() {
        return explain::explain(&arguments);
    }
    match arguments.files.as_slice() {
        [file] if is_export(file) => restore(file, &arguments, &config).await,
        [file] if is_of_papers(file) => papers::import(file, &arguments, &config).await,
        [file] if !file.is_dir() => {
            arguments.ensure_of_pages()?;
            pages::import_one(file, &arguments, &config).await
        }
        files => {
            if let Some(export) = files.iter().find(|file| is_export(file)) {
                anyhow::bail!("{}: an export is put in alone, not among pages", export.display());
            }
            if let Some(papers) = files.iter().find(|file| is_of_papers(file)) {
                anyhow::bail!("{}: a file of papers is imported alone, with --doctor SLUG", papers.display());
            }
            arguments.ensure_of_pages()?;
            batch::import_all(batch::in_folders(files)?, &arguments, &config).await
        }
    }
}

/// True for a file that an export was written to.
fn is_export(file: &Path) -> bool {
    file.extension().is_some_and(|ending| ending == "jsonl")
}

/// True for a file of papers.
fn is_of_papers(file: &Path) -> bool {
    PaperFormat::from_file_name(&file.to_string_lossy()).is_some()
}

impl Arguments {
    /// A page says itself whom it portrays.
    fn ensure_of_pages(&self) -> anyhow::Result<()> {
        anyhow::ensure!(self.doctor.is_none(), "--doctor is for a file of papers; a page says itself whom it portrays");
        Ok(())
    }

    const fn reading(&self) -> ReadOptions {
        ReadOptions { without_doctor: self.without_doctor }
    }

    const fn color(&self) -> anstream::ColorChoice {
        match self.color {
            ColorChoice::Auto => anstream::ColorChoice::Auto,
            ColorChoice::Always => anstream::ColorChoice::Always,
            ColorChoice::Never => anstream::ColorChoice::Never,
        }
    }

    /// What is to become public of a file whose reading left so many questions open.
    const fn publishes(&self, questions: usize) -> Publish {
        match (self.publish, self.force) {
            (true, true) => Publish::Always,
            (true, false) => Publish::WhenClear.with_open(questions),
            (false, _) => Publish::No,
        }
    }

    /// Where a file's facts come from.
    fn origin(&self, file: &Path, hash: String) -> anyhow::Result<Origin> {
        Ok(Origin {
            name: file.file_name().unwrap_or(file.as_os_str()).to_string_lossy().into_owned(),
            hash,
            url: self.url.as_deref().map(|url| url.parse().context("--url")).transpose()?,
            channel: self.channel.clone(),
            pictures: Vec::new(),
        })
    }
}

/// Puts an export in as it was. What can be asked of a page means nothing here.
async fn restore(file: &Path, arguments: &Arguments, config: &Config) -> anyhow::Result<ExitCode> {
    let of_pages = [
        ("--publish", arguments.publish),
        ("--force", arguments.force),
        ("--dry-run", arguments.dry_run),
        ("--url", arguments.url.is_some()),
        ("--doctor", arguments.doctor.is_some()),
        ("--without-doctor", arguments.without_doctor),
        ("--format", arguments.format != Format::Report),
    ];
    if let Some((flag, _)) = of_pages.iter().find(|(_, given)| *given) {
        anyhow::bail!("{}: {flag} is for pages; an export is put in as it was, all of it", file.display());
    }
    let lines = BufReader::new(File::open(file).with_context(|| file.display().to_string())?).lines();
    let app = App::new(config, Clock::system()).await?;
    let restored = archive::restore(&app.database, &app.clock, Actor::Operator, lines).await;
    let restored = restored.with_context(|| file.display().to_string())?;
    app.database.close().await?;
    print::line(format_args!("{} documents put in, {} were there already", restored.created, restored.unchanged))?;
    Ok(ExitCode::SUCCESS)
}
