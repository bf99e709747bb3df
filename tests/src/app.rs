use std::net::TcpListener;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use reqwest::Client;
use serde_json::{Value, json};
use shanghaidoctor_api::{
    App, AuthSettings, CacheSettings, Config, EnquirySettings, FullText, LiveSettings, LogFormat, LogSettings,
    OperationSettings, OutboundSettings, OutboundTargets, RateLimitSettings, UploadSettings, WebSettings, first_start,
    http,
};
use shanghaidoctor_domain::Actor;
use shanghaidoctor_persistence::write::Writing;
use shanghaidoctor_persistence::{Clock, Follower, archive};
use tempfile::TempDir;

use crate::picture_store::in_folder;
use crate::{Answer, Backend, Form};

/// The time in every test.
const NOW: &str = "2026-03-01T12:00:00Z";

/// The server under test.
pub struct TestApp {
    /// The wiring, for what a test does behind the server's back.
    pub app: App,
    /// Where the server listens: `http://127.0.0.1:PORT`.
    pub url: String,
    /// The address of its database.
    pub database_url: String,
    /// Its folder.
    pub folder: TempDir,
    client: Client,
    server: Option<(ServerHandle, JoinHandle<()>)>,
}

impl TestApp {
    /// A server with nothing but the record of the publication.
    pub async fn start(backend: Backend) -> Self {
        Self::configured(backend, false, |_| {}).await
    }

    /// A server with the sample content.
    pub async fn with_sample(backend: Backend) -> Self {
        Self::configured(backend, true, |_| {}).await
    }

    /// A server with nothing but the record of the publication, which keeps no answers and no records in memory.
    pub async fn without_caches(backend: Backend) -> Self {
        let none = CacheSettings { answer_cache_mb: 0, record_cache_mb: 0 };
        Self::configured(backend, false, |config| config.caches = none).await
    }

    /// A server with settings of its own, and perhaps the sample content.
    pub async fn configured(backend: Backend, sample: bool, configure: impl FnOnce(&mut Config)) -> Self {
        let folder = TempDir::new().expect("a folder");
        let database_url = backend.create(folder.path()).await;
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let mut config = Config {
            listen: address,
            data_dir: folder.path().to_owned(),
            database_url: database_url.parse().ok(),
            public_url: Some("https://api.example.org".into()),
            site_url: "https://example.org".into(),
            body_limit: 100_000,
            full_text: FullText::Everyone,
            media: in_folder(),
            uploads: UploadSettings { upload_limit: 1_000_000, pixel_limit: 1_000_000, upload_hours: 24 },
            auth: AuthSettings::default(),
            operations: OperationSettings {
                cost_limit: 50_000,
                // Far more than any answer takes on a machine that is busy with other tests.
                operation_timeout: Duration::from_secs(60),
                batch_limit: 0,
                document_cache: 1_000_000,
                registered_documents: None,
                registered_only: false,
            },
            rate_limits: RateLimitSettings { rate_limit_anonymous: 0, rate_limit_key: 0 },
            caches: CacheSettings { answer_cache_mb: 16, record_cache_mb: 16 },
            live: LiveSettings {
                live_connections: 1_000,
                live_connections_per_client: 1_000,
                live_operations: 50,
                live_message_limit: 100_000,
                live_init_timeout: Duration::from_secs(60),
                live_keep_alive: Duration::from_secs(60),
            },
            web: WebSettings {
                cache_max_age: 60,
                cache_stale_while_revalidate: 600,
                cache_tag_bytes: 1_500,
                cors_origins: "*".into(),
                cors_credentials: false,
                trusted_proxies: None,
            },
            outbound: OutboundSettings { webhook_targets: OutboundTargets::Any },
            enquiries: EnquirySettings { smtp_url: None, mail_from: None, enquiries_kept: 90 },
            log: LogSettings { filter: "off".into(), format: LogFormat::Text },
        };
        configure(&mut config);
        let (sender, receiver) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let clock = Clock::fixed(NOW.parse().expect("a moment"));
                let app = App::new(&config, clock).await.expect("the application");
                if sample {
                    first_start::load_sample(&app).await.expect("the sample content");
                }
                first_start::set_up_site(&app, config.site_url().expect("an address")).await.expect("the publication");
                let server = http::serve(app.clone(), listener, 2).expect("the server");
                sender.send((app, server.handle())).expect("somebody waits for it");
                server.await.expect("the server runs");
            });
        });
        let (app, handle) = receiver.recv().expect("the server starts");
        Self {
            app,
            url: format!("http://{address}"),
            database_url,
            folder,
            client: Client::new(),
            server: Some((handle, thread)),
        }
    }

    /// Asks a query without variables.
    pub async fn query(&self, query: &str) -> Answer {
        self.query_with(query, json!({})).await
    }

    /// Asks a query with variables.
    pub async fn query_with(&self, query: &str, variables: Value) -> Answer {
        let request = self.post(&json!({ "query": query, "variables": variables }));
        self.send(request.header("accept", "application/graphql-response+json")).await
    }

    /// A request for a path of the server, to be completed and sent by the test.
    pub fn get(&self, path: &str) -> reqwest::RequestBuilder {
        self.client.get(format!("{}{path}", self.url))
    }

    /// A POST request to the endpoint with this JSON body, to be completed and sent by the test.
    pub fn post(&self, body: &Value) -> reqwest::RequestBuilder {
        let request = self.client.post(format!("{}/graphql", self.url));
        request.header("content-type", "application/json").body(body.to_string())
    }

    /// A request for a path of the server by any method, to be completed and sent by the test.
    pub fn request(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url))
    }

    /// A POST request to the endpoint with this form, to be completed and sent by the test.
    pub fn post_form(&self, form: Form) -> reqwest::RequestBuilder {
        let (content_type, body) = form.sent();
        self.client.post(format!("{}/graphql", self.url)).header("content-type", content_type).body(body)
    }

    /// Sends a request whose answer is JSON.
    pub async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.json().await.expect("a JSON body");
        Answer { status, headers, body }
    }

    /// How many SQL statements a query costs.
    pub async fn statements_of(&self, query: &str) -> u64 {
        let before = self.app.database.statements();
        self.query(query).await.data();
        self.app.database.statements() - before
    }

    /// Begins to write as an editor with all rights does.
    pub async fn write(&self) -> Writing {
        let writing = Writing::begin(&self.app.database, &self.app.clock, Actor::Operator, None).await;
        writing.expect("a transaction")
    }

    /// Waits until all that is written is found.
    pub async fn indexed(&self) {
        self.app.search.reaches(&self.app.database).await.expect("the log");
    }

    /// Waits until what is kept in memory is as the log says.
    pub async fn followed(&self) {
        let last = Follower::new(&self.app.database).last().await.expect("the log");
        let reached = tokio::time::timeout(Duration::from_secs(20), self.app.caches.reaches(last)).await;
        reached.expect("the caches follow the log");
    }

    /// Stops the server and closes its database; gives its folder and the database's address.
    pub async fn stop(mut self) -> (TempDir, String) {
        if let Some((handle, thread)) = self.server.take() {
            handle.stop(false).await;
            let _ = thread.join();
        }
        self.app.database.clone().close().await.expect("the database closes");
        let folder = std::mem::replace(&mut self.folder, TempDir::new().expect("a folder"));
        (folder, std::mem::take(&mut self.database_url))
    }

    /// All content as it is exported.
    pub async fn export(&self) -> String {
        let mut lines = Vec::new();
        archive::export(&self.app.database, &Actor::Operator, &mut lines).await.expect("an export");
        String::from_utf8(lines).expect("text")
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        if let Some((handle, thread)) = self.server.take() {
            // The server's thread stops it: the test's own runtime may be gone.
            drop(handle.stop(false));
            let _ = thread.join();
        }
    }
}
