//! How content is written: everything an act does is one transaction, and every verb goes the same way: the right, the
//! draft as it is, the rules, the row, the links, the revision, the log.

mod blockers;
mod change_log;
mod correct;
mod delete;
mod editing;
mod imported;
mod links;
mod merge;
mod once;
mod part;
mod preview;
mod publish;
mod published_with;
mod release;
mod release_rights;
mod reorder;
mod restore;
mod revert;
mod revisions;
mod row;
mod save;
mod sign_off;
mod since;
mod translations;
mod unpublish;

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{ConnectionTrait, DatabaseTransaction, ExprTrait};
use shanghaidoctor_domain::content::{Article, Link, Media, Site};
use shanghaidoctor_domain::{Actor, DateTime, Id, Kind, NodeId, Stage, Verb};
use uuid::Uuid;

pub use blockers::{Blocker, publish_blockers};
pub(crate) use change_log::take_turn;
pub use imported::ImportedPage;
pub use once::Once;
pub use preview::NewPreview;
pub use restore::{Published, Record};
pub(crate) use row::duplicate;
pub use save::Saved;
pub use since::Since;

use crate::changes::{self, Change};
use crate::stored::Stored;
use crate::{Clock, Database, Entry, Error, Listed, Result};

/// One act of one actor: what it writes becomes visible all at once, or not at all. There is one at a time, on
/// PostgreSQL as on SQLite: what an act has read cannot change before it writes.
pub struct Writing {
    transaction: DatabaseTransaction,
    database: Database,
    /// The act around the part that `transaction` is, while there is one.
    whole: Option<part::Whole>,
    actor: Actor,
    at: DateTime,
    clock: Clock,
    note: Option<String>,
    /// From where it is asked for, where that is known.
    address: Option<String>,
    /// Ids given for documents that are not saved yet: there is nothing to read of them, and nothing to replace.
    unsaved: HashSet<Uuid>,
    written: Vec<links::Written>,
    /// The drafts among what was written.
    saved: HashSet<NodeId>,
    /// What waits to be written together: links until something asks for them, revisions until the act ends.
    links: links::Waiting,
    revisions: Vec<revisions::Revision>,
    /// The numbers of the act's first and last line in the log, once it has one.
    logged: Option<(i64, i64)>,
    /// What was taken away from the public.
    taken_back: Vec<NodeId>,
}

impl Writing {
    /// Begins an act. `note` says why, for the history.
    pub async fn begin(database: &Database, clock: &Clock, actor: Actor, note: Option<String>) -> Result<Self> {
        let transaction = database.begin().await?;
        take_turn(&transaction).await?;
        Ok(Self {
            transaction,
            database: database.clone(),
            whole: None,
            actor,
            at: clock.now(),
            clock: clock.clone(),
            note,
            address: None,
            unsaved: HashSet::new(),
            written: Vec::new(),
            saved: HashSet::new(),
            links: links::Waiting::default(),
            revisions: Vec::new(),
            logged: None,
            taken_back: Vec::new(),
        })
    }

    /// The same act, asked for from this address, which the audit log keeps.
    #[must_use]
    pub fn asked_from(self, address: Option<String>) -> Self {
        Self { address, ..self }
    }

    /// Whether who acts has the right.
    pub fn may(&self, verb: Verb, kind: Kind) -> Result<()> {
        Ok(self.actor.may(verb, kind)?)
    }

    /// The moment of the act.
    pub const fn at(&self) -> DateTime {
        self.at
    }

    /// An id for a new document.
    pub fn next_id<T: Stored>(&mut self) -> Id<T> {
        let id = self.clock.next_id();
        self.unsaved.insert(id);
        Id::new(id)
    }

    /// The draft with this id, as the act has left it.
    pub async fn draft<T: Stored>(&self, id: Id<T>) -> Result<Option<Entry<T>>> {
        let mut found = crate::read::whole(&self.transaction, Stage::Draft, &[id.uuid()]).await?;
        Ok(found.remove(&id.uuid()))
    }

    /// The drafts that a filter lets through, oldest first, as the act has left them. Articles come without their
    /// bodies.
    pub async fn drafts<T: Listed>(&mut self, filter: &T::Filter) -> Result<Vec<Entry<T>>> {
        self.links.write(&self.transaction).await?;
        crate::read::filtered(&self.transaction, Stage::Draft, filter).await
    }

    /// The drafts below `above` (at the root for none) that go by a name with one of these keys, oldest first. One
    /// statement, answered by an index: keys are those of `shanghaidoctor_domain::text::name_key` and `slip_keys`.
    pub async fn drafts_named<T: Stored>(
        &self,
        above: Option<Id<T>>,
        keys: &BTreeSet<String>,
    ) -> Result<Vec<Entry<T>>> {
        crate::name_keys::drafts(&self.transaction, above.map(|id| id.uuid()), keys).await
    }

    /// Whether the public sees this document.
    pub async fn is_public<T: Stored>(&self, id: Id<T>) -> Result<bool> {
        let public = links::existing::<T>(&self.transaction, Stage::Published, &[id.uuid()]).await?;
        Ok(!public.is_empty())
    }

    /// The draft with this slug; where none has it, that of the document which the public knows under it, or knew last.
    pub async fn draft_by_slug<T: Stored>(&self, slug: &str) -> Result<Option<Arc<Entry<T>>>> {
        crate::former_slugs::draft(&self.transaction, slug).await
    }

    /// The draft of the picture whose file has this hash.
    pub async fn picture_by_hash(&self, hash: &str) -> Result<Option<Arc<Entry<Media>>>> {
        crate::read::by_hash(&self.transaction, Stage::Draft, hash).await
    }

    /// The draft of the publication itself.
    pub async fn site(&self) -> Result<Option<Arc<Entry<Site>>>> {
        Ok(crate::read::all(&self.transaction, Stage::Draft, None).await?.pop())
    }

    /// Sets how often an article was visited. Visits are counted, not edited: they make no revision.
    pub async fn set_visits(&self, article: Id<Article>, count: i64) -> Result<()> {
        let mut counted = OnConflict::column("article_id");
        counted.update_column("count");
        self.write_visits(article, count, counted).await
    }

    /// Says how often an article was visited before it came here; what was counted here since stays.
    pub async fn start_visits(&self, article: Id<Article>, count: i64) -> Result<()> {
        let mut counted = OnConflict::column("article_id");
        counted.update_column("count").action_and_where(Expr::col(("visits", "count")).eq(0));
        self.write_visits(article, count, counted).await
    }

    async fn write_visits(&self, article: Id<Article>, count: i64, counted: OnConflict) -> Result<()> {
        self.actor.may(Verb::Save, Kind::Article)?;
        self.expect_draft(article).await?;
        let insert = Query::insert()
            .into_table("visits")
            .columns(["article_id", "count"])
            .values_panic([article.uuid().into(), count.into()])
            .on_conflict(counted)
            .take();
        self.transaction.execute(&insert).await?;
        Ok(())
    }

    /// Ends the act: checks that every document it wrote names only documents that are there, and makes all of it
    /// visible. Without this call nothing is kept.
    pub async fn commit(mut self) -> Result<()> {
        self.settle().await?;
        revisions::write(&self.transaction, std::mem::take(&mut self.revisions)).await?;
        self.note_operator().await?;
        change_log::tell(&self.transaction).await?;
        self.transaction.commit().await?;
        if let Some((_, last)) = self.logged {
            self.database.wrote(last);
        }
        self.database.wake();
        Ok(())
    }

    /// Ends the act as [`Writing::commit`] does, and tells what the public saw happen.
    pub async fn commit_and_tell(self) -> Result<Vec<Change>> {
        let (database, logged) = (self.database.clone(), self.logged);
        self.commit().await?;
        let Some((first, last)) = logged else { return Ok(Vec::new()) };
        let most = u64::try_from(last - first + 1).unwrap_or_default();
        let told = changes::after(&database, first - 1, most).await?;
        Ok(told.map(|told| told.changes).unwrap_or_default())
    }

    /// Ends the act and keeps nothing of it: who wants to know what would become of something has seen it.
    pub async fn give_up(self) -> Result<()> {
        Ok(self.transaction.rollback().await?)
    }

    /// What an act, or a part of it, ends with.
    async fn settle(&mut self) -> Result<()> {
        self.saved.clear();
        self.links.write(&self.transaction).await?;
        links::check(&self.transaction, &std::mem::take(&mut self.written)).await?;
        unpublish::check(&self.transaction, &self.taken_back).await
    }

    /// An error where there is no such draft.
    async fn expect_draft<T: Stored>(&self, id: Id<T>) -> Result<()> {
        let node = id.node();
        if self.saved.contains(&node)
            || !links::existing::<T>(&self.transaction, Stage::Draft, &[id.uuid()]).await?.is_empty()
        {
            return Ok(());
        }
        Err(Error::NotFound(node))
    }

    fn wrote(&mut self, node: NodeId, stage: Stage, links: Vec<Link>) {
        if stage == Stage::Draft {
            self.saved.insert(node);
        }
        self.written.push(links::Written { node, stage, links });
    }
}
