//! How the caches follow the log: each change is the tags that `tags.rs` says it drops.

use std::collections::HashSet;
use std::time::Duration;

use shanghaidoctor_persistence::{Behind, Concern, Follower, Result};
use uuid::Uuid;

use super::validity::Validity;
use crate::tags::{Tag, dropped_by};

/// How long to wait after a failure.
const RECOVERY: Duration = Duration::from_secs(1);

pub(super) async fn follow(validity: &Validity, follower: &Follower) {
    loop {
        let changed = follower.changed();
        match catch_up(validity, follower).await {
            // The feed looks for what other processes write, and wakes all who follow the log.
            Ok(()) => changed.await,
            Err(error) => {
                tracing::error!(%error, "the caches cannot follow the log: they are not used until they can");
                validity.lose();
                let _ = tokio::time::timeout(RECOVERY, changed).await;
            }
        }
    }
}

async fn catch_up(validity: &Validity, follower: &Follower) -> Result<()> {
    if validity.now().is_none() {
        // In this order: what is read from now on is at least as new as the number.
        validity.begin(follower.last().await?);
    }
    loop {
        match follower.behind(validity.followed()).await? {
            Behind::Nothing => return Ok(()),
            Behind::Gap => {
                tracing::warn!("the log is not the one that was followed: the caches begin anew");
                validity.begin(follower.last().await?);
            }
            Behind::Changes(concerns) => match tags(follower, concerns.changes).await? {
                Some(tags) => validity.step(concerns.reached, tags),
                None => validity.begin(concerns.reached),
            },
        }
    }
}

/// The tags that changes drop; none where nobody knows.
async fn tags(follower: &Follower, changes: Vec<Concern>) -> Result<Option<HashSet<Tag>>> {
    let mut tags = HashSet::new();
    let mut appeared: Vec<Uuid> = Vec::new();
    for Concern { node, appears, named } in changes {
        let Some(named) = named else { return Ok(None) };
        let Some(node) = node else { continue };
        tags.extend(dropped_by(node, &named));
        if appears {
            appeared.push(node.uuid);
        }
    }
    // As they are now: what has named one of them since then and does no more has changed, and is dropped by that.
    tags.extend(follower.naming(&appeared).await?.into_iter().map(Tag::Document));
    Ok(Some(tags))
}
