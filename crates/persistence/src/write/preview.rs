use std::collections::{BTreeMap, HashSet};

use sea_orm::sea_query::{Expr, Query, SelectStatement};
use sea_orm::{ConnectionTrait, ExprTrait};
use shanghaidoctor_domain::{AuditAction, DateTime, Id, Kind, NodeId, Stage, Verb, ViolationCode, Violations, id_text};
use uuid::Uuid;

use super::{Writing, blockers, links, row};
use crate::accounts::Deed;
use crate::previews::{DOCUMENTS, Preview, PreviewDocument, TABLE};
use crate::scope::At;
use crate::stored::{Stored, column, with_kind};
use crate::{Entry, Error, Result, history, previews};

/// At most this many documents are named for one link.
const MOST_DOCUMENTS: usize = 200;

/// At most this many are shown by it, with those that would be published with them.
const MOST_SHOWN: usize = 1_000;

/// A link by which some drafts are to be read.
pub struct NewPreview {
    /// What is read by it.
    pub documents: Vec<PreviewDocument>,
    /// Whether it names all else as well that would be published with these now.
    pub with_needed: bool,
    /// When it ends.
    pub expires_at: DateTime,
    /// What it is for.
    pub note: Option<String>,
}

impl Writing {
    /// Makes a link by which some drafts are read, known by the hash of its token.
    pub async fn create_preview(&mut self, token_hash: &str, new: &NewPreview) -> Result<Preview> {
        self.actor.may(Verb::Share, Kind::Article)?;
        self.links.write(&self.transaction).await?;
        let named = self.check_preview(&new.documents).await?;
        let documents = if new.with_needed { self.with_needed(named).await? } else { named };
        self.forget_what_is_over().await?;
        let preview = Preview {
            id: self.clock.next_id(),
            created_at: self.at,
            created_by: self.actor.name().into_owned(),
            expires_at: new.expires_at,
            revoked_at: None,
            note: new.note.clone(),
            documents: documents.into_iter().map(|(node, revision)| PreviewDocument { node, revision }).collect(),
        };
        self.write_preview(token_hash, &preview).await?;
        for document in new.documents.iter().enumerate() {
            self.keep_revision(preview.id, document).await?;
        }
        self.may_share(&preview).await?;
        self.note_deed(Deed::to(AuditAction::PreviewCreated, id_text(previews::PREFIX, preview.id))).await?;
        Ok(preview)
    }

    /// What is named: drafts that are there, each once.
    async fn check_preview(&self, documents: &[PreviewDocument]) -> Result<BTreeMap<NodeId, Option<i32>>> {
        let mut violations = Violations::default();
        if documents.is_empty() {
            violations.required("documents", "name at least one document");
        }
        if documents.len() > MOST_DOCUMENTS {
            violations.invalid("documents", format!("a link names {MOST_DOCUMENTS} documents at most"));
        }
        violations.into_result().map_err(Error::Refused)?;
        let mut violations = Violations::default();
        let nodes: HashSet<NodeId> = documents.iter().map(|document| document.node).collect();
        let drafts = links::present(&self.transaction, Stage::Draft, &nodes).await?;
        let mut named = BTreeMap::new();
        for (index, PreviewDocument { node, revision }) in documents.iter().enumerate() {
            let place = format!("documents.{index}");
            if !drafts.contains(node) {
                violations.push(place, ViolationCode::NotFound, format!("there is no {node}"));
            } else if named.insert(*node, *revision).is_some() {
                violations.push(place, ViolationCode::Duplicate, format!("{node} is named twice"));
            }
        }
        violations.into_result().map_err(Error::Refused)?;
        Ok(named)
    }

    async fn with_needed(&self, mut named: BTreeMap<NodeId, Option<i32>>) -> Result<BTreeMap<NodeId, Option<i32>>> {
        let asked: Vec<NodeId> = named.keys().copied().collect();
        let together: HashSet<NodeId> =
            blockers::published_with(&self.transaction, &asked).await?.into_iter().collect();
        let drafts = links::present(&self.transaction, Stage::Draft, &together).await?;
        for node in drafts {
            named.entry(node).or_insert(None);
        }
        if named.len() > MOST_SHOWN {
            let mut violations = Violations::default();
            let message = format!(
                "with what would be published with them these are {}, a link shows {MOST_SHOWN} documents at most",
                named.len()
            );
            violations.invalid("documents", message);
            return Err(Error::Refused(violations));
        }
        Ok(named)
    }

    async fn write_preview(&self, token_hash: &str, preview: &Preview) -> Result<()> {
        let moment = chrono::DateTime::<chrono::Utc>::from;
        let keeps_rows = preview.documents.iter().any(|document| document.revision.is_some());
        let insert = Query::insert()
            .into_table(TABLE)
            .columns(["id", "token_hash", "created_at", "created_by", "expires_at", "note", previews::KEEPS_ROWS])
            .values_panic([
                preview.id.into(),
                token_hash.into(),
                moment(preview.created_at).into(),
                preview.created_by.as_str().into(),
                moment(preview.expires_at).into(),
                preview.note.as_deref().into(),
                keeps_rows.into(),
            ])
            .take();
        self.transaction.execute(&insert).await?;
        let mut documents = Query::insert();
        documents.into_table(DOCUMENTS).columns(["preview", "node", "kind", "revision"]);
        for PreviewDocument { node, revision } in &preview.documents {
            documents.values_panic([
                preview.id.into(),
                node.uuid.into(),
                node.kind.prefix().into(),
                (*revision).into(),
            ]);
        }
        self.transaction.execute(&documents).await?;
        Ok(())
    }

    /// Keeps what a document said at the revision that a link names as a row of the link's own, so that it is found, listed
    /// and linked as it was then.
    async fn keep_revision(&mut self, link: Uuid, (index, document): (usize, &PreviewDocument)) -> Result<()> {
        let PreviewDocument { node, revision: Some(revision) } = *document else { return Ok(()) };
        let kept = with_kind!(node.kind, T => self.keep_revision_as::<T>(link, Id::new(node.uuid), revision).await);
        let (code, message) = match kept {
            Err(Error::NoRevision { .. }) => (ViolationCode::NotFound, format!("{node} has no revision {revision}")),
            // Another document of the link has the same name, or it is of a form that is written no more.
            Err(Error::Invalid { violations, .. }) => (ViolationCode::Invalid, violations.to_string()),
            other => return other,
        };
        let mut violations = Violations::default();
        violations.push(format!("documents.{index}.revision"), code, message);
        Err(Error::Refused(violations))
    }

    async fn keep_revision_as<T: Stored>(&mut self, link: Uuid, id: Id<T>, revision: i32) -> Result<()> {
        let node = id.node();
        let saved = history::saved(&self.transaction, node, revision).await?;
        let content: T = serde_json::from_value(saved.content.unwrap_or_default())
            .map_err(|error| Error::Damaged { node, error })?;
        let content = self.follow_merges(node, content).await?;
        let draft = self.draft(id).await?.ok_or(Error::NotFound(node))?;
        let public = crate::read::by_ids::<T>(&self.transaction, Stage::Published, &[node.uuid]).await?;
        let published_at = public.get(&node.uuid).and_then(|public| public.published_at);
        let links = content.links();
        let entry = Entry {
            id: node.uuid,
            revision,
            created_at: draft.created_at,
            updated_at: saved.at,
            published_at,
            content,
        };
        row::write(&self.transaction, At::Preview(link), &entry, None).await?;
        self.links.add(At::Preview(link), node, &links);
        Ok(())
    }

    /// Whether who acts may share all that a link shows: who is kept to some languages or channels shares nothing beyond them.
    async fn may_share(&self, preview: &Preview) -> Result<()> {
        for kind in Kind::ALL {
            let nodes = preview.documents.iter().map(|document| document.node);
            let ids: Vec<Uuid> = nodes.filter(|node| node.kind == kind).map(|node| node.uuid).collect();
            with_kind!(kind, T => self.may_share_all::<T>(preview.id, &ids).await)?;
        }
        Ok(())
    }

    async fn may_share_all<T: Stored>(&self, link: Uuid, ids: &[Uuid]) -> Result<()> {
        let shown = crate::read::by_ids::<T>(&self.transaction, At::Preview(link), ids).await?;
        Ok(shown.values().try_for_each(|entry| self.actor.may_touch(Verb::Share, &entry.content))?)
    }

    /// Ends a link: nothing is read by it any more. One by which an answer is waited for is not ended by itself: the article
    /// would wait for ever.
    pub async fn revoke_preview(&mut self, id: Uuid) -> Result<Option<Preview>> {
        self.actor.may(Verb::Share, Kind::Article)?;
        let Some(preview) = previews::by_id(&self.transaction, id).await? else { return Ok(None) };
        if preview.revoked_at.is_some() {
            return Ok(Some(preview));
        }
        if preview.created_by != self.actor.name() {
            self.may_share(&preview).await?;
        }
        self.expect_not_awaited(id).await?;
        self.end_preview(&preview).await?;
        self.note_deed(Deed::to(AuditAction::PreviewRevoked, id_text(previews::PREFIX, id))).await?;
        Ok(Some(Preview { revoked_at: Some(self.at), ..preview }))
    }

    pub(super) async fn end_preview(&self, preview: &Preview) -> Result<()> {
        let update = Query::update()
            .table(TABLE)
            .value("revoked_at", chrono::DateTime::<chrono::Utc>::from(self.at))
            .and_where(Expr::col("id").eq(preview.id))
            .and_where(Expr::col("revoked_at").is_null())
            .take();
        self.transaction.execute(&update).await?;
        self.forget_rows(preview).await
    }

    /// Takes away what links keep whose time is over.
    async fn forget_what_is_over(&self) -> Result<()> {
        for preview in previews::over(&self.transaction, self.at).await? {
            self.forget_rows(&preview).await?;
        }
        Ok(())
    }

    /// Takes away the rows that a link keeps of revisions.
    async fn forget_rows(&self, preview: &Preview) -> Result<()> {
        for PreviewDocument { node, revision } in &preview.documents {
            if revision.is_some() {
                with_kind!(node.kind, T => self.forget_row::<T>(preview.id, *node).await)?;
            }
        }
        let update = Query::update()
            .table(TABLE)
            .value(previews::KEEPS_ROWS, false)
            .and_where(Expr::col("id").eq(preview.id))
            .take();
        self.transaction.execute(&update).await?;
        Ok(())
    }

    async fn forget_row<T: Stored>(&self, link: Uuid, node: NodeId) -> Result<()> {
        let stage = At::Preview(link).name();
        for (table, document) in [(crate::read::table::<T>(), column::ID), ("links", "source")] {
            let delete = Query::delete()
                .from_table(table)
                .and_where(Expr::col(document).eq(node.uuid))
                .and_where(Expr::col(column::STAGE).eq(stage.as_ref()))
                .take();
            self.transaction.execute(&delete).await?;
        }
        T::remove_parts(&self.transaction, node.uuid, &stage).await
    }

    /// Lets links that show a draft which is merged into another show that one. Where the public sees it, so do they already.
    pub(super) async fn repoint_previewed(&self, from: NodeId, to: NodeId) -> Result<()> {
        let showing = Query::select().column("preview").from(DOCUMENTS).and_where(Expr::col("node").eq(to.uuid)).take();
        let update = Query::update()
            .table(DOCUMENTS)
            .value("node", to.uuid)
            .and_where(Expr::col("node").eq(from.uuid))
            .and_where(Expr::col("revision").is_null())
            .and_where(Expr::col("preview").not_in_subquery(showing))
            .take();
        self.transaction.execute(&update).await?;
        Ok(())
    }

    /// Takes away what links keep of a document that is gone.
    pub(super) async fn take_away_previewed<T: Stored>(&self, node: NodeId) -> Result<()> {
        for row in self.transaction.query_all(&naming_a_revision_of(node)).await? {
            self.forget_row::<T>(row.try_get("", "preview")?, node).await?;
        }
        Ok(())
    }
}

fn naming_a_revision_of(node: NodeId) -> SelectStatement {
    Query::select()
        .column("preview")
        .from(DOCUMENTS)
        .and_where(Expr::col("node").eq(node.uuid))
        .and_where(Expr::col("revision").is_not_null())
        .take()
}
