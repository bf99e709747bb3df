use std::net::IpAddr;

use shanghaidoctor_domain::{Actor, DateTime, Kind, Verb};
use shanghaidoctor_persistence::write::Writing;
use shanghaidoctor_persistence::{Clock, Database, Result};

use crate::graphql::error::content_error;

/// Who acts, and where what they do is kept.
pub struct Acting {
    database: Database,
    clock: Clock,
    actor: Actor,
    address: Option<IpAddr>,
}

impl Acting {
    /// Somebody's acts in this database, who asks from this address.
    pub const fn new(database: Database, clock: Clock, actor: Actor, address: Option<IpAddr>) -> Self {
        Self { database, clock, actor, address }
    }

    /// Whether they have the right: asked before work is done that only pays for those who do. The write path asks again.
    pub(super) fn may(&self, verb: Verb, kind: Kind) -> async_graphql::Result<()> {
        self.actor.may(verb, kind).map_err(|error| content_error(&error.into()))
    }

    /// Who acts.
    pub(super) const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Where what they do is kept.
    pub(super) const fn database(&self) -> &Database {
        &self.database
    }

    /// What time it is.
    pub(super) fn now(&self) -> DateTime {
        self.clock.now()
    }

    /// Begins one. `note` says why, for the history.
    pub(super) async fn begin(&self, note: Option<String>) -> Result<Writing> {
        let writing = Writing::begin(&self.database, &self.clock, self.actor.clone(), note).await?;
        Ok(writing.asked_from(self.address.map(|address| address.to_string())))
    }
}
