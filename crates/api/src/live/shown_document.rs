use std::sync::Arc;
use std::time::Duration;

use shanghaidoctor_persistence::Database;
use shanghaidoctor_persistence::changes::Acts;
use shanghaidoctor_persistence::search::SearchIndex;
use tokio::time::sleep_until;

use super::Made;

/// At least so long lies between two makings of one document: what changes meanwhile is seen by one.
const PAUSE: Duration = Duration::from_millis(100);

/// A document as one subscriber sees it: as it is, and again each time that something in it has changed. It is made when
/// the subscriber can take it and something that it was made of has changed, and told when it reads otherwise than before.
pub struct ShownDocument {
    search: SearchIndex,
    database: Database,
    /// Where drafts are shown, of which the log tells nothing: whatever was written, they may have changed.
    acts: Option<Acts>,
    last: Option<Arc<Made>>,
}

impl ShownDocument {
    /// Nothing was shown yet. With `acts` it is a draft that is shown.
    pub fn new(search: SearchIndex, database: Database, acts: Option<Acts>) -> Self {
        Self { search, database, acts, last: None }
    }

    /// Waits until the document is to be made: at once the first time, and then when it may have changed.
    pub async fn is_due(&mut self) {
        let Self { search, database, acts, last } = self;
        if let Some(made) = last {
            tokio::select! {
                () = made.watch.changed() => {}
                () = search_reaches(search, database), if made.behind => {}
                () = act(acts.as_mut()) => {}
            }
            sleep_until(made.made_at + PAUSE).await;
        }
        if let Some(acts) = acts {
            acts.begin();
        }
    }

    /// Takes what was made, and says whether it is another than before.
    pub fn is_news(&mut self, made: &Arc<Made>) -> bool {
        let before = self.last.replace(Arc::clone(made));
        before.is_none_or(|before| before.differs(made))
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
