use std::collections::VecDeque;
use std::time::Duration;

use shanghaidoctor_domain::Kind;
use shanghaidoctor_persistence::changes::{Change, Feed};

/// Changes taken from the log at once, for one who is behind.
const BATCH: usize = 100;

/// How long to wait when the log cannot be read.
const RECOVERY: Duration = Duration::from_secs(2);

/// The changes that one subscription is told of, taken from the log as fast as the client reads and no faster: what waits
/// for a slow one waits in the log.
pub struct Events {
    feed: Feed,
    reached: i64,
    kinds: Option<Vec<Kind>>,
    waiting: VecDeque<Change>,
}

impl Events {
    /// What came behind a number, of documents of these kinds; of all of them when nothing is said.
    pub fn new(feed: Feed, after: i64, kinds: Option<Vec<Kind>>) -> Self {
        Self { feed, reached: after, kinds, waiting: VecDeque::new() }
    }

    /// The next change, once there is one.
    pub async fn next(&mut self) -> Change {
        loop {
            if let Some(change) = self.waiting.pop_front() {
                return change;
            }
            self.take().await;
        }
    }

    /// Takes what is new from the log.
    async fn take(&mut self) {
        let taken = match self.feed.after(self.reached, BATCH).await {
            Ok(taken) => taken,
            Err(error) => {
                tracing::error!(%error, "a subscriber waits: the log of changes cannot be read");
                return tokio::time::sleep(RECOVERY).await;
            }
        };
        self.reached = taken.reached;
        let kinds = self.kinds.as_ref();
        let is_wanted = |change: &Change| kinds.is_none_or(|kinds| kinds.contains(&change.node.kind));
        self.waiting.extend(taken.changes.into_iter().filter(is_wanted));
    }
}
