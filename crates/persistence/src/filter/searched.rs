//! What a search met, in SQL. Whatever it met is one parameter, so that no limit of parameters is reached.

use sea_orm::DbBackend;
use sea_orm::sea_query::{Expr, Func, Query, SelectStatement, SimpleExpr, Value};

/// The names that [`numbered`] gives.
pub(crate) const ID: &str = "id";
pub(crate) const NUMBER: &str = "number";

/// Whether a column holds one of these ids, written as `Ranking::ids` writes them.
pub(super) fn one_of(column: Expr, ids: &str, backend: DbBackend) -> SimpleExpr {
    match backend {
        DbBackend::Postgres => {
            Expr::cust_with_exprs("$1 = ANY(CAST(CAST($2 AS text) AS uuid[]))", [column, array(ids)])
        }
        _ => Expr::cust_with_exprs("? IN (SELECT unhex(value) FROM json_each(?))", [column, json(ids)]),
    }
}

/// These ids with their numbers, counted from 1.
pub(crate) fn numbered(ids: &str, count: i64, backend: DbBackend) -> SelectStatement {
    match backend {
        // Both series are as long, and PostgreSQL goes through them side by side.
        DbBackend::Postgres => Query::select()
            .expr_as(Expr::cust_with_exprs("unnest(CAST(CAST($1 AS text) AS uuid[]))", [array(ids)]), ID)
            .expr_as(Expr::cust_with_values("generate_series(1, CAST($1 AS bigint))", [Value::from(count)]), NUMBER)
            .take(),
        _ => Query::select()
            .expr_as(Expr::cust("unhex(value)"), ID)
            .expr_as(Expr::cust("key + 1"), NUMBER)
            .from_function(Func::cust("json_each").arg(json(ids)), "found")
            .take(),
    }
}

fn array(ids: &str) -> Expr {
    Expr::val(match ids.is_empty() {
        true => "{}".to_owned(),
        false => format!("{{\"{ids}\"}}"),
    })
}

fn json(ids: &str) -> Expr {
    Expr::val(match ids.is_empty() {
        true => "[]".to_owned(),
        false => format!("[\"{ids}\"]"),
    })
}
