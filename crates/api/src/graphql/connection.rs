//! Lists in pages, by the Relay cursor connections specification; the same shape at the root and below.

use std::borrow::Cow;
use std::sync::Arc;

use async_graphql::{Context, Object, OutputType, Result, SimpleObject, TypeName};
use futures_util::future::BoxFuture;
use shanghaidoctor_domain::query::{Cursor, Key, PageArguments, Window};
use shanghaidoctor_domain::text::NameOrder;
use shanghaidoctor_persistence::read::{List, Relation, Slice};
use shanghaidoctor_persistence::{By, Entry, Listed, Ordering};
use uuid::Uuid;

use super::error::bad_input;
use super::filter_size;
use super::items::Items;
use super::loaders::{count_of, count_of_all, list_and_count_of_all, list_of, list_of_all, searched};
use super::view::{Node, View};

/// A page of a list.
pub(super) struct Connection<T: Listed> {
    view: View,
    list: Arc<List<T>>,
    parent: Option<(Relation, Uuid)>,
    slice: Slice<T>,
    /// How long the list is, where that was read with the page.
    count: Option<i64>,
}

/// A record in its place in a list.
pub(super) struct Edge<T: Listed> {
    view: View,
    cursor: Cursor,
    entry: Arc<Entry<T>>,
}

/// What lies around a page.
#[derive(SimpleObject)]
pub(super) struct PageInfo {
    /// Whether the list goes on behind this page.
    pub(super) has_next_page: bool,
    /// Whether the list goes on before this page.
    pub(super) has_previous_page: bool,
    /// The place of the page's first record: pass it as `before` to page backward; null on an empty page.
    pub(super) start_cursor: Option<String>,
    /// The place of the page's last record: pass it as `after` for the next page; null on an empty page.
    pub(super) end_cursor: Option<String>,
}

impl<T: Listed> TypeName for Connection<T>
where
    Node<T>: OutputType,
{
    fn type_name() -> Cow<'static, str> {
        format!("{}Connection", <Node<T> as OutputType>::type_name()).into()
    }
}

/// A page of a list.
#[Object(name_type)]
impl<T: Listed> Connection<T>
where
    Node<T>: OutputType,
{
    /// The page's records with their places in the list.
    async fn edges(&self) -> Items<Edge<T>> {
        let edge = |(entry, cursor)| Edge { view: self.view.clone(), cursor, entry: Arc::clone(entry) };
        self.places().map(edge).collect()
    }

    /// The page's records.
    async fn nodes(&self) -> Items<Node<T>> {
        let node = |entry: &Arc<Entry<T>>| Node::new(self.view.clone(), Arc::clone(entry));
        self.slice.entries.iter().map(node).collect()
    }

    /// What lies around the page.
    async fn page_info(&self) -> PageInfo {
        let Window { from_end, after, before, .. } = &self.list.window;
        let place = |(_, cursor): (_, Cursor)| cursor.to_string();
        PageInfo {
            has_next_page: if *from_end { before.is_some() } else { self.slice.more },
            has_previous_page: if *from_end { self.slice.more } else { after.is_some() },
            start_cursor: self.places().next().map(place),
            end_cursor: self.places().next_back().map(place),
        }
    }

    /// How many records the whole list has that the filter lets through; counted only when asked for.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<i64> {
        if let Some(count) = self.count {
            return Ok(count);
        }
        match self.parent {
            Some((relation, parent)) => count_of(ctx, &self.view, relation, parent, Arc::clone(&self.list)).await,
            None => count_of_all(ctx, &self.view, &self.list).await,
        }
    }
}

impl<T: Listed> TypeName for Edge<T>
where
    Node<T>: OutputType,
{
    fn type_name() -> Cow<'static, str> {
        format!("{}Edge", <Node<T> as OutputType>::type_name()).into()
    }
}

/// A record in its place in a list.
#[Object(name_type)]
impl<T: Listed> Edge<T>
where
    Node<T>: OutputType,
{
    /// The place, opaque: pass it as `after` or `before`.
    async fn cursor(&self) -> String {
        self.cursor.to_string()
    }

    /// The record.
    async fn node(&self) -> Node<T> {
        Node::new(self.view.clone(), Arc::clone(&self.entry))
    }
}

impl<T: Listed> Connection<T> {
    /// The page's records with their places.
    fn places(&self) -> impl DoubleEndedIterator<Item = (&Arc<Entry<T>>, Cursor)> {
        let order = order_name(&T::ordering(self.list.order, self.list.names));
        let keyed = self.slice.entries.iter().zip(&self.slice.keys);
        keyed.map(move |(entry, key)| (entry, Cursor { order: order.clone(), key: Key::clone(key), id: entry.id }))
    }
}

fn order_name<T: Listed>(ordering: &Ordering<T>) -> String {
    format!("{}_{}", ordering.name, ordering.direction.name())
}

/// A page of all documents of a kind. Boxed, as is the next: the engine moves the future of each field, which is as large
/// as the largest of its object.
pub(super) fn all<'r, T: Listed>(
    ctx: &'r Context<'_>,
    view: View,
    page: PageArguments,
    filter: Option<T::Filter>,
    order: Option<T::Order>,
) -> BoxFuture<'r, Result<Connection<T>>> {
    Box::pin(page_of_all(ctx, view, page, filter, order))
}

async fn page_of_all<T: Listed>(
    ctx: &Context<'_>,
    view: View,
    page: PageArguments,
    filter: Option<T::Filter>,
    order: Option<T::Order>,
) -> Result<Connection<T>> {
    let list = Arc::new(list(ctx, &view, &page, filter, order).await?);
    let (slice, count) = match (shows_records(ctx), ctx.look_ahead().field("totalCount").exists()) {
        (true, true) => {
            let (slice, count) = list_and_count_of_all(ctx, &view, &list).await?;
            (slice, Some(count))
        }
        (true, false) => (list_of_all(ctx, &view, &list).await?, None),
        (false, _) => (Slice::default(), None),
    };
    Ok(Connection { view, list, parent: None, slice, count })
}

/// A page of the documents that belong to one parent.
pub(super) fn of<'r, T: Listed>(
    ctx: &'r Context<'_>,
    view: &'r View,
    parent: (Relation, Uuid),
    page: PageArguments,
    filter: Option<T::Filter>,
    order: Option<T::Order>,
) -> BoxFuture<'r, Result<Connection<T>>> {
    Box::pin(page_of_one(ctx, view, parent, page, filter, order))
}

async fn page_of_one<T: Listed>(
    ctx: &Context<'_>,
    view: &View,
    (relation, parent): (Relation, Uuid),
    page: PageArguments,
    filter: Option<T::Filter>,
    order: Option<T::Order>,
) -> Result<Connection<T>> {
    let list = Arc::new(list(ctx, view, &page, filter, order).await?);
    let slice = if shows_records(ctx) {
        list_of(ctx, view, relation, parent, Arc::clone(&list)).await?
    } else {
        Slice::default()
    };
    Ok(Connection { view: view.clone(), list, parent: Some((relation, parent)), slice, count: None })
}

/// All documents that belong to one parent, in the usual order; for lists that are short by nature.
pub(super) async fn everything_of<T: Listed>(
    ctx: &Context<'_>,
    view: &View,
    (relation, parent): (Relation, Uuid),
) -> Result<Items<Node<T>>> {
    let order = T::Order::default();
    let (names, _) = ordering::<T>(|| view.names(), order);
    let list = List { filter: T::Filter::default(), order, names, window: Window::whole(), searched: Arc::default() };
    let slice = list_of(ctx, view, relation, parent, Arc::new(list)).await?;
    Ok(slice.entries.into_iter().map(|entry| Node::new(view.clone(), entry)).collect())
}

async fn list<T>(
    ctx: &Context<'_>,
    view: &View,
    page: &PageArguments,
    filter: Option<T::Filter>,
    order: Option<T::Order>,
) -> Result<List<T>>
where
    T: Listed,
{
    if let Some(filter) = &filter {
        filter_size::check(filter)?;
    }
    let order = order.unwrap_or_default();
    let (names, ordering) = ordering::<T>(|| names_of_page::<T>(ctx, view, page, order), order);
    let window = Window::new(page, &order_name(&ordering), ordering.compares).map_err(bad_input)?;
    let by_search = matches!(ordering.by, By::Relevance);
    let filter = filter.unwrap_or_default();
    let searched = match by_search || filter != T::Filter::default() {
        true => Arc::new(searched(ctx, &filter, by_search).await?),
        false => Arc::default(),
    };
    Ok(List { filter, order, names, window, searched })
}

/// By which names a page is ordered: by those that its reader sees. It goes on as it was begun, where a cursor says how,
/// though who asks for the second page may be another than who drew the first; and none count where no record is shown.
fn names_of_page<T: Listed>(ctx: &Context<'_>, view: &View, page: &PageArguments, order: T::Order) -> NameOrder {
    let cursor = page.after.as_ref().or(page.before.as_ref()).and_then(|cursor| cursor.parse::<Cursor>().ok());
    let is_begun_in = |names: &NameOrder, cursor: &Cursor| cursor.order == order_name(&T::ordering(order, *names));
    let begun = cursor.and_then(|cursor| NameOrder::ALL.into_iter().find(|names| is_begun_in(names, &cursor)));
    match begun {
        Some(names) => names,
        None if shows_records(ctx) => view.names(),
        None => NameOrder::default(),
    }
}

/// What an order compares for those who see it so; one that compares no names is one list for the readers of all.
fn ordering<T: Listed>(names: impl FnOnce() -> NameOrder, order: T::Order) -> (NameOrder, Ordering<T>) {
    let [english, chinese] = NameOrder::ALL.map(|names| T::ordering(order, names));
    if english.name == chinese.name {
        return (NameOrder::default(), english);
    }
    match names() {
        NameOrder::English => (NameOrder::English, english),
        NameOrder::Chinese => (NameOrder::Chinese, chinese),
    }
}

/// A query for `totalCount` alone reads no records.
fn shows_records(ctx: &Context<'_>) -> bool {
    let selection = ctx.look_ahead();
    ["edges", "nodes", "pageInfo"].iter().any(|field| selection.field(field).exists())
}

/// The paging arguments as one value.
pub(super) const fn page(
    first: Option<i32>,
    after: Option<String>,
    last: Option<i32>,
    before: Option<String>,
) -> PageArguments {
    PageArguments { first, after, last, before }
}

/// The mark of a list without pages that grows with the content. `cost.rs` reads the mark alone, and counts such a list
/// as a page of the usual length.
pub(super) const GROWS: usize = Window::USUAL as usize;
