//! What every answer has, whatever was asked: the id of its request, and the coding that the client can read.

use std::collections::HashSet;

use reqwest::{Client, Method};
use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_tests::{Backend, TestApp};

use crate::graphql_over_http::{post, read};

#[tokio::test]
async fn every_answer_names_its_request_and_no_two_alike() {
    let app = TestApp::start(Backend::Sqlite).await;
    let mut ids = HashSet::new();
    let paths =
        ["/graphql?query=%7B__typename%7D", "/graphql", "/schema.graphql", "/", "/graphiql", "/healthz", "/readyz"];
    for path in [&paths[..], &["/nothing", "/media/nothing.png", "/graphiql/nothing.js"]].concat() {
        for method in [Method::GET, Method::HEAD, Method::POST] {
            let response = Client::new().request(method, format!("{}{path}", app.url)).send().await.unwrap();
            let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
            uuid::Uuid::parse_str(&id).unwrap();
            assert!(ids.insert(id), "{path}");
        }
    }
}

#[tokio::test]
async fn a_problem_outside_graphql_names_its_request_too() {
    let app = TestApp::start(Backend::Sqlite).await;
    for path in ["/nothing", "/media/nothing.png", "/graphiql/nothing.js"] {
        let answer = app.send(app.get(path)).await;
        assert_eq!((answer.status, &answer.body["status"]), (404, &json!(404)), "{path}");
        assert_eq!(answer.headers["content-type"], "application/problem+json", "{path}");
        let id = answer.headers["x-request-id"].to_str().unwrap();
        assert_eq!(answer.body["instance"], format!("urn:uuid:{id}"), "{path}: {}", answer.body);
    }
}

/// What can be read can be asked for by HEAD too (RFC 9110, section 9.1); watchers of servers do.
#[tokio::test]
async fn head_is_answered_wherever_get_is() {
    let app = TestApp::start(Backend::Sqlite).await;
    for path in ["/healthz", "/readyz", "/schema.graphql", "/graphiql", "/graphql", "/"] {
        let url = format!("{}{path}", app.url);
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let [get, head] = [Method::GET, Method::HEAD].map(|method| client.request(method, &url));
        let get = get.header("accept", "text/html").send().await.unwrap();
        let head = head.header("accept", "text/html").send().await.unwrap();
        assert_eq!(head.status(), get.status(), "HEAD {path}");
        assert_eq!(head.headers().get("content-type"), get.headers().get("content-type"), "HEAD {path}");
        assert!(head.bytes().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn an_answer_is_compressed_as_the_client_can_read_it() {
    let app = TestApp::start(Backend::Sqlite).await;
    let everything = json!({ "query": "{ __schema { types { name description } } }" });
    let plain = post(&app, &everything).send().await.unwrap();
    assert!(!plain.headers().contains_key("content-encoding"));
    let length = plain.bytes().await.unwrap().len();
    for coding in ["gzip", "br", "zstd"] {
        let response = post(&app, &everything).header("accept-encoding", coding).send().await.unwrap();
        assert_eq!(response.headers()["content-encoding"], coding);
        let vary: Vec<_> = response.headers().get_all("vary").iter().map(|value| value.to_str().unwrap()).collect();
        assert!(vary.join(",").to_ascii_lowercase().contains("accept-encoding"), "{vary:?}");
        let compressed = response.bytes().await.unwrap().len();
        assert!(compressed * 2 < length, "{coding}: {compressed} of {length} bytes");
    }
    let (_, headers, body) = read(post(&app, &everything).header("accept-encoding", "identity")).await;
    assert!(!headers.contains_key("content-encoding"));
    assert_ne!(body["data"], Value::Null);
}

/// RFC 9110, section 12.5.3: where what has no coding is forbidden, by `identity;q=0` or by `*;q=0` without a word on
/// `identity`, a coding is used that is named or stands behind `*`; where there is none, nothing can be answered.
#[rstest]
#[tokio::test]
async fn a_client_that_forbids_what_has_no_coding_gets_another_or_a_problem(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let [asked, page] = ["/graphql?query=%7Bsite%7Bname%7D%7D", "/schema.graphql"];
    for (accepted, coding) in [
        ("identity;q=0, *;q=0.5", "br"),
        ("identity;q=0, gzip", "gzip"),
        ("*;q=0, zstd;q=0.1", "zstd"),
        ("*;q=0, identity;q=0.5", ""),
        ("gzip;q=0", ""),
        ("compress", ""),
    ] {
        // What is kept is given in the same coding as what was just made.
        for path in [asked, page, asked] {
            let response = app.get(path).header("accept-encoding", accepted).send().await.unwrap();
            assert_eq!(response.status(), 200, "{accepted}");
            let given = response.headers().get("content-encoding").map_or("", |coding| coding.to_str().unwrap());
            assert_eq!(given, coding, "{accepted} {path}");
        }
    }
    for refused in ["identity;q=0", "*;q=0", "identity;q=0, compress", "br;q=0, *;q=0"] {
        for path in [asked, page, "/nothing"] {
            let request = app.get(path).header("accept-encoding", refused).header("origin", "https://example.com");
            let answer = app.send(request).await;
            assert_eq!((answer.status, &answer.body["status"]), (406, &json!(406)), "{refused}");
            assert_eq!(answer.headers["content-type"], "application/problem+json");
            let id = answer.headers["x-request-id"].to_str().unwrap();
            assert_eq!(answer.body["instance"], format!("urn:uuid:{id}"));
            assert!(answer.body["detail"].as_str().unwrap().contains("gzip"), "{}", answer.body);
            assert!(answer.headers["vary"].to_str().unwrap().contains("Accept-Encoding"));
            for header in ["access-control-allow-origin", "x-content-type-options"] {
                assert!(answer.headers.contains_key(header), "{header}");
            }
        }
    }
}

/// What follows the log waits before it asks a database again that has failed; else nothing but it would run.
#[rstest]
#[tokio::test]
async fn a_server_that_loses_its_database_goes_on_to_answer(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    app.followed().await;
    app.app.database.clone().close().await.unwrap();
    let look = std::time::Duration::from_secs(1);
    tokio::time::timeout(2 * look, tokio::time::sleep(look)).await.expect("it runs");
    assert_eq!(app.get("/healthz").send().await.unwrap().status(), 200);
}
