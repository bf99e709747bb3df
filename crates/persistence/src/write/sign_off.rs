use std::collections::{BTreeSet, HashSet};

use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ConnectionTrait, ExprTrait};
use serde_json::json;
use shanghaidoctor_domain::content::Article;
use shanghaidoctor_domain::{
    AuditAction, DateTime, Id, Kind, NodeId, SignOffStatus, Stage, Verb, ViolationCode, Violations, id_text,
};
use uuid::Uuid;

use super::preview::NewPreview;
use super::{Writing, links};
use crate::accounts::Deed;
use crate::previews::PreviewDocument;
use crate::sign_offs::{self, SignOff, TABLE};
use crate::{Error, Result, previews};

impl Writing {
    /// Asks the subject of an article to agree to what it says; whoever has the link, of which this is the hash, speaks for
    /// them until it expires. From now on nothing else of it is published, and a link of before has ended.
    pub async fn request_sign_off(
        &mut self,
        article: Id<Article>,
        token_hash: &str,
        expires_at: DateTime,
        note: Option<String>,
    ) -> Result<Uuid> {
        self.actor.may(Verb::Save, Kind::Article)?;
        let draft = self.draft(article).await?.ok_or(Error::NotFound(article.node()))?;
        self.actor.may_touch(Verb::Save, &draft.content)?;
        if draft.content.subjects.is_empty() {
            return Err(refused("article", "portrays nobody who could agree to it: name its subjects first"));
        }
        if let Some(before) = sign_offs::last(&self.transaction, article.uuid()).await? {
            self.end_link(&before).await?;
        }
        let shown = std::iter::once(article.node()).chain(self.unpublished_subjects(&draft.content).await?);
        let documents = shown.map(|node| PreviewDocument { node, revision: None }).collect();
        let new = NewPreview { documents, with_needed: true, expires_at, note };
        let preview = self.create_preview(token_hash, &new).await?.id;
        let id = self.clock.next_id();
        let insert = Query::insert()
            .into_table(TABLE)
            .columns(["id", "article", "preview", "status", "requested_at", "requested_by"])
            .values_panic([
                id.into(),
                article.uuid().into(),
                preview.into(),
                SignOffStatus::Pending.name().into(),
                chrono::DateTime::<chrono::Utc>::from(self.at).into(),
                self.actor.name().into_owned().into(),
            ])
            .take();
        self.transaction.execute(&insert).await?;
        let detail = json!({ "preview": id_text(previews::PREFIX, preview) });
        self.note_deed(Deed::to(AuditAction::SignOffRequested, article.to_string()).with(detail)).await?;
        Ok(id)
    }

    /// Whom an article portrays and the public does not know yet: they read their own record, too.
    async fn unpublished_subjects(&self, article: &Article) -> Result<BTreeSet<NodeId>> {
        let subjects: HashSet<NodeId> = article.subjects.iter().map(|doctor| doctor.node()).collect();
        let public = links::present(&self.transaction, Stage::Published, &subjects).await?;
        Ok(subjects.difference(&public).copied().collect())
    }

    /// Notes what the subject says to the article as they read it: `hash` is that of what they read. Who holds the link may
    /// say so, and may change their mind.
    pub async fn decide_sign_off(
        &mut self,
        asked: &SignOff,
        status: SignOffStatus,
        hash: &str,
        note: Option<&str>,
    ) -> Result<()> {
        let last = sign_offs::last(&self.transaction, asked.article.uuid()).await?;
        if last.is_none_or(|last| last.id != asked.id) {
            return Err(refused("token", "this was asked anew, or is asked no more: use the last link"));
        }
        let node = asked.article.node();
        let draft = sign_offs::hash_of(&self.transaction, Stage::Draft, node.uuid).await?;
        if draft.ok_or(Error::NotFound(node))? != hash {
            return Err(Error::StaleText(node));
        }
        let update = Query::update()
            .table(TABLE)
            .value("status", status.name())
            .value("decided_at", chrono::DateTime::<chrono::Utc>::from(self.at))
            .value("content_hash", hash)
            .value("note", note)
            .and_where(Expr::col("id").eq(asked.id))
            .take();
        self.transaction.execute(&update).await?;
        let action = match status {
            SignOffStatus::Approved => AuditAction::SignOffApproved,
            _ => AuditAction::SignOffDeclined,
        };
        let detail = json!({ "preview": id_text(previews::PREFIX, asked.preview), "contentHash": hash, "note": note });
        self.note_deed(Deed::to(action, asked.article.to_string()).with(detail)).await
    }

    /// An error where an article waits for an answer by this link, that is still there to be published.
    pub(super) async fn expect_not_awaited(&self, link: Uuid) -> Result<()> {
        let Some(article) = sign_offs::awaited(&self.transaction, link).await? else { return Ok(()) };
        let node = article.node();
        let drafts = links::present(&self.transaction, Stage::Draft, &HashSet::from([node])).await?;
        if drafts.contains(&node) { Err(Error::Awaited(node)) } else { Ok(()) }
    }

    /// Asks no more: the article is published without its subject. For those who decide what the public sees.
    pub async fn cancel_sign_off(&mut self, article: Id<Article>) -> Result<()> {
        self.actor.may(Verb::Publish, Kind::Article)?;
        let draft = self.draft(article).await?.ok_or(Error::NotFound(article.node()))?;
        self.actor.may_touch(Verb::Publish, &draft.content)?;
        let Some(asked) = sign_offs::last(&self.transaction, article.uuid()).await? else {
            return Err(refused("article", "nobody was asked about it"));
        };
        let update = Query::update()
            .table(TABLE)
            .value("status", SignOffStatus::Cancelled.name())
            .and_where(Expr::col("id").eq(asked.id))
            .take();
        self.transaction.execute(&update).await?;
        self.note_deed(Deed::to(AuditAction::SignOffCancelled, article.to_string())).await?;
        self.end_link(&asked).await
    }

    async fn end_link(&self, asked: &SignOff) -> Result<()> {
        match previews::by_id(&self.transaction, asked.preview).await? {
            Some(preview) => self.end_preview(&preview).await,
            None => Ok(()),
        }
    }
}

fn refused(path: &str, message: &str) -> Error {
    let mut violations = Violations::default();
    violations.push(path, ViolationCode::Invalid, message);
    Error::Refused(violations)
}
