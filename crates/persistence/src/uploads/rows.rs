use std::collections::HashSet;

use sea_orm::sea_query::{Expr, Order, Query};
use sea_orm::{ConnectionTrait, ExprTrait, QueryResult};
use shanghaidoctor_domain::DateTime;
use uuid::Uuid;

use super::Upload;
use crate::Result;

type Moment = chrono::DateTime<chrono::Utc>;

pub(super) async fn insert(connection: &impl ConnectionTrait, owner: &str, upload: &Upload) -> Result<()> {
    let insert = Query::insert()
        .into_table("uploads")
        .columns(["id", "owner", "length", "received", "metadata", "expires_at"])
        .values_panic([
            upload.id.into(),
            owner.into(),
            number(upload.length).into(),
            number(upload.received).into(),
            upload.metadata.clone().into(),
            Moment::from(upload.expires_at).into(),
        ])
        .take();
    connection.execute(&insert).await?;
    Ok(())
}

/// How many files of somebody there are.
pub(super) async fn count(connection: &impl ConnectionTrait, owner: &str) -> Result<u64> {
    let select = Query::select()
        .expr_as(Expr::col("id").count(), "all")
        .from("uploads")
        .and_where(Expr::col("owner").eq(owner))
        .take();
    let row = connection.query_one(&select).await?;
    let all: Option<i64> = row.map(|row| row.try_get("", "all")).transpose()?;
    Ok(bytes(all.unwrap_or_default()))
}

pub(super) async fn find(connection: &impl ConnectionTrait, owner: &str, id: Uuid) -> Result<Option<Upload>> {
    let select = Query::select()
        .columns(["length", "received", "metadata", "expires_at"])
        .from("uploads")
        .and_where(Expr::col("id").eq(id))
        .and_where(Expr::col("owner").eq(owner))
        .take();
    let upload = |row: QueryResult| {
        Ok(Upload {
            id,
            length: bytes(row.try_get("", "length")?),
            received: bytes(row.try_get("", "received")?),
            metadata: row.try_get("", "metadata")?,
            expires_at: row.try_get::<Moment>("", "expires_at")?.into(),
        })
    };
    connection.query_one(&select).await?.map(upload).transpose()
}

/// Notes that more has come behind byte `at`; false where something else has come there.
pub(super) async fn advance(connection: &impl ConnectionTrait, id: Uuid, at: u64, received: u64) -> Result<bool> {
    let update = Query::update()
        .table("uploads")
        .value("received", number(received))
        .and_where(Expr::col("id").eq(id))
        .and_where(Expr::col("received").eq(number(at)))
        .take();
    Ok(connection.execute(&update).await?.rows_affected() == 1)
}

pub(super) async fn insert_part(connection: &impl ConnectionTrait, id: Uuid, at: u64, part: Uuid) -> Result<()> {
    let insert = Query::insert()
        .into_table("upload_parts")
        .columns(["upload_id", "start", "part"])
        .values_panic([id.into(), number(at).into(), part.into()])
        .take();
    connection.execute(&insert).await?;
    Ok(())
}

/// The parts of a file, in order.
pub(super) async fn parts(connection: &impl ConnectionTrait, id: Uuid) -> Result<Vec<Uuid>> {
    let select = Query::select()
        .column("part")
        .from("upload_parts")
        .and_where(Expr::col("upload_id").eq(id))
        .order_by("start", Order::Asc)
        .take();
    connection.query_all(&select).await?.iter().map(|row| Ok(row.try_get("", "part")?)).collect()
}

/// The files whose time is over.
pub(super) async fn expired(connection: &impl ConnectionTrait, now: DateTime) -> Result<Vec<Uuid>> {
    let select =
        Query::select().column("id").from("uploads").and_where(Expr::col("expires_at").lte(Moment::from(now))).take();
    connection.query_all(&select).await?.iter().map(|row| Ok(row.try_get("", "id")?)).collect()
}

/// Those of these files that there is no row of.
pub(super) async fn unknown(connection: &impl ConnectionTrait, mut files: HashSet<Uuid>) -> Result<Vec<Uuid>> {
    if !files.is_empty() {
        for row in connection.query_all(&Query::select().column("id").from("uploads").take()).await? {
            files.remove(&row.try_get("", "id")?);
        }
    }
    Ok(files.into_iter().collect())
}

pub(super) async fn delete(connection: &impl ConnectionTrait, id: Uuid) -> Result<()> {
    for (table, column) in [("upload_parts", "upload_id"), ("uploads", "id")] {
        connection.execute(&Query::delete().from_table(table).and_where(Expr::col(column).eq(id)).take()).await?;
    }
    Ok(())
}

/// Files are far smaller than the largest number of a database.
fn number(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

fn bytes(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}
