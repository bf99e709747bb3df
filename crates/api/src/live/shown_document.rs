use std::time::Duration;

use async_graphql::Response;
use shanghaidoctor_persistence::Database;
use shanghaidoctor_persistence::changes::Acts;
use shanghaidoctor_persistence::search::SearchIndex;
use tokio::time::{Instant, sleep_until};
use twox_hash::XxHash3_128;

use crate::cache::{Caches, Watch};
use crate::tags::Noted;

/// At least so long lies between two makings of one document: what changes meanwhile is seen by one.
const PAUSE: Duration = Duration::from_millis(100);

/// What was made of more than this is made again after every change: its tags would take more memory than that is worth.
const MOST_TAGS: usize = 1_000;

/// A document as one subscriber sees it: as it is, and again each time that something in it has changed. It is made when
/// the subscriber can take it and something that it was made of has changed, and told when it reads otherwise than before.
pub struct ShownDocument {
    caches: Caches,
    search: SearchIndex,
    database: Database,
    /// Where drafts are shown, of which the log tells nothing: whatever was written, they may have changed.
    acts: Option<Acts>,
    making: Option<Watch>,
    last: Option<Version>,
}

/// The document as it was last made.
struct Version {
    /// Of its text.
    hash: u128,
    made_at: Instant,
    watch: Watch,
    /// Whether the index of search was behind when it was made.
    behind: bool,
}

impl ShownDocument {
    /// Nothing was shown yet. With `acts` it is a draft that is shown.
    pub fn new(caches: Caches, search: SearchIndex, database: Database, acts: Option<Acts>) -> Self {
        Self { caches, search, database, acts, making: None, last: None }
    }

    /// Waits until the document is to be made: at once the first time, and then when it may have changed.
    pub async fn is_due(&mut self) {
        let Self { search, database, acts, last, .. } = self;
        if let Some(version) = last {
            tokio::select! {
                () = version.watch.changed() => {}
                () = search_reaches(search, database), if version.behind => {}
                () = act(acts.as_mut()) => {}
            }
            sleep_until(version.made_at + PAUSE).await;
        }
        if let Some(acts) = acts {
            acts.begin();
        }
        self.making = Some(self.caches.watch());
    }

    /// Takes what was made, and says whether it is another than before.
    pub fn is_news(&mut self, answer: &Response, noted: Noted) -> bool {
        let Noted { tags, behind, .. } = noted;
        let watch = self.making.take().unwrap_or_else(|| self.caches.watch());
        // What failed may have read less than it shows the next time.
        let watch = if answer.is_ok() && tags.len() <= MOST_TAGS { watch.only(tags) } else { watch };
        let version = Version { hash: hash(answer), made_at: Instant::now(), watch, behind };
        let before = self.last.replace(version).map(|version| version.hash);
        before != self.last.as_ref().map(|version| version.hash)
    }
}

async fn search_reaches(search: &SearchIndex, database: &Database) {
    if let Err(error) = search.reaches(database).await {
        tracing::warn!(%error, "a subscriber waits for search, and the log cannot be read");
        std::future::pending::<()>().await;
    }
}

async fn act(acts: Option<&mut Acts>) {
    match acts {
        Some(acts) => acts.changed().await,
        None => std::future::pending().await,
    }
}

fn hash(answer: &Response) -> u128 {
    XxHash3_128::oneshot(&serde_json::to_vec(answer).unwrap_or_default())
}
