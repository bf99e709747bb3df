//! What documents said before: every save left a revision, and nothing here changes one.

use sea_orm::sea_query::{Expr, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, ExprTrait, QueryResult};
use serde_json::Value;
use shanghaidoctor_domain::query::{Cursor, Key, Window};
use shanghaidoctor_domain::{Actor, DateTime, NodeId, Stage, Verb};

use crate::accounts::names;
use crate::stored::{column, with_kind};
use crate::{Database, Error, Result};

const TABLE: &str = "revisions";

/// The columns of a revision, the last of them read only for those who ask what the document said.
const SHOWN: [&str; 5] = ["revision", "at", "actor", "note", CONTENT];
const CONTENT: &str = "content";

/// A save of a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Revision {
    /// The document.
    pub node: NodeId,
    /// Its number, counted from 1.
    pub revision: i32,
    /// When it was saved.
    pub at: DateTime,
    /// Who saved it, as the log names them.
    pub actor: String,
    /// What people call them; none for the command line.
    pub author: Option<String>,
    /// Why.
    pub note: Option<String>,
    /// The whole document, where it was asked for.
    pub content: Option<Value>,
}

/// Some revisions of a document, the latest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Revisions {
    /// In order.
    pub revisions: Vec<Revision>,
    /// Whether the list goes on behind them (before them, where they are its last ones).
    pub more: bool,
}

/// A part of the history of a document. Cursors hold the number of a revision. `whole` says whether to read what the
/// document said at each.
pub async fn revisions(
    database: &Database,
    actor: &Actor,
    node: NodeId,
    window: &Window,
    whole: bool,
) -> Result<Revisions> {
    actor.may(Verb::ReadDraft, node.kind)?;
    let mut select = of(node);
    select.columns(SHOWN.into_iter().filter(|column| whole || *column != CONTENT));
    if let Some(after) = window.after.as_ref().and_then(number) {
        select.and_where(Expr::col("revision").lt(after));
    }
    if let Some(before) = window.before.as_ref().and_then(number) {
        select.and_where(Expr::col("revision").gt(before));
    }
    let order = if window.from_end { Order::Asc } else { Order::Desc };
    select.order_by("revision", order).limit(u64::from(window.size) + 1);
    let rows = database.reading().query_all(&select).await?;
    let size = usize::try_from(window.size).unwrap_or(usize::MAX);
    let mut revisions: Vec<Revision> =
        rows.iter().take(size).map(|row| decode(node, row, whole)).collect::<Result<_>>()?;
    if window.from_end {
        revisions.reverse();
    }
    name_authors(database.reading(), &mut revisions).await?;
    Ok(Revisions { revisions, more: rows.len() > size })
}

async fn name_authors(connection: &impl ConnectionTrait, revisions: &mut [Revision]) -> Result<()> {
    let actors = revisions.iter().map(|revision| revision.actor.as_str()).collect();
    let names = names(connection, &actors).await?;
    for revision in revisions {
        revision.author = names.get(&revision.actor).cloned();
    }
    Ok(())
}

fn number(cursor: &Cursor) -> Option<i64> {
    match cursor.key {
        Key::Number(number) => Some(number),
        Key::Text(_) | Key::Moment(_) => None,
    }
}

/// One revision of a document with what it said; an error where there is no such one.
pub async fn revision(database: &Database, actor: &Actor, node: NodeId, revision: i32) -> Result<Revision> {
    actor.may(Verb::ReadDraft, node.kind)?;
    saved(database.reading(), node, revision).await
}

/// The same, for those whose right was looked at before.
pub(crate) async fn saved(connection: &impl ConnectionTrait, node: NodeId, revision: i32) -> Result<Revision> {
    let select = of(node).columns(SHOWN).and_where(Expr::col("revision").eq(revision)).take();
    let row = connection.query_one(&select).await?;
    let mut found = decode(node, &row.ok_or(Error::NoRevision { node, revision })?, true)?;
    name_authors(connection, std::slice::from_mut(&mut found)).await?;
    Ok(found)
}

/// How many revisions a document has.
pub async fn count(database: &Database, actor: &Actor, node: NodeId) -> Result<i64> {
    actor.may(Verb::ReadDraft, node.kind)?;
    let select = of(node).expr_as(Expr::col("revision").count(), "number").take();
    let row = database.reading().query_one(&select).await?;
    Ok(row.map(|row| row.try_get("", "number")).transpose()?.unwrap_or_default())
}

/// What a document said at each of these revisions, as JSON; an error where there is no such one.
pub async fn contents<const N: usize>(
    database: &Database,
    actor: &Actor,
    node: NodeId,
    revisions: [i32; N],
) -> Result<[Value; N]> {
    actor.may(Verb::ReadDraft, node.kind)?;
    let mut contents = [const { Value::Null }; N];
    for (content, revision) in contents.iter_mut().zip(revisions) {
        *content = self::content(database.reading(), node, revision).await?;
    }
    Ok(contents)
}

/// What a document said at a revision.
pub(crate) async fn content(connection: &impl ConnectionTrait, node: NodeId, revision: i32) -> Result<Value> {
    let select = of(node).column("content").and_where(Expr::col("revision").eq(revision)).take();
    let row = connection.query_one(&select).await?.ok_or(Error::NoRevision { node, revision })?;
    let content: String = row.try_get("", "content")?;
    serde_json::from_str(&content).map_err(|error| Error::Damaged { node, error })
}

/// The revision of a document that the public sees; none where it sees nothing of it.
pub async fn public(database: &Database, actor: &Actor, node: NodeId) -> Result<Option<i32>> {
    actor.may(Verb::ReadDraft, node.kind)?;
    let table = with_kind!(node.kind, T => crate::read::table::<T>());
    let select = Query::select()
        .column(column::REVISION)
        .from(table)
        .and_where(Expr::col(column::ID).eq(node.uuid))
        .and_where(Expr::col(column::STAGE).eq(Stage::Published.letter()))
        .take();
    let row = database.reading().query_one(&select).await?;
    Ok(row.map(|row| row.try_get("", column::REVISION)).transpose()?)
}

fn of(node: NodeId) -> SelectStatement {
    Query::select()
        .from(TABLE)
        .and_where(Expr::col("id").eq(node.uuid))
        .and_where(Expr::col("kind").eq(node.kind.prefix()))
        .take()
}

fn decode(node: NodeId, row: &QueryResult, whole: bool) -> Result<Revision> {
    let at: chrono::DateTime<chrono::Utc> = row.try_get("", "at")?;
    let content: Option<String> = if whole { Some(row.try_get("", CONTENT)?) } else { None };
    let damaged = |error| Error::Damaged { node, error };
    Ok(Revision {
        node,
        revision: row.try_get("", "revision")?,
        at: at.into(),
        actor: row.try_get("", "actor")?,
        author: None,
        note: row.try_get("", "note")?,
        content: content.map(|content| serde_json::from_str(&content)).transpose().map_err(damaged)?,
    })
}
