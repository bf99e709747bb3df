use serde::{Deserialize, Serialize};
use shanghaidoctor_domain::content::Content;
use shanghaidoctor_domain::{ChangeAction, DateTime, Id, Kind, NodeId, Stage, Verb, ViolationCode, Violations};

use super::{Saved, Writing, row};
use crate::former_slugs::{self, FormerSlug};
use crate::merged::{self, Merged};
use crate::stored::{Stored, with_kind};
use crate::{Entry, Error, Result};

/// A document as exports carry it: its draft, and what the public sees of it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, bound = "T: Content")]
pub struct Record<T> {
    /// Which kind of document it is.
    pub kind: Kind,
    /// Its id.
    pub id: Id<T>,
    /// The draft's revision.
    pub revision: i32,
    /// When it was first saved.
    pub created_at: DateTime,
    /// When the draft was last saved.
    pub updated_at: DateTime,
    /// The draft.
    pub content: T,
    /// What the public sees; absent when it sees nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Published<T>>,
}

/// The published stage of a document as exports carry it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, bound = "T: Content")]
pub struct Published<T> {
    /// The revision that is public.
    pub revision: i32,
    /// When it was first published.
    pub published_at: DateTime,
    /// When it was last published.
    pub updated_at: DateTime,
    /// What the public reads; absent where it is the draft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<T>,
}

impl<T: Content> Record<T> {
    /// The record of a document at both stages.
    pub fn new(draft: Entry<T>, public: Option<Entry<T>>) -> Self {
        let published = public.and_then(|public| {
            Some(Published {
                revision: public.revision,
                published_at: public.published_at?,
                updated_at: public.updated_at,
                content: (public.content != draft.content).then_some(public.content),
            })
        });
        let Entry { revision, created_at, updated_at, .. } = draft;
        Self { kind: T::KIND, id: draft.id(), revision, created_at, updated_at, content: draft.content, published }
    }

    fn into_entries(self) -> (Entry<T>, Option<Entry<T>>) {
        let Self { id, created_at, .. } = self;
        let public = self.published.map(|published| Entry {
            id: id.uuid(),
            revision: published.revision,
            created_at,
            updated_at: published.updated_at,
            published_at: Some(published.published_at),
            content: published.content.unwrap_or_else(|| self.content.clone()),
        });
        let draft = Entry {
            id: id.uuid(),
            revision: self.revision,
            created_at,
            updated_at: self.updated_at,
            published_at: None,
            content: self.content,
        };
        (draft, public)
    }
}

impl Writing {
    /// Puts a document in as it was exported, both stages with their revisions and dates. One that is there already
    /// must be the same: nothing is overwritten.
    pub async fn restore<T: Stored>(&mut self, record: Record<T>) -> Result<Saved> {
        self.actor.may(Verb::Restore, T::KIND)?;
        let node = record.id.node();
        if let Some(draft) = self.draft_or_new(record.id).await? {
            return self.compare(draft, record).await;
        }
        let (draft, public) = record.into_entries();
        draft.content.check(Stage::Draft).into_result().map_err(|violations| Error::Invalid { node, violations })?;
        row::write(&self.transaction, Stage::Draft, &draft, None).await?;
        self.note_draft(&draft, true).await?;
        if let Some(public) = public {
            let checked = public.content.check(Stage::Published).into_result();
            checked.map_err(|violations| Error::Invalid { node, violations })?;
            self.write_published(&public, ChangeAction::Published, None).await?;
        }
        Ok(Saved::Created)
    }

    /// Puts in a name that a document had before, as it was exported.
    pub(crate) async fn restore_former_slug(&self, former: &FormerSlug) -> Result<()> {
        self.may_restore_beside(former.node).await?;
        former_slugs::keep(&self.transaction, former).await
    }

    /// Puts in that a document was merged into another, as it was exported.
    pub(crate) async fn restore_merged(&self, node: NodeId, survivor: NodeId, at: DateTime) -> Result<()> {
        self.may_restore_beside(survivor).await?;
        merged::note(&self.transaction, Merged { node, survivor: survivor.uuid, at }).await
    }

    /// What stands beside a document can be put in where the document is.
    async fn may_restore_beside(&self, document: NodeId) -> Result<()> {
        self.actor.may(Verb::Restore, document.kind)?;
        with_kind!(document.kind, T => self.expect_draft(Id::<T>::new(document.uuid)).await)
    }

    async fn compare<T: Stored>(&self, draft: Entry<T>, record: Record<T>) -> Result<Saved> {
        let ids = [draft.id];
        let public = crate::read::whole::<T>(&self.transaction, Stage::Published, &ids).await?.remove(&draft.id);
        if Record::new(draft, public) == record {
            return Ok(Saved::Unchanged);
        }
        let mut violations = Violations::default();
        violations.push("id", ViolationCode::Duplicate, "is here already and differs: import into an empty database");
        Err(Error::Invalid { node: record.id.node(), violations })
    }
}
