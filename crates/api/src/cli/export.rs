use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use serde_json::json;
use shanghaidoctor_domain::{Actor, AuditAction};
use shanghaidoctor_persistence::accounts::{Deed, Doer};
use shanghaidoctor_persistence::{Clock, archive};

use crate::{App, Config};

/// Write all content as JSON Lines, drafts and what is published; `import` reads it back.
///
/// Pictures are files in DATA_DIR/media, or `media` of the bucket, named by their hash: copy that folder along. The
/// history of drafts stays.
#[derive(Args)]
#[command(after_help = "Example:\n  shanghaidoctor export > content.jsonl")]
pub(super) struct Arguments {
    /// The file to write, which nobody else may read; `-` is standard output [default: -].
    file: Option<PathBuf>,
}

pub(super) async fn run(arguments: Arguments, config: Config) -> anyhow::Result<ExitCode> {
    let app = App::new(&config, Clock::system()).await?;
    let lines = match arguments.file.as_deref().filter(|path| *path != Path::new("-")) {
        Some(path) => {
            let file = make(path).with_context(|| path.display().to_string())?;
            archive::export(&app.database, &Actor::Operator, &mut BufWriter::new(file)).await?
        }
        None => archive::export(&app.database, &Actor::Operator, &mut BufWriter::new(io::stdout())).await?,
    };
    let deed = Deed { action: AuditAction::Exported, target: None, detail: Some(json!({ "lines": lines })) };
    app.auth.accounts().note(&Doer::operator(), deed).await?;
    eprintln!("{lines} lines");
    app.database.close().await?;
    Ok(ExitCode::SUCCESS)
}

/// Drafts are in it: its owner alone may read it, also where it was there before.
fn make(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    #[cfg(unix)]
    if file.metadata()?.is_file() {
        file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    }
    Ok(file)
}
