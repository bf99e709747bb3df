use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use super::{Held, Key};
use crate::cache::validity::Epoch;

/// What became of a flight: nothing yet, or its end, perhaps with an answer.
type Landing = Option<Option<Arc<Held>>>;
type UnderWay = HashMap<(Key, Epoch), watch::Receiver<Landing>>;

/// The answers that are being made. Who asks after a change does not wait for an answer that was begun before it.
#[derive(Clone, Default)]
pub(super) struct Flights(Arc<Mutex<UnderWay>>);

/// One of them, which ends when this is dropped.
pub(super) struct Flight {
    flights: Flights,
    key: (Key, Epoch),
    landing: watch::Sender<Landing>,
}

/// What somebody who asks has to do.
pub(super) enum Turn {
    /// Nothing: an answer that was under way is here, or there is none for others.
    Landed(Option<Arc<Held>>),
    /// Make the answer.
    Yours(Flight),
}

impl Flights {
    /// Waits for the answer that somebody makes; where they give it up on the way, one of those who wait goes on.
    pub(super) async fn turn(&self, key: &Key, epoch: Epoch) -> Turn {
        loop {
            let mut under_way = match self.join((key.clone(), epoch)) {
                Ok(under_way) => under_way,
                Err(flight) => return Turn::Yours(flight),
            };
            if let Ok(landed) = under_way.wait_for(Option::is_some).await {
                return Turn::Landed(landed.clone().flatten());
            }
        }
    }

    fn join(&self, key: (Key, Epoch)) -> Result<watch::Receiver<Landing>, Flight> {
        let mut flights = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(under_way) = flights.get(&key) {
            return Ok(under_way.clone());
        }
        let (landing, under_way) = watch::channel(None);
        flights.insert(key.clone(), under_way);
        Err(Flight { flights: self.clone(), key, landing })
    }
}

impl Flight {
    pub(super) fn land(self, held: Option<Arc<Held>>) {
        self.landing.send_replace(Some(held));
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.flights.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
    }
}
