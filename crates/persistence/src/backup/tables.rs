//! The tables of a database, as a backup sees them on both databases alike.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement};

use super::{BackupError, Result};
use crate::Error;

/// Tables that stay behind, and why.
const LEFT_OUT: [(&str, &str); 14] = [
    ("seaql_migrations", "the archive says by itself which steps were gone"),
    ("sessions", "who was signed out after the backup stays so: everybody signs in again"),
    ("refresh_tokens", "one that was used after the backup would be good for a second time"),
    ("invitations", "one that was used after the backup would set a password for a second time"),
    ("sign_in_failures", "of minutes"),
    ("reader_salts", "what readers are counted by is forgotten with the day, and must be"),
    ("readers", "they can be told by the salt alone"),
    ("uploads", "files of which nothing was made yet"),
    ("upload_parts", "their pieces"),
    ("previews", "a link that was revoked after the backup stays so"),
    ("preview_documents", "what they show"),
    ("form_tokens", "of hours"),
    ("form_counts", "told by the salt of a day alone"),
    ("request_counts", "of minutes"),
];

/// A table, with what is asked of it in a row.
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
    /// The columns of its key, in order, by their places.
    pub(super) key: Vec<usize>,
}

pub(super) struct Column {
    pub(super) name: String,
    pub(super) kind: ColumnKind,
}

/// What a column holds, on both databases alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ColumnKind {
    Text,
    Integer,
    BigInteger,
    Boolean,
    Uuid,
    Moment,
    Date,
}

impl ColumnKind {
    /// By the type that the schema declares: SQLite keeps the words that it was told.
    fn of(declared: &str) -> Option<Self> {
        let declared = declared.to_ascii_lowercase();
        Some(match declared.split('(').next()? {
            "text" | "varchar" | "character varying" => Self::Text,
            "integer" => Self::Integer,
            "bigint" => Self::BigInteger,
            "boolean" => Self::Boolean,
            "uuid" | "uuid_text" => Self::Uuid,
            "timestamp with time zone" | "timestamp_with_timezone_text" => Self::Moment,
            "date" | "date_text" => Self::Date,
            _ => return None,
        })
    }
}

const OF_SQLITE: &str = "SELECT t.name AS name, c.name AS col, c.type AS declared, c.pk AS place \
     FROM sqlite_schema t, pragma_table_info(t.name) c \
     WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' ORDER BY t.name, c.cid";

const OF_POSTGRES: &str = "SELECT c.table_name::text AS name, c.column_name::text AS col, c.data_type::text AS declared, \
     coalesce(k.ordinal_position, 0)::int AS place FROM information_schema.columns c \
     JOIN information_schema.tables t USING (table_schema, table_name) \
     LEFT JOIN information_schema.table_constraints p ON p.table_schema = c.table_schema \
         AND p.table_name = c.table_name AND p.constraint_type = 'PRIMARY KEY' \
     LEFT JOIN information_schema.key_column_usage k ON k.constraint_schema = p.constraint_schema \
         AND k.constraint_name = p.constraint_name AND k.table_name = c.table_name AND k.column_name = c.column_name \
     WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' ORDER BY c.table_name, c.ordinal_position";

/// All tables that a backup holds, by name.
pub(super) async fn all(connection: &impl ConnectionTrait) -> Result<Vec<Table>> {
    let backend = connection.get_database_backend();
    let sql = if backend == DbBackend::Sqlite { OF_SQLITE } else { OF_POSTGRES };
    let rows = connection.query_all_raw(Statement::from_string(backend, sql)).await.map_err(Error::from)?;
    let mut tables: BTreeMap<String, Vec<(i32, Column)>> = BTreeMap::new();
    for row in &rows {
        let name: String = get(row, "name")?;
        if LEFT_OUT.iter().all(|(left_out, _)| *left_out != name) {
            let column = column(row, &name)?;
            tables.entry(name).or_default().push((get(row, "place")?, column));
        }
    }
    Ok(tables.into_iter().map(|(name, columns)| table(name, columns)).collect())
}

fn get<T: sea_orm::TryGetable>(row: &QueryResult, name: &str) -> Result<T> {
    Ok(row.try_get("", name).map_err(Error::from)?)
}

fn column(row: &QueryResult, table: &str) -> Result<Column> {
    let (name, declared): (String, String) = (get(row, "col")?, get(row, "declared")?);
    let kind =
        ColumnKind::of(&declared).ok_or_else(|| BackupError::UnknownType(format!("{table}.{name}: {declared}")))?;
    Ok(Column { name, kind })
}

fn table(name: String, columns: Vec<(i32, Column)>) -> Table {
    let mut key: Vec<(i32, usize)> =
        columns.iter().enumerate().filter(|(_, (place, _))| *place > 0).map(|(at, (place, _))| (*place, at)).collect();
    key.sort_unstable();
    Table {
        name,
        columns: columns.into_iter().map(|(_, column)| column).collect(),
        key: key.into_iter().map(|(_, at)| at).collect(),
    }
}
