use std::collections::VecDeque;
use std::time::Duration;

use shanghaidoctor_domain::{Kind, NodeId};
use shanghaidoctor_persistence::changes::{Change, Feed};

use crate::graphql::subscription::Source;

/// Changes taken from the log at once, for one who is behind.
const BATCH: usize = 100;

/// How long to wait when the log cannot be read.
const RECOVERY: Duration = Duration::from_secs(2);

/// Something to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// This changed.
    Changed(Change),
    /// The document is to be shown, as it is now.
    Show,
}

/// What one subscription is told, taken from the log as fast as the client reads and no faster: what waits for a slow
/// one waits in the log. Changes of a document that nobody has seen yet are one.
pub struct Events {
    feed: Feed,
    reached: i64,
    following: Following,
}

enum Following {
    Changes { kinds: Option<Vec<Kind>>, waiting: VecDeque<Change> },
    Document { id: NodeId, shown: bool },
}

impl Events {
    /// What there is to tell of this.
    pub fn new(feed: Feed, source: Source) -> Self {
        match source {
            Source::Changes { after, kinds } => {
                Self { feed, reached: after, following: Following::Changes { kinds, waiting: VecDeque::new() } }
            }
            Source::Document { id, after } => {
                Self { feed, reached: after, following: Following::Document { id, shown: false } }
            }
        }
    }

    /// The next event, once there is one.
    pub async fn next(&mut self) -> Event {
        loop {
            match &mut self.following {
                Following::Changes { waiting, .. } => {
                    if let Some(change) = waiting.pop_front() {
                        return Event::Changed(change);
                    }
                }
                Following::Document { shown, .. } if !*shown => {
                    *shown = true;
                    return Event::Show;
                }
                Following::Document { .. } => {}
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
        match &mut self.following {
            Following::Changes { kinds, waiting } => {
                let wanted = |change: &Change| kinds.as_ref().is_none_or(|kinds| kinds.contains(&change.node.kind));
                waiting.extend(taken.changes.into_iter().filter(wanted));
            }
            Following::Document { id, shown } => {
                let touched = taken.changes.iter().any(|change| change.node == *id);
                *shown &= !touched;
            }
        }
    }
}
