use std::collections::BTreeSet;

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use shanghaidoctor_domain::{Id, Kind, NodeId, Stage, Verb};

use super::Writing;
use crate::stored::Stored;
use crate::{Error, Result};

/// What is kept beside articles, by `article_id`.
const BESIDE_ARTICLES: [&str; 2] = ["visits", "imported_pages"];

impl Writing {
    /// Deletes a draft that the public does not see and that no other document names. Its revisions stay, and its id is
    /// not given again. Names that it had in addresses stay its own until another document takes them: they tell that it was
    /// taken away, and why.
    pub async fn delete<T: Stored>(&mut self, id: Id<T>, seen: i32) -> Result<()> {
        self.actor.may(Verb::Delete, T::KIND)?;
        let node = id.node();
        let draft = self.draft_or_new(id).await?.ok_or(Error::NotFound(node))?;
        self.actor.may_touch(Verb::Delete, &draft.content)?;
        if draft.revision != seen {
            return Err(Error::Stale { node, current: draft.revision, seen });
        }
        if self.is_public(id).await? {
            return Err(Error::Public(node));
        }
        self.links.write(&self.transaction).await?;
        let by: BTreeSet<NodeId> = self.naming(node).await?;
        if !by.is_empty() {
            return Err(Error::Named { node, by: by.into_iter().collect() });
        }
        self.take_away::<T>(node).await?;
        T::remove_parts(&self.transaction, node.uuid, Stage::Draft.letter()).await?;
        if T::KIND == Kind::Article { self.take_away_beside(node).await } else { Ok(()) }
    }

    async fn take_away_beside(&self, article: NodeId) -> Result<()> {
        for table in BESIDE_ARTICLES {
            let delete = Query::delete().from_table(table).and_where(Expr::col("article_id").eq(article.uuid)).take();
            self.transaction.execute(&delete).await?;
        }
        Ok(())
    }
}
