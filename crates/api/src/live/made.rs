use std::sync::Arc;

use serde_json::value::RawValue;
use tokio::time::Instant;
use twox_hash::XxHash3_128;

use crate::cache::Watch;
use crate::tags::Noted;

/// What was made of more than this is made again after every change: its tags would take more memory than that is worth.
const MOST_TAGS: usize = 1_000;

/// What an operation that is followed came to at one time; the same for each who follows it.
pub struct Made {
    /// What is told, as JSON.
    pub told: Arc<RawValue>,
    pub(super) made_at: Instant,
    pub(super) watch: Watch,
    /// Whether the index of search was behind.
    pub(super) behind: bool,
    /// Of its text.
    hash: u128,
    failed: bool,
}

impl Made {
    /// What was made under a watch, of what was noted on the way.
    pub fn new(watch: Watch, told: Box<RawValue>, noted: Noted) -> Self {
        let behind = noted.behind;
        let watch = if noted.tags.len() <= MOST_TAGS { watch.only(noted) } else { watch };
        let hash = XxHash3_128::oneshot(told.get().as_bytes());
        Self { told: told.into(), made_at: Instant::now(), watch, behind, hash, failed: false }
    }

    /// What failed under a watch. It may have read less than it shows the next time, so every change counts; and `told`
    /// may name the request, which is no news by itself: `failure` is the same without that.
    pub fn failed(watch: Watch, told: Box<RawValue>, failure: &RawValue) -> Self {
        let hash = XxHash3_128::oneshot(failure.get().as_bytes());
        Self { told: told.into(), made_at: Instant::now(), watch, behind: false, hash, failed: true }
    }

    /// Whether it reads otherwise.
    pub(super) fn differs(&self, other: &Self) -> bool {
        self.hash != other.hash
    }

    /// Whether it can be given to whoever asks now.
    pub(super) fn holds(&self) -> bool {
        !self.failed && !self.behind && self.watch.holds()
    }

    /// About the bytes that it takes.
    pub(super) fn weight(&self) -> u64 {
        size_of::<Self>() as u64 + self.told.get().len() as u64 + self.watch.weight()
    }
}
