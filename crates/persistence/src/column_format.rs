//! The columns beside the content, made anew where a database holds those of another program: of before a column was
//! computed as it is now, or of another edition of the data that texts are sorted by.

use sea_orm::sea_query::{Expr, Order, Query};
use sea_orm::{ConnectionTrait, DatabaseTransaction, ExprTrait, IdenStatic};
use shanghaidoctor_domain::text::COLLATION_FORMAT;
use shanghaidoctor_domain::{Kind, Stage};
use uuid::Uuid;

use crate::packed::{self, Part};
use crate::stored::{Moments, column, with_kind};
use crate::write::duplicate;
use crate::{Entry, Result, Stored};

/// What [`Stored::indexed`] computes, as a number: another one, and all columns are computed anew when a database is
/// opened.
const COLUMNS: &str = "2";

const TABLE: &str = "column_format";

/// Documents read at once.
const BATCH: u64 = 500;

/// Whether the columns are of this program's format.
pub(crate) async fn is_current(connection: &impl ConnectionTrait) -> Result<bool> {
    let known = Query::select().column("format").from(TABLE).take();
    let known: Option<String> = match connection.query_one(&known).await? {
        Some(row) => row.try_get("", "format")?,
        None => None,
    };
    Ok(known == Some(format()))
}

fn format() -> String {
    format!("{COLUMNS} {COLLATION_FORMAT}")
}

/// Computes the columns of all documents anew, unless they are of this program's format.
pub(crate) async fn renew(transaction: &DatabaseTransaction) -> Result<()> {
    if is_current(transaction).await? {
        return Ok(());
    }
    let mut documents = 0;
    for kind in Kind::ALL {
        documents += with_kind!(kind, T => of_kind::<T>(transaction).await)?;
    }
    let format = format();
    transaction.execute(&Query::update().table(TABLE).value("format", format.as_str()).take()).await?;
    if documents > 0 {
        tracing::info!(documents, format, "the columns that documents are found and sorted by were computed anew");
    }
    Ok(())
}

/// How many rows there are of the kind, all of which were written.
async fn of_kind<T: Stored>(transaction: &DatabaseTransaction) -> Result<usize> {
    let mut documents = 0;
    for stage in [Stage::Draft, Stage::Published] {
        let mut after = Uuid::nil();
        loop {
            let batch = batch::<T>(transaction, stage, after).await?;
            let Some(last) = batch.last() else { break };
            after = last.id;
            documents += batch.len();
            for entry in &batch {
                write(transaction, stage, entry).await?;
            }
        }
    }
    Ok(documents)
}

async fn batch<T: Stored>(transaction: &DatabaseTransaction, stage: Stage, after: Uuid) -> Result<Vec<Entry<T>>> {
    let mut select = crate::read::select::<T>(stage);
    select.and_where(Expr::col(column::ID).gt(after)).order_by(column::ID, Order::Asc).limit(BATCH);
    packed::fetch(transaction, Part::documents(select, &[])).await?.entries().collect()
}

async fn write<T: Stored>(transaction: &DatabaseTransaction, stage: Stage, entry: &Entry<T>) -> Result<()> {
    let moments = Moments { published_at: entry.published_at, updated_at: entry.updated_at };
    let columns = entry.content.indexed(&moments);
    if columns.is_empty() {
        return Ok(());
    }
    let update = Query::update()
        .table(crate::read::table::<T>())
        .values(columns.into_iter().map(|(column, value)| (column.as_str(), value.into())))
        .and_where(Expr::col(column::ID).eq(entry.id))
        .and_where(Expr::col(column::STAGE).eq(stage.letter()))
        .take();
    transaction.execute(&update).await.map_err(|error| duplicate::<T>(entry.id().node(), error))?;
    Ok(())
}
