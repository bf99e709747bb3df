use std::net::{SocketAddr, TcpListener};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use shanghaidoctor_persistence::{Clock, MediaPlace, MediaStore};

use super::print;
use crate::first_start::{load_sample, set_up_site};
use crate::{App, Config, http};

/// Run the server.
#[derive(Args)]
#[command(after_help = "Example:\n  shanghaidoctor serve --sample --listen 127.0.0.1:8080")]
pub(super) struct Arguments {
    /// Load the sample content when the database is empty.
    #[arg(long, env = "SAMPLE", default_value_t = false)]
    sample: bool,

    /// Threads that answer requests [default: one for each processor].
    #[arg(long, env = "WORKERS")]
    workers: Option<usize>,
}

pub(super) async fn run(arguments: Arguments, mut config: Config) -> anyhow::Result<ExitCode> {
    let listener = TcpListener::bind(config.listen).with_context(|| {
        format!("cannot listen on {}: choose another address with --listen or LISTEN", config.listen)
    })?;
    let address = listener.local_addr()?;
    // The port that port 0 stood for.
    config.listen = address;
    let app = App::new(&config, Clock::system()).await?;
    app.auth.prepare().await?;
    let loaded = if arguments.sample { load_sample(&app).await? } else { 0 };
    set_up_site(&app, config.site_url()?).await?;
    let workers =
        arguments.workers.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), |n| n.max(1));
    let server = http::serve(app.clone(), listener, workers)?;
    tokio::spawn(try_pictures(app.media.clone()));
    greet(&config, &config.media_place()?, address, loaded);
    server.await?;
    // Those that came in since the last time.
    app.visits.count().await?;
    app.uses.count().await?;
    app.database.close().await?;
    tracing::info!("stopped");
    Ok(ExitCode::SUCCESS)
}

/// Tells the operator of a bucket that does not answer or lets nobody in, before readers do. All else works without.
async fn try_pictures(media: MediaStore) {
    if let Err(error) = media.ping().await {
        tracing::error!(error = &error as &dyn std::error::Error, "pictures cannot be read");
    }
}

fn greet(config: &Config, pictures: &MediaPlace, address: SocketAddr, loaded: usize) {
    let database = match &config.database_url {
        Some(_) => "the database of DATABASE_URL".to_owned(),
        None => format!("SQLite in {}", config.data_dir.display()),
    };
    let sample = if loaded > 0 { format!("  Sample     {loaded} documents loaded\n") } else { String::new() };
    let greeting = format!(
        "ShanghaiDoctor is ready.
  GraphiQL   http://{address}/graphql   (open it in a browser; programs POST to the same address)
  Schema     http://{address}/schema.graphql
  Health     http://{address}/readyz
  Data       {database}, pictures in {pictures}
  Log        this terminal (LOG, LOG_FORMAT)
{sample}  Import     shanghaidoctor import PAGE.txt --publish
  Feeds come with a later version. Stop with Ctrl-C."
    );
    // The server is there for others too: it goes on where nobody reads this.
    if let Err(error) = print::line(greeting) {
        tracing::debug!(%error, "nobody reads what the server prints");
    }
}
