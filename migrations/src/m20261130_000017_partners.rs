//! Who may show articles elsewhere: partners with their keys, how much each key is used, and what the partners' licences
//! give.
//!
//! Licences name doctors and specialties, and follow their merges; they name articles that are deleted, and are for nothing
//! then. A partner, a key and a licence are never deleted: they end.

use sea_orm_migration::prelude::*;

use crate::table::index;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: [&str; 4] = ["partners", "partner_keys", "partner_uses", "licences"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_partners(manager).await?;
        create_uses(manager).await?;
        create_licences(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES.iter().rev() {
            manager.drop_table(Table::drop().table(*table).take()).await?;
        }
        Ok(())
    }
}

async fn create_partners(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let partners = Table::create()
        .table("partners")
        .col(ColumnDef::new("id").uuid().not_null().primary_key())
        .col(ColumnDef::new("name").text().not_null())
        .col(ColumnDef::new("contact").text().null())
        .col(ColumnDef::new("revision").integer().not_null())
        .col(ColumnDef::new("created_by").string().not_null())
        .col(moment("created_at").not_null())
        .col(moment("updated_at").not_null())
        .take();
    manager.create_table(partners).await?;

    let keys = Table::create()
        .table("partner_keys")
        .col(ColumnDef::new("id").uuid().not_null().primary_key())
        .col(ColumnDef::new("partner_id").uuid().not_null())
        .col(ColumnDef::new("name").text().not_null())
        // The SHA-256 of the secret, in hexadecimal.
        .col(ColumnDef::new("hash").string_len(64).not_null())
        // A JSON array.
        .col(ColumnDef::new("scopes").text().not_null())
        // The key that it takes the place of.
        .col(ColumnDef::new("replaces").uuid().null())
        .col(ColumnDef::new("created_by").string().not_null())
        .col(moment("created_at").not_null())
        .col(moment("expires_at").not_null())
        .col(moment("revoked_at").null())
        .col(moment("last_used_at").null())
        .take();
    manager.create_table(keys).await?;
    index(manager, "partner_keys", &["hash"], true).await?;
    index(manager, "partner_keys", &["partner_id", "id"], false).await
}

async fn create_uses(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let uses = Table::create()
        .table("partner_uses")
        .col(ColumnDef::new("partner_id").uuid().not_null())
        .col(ColumnDef::new("day").date().not_null())
        .col(ColumnDef::new("key_id").uuid().not_null())
        .col(ColumnDef::new("count").big_integer().not_null())
        .primary_key(Index::create().col("partner_id").col("day").col("key_id"))
        .take();
    manager.create_table(uses).await
}

async fn create_licences(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let licences = Table::create()
        .table("licences")
        .col(ColumnDef::new("id").uuid().not_null().primary_key())
        .col(ColumnDef::new("partner_id").uuid().not_null())
        // JSON: an object of lists of ids and slugs; arrays.
        .col(ColumnDef::new("works").text().not_null())
        .col(ColumnDef::new("languages").text().not_null())
        .col(ColumnDef::new("territory").text().not_null())
        .col(moment("starts_at").not_null())
        .col(moment("ends_at").null())
        .col(ColumnDef::new("credit_line").text().null())
        .col(ColumnDef::new("canonical_link").boolean().not_null())
        .col(ColumnDef::new("edits_allowed").boolean().not_null())
        .col(ColumnDef::new("created_by").string().not_null())
        .col(moment("created_at").not_null())
        .col(moment("ended_at").null())
        .col(ColumnDef::new("end_reason").text().null())
        .take();
    manager.create_table(licences).await?;
    index(manager, "licences", &["partner_id", "id"], false).await
}

fn moment(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).timestamp_with_time_zone().take()
}
