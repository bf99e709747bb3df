//! What is read at once, and by which keys: each group of keys is one statement.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Instant;

use async_graphql::Result;
use async_graphql::dataloader::Loader;
use shanghaidoctor_domain::content::{Article, Body, Organisation, Site};
use shanghaidoctor_domain::{Kind, NodeId};
use shanghaidoctor_persistence::read::{Companion, Companions, List, Reader, Relation, Slice};
use shanghaidoctor_persistence::{Entry, Error as ContentError, Listed, Scope, Stored};
use uuid::Uuid;

use super::companions::Known;
use crate::cache::{Counted, Key, Reading, Records};
use crate::graphql::filtered::lists_asked_by;
use crate::tags::Tag;

type Loaded<K, V> = Result<HashMap<K, V>, Arc<ContentError>>;

/// The batches themselves: one statement per scope and argument set.
pub(super) struct Batches {
    pub(super) reader: Reader,
    /// Where what they read is kept.
    pub(super) records: Records,
    /// What they read together with something else.
    pub(super) known: Known,
}

impl Batches {
    /// Keeps what was read together with something else.
    pub(super) fn know(&self, scope: Scope, reading: Option<&Reading<'_>>, companions: Companions) {
        if let Some(reading) = reading {
            reading.companions(&companions);
        }
        self.known.add(scope, companions);
    }
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
    /// What its documents are read with.
    pub(super) companions: Vec<Companion>,
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
pub(super) struct FormerSlugs;

/// What goes on for a document that may have been merged, at any stage.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Survivor(pub(super) Uuid);

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
        Self { list: Arc::clone(&self.list), companions: self.companions.clone(), ..*self }
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
            let reading = self.records.reading(scope);
            let entries = self.reader.by_ids::<T>(scope, &ids).await?;
            if let Some(reading) = reading {
                ids.iter().for_each(|id| reading.document(*id, entries.get(id)));
            }
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
        for ((scope, relation, list, companions), parents) in grouped(keys, list_group, |key| key.parent) {
            let reading = self.records.reading(scope);
            let (slices, companions) = self.reader.lists_of(scope, relation, &list, &parents, &companions).await?;
            self.know(scope, reading.as_ref(), companions);
            if let Some(reading) = reading {
                let none = Slice::default();
                for parent in parents {
                    let (key, slice) = (Key::page(Some((relation, parent)), &list), slices.get(&parent));
                    let tags = lists_asked_by(Tag::ListOf(T::KIND, parent), &list);
                    reading.slice(key, &list, slice.unwrap_or(&none), tags);
                }
            }
            let key = |parent| ListOf { scope, relation, parent, list: Arc::clone(&list), companions: Vec::new() };
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
        for ((scope, relation, list, _), parents) in grouped(keys, list_group, |key| key.parent) {
            let reading = self.records.reading(scope);
            let counts = self.reader.counts_of(scope, relation, &list, &parents).await?;
            if let Some(reading) = reading {
                for parent in parents {
                    let (key, count) = (Key::count(Some((relation, parent)), &list), counts.get(&parent));
                    let tags = lists_asked_by(Tag::ListOf(T::KIND, parent), &list);
                    reading.count(key, &list, count.copied().unwrap_or_default(), tags);
                }
            }
            let key = |parent| ListOf { scope, relation, parent, list: Arc::clone(&list), companions: Vec::new() };
            found.extend(counts.into_iter().map(|(parent, count)| (key(parent), count)));
        }
        Ok(found)
    }
}

type ListGroup<T> = (Scope, Relation, Arc<List<T>>, Vec<Companion>);

fn list_group<T: Listed, const COUNT: bool>(key: &ListOf<T, COUNT>) -> ListGroup<T> {
    (key.scope, key.relation, Arc::clone(&key.list), key.companions.clone())
}

impl Loader<Of<Ancestors>> for Batches {
    type Value = Vec<Arc<Entry<Organisation>>>;
    type Error = Arc<ContentError>;

    async fn load(&self, keys: &[Of<Ancestors>]) -> Loaded<Of<Ancestors>, Self::Value> {
        let mut found = HashMap::with_capacity(keys.len());
        for (scope, ids) in grouped(keys, |key| key.scope, |key| key.id) {
            let reading = self.records.reading(scope);
            let ancestors = self.reader.ancestors(scope, &ids).await?;
            if let Some(reading) = reading {
                for id in ids {
                    let above = ancestors.get(&id).map(Vec::as_slice).unwrap_or_default();
                    // The chain changes where one in it gets another parent, or a parent that is named becomes visible.
                    let chain = above.iter().map(|entry| entry.id).chain([id]);
                    let tags = chain.map(|uuid| Tag::Document(NodeId { kind: Kind::Organisation, uuid }));
                    reading.entries(Key::Ancestors(id), above, tags);
                }
            }
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
            let reading = self.records.reading(scope);
            let translations = self.reader.translations(scope, &groups).await?;
            if let Some(reading) = reading {
                for group in groups {
                    let articles = translations.get(&group).map(Vec::as_slice).unwrap_or_default();
                    reading.entries(Key::Translations(group), articles, [Tag::ListOf(Kind::Article, group)]);
                }
            }
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
            let reading = self.records.reading(scope);
            let mut bodies = self.reader.bodies(scope, &ids).await?;
            for id in ids {
                let body = Arc::new(bodies.remove(&id).unwrap_or_default());
                if let Some(reading) = &reading {
                    reading.body(id, &body);
                }
                found.insert(Of::new(scope, id), body);
            }
        }
        Ok(found)
    }
}

impl Loader<Of<Visits>> for Batches {
    type Value = Counted;
    type Error = Arc<ContentError>;

    async fn load(&self, keys: &[Of<Visits>]) -> Loaded<Of<Visits>, Counted> {
        let mut found = HashMap::with_capacity(keys.len());
        for (scope, ids) in grouped(keys, |key| key.scope, |key| key.id) {
            let (reading, at) = (self.records.reading(scope), Instant::now());
            let visits = self.reader.visits(&ids).await?;
            for id in ids {
                let counted = Counted { count: visits.get(&id).copied().unwrap_or_default(), at };
                if let Some(reading) = &reading {
                    reading.visits(id, counted);
                }
                found.insert(Of::new(scope, id), counted);
            }
        }
        Ok(found)
    }
}

impl Loader<Of<FormerSlugs>> for Batches {
    type Value = Vec<String>;
    type Error = Arc<ContentError>;

    async fn load(&self, keys: &[Of<FormerSlugs>]) -> Loaded<Of<FormerSlugs>, Self::Value> {
        let mut found = HashMap::with_capacity(keys.len());
        for (scope, ids) in grouped(keys, |key| key.scope, |key| key.id) {
            let slugs = self.reader.former_slugs(&ids).await?;
            found.extend(slugs.into_iter().map(|(id, slugs)| (Of::new(scope, id), slugs)));
        }
        Ok(found)
    }
}

impl Loader<Survivor> for Batches {
    type Value = Uuid;
    type Error = Arc<ContentError>;

    async fn load(&self, keys: &[Survivor]) -> Loaded<Survivor, Uuid> {
        let ids: Vec<Uuid> = keys.iter().map(|Survivor(id)| *id).collect();
        let survivors = self.reader.survivors(&ids).await?;
        Ok(survivors.into_iter().map(|(id, survivor)| (Survivor(id), survivor)).collect())
    }
}

impl Loader<Of<Publisher>> for Batches {
    type Value = Arc<Entry<Site>>;
    type Error = Arc<ContentError>;

    async fn load(&self, keys: &[Of<Publisher>]) -> Loaded<Of<Publisher>, Self::Value> {
        let mut found = HashMap::with_capacity(keys.len());
        for key in keys {
            let reading = self.records.reading(key.scope);
            if let Some(site) = self.reader.site(key.scope).await? {
                if let Some(reading) = reading {
                    reading.found(Key::Site, Some(&site));
                }
                found.insert(key.clone(), site);
            }
        }
        Ok(found)
    }
}
