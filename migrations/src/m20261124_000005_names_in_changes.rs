//! A change of the log says which documents its document names and named before: the lists that it may stand in.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Null in lines of before: of them it is not known.
        let named = ColumnDef::new("named").text().null().take();
        manager.alter_table(Table::alter().table("changes").add_column(named).take()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("changes").drop_column("named").take()).await
    }
}
