//! Reads that many resolvers ask for at once, gathered into one statement. Made anew for each request, so that nothing
//! is remembered from one reader to another.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::dataloader::{DataLoader, Loader};
use async_graphql::{Context, Error, Result};
use shanghaidoctor_domain::Id;
use shanghaidoctor_domain::content::{Article, Body, Organisation, Site};
use shanghaidoctor_persistence::read::{List, Reader, Relation, Slice};
use shanghaidoctor_persistence::{Entry, Error as ContentError, Listed, Scope, Stored};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::error::content_error;

use super::items::Items;
use super::view::{Node, View};

type Loaded<K, V> = Result<HashMap<K, V>, Arc<ContentError>>;

/// The batching reads of one request.
pub struct Loaders(DataLoader<Batches>);

/// The batches themselves: one statement per scope and argument set.
struct Batches {
    reader: Reader,
}

impl Loaders {
    /// The loaders of one request. Reads that nobody waits for any more end with them.
    pub fn new(reader: Reader) -> Self {
        let reads = Mutex::new(JoinSet::new());
        let spawn = move |read| {
            reads.lock().unwrap_or_else(PoisonError::into_inner).spawn(read);
        };
        Self(DataLoader::new(Batches { reader }, spawn))
    }

    /// The reader behind them, for reads that stand alone.
    pub(super) fn reader(&self) -> &Reader {
        &self.0.loader().reader
    }
}

/// One of the documents with an id.
struct One<T> {
    scope: Scope,
    id: Uuid,
    kind: PhantomData<fn() -> T>,
}

/// The list of one parent, or its length.
struct ListOf<T: Listed, const COUNT: bool> {
    scope: Scope,
    relation: Relation,
    parent: Uuid,
    list: Arc<List<T>>,
}

/// The page of the list of one parent.
type PageOf<T> = ListOf<T, false>;

/// The length of the list of one parent.
type CountOf<T> = ListOf<T, true>;

/// What belongs to one document and is of the sort `W`.
struct Of<W> {
    scope: Scope,
    id: Uuid,
    what: PhantomData<fn() -> W>,
}

/// Sorts of things that belong to a document.
struct Ancestors;
struct Translations;
struct Text;
struct Visits;
struct Publisher;

impl<T> One<T> {
    const fn new(scope: Scope, id: Uuid) -> Self {
        Self { scope, id, kind: PhantomData }
    }
}

impl<W> Of<W> {
    const fn new(scope: Scope, id: Uuid) -> Self {
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

/// The loaders of this request.
pub(super) fn loaders<'a>(ctx: &Context<'a>) -> Result<&'a Loaders> {
    ctx.data::<Loaders>()
}

/// The document with this id, where the view shows it.
pub(super) async fn one<T: Stored>(ctx: &Context<'_>, view: &View, id: Id<T>) -> Result<Option<Node<T>>> {
    let loaded = loaders(ctx)?.0.load_one(One::<T>::new(view.scope, id.uuid())).await;
    let entry = loaded.map_err(|error| content_error(&error))?;
    Ok(entry.map(|entry| Node::new(view.clone(), entry)))
}

/// The document with this id, which the rules of publishing keep in sight.
pub(super) async fn required<T: Stored>(ctx: &Context<'_>, view: &View, id: Id<T>) -> Result<Node<T>> {
    let found = one(ctx, view, id).await?;
    found.ok_or_else(|| Error::new(format!("{id} is not published, though what names it is")))
}

/// The documents with these ids that the view shows, in this order.
pub(super) async fn many<T: Stored>(ctx: &Context<'_>, view: &View, ids: &[Id<T>]) -> Result<Items<Node<T>>> {
    let keys = ids.iter().map(|id| One::<T>::new(view.scope, id.uuid()));
    let loaded = loaders(ctx)?.0.load_many(keys).await;
    let mut entries = loaded.map_err(|error| content_error(&error))?;
    let shown = ids.iter().filter_map(|id| entries.remove(&One::new(view.scope, id.uuid())));
    Ok(shown.map(|entry| Node::new(view.clone(), entry)).collect())
}

/// The part of the list of one parent.
pub(super) async fn list_of<T: Listed>(
    ctx: &Context<'_>,
    view: &View,
    relation: Relation,
    parent: Uuid,
    list: Arc<List<T>>,
) -> Result<Slice<T>> {
    let key = PageOf::<T> { scope: view.scope, relation, parent, list };
    let loaded = loaders(ctx)?.0.load_one(key).await;
    Ok(loaded.map_err(|error| content_error(&error))?.unwrap_or_default())
}

/// How long the list of one parent is.
pub(super) async fn count_of<T: Listed>(
    ctx: &Context<'_>,
    view: &View,
    relation: Relation,
    parent: Uuid,
    list: Arc<List<T>>,
) -> Result<i64> {
    let key = CountOf::<T> { scope: view.scope, relation, parent, list };
    let loaded = loaders(ctx)?.0.load_one(key).await;
    Ok(loaded.map_err(|error| content_error(&error))?.unwrap_or_default())
}

/// The organisations above this one, root first.
pub(super) async fn ancestors(ctx: &Context<'_>, view: &View, id: Uuid) -> Result<Items<Node<Organisation>>> {
    let loaded = loaders(ctx)?.0.load_one(Of::<Ancestors>::new(view.scope, id)).await;
    let above = loaded.map_err(|error| content_error(&error))?.unwrap_or_default();
    Ok(above.into_iter().map(|entry| Node::new(view.clone(), entry)).collect())
}

/// All articles of a translation group, by language.
pub(super) async fn translations(ctx: &Context<'_>, view: &View, group: Uuid) -> Result<Vec<Node<Article>>> {
    let loaded = loaders(ctx)?.0.load_one(Of::<Translations>::new(view.scope, group)).await;
    let articles = loaded.map_err(|error| content_error(&error))?.unwrap_or_default();
    Ok(articles.into_iter().map(|entry| Node::new(view.clone(), entry)).collect())
}

/// The publication itself, read once however many ask.
pub(super) async fn site(ctx: &Context<'_>, view: &View) -> Result<Node<Site>> {
    let loaded = loaders(ctx)?.0.load_one(Of::<Publisher>::new(view.scope, Uuid::nil())).await;
    let entry = loaded.map_err(|error| content_error(&error))?;
    // It is written at the first start, before the first answer.
    let entry = entry.ok_or_else(|| Error::new("the publication has not been set up"))?;
    Ok(Node::new(view.clone(), entry))
}

/// An article's body.
pub(super) async fn body(ctx: &Context<'_>, view: &View, article: Uuid) -> Result<Arc<Body>> {
    let loaded = loaders(ctx)?.0.load_one(Of::<Text>::new(view.scope, article)).await;
    Ok(loaded.map_err(|error| content_error(&error))?.unwrap_or_default())
}

/// How often an article was visited.
pub(super) async fn visits(ctx: &Context<'_>, view: &View, article: Uuid) -> Result<i64> {
    let loaded = loaders(ctx)?.0.load_one(Of::<Visits>::new(view.scope, article)).await;
    Ok(loaded.map_err(|error| content_error(&error))?.unwrap_or_default())
}
