//! Records that answers are made of: whole documents by id, and lists as the ids of their documents. What is here is read
//! without waiting for anything.

mod key;

use std::any::Any;
use std::sync::Arc;
use std::time::Instant;

use quick_cache::Weighter;
use quick_cache::sync::Cache;
use shanghaidoctor_domain::content::Body;
use shanghaidoctor_domain::{Kind, NodeId, query};
use shanghaidoctor_persistence::read::{Companions, List, Slice};
use shanghaidoctor_persistence::{Entry, Listed, Scope, Stored};
use uuid::Uuid;

pub(crate) use self::key::{Key, Register};
use super::statistics::{Counts, Statistics};
use super::validity::{Moment, Seal, Validity, Verdict};
use super::weight;
use crate::tags::Tag;

/// About what a record takes, to begin with.
const USUAL: u64 = 2_000;

/// The records that are kept; none where the cache is off.
#[derive(Clone)]
pub struct Records(Option<Arc<Store>>);

struct Store {
    kept: Cache<Key, Arc<Record>, ByBytes>,
    validity: Arc<Validity>,
    statistics: Statistics,
}

/// Something that was read, or that it is not there.
struct Record {
    fact: Option<Arc<dyn Any + Send + Sync>>,
    seal: Seal,
    weight: u64,
}

#[derive(Clone)]
struct ByBytes;

impl Weighter<Key, Arc<Record>> for ByBytes {
    fn weight(&self, _: &Key, record: &Arc<Record>) -> u64 {
        record.weight
    }
}

/// The documents of a list.
struct Ids {
    ids: Box<[Uuid]>,
    /// What each is ordered by, where its cursor can be asked for.
    keys: Box<[query::Key]>,
    more: bool,
}

/// How often an article was visited, and when that was counted.
#[derive(Clone, Copy)]
pub(crate) struct Counted {
    pub(crate) count: i64,
    pub(crate) at: Instant,
}

/// A reading that has begun: what it reads from now on can be kept.
pub(crate) struct Reading<'s> {
    store: &'s Store,
    since: Moment,
}

impl Records {
    pub(super) fn new(bytes: u64, validity: &Arc<Validity>) -> Self {
        let store = || {
            let entries = usize::try_from(bytes / USUAL).unwrap_or(usize::MAX);
            let kept = Cache::with_weighter(entries, bytes, ByBytes);
            Arc::new(Store { kept, validity: Arc::clone(validity), statistics: Statistics::default() })
        };
        Self((bytes > 0).then(store))
    }

    /// How well it serves, and what it takes.
    pub fn counts(&self) -> Counts {
        let counts = |store: &Arc<Store>| store.statistics.counts(store.kept.len(), store.kept.weight());
        self.0.as_ref().map(counts).unwrap_or_default()
    }

    /// The document with this id; the inner option is none where there is nothing to see.
    pub(crate) fn document<T: Stored>(&self, scope: Scope, id: Uuid) -> Option<Option<Arc<Entry<T>>>> {
        self.public(scope)?.fact(&Key::Document(NodeId { kind: T::KIND, uuid: id }))
    }

    /// A document by something else than its id; the inner option is none where there is nothing to see.
    pub(crate) fn found<T: Stored>(&self, scope: Scope, key: &Key) -> Option<Option<Arc<Entry<T>>>> {
        match self.public(scope)?.fact::<Uuid>(key)? {
            Some(id) => Some(Some(self.document(scope, *id)??)),
            None => Some(None),
        }
    }

    /// The part of a list.
    pub(crate) fn slice<T: Stored>(&self, scope: Scope, key: &Key) -> Option<Slice<T>> {
        let Ids { ids, keys, more } = &*self.public(scope)?.fact::<Ids>(key)??;
        // One that is not here any more is read again with the list, in the same statement.
        let entries = ids.iter().map(|id| self.document(scope, *id).flatten()).collect::<Option<_>>()?;
        Some(Slice { entries, keys: keys.to_vec(), more: *more })
    }

    /// An article's body.
    pub(crate) fn body(&self, scope: Scope, article: Uuid) -> Option<Arc<Body>> {
        self.public(scope)?.fact(&Key::Body(article))?
    }

    /// How long a list is.
    pub(crate) fn count(&self, scope: Scope, key: &Key) -> Option<i64> {
        self.public(scope)?.fact::<i64>(key)?.map(|count| *count)
    }

    /// How often an article was visited.
    pub(crate) fn visits(&self, scope: Scope, article: Uuid) -> Option<Counted> {
        self.public(scope)?.fact::<Counted>(&Key::Visits(article))?.map(|counted| *counted)
    }

    /// Begins a reading, before its first statement; none where nothing of it is to be kept.
    pub(crate) fn reading(&self, scope: Scope) -> Option<Reading<'_>> {
        let store = self.public(scope)?;
        Some(Reading { store, since: store.validity.now()? })
    }

    /// No draft comes in, and none is looked for here.
    fn public(&self, scope: Scope) -> Option<&Store> {
        self.0.as_deref().filter(|_| scope == Scope::published())
    }
}

impl Store {
    fn fact<V: Any + Send + Sync>(&self, key: &Key) -> Option<Option<Arc<V>>> {
        let Some(record) = self.valid(key) else {
            self.statistics.missed();
            return None;
        };
        self.statistics.hit();
        match &record.fact {
            None => Some(None),
            // Each key has facts of one type; one of another would be read again.
            Some(fact) => Some(Some(Arc::clone(fact).downcast().ok()?)),
        }
    }

    fn valid(&self, key: &Key) -> Option<Arc<Record>> {
        let record = self.kept.get(key)?;
        match self.validity.check(&record.seal) {
            Verdict::Valid => Some(record),
            Verdict::Unknown => None,
            Verdict::Dropped => {
                self.statistics.dropped();
                self.kept.remove_if(key, |kept| Arc::ptr_eq(kept, &record));
                None
            }
        }
    }
}

impl Reading<'_> {
    /// Keeps a document, or that there is none to see with this id.
    pub(crate) fn document<T: Stored>(&self, id: Uuid, entry: Option<&Arc<Entry<T>>>) {
        let node = NodeId { kind: T::KIND, uuid: id };
        if self.store.valid(&Key::Document(node)).is_some() {
            return;
        }
        let weight = entry.map_or(0, |entry| weight::of(&entry.content));
        let fact = entry.map(|entry| Arc::clone(entry) as Arc<dyn Any + Send + Sync>);
        self.keep(Key::Document(node), fact, [Tag::Document(node)], weight);
    }

    /// Keeps what was read together with something else.
    pub(crate) fn companions(&self, Companions { organisations, journals, doctors, bodies }: &Companions) {
        organisations.iter().for_each(|entry| self.document(entry.id, Some(entry)));
        journals.iter().for_each(|entry| self.document(entry.id, Some(entry)));
        doctors.iter().for_each(|entry| self.document(entry.id, Some(entry)));
        bodies.iter().for_each(|(article, body)| self.body(*article, body));
    }

    /// Keeps which document something else than its id finds.
    pub(crate) fn found<T: Stored>(&self, key: Key, entry: Option<&Arc<Entry<T>>>) {
        let tags = key.tags_found(entry);
        if let Some(entry) = entry {
            self.document(entry.id, Some(entry));
        }
        let length = match &key {
            Key::Slug(_, text) | Key::Number(_, text) => text.len() as u64,
            _ => 0,
        };
        self.keep(key, entry.map(|entry| Arc::new(entry.id) as Arc<dyn Any + Send + Sync>), tags, length);
    }

    /// Keeps a part of a list, and the documents in it.
    pub(crate) fn slice<T: Listed>(
        &self,
        key: Key,
        list: &List<T>,
        slice: &Slice<T>,
        tags: impl IntoIterator<Item = Tag>,
    ) {
        // Visits move without a change that drops it, and what was searched is many ids.
        if list.is_by_visits() || list.is_searched() {
            return;
        }
        self.ids(key, &slice.entries, &slice.keys, slice.more, tags, Key::weight(list));
    }

    /// Keeps documents that belong together, in their order.
    pub(crate) fn entries<T: Stored>(&self, key: Key, entries: &[Arc<Entry<T>>], tags: impl IntoIterator<Item = Tag>) {
        self.ids(key, entries, &[], false, tags, 0);
    }

    /// Keeps how long a list is.
    pub(crate) fn count<T: Listed>(&self, key: Key, list: &List<T>, count: i64, tags: impl IntoIterator<Item = Tag>) {
        if !list.is_searched() {
            self.keep(key, Some(Arc::new(count)), tags, Key::weight(list));
        }
    }

    /// Keeps an article's body, which changes with the article alone.
    pub(crate) fn body(&self, article: Uuid, body: &Arc<Body>) {
        let tag = Tag::Document(NodeId { kind: Kind::Article, uuid: article });
        self.keep(Key::Body(article), Some(Arc::<Body>::clone(body)), [tag], weight::of(&**body));
    }

    /// Keeps how often an article was visited. That is no change of what is published, so it has no tag and gets old.
    pub(crate) fn visits(&self, article: Uuid, counted: Counted) {
        let record = Record {
            fact: Some(Arc::new(counted)),
            seal: Seal::new(self.since, [].into(), Some(counted.at)),
            weight: weight::ENTRY,
        };
        self.store.kept.insert(Key::Visits(article), Arc::new(record));
    }

    fn ids<T: Stored>(
        &self,
        key: Key,
        entries: &[Arc<Entry<T>>],
        keys: &[query::Key],
        more: bool,
        tags: impl IntoIterator<Item = Tag>,
        weight: u64,
    ) {
        for entry in entries {
            self.document(entry.id, Some(entry));
        }
        let ids: Box<[Uuid]> = entries.iter().map(|entry| entry.id).collect();
        let texts = keys.iter().map(|key| if let query::Key::Text(text) = key { text.len() } else { 0 });
        let weight = weight + (size_of_val(&*ids) + size_of_val(keys) + texts.sum::<usize>()) as u64;
        self.keep(key, Some(Arc::new(Ids { ids, keys: keys.into(), more })), tags, weight);
    }

    fn keep(
        &self,
        key: Key,
        fact: Option<Arc<dyn Any + Send + Sync>>,
        tags: impl IntoIterator<Item = Tag>,
        weight: u64,
    ) {
        let seal = Seal::new(self.since, tags.into_iter().collect(), None);
        let weight = weight::ENTRY + weight + seal.weight();
        self.store.kept.insert(key, Arc::new(Record { fact, seal, weight }));
    }
}
