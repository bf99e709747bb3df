use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use shanghaidoctor_persistence::{Clock, MediaStore, backup};

use super::print;
use crate::{App, Config};

/// Put back what `backup` wrote, into an empty database of either kind.
///
/// Stop its servers first: while one uses the database, nothing is restored. All of it or nothing: each file is compared
/// with its SHA-256 before anything counts. Pictures are put beside those that are there. Everybody signs in again, with the
/// SECRET_KEY, or the file `secret.key`, of the server that was backed up.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  shanghaidoctor restore publication.tar\n  DATABASE_URL=postgres://cms@localhost/cms shanghaidoctor restore publication.tar --replace"
)]
pub(super) struct Arguments {
    /// The file to read; `-` is standard input.
    file: PathBuf,

    /// Throw away all that is in the database; of SQLite's file a copy is kept beside it.
    #[arg(long)]
    replace: bool,
}

pub(super) async fn run(arguments: Arguments, config: Config) -> anyhow::Result<ExitCode> {
    let input: Box<dyn Read> = if arguments.file == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        Box::new(BufReader::new(File::open(&arguments.file).with_context(|| arguments.file.display().to_string())?))
    };
    let (clock, media) = (Clock::system(), MediaStore::open(&config.media_place()?)?);
    let restored = backup::restore(&config.database_url()?, &media, &clock, arguments.replace, input).await?;
    // The index on disk is of what was here before.
    let app = App::new(&config, clock).await?;
    app.search.rebuild(&app.database).await?;
    app.database.close().await?;
    print::line(format_args!(
        "Restored as of {}: {} rows, {} pictures.",
        restored.at, restored.rows, restored.pictures
    ))?;
    print::line(format_args!(
        "Before a server starts here, give it the SECRET_KEY of the one that was backed up, or that one's file `secret.key` \
         in {}: without it none starts, until `shanghaidoctor account rotate-keys`.",
        config.data_dir.display()
    ))?;
    Ok(ExitCode::SUCCESS)
}
