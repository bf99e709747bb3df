use shanghaidoctor_domain::content::repointed;
use shanghaidoctor_domain::{Id, NodeId, Stage, Verb, ViolationCode, Violations};

use super::{Saved, Writing, row};
use crate::stored::Stored;
use crate::{Entry, Error, Result, history, merged};

impl Writing {
    /// Saves what a document said at a revision as its draft, which is a new revision. `seen` is the revision of the draft
    /// that the writer last read. What it named and was merged since is named by the one that goes on for it.
    pub async fn restore_revision<T: Stored>(&mut self, id: Id<T>, revision: i32, seen: Option<i32>) -> Result<Saved> {
        self.actor.may(Verb::Save, T::KIND)?;
        self.expect_draft(id).await?;
        let node = id.node();
        let content = history::content(&self.transaction, node, revision).await?;
        let content = serde_json::from_value(content).map_err(|error| Error::Damaged { node, error })?;
        let content = self.follow_merges(node, content).await?;
        self.save(id, seen, &content).await
    }

    async fn follow_merges<T: Stored>(&self, node: NodeId, mut content: T) -> Result<T> {
        let named: Vec<NodeId> = content.links().into_iter().map(|link| link.target).collect();
        let ids: Vec<_> = named.iter().map(|target| target.uuid).collect();
        let survivors = merged::survivors(&self.transaction, &ids).await?;
        for from in named {
            if let Some(survivor) = survivors.get(&from.uuid) {
                content = repointed(&content, node, from, NodeId { uuid: *survivor, ..from })?;
            }
        }
        Ok(content)
    }

    /// Makes what the public sees of a document its draft again, which is a new revision; nothing else of the draft is
    /// lost, for the history keeps it.
    pub async fn discard_draft<T: Stored>(&mut self, id: Id<T>, seen: Option<i32>) -> Result<Saved> {
        self.actor.may(Verb::Save, T::KIND)?;
        let node = id.node();
        let public = crate::read::whole::<T>(&self.transaction, Stage::Published, &[node.uuid]).await?;
        let Some(public) = public.into_values().next() else {
            self.expect_draft(id).await?;
            let mut violations = Violations::default();
            violations.push(
                "id",
                ViolationCode::NotFound,
                "is not published: there is nothing to go back to, delete it",
            );
            return Err(Error::Invalid { node, violations });
        };
        let saved = self.save(id, seen, &public.content).await?;
        // The public sees what the draft says: there is nothing to publish.
        if let Some(draft) = self.draft(id).await? {
            let entry = Entry { revision: draft.revision, ..public };
            row::write(&self.transaction, Stage::Published, &entry, None).await?;
        }
        Ok(saved)
    }
}
