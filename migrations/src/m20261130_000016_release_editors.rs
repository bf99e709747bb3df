//! A release says who changed it last, so that of two who change it at once the second is told who was faster.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let by = ColumnDef::new("updated_by").string().not_null().default("").take();
        manager.alter_table(Table::alter().table("releases").add_column(by).take()).await?;
        // Nobody wrote down who changed those that are there: whoever scheduled them, or else made them.
        let known = Expr::cust("coalesce(scheduled_by, created_by)");
        manager.execute(Query::update().table("releases").value("updated_by", known).to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("releases").drop_column("updated_by").take()).await
    }
}
