//! Lets releases go out at their time. Every server looks, and which of them does it is decided by the act itself: acts
//! come one after another in one database, and the first finds the release still waiting. What was missed while no server
//! ran goes out when one starts.

use std::time::Duration;

use shanghaidoctor_domain::{Actor, DateTime, read_id};
use shanghaidoctor_persistence::accounts::Accounts;
use shanghaidoctor_persistence::releases::{self, Failure, Release};
use shanghaidoctor_persistence::write::Writing;
use shanghaidoctor_persistence::{Clock, Database, Error, Result};
use uuid::Uuid;

/// How long to wait when a release cannot go out for want of the database.
const RECOVERY: Duration = Duration::from_secs(5);

/// How often to look without being told of anything: another server may have been told of a time, and stopped.
const LOOK: Duration = Duration::from_secs(30);

/// Who lets releases go out at their time.
#[derive(Clone)]
pub struct Scheduler {
    database: Database,
    clock: Clock,
}

impl Scheduler {
    /// The one of this server.
    pub const fn new(database: Database, clock: Clock) -> Self {
        Self { database, clock }
    }

    /// The time at which the release should have gone out that waits longest; none where none waits.
    pub async fn overdue(&self) -> Result<Option<DateTime>> {
        let next = releases::next_due(&self.database).await?;
        Ok(next.map(|(_, due_at)| due_at).filter(|due_at| *due_at <= self.clock.now()))
    }

    /// Lets what is due go out, waits for what is due next, and so on.
    pub async fn run(self) {
        loop {
            let written = self.database.changed();
            match self.step().await {
                Ok(next) => tokio::select! {
                    () = written => {}
                    () = self.reaches(next) => {}
                    () = tokio::time::sleep(LOOK) => {}
                },
                Err(error) => {
                    tracing::error!(%error, "releases that are due wait: the database fails");
                    tokio::time::sleep(RECOVERY).await;
                }
            }
        }
    }

    async fn reaches(&self, next: Option<DateTime>) {
        match next {
            Some(next) => self.clock.reaches(next).await,
            None => std::future::pending().await,
        }
    }

    /// Lets all that is due go out, each for itself; gives the time of the next one.
    async fn step(&self) -> anyhow::Result<Option<DateTime>> {
        let next = releases::next_due(&self.database).await?.map(|(_, due_at)| due_at);
        if next.is_none_or(|due_at| due_at > self.clock.now()) {
            return Ok(next);
        }
        let mut failed = None;
        for id in releases::due(&self.database, self.clock.now()).await? {
            if let Err(error) = self.publish(id).await {
                failed = Some(error);
            }
        }
        match failed {
            Some(error) => Err(error),
            None => Ok(releases::next_due(&self.database).await?.map(|(_, due_at)| due_at)),
        }
    }

    async fn publish(&self, id: Uuid) -> anyhow::Result<()> {
        let Some(release) = releases::one(&self.database, &Actor::Operator, id).await? else { return Ok(()) };
        let Some(by) = release.schedule.as_ref().map(|schedule| schedule.by.clone()) else { return Ok(()) };
        let Some(actor) = self.actor(&by).await? else {
            let message = format!("{by}, who scheduled it, has no account any more: let somebody else schedule it");
            let failures = vec![Failure { node: None, path: String::new(), message }];
            return Ok(self.fail(&release, failures).await?);
        };
        match self.publish_as(actor, &release).await {
            Ok(()) => Ok(()),
            Err(error) => match failures(&error) {
                Some(failures) => Ok(self.fail(&release, failures).await?),
                None => Err(error.into()),
            },
        }
    }

    async fn publish_as(&self, actor: Actor, release: &Release) -> Result<()> {
        let note = Some(format!("release “{}”", release.name));
        let mut writing = Writing::begin(&self.database, &self.clock, actor, note).await?;
        // Another server may have been faster, or somebody changed their mind.
        if writing.due_release(release.id).await?.as_ref() != Some(release) {
            return Ok(());
        }
        writing.publish_release(release.id).await?;
        writing.commit().await?;
        tracing::info!(release = %release.id, name = release.name, "a release went out");
        Ok(())
    }

    async fn fail(&self, release: &Release, failures: Vec<Failure>) -> Result<()> {
        tracing::warn!(release = %release.id, name = release.name, ?failures, "a release could not go out");
        let mut writing = Writing::begin(&self.database, &self.clock, Actor::Operator, None).await?;
        writing.fail_release(release, &failures).await?;
        writing.commit().await
    }

    /// Who this is by now, with the rights that they have today; nobody where the account is gone.
    async fn actor(&self, name: &str) -> anyhow::Result<Option<Actor>> {
        if name == Actor::Operator.name() {
            return Ok(Some(Actor::Operator));
        }
        let Some(id) = read_id("account", name).ok() else { return Ok(None) };
        let account = Accounts::new(&self.database, &self.clock).by_id(id).await?;
        let active = account.filter(|account| account.disabled_at.is_none());
        Ok(active.map(|account| Actor::Account { id, role: account.role, limits: account.limits }))
    }
}

/// What stood in the way, where somebody can mend it; none where the database failed, and it is to be tried again.
fn failures(error: &Error) -> Option<Vec<Failure>> {
    let whole = |node| vec![Failure { node, path: String::new(), message: error.to_string() }];
    Some(match error {
        Error::Blocked(blockers) => blockers
            .iter()
            .map(|blocker| Failure {
                node: Some(blocker.node),
                path: blocker.violation.path.clone(),
                message: blocker.violation.message.clone(),
            })
            .collect(),
        Error::Invalid { node, violations } => violations
            .0
            .iter()
            .map(|broken| Failure { node: Some(*node), path: broken.path.clone(), message: broken.message.clone() })
            .collect(),
        Error::NotFound(node) => whole(Some(*node)),
        Error::Forbidden(_) | Error::Refused(_) | Error::Merged { .. } | Error::Stale { .. } => whole(None),
        _ => return None,
    })
}
