//! Organisations and journals are found by every spelling of their names. The table is filled when the database is
//! opened and it is empty: keys are the domain's to make.

use sea_orm_migration::prelude::*;

use crate::table::{bytewise, index};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let keys = Table::create()
            .table("name_keys")
            .col(ColumnDef::new("kind").string_len(16).not_null())
            .col(bytewise("key", manager.get_database_backend()))
            .col(ColumnDef::new("parent_id").uuid().null())
            .col(ColumnDef::new("id").uuid().not_null())
            .primary_key(Index::create().col("id").col("key"))
            .take();
        manager.create_table(keys).await?;
        index(manager, "name_keys", &["kind", "key", "parent_id"], false).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("name_keys").take()).await
    }
}
