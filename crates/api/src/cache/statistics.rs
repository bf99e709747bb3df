use std::sync::atomic::{AtomicU64, Ordering};

/// What came of the look-ups in a cache since the start.
#[derive(Debug, Default)]
pub(super) struct Statistics {
    hits: AtomicU64,
    misses: AtomicU64,
    dropped: AtomicU64,
}

/// The figures of a cache at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Look-ups that were answered.
    pub hits: u64,
    /// Look-ups that were not, those of `dropped` included.
    pub misses: u64,
    /// Look-ups that found what a change had made invalid, or time. It is out of the cache since.
    pub dropped: u64,
    /// Entries, valid or not yet looked at again.
    pub entries: usize,
    /// About how many bytes of memory they take.
    pub bytes: u64,
}

impl Statistics {
    pub(super) fn hit(&self) {
        self.hits.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn missed(&self) {
        self.misses.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn dropped(&self) {
        self.dropped.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn counts(&self, entries: usize, bytes: u64) -> Counts {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Counts { hits: read(&self.hits), misses: read(&self.misses), dropped: read(&self.dropped), entries, bytes }
    }
}
