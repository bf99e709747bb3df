//! Search over all that is published: an index on disk beside the database, kept by each node for itself. It follows
//! the log of changes and notes in the same commit how far it got, so it is never half written and makes itself anew
//! where it is lost, or older than this program.

mod analysis;
mod collect;
mod completion;
mod document;
mod follow;
mod index;
mod query;
mod ranking;
mod snippet;
mod sources;

use std::path::Path;
use std::sync::Arc;

use shanghaidoctor_domain::{Kind, NodeId};
use tokio::sync::watch;

use collect::Collected;
use index::Files;

use crate::{Database, Result, changes};

pub use collect::{Facet, Hit, MOST_VALUES, Place};
pub use document::facet;
pub use ranking::{MOST_RANKED, Ranking, Searched};
pub use snippet::{Snippet, snippet};

/// How the words of a search are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meant {
    /// As what is looked for, in all that a record is found by.
    Sought,
    /// As the beginning of a name or title that is still being typed.
    Begun,
}

/// What a reader looks for.
#[derive(Clone, Debug)]
pub struct Search {
    /// The words, as typed.
    pub text: String,
    /// How they are meant.
    pub meant: Meant,
    /// Among which kinds of records.
    pub kinds: Vec<Kind>,
    /// How many results.
    pub size: usize,
    /// Only those behind this place.
    pub after: Option<Place>,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The best results, best first.
    pub hits: Vec<Hit>,
    /// Whether there are more behind them.
    pub more: bool,
    /// How many there are in all.
    pub total: u64,
    /// What they can be narrowed by, each with how many it leaves; the most frequent first.
    pub facets: Vec<Facet>,
}

/// The index, to search and to follow the log with.
#[derive(Clone)]
pub struct SearchIndex {
    files: Arc<Files>,
    /// How far the index has followed the log.
    reached: Arc<watch::Sender<i64>>,
}

impl SearchIndex {
    /// Opens the index in a folder, or begins an empty one.
    pub fn open(folder: &Path) -> Result<Self> {
        let files = Files::open(folder)?;
        let reached = files.reached()?.unwrap_or(-1);
        Ok(Self { files: Arc::new(files), reached: Arc::new(watch::Sender::new(reached)) })
    }

    /// Whether there is an index to search in; there is none while the first one is made.
    pub fn is_made(&self) -> bool {
        *self.reached.borrow() >= 0
    }

    /// The number of the last change that it shows; negative while there is no index.
    pub fn reached(&self) -> i64 {
        *self.reached.borrow()
    }

    /// The records that a search meets; waits while the first index is made.
    pub async fn find(&self, search: Search, facets: bool) -> Result<Found> {
        // The sender lives as long as this does.
        let _ = self.reached.subscribe().wait_for(|reached| *reached >= 0).await;
        let files = Arc::clone(&self.files);
        let found = tokio::task::spawn_blocking(move || find(&files, &search, facets)).await;
        found.map_err(|_| crate::Error::Search("the search ended early".into()))?
    }

    /// Waits until the index shows all that the log held when it was asked.
    pub async fn reaches(&self, database: &Database) -> Result<()> {
        let last = changes::last(database).await?;
        let _ = self.reached.subscribe().wait_for(|reached| *reached >= last).await;
        Ok(())
    }
}

fn find(files: &Files, search: &Search, facets: bool) -> Result<Found> {
    let searcher = files.reader.searcher();
    let query = match search.meant {
        Meant::Sought => query::of(&files.fields, &search.text, &search.kinds),
        Meant::Begun => completion::of(&files.fields, &search.text, &search.kinds),
    };
    let Some(query) = query else { return Ok(Found::default()) };
    let Collected { mut hits, total, facets } = collect::collect(files, &searcher, &*query, search, facets)?;
    let more = hits.len() > search.size;
    hits.truncate(search.size);
    Ok(Found { hits, more, total, facets })
}

/// The kinds that search finds.
pub fn kinds() -> [Kind; 5] {
    sources::KINDS
}

impl Facet {
    /// The record it stands for: a specialty or an organisation.
    pub fn node(&self) -> Option<NodeId> {
        self.value.parse().ok()
    }
}
