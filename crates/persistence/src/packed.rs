//! Records as one text. A database hands over row by row and value by value, SQLite from thread to thread, and that costs
//! more than to find them. So a statement joins all that it finds into one text, with marks between records and between
//! their values, and here it is taken apart.
//!
//! The marks are control characters, which no value holds: JSON and the keys of orders write them as something else. A
//! value that held one all the same would leave a record with too few values, which is an error.

use std::sync::Arc;

use chrono::Utc;
use sea_orm::sea_query::{Alias, Expr, Query, SelectStatement, WithClause};
use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use shanghaidoctor_domain::NodeId;
use shanghaidoctor_domain::content::Content;
use uuid::Uuid;

use crate::stored::column;
use crate::{Entry, Error, Result};

/// Between the values of a record, and between records: what ASCII has for that.
const BETWEEN_VALUES: char = '\u{1f}';
const BETWEEN_RECORDS: char = '\u{1e}';

/// What a statement calls the records that it joins.
const PACKED: &str = "packed";

/// A column by its name, and what is in it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Column {
    Id(&'static str),
    Number(&'static str),
    Text(&'static str),
    /// May have no value.
    Moment(&'static str),
}

/// The common columns of documents, in the order that [`Values::entry`] takes them.
const OF_DOCUMENTS: [Column; 6] = [
    Column::Id(column::ID),
    Column::Number(column::REVISION),
    Column::Moment(column::CREATED_AT),
    Column::Moment(column::UPDATED_AT),
    Column::Moment(column::PUBLISHED_AT),
    Column::Text(column::CONTENT),
];

/// Some of what a statement finds: records of one shape.
pub(crate) struct Part {
    select: SelectStatement,
    columns: Vec<Column>,
}

/// The records of a part, as one text.
#[derive(Default)]
pub(crate) struct Packed {
    text: Option<String>,
    width: usize,
}

/// The values of one record, taken from first to last.
pub(crate) struct Values<'t>(std::str::SplitN<'t, char>);

impl Part {
    /// These columns of what a statement finds.
    pub(crate) fn of(select: SelectStatement, columns: &[Column]) -> Self {
        Self { select, columns: columns.to_vec() }
    }

    /// Documents; of each these columns first.
    pub(crate) fn documents(select: SelectStatement, first: &[Column]) -> Self {
        Self { select, columns: [first, &OF_DOCUMENTS].concat() }
    }

    /// One text of all, in the order of the statement: both databases join what a sorted subquery gives as it comes.
    fn joined(self, backend: DbBackend) -> SelectStatement {
        let values: Vec<String> = self.columns.iter().map(|column| column.written(backend)).collect();
        let values = values.join(", ");
        let joined = match backend {
            DbBackend::Postgres => format!("string_agg(concat_ws(chr(31), {values}), chr(30))"),
            _ => format!("group_concat(concat_ws(char(31), {values}), char(30))"),
        };
        Query::select().expr(Expr::cust(joined)).from_subquery(self.select, PACKED).take()
    }
}

impl Column {
    /// The value as text. Where there is none, nothing is written, not even the mark before it, but for a moment.
    fn written(self, backend: DbBackend) -> String {
        match (self, backend) {
            (Self::Id(name), DbBackend::Sqlite) => format!(r#"hex("{name}")"#),
            (Self::Id(name) | Self::Number(name) | Self::Text(name), _) => format!(r#""{name}""#),
            (Self::Moment(name), DbBackend::Postgres) => {
                format!(r#"coalesce(CAST(CAST(extract(epoch FROM "{name}") * 1000000 AS bigint) AS text), '')"#)
            }
            (Self::Moment(name), _) => format!(r#"coalesce("{name}", '')"#),
        }
    }
}

/// What a statement finds.
pub(crate) async fn fetch(connection: &impl ConnectionTrait, part: Part) -> Result<Packed> {
    let width = part.columns.len();
    let row = connection.query_one(&part.joined(connection.get_database_backend())).await?;
    let text = row.map(|row| row.try_get_by_index(0)).transpose()?.flatten();
    Ok(Packed { text, width })
}

/// What a statement finds that has several parts, which all may use what it names first.
pub(crate) async fn fetch_parts(
    connection: &impl ConnectionTrait,
    named: WithClause,
    parts: Vec<Part>,
) -> Result<Vec<Packed>> {
    let widths: Vec<usize> = parts.iter().map(|part| part.columns.len()).collect();
    let backend = connection.get_database_backend();
    let mut select = Query::select();
    for (place, part) in parts.into_iter().enumerate() {
        let joined = Expr::SubQuery(None, Box::new(part.joined(backend).into()));
        select.expr_as(joined, Alias::new(format!("part{place}")));
    }
    let row = connection.query_one(&select.with_cte(named).take()).await?;
    let row = row.ok_or_else(|| unlike("a row"))?;
    let packed = |(place, width)| Ok(Packed { text: row.try_get_by_index(place)?, width });
    widths.into_iter().enumerate().map(packed).collect()
}

impl Packed {
    /// Its records, in the order of the statement.
    pub(crate) fn records(&self) -> impl Iterator<Item = Values<'_>> {
        let records = self.text.iter().flat_map(|text| text.split(BETWEEN_RECORDS));
        records.map(|record| Values(record.splitn(self.width, BETWEEN_VALUES)))
    }

    /// Its documents, where their columns are all that it has.
    pub(crate) fn entries<T: Content>(&self) -> impl Iterator<Item = Result<Entry<T>>> {
        self.records().map(Values::entry)
    }

    /// The first of them.
    pub(crate) fn first<T: Content>(&self) -> Result<Option<Arc<Entry<T>>>> {
        self.entries().next().transpose().map(|entry| entry.map(Arc::new))
    }
}

impl<'t> Values<'t> {
    pub(crate) fn text(&mut self) -> Result<&'t str> {
        self.0.next().ok_or_else(|| unlike("a value"))
    }

    pub(crate) fn id(&mut self) -> Result<Uuid> {
        Uuid::try_parse(self.text()?).map_err(|_| unlike("an id"))
    }

    pub(crate) fn number(&mut self) -> Result<i64> {
        self.text()?.parse().map_err(|_| unlike("a number"))
    }

    pub(crate) fn moment(&mut self) -> Result<Option<chrono::DateTime<Utc>>> {
        let text = self.text()?;
        if text.is_empty() {
            return Ok(None);
        }
        let moment = match text.parse() {
            // As PostgreSQL writes it here, in microseconds since 1970.
            Ok(microseconds) => chrono::DateTime::from_timestamp_micros(microseconds),
            // As SQLite keeps it.
            Err(_) => chrono::DateTime::parse_from_rfc3339(text).ok().map(|moment| moment.to_utc()),
        };
        moment.map(Some).ok_or_else(|| unlike("a moment"))
    }

    /// The document in the values that are left.
    pub(crate) fn entry<T: Content>(mut self) -> Result<Entry<T>> {
        let id = self.id()?;
        let revision = i32::try_from(self.number()?).map_err(|_| unlike("a revision"))?;
        let (created_at, updated_at, published_at) = (self.moment()?, self.moment()?, self.moment()?);
        let damaged = |error| Error::Damaged { node: NodeId { kind: T::KIND, uuid: id }, error };
        Ok(Entry {
            id,
            revision,
            created_at: created_at.ok_or_else(|| unlike("a moment"))?.into(),
            updated_at: updated_at.ok_or_else(|| unlike("a moment"))?.into(),
            published_at: published_at.map(Into::into),
            content: serde_json::from_str(self.text()?).map_err(damaged)?,
        })
    }
}

fn unlike(expected: &str) -> Error {
    DbErr::Type(format!("a record has something else where {expected} is to be")).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(text: &str, width: usize) -> Packed {
        Packed { text: Some(text.to_owned()), width }
    }

    #[test]
    fn values_are_taken_one_by_one() {
        let packed = packed("0123456789abcdef0123456789abcdef\u{1f}-7\u{1f}\u{1f}a\u{1e}x\u{1f}y", 4);
        let mut records = packed.records();
        let mut first = records.next().unwrap();
        assert_eq!(first.id().unwrap(), Uuid::from_u128(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef));
        assert_eq!(first.number().unwrap(), -7);
        assert_eq!(first.moment().unwrap(), None);
        assert_eq!(first.text().unwrap(), "a");
        assert!(first.text().is_err());
        let mut second = records.next().unwrap();
        assert!(second.id().is_err() && second.number().is_err() && second.text().is_err());
        assert!(records.next().is_none());
    }

    #[test]
    fn a_moment_is_read_as_either_database_writes_it() {
        let texts = ["1735718400000001", "2025-01-01T08:00:00.000001+00:00"];
        let moments = texts.map(|text| packed(text, 1).records().next().unwrap().moment().unwrap().unwrap());
        assert_eq!(moments[0], moments[1]);
        assert!(packed("yesterday", 1).records().next().unwrap().moment().is_err());
    }

    #[test]
    fn nothing_found_is_no_record() {
        assert_eq!(Packed { text: None, width: 2 }.records().count(), 0);
    }
}
