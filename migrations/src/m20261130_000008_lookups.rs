//! Records are found by their numbers in public registers, by names that they had in addresses before, and by the ids of
//! records that were merged with them.

use sea_orm_migration::prelude::*;

use crate::table::{bytewise, index};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Columns of numbers, each of which one record has at a stage.
const NUMBERS: [(&str, &str); 4] =
    [("doctors", "orcid"), ("organisations", "ror"), ("journals", "issn"), ("journals", "eissn")];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in NUMBERS {
            // Filled as the database is opened, like all columns that are computed.
            let number = ColumnDef::new(column).text().null().take();
            manager.alter_table(Table::alter().table(table).add_column(number).take()).await?;
            index(manager, table, &["stage", column], true).await?;
        }
        let backend = manager.get_database_backend();
        let former_slugs = Table::create()
            .table("former_slugs")
            .col(ColumnDef::new("kind").string_len(16).not_null())
            .col(bytewise("slug", backend))
            .col(ColumnDef::new("node").uuid().not_null())
            .col(ColumnDef::new("since").timestamp_with_time_zone().not_null())
            .primary_key(Index::create().col("kind").col("slug"))
            .take();
        manager.create_table(former_slugs).await?;
        index(manager, "former_slugs", &["node", "slug"], false).await?;
        let merged = Table::create()
            .table("merged")
            .col(ColumnDef::new("node").uuid().not_null().primary_key())
            .col(ColumnDef::new("kind").string_len(16).not_null())
            .col(ColumnDef::new("survivor").uuid().not_null())
            .col(ColumnDef::new("at").timestamp_with_time_zone().not_null())
            .take();
        manager.create_table(merged).await?;
        index(manager, "merged", &["survivor"], false).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["merged", "former_slugs"] {
            manager.drop_table(Table::drop().table(table).take()).await?;
        }
        for (table, column) in NUMBERS {
            let name = format!("{table}_stage_{column}");
            manager.drop_index(Index::drop().name(name).table(table).to_owned()).await?;
            manager.alter_table(Table::alter().table(table).drop_column(column).take()).await?;
        }
        Ok(())
    }
}
