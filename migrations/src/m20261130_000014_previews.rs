//! Links by which drafts are read without signing in; what the subjects of articles say to them; and a counter of acts, by
//! which those who follow drafts know of them.

use sea_orm_migration::prelude::*;

use crate::table::{LETTER, NAMED, index, stage_of_length};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: [&str; 3] = ["previews", "preview_documents", "sign_offs"];

/// The tables with a stage. A revision that a link names is kept at a stage that the link's id names, beside drafts and what
/// is published.
const STAGED: [&str; 11] = [
    "sites",
    "organisations",
    "journals",
    "specialties",
    "media",
    "doctors",
    "appointments",
    "publications",
    "articles",
    "article_bodies",
    "links",
];

/// The counter of acts, beside that of changes.
const ACTS: i32 = 2;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in STAGED {
            stage_of_length(manager, table, NAMED).await?;
        }
        create_previews(manager).await?;
        create_sign_offs(manager).await?;
        let acts = Query::insert()
            .into_table("change_counter")
            .columns(["id", "last"])
            .values_panic([ACTS.into(), 0.into()])
            .to_owned();
        manager.execute(acts).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let acts = Query::delete().from_table("change_counter").and_where(Expr::col("id").eq(ACTS)).to_owned();
        manager.execute(acts).await?;
        for table in TABLES.iter().rev() {
            manager.drop_table(Table::drop().table(*table).take()).await?;
        }
        for table in STAGED {
            let kept = Query::delete().from_table(table).and_where(Expr::col("stage").is_not_in(["D", "P"])).to_owned();
            manager.execute(kept).await?;
            stage_of_length(manager, table, LETTER).await?;
        }
        Ok(())
    }
}

async fn create_previews(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let previews = Table::create()
        .table("previews")
        .col(ColumnDef::new("id").uuid().not_null().primary_key())
        // SHA-256 of the token, which is not kept.
        .col(ColumnDef::new("token_hash").string_len(64).not_null())
        .col(ColumnDef::new("created_at").timestamp_with_time_zone().not_null())
        .col(ColumnDef::new("created_by").string().not_null())
        .col(ColumnDef::new("expires_at").timestamp_with_time_zone().not_null())
        .col(ColumnDef::new("revoked_at").timestamp_with_time_zone().null())
        .col(ColumnDef::new("note").text().null())
        // Whether rows are kept of the revisions that it names.
        .col(ColumnDef::new("keeps_rows").boolean().not_null())
        .take();
    manager.create_table(previews).await?;
    index(manager, "previews", &["token_hash"], true).await?;
    index(manager, "previews", &["keeps_rows", "expires_at"], false).await?;
    let documents = Table::create()
        .table("preview_documents")
        .col(ColumnDef::new("preview").uuid().not_null())
        .col(ColumnDef::new("node").uuid().not_null())
        .col(ColumnDef::new("kind").string_len(16).not_null())
        .col(ColumnDef::new("revision").integer().null())
        .primary_key(Index::create().col("preview").col("node"))
        .take();
    manager.create_table(documents).await?;
    index(manager, "preview_documents", &["node"], false).await
}

async fn create_sign_offs(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let sign_offs = Table::create()
        .table("sign_offs")
        .col(ColumnDef::new("id").uuid().not_null().primary_key())
        .col(ColumnDef::new("article").uuid().not_null())
        .col(ColumnDef::new("preview").uuid().not_null())
        .col(ColumnDef::new("status").string_len(16).not_null())
        .col(ColumnDef::new("requested_at").timestamp_with_time_zone().not_null())
        .col(ColumnDef::new("requested_by").string().not_null())
        .col(ColumnDef::new("decided_at").timestamp_with_time_zone().null())
        // SHA-256 of what was agreed to, or not.
        .col(ColumnDef::new("content_hash").string_len(64).null())
        .col(ColumnDef::new("note").text().null())
        .take();
    manager.create_table(sign_offs).await?;
    index(manager, "sign_offs", &["article", "requested_at"], false).await?;
    index(manager, "sign_offs", &["preview"], true).await
}
