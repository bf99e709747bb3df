//! The process is killed while it sends, and two send at once: each change is told, in order, and nothing but a repetition
//! under the same name comes of it.

use std::process::{Child, Stdio};
use std::time::Duration;

use rstest::rstest;
use shanghaidoctor_api::AuthSettings;
use shanghaidoctor_api::auth::Auth;
use shanghaidoctor_domain::Actor;
use shanghaidoctor_persistence::accounts::Doer;
use shanghaidoctor_persistence::webhooks::{NewWebhook, Webhook, Webhooks};
use shanghaidoctor_persistence::write::Writing;
use shanghaidoctor_persistence::{Clock, Database, DatabaseUrl, Follower};
use shanghaidoctor_tests::content::{doctor, save};
use shanghaidoctor_tests::{Backend, Binary, Received, WebhookReceiver};
use tempfile::TempDir;

use super::all;

/// A database with an endpoint that is to be told of some changes.
struct Behind {
    folder: TempDir,
    address: String,
    database: Database,
    webhook: Webhook,
    last: i64,
}

impl Behind {
    async fn by(changes: usize, backend: Backend, receiver: &WebhookReceiver) -> Self {
        let folder = TempDir::new().unwrap();
        let address = backend.create(folder.path()).await;
        let url: DatabaseUrl = address.parse().unwrap();
        let database = Database::open(&url, Duration::from_secs(60)).await.unwrap();
        let clock = Clock::system();
        let public = "https://api.example.org".parse().unwrap();
        let auth = Auth::new(&AuthSettings::default(), folder.path(), &public, &database, &clock).unwrap();
        let (_, secret) = auth.make_webhook_secret().unwrap();
        let (name, url) = ("River News".to_owned(), receiver.url.parse().unwrap());
        let new = NewWebhook { partner: None, name, url, kinds: Vec::new(), secret };
        let webhook = Webhooks::new(&database, &clock).create(&Doer::operator(), new).await.unwrap();
        for number in 0..changes {
            let mut writing = Writing::begin(&database, &clock, Actor::Operator, None).await.unwrap();
            let id = save(&mut writing, &doctor("Shi", &format!("Lan {number}"))).await;
            writing.publish(id.node()).await.unwrap();
            writing.commit().await.unwrap();
        }
        let last = Follower::new(&database).last().await.unwrap();
        Self { folder, address, database, webhook, last }
    }

    fn server(&self) -> Child {
        let mut command = Binary::in_folder(self.folder.path()).command();
        command.env("DATABASE_URL", &self.address).env("WEBHOOK_TARGETS", "any");
        command.args(["serve", "--listen", "127.0.0.1:0", "--log", "off"]).stdout(Stdio::null()).spawn().unwrap()
    }

    /// Waits until the endpoint is where the log was when the changes had been made: the servers make some of their own.
    async fn told(&self, receiver: &WebhookReceiver) -> Vec<Received> {
        receiver.wait_until("the last change", |all| all.iter().any(|one| one.sequence() >= self.last)).await
    }
}

/// What came, without what came before under the same name.
fn without_repetitions(received: &[Received]) -> Vec<i64> {
    let mut told = Vec::new();
    for (place, message) in received.iter().enumerate() {
        let before = &received[..place];
        match before.iter().find(|earlier| earlier.id == message.id) {
            Some(earlier) => assert_eq!(earlier.body, message.body),
            None => told.push(message.sequence()),
        }
    }
    told
}

#[rstest]
#[tokio::test]
async fn what_was_being_sent_when_the_process_was_killed_is_sent_again(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let receiver = WebhookReceiver::start();
    receiver.answer_slowly(204, Duration::from_millis(100));
    let behind = Behind::by(30, backend, &receiver).await;
    let mut killed_at = Vec::new();
    for share in [3, 11, 20] {
        let mut server = behind.server();
        receiver.wait_for(share).await;
        // SIGKILL, in the middle of a message: the endpoint has it, and takes its time to say so.
        tokio::time::sleep(Duration::from_millis(30)).await;
        server.kill().unwrap();
        server.wait().unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
        killed_at.push(receiver.received().len());
    }
    let mut server = behind.server();
    let received = behind.told(&receiver).await;
    server.kill().unwrap();
    server.wait().unwrap();
    let told = without_repetitions(&received);
    let expected = all(behind.webhook.reached, *told.last().unwrap());
    assert_eq!(told, expected, "killed at {killed_at:?}");
    // One message at each death at most, and at some of them.
    let repeated = received.len() - told.len();
    assert!((1..=killed_at.len()).contains(&repeated), "{repeated} of {}", told.len());
    behind.database.close().await.unwrap();
}

#[rstest]
#[tokio::test]
async fn of_two_servers_one_sends_at_a_time(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let receiver = WebhookReceiver::start();
    receiver.answer_slowly(204, Duration::from_millis(10));
    let behind = Behind::by(40, backend, &receiver).await;
    let mut servers = [behind.server(), behind.server()];
    let received = behind.told(&receiver).await;
    for server in &mut servers {
        server.kill().unwrap();
        server.wait().unwrap();
    }
    let sequences: Vec<i64> = received.iter().map(Received::sequence).collect();
    assert_eq!(sequences, all(behind.webhook.reached, *sequences.last().unwrap()), "each once, in order");
    behind.database.close().await.unwrap();
}
