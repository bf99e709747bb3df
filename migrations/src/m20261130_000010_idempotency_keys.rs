//! What was created under which key, so that an input that is sent again creates nothing again.

use sea_orm_migration::prelude::*;

use crate::table::{bytewise, index};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let keys = Table::create()
            .table("idempotency_keys")
            .col(ColumnDef::new("actor").string().not_null())
            .col(bytewise("key", manager.get_database_backend()))
            .col(ColumnDef::new("input").string_len(64).not_null())
            .col(ColumnDef::new("node").uuid().not_null())
            .col(ColumnDef::new("at").timestamp_with_time_zone().not_null())
            .primary_key(Index::create().col("actor").col("key"))
            .take();
        manager.create_table(keys).await?;
        index(manager, "idempotency_keys", &["at"], false).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("idempotency_keys").take()).await
    }
}
