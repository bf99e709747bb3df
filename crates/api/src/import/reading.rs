use tokio::sync::{AcquireError, Semaphore};
use tokio::task::{JoinError, spawn_blocking};

/// How many pages and files of papers are read at once for callers over the network: each takes a processor for as long
/// as it is read, also when nobody waits for it any more.
static PLACES: Semaphore = Semaphore::const_new(2);

/// Why nothing came of a reading, whatever is in the file.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unread {
    /// The importer failed.
    #[error("the importer failed on this file: report it")]
    Failed(#[from] JoinError),
    /// Nothing is read any more.
    #[error("the server is ending")]
    Ending(#[from] AcquireError),
}

/// Reads a file beside the threads that answer requests, when it is its turn.
pub(crate) async fn read<T: Send + 'static>(read: impl FnOnce() -> T + Send + 'static) -> Result<T, Unread> {
    let place = PLACES.acquire().await?;
    let reading = spawn_blocking(move || {
        let read = read();
        drop(place);
        read
    });
    Ok(reading.await?)
}
