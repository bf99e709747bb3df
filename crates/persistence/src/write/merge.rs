use std::collections::BTreeSet;

use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ConnectionTrait, ExprTrait};
use shanghaidoctor_domain::content::repointed;
use shanghaidoctor_domain::{ChangeAction, Kind, NodeId, Stage, Verb, Violations};
use uuid::Uuid;

use super::change_log::{Gone, Line};
use super::{Saved, Writing};
use crate::former_slugs::{self, FormerSlug};
use crate::merged::{self, Merged};
use crate::stored::{Stored, column, with_kind};
use crate::{Entry, Error, Result, enquiries, name_keys, partners};

/// A document at both stages.
struct Stages<T> {
    draft: Entry<T>,
    public: Option<Entry<T>>,
}

impl<T> Stages<T> {
    /// What it says at a stage.
    fn content(&self, stage: Stage) -> Option<&T> {
        match stage {
            Stage::Draft => Some(&self.draft.content),
            Stage::Published => self.public.as_ref().map(|public| &public.content),
        }
    }
}

impl Writing {
    /// Makes two documents of one thing one. What named `merged` names `survivor` from now on, at both stages, and so do
    /// its id and the names that it had in addresses. The survivor takes over by what the other was found, and of its other
    /// facts nothing; the other is gone.
    ///
    /// Where the public sees the one that goes, it must see the survivor: it is published first.
    pub async fn merge(&mut self, merged: NodeId, survivor: NodeId) -> Result<()> {
        let why = match () {
            () if merged == survivor => "is the same record: name another one",
            () if merged.kind != survivor.kind => "is a record of another kind: name one of the same",
            () if !can_be_merged(merged.kind) => "records of this kind are not merged",
            // In a box, as what is rewritten is: one of each kind is more than a stack should hold.
            () => return with_kind!(merged.kind, T => Box::pin(self.merge_as::<T>(merged, survivor)).await),
        };
        Err(refused(merged, why))
    }

    async fn merge_as<T: Stored>(&mut self, from: NodeId, to: NodeId) -> Result<()> {
        self.actor.may(Verb::Merge, T::KIND)?;
        self.links.write(&self.transaction).await?;
        let gone = self.stages::<T>(from).await?;
        let stays = self.stages::<T>(to).await?;
        if gone.public.is_some() && stays.public.is_none() {
            return Err(refused(from, "publish it first: the public sees the record that goes"));
        }
        let naming = self.naming(from).await?;
        let named = self.take_away::<T>(from).await?;
        let one = |stage, content: &T| {
            let mut content = repointed(content, to, from, to)?;
            gone.content(stage).into_iter().for_each(|gone| content.absorb(gone));
            Ok(content)
        };
        self.rewrite(to, one).await?;
        for source in naming.into_iter().filter(|source| *source != to) {
            with_kind!(source.kind, S => {
                Box::pin(self.rewrite(source, |_, content: &S| Ok(repointed(content, source, from, to)?))).await
            })?;
        }
        self.repoint_imported(from, to).await?;
        if stays.public.is_none() {
            self.repoint_previewed(from, to).await?;
        }
        self.lead_on(from, to, &gone).await?;
        self.log_merge((from, gone.public.is_some()), (to, stays.public.is_some()), named).await
    }

    async fn stages<T: Stored>(&self, node: NodeId) -> Result<Stages<T>> {
        let ids = [node.uuid];
        let mut drafts = crate::read::whole::<T>(&self.transaction, Stage::Draft, &ids).await?;
        let mut public = crate::read::whole::<T>(&self.transaction, Stage::Published, &ids).await?;
        let Some(draft) = drafts.remove(&node.uuid) else { return Err(self.absent(node).await?) };
        Ok(Stages { draft, public: public.remove(&node.uuid) })
    }

    /// Why there is no such document: it is another one now, or there never was.
    async fn absent(&self, node: NodeId) -> Result<Error> {
        let survivor = merged::survivors(&self.transaction, &[node.uuid]).await?.remove(&node.uuid);
        Ok(match survivor {
            Some(uuid) => Error::Merged { node, into: NodeId { uuid, ..node } },
            None => Error::NotFound(node),
        })
    }

    /// The other documents that name this one, at either stage.
    pub(super) async fn naming(&self, node: NodeId) -> Result<BTreeSet<NodeId>> {
        let select = Query::select()
            .distinct()
            .columns(["source", "source_kind"])
            .from("links")
            .and_where(Expr::col("target").eq(node.uuid))
            .and_where(Expr::col("source").ne(node.uuid))
            .and_where(Expr::col(column::STAGE).is_in([Stage::Draft, Stage::Published].map(Stage::letter)))
            .take();
        let mut naming = BTreeSet::new();
        for row in self.transaction.query_all(&select).await? {
            let kind: String = row.try_get("", "source_kind")?;
            if let Some(kind) = Kind::from_prefix(&kind) {
                naming.insert(NodeId { kind, uuid: row.try_get("", "source")? });
            }
        }
        Ok(naming)
    }

    /// Takes a document away wherever it is kept; gives what the public saw it name. Its revisions stay.
    pub(super) async fn take_away<T: Stored>(&mut self, node: NodeId) -> Result<BTreeSet<Uuid>> {
        // What was written in this act and named it is written anew.
        self.written.retain(|other| other.node != node && other.links.iter().all(|link| link.target != node));
        self.saved.remove(&node);
        self.links.remove(&self.transaction, Stage::Draft, node).await?;
        let named = self.links.remove(&self.transaction, Stage::Published, node).await?;
        let table = crate::read::table::<T>();
        let delete = Query::delete().from_table(table).and_where(Expr::col(column::ID).eq(node.uuid)).take();
        self.transaction.execute(&delete).await?;
        self.take_away_previewed::<T>(node).await?;
        name_keys::remove(&self.transaction, node).await?;
        Ok(named)
    }

    /// Changes a document at both stages. What the public saw of the draft stays what it sees of it.
    async fn rewrite<T: Stored>(&mut self, node: NodeId, change: impl Fn(Stage, &T) -> Result<T>) -> Result<()> {
        let Stages { draft, public } = self.stages::<T>(node).await?;
        let new = change(Stage::Draft, &draft.content)?;
        let saved = self.save(draft.id(), Some(draft.revision), &new).await?;
        let Some(public) = public else { return Ok(()) };
        let content = change(Stage::Published, &public.content)?;
        if content == public.content {
            return Ok(());
        }
        let checked = content.check(Stage::Published).into_result();
        checked.map_err(|violations| Error::Invalid { node, violations })?;
        let revision =
            if content == new { draft.revision + i32::from(saved == Saved::Updated) } else { public.revision };
        let before = public.content;
        let entry = Entry { content, revision, updated_at: self.at, ..public };
        self.write_published(&entry, ChangeAction::Updated, Some(&before)).await
    }

    /// Lets id and names of a document that is gone, and the licences that name it, lead to the one that goes on for it.
    async fn lead_on<T: Stored>(&self, from: NodeId, to: NodeId, gone: &Stages<T>) -> Result<()> {
        former_slugs::hand_over(&self.transaction, from.uuid, to.uuid).await?;
        partners::repoint(&self.transaction, from, to).await?;
        enquiries::repoint(&self.transaction, from, to).await?;
        if let Some(slug) = gone.content(Stage::Published).and_then(|content| content.slug()) {
            let former = FormerSlug { slug: slug.to_owned(), node: to, since: self.at };
            former_slugs::keep(&self.transaction, &former).await?;
        }
        merged::note(&self.transaction, Merged { node: from, survivor: to.uuid, at: self.at }).await
    }

    /// Notes what the public saw happen: that one went away, or that its id leads to another one from now on.
    async fn log_merge(
        &mut self,
        (from, was_public): (NodeId, bool),
        (to, is_public): (NodeId, bool),
        named: BTreeSet<Uuid>,
    ) -> Result<()> {
        match (was_public, is_public) {
            (true, _) => self.log(Line::gone(from, named, Gone::Merged(to.uuid))).await,
            (false, true) => {
                let named = BTreeSet::from([from.uuid]);
                self.log(Line::seen(ChangeAction::Updated, to, named)).await
            }
            (false, false) => Ok(()),
        }
    }
}

/// Kinds of which the same thing can be recorded twice. What is written or posted once is not: an article, a post.
const fn can_be_merged(kind: Kind) -> bool {
    matches!(kind, Kind::Organisation | Kind::Journal | Kind::Specialty | Kind::Doctor | Kind::Publication)
}

fn refused(node: NodeId, why: &str) -> Error {
    let mut violations = Violations::default();
    violations.invalid("survivor", why);
    Error::Invalid { node, violations }
}
