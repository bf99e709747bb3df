//! Uses of partners' keys, gathered and counted behind the requests that they sign, so that no partner waits for it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use shanghaidoctor_persistence::partners::{KeyUse, Partners};
use shanghaidoctor_persistence::{Clock, Result};
use uuid::Uuid;

/// How long uses wait to be counted together.
const PAUSE: Duration = Duration::from_secs(1);

/// Takes uses in, and counts them. There are as many that wait as keys.
#[derive(Clone)]
pub struct UseCounter {
    waiting: Arc<Mutex<HashMap<Uuid, KeyUse>>>,
    partners: Partners,
    clock: Clock,
}

impl UseCounter {
    /// Counts among these partners.
    pub fn new(partners: Partners, clock: Clock) -> Self {
        Self { waiting: Arc::default(), partners, clock }
    }

    /// Takes in that a request was signed with a key of a partner.
    pub fn take(&self, partner: Uuid, key: Uuid) {
        let last = self.clock.now();
        let day = chrono::DateTime::<chrono::Utc>::from(last).date_naive();
        add(&mut self.waiting(), KeyUse { partner, key, day, count: 1, last });
    }

    /// Counts what comes in, for as long as it is awaited.
    pub async fn run(&self) {
        loop {
            tokio::time::sleep(PAUSE).await;
            if let Err(error) = self.count().await {
                tracing::warn!(%error, "uses of partners' keys cannot be counted at the moment: they wait");
            }
        }
    }

    /// Counts what has come in so far. What cannot be counted waits for the next time.
    pub async fn count(&self) -> Result<()> {
        let taken: Vec<KeyUse> = std::mem::take(&mut *self.waiting()).into_values().collect();
        let counted = self.partners.count_uses(taken.clone()).await;
        if counted.is_err() {
            let mut waiting = self.waiting();
            taken.into_iter().for_each(|used| add(&mut waiting, used));
        }
        counted
    }

    fn waiting(&self) -> MutexGuard<'_, HashMap<Uuid, KeyUse>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Adds to what waits of a key. What came around midnight counts for the day that it is counted on, a second later.
fn add(waiting: &mut HashMap<Uuid, KeyUse>, used: KeyUse) {
    let known = waiting.entry(used.key).or_insert(KeyUse { count: 0, ..used });
    known.count += used.count;
    known.last = known.last.max(used.last);
    known.day = known.day.max(used.day);
}
