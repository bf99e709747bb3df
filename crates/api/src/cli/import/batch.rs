use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use futures_util::{StreamExt as _, stream};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};
use shanghaidoctor_domain::Kind;
use shanghaidoctor_importer::{Page, ReadOptions, Refusal, read_page_with};
use shanghaidoctor_persistence::content_hash;
use shanghaidoctor_persistence::write::Saved;
use tokio::sync::mpsc;

use super::output::{answer, subject, word};
use super::pages::{open, open_questions, waiting, write_pages};
use super::pictures::{self, Listed};
use super::report::counted;
use super::{Arguments, Format};
use crate::cli::print;
use crate::import::Imported;
use crate::{App, Config};

/// The most pages that are written in one act. One costs one wait for the disk; while it lasts, nobody else writes.
const GROUP: usize = 64;

/// A page with its file, as far as it could be read.
struct Read {
    file: PathBuf,
    page: anyhow::Result<(String, Page)>,
}

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
        inside.retain(|path| is_page(path));
        inside.sort();
        anyhow::ensure!(!inside.is_empty(), "{}: no .txt, .html or .md file is in this folder", file.display());
        pages.extend(inside);
    }
    Ok(pages)
}

fn is_page(path: &Path) -> bool {
    const ENDINGS: [&str; 4] = ["txt", "html", "htm", "md"];
    path.extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

/// Reads several pages, each for itself: a bad one stops none of the others, and makes the exit code tell. Pages are read
/// side by side and ahead of the database, a bounded number at a time, and written in the order of the files.
pub(super) async fn import_all(
    files: Vec<PathBuf>,
    arguments: &Arguments,
    config: &Config,
) -> anyhow::Result<ExitCode> {
    anyhow::ensure!(arguments.url.is_none(), "--url is the address of one page, not of {}", files.len());
    let app = if arguments.dry_run { None } else { Some(open(config).await?) };
    let mut summary = Summary::new(files.len());
    let mut pages = read_ahead(files, arguments.reading());
    let mut group = Vec::with_capacity(GROUP);
    while pages.recv_many(&mut group, GROUP).await > 0 {
        for (file, done) in write(app.as_ref(), std::mem::take(&mut group), arguments).await? {
            summary.add(&file, done, arguments)?;
        }
    }
    if let Some(app) = app {
        app.database.close().await?;
    }
    Ok(summary.end(arguments.format)?)
}

/// The pages in the order of their files, while others are being read.
fn read_ahead(files: Vec<PathBuf>, options: ReadOptions) -> mpsc::Receiver<Read> {
    let (sender, receiver) = mpsc::channel(GROUP);
    let side_by_side = std::thread::available_parallelism().map_or(1, usize::from);
    tokio::spawn(async move {
        let mut pages = stream::iter(files).map(|file| read(file, options)).buffered(side_by_side);
        while let Some(page) = pages.next().await {
            if sender.send(page).await.is_err() {
                return;
            }
        }
    });
    receiver
}

async fn read(file: PathBuf, options: ReadOptions) -> Read {
    let path = file.clone();
    let reading = tokio::task::spawn_blocking(move || {
        let bytes = fs::read(&path)?;
        Ok((content_hash(&bytes), read_page_with(&bytes, options)?))
    });
    let page = reading.await.unwrap_or_else(|_| Err(anyhow::anyhow!("the importer failed on this page: report it")));
    Read { file, page }
}

type Done = anyhow::Result<(Page, Vec<Listed>, Option<Imported>)>;

/// Writes a group of pages in one act; without a database, none.
async fn write(app: Option<&App>, group: Vec<Read>, arguments: &Arguments) -> anyhow::Result<Vec<(PathBuf, Done)>> {
    let (mut to_write, mut listed) = (Vec::with_capacity(group.len()), Vec::with_capacity(group.len()));
    for Read { file, page } in &group {
        if let Ok((hash, page)) = page {
            let origin = arguments.origin(file, hash.clone())?;
            let mut pictures = pictures::beside(file, page);
            to_write.push(waiting(page, origin, &mut pictures, app, arguments).await);
            listed.push(pictures);
        }
    }
    let written = match app {
        Some(app) => write_pages(app, to_write).await?.into_iter().map(|done| done.map(Some)).collect(),
        None => to_write.iter().map(|_| Ok(None)).collect::<Vec<_>>(),
    };
    let mut written = listed.into_iter().zip(written);
    let done = group.into_iter().map(|Read { file, page }| {
        let outcome = page.and_then(|(_, page)| {
            let (pictures, imported) = written.next().unwrap_or((Vec::new(), Ok(None)));
            Ok((page, pictures, imported?))
        });
        (file, outcome)
    });
    Ok(done.collect())
}

/// What became of the pages, told while it happens and at the end.
struct Summary {
    pages: usize,
    states: BTreeMap<&'static str, usize>,
    failed: usize,
    open: usize,
    bar: ProgressBar,
}

impl Summary {
    /// Shows how far it has come, on a terminal alone.
    fn new(pages: usize) -> Self {
        let bar = ProgressBar::new(u64::try_from(pages).unwrap_or(u64::MAX));
        let style = ProgressStyle::with_template("{bar:30} {pos} of {len} pages, {per_sec}, {eta} left");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self { pages, states: BTreeMap::new(), failed: 0, open: 0, bar }
    }

    fn add(&mut self, file: &Path, done: Done, arguments: &Arguments) -> anyhow::Result<()> {
        match &done {
            Ok((page, _, imported)) => {
                *self.states.entry(state(imported.as_ref())).or_default() += 1;
                self.open += usize::from(open_questions(page, imported.as_ref()) > 0);
            }
            Err(_) => self.failed += 1,
        }
        let line = line(file, done, arguments)?;
        self.bar.inc(1);
        self.bar.suspend(|| print::line(line))?;
        Ok(())
    }

    fn end(&self, format: Format) -> io::Result<ExitCode> {
        self.bar.finish_and_clear();
        let told = self.pages - self.failed;
        if format == Format::Report {
            let states: Vec<String> = self.states.iter().map(|(state, count)| format!("{count} {state}")).collect();
            let states = if states.is_empty() { String::new() } else { format!(" ({})", states.join(", ")) };
            print::line(format_args!(
                "{}: {told} read{states}, {} not; {} with open questions",
                counted(self.pages, "page", "pages"),
                self.failed,
                self.open
            ))?;
        }
        Ok(if self.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn line(file: &Path, done: Done, arguments: &Arguments) -> anyhow::Result<String> {
    let name = file.display().to_string();
    Ok(match (arguments.format, done) {
        (Format::Report, Ok((page, _, imported))) => {
            let imported = imported.as_ref();
            let questions = open_questions(&page, imported);
            let is_published = imported.is_some_and(|imported| imported.published);
            let left = if arguments.publish && !is_published { ", not published" } else { "" };
            let said = match questions {
                0 => String::new(),
                1 => format!(", 1 open question{left}"),
                more => format!(", {more} open questions{left}"),
            };
            format!("  {:<9} {name}: {}{said}", state(imported), subject(&page))
        }
        (Format::Report, Err(error)) => format!("  {:<9} {name}: {error:#}", "not read"),
        (_, Ok((page, pictures, imported))) => {
            let mut answer = answer(&page, &pictures, imported.as_ref());
            answer.insert("file".to_owned(), name.into());
            answer.insert("saved".to_owned(), state(imported.as_ref()).into());
            Value::Object(answer).to_string()
        }
        (_, Err(error)) => {
            let kind = error.downcast_ref::<Refusal>().map_or("FAILED", Refusal::kind);
            let error = json!({ "kind": kind, "message": format!("{error:#}") });
            json!({ "file": name, "error": error, "written": 0 }).to_string()
        }
    })
}

/// What became of a page as a whole.
fn state(imported: Option<&Imported>) -> &'static str {
    let outcomes = imported.map_or(&[][..], |imported| &imported.outcomes);
    let article = outcomes.iter().find(|outcome| outcome.node.kind == Kind::Article);
    match article {
        None => "read",
        Some(article) if article.saved == Saved::Created => word(Saved::Created),
        Some(_) if outcomes.iter().all(|outcome| outcome.saved == Saved::Unchanged) => word(Saved::Unchanged),
        Some(_) => word(Saved::Updated),
    }
}
