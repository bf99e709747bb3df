//! Whoever copies by webhooks alone: told of a document, it asks for that document; told that one is gone, it throws it away.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;
use shanghaidoctor_api::AuthSettings;
use shanghaidoctor_api::auth::Auth;
use shanghaidoctor_persistence::accounts::Doer;
use shanghaidoctor_persistence::webhooks::{NewWebhook, Webhooks};
use shanghaidoctor_persistence::{Clock, Database, Follower};
use shanghaidoctor_tests::{Received, WebhookReceiver};

use super::{Documents, Server, shown};

/// A copy by messages.
pub(super) struct WebhookCopy {
    receiver: WebhookReceiver,
    documents: Documents,
    /// How many messages were read.
    read: usize,
    /// Their names, so that one that comes again is passed over.
    names: BTreeSet<String>,
    last: i64,
}

impl WebhookCopy {
    /// Makes its endpoint known, before anything is published.
    pub(super) async fn begin(folder: &Path, database: &Database) -> Self {
        let (receiver, clock) = (WebhookReceiver::start(), Clock::system());
        let public = super::PUBLIC.parse().unwrap();
        let auth = Auth::new(&AuthSettings::default(), folder, &public, database, &clock).unwrap();
        let (_, secret) = auth.make_webhook_secret().unwrap();
        let (name, url) = ("River News".to_owned(), receiver.url.parse().unwrap());
        let new = NewWebhook { partner: None, name, url, kinds: Vec::new(), secret };
        Webhooks::new(database, &clock).create(&Doer::operator(), new).await.unwrap();
        Self { receiver, documents: Documents::new(), read: 0, names: BTreeSet::new(), last: 0 }
    }

    /// Does as it was told since.
    pub(super) async fn catch_up(&mut self, server: &Server) {
        let received = self.receiver.received();
        for message in received.iter().skip(self.read) {
            if self.names.insert(message.id.clone()) {
                assert!(message.sequence() > self.last, "{} after {}", message.sequence(), self.last);
                self.last = message.sequence();
                self.take(server, &message.json()["data"]).await;
            }
        }
        self.read = received.len();
    }

    async fn take(&mut self, server: &Server, change: &Value) {
        let id = change["nodeId"].as_str().unwrap().to_owned();
        let list = match change["type"].as_str().unwrap() {
            "ARTICLE" => "articles",
            "DOCTOR" => "doctors",
            _ => return,
        };
        if change["action"] == "REMOVED" {
            self.documents.remove(&id);
            return;
        }
        let response = server.get(&format!("/api/v1/{list}/{id}")).send().await.unwrap();
        // Gone since, or merged into another: a message behind this one says so.
        match response.status().as_u16() {
            200 => {
                let answer: Value = response.json().await.unwrap();
                if answer["data"]["id"] == id.as_str() {
                    self.documents.insert(id, shown(&answer["data"]));
                }
            }
            status => assert!(matches!(status, 404 | 410), "{list} {id}: {status}"),
        }
    }

    /// Waits for all messages there are, and does as they say.
    pub(super) async fn finish(&mut self, server: &Server, database: &Database) {
        let last = Follower::new(database).last().await.unwrap();
        let all_came = |received: &[Received]| received.iter().any(|message| message.sequence() >= last);
        self.receiver.wait_until("the last change", all_came).await;
        self.catch_up(server).await;
    }

    /// What it holds of a kind.
    pub(super) fn documents(&self, prefix: &str) -> Documents {
        let of_kind = self.documents.iter().filter(|(id, _)| id.starts_with(prefix));
        of_kind.map(|(id, said)| (id.clone(), said.clone())).collect()
    }
}
