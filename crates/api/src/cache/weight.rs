//! About how much memory values take.

use std::fmt::{self, Debug, Write as _};
use std::io;

use serde::Serialize;

/// Around each entry: its place in the cache, its counters, its pointers.
pub(super) const ENTRY: u64 = 256;

/// A document takes about as much again in memory as its JSON text: texts are the same there, and what stands around
/// each of them is about what JSON writes for names and quotes.
const PER_JSON_BYTE: u64 = 2;

/// About the bytes of a value, by those of its JSON text, which is counted and not written.
pub(super) fn of<T: Serialize>(value: &T) -> u64 {
    let mut count = Count(0);
    // Only a map whose keys are no texts can fail here, and then what was counted is still a measure.
    let _ = serde_json::to_writer(&mut count, value);
    size_of::<T>() as u64 + count.0 * PER_JSON_BYTE
}

/// About the bytes of the texts in a list's arguments: a client can make them long.
pub(super) fn of_arguments<T: Debug>(arguments: &T) -> u64 {
    let mut count = Count(0);
    let _ = write!(count, "{arguments:?}");
    count.0
}

struct Count(u64);

impl io::Write for Count {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl fmt::Write for Count {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 += text.len() as u64;
        Ok(())
    }
}
