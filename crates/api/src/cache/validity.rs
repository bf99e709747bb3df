//! Whether what a cache holds still holds.
//!
//! Time is counted in moments: each step that the log is followed by is one, and notes the tags that it drops. An entry
//! carries the moment before which its reading began, and is valid while none of its tags was dropped at a later one. So
//! what was read before a change and is put in after it is found out when it is looked up: no order of the two can keep an
//! old value. An entry that was looked at once in a moment is valid for the rest of it without another look.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use crate::tags::Tag;

/// Tags that are remembered. When there are more, everything kept until then is dropped.
const REMEMBERED: usize = 50_000;

/// The log does not say what changed: nothing is valid.
const LOST: i64 = -1;

/// A moment of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Moment(u64);

/// A stretch of time in which no change of this process, and none that was followed, came between.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Epoch {
    moment: u64,
    written: i64,
}

/// What an entry is checked by.
#[derive(Debug)]
pub(super) struct Seal {
    /// The last moment at which it was valid.
    valid_at: AtomicU64,
    tags: Box<[Tag]>,
    /// When what it counts was counted. Counts have no tag and get old instead.
    counted_at: Option<Instant>,
}

/// What became of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It holds.
    Valid,
    /// It does not, and never will.
    Dropped,
    /// Nobody knows at the moment.
    Unknown,
}

/// Follows the log for the caches.
pub struct Validity {
    /// The number of the last change that this process has written.
    written: Box<dyn Fn() -> i64 + Send + Sync>,
    /// The number of the log that was followed.
    followed: AtomicI64,
    moment: AtomicU64,
    /// The same as `followed`, for those who wait for it.
    reached: watch::Sender<i64>,
    dropped: RwLock<Dropped>,
    counts_for: Duration,
}

#[derive(Default)]
struct Dropped {
    /// All that began before this moment.
    all_before: u64,
    /// The last moment that dropped a tag.
    tags: HashMap<Tag, u64>,
}

impl Seal {
    /// The seal of what was read from `since` on.
    pub(super) fn new(since: Moment, tags: Box<[Tag]>, counted_at: Option<Instant>) -> Self {
        Self { valid_at: AtomicU64::new(since.0), tags, counted_at }
    }

    /// The same for something else that was made of it, which was read from `since` on as well.
    pub(super) fn again(&self, since: Moment) -> Self {
        Self::new(since, self.tags.clone(), self.counted_at)
    }

    pub(super) const fn counted_at(&self) -> Option<Instant> {
        self.counted_at
    }

    /// About the bytes that it takes beside its own size.
    pub(super) const fn weight(&self) -> u64 {
        size_of_val(&*self.tags) as u64
    }
}

impl Validity {
    /// Nothing is valid before the log is followed.
    pub(super) fn new(written: impl Fn() -> i64 + Send + Sync + 'static, counts_for: Duration) -> Self {
        Self {
            written: Box::new(written),
            followed: AtomicI64::new(LOST),
            moment: AtomicU64::new(0),
            reached: watch::Sender::new(LOST),
            dropped: RwLock::default(),
            counts_for,
        }
    }

    pub(super) fn followed(&self) -> i64 {
        self.followed.load(Ordering::Acquire)
    }

    /// The moment before a reading that begins now; none while the log is not followed, and then nothing is kept of it.
    pub(crate) fn now(&self) -> Option<Moment> {
        (self.followed() != LOST).then(|| Moment(self.moment.load(Ordering::Acquire)))
    }

    /// The moment that look-ups are answered at: none between a write of this process and the step that follows it, so
    /// that who has written reads it. The number of the log comes with it.
    pub(super) fn settled(&self) -> Option<(Moment, i64)> {
        // In this order: who sees the number sees the moment that came with it.
        let followed = self.followed();
        (followed != LOST && followed >= (self.written)())
            .then(|| (Moment(self.moment.load(Ordering::Acquire)), followed))
    }

    pub(super) fn epoch(&self) -> Epoch {
        Epoch { moment: self.moment.load(Ordering::Acquire), written: (self.written)() }
    }

    pub(super) fn check(&self, seal: &Seal) -> Verdict {
        let Some((Moment(now), _)) = self.settled() else { return Verdict::Unknown };
        if seal.counted_at.is_some_and(|counted| counted.elapsed() >= self.counts_for) {
            return Verdict::Dropped;
        }
        self.judge(seal, now)
    }

    /// What the log says up to a moment, whatever may have been written since then.
    fn judge(&self, seal: &Seal, now: u64) -> Verdict {
        let valid_at = seal.valid_at.load(Ordering::Acquire);
        if valid_at >= now {
            return Verdict::Valid;
        }
        let dropped = self.dropped.read().unwrap_or_else(PoisonError::into_inner);
        let later = |tag| dropped.tags.get(tag).is_some_and(|moment| *moment > valid_at);
        if valid_at < dropped.all_before || seal.tags.iter().any(later) {
            return Verdict::Dropped;
        }
        seal.valid_at.fetch_max(now, Ordering::AcqRel);
        Verdict::Valid
    }

    /// Comes when something sealed is dropped.
    pub(super) async fn drops(&self, seal: &Seal) {
        let is_dropped = |Moment(now)| self.judge(seal, now) == Verdict::Dropped;
        self.is(|validity| validity.now().is_some_and(is_dropped)).await;
    }

    /// Comes with the next moment that is known after this one.
    pub(super) async fn moves(&self, since: Option<Moment>) {
        self.is(|validity| validity.now().is_some_and(|now| Some(now) != since)).await;
    }

    /// Waits until something is so, which is looked at after each step.
    async fn is(&self, so: impl Fn(&Self) -> bool) {
        let mut reached = self.reached.subscribe();
        // Not by `wait_for`, which would look with the lock that a step waits for.
        while !so(self) {
            // The sender lives as long as this does.
            let _ = reached.changed().await;
        }
    }

    /// A step of the log up to `number`, which drops these tags.
    pub(super) fn step(&self, number: i64, tags: impl IntoIterator<Item = Tag>) {
        let mut dropped = self.dropped.write().unwrap_or_else(PoisonError::into_inner);
        let moment = self.moment.load(Ordering::Acquire) + 1;
        dropped.tags.extend(tags.into_iter().map(|tag| (tag, moment)));
        if dropped.tags.len() > REMEMBERED {
            *dropped = Dropped { all_before: moment, tags: HashMap::new() };
        }
        self.moment.store(moment, Ordering::Release);
        self.followed.store(number, Ordering::Release);
        self.reached.send_replace(number);
    }

    /// The log is at `number`, and nobody knows what it said before.
    pub(super) fn begin(&self, number: i64) {
        let mut dropped = self.dropped.write().unwrap_or_else(PoisonError::into_inner);
        let moment = self.moment.load(Ordering::Acquire) + 1;
        *dropped = Dropped { all_before: moment, tags: HashMap::new() };
        self.moment.store(moment, Ordering::Release);
        self.followed.store(number, Ordering::Release);
        self.reached.send_replace(number);
    }

    /// Waits until the log was followed up to a number.
    pub(super) async fn reaches(&self, number: i64) {
        // The sender lives as long as this does.
        let _ = self.reached.subscribe().wait_for(|reached| *reached >= number).await;
    }

    /// The log cannot be followed.
    pub(super) fn lose(&self) {
        self.followed.store(LOST, Ordering::Release);
        self.reached.send_replace(LOST);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use shanghaidoctor_domain::Kind;

    use super::*;

    const DOCTORS: Tag = Tag::List(Kind::Doctor);
    const ARTICLES: Tag = Tag::List(Kind::Article);

    fn following(written: &Arc<AtomicI64>) -> Validity {
        let written = Arc::clone(written);
        let validity = Validity::new(move || written.load(Ordering::Acquire), Duration::from_secs(60));
        validity.begin(0);
        validity
    }

    fn seal(since: Option<Moment>, tag: Tag) -> Seal {
        Seal::new(since.unwrap(), [tag].into(), None)
    }

    #[test]
    fn a_change_drops_what_has_its_tag() {
        let validity = following(&Arc::default());
        let [doctors, articles] = [DOCTORS, ARTICLES].map(|tag| seal(validity.now(), tag));
        validity.step(1, [DOCTORS]);
        assert_eq!(validity.check(&doctors), Verdict::Dropped);
        assert_eq!(validity.check(&articles), Verdict::Valid);
        validity.step(2, [ARTICLES]);
        assert_eq!(validity.check(&articles), Verdict::Dropped);
        assert_eq!(validity.check(&seal(validity.now(), DOCTORS)), Verdict::Valid);
    }

    #[test]
    fn what_was_read_before_a_change_and_kept_after_it_is_dropped() {
        let validity = following(&Arc::default());
        let since = validity.now();
        validity.step(1, [DOCTORS]);
        assert_eq!(validity.check(&seal(since, DOCTORS)), Verdict::Dropped);
        assert_eq!(validity.check(&seal(since, ARTICLES)), Verdict::Valid);
    }

    #[test]
    fn who_has_written_is_not_answered_from_memory_before_the_change_was_followed() {
        let written = Arc::default();
        let validity = following(&written);
        let kept = seal(validity.now(), ARTICLES);
        written.store(1, Ordering::Release);
        assert_eq!(validity.check(&kept), Verdict::Unknown);
        validity.step(1, [DOCTORS]);
        assert_eq!(validity.check(&kept), Verdict::Valid);
    }

    #[test]
    fn nothing_holds_that_was_kept_before_the_log_was_lost() {
        let validity = following(&Arc::default());
        let kept = seal(validity.now(), DOCTORS);
        validity.lose();
        assert_eq!((validity.check(&kept), validity.now()), (Verdict::Unknown, None));
        // Also where the log goes on with a smaller number than it had.
        validity.begin(0);
        assert_eq!(validity.check(&kept), Verdict::Dropped);
        assert_eq!(validity.check(&seal(validity.now(), DOCTORS)), Verdict::Valid);
    }

    #[test]
    fn more_tags_than_are_remembered_drop_everything() {
        let validity = following(&Arc::default());
        let kept = seal(validity.now(), DOCTORS);
        let many = (0..=REMEMBERED as u128).map(|number| Tag::ListOf(Kind::Article, uuid::Uuid::from_u128(number)));
        validity.step(1, many);
        assert_eq!(validity.check(&kept), Verdict::Dropped);
        assert!(validity.dropped.read().unwrap().tags.is_empty());
    }

    #[test]
    fn counts_get_old() {
        let validity = Validity::new(|| 0, Duration::ZERO);
        validity.begin(0);
        let counted = |at| Seal::new(validity.now().unwrap(), [].into(), at);
        assert_eq!(validity.check(&counted(None)), Verdict::Valid);
        assert_eq!(validity.check(&counted(Some(Instant::now()))), Verdict::Dropped);
    }
}
