//! What reads cost under load, against the same bytes from memory (L1) and against one SQL statement written by hand
//! (L2), on SQLite and on PostgreSQL: `make bench-load`.

mod by_hand;
mod check;
mod client;
mod conduct;
mod content;
mod data;
mod machine;
mod measure;
mod modes;
mod plot;
mod process;
mod queries;
mod report;
mod server;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, Subcommand};
use content::Content;
use measure::{Cost, Servers};
use modes::Mode;
use queries::Query;
use report::{Conduct, Measured, Report};

/// The one that the program is shipped with.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Measures what reads cost.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Measures, prints the table, and writes it down.
    Run(Run),
    /// The server that is measured; `run` starts it.
    Serve(Box<server::Arguments>),
}

#[derive(clap::Args, Clone)]
struct Run {
    /// Keep the data here, and take what is here already [default: a temporary folder].
    #[arg(long)]
    folder: Option<PathBuf>,

    /// An address of a PostgreSQL server that runs on this machine; without it SQLite alone is measured.
    #[arg(long, env = "TEST_POSTGRES_URL")]
    postgres: Option<String>,

    /// Measure so many times the data, too.
    #[arg(long)]
    factor: Option<usize>,

    /// Watch memory for so many minutes.
    #[arg(long, default_value_t = 1.0)]
    minutes: f64,

    /// These queries alone, and nothing but their costs.
    #[arg(long = "only")]
    only: Vec<String>,

    /// Write the table into this file, and the plot beside it.
    #[arg(long)]
    write: Option<PathBuf>,
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().command {
        Command::Run(run) => tokio::runtime::Runtime::new()?.block_on(measure_all(run)),
        Command::Serve(arguments) => server::run(*arguments),
    }
}

async fn measure_all(run: Run) -> anyhow::Result<()> {
    let temporary = tempfile::TempDir::new()?;
    let folder = run.folder.clone().unwrap_or_else(|| temporary.path().to_owned());
    let mut report = Report::default();
    report.measured.push(measure(&run, &Place { folder: &folder, postgres: None }).await?);
    if let Some(server) = &run.postgres {
        report.measured.push(measure(&run, &Place { folder: &folder, postgres: Some(server) }).await?);
    }
    let text = report.text();
    println!("{text}");
    if let Some(path) = &run.write {
        std::fs::write(path, report.page(&text)?)?;
        std::fs::write(path.with_extension("svg"), plot::bars(&report.measured))?;
    }
    Ok(())
}

/// Where content is kept.
struct Place<'a> {
    folder: &'a std::path::Path,
    postgres: Option<&'a str>,
}

impl Place<'_> {
    async fn content(&self, factor: usize) -> anyhow::Result<Content> {
        match self.postgres {
            Some(server) => Content::postgres(server, self.folder, factor).await,
            None => Content::sqlite(self.folder, factor).await,
        }
    }
}

async fn measure(run: &Run, place: &Place<'_>) -> anyhow::Result<Measured> {
    let wanted = |query: &Query| run.only.is_empty() || run.only.iter().any(|name| name == query.name());
    let queries: Vec<Query> = Query::ALL.into_iter().filter(wanted).collect();
    let content = place.content(1).await?;
    let servers = Servers::start(&content, &Mode::ALL).await?;
    let costs = measure::run(&servers, &content, &queries).await?;
    let conduct = if run.only.is_empty() { Some(observe(run, &servers, &content).await?) } else { None };
    drop(servers);
    let larger = match run.factor {
        Some(factor) => Some((factor, larger(place, factor, &queries).await?)),
        None => None,
    };
    Ok(Measured { database: content.name, costs, conduct, larger })
}

async fn larger(place: &Place<'_>, factor: usize, queries: &[Query]) -> anyhow::Result<Vec<Cost>> {
    let content = place.content(factor).await?;
    let servers = Servers::start(&content, &[Mode::Cold]).await?;
    measure::run(&servers, &content, queries).await
}

async fn observe(run: &Run, servers: &Servers, content: &Content) -> anyhow::Result<Conduct> {
    let (mode, _, client) = servers.last()?;
    let requests = conduct::mixed(client, content).await?;
    Ok(Conduct {
        mode,
        pages: conduct::pages(servers).await?,
        waits: conduct::waits(client, &requests).await?,
        published: conduct::publish_to_visible(client).await?,
        memory: conduct::memory(servers, &requests, Duration::from_secs_f64(run.minutes * 60.0)).await?,
        minutes: run.minutes,
    })
}
