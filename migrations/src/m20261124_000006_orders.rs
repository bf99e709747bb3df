//! Lists are ordered by keys that are computed here: names for readers of English and for those of Chinese, titles, and
//! by visits, of which every article now has a row.
//!
//! The keys are the domain's to make. Their format is noted, and when it is not the program's, all columns are computed
//! anew as the database is opened.

use sea_orm_migration::prelude::*;

use crate::table::{bytewise, index};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The kinds whose names are in several languages, with the parents that their lists have.
const NAMED: [(&str, &[&[&str]]); 4] = [
    ("doctors", &[&["stage", "sort_name_zh", "id"]]),
    ("organisations", &[&["stage", "sort_name_zh", "id"], &["stage", "parent_id", "sort_name_zh", "id"]]),
    ("journals", &[&["stage", "sort_name_zh", "id"]]),
    ("specialties", &[]),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, indexes) in NAMED {
            let mut column = bytewise("sort_name_zh", manager.get_database_backend());
            column.default("");
            manager.alter_table(Table::alter().table(table).add_column(column).take()).await?;
            for columns in indexes {
                index(manager, table, columns, false).await?;
            }
        }
        index(manager, "publications", &["stage", "journal_id", "sort_title", "id"], false).await?;
        let formats = Table::create()
            .table("column_format")
            .col(ColumnDef::new("id").integer().not_null().primary_key())
            .col(ColumnDef::new("format").text().not_null())
            .take();
        manager.create_table(formats).await?;
        let none = Query::insert()
            .into_table("column_format")
            .columns(["id", "format"])
            .values_panic([1.into(), "".into()])
            .take();
        manager.execute(none).await?;
        count_every_article(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("visits_by_count").table("visits").to_owned()).await?;
        manager.drop_table(Table::drop().table("column_format").take()).await?;
        let titles = Index::drop().name("publications_stage_journal_id_sort_title_id").table("publications").to_owned();
        manager.drop_index(titles).await?;
        for (table, indexes) in NAMED {
            for columns in indexes {
                let name = format!("{table}_{}", columns.join("_"));
                manager.drop_index(Index::drop().name(name).table(table).to_owned()).await?;
            }
            manager.alter_table(Table::alter().table(table).drop_column("sort_name_zh").take()).await?;
        }
        Ok(())
    }
}

/// An article without visits has none: a row that says so, for the index that lists by them.
async fn count_every_article(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let counted = Query::select().column("article_id").from("visits").take();
    let uncounted = Query::select()
        .distinct()
        .column("id")
        .expr(Expr::val(0))
        .from("articles")
        .and_where(Expr::col("id").not_in_subquery(counted))
        .take();
    let mut rows = Query::insert().into_table("visits").columns(["article_id", "count"]).to_owned();
    rows.select_from(uncounted).map_err(|error| DbErr::Migration(error.to_string()))?;
    manager.execute(rows).await?;
    let mut index = Index::create().name("visits_by_count").table("visits").to_owned();
    index.col(("count", IndexOrder::Desc)).col("article_id");
    manager.create_index(index).await
}
