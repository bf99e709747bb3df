//! A partner over a year of the publication: new articles, retitled, moved, corrected, embargoed, taken away and brought
//! back, doctors merged into others, while the server is killed at random. Whoever copies by feed
//! alone, by sync alone or by webhooks alone has exactly what is public in the end.

mod by_feed;
mod by_sync;
mod by_webhooks;
mod editors;

use std::collections::BTreeMap;
use std::time::Duration;

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_tests::{Backend, Binary};
use tempfile::TempDir;

use self::by_feed::FeedCopy;
use self::by_sync::SyncCopy;
use self::by_webhooks::WebhookCopy;
use self::editors::{Editors, Random};
use crate::running_server::RunningServer;

/// The server's own address in answers, wherever it listens.
const PUBLIC: &str = "https://api.example.org";

/// What a copy holds of a document, and what is public of it: its title and where it is.
type Documents = BTreeMap<String, (String, String)>;

/// A server in a process of its own, which starts again on the same data.
struct Server {
    folder: TempDir,
    database: String,
    running: Option<RunningServer>,
    client: reqwest::Client,
}

impl Server {
    async fn start(backend: Backend) -> Self {
        let folder = TempDir::new().unwrap();
        let database = backend.create(folder.path()).await;
        let mut server = Self { folder, database, running: None, client: reqwest::Client::new() };
        server.kill_and_start();
        server
    }

    /// Ends the process by SIGKILL, wherever it is, and starts another.
    fn kill_and_start(&mut self) {
        self.running = None;
        let mut command = Binary::in_folder(self.folder.path()).command();
        command.env("DATABASE_URL", &self.database).env("PUBLIC_URL", PUBLIC).env("WEBHOOK_TARGETS", "any");
        self.running = Some(RunningServer::start(command));
    }

    fn get(&self, path: &str) -> reqwest::RequestBuilder {
        self.client.get(format!("http://{}{path}", self.running.as_ref().unwrap().address))
    }

    async fn json(&self, path: &str) -> Value {
        let response = self.get(path).send().await.unwrap();
        let (status, body) = (response.status(), response.text().await.unwrap());
        assert_eq!(status, 200, "{path}: {body}");
        serde_json::from_str(&body).unwrap()
    }

    /// All that is public of a kind.
    async fn public(&self, list: &str) -> Documents {
        let (mut documents, mut after) = (Documents::new(), Value::Null);
        let fields = if list == "articles" { "title canonicalUrl" } else { "slug name { display }" };
        let query = format!(
            "query ($after: String) {{ {list}(first: 100, after: $after) {{ nodes {{ id {fields} }} \
             pageInfo {{ endCursor hasNextPage }} }} }}"
        );
        loop {
            let address = format!("http://{}/graphql", self.running.as_ref().unwrap().address);
            let body = json!({ "query": query, "variables": { "after": after } }).to_string();
            let request = self.client.post(address).header("content-type", "application/json").body(body);
            let answer: Value = request.send().await.unwrap().json().await.unwrap();
            let page = &answer["data"][list];
            for node in page["nodes"].as_array().unwrap_or_else(|| panic!("{answer}")) {
                documents.insert(node["id"].as_str().unwrap().to_owned(), shown(node));
            }
            if page["pageInfo"]["hasNextPage"] == false {
                return documents;
            }
            after = page["pageInfo"]["endCursor"].clone();
        }
    }
}

/// What is shown of an article or of a doctor.
fn shown(node: &Value) -> (String, String) {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    match &node["slug"] {
        Value::String(slug) if node["title"].is_null() => {
            (text(&node["name"]["display"]), format!("{PUBLIC}/doctors/{slug}"))
        }
        _ => (text(&node["title"]), text(&node["canonicalUrl"])),
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn after_a_year_every_copy_is_what_is_public(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let mut random = Random::new(20_260_301);
    let mut server = Server::start(backend).await;
    let mut editors = Editors::new(&server.database).await;
    let mut webhooks = WebhookCopy::begin(server.folder.path(), &editors.database).await;
    let (mut sync, mut articles, mut doctors) =
        (SyncCopy::default(), FeedCopy::of("articles"), FeedCopy::of("doctors"));
    for _ in 0..365 {
        editors.work_a_day(&mut random).await;
        if random.once_in(30) {
            server.kill_and_start();
        }
        if random.once_in(6) {
            sync.page(&server).await;
            webhooks.catch_up(&server).await;
        }
        if random.once_in(25) {
            articles.read(&server).await;
            doctors.read(&server).await;
        }
    }
    editors.embargoes_are_over().await;
    server.kill_and_start();
    settled(&server).await;
    let public = [server.public("articles").await, server.public("doctors").await];
    assert!(public[0].len() > 100 && public[1].len() > 10, "{} and {}", public[0].len(), public[1].len());
    while sync.page(&server).await {}
    webhooks.finish(&server, &editors.database).await;
    for (prefix, public) in ["article_", "doctor_"].into_iter().zip(&public) {
        assert_eq!(&sync.documents(prefix), public);
        assert_eq!(&webhooks.documents(prefix), public);
    }
    for (copy, public) in [(&mut articles, &public[0]), (&mut doctors, &public[1])] {
        copy.read(&server).await;
        assert_eq!(&copy.documents(), public);
        copy.assert_told_of_all_that_went();
    }
    editors.database.close().await.unwrap();
}

/// Waits until the server has let out what was embargoed: it looks at its start.
async fn settled(server: &Server) {
    let mut before = server.public("articles").await.len();
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let now = server.public("articles").await.len();
        if now == before {
            return;
        }
        before = now;
    }
}
