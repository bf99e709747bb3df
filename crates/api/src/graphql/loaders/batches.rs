//! What is read at once, and by which keys: each group of keys is one statement.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::sync::Arc;

use async_graphql::Result;
use async_graphql::dataloader::Loader;
use shanghaidoctor_domain::content::{Article, Body, Organisation, Site};
use shanghaidoctor_persistence::read::{List, Reader, Relation, Slice};
use shanghaidoctor_persistence::{Entry, Error as ContentError, Listed, Scope, Stored};
use uuid::Uuid;

type Loaded<K, V> = Result<HashMap<K, V>, Arc<ContentError>>;

/// The batches themselves: one statement per scope and argument set.
pub(super) struct Batches {
    pub(super) reader: Reader,
}

/// One of the documents with an id.
pub(super) struct One<T> {
    pub(super) scope: Scope,
    id: Uuid,
    kind: PhantomData<fn() -> T>,
}

/// The list of one parent, or its length.
pub(super) struct ListOf<T: Listed, const COUNT: bool> {
    pub(super) scope: Scope,
    pub(super) relation: Relation,
    pub(super) parent: Uuid,
    pub(super) list: Arc<List<T>>,
}

/// The page of the list of one parent.
pub(super) type PageOf<T> = ListOf<T, false>;

/// The length of the list of one parent.
pub(super) type CountOf<T> = ListOf<T, true>;

/// What belongs to one document and is of the sort `W`.
pub(super) struct Of<W> {
    pub(super) scope: Scope,
    id: Uuid,
    what: PhantomData<fn() -> W>,
}

/// Sorts of things that belong to a document.
pub(super) struct Ancestors;
pub(super) struct Translations;
pub(super) struct Text;
pub(super) struct Visits;
pub(super) struct Publisher;

impl<T> One<T> {
    pub(super) const fn new(scope: Scope, id: Uuid) -> Self {
        Self { scope, id, kind: PhantomData }
    }
}

impl<W> Of<W> {
    pub(super) const fn new(scope: Scope, id: Uuid) -> Self {
        Self { scope, id, what: PhantomData }
    }
}

// Written out because deriving would ask the same of `T`, which is a mere mark.
impl<T> Clone for One<T> {
    fn clone(&self) -> Self {
        Self::new(self.scope, self.id)
    }
}

impl<T> PartialEq for One<T> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && self.scope == other.scope
    }
}

impl<T> Eq for One<T> {}

impl<T> Hash for One<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.id.hash(state);
    }
}

impl<W> Clone for Of<W> {
    fn clone(&self) -> Self {
        Self::new(self.scope, self.id)
    }
}

impl<W> PartialEq for Of<W> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && self.scope == other.scope
    }
}

impl<W> Eq for Of<W> {}

impl<W> Hash for Of<W> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.id.hash(state);
    }
}

impl<T: Listed, const COUNT: bool> Clone for ListOf<T, COUNT> {
    fn clone(&self) -> Self {
        Self { list: Arc::clone(&self.list), ..*self }
    }
}

impl<T: Listed, const COUNT: bool> PartialEq for ListOf<T, COUNT> {
    fn eq(&self, other: &Self) -> bool {
        let same = self.parent == other.parent && self.scope == other.scope && self.relation == other.relation;
        same && self.list == other.list
    }
}

impl<T: Listed, const COUNT: bool> Eq for ListOf<T, COUNT> {}

impl<T: Listed, const COUNT: bool> Hash for ListOf<T, COUNT> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.parent.hash(state);
        self.list.hash(state);
    }
}

/// The keys in groups of which each is one statement.
fn grouped<K, G: Hash + Eq>(keys: &[K], group: impl Fn(&K) -> G, id: impl Fn(&K) -> Uuid) -> HashMap<G, Vec<Uuid>> {
    let mut groups: HashMap<G, Vec<Uuid>> = HashMap::new();
    for key in keys {
        groups.entry(group(key)).or_default().push(id(key));
    }
    groups
}

impl<T: Stored> Loader<One<T>> for Batches {
    type Value = Arc<Entry<T>>;
    type Error = Arc<ContentError>;

    async fn load(&self, keys: &[One<T>]) -> Loaded<One<T>, Self::Value> {
        let mut found = HashMap::with_capacity(keys.len());
        for (scope, ids) in grouped(keys, |key| key.scope, |key| key.id) {
            let entries = self.reader.by_ids::<T>(scope, &ids).await?;
            found.extend(entries.into_iter().map(|(id, entry)| (One::new(scope, id), entry)));
        }
        Ok(found)
    }
}

impl<T: Listed> Loader<PageOf<T>> for Batches {
    type Value = Slice<T>;
    type Error = Arc<ContentError>;

    async fn load(&self, keys: &[PageOf<T>]) -> Loaded<PageOf<T>, Slice<T>> {
        let mut found = HashMap::with_capacity(keys.len());
        for ((scope, relation, list), parents) in grouped(keys, list_group, |key| key.parent) {
            let slices = self.reader.lists_of(scope, relation, &list, &parents).await?;
            let key = |parent| ListOf { scope, relation, parent, list: Arc::clone(&list) };
            found.extend(slices.into_iter().map(|(parent, slice)| (key(parent), slice)));
        }
        Ok(found)
    }
}

impl<T: Listed> Loader<CountOf<T>> for Batches {
    type Value = i64;
    type Error = Arc<ContentError>;

    async fn load(&self, keys: &[CountOf<T>]) -> Loaded<CountOf<T>, i64> {
        let mut found = HashMap::with_capacity(keys.len());
        for ((scope, relation, list), parents) in grouped(keys, list_group, |key| key.parent) {
            let counts = self.reader.counts_of(scope, relation, &list, &parents).await?;
            let key = |parent| ListOf { scope, relation, parent, list: Arc::clone(&list) };
            found.extend(counts.into_iter().map(|(parent, count)| (key(parent), count)));
        }
        Ok(found)
    }
}

fn list_group<T: Listed, const COUNT: bool>(key: &ListOf<T, COUNT>) -> (Scope, Relation, Arc<List<T>>) {
    (key.scope, key.relation, Arc::clone(&key.list))
}

impl Loader<Of<Ancestors>> for Batches {
    type Value = Vec<Arc<Entry<Organisation>>>;
    type Error = Arc<ContentError>;

    async fn load(&self, keys: &[Of<Ancestors>]) -> Loaded<Of<Ancestors>, Self::Value> {
        let mut found = HashMap::with_capacity(keys.len());
        for (scope, ids) in grouped(keys, |key| key.scope, |key| key.id) {
            let ancestors = self.reader.ancestors(scope, &ids).await?;
            found.extend(ancestors.into_iter().map(|(id, above)| (Of::new(scope, id), above)));
        }
        Ok(found)
    }
}

impl Loader<Of<Translations>> for Batches {
    type Value = Vec<Arc<Entry<Article>>>;
    type Error = Arc<ContentError>;

    async fn load(&self, keys: &[Of<Translations>]) -> Loaded<Of<Translations>, Self::Value> {
        let mut found = HashMap::with_capacity(keys.len());
        for (scope, groups) in grouped(keys, |key| key.scope, |key| key.id) {
            let translations = self.reader.translations(scope, &groups).await?;
            found.extend(translations.into_iter().map(|(group, articles)| (Of::new(scope, group), articles)));
        }
        Ok(found)
    }
}

impl Loader<Of<Text>> for Batches {
    type Value = Arc<Body>;
    type Error = Arc<ContentError>;

    async fn load(&self, keys: &[Of<Text>]) -> Loaded<Of<Text>, Self::Value> {
        let mut found = HashMap::with_capacity(keys.len());
        for (scope, ids) in grouped(keys, |key| key.scope, |key| key.id) {
            let bodies = self.reader.bodies(scope, &ids).await?;
            found.extend(bodies.into_iter().map(|(id, body)| (Of::new(scope, id), Arc::new(body))));
        }
        Ok(found)
    }
}

impl Loader<Of<Visits>> for Batches {
    type Value = i64;
    type Error = Arc<ContentError>;

    async fn load(&self, keys: &[Of<Visits>]) -> Loaded<Of<Visits>, i64> {
        let mut found = HashMap::with_capacity(keys.len());
        for (scope, ids) in grouped(keys, |key| key.scope, |key| key.id) {
            let visits = self.reader.visits(&ids).await?;
            found.extend(visits.into_iter().map(|(id, count)| (Of::new(scope, id), count)));
        }
        Ok(found)
    }
}

impl Loader<Of<Publisher>> for Batches {
    type Value = Arc<Entry<Site>>;
    type Error = Arc<ContentError>;

    async fn load(&self, keys: &[Of<Publisher>]) -> Loaded<Of<Publisher>, Self::Value> {
        let mut found = HashMap::with_capacity(keys.len());
        for key in keys {
            if let Some(site) = self.reader.site(key.scope).await? {
                found.insert(key.clone(), site);
            }
        }
        Ok(found)
    }
}
