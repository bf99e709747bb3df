//! The command line: one binary, a verb a file.

mod account;
mod backup;
mod export;
mod import;
mod log;
mod migrate;
mod print;
mod reindex;
mod restore;
mod schema;
mod serve;

use clap::{Parser, Subcommand};

use crate::Config;

/// The content API of ShanghaiDoctor.
#[derive(Parser)]
#[command(
    name = "shanghaidoctor",
    version,
    about,
    after_help = "Example:\n  shanghaidoctor serve --sample\n\nEvery option can be given as an environment variable too; `.env.example` lists them all."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    config: Config,
}

#[derive(Subcommand)]
enum Command {
    Serve(serve::Arguments),
    Import(import::Arguments),
    Export(export::Arguments),
    Backup(backup::Arguments),
    Restore(restore::Arguments),
    Migrate(migrate::Arguments),
    Reindex(reindex::Arguments),
    Schema(schema::Arguments),
    Account(account::Arguments),
}

/// What a shell shows of a command that is ended by SIGPIPE, as others are that nobody reads any more.
const UNREAD: u8 = 141;

/// Runs what the command line asks for; an error is one line for people, and an exit code that is not zero.
pub fn run() -> std::process::ExitCode {
    let Arguments { command, config } = Arguments::parse();
    log::start(&config.log);
    let runtime = actix_web::rt::System::new();
    let done = runtime.block_on(async {
        match command {
            Command::Serve(arguments) => serve::run(arguments, config).await,
            Command::Import(arguments) => import::run(arguments, config).await,
            Command::Export(arguments) => export::run(arguments, config).await,
            Command::Backup(arguments) => backup::run(arguments, config).await,
            Command::Restore(arguments) => restore::run(arguments, config).await,
            Command::Migrate(arguments) => migrate::run(arguments, config).await,
            Command::Reindex(arguments) => reindex::run(arguments, config).await,
            Command::Schema(arguments) => schema::run(arguments),
            Command::Account(arguments) => account::run(arguments, config).await,
        }
    });
    match done {
        Ok(code) => code,
        Err(error) if print::is_unread(&error) => UNREAD.into(),
        Err(error) => {
            eprintln!("shanghaidoctor: {}", told(&error));
            std::process::ExitCode::FAILURE
        }
    }
}

/// An error and its causes on one line. Some texts already hold their cause's: nothing is said twice.
fn told(error: &anyhow::Error) -> String {
    error.chain().map(ToString::to_string).fold(String::new(), |told, cause| match told.as_str() {
        "" => cause,
        said if said.contains(&cause) => told,
        said => format!("{said}: {cause}"),
    })
}
