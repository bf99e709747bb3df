use shanghaidoctor_domain::content::{Article, Correction, CorrectionKind};
use shanghaidoctor_domain::{Id, Verb, ViolationCode, Violations};

use super::Writing;
use crate::{Error, Result};

impl Writing {
    /// Publishes the draft of a published article with a notice, dated now, of what was wrong and what is right. `seen` is
    /// the revision of the draft that the writer last read.
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
        content.corrections.push(Correction { at: self.at, kind, note: note.trim().to_owned() });
        self.save(id, Some(seen), &content).await?;
        self.publish_all(&[node]).await
    }
}
