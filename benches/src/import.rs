use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context as _;

use crate::pages;

const PAGES: usize = 1000;

/// A thousand pages in one command, as drafts, into a new SQLite file.
pub(crate) fn run() -> anyhow::Result<()> {
    let folder = tempfile::TempDir::new()?;
    let sources = folder.path().join("pages");
    std::fs::create_dir(&sources)?;
    pages::write(&sources, PAGES)?;
    let time = import(&sources, &folder.path().join("data"))?;
    println!("import of {PAGES} pages    {:.0} pages a second   (promised: 300)", PAGES as f64 / time.as_secs_f64());
    Ok(())
}

fn import(sources: &Path, data: &Path) -> anyhow::Result<Duration> {
    let binary = std::env::current_exe()?.with_file_name("shanghaidoctor");
    let begun = Instant::now();
    let status = Command::new(&binary)
        .arg("import")
        .arg(sources)
        .env("DATA_DIR", data)
        .stdout(Stdio::null())
        .status()
        .with_context(|| binary.display().to_string())?;
    anyhow::ensure!(status.success(), "the import failed: {status}");
    Ok(begun.elapsed())
}
