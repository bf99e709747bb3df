use shanghaidoctor_domain::Actor;
use shanghaidoctor_persistence::write::Writing;
use shanghaidoctor_persistence::{Clock, Database, Result};

/// Who acts, and where what they do is kept.
pub struct Acting {
    database: Database,
    clock: Clock,
    actor: Actor,
}

impl Acting {
    /// Somebody's acts in this database.
    pub const fn new(database: Database, clock: Clock, actor: Actor) -> Self {
        Self { database, clock, actor }
    }

    /// Begins one. `note` says why, for the history.
    pub(super) async fn begin(&self, note: Option<String>) -> Result<Writing> {
        Writing::begin(&self.database, &self.clock, self.actor.clone(), note).await
    }
}
