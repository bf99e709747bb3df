use shanghaidoctor_domain::content::{Article, Correction, CorrectionKind};
use shanghaidoctor_domain::{Id, Stage, Verb, ViolationCode, Violations};

use super::{Writing, blockers};
use crate::{Error, Result};

impl Writing {
    /// Publishes the draft of a published article with a notice, dated now, of what was wrong and what is right. `seen` is
    /// the revision of the draft that the writer last read. A retraction is always possible: where something stands in
    /// the way of the draft, as that its subject has not agreed to it, what readers see already gets the notice.
    pub async fn correct_article(
        &mut self,
        id: Id<Article>,
        seen: i32,
        kind: CorrectionKind,
        note: &str,
    ) -> Result<()> {
        let node = id.node();
        self.actor.may(Verb::Publish, node.kind)?;
        let mut content = self.draft(id).await?.ok_or(Error::NotFound(node))?.content;
        self.actor.may_touch(Verb::Publish, &content)?;
        let mut violations = Violations::default();
        if note.trim().is_empty() {
            violations.required("note", "say what was wrong and what is right: readers see it");
        }
        if !self.is_public(id).await? {
            violations.push("id", ViolationCode::NotFound, "is not published: publish it, there is nothing to correct");
        }
        violations.into_result().map_err(Error::Refused)?;
        let notice = Correction { at: self.at, kind, note: note.trim().to_owned() };
        content.corrections.push(notice.clone());
        let is_retraction = kind == CorrectionKind::Retraction;
        if is_retraction && !blockers::of_publishing(&self.transaction, &[node]).await?.is_empty() {
            return self.retract(id, seen, &content, notice).await;
        }
        self.save(id, Some(seen), &content).await?;
        self.publish_all(&[node]).await
    }

    /// Retracts what readers see of an article, whose draft says something else that cannot be published: nothing but the
    /// notice comes before readers, and the draft goes on as the next revision.
    async fn retract(&mut self, id: Id<Article>, seen: i32, draft: &Article, notice: Correction) -> Result<()> {
        let public = crate::read::whole::<Article>(&self.transaction, Stage::Published, &[id.uuid()]).await?;
        let mut public = public.into_values().next().ok_or(Error::NotFound(id.node()))?.content;
        public.corrections.push(notice);
        self.save(id, Some(seen), &public).await?;
        self.publish_all(&[id.node()]).await?;
        self.save(id, None, draft).await?;
        Ok(())
    }
}
