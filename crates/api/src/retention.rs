//! Deletes what tells of people and is no longer needed. Every server looks; what one has deleted, the next one finds gone.

use std::time::Duration;

use shanghaidoctor_persistence::enquiries::Enquiries;
use shanghaidoctor_persistence::{Clock, Database, Result};

/// How long to wait before looking, so as not to be in the way of a server's first answers, and before looking again.
const FIRST: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_secs(3_600);

/// Who deletes it.
#[derive(Clone)]
pub struct Retention {
    enquiries: Enquiries,
    kept: Duration,
}

impl Retention {
    /// Deletes in this database what somebody has dealt with so long ago.
    pub fn new(database: &Database, clock: &Clock, kept: Duration) -> Self {
        Self { enquiries: Enquiries::new(database, clock), kept }
    }

    /// Looks through all of it now; gives of how many things something was deleted.
    pub async fn sweep(&self) -> Result<u64> {
        self.enquiries.sweep(self.kept).await
    }

    /// Looks now and then, for as long as it is awaited.
    pub async fn run(&self) {
        tokio::time::sleep(FIRST).await;
        loop {
            match self.sweep().await {
                Ok(0) => {}
                Ok(emptied) => tracing::info!(emptied, "what tells of people and is no longer needed was deleted"),
                Err(error) => tracing::warn!(%error, "what is no longer needed of people cannot be deleted"),
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
}
