use std::process::ExitCode;

use clap::Args;

use super::print;
use crate::{graphql, rest};

/// Print the public GraphQL schema, or the description of /api/v1.
#[derive(Args)]
#[command(after_help = "Example:\n  shanghaidoctor schema > schema.graphql")]
pub(super) struct Arguments {
    /// Print the description of /api/v1, by OpenAPI.
    #[arg(long)]
    openapi: bool,
}

pub(super) fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    if arguments.openapi {
        print::line(std::str::from_utf8(&rest::description())?)?;
        return Ok(ExitCode::SUCCESS);
    }
    // The address is only what answers begin with; the schema is the same under every one.
    let sdl = graphql::sdl(&graphql::schema("http://localhost".parse()?));
    print::line(sdl.trim_end())?;
    Ok(ExitCode::SUCCESS)
}
