use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use super::{Change, Changes, acts, after, last, notifications};
use crate::{Database, Result};

/// How soon another process's writes are looked for where nothing tells of them: here alone, for all who follow the log.
const PATIENCE: Duration = Duration::from_millis(200);

/// The same where the database tells of them, in case that it once does not.
const LONG_PATIENCE: Duration = Duration::from_secs(5);

/// How long to wait after a failure.
const RECOVERY: Duration = Duration::from_secs(2);

/// Changes read at once.
const BATCH: u64 = 500;

/// Changes kept in memory, for all who follow together: who is further behind reads the log.
const REMEMBERED: usize = 1_024;

/// The log as one task of this process follows it, for however many readers. A reader keeps the number that it has
/// reached and asks for what is behind it; while there is nothing, its waiting costs no statement.
#[derive(Clone)]
pub struct Feed(Arc<Inner>);

/// The acts that come, one by one or several at once.
pub struct Acts(watch::Receiver<i64>);

struct Inner {
    database: Database,
    /// The last changes, without a gap up to what was reached.
    recent: Mutex<VecDeque<Change>>,
    reached: watch::Sender<i64>,
    /// How many acts there were, as far as somebody wants to know: the log tells nothing of drafts.
    acts: watch::Sender<i64>,
    /// How often the log was read to its end.
    looks: AtomicU64,
    /// Whether the database tells of what others write.
    told: watch::Sender<bool>,
}

impl Acts {
    /// What is read from now on is as every act before has left it, as far as this process has heard of it.
    pub fn begin(&mut self) {
        self.0.borrow_and_update();
    }

    /// Comes when there was an act since the last beginning.
    pub async fn changed(&mut self) {
        if self.0.changed().await.is_err() {
            // Nobody looks any more.
            std::future::pending::<()>().await;
        }
    }
}

impl Feed {
    /// The log from now on.
    pub async fn open(database: &Database) -> Result<Self> {
        let database = database.uncounted();
        let reached = watch::Sender::new(last(&database).await?);
        let (recent, looks, told) = (Mutex::default(), AtomicU64::new(0), watch::Sender::new(false));
        let acts = watch::Sender::new(0);
        Ok(Self(Arc::new(Inner { database, recent, reached, acts, looks, told })))
    }

    /// The number of the last change that is known here: all that this process has written, and what was followed of
    /// others. To know it costs no statement, however many begin to follow at once.
    pub fn known(&self) -> i64 {
        self.reached().max(self.0.database.written())
    }

    /// How often the log was followed to its end. Who waits for the second time from now on knows that what others wrote
    /// until now was followed.
    pub fn looks(&self) -> u64 {
        self.0.looks.load(Ordering::Acquire)
    }

    /// Looks at once for what others have written.
    pub fn look_now(&self) {
        self.0.database.wake();
    }

    fn reached(&self) -> i64 {
        *self.0.reached.borrow()
    }

    /// The number of the last change of all, which another process may just have made.
    pub async fn last(&self) -> Result<i64> {
        Ok(last(&self.0.database).await?.max(self.known()))
    }

    /// The next changes behind a number, `most` of them at most, as soon as there is one. To give it up loses nothing.
    pub async fn after(&self, number: i64, most: usize) -> Result<Changes> {
        // The sender lives as long as this does.
        let _ = self.0.reached.subscribe().wait_for(|reached| *reached > number).await;
        match self.remembered(number, most) {
            Some(changes) => Ok(changes),
            None => {
                let reached = self.reached();
                let read = after(&self.0.database, number, most as u64).await?;
                // A log that lost its lines has nothing to wait for before the next one.
                Ok(read.unwrap_or(Changes { changes: Vec::new(), reached }))
            }
        }
    }

    /// The acts from now on, of whichever process, for those who follow drafts. What was read before an act came is told of
    /// as changed, at the latest when the log is looked at next.
    pub fn acts(&self) -> Acts {
        Acts(self.0.acts.subscribe())
    }

    /// Follows the log for as long as it is awaited.
    pub async fn follow(&self) {
        let told = |told| {
            self.0.told.send_replace(told);
            self.0.database.wake();
        };
        tokio::join!(self.look(), notifications::listen(&self.0.database, told));
    }

    async fn look(&self) {
        loop {
            let changed = self.0.database.changed();
            if let Err(error) = self.catch_up().await {
                tracing::error!(%error, "the log of changes cannot be followed");
                // Nobody else looks: what follows the log is to know that it cannot. This is woken by it as well, and does
                // not ask a database again at once that has just failed.
                self.0.database.wake();
                tokio::time::sleep(RECOVERY).await;
                continue;
            }
            let wait = if *self.0.told.borrow() { LONG_PATIENCE } else { PATIENCE };
            let _ = tokio::time::timeout(wait, changed).await;
        }
    }

    async fn catch_up(&self) -> Result<()> {
        while let Some(Changes { changes, reached }) = after(&self.0.database, self.reached(), BATCH).await? {
            {
                let mut recent = self.0.recent.lock().unwrap_or_else(PoisonError::into_inner);
                recent.extend(changes);
                let old = recent.len().saturating_sub(REMEMBERED);
                recent.drain(..old);
            }
            if reached > self.0.database.written() {
                // Another process wrote. Who is told of a change may expect to see it: what was kept in memory before does
                // not hold, and the others who follow look at once.
                self.0.database.wrote(reached);
                self.0.database.wake();
            }
            self.0.reached.send_replace(reached);
        }
        if self.0.acts.receiver_count() > 0 {
            let acts = acts(&self.0.database).await?;
            self.0.acts.send_if_modified(|known| std::mem::replace(known, acts) != acts);
        }
        self.0.looks.fetch_add(1, Ordering::Release);
        Ok(())
    }

    /// The changes behind a number, where nothing of them is forgotten.
    fn remembered(&self, number: i64, most: usize) -> Option<Changes> {
        let recent = self.0.recent.lock().unwrap_or_else(PoisonError::into_inner);
        if recent.front()?.sequence > number + 1 {
            return None;
        }
        let start = recent.partition_point(|change| change.sequence <= number);
        let changes: Vec<Change> = recent.iter().skip(start).take(most).copied().collect();
        let reached = changes.last()?.sequence;
        Some(Changes { changes, reached })
    }
}
