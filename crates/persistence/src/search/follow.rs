//! How the index follows the log of changes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use sea_orm::sea_query::{Expr, Order, Query};
use sea_orm::{ConnectionTrait, ExprTrait};
use shanghaidoctor_domain::content::LinkRole;
use shanghaidoctor_domain::{Kind, NodeId, Stage};
use tantivy::collector::DocSetCollector;
use tantivy::query::TermQuery;
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{IndexWriter, TantivyDocument, Term};
use uuid::Uuid;

use super::SearchIndex;
use super::document::Document;
use super::sources::{KINDS, documents};
use crate::read::Reader;
use crate::stored::{column, with_kind};
use crate::{Database, Result, changes};

/// How soon it is looked for what other processes do with the index: on its folder alone. Whatever is written to the log
/// wakes it at once.
const PATIENCE: Duration = Duration::from_millis(400);

/// How long to wait after a failure.
const RECOVERY: Duration = Duration::from_secs(2);

/// Records read at once.
const BATCH: u64 = 500;

impl SearchIndex {
    /// Keeps the index as the log says, for as long as it is awaited. Of many processes on one folder one does.
    pub async fn follow(&self, database: &Database) {
        let database = database.uncounted();
        let mut writer = None;
        loop {
            let changed = database.changed();
            let wait = match self.catch_up(&database, &mut writer).await {
                Ok(true) => tokio::select! {
                    () = changed => continue,
                    () = self.another_touches() => continue,
                },
                // Another process writes the index. If it ends before it has come up to here, this one goes on.
                Ok(false) => PATIENCE,
                Err(error) => {
                    tracing::error!(%error, "the search index cannot follow the log");
                    RECOVERY
                }
            };
            let _ = tokio::time::timeout(wait, changed).await;
        }
    }

    /// Comes when another process has written the index, or asks for it to be made anew.
    async fn another_touches(&self) {
        let is_mine = || self.files.reached().is_ok_and(|reached| reached == Some(self.reached()));
        while is_mine() {
            tokio::time::sleep(PATIENCE).await;
        }
    }

    /// Whether the index shows all of the log.
    async fn catch_up(&self, database: &Database, writer: &mut Option<IndexWriter>) -> Result<bool> {
        let last = changes::last(database).await?;
        let reached = self.files.reached()?;
        if reached == Some(last) {
            if self.reached() != last {
                // Another process may have written it.
                self.files.reader.reload()?;
            }
            self.reached.send_replace(last);
            return Ok(true);
        }
        if writer.is_none() {
            *writer = self.files.writer()?;
        }
        let Some(mut own) = writer.take() else {
            self.see_what_another_wrote(reached)?;
            return Ok(false);
        };
        *writer = Some(match reached {
            Some(reached) if reached < last => self.apply(database, own, reached).await?,
            // Nothing yet, or a log that is not the one that was followed.
            _ => {
                self.build(database, &mut own).await?;
                own
            }
        });
        Ok(true)
    }

    /// Another process on the same folder keeps the index.
    fn see_what_another_wrote(&self, reached: Option<i64>) -> Result<()> {
        self.files.reader.reload()?;
        self.reached.send_replace(reached.unwrap_or(-1));
        Ok(())
    }

    /// Brings the index up to the log; gives the writer back.
    async fn apply(&self, database: &Database, mut writer: IndexWriter, mut reached: i64) -> Result<IndexWriter> {
        loop {
            let Some(some) = changes::after(database, reached, BATCH).await? else { return Ok(writer) };
            reached = some.reached;
            let nodes: BTreeSet<NodeId> = some.changes.into_iter().map(|change| change.node).collect();
            let touched = self.touched(database, &nodes).await?;
            let reader = Reader::new(database.clone());
            let mut all = Vec::new();
            for (kind, ids) in by_kind(&touched) {
                all.extend(documents(&reader, kind, &ids).await?);
            }
            let ids: Vec<NodeId> = touched.into_iter().collect();
            writer = self.replace(writer, ids, all, reached).await?;
            self.reached.send_replace(reached);
        }
    }

    /// Written and waited for by another thread: the disk takes tens of milliseconds, for which others who follow the log
    /// would wait behind it.
    async fn replace(
        &self,
        mut writer: IndexWriter,
        ids: Vec<NodeId>,
        documents: Vec<Document>,
        reached: i64,
    ) -> Result<IndexWriter> {
        let files = Arc::clone(&self.files);
        let written = move || files.replace(&mut writer, &ids, documents, reached).map(|()| writer);
        let written = tokio::task::spawn_blocking(written).await;
        written.map_err(|_| crate::Error::Search("the writing of the index ended early".into()))?
    }

    /// The records whose documents these changes concern: themselves, those made of them until now, and those that name
    /// them now.
    async fn touched(&self, database: &Database, nodes: &BTreeSet<NodeId>) -> Result<BTreeSet<NodeId>> {
        let ids: Vec<Uuid> = nodes.iter().map(|node| node.uuid).collect();
        let mut touched: BTreeSet<NodeId> = nodes.iter().copied().collect();
        touched.extend(self.made_of(&ids)?);
        touched.extend(crate::follow::naming(database, &ids).await?);
        let posts = touched.iter().filter(|node| node.kind == Kind::Appointment).map(|node| node.uuid);
        touched.extend(holders(database, &posts.collect::<Vec<_>>()).await?);
        touched.retain(|node| KINDS.contains(&node.kind));
        Ok(touched)
    }

    fn made_of(&self, ids: &[Uuid]) -> Result<Vec<NodeId>> {
        let searcher = self.files.reader.searcher();
        let mut found = Vec::new();
        for id in ids {
            let term = Term::from_field_text(self.files.fields.made_of, &id.to_string());
            for address in searcher.search(&TermQuery::new(term, IndexRecordOption::Basic), &DocSetCollector)? {
                let document: TantivyDocument = searcher.doc(address)?;
                let id: Option<NodeId> =
                    document.get_first(self.files.fields.id).and_then(|value| value.as_str()?.parse().ok());
                found.extend(id);
            }
        }
        Ok(found)
    }

    /// Makes the index anew from all that is published.
    async fn build(&self, database: &Database, writer: &mut IndexWriter) -> Result<()> {
        // Read first: what changes meanwhile is applied again, which changes nothing.
        let last = changes::last(database).await?;
        writer.delete_all_documents()?;
        let reader = Reader::new(database.clone());
        for kind in KINDS {
            let mut after = Uuid::nil();
            loop {
                let ids = published(database, kind, after).await?;
                let Some(end) = ids.last() else { break };
                after = *end;
                self.files.add(writer, documents(&reader, kind, &ids).await?)?;
            }
        }
        self.files.commit(writer, last)?;
        self.files.rebuilt()?;
        tracing::info!(last, "the search index was made anew");
        self.reached.send_replace(last);
        Ok(())
    }

    /// Makes the index anew, or asks the process that keeps it to. True when it was done here.
    pub async fn rebuild(&self, database: &Database) -> Result<bool> {
        match self.files.writer()? {
            Some(mut writer) => self.build(database, &mut writer).await.map(|()| true),
            None => self.files.ask_to_rebuild().map(|()| false),
        }
    }
}

fn by_kind(nodes: &BTreeSet<NodeId>) -> BTreeMap<Kind, Vec<Uuid>> {
    let mut kinds: BTreeMap<Kind, Vec<Uuid>> = BTreeMap::new();
    for node in nodes {
        kinds.entry(node.kind).or_default().push(node.uuid);
    }
    kinds
}

/// The next published records of a kind, by id.
async fn published(database: &Database, kind: Kind, after: Uuid) -> Result<Vec<Uuid>> {
    let table = with_kind!(kind, T => crate::read::table::<T>());
    let select = Query::select()
        .column(column::ID)
        .from(table)
        .and_where(Expr::col(column::STAGE).eq(Stage::Published.letter()))
        .and_where(Expr::col(column::ID).gt(after))
        .order_by(column::ID, Order::Asc)
        .limit(BATCH)
        .take();
    let rows = database.reading().query_all(&select).await?;
    rows.iter().map(|row| Ok(row.try_get("", column::ID)?)).collect()
}

/// The doctors who hold these posts, or held them before they were taken back: whatever the stage, these are looked at
/// anew, and what is shown of them is read with a scope.
async fn holders(database: &Database, posts: &[Uuid]) -> Result<Vec<NodeId>> {
    let select = Query::select()
        .distinct()
        .column("target")
        .from("links")
        .and_where(Expr::col("role").eq(LinkRole::Holder.name()))
        .and_where(crate::filter::in_ids("source", posts))
        .take();
    let rows = database.reading().query_all(&select).await?;
    rows.iter().map(|row| Ok(NodeId { kind: Kind::Doctor, uuid: row.try_get("", "target")? })).collect()
}
