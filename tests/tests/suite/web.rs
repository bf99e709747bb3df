//! The explorer and the docs as a browser sees them, its examples, and what an audit of GraphQL over HTTP says of the server.

use std::path::PathBuf;
use std::process::Command;

use reqwest::Client;
use reqwest::redirect::Policy;
use rstest::rstest;
use shanghaidoctor_tests::{Answer, Backend, Socket, TestApp, repository};

const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

/// Runs a script of `tests/web`, away from the threads that serve it.
async fn script(name: &'static str, address: String) {
    let folder = repository().join("tests/web");
    assert!(
        folder.join("node_modules/playwright-core").exists(),
        "tests/web/node_modules is missing: run the tests by `make test`"
    );
    let run = move || Command::new("node").arg(folder.join(name)).arg(address).output();
    let output = tokio::task::spawn_blocking(run).await.unwrap().expect("node runs");
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    assert!(output.status.success(), "{name}: {}\n{said}", output.status);
}

#[rstest]
#[tokio::test]
async fn the_audit_of_graphql_over_http_finds_nothing(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::with_sample(backend).await;
    script("audit.mjs", format!("{}/graphql", app.url)).await;
}

#[rstest]
#[tokio::test]
async fn a_reader_uses_the_explorer_in_a_browser(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::with_sample(backend).await;
    script("explorer.mjs", app.url.clone()).await;
}

#[tokio::test]
async fn a_reader_tries_an_address_of_the_docs_in_a_browser() {
    let app = TestApp::with_sample(Backend::Sqlite).await;
    script("docs.mjs", app.url.clone()).await;
}

/// Each tab of the explorer, in order.
fn examples() -> Vec<PathBuf> {
    let folder = repository().join("explorer/examples");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() > 4, "{files:?}");
    files
}

#[rstest]
#[tokio::test]
async fn every_example_runs(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::with_sample(backend).await;
    for path in examples() {
        let query = std::fs::read_to_string(&path).unwrap();
        let data = if query.contains("\nsubscription ") {
            let mut socket = Socket::open(&app).await;
            socket.subscribe("1", &query).await;
            socket.data("1").await
        } else {
            app.query(&query).await.data()
        };
        for (field, value) in data.as_object().unwrap() {
            assert!(!value.is_null(), "{}: nothing found for `{field}`", path.display());
            assert!(value["nodes"] != serde_json::json!([]), "{}: `{field}` is empty", path.display());
        }
    }
}

async fn page(app: &TestApp, path: &str) -> (reqwest::header::HeaderMap, String) {
    let response = app.get(path).header("accept", BROWSER).send().await.unwrap();
    assert_eq!(response.status(), 200, "{path}");
    (response.headers().clone(), response.text().await.unwrap())
}

#[tokio::test]
async fn a_browser_gets_the_explorer_and_a_program_an_answer() {
    let app = TestApp::start(Backend::Sqlite).await;
    for path in ["/graphql", "/graphiql", "/graphiql/"] {
        let (headers, body) = page(&app, path).await;
        assert!(headers["content-type"].to_str().unwrap().starts_with("text/html"), "{path}");
        assert!(body.contains("<title>ShanghaiDoctor · GraphiQL</title>"), "{path}");
        assert_eq!(headers["cache-control"], "no-cache", "{path}");
        assert_eq!(headers["vary"].to_str().unwrap().to_ascii_lowercase(), "accept, accept-encoding", "{path}");
    }
    // A link with a query in it is a request, whoever follows it.
    let answer: Answer = app.send(app.get("/graphql?query=%7B__typename%7D").header("accept", BROWSER)).await;
    assert_eq!(answer.at("/__typename"), "Query");
}

#[tokio::test]
async fn the_page_may_load_nothing_from_elsewhere_and_be_framed_by_nobody() {
    let app = TestApp::start(Backend::Sqlite).await;
    for path in ["/graphql", "/docs"] {
        let (headers, body) = page(&app, path).await;
        let policy = headers["content-security-policy"].to_str().unwrap();
        for rule in ["default-src 'none'", "script-src 'self';", "connect-src 'self'", "frame-ancestors 'none'"] {
            assert!(policy.contains(rule), "{rule} in {policy}");
        }
        assert!(!policy.contains("unsafe-eval") && !policy.contains("http:") && !policy.contains('*'), "{policy}");
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert!(!body.contains("src=\"http") && !body.contains("<script>"), "{body}");
    }
}

#[tokio::test]
async fn the_files_of_the_page_are_kept_by_the_browser_for_good() {
    let app = TestApp::start(Backend::Sqlite).await;
    let (_, body) = page(&app, "/graphql").await;
    let files: Vec<&str> = body.split('"').filter(|text| text.starts_with("/graphiql/assets/")).collect();
    assert!(files.iter().any(|file| file.ends_with(".js")) && files.iter().any(|file| file.ends_with(".css")));
    for file in files {
        let response = app.get(file).send().await.unwrap();
        assert_eq!(response.status(), 200, "{file}");
        assert_eq!(response.headers()["cache-control"], "public, max-age=31536000, immutable", "{file}");
        let kind = response.headers()["content-type"].to_str().unwrap();
        let expected = if file.ends_with(".js") { "text/javascript" } else { "text/css" };
        assert!(kind.starts_with(expected), "{file}: {kind}");
    }
    for file in ["nothing.js", "..%2f..%2fCargo.toml", "assets/%2e%2e/%2e%2e/Cargo.toml"] {
        assert_eq!(app.send(app.get(&format!("/graphiql/{file}"))).await.status, 404, "{file}");
    }
}

#[tokio::test]
async fn the_bare_address_leads_to_the_explorer() {
    let app = TestApp::start(Backend::Sqlite).await;
    let client = Client::builder().redirect(Policy::none()).build().unwrap();
    let response = client.get(format!("{}/", app.url)).send().await.unwrap();
    assert_eq!((response.status().as_u16(), response.headers()["location"].as_bytes()), (303, &b"/graphql"[..]));
}
