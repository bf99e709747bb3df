//! What is published together or at a time; and why a document was published or taken back.

use sea_orm_migration::prelude::*;

use crate::table::index;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: [&str; 2] = ["releases", "release_items"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let note = ColumnDef::new("note").text().null().take();
        manager.alter_table(Table::alter().table("changes").add_column(note).take()).await?;
        create_releases(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES.iter().rev() {
            manager.drop_table(Table::drop().table(*table).take()).await?;
        }
        manager.alter_table(Table::alter().table("changes").drop_column("note").take()).await
    }
}

async fn create_releases(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let releases = Table::create()
        .table("releases")
        .col(ColumnDef::new("id").uuid().not_null().primary_key())
        .col(ColumnDef::new("name").text().not_null())
        .col(ColumnDef::new("note").text().null())
        .col(ColumnDef::new("status").string_len(16).not_null())
        .col(ColumnDef::new("created_at").timestamp_with_time_zone().not_null())
        .col(ColumnDef::new("created_by").string().not_null())
        .col(ColumnDef::new("updated_at").timestamp_with_time_zone().not_null())
        // As it was said: a wall clock and a zone of the IANA database. The moment is computed of both.
        .col(ColumnDef::new("wall_time").string().null())
        .col(ColumnDef::new("zone").string().null())
        .col(ColumnDef::new("due_at").timestamp_with_time_zone().null())
        .col(ColumnDef::new("scheduled_by").string().null())
        .col(ColumnDef::new("published_at").timestamp_with_time_zone().null())
        .col(ColumnDef::new("failures").text().null())
        .take();
    manager.create_table(releases).await?;
    index(manager, "releases", &["status", "due_at"], false).await?;
    let items = Table::create()
        .table("release_items")
        .col(ColumnDef::new("release").uuid().not_null())
        .col(ColumnDef::new("node").uuid().not_null())
        .col(ColumnDef::new("kind").string_len(16).not_null())
        .col(ColumnDef::new("position").integer().not_null())
        .col(ColumnDef::new("action").string_len(16).not_null())
        .col(ColumnDef::new("reason").string_len(16).null())
        .primary_key(Index::create().col("release").col("node"))
        .take();
    manager.create_table(items).await
}
