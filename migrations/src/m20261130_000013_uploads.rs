//! Files that come in pieces, until something is made of them or their time is over.

use sea_orm_migration::prelude::*;

use crate::table::index;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let uploads = Table::create()
            .table("uploads")
            .col(ColumnDef::new("id").uuid().not_null().primary_key())
            .col(ColumnDef::new("owner").string().not_null())
            .col(ColumnDef::new("length").big_integer().not_null())
            .col(ColumnDef::new("received").big_integer().not_null())
            // As its sender wrote it, to be given back (tus 1.0, "Upload-Metadata").
            .col(ColumnDef::new("metadata").text().null())
            .col(ColumnDef::new("expires_at").timestamp_with_time_zone().not_null())
            .take();
        manager.create_table(uploads).await?;
        index(manager, "uploads", &["expires_at"], false).await?;
        index(manager, "uploads", &["owner"], false).await?;
        // The bytes are where pictures are kept; here is their order.
        let parts = Table::create()
            .table("upload_parts")
            .col(ColumnDef::new("upload_id").uuid().not_null())
            .col(ColumnDef::new("start").big_integer().not_null())
            .col(ColumnDef::new("part").uuid().not_null())
            .primary_key(Index::create().col("upload_id").col("start"))
            .take();
        manager.create_table(parts).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("upload_parts").take()).await?;
        manager.drop_table(Table::drop().table("uploads").take()).await
    }
}
