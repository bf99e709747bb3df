use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use sea_orm::sea_query::{Asterisk, Expr, JoinType, Order, Query, SelectStatement, WindowStatement};
use sea_orm::{ConnectionTrait, ExprTrait};
use shanghaidoctor_domain::content::LinkRole;
use shanghaidoctor_domain::query::{Key, Window};
use shanghaidoctor_domain::text::NameOrder;
use uuid::Uuid;

use super::companions::{Companion, Companions, Shown};
use super::compared::Compared;
use super::records::{select, table};
use crate::filter::{Place, in_ids, sql_order};
use crate::packed::{self, Column, Part, Values};
use crate::scope::At;
use crate::search::Searched;
use crate::stored::{By, column};
use crate::{Entry, Listed, Result};

/// A part of a list: which records, in what order, how many from where.
#[derive(Clone, Debug)]
pub struct List<T: Listed> {
    /// Which records.
    pub filter: T::Filter,
    /// In what order.
    pub order: T::Order,
    /// By whose names, where it is by name.
    pub names: NameOrder,
    /// How many from where.
    pub window: Window,
    /// What the searches of the filter met.
    pub searched: Arc<Searched>,
}

// Written out because deriving would ask the same of `T`, which is only the kind of the records.
impl<T: Listed> PartialEq for List<T> {
    fn eq(&self, other: &Self) -> bool {
        let same_order = self.order == other.order && self.names == other.names;
        let same_records = self.filter == other.filter && self.searched == other.searched;
        same_order && same_records && self.window == other.window
    }
}

impl<T: Listed> Eq for List<T> {}

impl<T: Listed> Hash for List<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.filter.hash(state);
        self.order.hash(state);
        self.names.hash(state);
        self.window.hash(state);
    }
}

impl<T: Listed> List<T> {
    /// Whether it is ordered by visits, which move without a change in the log.
    pub fn is_by_visits(&self) -> bool {
        matches!(T::ordering(self.order, self.names).by, By::Visits)
    }

    /// Whether its filter searches.
    pub fn is_searched(&self) -> bool {
        *self.searched != Searched::default()
    }
}

/// How the records of a list belong to their parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relation {
    /// The record's own column holds the parent's id: each record has one.
    Column(&'static str),
    /// The record names its parents in this role: it can have many.
    Link(LinkRole),
}

/// The records of a part of a list.
#[derive(Clone, Debug)]
pub struct Slice<T> {
    /// The records, in the list's order.
    pub entries: Vec<Arc<Entry<T>>>,
    /// For each of them the value that it is ordered by.
    pub keys: Vec<Key>,
    /// Whether the list goes on behind them (before them, where they are its last ones).
    pub more: bool,
}

impl<T> Default for Slice<T> {
    fn default() -> Self {
        Self { entries: Vec::new(), keys: Vec::new(), more: false }
    }
}

const PARENT: &str = "parent";
const NUMBER: &str = "number";

pub(super) async fn page<T: Listed>(
    connection: &impl ConnectionTrait,
    at: At,
    list: &List<T>,
    companions: &[Companion],
) -> Result<(Slice<T>, Companions)> {
    let mut select = shown::<T>(at, companions);
    let backend = connection.get_database_backend();
    let compared = Compared::of(at, list, backend);
    restrict(&mut select, list, &compared, &Place::of::<T>(at, &list.searched, backend));
    for (column, direction) in compared.columns(list.window.from_end) {
        select.order_by_expr(column, sql_order(direction));
    }
    select.limit(u64::from(list.window.size) + 1);
    let order = compared.columns_shown(list.window.from_end);
    let shown = Shown { select, first: &[compared.key_column()], order, companions };
    let (found, companions) = shown.fetch(connection, at).await?;
    let rows = found.records().map(|values| decode(values, &compared));
    Ok((slice(rows.collect::<Result<_>>()?, &list.window), companions))
}

/// Asks for the columns of documents and those that their companions need.
pub(super) fn shown<T: Listed>(at: At, companions: &[Companion]) -> SelectStatement {
    let mut select = select::<T>(at);
    let mut needed: Vec<&'static str> = companions.iter().filter_map(|companion| companion.column()).collect();
    needed.dedup();
    select.columns(needed.into_iter().map(|name| (table::<T>(), name)));
    select
}

pub(super) async fn count<T: Listed>(connection: &impl ConnectionTrait, at: At, list: &List<T>) -> Result<i64> {
    let table = table::<T>();
    let place = Place::of::<T>(at, &list.searched, connection.get_database_backend());
    let select = Query::select()
        .expr_as(Expr::col((table, column::ID)).count(), NUMBER)
        .from(table)
        .and_where(at.condition(table, column::ID))
        .and_where(T::condition(&list.filter, &place))
        .take();
    let row = connection.query_one(&select).await?;
    Ok(row.map(|row| row.try_get("", NUMBER)).transpose()?.unwrap_or_default())
}

/// All records that a filter lets through, oldest first.
pub(crate) async fn filtered<T: Listed>(
    connection: &impl ConnectionTrait,
    at: impl Into<At>,
    filter: &T::Filter,
) -> Result<Vec<Entry<T>>> {
    let at = at.into();
    let place = Place::of::<T>(at, &Arc::default(), connection.get_database_backend());
    let select = select::<T>(at).and_where(T::condition(filter, &place)).order_by(column::ID, Order::Asc).take();
    packed::fetch(connection, Part::documents(select, &[])).await?.entries().collect()
}

/// One statement for all parents: the rows of each are numbered, and of each the first ones kept.
pub(super) async fn pages_of<T: Listed>(
    connection: &impl ConnectionTrait,
    at: At,
    relation: Relation,
    list: &List<T>,
    parents: &[Uuid],
    companions: &[Companion],
) -> Result<(HashMap<Uuid, Slice<T>>, Companions)> {
    let mut numbered = shown::<T>(at, companions);
    let parent = relate::<T>(&mut numbered, at, relation, parents);
    let backend = connection.get_database_backend();
    let compared = Compared::of(at, list, backend);
    restrict(&mut numbered, list, &compared, &Place::of::<T>(at, &list.searched, backend));
    let mut window = WindowStatement::partition_by(parent);
    for (column, direction) in compared.columns(list.window.from_end) {
        window.order_by_expr(column, sql_order(direction));
    }
    numbered.expr_as(Expr::col(parent), PARENT);
    numbered.expr_window_as(Expr::cust("ROW_NUMBER()"), window.take(), NUMBER);

    let select = Query::select()
        .column(Asterisk)
        .from_subquery(numbered, "numbered")
        .and_where(Expr::col(NUMBER).lte(i64::from(list.window.size) + 1))
        .order_by(PARENT, Order::Asc)
        .order_by(NUMBER, Order::Asc)
        .take();
    let order = vec![(PARENT, Order::Asc), (NUMBER, Order::Asc)];
    let shown = Shown { select, first: &[Column::Id(PARENT), compared.key_column()], order, companions };
    let (found, companions) = shown.fetch(connection, at).await?;
    let mut rows: HashMap<Uuid, Vec<Keyed<T>>> = HashMap::with_capacity(parents.len());
    for mut values in found.records() {
        rows.entry(values.id()?).or_default().push(decode(values, &compared)?);
    }
    let slices = rows.into_iter().map(|(parent, entries)| (parent, slice(entries, &list.window)));
    Ok((slices.collect(), companions))
}

pub(super) async fn counts_of<T: Listed>(
    connection: &impl ConnectionTrait,
    at: At,
    relation: Relation,
    list: &List<T>,
    parents: &[Uuid],
) -> Result<HashMap<Uuid, i64>> {
    let table = table::<T>();
    let place = Place::of::<T>(at, &list.searched, connection.get_database_backend());
    let mut select = Query::select().from(table).and_where(at.condition(table, column::ID)).take();
    let parent = relate::<T>(&mut select, at, relation, parents);
    select
        .expr_as(Expr::col(parent), PARENT)
        .expr_as(Expr::col((table, column::ID)).count(), NUMBER)
        .and_where(T::condition(&list.filter, &place))
        .group_by_col(parent);
    let rows = connection.query_all(&select).await?;
    rows.iter().map(|row| Ok((row.try_get("", PARENT)?, row.try_get("", NUMBER)?))).collect()
}

/// Keeps the records of these parents; gives the column that says which parent a row is of.
fn relate<T: Listed>(
    select: &mut SelectStatement,
    at: At,
    relation: Relation,
    parents: &[Uuid],
) -> (&'static str, &'static str) {
    let table = table::<T>();
    match relation {
        Relation::Column(name) => {
            select.and_where(in_ids((table, name), parents));
            (table, name)
        }
        Relation::Link(role) => {
            let same_record = Expr::col(("links", "source")).equals((table, column::ID));
            select
                .join(JoinType::InnerJoin, "links", same_record)
                .and_where(at.condition("links", "source"))
                .and_where(Expr::col(("links", "source_kind")).eq(T::KIND.prefix()))
                .and_where(Expr::col(("links", "role")).eq(role.name()))
                .and_where(in_ids(("links", "target"), parents));
            ("links", "target")
        }
    }
}

fn restrict<T: Listed>(select: &mut SelectStatement, list: &List<T>, compared: &Compared, place: &Place) {
    select.and_where(T::condition(&list.filter, place));
    compared.join(select);
    compared.cut(select, &list.window);
}

/// A record with the value that it is ordered by.
pub(super) type Keyed<T> = (Arc<Entry<T>>, Key);

pub(super) fn decode<T: Listed>(mut values: Values<'_>, compared: &Compared) -> Result<Keyed<T>> {
    let key = compared.key(&mut values)?;
    Ok((Arc::new(values.entry()?), key))
}

pub(super) fn slice<T>(mut rows: Vec<Keyed<T>>, window: &Window) -> Slice<T> {
    let size = usize::try_from(window.size).unwrap_or(usize::MAX);
    let more = rows.len() > size;
    rows.truncate(size);
    if window.from_end {
        rows.reverse();
    }
    let (entries, keys) = rows.into_iter().unzip();
    Slice { entries, keys, more }
}
