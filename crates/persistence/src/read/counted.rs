//! A part of a list with the length of the whole list, in one statement.

use sea_orm::sea_query::{CommonTableExpression, Expr, JoinType, Query, SelectStatement, WithClause};
use sea_orm::{ConnectionTrait, ExprTrait, QueryResult};
use shanghaidoctor_domain::Stage;

use super::compared::Compared;
use super::lists::{self, List, Slice, decode, slice};
use super::records::{at_stage, select, table};
use crate::filter::{Place, sql_order};
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
    stage: Stage,
    list: &List<T>,
) -> Result<(Slice<T>, i64)> {
    let compared = Compared::of(stage, list, connection.get_database_backend());
    let rows = connection.query_all(&statement(connection, stage, list, &compared)).await?;
    let total = match rows.first() {
        Some(row) => row.try_get("", TOTAL)?,
        // Nothing is behind the cursor, or nothing at all is let through.
        None => lists::count(connection, stage, list).await?,
    };
    let entries = rows.iter().map(|row: &QueryResult| decode(row, &compared));
    Ok((slice(entries.collect::<Result<_>>()?, &list.window), total))
}

fn statement<T: Listed>(
    connection: &impl ConnectionTrait,
    stage: Stage,
    list: &List<T>,
    compared: &Compared,
) -> SelectStatement {
    let place = Place::of::<T>(stage, &list.searched, connection.get_database_backend());
    let mut hits = Query::select().column((table::<T>(), column::ID)).from(table::<T>()).take();
    hits.and_where(at_stage(table::<T>(), stage)).and_where(T::condition(&list.filter, &place));
    compared.join(&mut hits);

    let among = compared.among(HITS);
    let mut page = Query::select().columns([column::ID, Compared::KEY]).from(HITS).take();
    among.cut(&mut page, &list.window);
    order(&mut page, &among, list.window.from_end);
    page.limit(u64::from(list.window.size) + 1);

    let total = Query::select().expr(Expr::col(column::ID).count()).from(HITS).take();
    let mut shown = select::<T>(stage);
    shown.column((PAGE, Compared::KEY)).expr_as(Expr::SubQuery(None, Box::new(total.into())), TOTAL).join(
        JoinType::InnerJoin,
        PAGE,
        Expr::col((PAGE, column::ID)).equals((table::<T>(), column::ID)),
    );
    order(&mut shown, &compared.among(PAGE), list.window.from_end);
    shown.with_cte(WithClause::new().cte(named(HITS, hits)).cte(named(PAGE, page)).to_owned());
    shown
}

/// Records with what they are ordered by, found once.
fn named(name: &'static str, records: SelectStatement) -> CommonTableExpression {
    let columns = [column::ID, Compared::KEY];
    CommonTableExpression::new().query(records).columns(columns).table_name(name).materialized(true).to_owned()
}

fn order(select: &mut SelectStatement, compared: &Compared, from_end: bool) {
    for (column, direction) in compared.columns(from_end) {
        select.order_by(column, sql_order(direction));
    }
}
