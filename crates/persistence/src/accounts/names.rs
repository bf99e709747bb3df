use std::collections::{BTreeSet, HashMap};

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::Query;
use shanghaidoctor_domain::{id_text, read_id};
use uuid::Uuid;

use crate::Result;
use crate::filter::in_ids;

/// The tables of those who write, by what begins the names that revisions and the log keep of them.
const TABLES: [(&str, &str); 2] = [("account", "accounts"), ("token", "service_tokens")];

/// What people call those who wrote something, by the names that revisions and the log keep of them. The command line has none.
pub(crate) async fn names(
    connection: &impl ConnectionTrait,
    actors: &BTreeSet<&str>,
) -> Result<HashMap<String, String>> {
    let mut names = HashMap::new();
    for (prefix, table) in TABLES {
        let ids: Vec<Uuid> = actors.iter().filter_map(|actor| read_id(prefix, actor).ok()).collect();
        if ids.is_empty() {
            continue;
        }
        let select = Query::select().columns(["id", "name"]).from(table).and_where(in_ids("id", &ids)).take();
        for row in connection.query_all(&select).await? {
            names.insert(id_text(prefix, row.try_get("", "id")?), row.try_get("", "name")?);
        }
    }
    Ok(names)
}
