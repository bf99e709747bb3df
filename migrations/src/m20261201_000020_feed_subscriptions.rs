//! Who is told of what is new in a feed (WebSub).

use sea_orm_migration::prelude::*;

use crate::table::index;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "feed_subscriptions";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let subscriptions = Table::create()
            .table(TABLE)
            .col(ColumnDef::new("id").uuid().not_null().primary_key())
            .col(ColumnDef::new("topic").text().not_null())
            .col(ColumnDef::new("callback").text().not_null())
            // Sealed.
            .col(ColumnDef::new("secret").text().null())
            .col(ColumnDef::new("ends_at").timestamp_with_time_zone().not_null())
            // The hash of what was delivered last, and the line of the log that it was made behind.
            .col(ColumnDef::new("delivered").string_len(32).not_null())
            .col(ColumnDef::new("reached").big_integer().not_null())
            .col(ColumnDef::new("failures").integer().not_null())
            .col(ColumnDef::new("next_attempt_at").timestamp_with_time_zone().null())
            .col(ColumnDef::new("leased_until").timestamp_with_time_zone().null())
            .take();
        manager.create_table(subscriptions).await?;
        index(manager, TABLE, &["topic", "callback"], true).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(TABLE).take()).await
    }
}
