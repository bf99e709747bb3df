//! Keys that many resolvers ask for at once, gathered until none of them can go on without an answer, then loaded
//! together. The engine's own gathering waits a fixed time for that, on a timer that costs more than many a read.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::dataloader::Loader;
use tokio::sync::oneshot;
use tokio::task::{JoinSet, unconstrained, yield_now};

/// No more keys in one load: each is a parameter of a statement, of which databases allow a few tens of thousands.
const MOST_KEYS: usize = 1_000;

/// So many turns of others without a key more end the gathering.
const TURNS: usize = 3;

/// What was found for a batch, shared by all who wait for it.
type Found<K, L> = Result<Arc<HashMap<K, <L as Loader<K>>::Value>>, <L as Loader<K>>::Error>;

/// The keys that were asked for since the last load, and those who wait.
struct Batch<K: Key, L: Loader<K>> {
    keys: Vec<K>,
    waiting: Vec<oneshot::Sender<Found<K, L>>>,
}

/// What something can be loaded by.
pub(super) trait Key: Send + Sync + Hash + Eq + Clone + 'static {}

impl<K: Send + Sync + Hash + Eq + Clone + 'static> Key for K {}

/// Loads in batches, one for each type of key.
pub(super) struct Gathering<L> {
    loader: Arc<L>,
    batches: Arc<Mutex<HashMap<TypeId, Box<dyn Any + Send>>>>,
    /// They end with this value: then nobody waits for them any more.
    loads: Mutex<JoinSet<()>>,
}

impl<L: Send + Sync + 'static> Gathering<L> {
    pub(super) fn new(loader: L) -> Self {
        Self { loader: Arc::new(loader), batches: Arc::default(), loads: Mutex::default() }
    }

    /// What loads, for reads that stand alone.
    pub(super) fn loader(&self) -> &L {
        &self.loader
    }

    /// What is found by this key.
    pub(super) async fn load_one<K: Key>(&self, key: K) -> Result<Option<L::Value>, L::Error>
    where
        L: Loader<K>,
    {
        Ok(self.ask(vec![key.clone()]).await?.get(&key).cloned())
    }

    /// What is found by these keys, and perhaps by others.
    pub(super) async fn load_many<K: Key>(&self, keys: Vec<K>) -> Found<K, L>
    where
        L: Loader<K>,
    {
        if keys.is_empty() { Ok(Arc::default()) } else { self.ask(keys).await }
    }

    async fn ask<K: Key>(&self, keys: Vec<K>) -> Found<K, L>
    where
        L: Loader<K>,
    {
        let (sender, receiver) = oneshot::channel();
        let is_first = with_batch::<K, L, _>(&self.batches, |batch| {
            batch.keys.extend(keys);
            batch.waiting.push(sender);
            batch.waiting.len() == 1
        });
        if is_first {
            self.begin::<K>();
        }
        // Unconstrained: a request whose turn ended after so many answers would let the next load go with half of its keys.
        match unconstrained(receiver).await {
            Ok(found) => found,
            // The load ended with the request.
            Err(_) => std::future::pending().await,
        }
    }

    /// Loads the batch once all that can run has run, which is when every resolver has said what it needs.
    fn begin<K: Key>(&self)
    where
        L: Loader<K>,
    {
        let (loader, batches) = (Arc::clone(&self.loader), Arc::clone(&self.batches));
        let load = async move {
            while_growing::<K, L>(&batches).await;
            let Batch { keys, waiting } = with_batch::<K, L, _>(&batches, std::mem::take);
            let found = load(&*loader, keys).await;
            for waiting in waiting {
                // One that waits no more needs no answer.
                let _ = waiting.send(found.clone());
            }
        };
        self.loads.lock().unwrap_or_else(PoisonError::into_inner).spawn(load);
    }
}

/// Lets others run for as long as they ask for more: many futures that are joined take several turns.
async fn while_growing<K: Key, L: Loader<K>>(batches: &Mutex<HashMap<TypeId, Box<dyn Any + Send>>>) {
    let asked = || with_batch::<K, L, _>(batches, |batch| batch.waiting.len());
    let (mut before, mut still) = (asked(), 0);
    while still < TURNS {
        yield_now().await;
        let now = asked();
        still = if now == before { still + 1 } else { 0 };
        before = now;
    }
}

async fn load<K: Key, L: Loader<K>>(loader: &L, mut keys: Vec<K>) -> Found<K, L> {
    let mut seen = std::collections::HashSet::with_capacity(keys.len());
    keys.retain(|key| seen.insert(key.clone()));
    let mut found = HashMap::new();
    for keys in keys.chunks(MOST_KEYS) {
        let loaded = loader.load(keys).await?;
        if found.is_empty() {
            found = loaded;
        } else {
            found.extend(loaded);
        }
    }
    Ok(Arc::new(found))
}

fn with_batch<K: Key, L: Loader<K>, R>(
    batches: &Mutex<HashMap<TypeId, Box<dyn Any + Send>>>,
    change: impl FnOnce(&mut Batch<K, L>) -> R,
) -> R {
    let mut batches = batches.lock().unwrap_or_else(PoisonError::into_inner);
    let batch = batches.entry(TypeId::of::<K>()).or_insert_with(|| Box::new(Batch::<K, L>::default()));
    match batch.downcast_mut() {
        Some(batch) => change(batch),
        // Never: it was put there under this type's name.
        None => change(&mut Batch::default()),
    }
}

impl<K: Key, L: Loader<K>> Default for Batch<K, L> {
    fn default() -> Self {
        Self { keys: Vec::new(), waiting: Vec::new() }
    }
}
