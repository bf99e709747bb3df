use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use shanghaidoctor_domain::content::Doctor;
use shanghaidoctor_importer::{PaperFormat, read_papers};
use shanghaidoctor_persistence::content_hash;

use super::output::print_imported;
use super::pages::{begin, open};
use super::report::counted;
use super::{Arguments, Format};
use crate::Config;
use crate::cli::print;
use crate::import::{import_papers, unfit_papers};

/// Reads a file of papers, as reference managers export them.
pub(super) async fn import(file: &Path, arguments: &Arguments, config: &Config) -> anyhow::Result<ExitCode> {
    let name = file.display().to_string();
    let format = PaperFormat::from_file_name(&name).context("a file of papers")?;
    let bytes = fs::read(file).with_context(|| name.clone())?;
    let papers = read_papers(&bytes, format).with_context(|| name.clone())?;
    if let Some((line, wrong)) = unfit_papers(&papers.papers)?.first() {
        anyhow::bail!("{name}: the paper on line {line}: `{}` {}", wrong.path, wrong.message);
    }
    anyhow::ensure!(arguments.format == Format::Report, "{name}: --format is for pages");
    let doctor = arguments.doctor.as_deref();
    let doctor = doctor.with_context(|| format!("{name}: say whose papers these are, with --doctor SLUG"))?;
    print::line(format_args!("{} read from {}", counted(papers.papers.len(), "paper", "papers"), format.name()))?;
    for warning in &papers.warnings {
        print::line(format_args!("  line {}: {}", warning.line, warning.message))?;
    }
    if arguments.dry_run {
        return Ok(ExitCode::SUCCESS);
    }
    let origin = arguments.origin(file, content_hash(&bytes))?;
    let publish = arguments.publishes(papers.warnings.len());
    let app = open(config).await?;
    let mut writing = begin(&app, Some(origin.note())).await?;
    let found = writing.draft_by_slug::<Doctor>(doctor).await?;
    let doctor = found.with_context(|| format!("there is no doctor `{doctor}`: give --doctor as the slug of one"))?;
    let imported = import_papers(&mut writing, Some(&doctor), papers.papers, origin, publish).await?;
    writing.commit().await?;
    app.database.close().await?;
    print_imported(&imported)?;
    if arguments.publish && !imported.published {
        print::line("Not published: look at the lines above, then add --force.")?;
    }
    Ok(ExitCode::SUCCESS)
}
