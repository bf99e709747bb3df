use std::collections::{BTreeMap, BTreeSet, HashSet};

use sea_orm::sea_query::{Expr, OnConflict, Query, UpdateStatement};
use sea_orm::{ConnectionTrait, ExprTrait};
use serde_json::{Value, json};
use shanghaidoctor_domain::{
    AuditAction, NodeId, ReleaseAction, ReleaseItem, ReleaseStatus, ReleaseTime, Stage, Task, UnpublishReason,
    ViolationCode, Violations, id_text,
};
use uuid::Uuid;

use super::{Since, Writing, links};
use crate::accounts::{Deed, names};
use crate::releases::{self, Failure, ITEMS, PUBLISH, Release, TABLE, UNPUBLISH};
use crate::{Error, Result};

/// At most this many documents in one release.
const MOST_ITEMS: usize = 500;

impl Writing {
    /// Makes a release of these documents; there can be none yet.
    pub async fn create_release(&mut self, name: &str, note: Option<&str>, items: &[ReleaseItem]) -> Result<Uuid> {
        self.actor.may_do(Task::PlanReleases)?;
        check_name(name)?;
        let id = self.clock.next_id();
        let (at, by) = (chrono::DateTime::<chrono::Utc>::from(self.at), self.actor.name().into_owned());
        let insert = Query::insert()
            .into_table(TABLE)
            .columns(["id", "name", "note", "status", "created_at", "created_by", "updated_at", "updated_by"])
            .values_panic([
                id.into(),
                name.into(),
                note.into(),
                ReleaseStatus::Open.name().into(),
                at.into(),
                by.clone().into(),
                at.into(),
                by.into(),
            ])
            .take();
        self.transaction.execute(&insert).await?;
        self.write_items(id, items).await?;
        self.note_release(AuditAction::ReleaseCreated, id, json!({ "name": name, "documents": named(items) })).await?;
        Ok(id)
    }

    /// An error where the release is not at the revision that somebody saw, who is about to change it. Who saw none takes it as
    /// it is.
    pub async fn expect_release(&self, id: Uuid, seen: Option<i32>) -> Result<()> {
        let Release { revision, updated_at: at, updated_by: author, .. } = self.found_release(id).await?;
        let Some(seen) = seen.filter(|seen| *seen != revision) else { return Ok(()) };
        let author_name = names(&self.transaction, &BTreeSet::from([author.as_str()])).await?.remove(&author);
        Err(Error::StaleRelease { seen, since: Since { revision, at, author, author_name, changed: Vec::new() } })
    }

    /// Gives a release another name, or another note; none takes the note away.
    pub async fn update_release(&mut self, id: Uuid, name: Option<&str>, note: Option<Option<&str>>) -> Result<()> {
        self.release(id).await?;
        let mut update = self.change(id);
        if let Some(name) = name {
            check_name(name)?;
            update.value("name", name);
        }
        if let Some(note) = note {
            update.value("note", note);
        }
        self.transaction.execute(&update).await?;
        self.note_release(AuditAction::ReleaseChanged, id, json!({ "name": name })).await
    }

    /// Adds documents to a release that has not gone out; of one that is in it already, what is done is changed.
    pub async fn add_to_release(&mut self, id: Uuid, items: &[ReleaseItem]) -> Result<()> {
        self.write_items(id, items).await?;
        self.transaction.execute(&self.change(id)).await?;
        self.note_release(AuditAction::ReleaseChanged, id, json!({ "added": named(items) })).await
    }

    async fn write_items(&self, id: Uuid, items: &[ReleaseItem]) -> Result<()> {
        let release = self.open_release(id).await?;
        self.may_all(items).await?;
        let mut missing = Violations::default();
        let nodes: HashSet<NodeId> = items.iter().map(|item| item.node).collect();
        let drafts = links::present(&self.transaction, Stage::Draft, &nodes).await?;
        for (index, item) in items.iter().enumerate() {
            if !drafts.contains(&item.node) {
                missing.push(format!("items.{index}"), ViolationCode::NotFound, format!("there is no {}", item.node));
            }
        }
        if release.items.len() + items.len() > MOST_ITEMS {
            missing.invalid("items", format!("a release has {MOST_ITEMS} documents at most"));
        }
        missing.into_result().map_err(Error::Refused)?;
        for (position, item) in (release.items.len()..).zip(items) {
            self.write_item(id, position, *item).await?;
        }
        Ok(())
    }

    async fn write_item(&self, release: Uuid, position: usize, item: ReleaseItem) -> Result<()> {
        let (action, reason) = match item.action {
            ReleaseAction::Publish => (PUBLISH, None),
            ReleaseAction::Unpublish(reason) => (UNPUBLISH, Some(reason.name())),
        };
        let insert = Query::insert()
            .into_table(ITEMS)
            .columns(["release", "node", "kind", "position", "action", "reason"])
            .values_panic([
                release.into(),
                item.node.uuid.into(),
                item.node.kind.prefix().into(),
                i32::try_from(position).unwrap_or(i32::MAX).into(),
                action.into(),
                reason.into(),
            ])
            .on_conflict(OnConflict::columns(["release", "node"]).update_columns(["action", "reason"]).to_owned())
            .take();
        self.transaction.execute(&insert).await?;
        Ok(())
    }

    /// Takes documents out of a release that has not gone out.
    pub async fn remove_from_release(&mut self, id: Uuid, nodes: &[NodeId]) -> Result<()> {
        self.open_release(id).await?;
        let delete = Query::delete()
            .from_table(ITEMS)
            .and_where(Expr::col("release").eq(id))
            .and_where(Expr::col("node").is_in(nodes.iter().map(|node| node.uuid)))
            .take();
        self.transaction.execute(&delete).await?;
        self.transaction.execute(&self.change(id)).await?;
        self.note_release(AuditAction::ReleaseChanged, id, json!({ "removed": nodes })).await
    }

    /// Lets a release go out at a time, which must be to come. Whoever says so must still have the right then.
    pub async fn schedule_release(&mut self, id: Uuid, time: ReleaseTime) -> Result<()> {
        let release = self.open_release(id).await?;
        expect_documents(&release)?;
        let (due_at, _) = time.moment();
        if due_at <= self.at {
            return Err(refused("at", ViolationCode::Invalid, format!("{due_at} is over: name a time to come")));
        }
        let update = self
            .change(id)
            .value("status", ReleaseStatus::Scheduled.name())
            .value("wall_time", time.wall.to_string())
            .value("zone", time.zone.to_string())
            .value("due_at", chrono::DateTime::<chrono::Utc>::from(due_at))
            .value("scheduled_by", self.actor.name().into_owned())
            .value("failures", Option::<String>::None)
            .take();
        self.transaction.execute(&update).await?;
        let before = release.schedule.map(|schedule| schedule.due_at);
        let (at, zone) = (time.wall.to_string(), time.zone.to_string());
        let detail = json!({ "at": at, "timeZone": zone, "dueAt": due_at, "dueBefore": before });
        self.note_release(AuditAction::ReleaseScheduled, id, detail).await
    }

    /// Keeps a release from going out, until it is scheduled or published anew.
    pub async fn cancel_release(&mut self, id: Uuid) -> Result<()> {
        let release = self.open_release(id).await?;
        let update = self.change(id).value("status", ReleaseStatus::Cancelled.name()).take();
        self.transaction.execute(&update).await?;
        self.note_release(AuditAction::ReleaseCancelled, id, json!({ "name": release.name })).await
    }

    /// Lets a release go out now: all that it does, or nothing.
    pub async fn publish_release(&mut self, id: Uuid) -> Result<()> {
        let release = self.open_release(id).await?;
        expect_documents(&release)?;
        let mut taken_back: BTreeMap<&str, (UnpublishReason, Vec<NodeId>)> = BTreeMap::new();
        let mut published = Vec::new();
        for item in &release.items {
            match item.action {
                ReleaseAction::Publish => published.push(item.node),
                ReleaseAction::Unpublish(reason) => {
                    taken_back.entry(reason.name()).or_insert((reason, Vec::new())).1.push(item.node);
                }
            }
        }
        // What goes leaves its name in addresses to what comes.
        for (reason, nodes) in taken_back.into_values() {
            self.unpublish_all(&nodes, reason).await?;
        }
        self.publish_all(&published).await?;
        let update = self
            .change(id)
            .value("status", ReleaseStatus::Published.name())
            .value("published_at", chrono::DateTime::<chrono::Utc>::from(self.at))
            .value("failures", Option::<String>::None)
            .take();
        self.transaction.execute(&update).await?;
        self.note_release(AuditAction::ReleasePublished, id, json!({ "name": release.name })).await
    }

    /// Notes that a release was to go out at its time and could not, unless it was changed meanwhile. Who notes it is the
    /// server itself; the release stays in the name of whoever scheduled it.
    pub async fn fail_release(&mut self, release: &Release, failures: &[Failure]) -> Result<()> {
        let by = release.schedule.as_ref().map_or(&release.updated_by, |schedule| &schedule.by);
        let update = self
            .change_by(release.id, by)
            .value("status", ReleaseStatus::Failed.name())
            .value("failures", serde_json::to_string(failures)?)
            .and_where(Expr::col("status").eq(ReleaseStatus::Scheduled.name()))
            .and_where(Expr::col("updated_at").eq(chrono::DateTime::<chrono::Utc>::from(release.updated_at)))
            .take();
        if self.transaction.execute(&update).await?.rows_affected() == 0 {
            return Ok(());
        }
        self.note_release(AuditAction::ReleaseFailed, release.id, json!({ "failures": failures })).await
    }

    /// A release that is still to go out at its time, which is over; none where somebody was faster. The act before it is
    /// over, so that of several servers one finds it.
    pub async fn due_release(&self, id: Uuid) -> Result<Option<Release>> {
        let release = releases::find(&self.transaction, id).await?;
        let is_due = |release: &Release| {
            let is_over = release.schedule.as_ref().is_some_and(|schedule| schedule.due_at <= self.at);
            release.status == ReleaseStatus::Scheduled && is_over
        };
        Ok(release.filter(is_due))
    }

    async fn release(&self, id: Uuid) -> Result<Release> {
        let release = self.found_release(id).await?;
        self.may_all(&release.items).await?;
        Ok(release)
    }

    async fn found_release(&self, id: Uuid) -> Result<Release> {
        self.actor.may_do(Task::PlanReleases)?;
        let found = releases::find(&self.transaction, id).await?;
        found.ok_or_else(|| refused("id", ViolationCode::NotFound, "there is no such release".to_owned()))
    }

    async fn open_release(&self, id: Uuid) -> Result<Release> {
        let release = self.release(id).await?;
        if release.status == ReleaseStatus::Published {
            return Err(refused("id", ViolationCode::Invalid, "it went out: make another release".to_owned()));
        }
        Ok(release)
    }

    async fn note_release(&self, action: AuditAction, id: Uuid, detail: Value) -> Result<()> {
        self.note_deed(Deed::to(action, id_text(releases::PREFIX, id)).with(detail)).await
    }

    fn change(&self, id: Uuid) -> UpdateStatement {
        self.change_by(id, &self.actor.name())
    }

    fn change_by(&self, id: Uuid, by: &str) -> UpdateStatement {
        Query::update()
            .table(TABLE)
            .value("revision", Expr::col("revision").add(1))
            .value("updated_at", chrono::DateTime::<chrono::Utc>::from(self.at))
            .value("updated_by", by)
            .and_where(Expr::col("id").eq(id))
            .take()
    }
}

fn named(items: &[ReleaseItem]) -> Vec<NodeId> {
    items.iter().map(|item| item.node).collect()
}

fn expect_documents(release: &Release) -> Result<()> {
    match release.items.is_empty() {
        true => Err(refused("id", ViolationCode::Required, "the release is empty: add documents".to_owned())),
        false => Ok(()),
    }
}

fn check_name(name: &str) -> Result<()> {
    match name.trim().is_empty() {
        true => Err(refused("name", ViolationCode::Required, "needs a name".to_owned())),
        false => Ok(()),
    }
}

fn refused(path: &str, code: ViolationCode, message: String) -> Error {
    let mut violations = Violations::default();
    violations.push(path, code, message);
    Error::Refused(violations)
}
