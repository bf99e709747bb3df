//! Reads that many resolvers ask for at once, gathered into one statement. Made anew for each request, so that nothing
//! is remembered from one reader to another.

mod batches;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Error, Result};
use shanghaidoctor_domain::content::{Article, Body, Organisation, Publication, Site, Specialty};
use shanghaidoctor_domain::{Doi, Id, Kind};
use shanghaidoctor_persistence::read::{List, Reader, Relation, Slice};
use shanghaidoctor_persistence::search::{self, Found, Search, SearchIndex};
use shanghaidoctor_persistence::{Entry, Listed, Stored};
use tokio::task::JoinSet;
use uuid::Uuid;

use self::batches::{Ancestors, Batches, CountOf, Of, One, PageOf, Publisher, Text, Translations, Visits};
use super::error::content_error;
use super::items::Items;
use super::tags::{self, Tag, Tags, kinds_asked_by};
use super::view::{Node, View};

/// The batching reads of one request, and the tags of what they read.
pub struct Loaders {
    batches: DataLoader<Batches>,
    tags: Arc<Tags>,
}

impl Loaders {
    /// The loaders of one request, which note in `tags` what they read. Reads that nobody waits for any more end with them.
    pub fn new(reader: Reader, tags: Arc<Tags>) -> Self {
        let reads = Mutex::new(JoinSet::new());
        let spawn = move |read| {
            reads.lock().unwrap_or_else(PoisonError::into_inner).spawn(read);
        };
        Self { batches: DataLoader::new(Batches { reader }, spawn), tags }
    }

    /// The reader behind them, for reads that stand alone.
    fn reader(&self) -> &Reader {
        &self.batches.loader().reader
    }

    fn note<'e, T: Stored>(&self, shown: impl IntoIterator<Item = &'e Arc<Entry<T>>>) {
        self.tags.note(shown.into_iter().map(|entry| tags::of(entry)));
    }
}

fn loaders<'a>(ctx: &Context<'a>) -> Result<&'a Loaders> {
    ctx.data::<Loaders>()
}

/// The document with this id, where the view shows it.
pub(super) async fn one<T: Stored>(ctx: &Context<'_>, view: &View, id: Id<T>) -> Result<Option<Node<T>>> {
    let loaders = loaders(ctx)?;
    let loaded = loaders.batches.load_one(One::<T>::new(view.scope, id.uuid())).await;
    let entry = loaded.map_err(|error| content_error(&error))?;
    loaders.note(&entry);
    Ok(entry.map(|entry| Node::new(view.clone(), entry)))
}

/// The document that a client asks for by this id. An answer without it depends on all that may be published.
pub(super) async fn asked_for<T: Stored>(ctx: &Context<'_>, view: &View, id: Id<T>) -> Result<Option<Node<T>>> {
    let found = one(ctx, view, id).await?;
    if found.is_none() {
        loaders(ctx)?.tags.note([Tag::List(T::KIND)]);
    }
    Ok(found)
}

/// The document with this slug, where the view shows it.
pub(super) async fn by_slug<T: Stored>(ctx: &Context<'_>, view: View, slug: &str) -> Result<Option<Node<T>>> {
    let loaders = loaders(ctx)?;
    let entry = loaders.reader().by_slug::<T>(view.scope, slug).await.map_err(|error| content_error(&error))?;
    loaders.tags.note([entry.as_ref().map_or(Tag::List(T::KIND), |entry| tags::of(entry))]);
    Ok(entry.map(|entry| Node::new(view, entry)))
}

/// The paper with this DOI, where the view shows it.
pub(super) async fn by_doi(ctx: &Context<'_>, view: View, doi: &Doi) -> Result<Option<Node<Publication>>> {
    let loaders = loaders(ctx)?;
    let entry = loaders.reader().by_doi(view.scope, doi).await.map_err(|error| content_error(&error))?;
    loaders.tags.note([entry.as_ref().map_or(Tag::List(Kind::Publication), |entry| tags::of(entry))]);
    Ok(entry.map(|entry| Node::new(view, entry)))
}

/// The document with this id, which the rules of publishing keep in sight.
pub(super) async fn required<T: Stored>(ctx: &Context<'_>, view: &View, id: Id<T>) -> Result<Node<T>> {
    let found = one(ctx, view, id).await?;
    found.ok_or_else(|| Error::new(format!("{id} is not published, though what names it is")))
}

/// The documents with these ids that the view shows, in this order.
pub(super) async fn many<T: Stored>(ctx: &Context<'_>, view: &View, ids: &[Id<T>]) -> Result<Items<Node<T>>> {
    let loaders = loaders(ctx)?;
    let keys = ids.iter().map(|id| One::<T>::new(view.scope, id.uuid()));
    let mut entries = loaders.batches.load_many(keys).await.map_err(|error| content_error(&error))?;
    loaders.note(entries.values());
    let shown = ids.iter().filter_map(|id| entries.remove(&One::new(view.scope, id.uuid())));
    Ok(shown.map(|entry| Node::new(view.clone(), entry)).collect())
}

/// The part of the list of all documents of a kind.
pub(super) async fn list_of_all<T: Listed>(ctx: &Context<'_>, view: &View, list: &List<T>) -> Result<Slice<T>> {
    let loaders = loaders(ctx)?;
    let slice = loaders.reader().list(view.scope, list).await.map_err(|error| content_error(&error))?;
    loaders.tags.note(lists_asked_by(Tag::List(T::KIND), list));
    loaders.note(&slice.entries);
    Ok(slice)
}

/// How long the list of all documents of a kind is.
pub(super) async fn count_of_all<T: Listed>(ctx: &Context<'_>, view: &View, list: &List<T>) -> Result<i64> {
    let loaders = loaders(ctx)?;
    loaders.tags.note(lists_asked_by(Tag::List(T::KIND), list));
    loaders.reader().count(view.scope, list).await.map_err(|error| content_error(&error))
}

/// What a search finds. It depends on all that a record is found by, whoever's it is.
pub(super) async fn found(ctx: &Context<'_>, search: Search, facets: bool) -> Result<Found> {
    let named = [Kind::Appointment, Kind::Specialty];
    loaders(ctx)?.tags.note(search::kinds().into_iter().chain(named).map(Tag::List));
    let found = ctx.data::<SearchIndex>()?.find(search, facets).await;
    found.map_err(|error| content_error(&error))
}

/// The part of the list of one parent.
pub(super) async fn list_of<T: Listed>(
    ctx: &Context<'_>,
    view: &View,
    relation: Relation,
    parent: Uuid,
    list: Arc<List<T>>,
) -> Result<Slice<T>> {
    let loaders = loaders(ctx)?;
    loaders.tags.note(lists_asked_by(Tag::ListOf(T::KIND, parent), &list));
    let key = PageOf::<T> { scope: view.scope, relation, parent, list };
    let loaded = loaders.batches.load_one(key).await;
    let slice = loaded.map_err(|error| content_error(&error))?.unwrap_or_default();
    loaders.note(&slice.entries);
    Ok(slice)
}

/// How long the list of one parent is.
pub(super) async fn count_of<T: Listed>(
    ctx: &Context<'_>,
    view: &View,
    relation: Relation,
    parent: Uuid,
    list: Arc<List<T>>,
) -> Result<i64> {
    let loaders = loaders(ctx)?;
    loaders.tags.note(lists_asked_by(Tag::ListOf(T::KIND, parent), &list));
    let key = CountOf::<T> { scope: view.scope, relation, parent, list };
    let loaded = loaders.batches.load_one(key).await;
    Ok(loaded.map_err(|error| content_error(&error))?.unwrap_or_default())
}

/// The list that is read, and those of the related kinds that its filter asks about.
fn lists_asked_by<T: Listed>(read: Tag, list: &List<T>) -> impl Iterator<Item = Tag> {
    let kinds = if list.filter == T::Filter::default() { BTreeSet::new() } else { kinds_asked_by(&list.filter) };
    std::iter::once(read).chain(kinds.into_iter().map(Tag::List))
}

/// All specialties, by name.
pub(super) async fn specialties(ctx: &Context<'_>, view: &View) -> Result<Items<Node<Specialty>>> {
    let loaders = loaders(ctx)?;
    let entries = loaders.reader().specialties(view.scope).await.map_err(|error| content_error(&error))?;
    loaders.tags.note([Tag::List(Kind::Specialty)]);
    loaders.note(&entries);
    Ok(entries.into_iter().map(|entry| Node::new(view.clone(), entry)).collect())
}

/// The organisations above this one, root first.
pub(super) async fn ancestors(ctx: &Context<'_>, view: &View, id: Uuid) -> Result<Items<Node<Organisation>>> {
    let loaders = loaders(ctx)?;
    let loaded = loaders.batches.load_one(Of::<Ancestors>::new(view.scope, id)).await;
    let above = loaded.map_err(|error| content_error(&error))?.unwrap_or_default();
    loaders.note(&above);
    Ok(above.into_iter().map(|entry| Node::new(view.clone(), entry)).collect())
}

/// All articles of a translation group, by language.
pub(super) async fn translations(ctx: &Context<'_>, view: &View, group: Uuid) -> Result<Vec<Node<Article>>> {
    let loaders = loaders(ctx)?;
    let loaded = loaders.batches.load_one(Of::<Translations>::new(view.scope, group)).await;
    let articles = loaded.map_err(|error| content_error(&error))?.unwrap_or_default();
    loaders.tags.note([Tag::ListOf(Kind::Article, group)]);
    loaders.note(&articles);
    Ok(articles.into_iter().map(|entry| Node::new(view.clone(), entry)).collect())
}

/// The publication itself, read once however many ask.
pub(super) async fn site(ctx: &Context<'_>, view: &View) -> Result<Node<Site>> {
    let loaders = loaders(ctx)?;
    let loaded = loaders.batches.load_one(Of::<Publisher>::new(view.scope, Uuid::nil())).await;
    let entry = loaded.map_err(|error| content_error(&error))?;
    loaders.note(&entry);
    // It is written at the first start, before the first answer.
    let entry = entry.ok_or_else(|| Error::new("the publication has not been set up"))?;
    Ok(Node::new(view.clone(), entry))
}

/// An article's body, which changes with the article alone.
pub(super) async fn body(ctx: &Context<'_>, view: &View, article: Uuid) -> Result<Arc<Body>> {
    let loaded = loaders(ctx)?.batches.load_one(Of::<Text>::new(view.scope, article)).await;
    Ok(loaded.map_err(|error| content_error(&error))?.unwrap_or_default())
}

/// How often an article was visited.
pub(super) async fn visits(ctx: &Context<'_>, view: &View, article: Uuid) -> Result<i64> {
    let loaded = loaders(ctx)?.batches.load_one(Of::<Visits>::new(view.scope, article)).await;
    Ok(loaded.map_err(|error| content_error(&error))?.unwrap_or_default())
}
