//! What a command prints. Whoever reads it may stop before its end, as `head` does: that is an error as others are, and
//! ends the command.

use std::error::Error;
use std::fmt::Display;
use std::io::{self, ErrorKind, Write as _};

use shanghaidoctor_persistence::archive::ArchiveError;
use shanghaidoctor_persistence::backup::BackupError;

/// Prints a line.
pub(super) fn line(text: impl Display) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{text}")
}

/// Whether a command ended because nobody reads any more what it prints.
pub(super) fn is_unread(error: &anyhow::Error) -> bool {
    error.chain().filter_map(of_file).any(|error| error.kind() == ErrorKind::BrokenPipe)
}

/// The error of a file that an error is, also where it passes for another.
fn of_file<'e>(cause: &'e (dyn Error + 'static)) -> Option<&'e io::Error> {
    match (cause.downcast_ref(), cause.downcast_ref()) {
        (Some(ArchiveError::File(error)), _) | (_, Some(BackupError::File(error))) => Some(error),
        _ => cause.downcast_ref(),
    }
}
