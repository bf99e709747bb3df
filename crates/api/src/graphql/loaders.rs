//! Reads that many resolvers ask for at once, gathered into one statement. Made anew for each request. What everybody may
//! see is asked of the records in memory first, without waiting; what is read goes there.

mod batches;
mod companions;
mod gathering;
mod lookups;

use std::sync::Arc;
use std::time::Instant;

use async_graphql::{Context, ContextSelectionSet, Error, InputType, Result};
use shanghaidoctor_domain::content::{Article, Body, Organisation, Site, Specialty};
use shanghaidoctor_domain::query::names_records;
use shanghaidoctor_domain::{Id, Kind};
use shanghaidoctor_persistence::read::{List, Reader, Relation, Slice};
use shanghaidoctor_persistence::search::{Found, Search, SearchIndex, Searched};
use shanghaidoctor_persistence::{Entry, Listed, Scope, Stored};
use uuid::Uuid;

use self::batches::{Ancestors, Batches, CountOf, Of, One, PageOf, Publisher, Text, Translations, Visits};
use self::companions::{Known, shown_in_page};
use self::gathering::Gathering;
pub(super) use self::lookups::{by_doi, by_issn, by_orcid, by_ror, by_slug, changes_since, former_slugs, survivor};
use super::error::{content_error, not_shown};
use super::filtered::{lists_asked_by, searches_of};
use super::items::Items;
use super::searched::Searches;
use super::view::{Node, View};
use crate::cache::{Caches, Key, Records};
use crate::tags::{self, Tag, Tags};

/// The batching reads of one request, and the tags of what they read.
pub struct Loaders {
    batches: Gathering<Batches>,
    caches: Caches,
    searches: Searches,
    tags: Arc<Tags>,
}

impl Loaders {
    /// The loaders of one request, which note in `tags` what they read. Reads that nobody waits for any more end with them.
    pub fn new(reader: Reader, caches: Caches, tags: Arc<Tags>) -> Self {
        let records = caches.records.clone();
        let batches = Gathering::new(Batches { reader, records, known: Known::default() });
        Self { batches, caches, searches: Searches::default(), tags }
    }

    /// The reader behind them, for reads that stand alone.
    fn reader(&self) -> &Reader {
        &self.batches.loader().reader
    }

    /// What was read before, by whomever.
    fn records(&self) -> &Records {
        &self.caches.records
    }

    /// A document that is in memory; the inner option is none where there is nothing to see.
    fn document<T: Stored>(&self, scope: Scope, id: Uuid) -> Option<Option<Arc<Entry<T>>>> {
        let kept = self.records().document(scope, id);
        kept.or_else(|| self.batches.loader().known.document(scope, id).map(Some))
    }

    /// A body that is in memory.
    fn body(&self, scope: Scope, article: Uuid) -> Option<Arc<Body>> {
        self.records().body(scope, article).or_else(|| self.batches.loader().known.body(scope, article))
    }

    /// Notes that the index has not followed the log as far as what is kept has.
    fn note_behind(&self, index: &SearchIndex) {
        if index.reached() < self.caches.followed() {
            self.tags.note_behind();
        }
    }

    /// Notes a part of a list, and the tags of what it depends on.
    fn note_list<T: Listed>(&self, slice: &Slice<T>, list: &List<T>, tags: impl IntoIterator<Item = Tag>) {
        self.tags.note(tags);
        if list.is_by_visits() {
            self.tags.note_count(Instant::now());
        }
        self.note(&slice.entries);
    }

    fn note<'e, T: Stored>(&self, shown: impl IntoIterator<Item = &'e Arc<Entry<T>>>) {
        self.tags.note(shown.into_iter().map(|entry| tags::of(entry)));
    }
}

fn loaders<'a>(ctx: &Context<'a>) -> Result<&'a Loaders> {
    ctx.data::<Loaders>()
}

/// Lets nobody keep the answer: it is for whoever has what was asked with, and changes without the log.
pub(super) fn not_kept(ctx: &Context<'_>) -> Result<()> {
    loaders(ctx)?.tags.note_behind();
    Ok(())
}

/// The document with this id, where the view shows it.
pub(super) async fn one<T: Stored>(ctx: &Context<'_>, view: &View, id: Id<T>) -> Result<Option<Node<T>>> {
    let loaders = loaders(ctx)?;
    let entry = match loaders.document(view.scope, id.uuid()) {
        Some(entry) => entry,
        None => {
            let loaded = loaders.batches.load_one(One::<T>::new(view.scope, id.uuid())).await;
            loaded.map_err(|error| content_error(&error))?
        }
    };
    loaders.note(&entry);
    Ok(entry.map(|entry| Node::new(view.clone(), entry)))
}

/// The document with this id, where it lies at hand; the inner option is none where the view shows nothing.
pub(super) fn at_hand<T: Stored>(ctx: &ContextSelectionSet<'_>, view: &View, id: Id<T>) -> Option<Option<Node<T>>> {
    let loaders = ctx.data_opt::<Loaders>()?;
    let entry = loaders.document(view.scope, id.uuid())?;
    loaders.note(&entry);
    Some(entry.map(|entry| Node::new(view.clone(), entry)))
}

/// The documents with these ids that the view shows, in this order, where all lie at hand.
pub(super) fn all_at_hand<T: Stored>(
    ctx: &ContextSelectionSet<'_>,
    view: &View,
    ids: &[Id<T>],
) -> Option<Vec<Node<T>>> {
    let found: Vec<Option<Node<T>>> = once(ids).map(|id| at_hand(ctx, view, *id)).collect::<Option<_>>()?;
    Some(found.into_iter().flatten().collect())
}

/// An article's body, where it lies at hand.
pub(super) fn body_at_hand(ctx: &ContextSelectionSet<'_>, view: &View, article: Uuid) -> Option<Arc<Body>> {
    ctx.data_opt::<Loaders>()?.body(view.scope, article)
}

/// The document that a client asks for by this id. An answer without it depends on all that may be published.
pub(super) async fn asked_for<T: Stored>(ctx: &Context<'_>, view: &View, id: Id<T>) -> Result<Option<Node<T>>> {
    let found = one(ctx, view, id).await?;
    if found.is_none() {
        loaders(ctx)?.tags.note([Tag::List(T::KIND)]);
    }
    Ok(found)
}

/// The document with this id, which the rules of publishing keep in sight.
pub(super) async fn required<T: Stored>(ctx: &Context<'_>, view: &View, id: Id<T>) -> Result<Node<T>> {
    let found = one(ctx, view, id).await?;
    found.ok_or_else(|| match view.scope.is_public() {
        true => Error::new(format!("{id} is not published, though what names it is")),
        // A link names what is shown before it is public, and may leave out what that needs.
        false => not_shown(),
    })
}

/// The documents with these ids that the view shows, in this order.
pub(super) async fn many<T: Stored>(ctx: &Context<'_>, view: &View, ids: &[Id<T>]) -> Result<Items<Node<T>>> {
    let loaders = loaders(ctx)?;
    let kept: Option<Vec<Option<Arc<Entry<T>>>>> =
        once(ids).map(|id| loaders.document(view.scope, id.uuid())).collect();
    let shown: Vec<Arc<Entry<T>>> = match kept {
        Some(kept) => kept.into_iter().flatten().collect(),
        None => {
            let keys = ids.iter().map(|id| One::<T>::new(view.scope, id.uuid())).collect();
            let loaded = loaders.batches.load_many(keys).await.map_err(|error| content_error(&error))?;
            once(ids).filter_map(|id| loaded.get(&One::new(view.scope, id.uuid())).cloned()).collect()
        }
    };
    loaders.note(&shown);
    Ok(shown.into_iter().map(|entry| Node::new(view.clone(), entry)).collect())
}

/// One that is named twice is shown once, where it is named first.
fn once<T>(ids: &[Id<T>]) -> impl Iterator<Item = &Id<T>> {
    let is_first = |(place, id): &(usize, &Id<T>)| !ids.iter().take(*place).any(|before| before == *id);
    ids.iter().enumerate().filter(is_first).map(|(_, id)| id)
}

/// The part of the list of all documents of a kind.
pub(super) async fn list_of_all<T: Listed>(ctx: &Context<'_>, view: &View, list: &Arc<List<T>>) -> Result<Slice<T>> {
    let loaders = loaders(ctx)?;
    let (key, tags) = (Key::page(None, list), lists_asked_by(Tag::List(T::KIND), list));
    let slice = match loaders.records().slice(view.scope, &key) {
        Some(slice) => slice,
        None => {
            let reading = loaders.records().reading(view.scope);
            let shown = shown_in_page::<T>(ctx);
            let read = loaders.reader().list(view.scope, list, &shown).await;
            let (slice, companions) = read.map_err(|error| content_error(&error))?;
            if let Some(reading) = &reading {
                reading.slice(key, list, &slice, tags.iter().copied());
            }
            loaders.batches.loader().know(view.scope, reading.as_ref(), companions);
            slice
        }
    };
    loaders.note_list(&slice, list, tags);
    Ok(slice)
}

/// The part of the list of all documents of a kind, and how long the list is: read together where the filter names what
/// it asks about, and so lets few through.
pub(super) async fn list_and_count_of_all<T: Listed>(
    ctx: &Context<'_>,
    view: &View,
    list: &Arc<List<T>>,
) -> Result<(Slice<T>, i64)> {
    let loaders = loaders(ctx)?;
    let (page, length) = (Key::page(None, list), Key::count(None, list));
    let tags = lists_asked_by(Tag::List(T::KIND), list);
    let records = loaders.records();
    let (slice, count) = match (records.slice(view.scope, &page), records.count(view.scope, &length)) {
        (Some(slice), Some(count)) => (slice, count),
        (None, None) if names_records(&list.filter) => {
            let reading = records.reading(view.scope);
            let shown = shown_in_page::<T>(ctx);
            let read = loaders.reader().list_counted(view.scope, list, &shown).await;
            let (slice, count, companions) = read.map_err(|error| content_error(&error))?;
            if let Some(reading) = &reading {
                reading.slice(page, list, &slice, tags.iter().copied());
                reading.count(length, list, count, tags.iter().copied());
            }
            loaders.batches.loader().know(view.scope, reading.as_ref(), companions);
            (slice, count)
        }
        _ => return Ok((list_of_all(ctx, view, list).await?, count_of_all(ctx, view, list).await?)),
    };
    loaders.note_list(&slice, list, tags);
    Ok((slice, count))
}

/// How long the list of all documents of a kind is.
pub(super) async fn count_of_all<T: Listed>(ctx: &Context<'_>, view: &View, list: &Arc<List<T>>) -> Result<i64> {
    let loaders = loaders(ctx)?;
    let (key, tags) = (Key::count(None, list), lists_asked_by(Tag::List(T::KIND), list));
    let count = match loaders.records().count(view.scope, &key) {
        Some(count) => count,
        None => {
            let reading = loaders.records().reading(view.scope);
            let count = loaders.reader().count(view.scope, list).await.map_err(|error| content_error(&error))?;
            if let Some(reading) = reading {
                reading.count(key, list, count, tags.iter().copied());
            }
            count
        }
    };
    loaders.tags.note(tags);
    Ok(count)
}

/// What a search finds. It depends on all that a record is found by, whoever's it is.
pub(super) async fn found(ctx: &Context<'_>, search: Search, facets: bool) -> Result<Found> {
    let (loaders, index) = (loaders(ctx)?, ctx.data::<SearchIndex>()?);
    loaders.tags.note(tags::kinds_of_search().map(Tag::List));
    loaders.note_behind(index);
    index.find(search, facets).await.map_err(|error| content_error(&error))
}

/// What the searches of a list's filter meet; `order` says whether the list is ordered by one.
pub(super) async fn searched<F: InputType>(ctx: &Context<'_>, filter: &F, order: bool) -> Result<Searched> {
    let (loaders, index) = (loaders(ctx)?, ctx.data::<SearchIndex>()?);
    if searches_of(filter).is_empty() && !order {
        return Ok(Searched::default());
    }
    loaders.note_behind(index);
    loaders.searches.of(index, filter, order).await
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
    let by_visits = list.is_by_visits();
    let slice = match loaders.records().slice(view.scope, &Key::page(Some((relation, parent)), &list)) {
        Some(slice) => slice,
        None => {
            let companions = shown_in_page::<T>(ctx);
            let key = PageOf::<T> { scope: view.scope, relation, parent, list, companions };
            let loaded = loaders.batches.load_one(key).await;
            loaded.map_err(|error| content_error(&error))?.unwrap_or_default()
        }
    };
    if by_visits {
        loaders.tags.note_count(Instant::now());
    }
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
    if let Some(count) = loaders.records().count(view.scope, &Key::count(Some((relation, parent)), &list)) {
        return Ok(count);
    }
    let key = CountOf::<T> { scope: view.scope, relation, parent, list, companions: Vec::new() };
    let loaded = loaders.batches.load_one(key).await;
    Ok(loaded.map_err(|error| content_error(&error))?.unwrap_or_default())
}

/// All specialties, by name.
pub(super) async fn specialties(ctx: &Context<'_>, view: &View) -> Result<Items<Node<Specialty>>> {
    let loaders = loaders(ctx)?;
    let names = view.names();
    let key = Key::Specialties(names);
    let entries = match loaders.records().slice(view.scope, &key) {
        Some(slice) => slice.entries,
        None => {
            let reading = loaders.records().reading(view.scope);
            let read = loaders.reader().specialties(view.scope, names).await;
            let entries = read.map_err(|error| content_error(&error))?;
            if let Some(reading) = reading {
                reading.entries(key, &entries, [Tag::List(Kind::Specialty)]);
            }
            entries
        }
    };
    loaders.tags.note([Tag::List(Kind::Specialty)]);
    loaders.note(&entries);
    Ok(entries.into_iter().map(|entry| Node::new(view.clone(), entry)).collect())
}

/// The organisations above this one, root first.
pub(super) async fn ancestors(ctx: &Context<'_>, view: &View, id: Uuid) -> Result<Items<Node<Organisation>>> {
    let loaders = loaders(ctx)?;
    let above = match loaders.records().slice(view.scope, &Key::Ancestors(id)) {
        Some(slice) => slice.entries,
        None => {
            let loaded = loaders.batches.load_one(Of::<Ancestors>::new(view.scope, id)).await;
            loaded.map_err(|error| content_error(&error))?.unwrap_or_default()
        }
    };
    loaders.note(&above);
    Ok(above.into_iter().map(|entry| Node::new(view.clone(), entry)).collect())
}

/// All articles of a translation group, by language.
pub(super) async fn translations(ctx: &Context<'_>, view: &View, group: Uuid) -> Result<Vec<Node<Article>>> {
    let loaders = loaders(ctx)?;
    let articles = match loaders.records().slice(view.scope, &Key::Translations(group)) {
        Some(slice) => slice.entries,
        None => {
            let loaded = loaders.batches.load_one(Of::<Translations>::new(view.scope, group)).await;
            loaded.map_err(|error| content_error(&error))?.unwrap_or_default()
        }
    };
    loaders.tags.note([Tag::ListOf(Kind::Article, group)]);
    loaders.note(&articles);
    Ok(articles.into_iter().map(|entry| Node::new(view.clone(), entry)).collect())
}

/// The publication itself, read once however many ask.
pub(super) async fn site(ctx: &Context<'_>, view: &View) -> Result<Node<Site>> {
    let loaders = loaders(ctx)?;
    let entry = match loaders.records().found(view.scope, &Key::Site) {
        Some(entry) => entry,
        None => {
            let loaded = loaders.batches.load_one(Of::<Publisher>::new(view.scope, Uuid::nil())).await;
            loaded.map_err(|error| content_error(&error))?
        }
    };
    loaders.note(&entry);
    // It is written at the first start, before the first answer.
    let entry = entry.ok_or_else(|| Error::new("the publication has not been set up"))?;
    Ok(Node::new(view.clone(), entry))
}

/// An article's body, which changes with the article alone.
pub(super) async fn body(ctx: &Context<'_>, view: &View, article: Uuid) -> Result<Arc<Body>> {
    let loaders = loaders(ctx)?;
    if let Some(body) = loaders.body(view.scope, article) {
        return Ok(body);
    }
    let loaded = loaders.batches.load_one(Of::<Text>::new(view.scope, article)).await;
    Ok(loaded.map_err(|error| content_error(&error))?.unwrap_or_default())
}

/// How often an article was visited. An answer with it gets old, since visits are no change that drops it.
pub(super) async fn visits(ctx: &Context<'_>, view: &View, article: Uuid) -> Result<i64> {
    let loaders = loaders(ctx)?;
    let counted = match loaders.records().visits(view.scope, article) {
        Some(counted) => counted,
        None => {
            let loaded = loaders.batches.load_one(Of::<Visits>::new(view.scope, article)).await;
            let counted = loaded.map_err(|error| content_error(&error))?;
            counted.ok_or_else(|| Error::new("visits are counted for every article that is asked for"))?
        }
    };
    loaders.tags.note_count(counted.at);
    Ok(counted.count)
}
