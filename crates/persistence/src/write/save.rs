use shanghaidoctor_domain::{Id, Stage, Verb};

use super::revisions::{self, Revision};
use super::{Writing, row};
use crate::stored::Stored;
use crate::{Entry, Error, Result, merged};

/// What saving a draft did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// There was no such draft before.
    Created,
    /// The draft changed and has a new revision.
    Updated,
    /// The draft said the same already; nothing was written.
    Unchanged,
}

impl Writing {
    /// Saves a draft. `seen` is the revision that the writer last read: when another one has been saved since, nothing
    /// is written and the error names it. The notices of what was wrong with the document stay with it, whether `content`
    /// has them or not.
    pub async fn save<T: Stored>(&mut self, id: Id<T>, seen: Option<i32>, content: &T) -> Result<Saved> {
        self.actor.may(Verb::Save, T::KIND)?;
        let node = id.node();
        let current = if self.unsaved.remove(&id.uuid()) { None } else { self.draft_or_new(id).await? };
        for document in current.as_ref().map(|current| &current.content).into_iter().chain([content]) {
            self.actor.may_touch(Verb::Save, document)?;
        }
        content.check(Stage::Draft).into_result().map_err(|violations| Error::Invalid { node, violations })?;
        if let (Some(current), Some(seen)) = (&current, seen)
            && current.revision != seen
        {
            return Err(Error::Stale { node, current: current.revision, seen });
        }
        let mut content = content.clone();
        if let Some(current) = &current {
            content.keep_notices(&current.content);
        }
        if current.as_ref().is_some_and(|current| current.content == content) {
            return Ok(Saved::Unchanged);
        }
        let before = current.as_ref().map(|current| current.revision);
        let entry = Entry {
            id: id.uuid(),
            revision: before.unwrap_or(0) + 1,
            created_at: current.as_ref().map_or(self.at, |current| current.created_at),
            updated_at: self.at,
            published_at: None,
            content,
        };
        if !row::write(&self.transaction, Stage::Draft, &entry, before).await? {
            return Err(Error::Stale { node, current: entry.revision, seen: before.unwrap_or(0) });
        }
        self.note_draft(&entry, before.is_none()).await?;
        Ok(if before.is_some() { Saved::Updated } else { Saved::Created })
    }

    /// The draft, or none where there may be one of this id: the id of a document that was merged is not given again.
    pub(super) async fn draft_or_new<T: Stored>(&self, id: Id<T>) -> Result<Option<Entry<T>>> {
        let draft = self.draft(id).await?;
        if draft.is_none()
            && let Some(into) = merged::survivors(&self.transaction, &[id.uuid()]).await?.remove(&id.uuid())
        {
            return Err(Error::Merged { node: id.node(), into: Id::<T>::new(into).node() });
        }
        Ok(draft)
    }

    /// What follows the row of a draft: its links and its revision.
    pub(super) async fn note_draft<T: Stored>(&mut self, entry: &Entry<T>, is_new: bool) -> Result<()> {
        let node = entry.id().node();
        let named = entry.content.links();
        if !is_new {
            self.links.remove(&self.transaction, Stage::Draft, node).await?;
        }
        self.links.add(Stage::Draft, node, &named);
        self.wrote(node, Stage::Draft, named);
        self.revisions.push(Revision {
            node,
            revision: entry.revision,
            at: entry.updated_at,
            actor: self.actor.name(),
            note: self.note.clone(),
            content: serde_json::to_string(&entry.content)?,
        });
        // A part can be given up, and must not take back what was noted before it.
        if self.whole.is_none() && self.revisions.len() >= revisions::ROWS {
            revisions::write(&self.transaction, std::mem::take(&mut self.revisions)).await?;
        }
        Ok(())
    }
}
