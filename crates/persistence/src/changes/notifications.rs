//! What PostgreSQL tells of the writes of other processes.

use std::time::Duration;

use sea_orm::sqlx::postgres::PgListener;
use sea_orm::sqlx::{Error, PgPool};

use crate::{Database, in_use};

/// The channel on which the end of an act is told.
pub(crate) const CHANNEL: &str = "changes";

/// How long to wait after a failure.
const RECOVERY: Duration = Duration::from_secs(2);

/// Calls `told` whenever there may be something new, with whether the next will be told as well. It ends at once where
/// the database cannot tell, and else with its connections.
pub(super) async fn listen(database: &Database, told: impl Fn(bool)) {
    let Some(pool) = database.postgres() else { return };
    loop {
        let heard = hear(pool, &told).await;
        if pool.is_closed() {
            return;
        }
        if let Err(error) = heard {
            tracing::warn!(%error, "PostgreSQL does not tell of changes: they are looked for");
        }
        told(false);
        tokio::time::sleep(RECOVERY).await;
    }
}

async fn hear(pool: &PgPool, told: impl Fn(bool)) -> Result<(), Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(CHANNEL).await?;
    in_use::note(&mut listener).await?;
    told(true);
    loop {
        // Nothing is a connection that was lost and is there again: what was told meanwhile was not heard.
        if listener.try_recv().await?.is_none() {
            in_use::note(&mut listener).await?;
        }
        told(true);
    }
}
