//! What readers write to the publication, requests to reprint articles, the mails that come of both, and what holds off
//! abuse of their forms.
//!
//! What tells of a person can be null: it is emptied when it is no longer needed, and the rest stays.

use sea_orm_migration::prelude::*;

use crate::table::index;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: [&str; 5] = ["mails", "enquiries", "reprint_requests", "form_tokens", "form_counts"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_mails(manager).await?;
        create_enquiries(manager).await?;
        create_reprint_requests(manager).await?;
        create_protection(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES.iter().rev() {
            manager.drop_table(Table::drop().table(*table).take()).await?;
        }
        Ok(())
    }
}

async fn create_mails(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mails = Table::create()
        .table("mails")
        .col(ColumnDef::new("id").uuid().not_null().primary_key())
        // The id of what it is about.
        .col(ColumnDef::new("about").string().not_null())
        .col(ColumnDef::new("state").string().not_null())
        .col(ColumnDef::new("recipient").text().null())
        .col(ColumnDef::new("reply_to").text().null())
        .col(ColumnDef::new("subject").text().null())
        .col(ColumnDef::new("body").text().null())
        .col(ColumnDef::new("attempts").integer().not_null())
        .col(ColumnDef::new("error").text().null())
        .col(moment("created_at").not_null())
        .col(moment("next_at").null())
        .col(moment("settled_at").null())
        .take();
    manager.create_table(mails).await?;
    index(manager, "mails", &["state", "next_at"], false).await
}

async fn create_enquiries(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let enquiries = Table::create()
        .table("enquiries")
        .col(ColumnDef::new("id").uuid().not_null().primary_key())
        .col(ColumnDef::new("revision").integer().not_null())
        .col(ColumnDef::new("state").string().not_null())
        .col(ColumnDef::new("doctor_id").uuid().null())
        .col(ColumnDef::new("name").text().null())
        .col(ColumnDef::new("email").text().null())
        .col(ColumnDef::new("subject").text().null())
        .col(ColumnDef::new("message").text().null())
        .col(ColumnDef::new("answer").text().null())
        .col(ColumnDef::new("forwarded_to").text().null())
        .col(ColumnDef::new("handled_by").string().null())
        .col(moment("created_at").not_null())
        .col(moment("handled_at").null())
        .col(moment("emptied_at").null())
        .take();
    manager.create_table(enquiries).await?;
    index(manager, "enquiries", &["state", "id"], false).await
}

async fn create_reprint_requests(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let requests = Table::create()
        .table("reprint_requests")
        .col(ColumnDef::new("id").uuid().not_null().primary_key())
        .col(ColumnDef::new("revision").integer().not_null())
        .col(ColumnDef::new("state").string().not_null())
        .col(ColumnDef::new("organisation").text().not_null())
        .col(ColumnDef::new("name").text().null())
        .col(ColumnDef::new("email").text().null())
        .col(ColumnDef::new("purpose").text().null())
        // JSON arrays.
        .col(ColumnDef::new("articles").text().not_null())
        .col(ColumnDef::new("territory").text().not_null())
        .col(ColumnDef::new("languages").text().not_null())
        .col(moment("starts_at").null())
        .col(moment("ends_at").null())
        // The SHA-256 of what stands in the private link, in hexadecimal, and what stands there, sealed, for the next mail.
        .col(ColumnDef::new("link_hash").string_len(64).not_null())
        .col(ColumnDef::new("link_sealed").text().null())
        // The secret of the key, sealed, until it was shown.
        .col(ColumnDef::new("key_sealed").text().null())
        .col(ColumnDef::new("partner_id").uuid().null())
        .col(ColumnDef::new("licence_id").uuid().null())
        .col(ColumnDef::new("reason").text().null())
        .col(ColumnDef::new("handled_by").string().null())
        .col(moment("created_at").not_null())
        .col(moment("handled_at").null())
        .col(moment("emptied_at").null())
        .take();
    manager.create_table(requests).await?;
    index(manager, "reprint_requests", &["link_hash"], true).await?;
    index(manager, "reprint_requests", &["state", "id"], false).await
}

async fn create_protection(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let tokens = Table::create()
        .table("form_tokens")
        .col(ColumnDef::new("id").uuid().not_null().primary_key())
        .col(moment("expires_at").not_null())
        .take();
    manager.create_table(tokens).await?;
    let counts = Table::create()
        .table("form_counts")
        .col(ColumnDef::new("day").date().not_null())
        // A hash with the salt of the day.
        .col(ColumnDef::new("counted").string_len(64).not_null())
        .col(ColumnDef::new("count").integer().not_null())
        .primary_key(Index::create().col("day").col("counted"))
        .take();
    manager.create_table(counts).await
}

fn moment(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).timestamp_with_time_zone().take()
}
