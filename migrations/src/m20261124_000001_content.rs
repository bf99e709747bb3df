//! The content model: documents of every kind at both stages, the links between them, their revisions and the log of
//! what the public saw change.

use sea_orm_migration::prelude::*;

use crate::table::{bytewise, documents, index};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_reference_records(manager).await?;
        create_doctors_and_their_records(manager).await?;
        create_articles(manager).await?;
        create_links(manager).await?;
        create_history(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES.iter().rev() {
            manager.drop_table(Table::drop().table(*table).take()).await?;
        }
        Ok(())
    }
}

const TABLES: [&str; 15] = [
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
    "visits",
    "revisions",
    "changes",
    "change_counter",
];

async fn create_reference_records(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let backend = manager.get_database_backend();
    manager.create_table(documents("sites")).await?;

    let organisations = documents("organisations")
        .col(bytewise("slug", backend))
        .col(bytewise("sort_name", backend))
        .col(bytewise("spellings", backend))
        .col(ColumnDef::new("kind").string().not_null())
        .col(ColumnDef::new("parent_id").uuid().null())
        .col(ColumnDef::new("country").string_len(2).null())
        .take();
    manager.create_table(organisations).await?;
    index(manager, "organisations", &["stage", "slug"], true).await?;
    index(manager, "organisations", &["stage", "sort_name", "id"], false).await?;
    index(manager, "organisations", &["stage", "parent_id", "sort_name", "id"], false).await?;

    let journals = documents("journals")
        .col(bytewise("slug", backend))
        .col(bytewise("sort_name", backend))
        .col(bytewise("spellings", backend))
        .take();
    manager.create_table(journals).await?;
    index(manager, "journals", &["stage", "slug"], true).await?;

    let specialties =
        documents("specialties").col(bytewise("slug", backend)).col(bytewise("sort_name", backend)).take();
    manager.create_table(specialties).await?;
    index(manager, "specialties", &["stage", "slug"], true).await?;

    manager.create_table(documents("media").col(ColumnDef::new("hash").string_len(64).not_null()).take()).await?;
    index(manager, "media", &["stage", "hash"], true).await
}

async fn create_doctors_and_their_records(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let backend = manager.get_database_backend();
    let doctors = documents("doctors")
        .col(bytewise("slug", backend))
        .col(bytewise("sort_name", backend))
        .col(bytewise("spellings", backend))
        .col(ColumnDef::new("deceased").boolean().not_null())
        .take();
    manager.create_table(doctors).await?;
    index(manager, "doctors", &["stage", "slug"], true).await?;
    index(manager, "doctors", &["stage", "sort_name", "id"], false).await?;
    index(manager, "doctors", &["stage", "published_at", "id"], false).await?;
    index(manager, "doctors", &["stage", "updated_at", "id"], false).await?;

    let appointments = documents("appointments")
        .col(ColumnDef::new("doctor_id").uuid().not_null())
        .col(ColumnDef::new("body_id").uuid().not_null())
        .col(ColumnDef::new("position").integer().not_null())
        .col(ColumnDef::new("rank").integer().not_null())
        .col(ColumnDef::new("status").string().not_null())
        .col(bytewise("spellings", backend))
        // Days as the number yyyymmdd: the first that the period can have begun on, the last it can have ended on.
        .col(ColumnDef::new("starts_from").integer().null())
        .col(ColumnDef::new("ends_by").integer().null())
        .col(ColumnDef::new("start_order").integer().not_null())
        .take();
    manager.create_table(appointments).await?;
    for order in ["position", "rank", "start_order"] {
        index(manager, "appointments", &["stage", order, "id"], false).await?;
        index(manager, "appointments", &["stage", "doctor_id", order, "id"], false).await?;
        index(manager, "appointments", &["stage", "body_id", order, "id"], false).await?;
    }

    let publications = documents("publications")
        .col(ColumnDef::new("journal_id").uuid().null())
        .col(ColumnDef::new("year").integer().null())
        .col(ColumnDef::new("year_order").integer().not_null())
        .col(bytewise("sort_title", backend))
        .col(bytewise("spellings", backend))
        .col(ColumnDef::new("titled").boolean().not_null())
        .col(ColumnDef::new("doi").text().null())
        .col(ColumnDef::new("pmid").string().null())
        .take();
    manager.create_table(publications).await?;
    index(manager, "publications", &["stage", "doi"], true).await?;
    index(manager, "publications", &["stage", "year_order", "id"], false).await?;
    index(manager, "publications", &["stage", "sort_title", "id"], false).await?;
    index(manager, "publications", &["stage", "journal_id", "year_order", "id"], false).await
}

async fn create_articles(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let backend = manager.get_database_backend();
    let articles = documents("articles")
        .col(bytewise("slug", backend))
        .col(bytewise("sort_title", backend))
        .col(bytewise("spellings", backend))
        .col(ColumnDef::new("locale").string().not_null())
        .col(bytewise("channel", backend))
        .col(ColumnDef::new("translation_group").uuid().null())
        .col(ColumnDef::new("date").integer().not_null())
        .take();
    manager.create_table(articles).await?;
    index(manager, "articles", &["stage", "slug"], true).await?;
    index(manager, "articles", &["stage", "date", "id"], false).await?;
    index(manager, "articles", &["stage", "updated_at", "id"], false).await?;
    index(manager, "articles", &["stage", "sort_title", "id"], false).await?;
    index(manager, "articles", &["stage", "translation_group"], false).await?;

    // A table of its own, so that no list reads the text of what it lists.
    let bodies = Table::create()
        .table("article_bodies")
        .col(ColumnDef::new("id").uuid().not_null())
        .col(ColumnDef::new("stage").string_len(1).not_null())
        .col(ColumnDef::new("blocks").text().not_null())
        .primary_key(Index::create().col("id").col("stage"))
        .take();
    manager.create_table(bodies).await?;

    let visits = Table::create()
        .table("visits")
        .col(ColumnDef::new("article_id").uuid().not_null().primary_key())
        .col(ColumnDef::new("count").big_integer().not_null())
        .take();
    manager.create_table(visits).await
}

async fn create_links(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let links = Table::create()
        .table("links")
        .col(ColumnDef::new("stage").string_len(1).not_null())
        .col(ColumnDef::new("source").uuid().not_null())
        .col(ColumnDef::new("role").string_len(16).not_null())
        .col(ColumnDef::new("target").uuid().not_null())
        .col(ColumnDef::new("source_kind").string_len(16).not_null())
        .primary_key(Index::create().col("source").col("stage").col("role").col("target"))
        .take();
    manager.create_table(links).await?;
    index(manager, "links", &["target", "role", "source_kind", "stage", "source"], false).await
}

async fn create_history(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let revisions = Table::create()
        .table("revisions")
        .col(ColumnDef::new("kind").string_len(16).not_null())
        .col(ColumnDef::new("id").uuid().not_null())
        .col(ColumnDef::new("revision").integer().not_null())
        .col(ColumnDef::new("at").timestamp_with_time_zone().not_null())
        .col(ColumnDef::new("actor").string().not_null())
        .col(ColumnDef::new("note").text().null())
        .col(ColumnDef::new("content").text().not_null())
        .primary_key(Index::create().col("id").col("revision"))
        .take();
    manager.create_table(revisions).await?;

    let changes = Table::create()
        .table("changes")
        .col(ColumnDef::new("sequence").big_integer().not_null().primary_key())
        .col(ColumnDef::new("at").timestamp_with_time_zone().not_null())
        .col(ColumnDef::new("actor").string().not_null())
        .col(ColumnDef::new("action").string_len(16).not_null())
        .col(ColumnDef::new("reason").string_len(16).null())
        .col(ColumnDef::new("kind").string_len(16).not_null())
        .col(ColumnDef::new("node").uuid().not_null())
        .col(ColumnDef::new("merged_into").uuid().null())
        .take();
    manager.create_table(changes).await?;
    index(manager, "changes", &["node", "sequence"], false).await?;

    // The log's last number. A writer takes the next one by updating this row, and holds it until it commits: so the
    // numbers are without gaps and in the order of the commits.
    let counter = Table::create()
        .table("change_counter")
        .col(ColumnDef::new("id").integer().not_null().primary_key())
        .col(ColumnDef::new("last").big_integer().not_null())
        .take();
    manager.create_table(counter).await?;
    let first =
        Query::insert().into_table("change_counter").columns(["id", "last"]).values_panic([1.into(), 0.into()]).take();
    manager.execute(first).await
}
