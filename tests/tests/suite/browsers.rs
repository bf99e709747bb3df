//! What browsers let other pages do with this server, and what they are told on every answer.

use reqwest::{Client, Method, Response};
use serde_json::json;
use shanghaidoctor_tests::{Backend, Binary, TestApp};
use tempfile::TempDir;

use crate::command_line::one_line;
use crate::graphql_over_http::read_problem;

const PAGE: &str = "https://page.example";

fn header<'r>(response: &'r Response, name: &str) -> Option<&'r str> {
    response.headers().get(name).map(|value| value.to_str().unwrap())
}

fn preflight(app: &TestApp, origin: &str) -> reqwest::RequestBuilder {
    let request = Client::new().request(Method::OPTIONS, format!("{}/graphql", app.url));
    let request = request.header("origin", origin).header("access-control-request-method", "POST");
    request.header("access-control-request-headers", "content-type, x-apollo-operation-name")
}

/// What is public is public to pages of every site, as long as nobody's credentials come along.
#[tokio::test]
async fn every_page_may_read_what_is_public_and_send_no_credentials() {
    let app = TestApp::start(Backend::Sqlite).await;
    let allowed = preflight(&app, PAGE).send().await.unwrap();
    assert_eq!(allowed.status(), 200);
    assert_eq!(header(&allowed, "access-control-allow-origin"), Some("*"));
    assert!(header(&allowed, "access-control-allow-methods").unwrap().contains("POST"));
    assert!(header(&allowed, "access-control-allow-headers").unwrap().contains("x-apollo-operation-name"));
    assert_eq!(header(&allowed, "access-control-max-age"), Some("86400"));

    let query = json!({ "query": "{ site { name } }" });
    let get = "/graphql?query=%7Bsite%7Bname%7D%7D";
    // Also where no page asks: a cache shows the same answer to one that does.
    for request in [app.post(&query).header("origin", PAGE), app.get(get).header("origin", PAGE), app.get(get)] {
        let answer = request.send().await.unwrap();
        assert_eq!(header(&answer, "access-control-allow-origin"), Some("*"));
        assert_eq!(header(&answer, "access-control-allow-credentials"), None);
        let exposed = header(&answer, "access-control-expose-headers").unwrap();
        assert!(exposed.contains("graphql-cost") && exposed.contains("link"), "{exposed}");
        let vary = header(&answer, "vary").unwrap().to_ascii_lowercase();
        assert!(!vary.contains("origin"), "a cache would keep an answer for each page: {vary}");
    }
    // What went wrong can be read too.
    for path in ["/graphql", "/nothing", "/media/nothing.png"] {
        let answer = app.get(path).header("origin", PAGE).send().await.unwrap();
        assert_eq!(header(&answer, "access-control-allow-origin"), Some("*"), "{path}");
    }
}

#[tokio::test]
async fn where_origins_are_listed_only_their_pages_may_read() {
    let app = TestApp::configured(Backend::Sqlite, false, |config| {
        config.web.cors_origins = format!("http://localhost:3000, {PAGE}");
        config.web.cors_credentials = true;
    })
    .await;
    let allowed = preflight(&app, PAGE).send().await.unwrap();
    assert_eq!(header(&allowed, "access-control-allow-origin"), Some(PAGE));
    let answer = app.get("/schema.graphql").header("origin", PAGE).send().await.unwrap();
    assert_eq!(header(&answer, "access-control-allow-origin"), Some(PAGE));
    assert_eq!(header(&answer, "access-control-allow-credentials"), Some("true"));
    let other = app.get("/schema.graphql").header("origin", "https://other.example").send().await.unwrap();
    assert_eq!((other.status().as_u16(), header(&other, "access-control-allow-origin")), (200, None));
    let nobody = app.get("/schema.graphql").send().await.unwrap();
    for answer in [&answer, &other, &nobody] {
        let vary: Vec<_> = answer.headers().get_all("vary").iter().map(|value| value.to_str().unwrap()).collect();
        assert!(vary.join(",").to_ascii_lowercase().contains("origin"), "caches must tell pages apart: {vary:?}");
    }
    // Middleware and caches that read one line of it must find all.
    let asked = app.get("/graphql?query=%7B__typename%7D").header("origin", PAGE).header("accept-encoding", "br");
    let answer = asked.send().await.unwrap();
    let vary: Vec<_> = answer.headers().get_all("vary").iter().map(|value| value.to_str().unwrap()).collect();
    assert_eq!(vary, ["Accept, Accept-Encoding, Authorization, Content-Stage, Preview-Token, Origin"]);
    let refused = preflight(&app, "https://other.example").send().await.unwrap();
    assert_eq!((refused.status().as_u16(), header(&refused, "access-control-allow-origin")), (403, None));
    assert_eq!(header(&refused, "content-type"), Some("application/problem+json"));
}

#[test]
fn a_server_open_to_every_page_with_credentials_does_not_start() {
    let cases = [
        (vec!["serve", "--cors-credentials"], "CORS_CREDENTIALS"),
        (vec!["serve", "--cors-origins", "https://page.example/path"], "CORS_ORIGINS"),
    ];
    for (arguments, named) in cases {
        let folder = TempDir::new().unwrap();
        let said = one_line(&Binary::in_folder(folder.path()).run(&arguments));
        assert!(said.contains(named), "{said}");
        assert!(!folder.path().join("shanghaidoctor.db").exists(), "a database was made");
    }
}

#[tokio::test]
async fn every_answer_tells_browsers_what_it_may_not_be_used_for() {
    let app = TestApp::start(Backend::Sqlite).await;
    let paths = ["/graphql?query=%7B__typename%7D", "/graphql", "/graphiql", "/schema.graphql", "/healthz", "/nothing"];
    for path in paths {
        for method in [Method::GET, Method::HEAD, Method::PUT] {
            let answer = Client::new().request(method, format!("{}{path}", app.url)).send().await.unwrap();
            assert_eq!(header(&answer, "x-content-type-options"), Some("nosniff"), "{path}");
            assert_eq!(header(&answer, "referrer-policy"), Some("no-referrer"), "{path}");
            assert_eq!(header(&answer, "x-frame-options"), Some("DENY"), "{path}");
            assert_eq!(header(&answer, "strict-transport-security"), Some("max-age=31536000"), "{path}");
            let policy = header(&answer, "content-security-policy").unwrap();
            assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}");
        }
    }
}

/// Sent over plain HTTP it would lock readers out of a server that has no TLS.
#[tokio::test]
async fn browsers_are_held_to_tls_only_where_there_is_tls() {
    let app = TestApp::configured(Backend::Sqlite, false, |config| {
        config.public_url = Some("http://api.example.org".into());
    })
    .await;
    let answer = app.get("/healthz").send().await.unwrap();
    assert_eq!(header(&answer, "strict-transport-security"), None);
}

#[tokio::test]
async fn a_method_that_an_address_does_not_know_is_told_which_it_knows() {
    let app = TestApp::start(Backend::Sqlite).await;
    for path in ["/", "/graphiql", "/docs", "/schema.graphql", "/media/nothing.png", "/healthz", "/readyz"] {
        for method in [Method::POST, Method::DELETE, Method::OPTIONS] {
            let answer = Client::new().request(method, format!("{}{path}", app.url)).send().await.unwrap();
            assert_eq!((answer.status().as_u16(), header(&answer, "allow")), (405, Some("GET, HEAD")), "{path}");
            assert_eq!(header(&answer, "content-type"), Some("application/problem+json"), "{path}");
        }
    }
    let request = Client::new().patch(format!("{}/graphql", app.url));
    let headers = read_problem(request, reqwest::StatusCode::METHOD_NOT_ALLOWED).await;
    assert_eq!(headers["allow"], "GET, HEAD, POST, PUT, DELETE");
}
