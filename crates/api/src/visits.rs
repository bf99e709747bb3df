//! Visits of articles, gathered and counted behind the requests that tell of them, so that no reader waits for it.
//!
//! A reader is a hash of the day's salt, the address, the program and the article. The salt is deleted with the day, so
//! nothing that is kept leads to a person, nor from one article or day to another.

mod robots;

use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};
use shanghaidoctor_domain::Id;
use shanghaidoctor_domain::content::Article;
use shanghaidoctor_persistence::{Clock, Database, Result, Visit, Visits};
use uuid::Uuid;

/// How long visits wait to be counted together.
const PAUSE: Duration = Duration::from_secs(1);

/// Visits that wait at most; those that come on top are lost rather than held against the memory.
const WAITING: usize = 20_000;

/// Who tells of a visit, as far as the request says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visitor {
    /// The address.
    pub address: Option<IpAddr>,
    /// What the program calls itself (`User-Agent`).
    pub agent: String,
}

struct Waiting {
    article: Id<Article>,
    visitor: Visitor,
    day: NaiveDate,
}

/// Takes visits in, and counts them.
#[derive(Clone)]
pub struct VisitCounter {
    waiting: Arc<Mutex<Vec<Waiting>>>,
    visits: Visits,
    clock: Clock,
}

impl VisitCounter {
    /// Counts in a database.
    pub fn new(database: &Database, clock: Clock) -> Self {
        Self { waiting: Arc::default(), visits: Visits::new(database), clock }
    }

    /// Takes in a visit. Robots read nothing, and who says nothing of themselves is taken for one.
    pub fn take(&self, article: Id<Article>, visitor: Visitor) {
        if robots::is_robot(&visitor.agent) {
            return;
        }
        let day = chrono::DateTime::<chrono::Utc>::from(self.clock.now()).date_naive();
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() < WAITING {
            waiting.push(Waiting { article, visitor, day });
        }
    }

    /// Counts what comes in, for as long as it is awaited.
    pub async fn run(&self) {
        loop {
            tokio::time::sleep(PAUSE).await;
            if let Err(error) = self.count().await {
                tracing::warn!(%error, "visits cannot be counted at the moment: they are lost");
            }
        }
    }

    /// Counts what has come in so far.
    pub async fn count(&self) -> Result<()> {
        let taken = std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        // At midnight those of two days wait side by side; a day that has begun is not gone back from.
        for visits in taken.chunk_by(|one, next| one.day == next.day) {
            let Some(Waiting { day, .. }) = visits.first() else { continue };
            let salt = self.visits.begin_day(*day, self.clock.secret()).await?;
            let visits = visits.iter().map(|visit| Visit {
                article: visit.article.uuid(),
                reader: reader(salt, visit.article, &visit.visitor),
            });
            self.visits.count(*day, visits.collect()).await?;
        }
        Ok(())
    }
}

fn reader(salt: Uuid, article: Id<Article>, visitor: &Visitor) -> Uuid {
    let address = visitor.address.map(|address| address.to_string()).unwrap_or_default();
    let mut hash = Sha256::new();
    for part in [salt.as_bytes().as_slice(), article.uuid().as_bytes(), address.as_bytes(), visitor.agent.as_bytes()] {
        // With its length before it, so that no two readers run into the same text.
        hash.update(part.len().to_be_bytes());
        hash.update(part);
    }
    hash.finalize().first_chunk().copied().map(Uuid::from_bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_is_another_one_for_each_article_day_address_and_program() {
        let id = |number| Uuid::from_u128(number);
        let visitor = |address: &str, agent: &str| Visitor { address: address.parse().ok(), agent: agent.into() };
        let readers = [
            reader(id(1), Id::new(id(2)), &visitor("192.0.2.1", "Firefox")),
            reader(id(3), Id::new(id(2)), &visitor("192.0.2.1", "Firefox")),
            reader(id(1), Id::new(id(4)), &visitor("192.0.2.1", "Firefox")),
            reader(id(1), Id::new(id(2)), &visitor("192.0.2.2", "Firefox")),
            reader(id(1), Id::new(id(2)), &visitor("192.0.2.1", "Safari")),
        ];
        let distinct: std::collections::BTreeSet<&Uuid> = readers.iter().collect();
        assert_eq!(distinct.len(), readers.len());
        assert_eq!(readers[0], reader(id(1), Id::new(id(2)), &visitor("192.0.2.1", "Firefox")));
    }
}
