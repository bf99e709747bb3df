//! Links by which somebody reads some drafts before they are public, without signing in. What is kept of a link is a hash.

use sea_orm::sea_query::{Expr, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, ExprTrait, QueryResult};
use shanghaidoctor_domain::query::{Cursor, Key, Window};
use shanghaidoctor_domain::{Actor, DateTime, Kind, NodeId, Verb};
use uuid::Uuid;

use crate::accounts::is_shut_out;
use crate::filter::in_ids;
use crate::{Database, Result, Scope};

/// What ids of links begin with.
pub const PREFIX: &str = "preview";

pub(crate) const TABLE: &str = "previews";
pub(crate) const DOCUMENTS: &str = "preview_documents";

/// Whether rows are kept of the revisions that a link names.
pub(crate) const KEEPS_ROWS: &str = "keeps_rows";

/// A link by which some drafts are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// Its id, which is no secret.
    pub id: Uuid,
    /// When it was made.
    pub created_at: DateTime,
    /// Who made it.
    pub created_by: String,
    /// When it ends.
    pub expires_at: DateTime,
    /// When somebody ended it before.
    pub revoked_at: Option<DateTime>,
    /// What it is for.
    pub note: Option<String>,
    /// What is read by it.
    pub documents: Vec<PreviewDocument>,
}

/// A draft that is read by a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PreviewDocument {
    /// The document.
    pub node: NodeId,
    /// At which revision; the draft as it is by then, where none is said.
    pub revision: Option<i32>,
}

/// Some links, the latest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Previews {
    /// In order.
    pub previews: Vec<Preview>,
    /// Whether the list goes on behind them (before them, where they are its last ones).
    pub more: bool,
}

/// The link whose token has this hash, while it holds, and what it shows.
pub async fn by_token(database: &Database, hash: &str, now: DateTime) -> Result<Option<(Uuid, Scope)>> {
    let id = held(database, &holding(now).and_where(Expr::col("token_hash").eq(hash)).take()).await?;
    Ok(id.map(|id| (id, Scope::preview(id))))
}

/// Whether a link still holds.
pub async fn holds(database: &Database, id: Uuid, now: DateTime) -> Result<bool> {
    Ok(held(database, &holding(now).and_where(Expr::col("id").eq(id)).take()).await?.is_some())
}

/// The link that is selected, unless whoever made it was shut out since.
async fn held(database: &Database, holding: &SelectStatement) -> Result<Option<Uuid>> {
    let Some(row) = database.reading().query_one(holding).await? else { return Ok(None) };
    let made_by: String = row.try_get("", "created_by")?;
    let shut_out = is_shut_out(database.reading(), &made_by).await?;
    Ok(if shut_out { None } else { Some(row.try_get("", "id")?) })
}

fn holding(now: DateTime) -> SelectStatement {
    Query::select()
        .columns(["id", "created_by"])
        .from(TABLE)
        .and_where(Expr::col("revoked_at").is_null())
        .and_where(Expr::col("expires_at").gt(chrono::DateTime::<chrono::Utc>::from(now)))
        .take()
}

/// One link.
pub(crate) async fn by_id(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<Preview>> {
    Ok(read(connection, &select().and_where(Expr::col("id").eq(id)).take()).await?.pop())
}

/// The links whose time is over and of which rows are kept.
pub(crate) async fn over(connection: &impl ConnectionTrait, now: DateTime) -> Result<Vec<Preview>> {
    let select = select()
        .and_where(Expr::col(KEEPS_ROWS).eq(true))
        .and_where(Expr::col("expires_at").lte(chrono::DateTime::<chrono::Utc>::from(now)))
        .take();
    read(connection, &select).await
}

/// All links that were made, the latest first.
pub async fn list(database: &Database, actor: &Actor, window: &Window) -> Result<Previews> {
    may_see(actor)?;
    let mut select = select();
    if let Some(after) = &window.after {
        select.and_where(Expr::col("id").lt(after.id));
    }
    if let Some(before) = &window.before {
        select.and_where(Expr::col("id").gt(before.id));
    }
    // Ids grow with time.
    select.order_by("id", if window.from_end { Order::Asc } else { Order::Desc }).limit(u64::from(window.size) + 1);
    let mut previews = read(database.reading(), &select).await?;
    let size = usize::try_from(window.size).unwrap_or(usize::MAX);
    let more = previews.len() > size;
    previews.truncate(size);
    if window.from_end {
        previews.reverse();
    }
    Ok(Previews { previews, more })
}

/// How many links were made.
pub async fn count(database: &Database, actor: &Actor) -> Result<i64> {
    may_see(actor)?;
    let select = Query::select().expr_as(Expr::col("id").count(), "number").from(TABLE).take();
    let row = database.reading().query_one(&select).await?;
    Ok(row.map(|row| row.try_get("", "number")).transpose()?.unwrap_or_default())
}

/// The place of a link in a list of them.
pub fn cursor(preview: &Preview, order: &str) -> Cursor {
    Cursor { order: order.to_owned(), key: Key::Moment(preview.created_at), id: preview.id }
}

fn may_see(actor: &Actor) -> Result<()> {
    Ok(actor.may(Verb::ReadDraft, Kind::Article)?)
}

fn select() -> SelectStatement {
    let columns = ["id", "created_at", "created_by", "expires_at", "revoked_at", "note"];
    Query::select().columns(columns).from(TABLE).take()
}

async fn read(connection: &impl ConnectionTrait, select: &SelectStatement) -> Result<Vec<Preview>> {
    let rows = connection.query_all(select).await?;
    let mut previews: Vec<Preview> = rows.iter().map(decode).collect::<Result<_>>()?;
    let ids: Vec<Uuid> = previews.iter().map(|preview| preview.id).collect();
    if ids.is_empty() {
        return Ok(previews);
    }
    let documents = Query::select()
        .columns(["preview", "node", "kind", "revision"])
        .from(DOCUMENTS)
        .and_where(in_ids("preview", &ids))
        .order_by("node", Order::Asc)
        .take();
    for row in connection.query_all(&documents).await? {
        let (of, kind): (Uuid, String) = (row.try_get("", "preview")?, row.try_get("", "kind")?);
        let preview = previews.iter_mut().find(|preview| preview.id == of);
        let (Some(preview), Some(kind)) = (preview, Kind::from_prefix(&kind)) else { continue };
        let node = NodeId { kind, uuid: row.try_get("", "node")? };
        preview.documents.push(PreviewDocument { node, revision: row.try_get("", "revision")? });
    }
    Ok(previews)
}

fn decode(row: &QueryResult) -> Result<Preview> {
    let moment = |moment: chrono::DateTime<chrono::Utc>| DateTime::from(moment);
    Ok(Preview {
        id: row.try_get("", "id")?,
        created_at: moment(row.try_get("", "created_at")?),
        created_by: row.try_get("", "created_by")?,
        expires_at: moment(row.try_get("", "expires_at")?),
        revoked_at: row.try_get::<Option<_>>("", "revoked_at")?.map(moment),
        note: row.try_get("", "note")?,
        documents: Vec::new(),
    })
}
