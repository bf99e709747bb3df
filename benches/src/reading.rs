use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::Context as _;

/// Ten megabytes of text under the frame of a page.
const BYTES: usize = 10_000_000;

/// One page of ten megabytes, read and not written.
pub(crate) fn run() -> anyhow::Result<()> {
    let folder = tempfile::TempDir::new()?;
    let file = folder.path().join("page.txt");
    std::fs::write(&file, page())?;
    let binary = std::env::current_exe()?.with_file_name("shanghaidoctor");
    let begun = Instant::now();
    let status = Command::new(&binary)
        .arg("import")
        .arg(&file)
        .arg("--dry-run")
        .stdout(Stdio::null())
        .status()
        .with_context(|| binary.display().to_string())?;
    anyhow::ensure!(status.success(), "the page was not read: {status}");
    println!("10 MB of text           {:.1} s   (promised: 2 s)", begun.elapsed().as_secs_f64());
    Ok(())
}

fn page() -> String {
    let mut page = "Dr. Wen Hao | A Life by the Lake\nUpdate time:2024-01-02Visits:3\nProfessor Wen Hao\n\n".to_owned();
    let paragraph =
        "He rowed every morning, and in the evening he wrote down what he had seen. Dr. Lin Yu read it.\n\n";
    page.push_str(&paragraph.repeat(BYTES / paragraph.len()));
    page
}
