//! A part of a list with the length of the whole list, in one statement.

use sea_orm::sea_query::{CommonTableExpression, Expr, JoinType, Query, SelectStatement, WithClause};
use sea_orm::{ConnectionTrait, ExprTrait};

use super::companions::{Companion, Companions, Shown};
use super::compared::Compared;
use super::lists::{self, List, Slice, decode, slice};
use super::records::table;
use crate::filter::{Place, sql_order};
use crate::packed::{self, Column, Part};
use crate::scope::At;
use crate::stored::column;
use crate::{Listed, Result};

/// What a statement calls the records that the filter lets through, the place of one page among them, and their number.
const HITS: &str = "hits";
const PAGE: &str = "page";
const TOTAL: &str = "total";

/// Finds what the filter lets through once, for the part and for the length. That pays where it is little: of a long
/// list an index gives the part without a look at the rest.
pub(super) async fn page<T: Listed>(
    connection: &impl ConnectionTrait,
    at: At,
    list: &List<T>,
    companions: &[Companion],
) -> Result<(Slice<T>, i64, Companions)> {
    let compared = Compared::of(at, list, connection.get_database_backend());
    let place = Place::of::<T>(at, &list.searched, connection.get_database_backend());
    let total = Query::select().expr_as(Expr::col(column::ID).count(), TOTAL).from(HITS).take();
    let order = compared.columns_shown(list.window.from_end);
    let select = part(at, list, &compared, companions);
    let (page, mut parts) = Shown { select, first: &[compared.key_column()], order, companions }.parts(at);
    parts.push(Part::of(total, &[Column::Number(TOTAL)]));
    let named = WithClause::new().cte(named(HITS, hits(&place, at, list, &compared))).cte(page).to_owned();
    let mut found = packed::fetch_parts(connection, named, parts).await?;
    let total = found.pop().unwrap_or_default();
    let (page, companions) = Companions::of(companions, found)?;
    let entries = page.records().map(|values| decode(values, &compared));
    let total = total.records().next().map(|mut values| values.number()).transpose()?;
    Ok((slice(entries.collect::<Result<_>>()?, &list.window), total.unwrap_or_default(), companions))
}

/// The ids of all that the filter lets through, with what they are ordered by.
fn hits<T: Listed>(place: &Place, at: At, list: &List<T>, compared: &Compared) -> SelectStatement {
    let mut hits = Query::select().column((table::<T>(), column::ID)).from(table::<T>()).take();
    hits.and_where(at.condition(table::<T>(), column::ID)).and_where(T::condition(&list.filter, place));
    compared.join(&mut hits);
    hits
}

/// The records of the page among them.
fn part<T: Listed>(at: At, list: &List<T>, compared: &Compared, companions: &[Companion]) -> SelectStatement {
    let among = compared.among(HITS);
    let mut page = Query::select().columns([column::ID, Compared::KEY]).from(HITS).take();
    among.cut(&mut page, &list.window);
    order(&mut page, &among, list.window.from_end);
    page.limit(u64::from(list.window.size) + 1);

    let same = Expr::col((PAGE, column::ID)).equals((table::<T>(), column::ID));
    let mut shown = lists::shown::<T>(at, companions);
    shown.column((PAGE, Compared::KEY)).join_subquery(JoinType::InnerJoin, page, PAGE, same);
    order(&mut shown, &compared.among(PAGE), list.window.from_end);
    shown
}

/// Records with what they are ordered by, found once.
fn named(name: &'static str, records: SelectStatement) -> CommonTableExpression {
    let columns = [column::ID, Compared::KEY];
    CommonTableExpression::new().query(records).columns(columns).table_name(name).materialized(true).to_owned()
}

fn order(select: &mut SelectStatement, compared: &Compared, from_end: bool) {
    for (column, direction) in compared.columns(from_end) {
        select.order_by_expr(column, sql_order(direction));
    }
}
