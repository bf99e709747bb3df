//! Endpoints that are told of changes, the place in the log of changes that each has reached, and what was sent to them.

use sea_orm_migration::prelude::*;

use crate::table::index;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_webhooks(manager).await?;
        create_deliveries(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["webhook_deliveries", "webhooks"] {
            manager.drop_table(Table::drop().table(table).take()).await?;
        }
        Ok(())
    }
}

async fn create_webhooks(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let webhooks = Table::create()
        .table("webhooks")
        .col(ColumnDef::new("id").uuid().not_null().primary_key())
        // Whose it is; nobody's where it is of the house.
        .col(ColumnDef::new("partner_id").uuid().null())
        .col(ColumnDef::new("name").text().not_null())
        .col(ColumnDef::new("url").text().not_null())
        // A JSON array of kinds, by the prefixes of their ids; empty for all.
        .col(ColumnDef::new("kinds").text().not_null())
        // Sealed. The former one signs as well until its end.
        .col(ColumnDef::new("secret").text().not_null())
        .col(ColumnDef::new("former_secret").text().null())
        .col(moment("former_secret_ends_at").null())
        // The last line of the log of changes that it was told of, or had not to be.
        .col(ColumnDef::new("reached").big_integer().not_null())
        // How often the next message was not taken, and when it is sent again.
        .col(ColumnDef::new("failures").integer().not_null())
        .col(moment("next_attempt_at").null())
        .col(moment("disabled_at").null())
        .col(ColumnDef::new("disabled_reason").string().null())
        // The server that sends to it at the moment, and until when no other does.
        .col(ColumnDef::new("leased_by").uuid().null())
        .col(moment("leased_until").null())
        .col(ColumnDef::new("revision").integer().not_null())
        .col(ColumnDef::new("created_by").string().not_null())
        .col(moment("created_at").not_null())
        .col(moment("updated_at").not_null())
        .take();
    manager.create_table(webhooks).await
}

async fn create_deliveries(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let deliveries = Table::create()
        .table("webhook_deliveries")
        .col(ColumnDef::new("id").uuid().not_null().primary_key())
        .col(ColumnDef::new("webhook_id").uuid().not_null())
        // What the endpoint knows it by.
        .col(ColumnDef::new("message").string().not_null())
        .col(ColumnDef::new("event").string().not_null())
        // The line of the log of changes that it tells of; none of a trial.
        .col(ColumnDef::new("sequence").big_integer().null())
        .col(ColumnDef::new("attempts").integer().not_null())
        .col(moment("first_attempt_at").not_null())
        // Of the last attempt.
        .col(moment("last_attempt_at").not_null())
        .col(ColumnDef::new("took").integer().not_null())
        .col(ColumnDef::new("status_code").integer().null())
        .col(ColumnDef::new("error").text().null())
        .col(ColumnDef::new("answer").text().null())
        .col(moment("next_attempt_at").null())
        .col(moment("delivered_at").null())
        .take();
    manager.create_table(deliveries).await?;
    index(manager, "webhook_deliveries", &["webhook_id", "message"], true).await?;
    index(manager, "webhook_deliveries", &["webhook_id", "id"], false).await?;
    index(manager, "webhook_deliveries", &["last_attempt_at"], false).await
}

fn moment(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).timestamp_with_time_zone().take()
}
