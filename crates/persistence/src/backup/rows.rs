//! A row as JSON, and back.

use chrono::{NaiveDate, SecondsFormat, Utc};
use sea_orm::sea_query::{Alias, Expr, Order, Query, SimpleExpr};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, ExprTrait, QueryResult, Value as SqlValue};
use serde_json::{Map, Value};
use shanghaidoctor_domain::Stage;
use uuid::Uuid;

use super::tables::{Column, ColumnKind, Table};
use super::{BackupError, Result};
use crate::Error;

/// Rows read or written at once.
const BATCH: usize = 200;

/// Some rows of a table, in the order of its key.
pub(super) struct Page {
    pub(super) lines: Vec<Map<String, Value>>,
    /// The key behind which it goes on; none at the end.
    pub(super) last: Option<Vec<SqlValue>>,
}

/// The rows behind a key.
pub(super) async fn page(snapshot: &DatabaseTransaction, table: &Table, after: Option<&[SqlValue]>) -> Result<Page> {
    let key: Vec<&Column> = table.key.iter().filter_map(|at| table.columns.get(*at)).collect();
    let mut select = Query::select();
    select.columns(table.columns.iter().map(|column| Alias::new(&column.name))).from(Alias::new(&table.name));
    for column in &key {
        select.order_by(Alias::new(&column.name), Order::Asc);
    }
    if let Some(after) = after {
        let columns: Vec<SimpleExpr> = key.iter().map(|column| Expr::col(Alias::new(&column.name))).collect();
        let values: Vec<SimpleExpr> = after.iter().cloned().map(Expr::val).collect();
        select.and_where(Expr::tuple(columns).gt(Expr::tuple(values)));
    }
    // What is kept at another stage belongs to what is left out.
    if table.columns.iter().any(|column| column.name == "stage") {
        select.and_where(Expr::col("stage").is_in([Stage::Draft, Stage::Published].map(Stage::letter)));
    }
    let rows = snapshot.query_all(select.limit(BATCH as u64)).await.map_err(Error::from)?;
    let lines = rows.iter().map(|row| line(row, table)).collect::<Result<Vec<_>, _>>().map_err(Error::from)?;
    let last = match lines.last().filter(|_| lines.len() == BATCH) {
        Some(last) => Some(key.iter().map(|column| value(table, column, last)).collect::<Result<_>>()?),
        None => None,
    };
    Ok(Page { lines, last })
}

fn line(row: &QueryResult, table: &Table) -> Result<Map<String, Value>, DbErr> {
    table.columns.iter().map(|column| Ok((column.name.clone(), json(row, column)?))).collect()
}

fn json(row: &QueryResult, column: &Column) -> Result<Value, DbErr> {
    let name = column.name.as_str();
    Ok(match column.kind {
        ColumnKind::Text => row.try_get::<Option<String>>("", name)?.into(),
        ColumnKind::Integer => row.try_get::<Option<i32>>("", name)?.into(),
        ColumnKind::BigInteger => row.try_get::<Option<i64>>("", name)?.into(),
        ColumnKind::Boolean => row.try_get::<Option<bool>>("", name)?.into(),
        ColumnKind::Uuid => row.try_get::<Option<Uuid>>("", name)?.map(|uuid| uuid.to_string()).into(),
        ColumnKind::Moment => {
            let moment = row.try_get::<Option<chrono::DateTime<Utc>>>("", name)?;
            moment.map(|moment| moment.to_rfc3339_opts(SecondsFormat::AutoSi, true)).into()
        }
        ColumnKind::Date => row.try_get::<Option<NaiveDate>>("", name)?.map(|day| day.to_string()).into(),
    })
}

/// What a line says of a column, as the database takes it.
fn value(table: &Table, column: &Column, line: &Map<String, Value>) -> Result<SqlValue> {
    let wrong = || BackupError::Unsound(format!("{}.{} is no value of its column", table.name, column.name));
    let said = line.get(&column.name).ok_or_else(wrong)?;
    let text = || match said {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text.as_str())),
        _ => Err(wrong()),
    };
    let number = || match said {
        Value::Null => Ok(None),
        _ => said.as_i64().map(Some).ok_or_else(wrong),
    };
    Ok(match column.kind {
        ColumnKind::Text => text()?.map(str::to_owned).into(),
        ColumnKind::Integer => number()?.map(i32::try_from).transpose().map_err(|_| wrong())?.into(),
        ColumnKind::BigInteger => number()?.into(),
        ColumnKind::Boolean if said.is_null() => None::<bool>.into(),
        ColumnKind::Boolean => said.as_bool().ok_or_else(wrong)?.into(),
        ColumnKind::Uuid => text()?.map(str::parse::<Uuid>).transpose().map_err(|_| wrong())?.into(),
        ColumnKind::Moment => text()?.map(str::parse::<chrono::DateTime<Utc>>).transpose().map_err(|_| wrong())?.into(),
        ColumnKind::Date => text()?.map(str::parse::<NaiveDate>).transpose().map_err(|_| wrong())?.into(),
    })
}

/// Writes the lines of a file into their table; gives their number.
pub(super) async fn insert(transaction: &DatabaseTransaction, table: &Table, file: &[u8]) -> Result<u64> {
    let lines = file.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let lines: Vec<Map<String, Value>> = lines
        .map(|line| {
            serde_json::from_slice(line).map_err(|error| BackupError::Unsound(format!("{}: {error}", table.name)))
        })
        .collect::<Result<_>>()?;
    for batch in lines.chunks(BATCH) {
        let mut insert = Query::insert();
        let columns = table.columns.iter().map(|column| Alias::new(&column.name));
        insert.into_table(Alias::new(&table.name)).columns(columns);
        for line in batch {
            if line.len() != table.columns.len() {
                return Err(BackupError::Unsound(format!("{} has other columns", table.name)));
            }
            let values = table.columns.iter().map(|column| Ok(Expr::val(value(table, column, line)?)));
            insert.values_panic(values.collect::<Result<Vec<_>>>()?);
        }
        transaction.execute(&insert).await.map_err(Error::from)?;
    }
    Ok(lines.len() as u64)
}
