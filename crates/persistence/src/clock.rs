use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::Utc;
use shanghaidoctor_domain::DateTime;
use tokio::sync::watch;
use uuid::timestamp::context::ContextV7;
use uuid::{Builder, Timestamp, Uuid};

/// Where time and ids come from: the system, or, in tests, a fixed course of both, so that answers can be compared to
/// the letter.
#[derive(Clone)]
pub struct Clock(Source);

#[derive(Clone)]
enum Source {
    System(Arc<Mutex<ContextV7>>),
    Fixed { at: Arc<watch::Sender<DateTime>>, ids: Arc<Mutex<u64>> },
}

/// The longest sleep before the system's time is looked at again: it can be set, and a machine can be put to sleep.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);

impl Clock {
    /// The machine's own time, and ids that nobody can guess and that grow with time.
    pub fn system() -> Self {
        Self(Source::System(Arc::new(Mutex::new(ContextV7::new()))))
    }

    /// This moment until it is moved; ids are counted up from its first.
    pub fn fixed(at: DateTime) -> Self {
        Self(Source::Fixed { at: Arc::new(watch::Sender::new(at)), ids: Arc::new(Mutex::new(0)) })
    }

    /// Sets a fixed clock, for all who have it; the system's time is nobody's to move.
    pub fn set(&self, to: DateTime) {
        if let Source::Fixed { at, .. } = &self.0 {
            at.send_replace(to);
        }
    }

    /// Lets time pass for all who share a fixed course of it.
    pub fn advance(&self, by: Duration) {
        self.set((chrono::DateTime::<Utc>::from(self.now()) + by).into());
    }

    /// What time it is.
    pub fn now(&self) -> DateTime {
        match &self.0 {
            Source::System(_) => system_time(),
            Source::Fixed { at, .. } => *at.borrow(),
        }
    }

    /// Comes when it is this time; at once where that is over.
    pub async fn reaches(&self, moment: DateTime) {
        match &self.0 {
            Source::System(_) => loop {
                let left = chrono::DateTime::<Utc>::from(moment) - chrono::DateTime::<Utc>::from(system_time());
                match left.to_std() {
                    Ok(left) if !left.is_zero() => tokio::time::sleep(left.min(LONGEST_SLEEP)).await,
                    _ => return,
                }
            },
            Source::Fixed { at, .. } => {
                // The sender lives as long as this clock.
                let _ = at.subscribe().wait_for(|now| *now >= moment).await;
            }
        }
    }

    /// An id that was never given before, larger than all before it (RFC 9562, section 6.2).
    pub fn next_id(&self) -> Uuid {
        match &self.0 {
            Source::System(context) => {
                let context = context.lock().unwrap_or_else(PoisonError::into_inner);
                let (seconds, nanoseconds) = parts(system_time());
                Uuid::new_v7(Timestamp::from_unix(&*context, seconds, nanoseconds))
            }
            Source::Fixed { at, ids } => {
                let mut ids = ids.lock().unwrap_or_else(PoisonError::into_inner);
                *ids += 1;
                let (seconds, nanoseconds) = parts(*at.borrow());
                let milliseconds = seconds * 1000 + u64::from(nanoseconds / 1_000_000);
                let mut counter = [0; 10];
                counter[2..].copy_from_slice(&ids.to_be_bytes());
                Builder::from_unix_timestamp_millis(milliseconds, &counter).into_uuid()
            }
        }
    }

    /// A value that nobody can guess, 122 bits of it; in tests the next id.
    pub fn secret(&self) -> Uuid {
        match &self.0 {
            Source::System(_) => Uuid::new_v4(),
            Source::Fixed { .. } => self.next_id(),
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place where the system's time is read")]
fn system_time() -> DateTime {
    Utc::now().into()
}

fn parts(moment: DateTime) -> (u64, u32) {
    let moment = chrono::DateTime::<Utc>::from(moment);
    (u64::try_from(moment.timestamp()).unwrap_or_default(), moment.timestamp_subsec_nanos())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_fixed_clock_stands_until_it_is_moved() {
        let [noon, one]: [DateTime; 2] = ["2026-01-01T12:00:00Z", "2026-01-01T13:00:00Z"].map(|at| at.parse().unwrap());
        let clock = Clock::fixed(noon);
        clock.reaches(noon).await;
        let waiting = tokio::spawn({
            let clock = clock.clone();
            async move { clock.reaches(one).await }
        });
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        clock.set(one);
        waiting.await.unwrap();
        assert_eq!(clock.now(), one);
    }

    #[test]
    fn ids_grow() {
        for clock in [Clock::system(), Clock::fixed("2026-01-01T00:00:00Z".parse().unwrap())] {
            let ids: Vec<Uuid> = (0..1000).map(|_| clock.next_id()).collect();
            assert!(ids.is_sorted());
            assert!(ids.iter().all(|id| id.get_version_num() == 7));
        }
    }
}
