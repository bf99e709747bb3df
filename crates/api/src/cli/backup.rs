#[cfg(unix)]
use std::fs::File;
use std::io::{self, BufWriter, Write};
#[cfg(unix)]
use std::os::{fd::AsFd as _, unix::fs::PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, ensure};
use clap::Args;
use serde_json::json;
use shanghaidoctor_domain::AuditAction;
use shanghaidoctor_persistence::accounts::{Deed, Doer};
use shanghaidoctor_persistence::backup::{self, Written};
use shanghaidoctor_persistence::{Clock, DatabaseUrl};

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
    ensure_is_there(&config.database_url()?)?;
    let app = App::new(&config, Clock::system()).await?;
    let written = if arguments.file == Path::new("-") {
        #[cfg(unix)]
        warn_of_readers()?;
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

/// What is written to standard output has the rights that whoever opened the file gave it.
#[cfg(unix)]
fn warn_of_readers() -> io::Result<()> {
    let out = File::from(io::stdout().as_fd().try_clone_to_owned()?).metadata()?;
    if out.is_file() && out.permissions().mode() & 0o077 != 0 {
        eprintln!(
            "others may read this file, and hashes of passwords, e-mail addresses and drafts are in it: `chmod 600` it, and \
             run `umask 077` before the next one"
        );
    }
    Ok(())
}

async fn write(app: &App, out: impl Write) -> anyhow::Result<Written> {
    Ok(backup::write(&app.database, &app.media, &app.clock, out).await?)
}

/// The file gets its name when it is whole and on disk. Nobody else may read it, and nothing is written where a file or a
/// link of some name is already.
async fn write_file(app: &App, path: &Path) -> anyhow::Result<Written> {
    ensure!(!path.exists(), "there is such a file already: give another name");
    let name = path.file_name().context("this is no name of a file")?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut unfinished = tempfile::Builder::new().prefix(name).suffix(".unfinished").tempfile_in(folder)?;
    let written = write(app, BufWriter::new(unfinished.as_file_mut())).await?;
    unfinished.as_file().sync_all()?;
    unfinished.persist_noclobber(path)?;
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(written)
}

/// A backup of what was never there would look like any other.
fn ensure_is_there(url: &DatabaseUrl) -> anyhow::Result<()> {
    if let DatabaseUrl::Sqlite(file) = url {
        ensure!(file.exists(), "{}: there is no database to back up; give DATA_DIR or DATABASE_URL", file.display());
    }
    Ok(())
}
