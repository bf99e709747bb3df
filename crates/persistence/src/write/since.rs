use std::collections::BTreeSet;

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query, SelectStatement};
use serde_json::Value;
use shanghaidoctor_domain::compare::compare;
use shanghaidoctor_domain::{DateTime, NodeId, Stage};

use super::Writing;
use crate::accounts::names;
use crate::stored::with_kind;
use crate::{Error, Result};

/// What became of a draft since a writer read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Since {
    /// The revision that it is at.
    pub revision: i32,
    /// When that was saved.
    pub at: DateTime,
    /// Who saved it, by the name that revisions keep.
    pub author: String,
    /// What people call them; none for the command line.
    pub author_name: Option<String>,
    /// The members that are not as the writer read them, by their paths; none where nobody knows what the writer read.
    pub changed: Vec<String>,
}

impl Writing {
    /// An error where a draft is at another revision than somebody saw, who is about to do something with it. Where there is
    /// no draft, the act itself says so.
    pub async fn expect_seen(&self, node: NodeId, seen: i32) -> Result<()> {
        let table = with_kind!(node.kind, T => crate::read::table::<T>());
        let select = Query::select()
            .column("revision")
            .from(table)
            .and_where(Expr::col("stage").eq(Stage::Draft.letter()))
            .and_where(Expr::col("id").eq(node.uuid))
            .take();
        let Some(row) = self.transaction.query_one(&select).await? else { return Ok(()) };
        match row.try_get("", "revision")? {
            current if current == seen => Ok(()),
            current => Err(Error::Stale { node, current, seen }),
        }
    }

    /// What became of a draft since its revision `seen`; nothing where its history does not say.
    pub async fn since(&self, node: NodeId, seen: i32) -> Result<Option<Since>> {
        let latest = revisions(node, &["revision", "at", "actor", "content"]).limit(1).take();
        let Some(row) = self.transaction.query_one(&latest).await? else { return Ok(None) };
        let now: String = row.try_get("", "content")?;
        let read = revisions(node, &["content"]).and_where(Expr::col("revision").eq(seen)).take();
        let changed = match self.transaction.query_one(&read).await? {
            Some(row) => differences(&row.try_get::<String>("", "content")?, &now)?,
            None => Vec::new(),
        };
        let at: chrono::DateTime<chrono::Utc> = row.try_get("", "at")?;
        let author: String = row.try_get("", "actor")?;
        let author_name = names(&self.transaction, &BTreeSet::from([author.as_str()])).await?.remove(&author);
        Ok(Some(Since { revision: row.try_get("", "revision")?, at: at.into(), author, author_name, changed }))
    }
}

/// The revisions of a document, the latest first.
fn revisions(node: NodeId, columns: &[&'static str]) -> SelectStatement {
    Query::select()
        .columns(columns.iter().copied())
        .from("revisions")
        .and_where(Expr::col("id").eq(node.uuid))
        .order_by("revision", Order::Desc)
        .take()
}

fn differences(before: &str, after: &str) -> Result<Vec<String>> {
    let (before, after): (Value, Value) = (serde_json::from_str(before)?, serde_json::from_str(after)?);
    Ok(compare(&before, &after).into_iter().map(|difference| difference.path).collect())
}
