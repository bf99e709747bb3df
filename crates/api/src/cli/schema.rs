use std::process::ExitCode;

use clap::Args;

use super::print;
use crate::graphql;

/// Print the public GraphQL schema.
#[derive(Args)]
#[command(after_help = "Example:\n  shanghaidoctor schema > schema.graphql")]
pub(super) struct Arguments {}

pub(super) fn run(_: Arguments) -> anyhow::Result<ExitCode> {
    // The address is only what answers begin with; the schema is the same under every one.
    let sdl = graphql::sdl(&graphql::schema("http://localhost".parse()?));
    print::line(sdl.trim_end())?;
    Ok(ExitCode::SUCCESS)
}
