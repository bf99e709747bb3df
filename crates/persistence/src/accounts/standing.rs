use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ConnectionTrait, ExprTrait};
use shanghaidoctor_domain::read_id;

use crate::Result;

/// The tables of those who write, by what begins the names that are kept of them, with the column that ends their rights.
const TABLES: [(&str, &str, &str); 2] =
    [("account", "accounts", "disabled_at"), ("token", "service_tokens", "revoked_at")];

/// Whether somebody, by the name that is kept of them, was shut out: what they shared is shared no more.
pub(crate) async fn is_shut_out(connection: &impl ConnectionTrait, actor: &str) -> Result<bool> {
    for (prefix, table, ended) in TABLES {
        if let Ok(id) = read_id(prefix, actor) {
            let select = Query::select()
                .column("id")
                .from(table)
                .and_where(Expr::col("id").eq(id))
                .and_where(Expr::col(ended).is_not_null())
                .take();
            return Ok(connection.query_one(&select).await?.is_some());
        }
    }
    Ok(false)
}
