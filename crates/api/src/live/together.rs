//! What many follow is made once for all of them. Two thousand who read the same page follow the same operation, and are
//! told the same of each change.

use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;
use shanghaidoctor_domain::Locale;

use super::Made;
use crate::cache::{Caches, Flights, Landing, landed};
use crate::tags::Tag;

/// How many bytes are kept of what was just made, for those who come to it a little later: a slow reader, a new one.
const KEPT: u64 = 16_000_000;

/// About what one takes, to begin with.
const USUAL: u64 = 2_000;

/// What is shown to everybody, and all that makes a difference to it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Operation {
    /// The hash of the document's text.
    pub document: [u8; 32],
    /// Which of its operations.
    pub name: Option<String>,
    /// The variables as JSON.
    pub variables: String,
    /// The languages that the connection names.
    pub locales: Arc<[Locale]>,
    /// The record by which these were found.
    pub matched_with: Option<Tag>,
}

/// An operation at one change of the log, or as it is where no change is told.
type Key = (Arc<Operation>, Option<i64>);

#[derive(Clone)]
struct ByBytes;

impl Weighter<Key, Arc<Made>> for ByBytes {
    fn weight(&self, (operation, _): &Key, made: &Arc<Made>) -> u64 {
        made.weight() + operation.variables.len() as u64
    }
}

/// All that is made for many at once.
#[derive(Clone)]
pub struct Together {
    caches: Caches,
    kept: Arc<Cache<Key, Arc<Made>, ByBytes>>,
    flights: Flights<Key, Option<Arc<Made>>>,
}

impl Together {
    /// Nothing was made yet.
    pub fn new(caches: Caches) -> Self {
        let entries = usize::try_from(KEPT / USUAL).unwrap_or(usize::MAX);
        Self { caches, kept: Arc::new(Cache::with_weighter(entries, KEPT, ByBytes)), flights: Flights::default() }
    }

    /// What the operation comes to by now, at a change where one is told: what was made since something in it changed, and
    /// else what `make` makes of it, for all who ask meanwhile.
    pub async fn made<F>(
        &self,
        operation: &Arc<Operation>,
        change: Option<i64>,
        make: impl Fn() -> F,
    ) -> Option<Arc<Made>>
    where
        F: Future<Output = Option<Made>> + Send + 'static,
    {
        let key = (Arc::clone(operation), change);
        loop {
            if let Some(made) = self.kept(&key) {
                return Some(made);
            }
            if let Some(made) = landed(&mut self.under_way(&key, &make)).await {
                return made;
            }
        }
    }

    fn kept(&self, key: &Key) -> Option<Arc<Made>> {
        self.kept.get(key).filter(|made| made.holds())
    }

    /// What is being made. It is made in a task of its own: whoever asked first may leave, or read slowly, and nobody waits
    /// for that.
    fn under_way<F>(&self, key: &Key, make: impl Fn() -> F) -> Landing<Option<Arc<Made>>>
    where
        F: Future<Output = Option<Made>> + Send + 'static,
    {
        let flight = match self.flights.join(key.clone(), self.caches.epoch()) {
            Ok(under_way) => return under_way,
            Err(flight) => flight,
        };
        let landing = flight.landing();
        // It may have landed between the look-up and now: it is kept before its flight ends.
        if let Some(made) = self.kept(key) {
            flight.land(Some(made));
            return landing;
        }
        let (key, kept, making) = (key.clone(), Arc::clone(&self.kept), make());
        tokio::spawn(async move {
            let made = making.await.map(Arc::new);
            if let Some(made) = made.as_ref().filter(|made| made.holds()) {
                kept.insert(key, Arc::clone(made));
            }
            flight.land(made);
        });
        landing
    }
}
