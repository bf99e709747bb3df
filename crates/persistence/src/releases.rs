//! Documents that go out or are taken back together, now or at a time.

use sea_orm::sea_query::{Expr, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, DbErr, ExprTrait, QueryResult};
use serde::{Deserialize, Serialize};
use shanghaidoctor_domain::query::{Cursor, Key, Window};
use shanghaidoctor_domain::{
    Actor, DateTime, Kind, NodeId, ReleaseAction, ReleaseItem, ReleaseStatus, ReleaseTime, Task, UnpublishReason,
};
use uuid::Uuid;

use crate::filter::in_ids;
use crate::{Database, Error, Result};

/// Documents that go out or are taken back together.
#[derive(Clone, Debug, PartialEq)]
pub struct Release {
    /// Its id.
    pub id: Uuid,
    /// How often it was changed, counted from 1.
    pub revision: i32,
    /// What people call it.
    pub name: String,
    /// What it is for.
    pub note: Option<String>,
    /// What is to become of it.
    pub status: ReleaseStatus,
    /// When it was made.
    pub created_at: DateTime,
    /// Who made it.
    pub created_by: String,
    /// When it was last changed.
    pub updated_at: DateTime,
    /// Who changed it last.
    pub updated_by: String,
    /// When it goes out, or was to.
    pub schedule: Option<Schedule>,
    /// When it went out.
    pub published_at: Option<DateTime>,
    /// What stood in its way when it was to go out.
    pub failures: Vec<Failure>,
    /// What it does, in order.
    pub items: Vec<ReleaseItem>,
}

/// When a release goes out.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    /// As it was said.
    pub time: ReleaseTime,
    /// The moment that this is.
    pub due_at: DateTime,
    /// In whose name it goes out, who must still have the right then.
    pub by: String,
}

/// Something that stood in the way of a release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// The document; none where it is the release itself.
    pub node: Option<NodeId>,
    /// Which of its fields.
    pub path: String,
    /// What to change.
    pub message: String,
}

/// Some releases, the latest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Releases {
    /// In order.
    pub releases: Vec<Release>,
    /// Whether the list goes on behind them (before them, where they are its last ones).
    pub more: bool,
}

/// What ids of releases begin with.
pub const PREFIX: &str = "release";

pub(crate) const TABLE: &str = "releases";
pub(crate) const ITEMS: &str = "release_items";

/// One release; none where there is no such one.
pub async fn one(database: &Database, actor: &Actor, id: Uuid) -> Result<Option<Release>> {
    actor.may_do(Task::SeeReleases)?;
    find(database.reading(), id).await
}

/// Some releases of a status, or of all, the latest first.
pub async fn list(
    database: &Database,
    actor: &Actor,
    status: Option<ReleaseStatus>,
    window: &Window,
) -> Result<Releases> {
    actor.may_do(Task::SeeReleases)?;
    let mut select = select();
    let id = |cursor: &Cursor| cursor.id;
    if let Some(status) = status {
        select.and_where(Expr::col("status").eq(status.name()));
    }
    if let Some(after) = window.after.as_ref().map(id) {
        select.and_where(Expr::col("id").lt(after));
    }
    if let Some(before) = window.before.as_ref().map(id) {
        select.and_where(Expr::col("id").gt(before));
    }
    // Ids grow with time.
    select.order_by("id", if window.from_end { Order::Asc } else { Order::Desc }).limit(u64::from(window.size) + 1);
    let mut releases = read(database.reading(), &select).await?;
    let size = usize::try_from(window.size).unwrap_or(usize::MAX);
    let more = releases.len() > size;
    releases.truncate(size);
    if window.from_end {
        releases.reverse();
    }
    Ok(Releases { releases, more })
}

/// The place of a release in a list of them.
pub fn cursor(release: &Release, order: &str) -> Cursor {
    Cursor { order: order.to_owned(), key: Key::Moment(release.created_at), id: release.id }
}

/// How many releases there are of a status, or of all.
pub async fn count(database: &Database, actor: &Actor, status: Option<ReleaseStatus>) -> Result<i64> {
    actor.may_do(Task::SeeReleases)?;
    let mut select = Query::select().expr_as(Expr::col("id").count(), "number").from(TABLE).take();
    if let Some(status) = status {
        select.and_where(Expr::col("status").eq(status.name()));
    }
    let row = database.reading().query_one(&select).await?;
    Ok(row.map(|row| row.try_get("", "number")).transpose()?.unwrap_or_default())
}

/// The release that is to go out next, or should have: its id and when. Who looks for it is the server itself.
pub async fn next_due(database: &Database) -> Result<Option<(Uuid, DateTime)>> {
    let select = scheduled().columns(["id", "due_at"]).limit(1).take();
    let row = database.uncounted().reading().query_one(&select).await?;
    row.map(|row| Ok((row.try_get("", "id")?, moment(&row, "due_at")?))).transpose()
}

/// The release that should have gone out by now and waits longest; none where none waits.
pub async fn overdue(database: &Database, actor: &Actor, now: DateTime) -> Result<Option<Release>> {
    actor.may_do(Task::SeeReleases)?;
    match next_due(database).await? {
        Some((id, due_at)) if due_at <= now => find(database.reading(), id).await,
        _ => Ok(None),
    }
}

/// The releases that are due, the oldest first.
pub async fn due(database: &Database, now: DateTime) -> Result<Vec<Uuid>> {
    let now = chrono::DateTime::<chrono::Utc>::from(now);
    let select = scheduled().column("id").and_where(Expr::col("due_at").lte(now)).take();
    let rows = database.uncounted().reading().query_all(&select).await?;
    rows.iter().map(|row| Ok(row.try_get("", "id")?)).collect()
}

fn scheduled() -> SelectStatement {
    Query::select()
        .from(TABLE)
        .and_where(Expr::col("status").eq(ReleaseStatus::Scheduled.name()))
        .order_by("due_at", Order::Asc)
        .order_by("id", Order::Asc)
        .take()
}

pub(crate) async fn find(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<Release>> {
    Ok(read(connection, &select().and_where(Expr::col("id").eq(id)).take()).await?.pop())
}

fn select() -> SelectStatement {
    let columns = [
        "id",
        "revision",
        "name",
        "note",
        "status",
        "created_at",
        "created_by",
        "updated_at",
        "updated_by",
        "wall_time",
        "zone",
        "due_at",
        "scheduled_by",
        "published_at",
        "failures",
    ];
    Query::select().columns(columns).from(TABLE).take()
}

async fn read(connection: &impl ConnectionTrait, select: &SelectStatement) -> Result<Vec<Release>> {
    let rows = connection.query_all(select).await?;
    let mut releases: Vec<Release> = rows.iter().map(decode).collect::<Result<_>>()?;
    let ids: Vec<Uuid> = releases.iter().map(|release| release.id).collect();
    if ids.is_empty() {
        return Ok(releases);
    }
    let items = Query::select()
        .columns(["release", "node", "kind", "action", "reason"])
        .from(ITEMS)
        .and_where(in_ids("release", &ids))
        .order_by("position", Order::Asc)
        .take();
    for row in connection.query_all(&items).await? {
        let of: Uuid = row.try_get("", "release")?;
        let release = releases.iter_mut().find(|release| release.id == of);
        if let Some(release) = release {
            release.items.push(item(&row)?);
        }
    }
    Ok(releases)
}

/// An error for what only another program knows: a release does what was said, or nothing.
fn item(row: &QueryResult) -> Result<ReleaseItem> {
    let (kind, action): (String, String) = (row.try_get("", "kind")?, row.try_get("", "action")?);
    let reason: Option<String> = row.try_get("", "reason")?;
    let kind = Kind::from_prefix(&kind).ok_or_else(|| unreadable(ITEMS, "kind", &kind))?;
    let action = match action.as_str() {
        PUBLISH => ReleaseAction::Publish,
        UNPUBLISH => {
            let reason = reason.unwrap_or_default();
            let known = UnpublishReason::named(&reason);
            ReleaseAction::Unpublish(known.ok_or_else(|| unreadable(ITEMS, "reason", &reason))?)
        }
        other => return Err(unreadable(ITEMS, "action", other)),
    };
    Ok(ReleaseItem { node: NodeId { kind, uuid: row.try_get("", "node")? }, action })
}

pub(crate) const PUBLISH: &str = "PUBLISH";
pub(crate) const UNPUBLISH: &str = "UNPUBLISH";

fn decode(row: &QueryResult) -> Result<Release> {
    let status: String = row.try_get("", "status")?;
    let failures: Option<String> = row.try_get("", "failures")?;
    Ok(Release {
        id: row.try_get("", "id")?,
        revision: row.try_get("", "revision")?,
        name: row.try_get("", "name")?,
        note: row.try_get("", "note")?,
        status: ReleaseStatus::named(&status).ok_or_else(|| unreadable(TABLE, "status", &status))?,
        created_at: moment(row, "created_at")?,
        created_by: row.try_get("", "created_by")?,
        updated_at: moment(row, "updated_at")?,
        updated_by: row.try_get("", "updated_by")?,
        schedule: schedule(row)?,
        published_at: moment_or_none(row, "published_at")?,
        failures: failures.map(|failures| serde_json::from_str(&failures)).transpose()?.unwrap_or_default(),
        items: Vec::new(),
    })
}

fn schedule(row: &QueryResult) -> Result<Option<Schedule>> {
    let (wall, zone): (Option<String>, Option<String>) = (row.try_get("", "wall_time")?, row.try_get("", "zone")?);
    let (Some(wall), Some(zone), Some(due_at)) = (wall, zone, moment_or_none(row, "due_at")?) else { return Ok(None) };
    let time = ReleaseTime {
        wall: wall.parse().map_err(|_| unreadable(TABLE, "wall_time", &wall))?,
        zone: zone.parse().map_err(|_| unreadable(TABLE, "zone", &zone))?,
    };
    Ok(Some(Schedule { time, due_at, by: row.try_get("", "scheduled_by")? }))
}

fn unreadable(table: &str, column: &str, value: &str) -> Error {
    Error::Database(DbErr::Type(format!("{table}.{column}: `{value}`")))
}

fn moment(row: &QueryResult, column: &str) -> Result<DateTime> {
    Ok(row.try_get::<chrono::DateTime<chrono::Utc>>("", column)?.into())
}

fn moment_or_none(row: &QueryResult, column: &str) -> Result<Option<DateTime>> {
    Ok(row.try_get::<Option<chrono::DateTime<chrono::Utc>>>("", column)?.map(DateTime::from))
}
