use std::io::{self, IsTerminal as _};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::{LogFormat, LogSettings};

/// Begins to write the log to standard error; standard output belongs to what a command prints.
pub(super) fn start(settings: &LogSettings) {
    let filter = EnvFilter::new(&settings.filter);
    let registry = tracing_subscriber::registry().with(filter);
    // Colours are for eyes: in a file they are noise.
    let colours = io::stderr().is_terminal();
    match settings.format {
        LogFormat::Text => {
            registry.with(tracing_subscriber::fmt::layer().with_ansi(colours).with_writer(io::stderr)).init()
        }
        LogFormat::Json => registry.with(tracing_subscriber::fmt::layer().json().with_writer(io::stderr)).init(),
    }
}
