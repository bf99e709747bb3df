//! A release is at a revision, so that of two who change it at once one is told.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let revision = ColumnDef::new("revision").integer().not_null().default(1).take();
        manager.alter_table(Table::alter().table("releases").add_column(revision).take()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("releases").drop_column("revision").take()).await
    }
}
