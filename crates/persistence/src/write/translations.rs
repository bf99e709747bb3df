use std::collections::HashSet;

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use shanghaidoctor_domain::content::Article;
use shanghaidoctor_domain::{Id, Kind, Stage, Verb, ViolationCode, Violations};
use uuid::Uuid;

use super::Writing;
use crate::{Entry, Error, Result};

impl Writing {
    /// Makes articles one text in several languages: each names the others as its translations, and none beside them. One
    /// alone has no translations any more.
    pub async fn set_translations(&mut self, articles: &[Id<Article>]) -> Result<()> {
        self.actor.may(Verb::Save, Kind::Article)?;
        let mut drafts = Vec::with_capacity(articles.len());
        for id in articles {
            drafts.push(self.draft(*id).await?.ok_or(Error::NotFound(id.node()))?);
        }
        check_locales(&drafts)?;
        let known = drafts.iter().find_map(|draft| draft.content.translation_group);
        let group = known.unwrap_or_else(|| self.clock.next_id());
        for other in self.in_group(group).await?.into_iter().filter(|other| !articles.contains(other)) {
            let draft = self.draft(other).await?.ok_or(Error::NotFound(other.node()))?;
            self.join_group(draft, None).await?;
        }
        let group = (drafts.len() > 1).then_some(group);
        for draft in drafts {
            self.join_group(draft, group).await?;
        }
        Ok(())
    }

    async fn join_group(&mut self, mut draft: Entry<Article>, group: Option<Uuid>) -> Result<()> {
        let id = draft.id();
        draft.content.translation_group = group;
        self.save(id, Some(draft.revision), &draft.content).await?;
        Ok(())
    }

    async fn in_group(&self, group: Uuid) -> Result<Vec<Id<Article>>> {
        let select = Query::select()
            .column("id")
            .from("articles")
            .and_where(Expr::col("stage").eq(Stage::Draft.letter()))
            .and_where(Expr::col("translation_group").eq(group))
            .take();
        let rows = self.transaction.query_all(&select).await?;
        rows.iter().map(|row| Ok(Id::new(row.try_get("", "id")?))).collect()
    }
}

/// Each is in a language of its own.
fn check_locales(drafts: &[Entry<Article>]) -> Result<()> {
    let (mut seen, mut violations) = (HashSet::new(), Violations::default());
    for (index, draft) in drafts.iter().enumerate() {
        let locale = &draft.content.locale;
        if !seen.insert(locale) {
            let message = format!("is in `{locale}`, as another one is: a text has one translation into a language");
            violations.push(format!("articles.{index}"), ViolationCode::Duplicate, message);
        }
    }
    match drafts.first() {
        Some(first) => {
            violations.into_result().map_err(|violations| Error::Invalid { node: first.id().node(), violations })
        }
        None => Ok(()),
    }
}
