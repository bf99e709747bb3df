//! The columns that every table of documents has, and the column types on which both databases agree.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// A table of documents: key `(id, stage)`, what stands around the content, and the content as JSON text.
pub(crate) fn documents(name: &'static str) -> TableCreateStatement {
    Table::create()
        .table(name)
        .col(ColumnDef::new("id").uuid().not_null())
        .col(ColumnDef::new("stage").string_len(1).not_null())
        .col(ColumnDef::new("revision").integer().not_null())
        .col(ColumnDef::new("created_at").timestamp_with_time_zone().not_null())
        .col(ColumnDef::new("updated_at").timestamp_with_time_zone().not_null())
        .col(ColumnDef::new("published_at").timestamp_with_time_zone().null())
        .col(ColumnDef::new("content").text().not_null())
        .primary_key(Index::create().col("id").col("stage"))
        .take()
}

/// A text that is compared and sorted byte by byte: PostgreSQL would otherwise do it by the server's language.
pub(crate) fn bytewise(name: &'static str, backend: DbBackend) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.text().not_null();
    if backend == DbBackend::Postgres {
        column.extra("COLLATE \"C\"");
    }
    column
}

/// Makes the index of these columns, named by them.
pub(crate) async fn index(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: &[&'static str],
    unique: bool,
) -> Result<(), DbErr> {
    let mut index = Index::create();
    index.name(format!("{table}_{}", columns.join("_"))).table(table);
    for column in columns {
        index.col(*column);
    }
    if unique {
        index.unique();
    }
    manager.create_index(index.take()).await
}
