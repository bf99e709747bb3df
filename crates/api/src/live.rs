//! What stays open: WebSockets and event streams, how many there may be, what they are told, and their end.

mod connections;
mod events;
mod made;
mod shown_document;
mod together;

use shanghaidoctor_persistence::Database;
use shanghaidoctor_persistence::changes::Feed;
use tokio::sync::watch;

pub use connections::{Connections, Full, Slot, line_of};
pub use events::Events;
pub use made::Made;
pub use shown_document::ShownDocument;
pub use together::{Operation, Together};

use crate::cache::Caches;
use crate::config::LiveSettings;

/// Everything that connections which stay open have in common.
pub struct Live {
    /// The log that they are fed from.
    pub feed: Feed,
    /// How much each may take.
    pub settings: LiveSettings,
    /// How many there are.
    pub connections: Connections,
    /// What many are shown, and is made once for all of them.
    pub together: Together,
    stopping: watch::Sender<bool>,
}

impl Live {
    /// Nobody is connected yet.
    pub async fn open(database: &Database, caches: &Caches, settings: LiveSettings) -> anyhow::Result<Self> {
        let feed = Feed::open(database).await?;
        let connections = Connections::new(settings.live_connections, settings.live_connections_per_client);
        let together = Together::new(caches.clone());
        Ok(Self { feed, settings, connections, together, stopping: watch::Sender::new(false) })
    }

    /// Lets all connections end: the server is about to.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// Comes when the server is about to end.
    pub fn stopping(&self) -> impl Future<Output = ()> + use<> {
        let mut stopping = self.stopping.subscribe();
        async move {
            // Without the sender there is no server any more.
            let _ = stopping.wait_for(|stopping| *stopping).await;
        }
    }
}
