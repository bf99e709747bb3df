//! Who read what on which day, as hashes that nobody can trace back once the day's salt is gone.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let salts = Table::create()
            .table("reader_salts")
            .col(ColumnDef::new("day").date().not_null().primary_key())
            .col(ColumnDef::new("salt").uuid().not_null())
            .take();
        manager.create_table(salts).await?;
        let readers = Table::create()
            .table("readers")
            .col(ColumnDef::new("day").date().not_null())
            .col(ColumnDef::new("article_id").uuid().not_null())
            .col(ColumnDef::new("reader").uuid().not_null())
            .primary_key(Index::create().col("day").col("article_id").col("reader"))
            .take();
        manager.create_table(readers).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("readers").take()).await?;
        manager.drop_table(Table::drop().table("reader_salts").take()).await
    }
}
