use std::process::ExitCode;

use clap::Args;
use shanghaidoctor_persistence::Clock;

use super::print;
use crate::{App, Config};

/// Bring the database's schema up to date; `serve` does it too.
#[derive(Args)]
#[command(after_help = "Example:\n  DATABASE_URL=postgres://cms@localhost/cms shanghaidoctor migrate")]
pub(super) struct Arguments {}

pub(super) async fn run(_: Arguments, config: Config) -> anyhow::Result<ExitCode> {
    let app = App::new(&config, Clock::system()).await?;
    app.database.close().await?;
    print::line("The database is up to date.")?;
    Ok(ExitCode::SUCCESS)
}
