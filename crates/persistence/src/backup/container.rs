//! The archive: a tar file (POSIX.1-1988, "ustar") whose last entry, `SHA256SUMS`, is what `sha256sum --check` reads.

use std::fmt::Write as _;
use std::io::{Read, Write};

use shanghaidoctor_domain::DateTime;
use tar::{Archive, Builder, EntryType, Header};

use super::{BackupError, Result};
use crate::content_hash;

/// The last file of an archive.
const SUMS: &str = "SHA256SUMS";

/// An archive that is written.
pub(super) struct Container<W: Write> {
    tar: Builder<W>,
    at: u64,
    sums: String,
}

impl<W: Write> Container<W> {
    pub(super) fn new(out: W, at: DateTime) -> Self {
        let at = chrono::DateTime::<chrono::Utc>::from(at).timestamp().try_into().unwrap_or_default();
        Self { tar: Builder::new(out), at, sums: String::new() }
    }

    /// Puts a file in.
    pub(super) fn add(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        let _ = writeln!(self.sums, "{}  {name}", content_hash(bytes));
        self.put(name, bytes)
    }

    /// Says what was put in, and ends.
    pub(super) fn finish(mut self) -> Result<()> {
        let sums = std::mem::take(&mut self.sums);
        self.put(SUMS, sums.as_bytes())?;
        Ok(self.tar.into_inner()?.flush()?)
    }

    fn put(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        let mut header = Header::new_ustar();
        header.set_entry_type(EntryType::Regular);
        header.set_mode(0o600);
        header.set_mtime(self.at);
        header.set_size(bytes.len() as u64);
        Ok(self.tar.append_data(&mut header, name, bytes)?)
    }
}

/// Gives each file of an archive to `take`, in order.
///
/// # Errors
/// When it is no archive, is cut off, or a file is not what the last one says; some were given by then.
pub(super) async fn read(input: impl Read, mut take: impl AsyncFnMut(&str, Vec<u8>) -> Result<()>) -> Result<()> {
    let mut archive = Archive::new(input);
    let mut sums = String::new();
    for entry in archive.entries()? {
        let mut entry = entry.map_err(|_| BackupError::Unsound("it is no tar archive, or is cut off".to_owned()))?;
        let name = entry.path()?.to_string_lossy().into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).map_err(|_| BackupError::Unsound(format!("it is cut off in {name}")))?;
        if name == SUMS {
            return compare(&sums, &bytes);
        }
        let _ = writeln!(sums, "{}  {name}", content_hash(&bytes));
        take(&name, bytes).await?;
    }
    Err(BackupError::Unsound("its end is missing".to_owned()))
}

fn compare(found: &str, said: &[u8]) -> Result<()> {
    let said = String::from_utf8_lossy(said);
    if found == said {
        return Ok(());
    }
    let other = said.lines().zip(found.lines()).find(|(said, found)| said != found);
    let name = other.and_then(|(said, _)| said.split_whitespace().last());
    Err(BackupError::Unsound(match name {
        Some(name) => format!("{name} is not what it was"),
        None => "a file is missing, or is one too many".to_owned(),
    }))
}
