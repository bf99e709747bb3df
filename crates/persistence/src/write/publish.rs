use std::collections::{BTreeSet, HashMap};

use serde_json::{Map, Value, json};
use shanghaidoctor_domain::content::{Content, Link};
use shanghaidoctor_domain::{Actor, AuditAction, ChangeAction, Id, NodeId, Stage, Verb, Violations};
use uuid::Uuid;

use super::change_log::{self, Act, Line};
use super::published_with::Walk;
use super::{Writing, blockers, row};
use crate::accounts::{Deed, Doer, audit};
use crate::former_slugs::{self, FormerSlug};
use crate::stored::{Stored, with_kind};
use crate::{Entry, Error, Result, sign_offs};

impl Writing {
    /// Publishes the drafts of these documents as [`Writing::publish`] does, all of them or none: where something is in the
    /// way, the error tells all that is.
    pub async fn publish_all(&mut self, nodes: &[NodeId]) -> Result<()> {
        // What is in the way tells of drafts.
        for node in nodes {
            self.actor.may(Verb::Publish, node.kind)?;
        }
        self.links.write(&self.transaction).await?;
        let blockers = blockers::of_publishing(&self.transaction, nodes).await?;
        if !blockers.is_empty() {
            return Err(Error::Blocked(blockers));
        }
        self.publish_with_needed(nodes).await
    }

    /// Publishes the draft of a document, with the reference records it needs (organisations with their ancestors,
    /// journals, specialties, pictures) where they are not published yet; a doctor with all of the doctor's posts.
    /// Nothing is written where the public sees the same revision already.
    pub async fn publish(&mut self, node: NodeId) -> Result<()> {
        self.publish_with_needed(&[node]).await
    }

    async fn publish_with_needed(&mut self, nodes: &[NodeId]) -> Result<()> {
        let mut walk = Walk::from(nodes);
        while let Some(step) = walk.step() {
            let named = with_kind!(step.node.kind, T => self.publish_one::<T>(step.node, nodes).await)?;
            walk.follow(&self.transaction, step, &named).await?;
        }
        Ok(())
    }

    /// `together` is what somebody asks for in the same act.
    async fn publish_one<T: Stored>(&mut self, node: NodeId, together: &[NodeId]) -> Result<Vec<Link>> {
        self.actor.may(Verb::Publish, T::KIND)?;
        let mut draft = crate::read::whole::<T>(&self.transaction, Stage::Draft, &[node.uuid]).await?;
        let mut draft = draft.remove(&node.uuid).ok_or(Error::NotFound(node))?;
        self.actor.may_touch(Verb::Publish, &draft.content)?;
        let checked = draft.content.check(Stage::Published).into_result();
        checked.map_err(|violations| Error::Invalid { node, violations })?;
        if let Some(unsigned) = sign_offs::unsigned(&self.transaction, node, &draft.content, together).await? {
            return Err(Error::Invalid { node, violations: Violations(vec![unsigned]) });
        }
        let mut public = crate::read::by_ids::<T>(&self.transaction, Stage::Published, &[node.uuid]).await?;
        let public = public.remove(&node.uuid);
        if let Some(public) = &public {
            // The draft has them, too, unless it was written before notices were kept.
            draft.content.keep_notices(&public.content);
        }
        let named = draft.content.links();
        if public.as_ref().is_none_or(|public| public.revision != draft.revision) {
            let published_at = public.as_ref().and_then(|public| public.published_at).or(Some(self.at));
            let entry = Entry { updated_at: self.at, published_at, ..draft };
            let action = if public.is_some() { ChangeAction::Updated } else { ChangeAction::Published };
            self.write_published(&entry, action, public.as_ref().map(|public| &public.content)).await?;
        }
        Ok(named)
    }

    /// What follows a document to the published stage: its row, its links, its name in addresses, its line in the log.
    /// `before` is what the public saw of it until now.
    pub(super) async fn write_published<T: Stored>(
        &mut self,
        entry: &Entry<T>,
        action: ChangeAction,
        before: Option<&T>,
    ) -> Result<()> {
        let node = entry.id().node();
        row::write(&self.transaction, Stage::Published, entry, None).await?;
        let links = entry.content.links();
        let mut named: BTreeSet<Uuid> = links.iter().map(|link| link.target.uuid).collect();
        named.extend(before.and_then(Stored::group).into_iter().chain(entry.content.group()));
        named.extend(self.rename(node, before.and_then(Content::slug), entry.content.slug()).await?);
        if matches!(action, ChangeAction::Updated) {
            named.extend(self.links.remove(&self.transaction, Stage::Published, node).await?);
        }
        self.links.add(Stage::Published, node, &links);
        self.wrote(node, Stage::Published, links);
        self.log(Line::seen(action, node, named)).await
    }

    /// Gives a published document another name in addresses: the one that it had goes on leading to it. Gives the document
    /// that the new one led to until now.
    async fn rename(&self, node: NodeId, from: Option<&str>, to: Option<&str>) -> Result<Option<Uuid>> {
        if from == to {
            return Ok(None);
        }
        if let Some(slug) = from {
            former_slugs::keep(&self.transaction, &FormerSlug { slug: slug.to_owned(), node, since: self.at }).await?;
        }
        match to {
            Some(slug) => former_slugs::take(&self.transaction, node.kind, slug).await,
            None => Ok(None),
        }
    }

    pub(super) async fn log(&mut self, line: Line) -> Result<()> {
        let act = Act { actor: &self.actor, at: self.at, note: self.note.as_deref() };
        let number = change_log::append(&self.transaction, &act, &line).await?;
        let first = self.logged.map_or(number, |(first, _)| first);
        self.logged = Some((first, number));
        self.note_in_audit_log(&line).await
    }

    /// What people and programs let the public see is told to administrators, too. What is done at the command line, by
    /// thousands of documents at times, is one line for the act.
    async fn note_in_audit_log(&self, line: &Line) -> Result<()> {
        if self.actor == Actor::Operator {
            return Ok(());
        }
        let action = match line.action {
            ChangeAction::Published | ChangeAction::Updated => AuditAction::Published,
            ChangeAction::Removed => AuditAction::Unpublished,
        };
        let mut detail = Map::new();
        if let Some(gone) = line.gone {
            detail.insert("reason".to_owned(), gone.reason().name().into());
        }
        if let Some(note) = &self.note {
            detail.insert("note".to_owned(), note.as_str().into());
        }
        let detail = (!detail.is_empty()).then_some(Value::Object(detail));
        self.note_deed(Deed { detail, ..Deed::to(action, line.node.to_string()) }).await
    }

    /// Notes what was done for administrators, with who did it from where.
    pub(super) async fn note_deed(&self, deed: Deed) -> Result<()> {
        let doer = Doer { actor: self.actor.clone(), address: self.address.clone() };
        audit::note(&self.transaction, &self.clock, &doer, deed).await
    }

    /// The line of an act at the command line that the public saw something of: which lines of the log it wrote.
    pub(super) async fn note_operator(&self) -> Result<()> {
        let (Actor::Operator, Some((first, last))) = (&self.actor, self.logged) else { return Ok(()) };
        let detail = json!({ "firstChange": first, "lastChange": last, "note": self.note });
        let deed = Deed { action: AuditAction::Published, target: None, detail: Some(detail) };
        audit::note(&self.transaction, &self.clock, &Doer::operator(), deed).await
    }

    /// Whether the public saw a draft's last revision but one: whether it was in step before the draft was last saved.
    pub async fn was_in_step<T: Stored>(&self, id: Id<T>) -> Result<bool> {
        let ids = [id.uuid()];
        let draft = crate::read::by_ids::<T>(&self.transaction, Stage::Draft, &ids).await?;
        let public = crate::read::by_ids::<T>(&self.transaction, Stage::Published, &ids).await?;
        let revision = |entries: &HashMap<Uuid, Entry<T>>| entries.get(&id.uuid()).map(|entry| entry.revision);
        Ok(revision(&public).is_some_and(|public| revision(&draft) == Some(public + 1)))
    }
}
