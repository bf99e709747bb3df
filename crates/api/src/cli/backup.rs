use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, ensure};
use clap::Args;
use serde_json::json;
use shanghaidoctor_domain::AuditAction;
use shanghaidoctor_persistence::Clock;
use shanghaidoctor_persistence::accounts::{Deed, Doer};
use shanghaidoctor_persistence::backup::{self, Written};

use crate::{App, Config};

/// Write everything into one file, while servers run.
///
/// A tar archive of all tables as JSON Lines and of the pictures: history, log, accounts, releases and the audit log are in
/// it. Sessions, invitations and files that are only half uploaded are not. What is sealed in the database needs SECRET_KEY,
/// or the file `secret.key` in DATA_DIR: keep it too, in another place.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  shanghaidoctor backup publication.tar\n  shanghaidoctor backup - | zstd > publication.tar.zst"
)]
pub(super) struct Arguments {
    /// The file to write, which must not be there yet; `-` is standard output.
    file: PathBuf,
}

pub(super) async fn run(arguments: Arguments, config: Config) -> anyhow::Result<ExitCode> {
    let app = App::new(&config, Clock::system()).await?;
    let written = if arguments.file == Path::new("-") {
        write(&app, BufWriter::new(io::stdout())).await?
    } else {
        write_file(&app, &arguments.file).await.with_context(|| arguments.file.display().to_string())?
    };
    let Written { rows, pictures, missing } = &written;
    let detail = json!({ "rows": rows, "pictures": pictures, "missing": missing });
    let deed = Deed { action: AuditAction::BackedUp, target: None, detail: Some(detail) };
    app.auth.accounts().note(&Doer::operator(), deed).await?;
    eprintln!("{rows} rows, {pictures} pictures");
    for picture in missing {
        eprintln!("missing or damaged, and not in the backup: the picture {picture}");
    }
    app.database.close().await?;
    Ok(ExitCode::SUCCESS)
}

async fn write(app: &App, out: impl Write) -> anyhow::Result<Written> {
    Ok(backup::write(&app.database, &app.media, &app.clock, out).await?)
}

/// The file gets its name when it is whole and on disk. Nobody else may read it.
async fn write_file(app: &App, path: &Path) -> anyhow::Result<Written> {
    ensure!(!path.exists(), "there is such a file already: give another name");
    let name = path.file_name().context("this is no name of a file")?.to_string_lossy();
    let unfinished = path.with_file_name(format!("{name}.unfinished"));
    let written = write_unfinished(app, &unfinished).await;
    if written.is_err() {
        // Where it cannot go, the first error counts.
        let _ = fs::remove_file(&unfinished);
    }
    let written = written?;
    fs::rename(&unfinished, path)?;
    Ok(written)
}

async fn write_unfinished(app: &App, path: &Path) -> anyhow::Result<Written> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    let written = write(app, BufWriter::new(&file)).await?;
    file.sync_all()?;
    Ok(written)
}
