//! Pages of what waits for somebody to deal with it, the latest first.

use sea_orm::sea_query::{Expr, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, ExprTrait, QueryResult};
use uuid::Uuid;

use crate::accounts::get;
use crate::{Database, Result};

/// Which page.
#[derive(Clone, Copy, Debug)]
pub struct PageOf<S> {
    /// Only what is in this state.
    pub state: Option<S>,
    /// Only what is older than this.
    pub after: Option<Uuid>,
    /// At most so many.
    pub most: u64,
}

/// A page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuePage<T> {
    /// In order.
    pub items: Vec<T>,
    /// Whether the list goes on behind them.
    pub more: bool,
    /// How many there are in all in the state.
    pub count: i64,
}

/// Reads a page of a table, of rows that are selected so and in a state of this name.
pub(crate) async fn page<T>(
    database: &Database,
    table: &'static str,
    mut select: SelectStatement,
    wanted: PageOf<&'static str>,
    read: impl Fn(&QueryResult) -> Result<T>,
) -> Result<QueuePage<T>> {
    let mut counting = Query::select().expr_as(Expr::col("id").count(), "number").from(table).take();
    for select in [&mut select, &mut counting] {
        select.and_where_option(wanted.state.map(|state| Expr::col("state").eq(state)));
    }
    select.and_where_option(wanted.after.map(|after| Expr::col("id").lt(after)));
    // Ids grow with time.
    select.order_by("id", Order::Desc).limit(wanted.most + 1);
    let rows = database.reading().query_all(&select).await?;
    let most = usize::try_from(wanted.most).unwrap_or(usize::MAX);
    let items = rows.iter().take(most).map(read).collect::<Result<_>>()?;
    let count = database.reading().query_one(&counting).await?;
    let count = count.map(|row| get(&row, "number")).transpose()?.unwrap_or_default();
    Ok(QueuePage { items, more: rows.len() > most, count })
}
