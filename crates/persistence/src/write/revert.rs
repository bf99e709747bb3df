use shanghaidoctor_domain::content::repointed;
use shanghaidoctor_domain::{Id, NodeId, Stage, Verb, ViolationCode, Violations};

use super::{Writing, row};
use crate::stored::{Stored, with_kind};
use crate::{Entry, Error, Result, history, merged};

impl Writing {
    /// Saves what a document said at a revision as its draft, which is a new revision. `seen` is the revision of the draft
    /// that the writer last read. What it named and was merged since is named by the one that goes on for it. Gives the
    /// draft's revision, that of before where it said the same.
    pub async fn restore_revision(&mut self, node: NodeId, revision: i32, seen: Option<i32>) -> Result<i32> {
        with_kind!(node.kind, T => self.restore_revision_as::<T>(Id::new(node.uuid), revision, seen).await)
    }

    async fn restore_revision_as<T: Stored>(&mut self, id: Id<T>, revision: i32, seen: Option<i32>) -> Result<i32> {
        self.actor.may(Verb::Save, T::KIND)?;
        self.expect_draft(id).await?;
        let node = id.node();
        if let Some(seen) = seen {
            self.expect_seen(node, seen).await?;
        }
        let content = history::content(&self.transaction, node, revision).await?;
        let content = serde_json::from_value(content).map_err(|error| Error::Damaged { node, error })?;
        let content = self.follow_merges(node, content).await?;
        self.save_checked(id, seen, &content).await?;
        Ok(self.draft(id).await?.ok_or(Error::NotFound(node))?.revision)
    }

    /// What a document said, with what it named and was merged since named by the one that goes on for it.
    pub(super) async fn follow_merges<T: Stored>(&self, node: NodeId, mut content: T) -> Result<T> {
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
    /// lost, for the history keeps it. Gives the draft's revision.
    pub async fn discard_draft(&mut self, node: NodeId, seen: Option<i32>) -> Result<i32> {
        with_kind!(node.kind, T => self.discard_draft_as::<T>(Id::new(node.uuid), seen).await)
    }

    async fn discard_draft_as<T: Stored>(&mut self, id: Id<T>, seen: Option<i32>) -> Result<i32> {
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
        self.save(id, seen, &public.content).await?;
        let revision = self.draft(id).await?.ok_or(Error::NotFound(node))?.revision;
        // The public sees what the draft says: there is nothing to publish.
        let entry = Entry { revision, ..public };
        row::write(&self.transaction, Stage::Published, &entry, None).await?;
        Ok(revision)
    }
}
