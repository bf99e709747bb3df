//! What this process keeps in memory of what everybody may see: whole answers, and the records that answers are made of.
//!
//! Both hold what they keep under the tags of `tags.rs`, and both ask one [`Validity`], which follows the log of
//! changes, whether it still holds. So an entry needs nobody to take it out: one whose tag a change has named is not given
//! any more, and the next one takes its place. Nothing of a draft comes in here.

mod answers;
mod flights;
mod follow;
mod records;
mod site_locales;
mod statistics;
mod validity;
mod watch;
mod weight;

use std::sync::Arc;
use std::time::Duration;

use shanghaidoctor_persistence::{Database, Follower};

pub use answers::{Answers, Asked, Begun, Via};
pub(crate) use flights::{Flights, Landing, landed};
pub use records::Records;
pub(crate) use records::{Counted, Key, Reading, Register};
pub use site_locales::{Known, SiteLocales};
pub use statistics::Counts;
pub(crate) use validity::Epoch;
pub use validity::Validity;
pub use watch::Watch;

use crate::config::CacheSettings;

/// The caches of one process.
#[derive(Clone)]
pub struct Caches {
    /// Answers.
    pub answers: Answers,
    /// Records.
    pub records: Records,
    /// The languages that the publication publishes in.
    pub site_locales: SiteLocales,
    validity: Arc<Validity>,
}

impl Caches {
    /// Empty ones. What was counted may be shown for as long as `counts_for`.
    pub fn new(settings: &CacheSettings, database: &Database, counts_for: Duration) -> Self {
        let database = database.clone();
        let validity = Arc::new(Validity::new(move || database.written(), counts_for));
        let bytes = |megabytes: u32| u64::from(megabytes) * 1_000_000;
        Self {
            answers: Answers::new(bytes(settings.answer_cache_mb), &validity),
            records: Records::new(bytes(settings.record_cache_mb), &validity),
            site_locales: SiteLocales::new(&validity),
            validity,
        }
    }

    /// Follows the log for as long as it is awaited. Nothing is kept where nobody does.
    pub async fn follow(&self, database: &Database) {
        follow::follow(&self.validity, &Follower::new(database)).await;
    }

    /// Waits until what is kept is as the log was at a number: who is told of a change must not be answered from before
    /// it.
    pub async fn reaches(&self, number: i64) {
        self.validity.reaches(number).await;
    }

    /// Watches what is read from now on.
    pub fn watch(&self) -> Watch {
        Watch::begin(&self.validity)
    }

    /// The stretch of time that this is: what is made in one may be given to all who ask in it.
    pub(crate) fn epoch(&self) -> Epoch {
        self.validity.epoch()
    }

    /// The number of the log up to which the caches know what changed; negative while they know nothing.
    pub fn followed(&self) -> i64 {
        self.validity.followed()
    }
}
