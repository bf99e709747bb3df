//! The columns that every table of documents has, and the column types on which both databases agree.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// A table of documents: key `(id, stage)`, what stands around the content, and the content as JSON text.
pub(crate) fn documents(name: &'static str) -> TableCreateStatement {
    Table::create()
        .table(name)
        .col(ColumnDef::new("id").uuid().not_null())
        .col(ColumnDef::new("stage").string_len(LETTER).not_null())
        .col(ColumnDef::new("revision").integer().not_null())
        .col(ColumnDef::new("created_at").timestamp_with_time_zone().not_null())
        .col(ColumnDef::new("updated_at").timestamp_with_time_zone().not_null())
        .col(ColumnDef::new("published_at").timestamp_with_time_zone().null())
        .col(ColumnDef::new("content").text().not_null())
        .primary_key(Index::create().col("id").col("stage"))
        .take()
}

/// How long the name of a stage is: a letter; or the id of a link, of what is kept for one.
pub(crate) const LETTER: u32 = 1;
pub(crate) const NAMED: u32 = 32;

/// Makes place for names of stages of this length in a table that is there. SQLite keeps texts of any length.
pub(crate) async fn stage_of_length(
    manager: &SchemaManager<'_>,
    table: &'static str,
    length: u32,
) -> Result<(), DbErr> {
    if manager.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let stage = ColumnDef::new("stage").string_len(length).take();
    manager.alter_table(Table::alter().table(table).modify_column(stage).take()).await
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
