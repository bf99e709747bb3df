//! What licences give and take at a moment of theirs is written down for the partner that follows changes, and there are licences
//! for trying; how many requests came in a minute is counted over all servers, and a key can have a limit of its own.

use sea_orm_migration::prelude::*;

use crate::table::index;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_partner_changes(manager).await?;
        // The status of the licence that its partner was told of last.
        let told = ColumnDef::new("told").string_len(8).not_null().default("TO_COME").take();
        manager.alter_table(Table::alter().table("licences").add_column(told).take()).await?;
        let sandbox = ColumnDef::new("sandbox").boolean().not_null().default(false).take();
        manager.alter_table(Table::alter().table("licences").add_column(sandbox).take()).await?;
        let limit = ColumnDef::new("requests_per_minute").integer().null().take();
        manager.alter_table(Table::alter().table("partner_keys").add_column(limit).take()).await?;
        create_request_counts(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("request_counts").take()).await?;
        manager.alter_table(Table::alter().table("partner_keys").drop_column("requests_per_minute").take()).await?;
        manager.alter_table(Table::alter().table("licences").drop_column("sandbox").take()).await?;
        manager.alter_table(Table::alter().table("licences").drop_column("told").take()).await?;
        manager.drop_table(Table::drop().table("partner_changes").take()).await
    }
}

/// The last that became of each article for a partner, by its licences alone.
async fn create_partner_changes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let changes = Table::create()
        .table("partner_changes")
        .col(ColumnDef::new("partner_id").uuid().not_null())
        .col(ColumnDef::new("article_id").uuid().not_null())
        // The line of the log that it stands behind, and its place among those of the partner.
        .col(ColumnDef::new("sequence").big_integer().not_null())
        .col(ColumnDef::new("number").big_integer().not_null())
        // When the licence began or ended.
        .col(ColumnDef::new("at").timestamp_with_time_zone().not_null())
        .col(ColumnDef::new("action").string_len(16).not_null())
        .primary_key(Index::create().col("partner_id").col("article_id"))
        .take();
    manager.create_table(changes).await?;
    index(manager, "partner_changes", &["partner_id", "number"], true).await
}

async fn create_request_counts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let counts = Table::create()
        .table("request_counts")
        // Minutes since 1970.
        .col(ColumnDef::new("minute").big_integer().not_null())
        // The SHA-256 of the key's id or the address, in hexadecimal.
        .col(ColumnDef::new("caller").string_len(64).not_null())
        .col(ColumnDef::new("count").big_integer().not_null())
        .primary_key(Index::create().col("minute").col("caller"))
        .take();
    manager.create_table(counts).await
}
