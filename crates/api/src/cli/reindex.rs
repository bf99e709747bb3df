use std::process::ExitCode;

use clap::Args;
use shanghaidoctor_persistence::Clock;

use super::print;
use crate::{App, Config};

/// Make the search index anew; `serve` does it where it is lost
#[derive(Args)]
#[command(after_help = "Example:\n  shanghaidoctor reindex")]
pub(super) struct Arguments {}

pub(super) async fn run(_: Arguments, config: Config) -> anyhow::Result<ExitCode> {
    let app = App::new(&config, Clock::system()).await?;
    let done = app.search.rebuild(&app.database).await?;
    app.database.close().await?;
    print::line(if done { "The search index is made anew." } else { "The running server makes its index anew." })?;
    Ok(ExitCode::SUCCESS)
}
