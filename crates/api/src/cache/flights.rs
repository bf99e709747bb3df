use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use super::validity::Epoch;

/// What becomes of a flight: nothing yet, and then what it comes to.
pub(crate) type Landing<L> = watch::Receiver<Option<L>>;
type UnderWay<K, L> = Mutex<HashMap<(K, Epoch), Landing<L>>>;

/// What is being made for all who ask for it. Who asks after a change does not wait for what was begun before it.
pub(crate) struct Flights<K, L>(Arc<UnderWay<K, L>>);

/// One of them, which ends when this is dropped.
pub(crate) struct Flight<K: Eq + Hash, L> {
    flights: Flights<K, L>,
    key: (K, Epoch),
    landing: watch::Sender<Option<L>>,
}

/// What somebody who asks has to do.
pub(super) enum Turn<K: Eq + Hash, L> {
    /// Nothing: what was under way is here.
    Landed(L),
    /// Make it.
    Yours(Flight<K, L>),
}

impl<K, L> Default for Flights<K, L> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<K, L> Clone for Flights<K, L> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<K: Clone + Eq + Hash, L: Clone> Flights<K, L> {
    /// Waits for what somebody makes; where they give it up on the way, one of those who wait goes on.
    pub(super) async fn turn(&self, key: &K, epoch: Epoch) -> Turn<K, L> {
        loop {
            let mut under_way = match self.join(key.clone(), epoch) {
                Ok(under_way) => under_way,
                Err(flight) => return Turn::Yours(flight),
            };
            if let Some(landed) = landed(&mut under_way).await {
                return Turn::Landed(landed);
            }
        }
    }

    /// What is under way, or else the flight that whoever asks has to make.
    pub(crate) fn join(&self, key: K, epoch: Epoch) -> Result<Landing<L>, Flight<K, L>> {
        let key = (key, epoch);
        let mut flights = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(under_way) = flights.get(&key) {
            return Ok(under_way.clone());
        }
        let (landing, under_way) = watch::channel(None);
        flights.insert(key.clone(), under_way);
        Err(Flight { flights: self.clone(), key, landing })
    }
}

/// What a flight comes to; nothing where it was given up.
pub(crate) async fn landed<L: Clone>(under_way: &mut Landing<L>) -> Option<L> {
    under_way.wait_for(Option::is_some).await.ok()?.clone()
}

impl<K: Eq + Hash, L> Flight<K, L> {
    /// For those who wait for it.
    pub(crate) fn landing(&self) -> Landing<L> {
        self.landing.subscribe()
    }

    pub(crate) fn land(self, what: L) {
        self.landing.send_replace(Some(what));
    }
}

impl<K: Eq + Hash, L> Drop for Flight<K, L> {
    fn drop(&mut self) {
        self.flights.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
    }
}
