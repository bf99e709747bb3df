//! The process is killed while a release goes out: all of it is public afterwards, or nothing.

use std::time::{Duration, Instant};

use shanghaidoctor_domain::content::Article;
use shanghaidoctor_domain::{Actor, Id, ReleaseAction, ReleaseItem, ReleaseTime};
use shanghaidoctor_persistence::read::Reader;
use shanghaidoctor_persistence::write::Writing;
use shanghaidoctor_persistence::{Clock, Database, DatabaseUrl, Scope};
use shanghaidoctor_tests::content::article;
use shanghaidoctor_tests::{Backend, Binary};
use tempfile::TempDir;
use uuid::Uuid;

const DOCUMENTS: usize = 20;
const KILLS: u32 = 100;

async fn open(address: &str) -> Database {
    let url: DatabaseUrl = address.parse().unwrap();
    Database::open(&url, Duration::from_secs(60)).await.unwrap()
}

/// Twenty drafts in a release whose time was missed, each with another title than the public sees. By this clock the time
/// is still to come.
async fn prepare(database: &Database, clock: &Clock, articles: &mut Vec<Id<Article>>, round: u32) {
    let mut writing = Writing::begin(database, clock, Actor::Operator, None).await.unwrap();
    for number in 0..DOCUMENTS {
        let id = articles.get(number).copied().unwrap_or_else(|| writing.next_id());
        let mut content = article(&format!("Article {number}"), &[]);
        content.title = format!("Round {round}");
        writing.save(id, None, &content).await.unwrap();
        if articles.len() == number {
            articles.push(id);
        }
    }
    let items: Vec<ReleaseItem> =
        articles.iter().map(|id| ReleaseItem { node: id.node(), action: ReleaseAction::Publish }).collect();
    let release = writing.create_release(&format!("Round {round}"), None, &items).await.unwrap();
    let time = ReleaseTime { wall: "2026-01-01T00:00:01".parse().unwrap(), zone: "UTC".parse().unwrap() };
    writing.schedule_release(release, time).await.unwrap();
    writing.commit().await.unwrap();
}

/// How many of the articles the public sees as they are in this round.
async fn public(database: &Database, articles: &[Id<Article>], round: u32) -> usize {
    let ids: Vec<Uuid> = articles.iter().map(|id| id.uuid()).collect();
    let reader = Reader::new(database.clone());
    let shown = reader.by_ids::<Article>(Scope::published(), &ids).await.unwrap();
    shown.values().filter(|entry| entry.content.title == format!("Round {round}")).count()
}

async fn all_or_nothing(backend: Backend) {
    let folder = TempDir::new().unwrap();
    let address = backend.create(folder.path()).await;
    let (clock, mut articles) = (Clock::fixed("2026-01-01T00:00:00Z".parse().unwrap()), Vec::new());
    let (mut whole, mut nothing) = (0, 0);
    let mut wait = Duration::from_millis(20);
    for round in 0..KILLS {
        let database = open(&address).await;
        prepare(&database, &clock, &mut articles, round).await;
        database.close().await.unwrap();
        let mut command = Binary::in_folder(folder.path()).command();
        command.env("DATABASE_URL", &address).args(["serve", "--listen", "127.0.0.1:0", "--log", "off"]);
        let mut server = command.stdout(std::process::Stdio::null()).spawn().unwrap();
        let started = Instant::now();
        tokio::time::sleep(wait).await;
        // SIGKILL: nothing of the process ends in order.
        server.kill().unwrap();
        server.wait().unwrap();
        let database = open(&address).await;
        let seen = public(&database, &articles, round).await;
        assert!(seen == 0 || seen == DOCUMENTS, "round {round}, killed after {:?}: {seen}", started.elapsed());
        database.close().await.unwrap();
        // Ever closer to the moment at which it goes out.
        if seen == 0 {
            nothing += 1;
            wait += Duration::from_millis(7) + wait / 16;
        } else {
            whole += 1;
            wait = wait.saturating_sub(Duration::from_millis(11) + wait / 16).max(Duration::from_millis(10));
        }
    }
    assert!(whole > 5 && nothing > 5, "killed before {nothing} times and after {whole} times");
}

#[tokio::test]
async fn a_release_is_whole_or_nothing_after_a_hundred_kills_on_sqlite() {
    all_or_nothing(Backend::Sqlite).await;
}

#[tokio::test]
async fn a_release_is_whole_or_nothing_after_a_hundred_kills_on_postgresql() {
    all_or_nothing(Backend::Postgres).await;
}
