use sea_orm::sea_query::{Expr, OnConflict, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, ExprTrait, QueryResult};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shanghaidoctor_domain::content::{Article, repoint_value};
use shanghaidoctor_domain::{Id, Kind, NodeId, Verb};
use uuid::Uuid;

use super::Writing;
use crate::Result;

/// What a page said when it was last imported, kept beside the article that it became: no document, but what the next
/// import of the page is compared with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportedPage {
    /// The page's or file's name.
    pub name: String,
    /// What it said; whoever imports pages decides in what shape.
    pub content: Value,
}

impl ImportedPage {
    /// Some pages, by the ids of their articles.
    pub(crate) async fn after(
        connection: &impl ConnectionTrait,
        after: Uuid,
        most: u64,
    ) -> Result<Vec<(Id<Article>, Self)>> {
        let select = select().and_where(Expr::col("article_id").gt(after)).limit(most).take();
        read(connection, &select).await
    }
}

impl Writing {
    /// What the page of an article said when it was last imported; none for an article that comes from no page.
    pub async fn imported(&self, article: Id<Article>) -> Result<Option<ImportedPage>> {
        let select = select().and_where(Expr::col("article_id").eq(article.uuid())).take();
        Ok(read(&self.transaction, &select).await?.pop().map(|(_, page)| page))
    }

    /// The pages that were last imported under this name.
    pub async fn imported_as(&self, name: &str) -> Result<Vec<(Id<Article>, ImportedPage)>> {
        read(&self.transaction, &select().and_where(Expr::col("name").eq(name)).take()).await
    }

    /// Lets what pages said name another document in place of one.
    pub(super) async fn repoint_imported(&self, from: NodeId, to: NodeId) -> Result<()> {
        let naming = select().and_where(Expr::col("content").like(format!("%\"{from}\"%"))).take();
        for (article, mut page) in read(&self.transaction, &naming).await? {
            repoint_value(&mut page.content, from, to);
            self.keep_imported(article, &page).await?;
        }
        Ok(())
    }

    /// Keeps what a page said, in place of what it said before.
    pub async fn keep_imported(&self, article: Id<Article>, page: &ImportedPage) -> Result<()> {
        self.actor.may(Verb::Save, Kind::Article)?;
        self.expect_draft(article).await?;
        let content = serde_json::to_string(&page.content)?;
        let insert = Query::insert()
            .into_table("imported_pages")
            .columns(["article_id", "name", "content"])
            .values_panic([article.uuid().into(), page.name.as_str().into(), content.into()])
            .on_conflict(OnConflict::column("article_id").update_columns(["name", "content"]).to_owned())
            .take();
        self.transaction.execute(&insert).await?;
        Ok(())
    }
}

fn select() -> SelectStatement {
    let columns = ["article_id", "name", "content"];
    Query::select().columns(columns).from("imported_pages").order_by("article_id", Order::Asc).take()
}

async fn read(connection: &impl ConnectionTrait, select: &SelectStatement) -> Result<Vec<(Id<Article>, ImportedPage)>> {
    let page = |row: &QueryResult| {
        let (name, content): (_, String) = (row.try_get("", "name")?, row.try_get("", "content")?);
        let article = Id::new(row.try_get("", "article_id")?);
        Ok((article, ImportedPage { name, content: serde_json::from_str(&content)? }))
    };
    connection.query_all(select).await?.iter().map(page).collect()
}
