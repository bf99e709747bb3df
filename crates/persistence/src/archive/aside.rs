//! The lines that stand beside the documents of an export.

use std::collections::BTreeMap;
use std::io::Write;

use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ConnectionTrait, DatabaseTransaction, ExprTrait};
use serde::{Deserialize, Serialize};
use shanghaidoctor_domain::content::Article;
use shanghaidoctor_domain::{DateTime, Id, Kind, NodeId};
use uuid::Uuid;

use super::{ArchiveError, BATCH, write_line};
use crate::former_slugs::{self, FormerSlug};
use crate::merged::{self, Merged};
use crate::write::{ImportedPage, Writing};
use crate::{Error, Result};

/// What is kept beside the documents, a line each.
#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "SCREAMING_SNAKE_CASE", deny_unknown_fields)]
pub(super) enum Aside {
    /// How often an article was visited.
    Visits { article: Id<Article>, count: i64 },
    /// What a page said when it was last imported.
    Imported { article: Id<Article>, page: ImportedPage },
    /// A name that a document had in addresses before.
    FormerSlug { slug: String, document: NodeId, since: DateTime },
    /// A document that was merged into another.
    Merged { document: NodeId, survivor: NodeId, at: DateTime },
}

impl Aside {
    /// The kinds of these lines.
    pub(super) const NAMES: [&str; 4] = ["VISITS", "IMPORTED", "FORMER_SLUG", "MERGED"];

    /// Puts in what the line says, in place of what is known of the same.
    pub(super) async fn restore(self, writing: &mut Writing) -> Result<()> {
        match self {
            Self::Visits { article, count } => writing.set_visits(article, count).await,
            Self::Imported { article, page } => writing.keep_imported(article, &page).await,
            Self::FormerSlug { slug, document, since } => {
                writing.restore_former_slug(&FormerSlug { slug, node: document, since }).await
            }
            Self::Merged { document, survivor, at } => writing.restore_merged(document, survivor, at).await,
        }
    }
}

/// Writes all of them; gives their number.
pub(super) async fn export(snapshot: &DatabaseTransaction, out: &mut impl Write) -> Result<u64, ArchiveError> {
    let mut lines = export_visits(snapshot, out).await?;
    lines += export_imported(snapshot, out).await?;
    for kind in Kind::ALL {
        for FormerSlug { slug, node, since } in former_slugs::all(snapshot, kind).await? {
            write_line(out, &Aside::FormerSlug { slug, document: node, since })?;
            lines += 1;
        }
    }
    for kind in Kind::ALL {
        for Merged { node, survivor, at } in merged::all(snapshot, kind).await? {
            write_line(out, &Aside::Merged { document: node, survivor: NodeId { kind, uuid: survivor }, at })?;
            lines += 1;
        }
    }
    Ok(lines)
}

async fn export_visits(snapshot: &DatabaseTransaction, out: &mut impl Write) -> Result<u64, ArchiveError> {
    let select =
        Query::select().columns(["article_id", "count"]).from("visits").and_where(Expr::col("count").gt(0)).take();
    let rows = snapshot.query_all(&select).await.map_err(Error::from)?;
    let mut counts = BTreeMap::new();
    for row in &rows {
        let read = |error: sea_orm::DbErr| ArchiveError::from(Error::from(error));
        counts.insert(row.try_get::<Uuid>("", "article_id").map_err(read)?, row.try_get("", "count").map_err(read)?);
    }
    for (article, count) in &counts {
        write_line(out, &Aside::Visits { article: Id::new(*article), count: *count })?;
    }
    Ok(counts.len() as u64)
}

async fn export_imported(snapshot: &DatabaseTransaction, out: &mut impl Write) -> Result<u64, ArchiveError> {
    let mut lines = 0;
    let mut after = Uuid::nil();
    loop {
        let pages = ImportedPage::after(snapshot, after, BATCH).await?;
        let Some((last, _)) = pages.last() else { return Ok(lines) };
        after = last.uuid();
        for (article, page) in pages {
            write_line(out, &Aside::Imported { article, page })?;
            lines += 1;
        }
    }
}
