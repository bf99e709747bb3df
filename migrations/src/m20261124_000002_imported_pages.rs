//! What each page said when it was last imported: with it, a corrected page is told from an edited draft.

use sea_orm_migration::prelude::*;

use crate::table::index;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let pages = Table::create()
            .table("imported_pages")
            .col(ColumnDef::new("article_id").uuid().not_null().primary_key())
            .col(ColumnDef::new("name").text().not_null())
            .col(ColumnDef::new("content").text().not_null())
            .take();
        manager.create_table(pages).await?;
        index(manager, "imported_pages", &["name"], false).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("imported_pages").take()).await
    }
}
