//! GraphQL over server-sent events, in both modes of the protocol of graphql-sse.

use std::time::Duration;

use reqwest::{Client, Method, RequestBuilder, StatusCode, Url};
use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_tests::{Backend, EventStream, TestApp};

use crate::subscriptions::{publish_doctor, retitle};

const STREAM: &str = "text/event-stream";

const CHANGES: &str = "subscription { changes { sequence type } }";

fn by_get(app: &TestApp, query: &str) -> RequestBuilder {
    let url = Url::parse_with_params(&format!("{}/graphql", app.url), [("query", query)]).unwrap();
    Client::new().get(url).header("accept", STREAM)
}

fn by_post(app: &TestApp, query: &str) -> RequestBuilder {
    app.post(&json!({ "query": query })).header("accept", STREAM)
}

/// Waits until a subscription has begun: it says nothing by itself.
async fn begun() {
    tokio::time::sleep(Duration::from_millis(600)).await;
}

#[rstest]
#[tokio::test]
async fn a_query_is_one_event_and_the_end(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let query = "{ site { name } }";
    for request in
        [by_get(&app, query), by_post(&app, query), by_post(&app, query).header("accept-encoding", "gzip, br")]
    {
        let mut stream = EventStream::open(request).await;
        let event = stream.next().await.unwrap();
        assert_eq!(event.name, "next");
        assert_eq!(event.json()["data"], json!({ "site": { "name": "ShanghaiDoctor" } }));
        let end = stream.next().await.unwrap();
        assert_eq!((end.name.as_str(), end.data.as_str()), ("complete", ""));
        assert_eq!(stream.next().await, None);
    }
}

#[tokio::test]
async fn why_an_operation_does_not_run_is_told_on_the_stream() {
    let app = TestApp::start(Backend::Sqlite).await;
    let cases = [
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("subscription { changes(after: \"x\") { sequence } }", "BAD_USER_INPUT"),
    ];
    for (query, code) in cases {
        let mut stream = EventStream::open(by_post(&app, query)).await;
        let event = stream.next().await.unwrap();
        assert_eq!(event.name, "next");
        assert_eq!(event.json()["errors"][0]["extensions"]["code"], code, "{query}");
        assert_eq!(stream.next().await.unwrap().name, "complete", "{query}");
    }
    let mut stream = EventStream::open(app.post(&json!({})).header("accept", STREAM)).await;
    assert_eq!(stream.next().await.unwrap().json()["errors"][0]["extensions"]["code"], "BAD_REQUEST");
}

#[rstest]
#[tokio::test]
async fn a_browser_that_connects_again_goes_on_where_it_was(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let mut stream = EventStream::open(by_get(&app, CHANGES)).await;
    begun().await;
    let id = publish_doctor(&app, "Wu").await;
    let event = stream.next().await.unwrap();
    assert_eq!(event.json()["data"]["changes"]["type"], "DOCTOR");
    let last = event.id.clone().expect("an id to go on from");
    assert_eq!(event.json()["data"]["changes"]["sequence"], last.as_str());
    drop(stream);

    for title in ["Lecturer", "Professor"] {
        retitle(&app, id, title, true).await;
    }
    let number: i64 = last.parse().unwrap();
    let mut stream = EventStream::open(by_get(&app, CHANGES).header("last-event-id", &last)).await;
    for expected in [number + 1, number + 2] {
        assert_eq!(stream.next().await.unwrap().id, Some(expected.to_string()));
    }
}

#[tokio::test]
async fn silence_is_broken_by_comments() {
    let app = TestApp::configured(Backend::Sqlite, false, |config| {
        config.live.live_keep_alive = Duration::from_millis(100);
    })
    .await;
    let mut stream = EventStream::open(by_get(&app, CHANGES)).await;
    for _ in 0..5 {
        assert_eq!(stream.next_or_comment().await.unwrap().name, "");
    }
    drop(stream);
    let gone = async {
        while app.app.live.connections.count() > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), gone).await.expect("who left is noticed");
}

#[tokio::test]
async fn streams_end_when_the_server_does_without_being_complete() {
    let app = TestApp::start(Backend::Sqlite).await;
    let mut stream = EventStream::open(by_get(&app, CHANGES)).await;
    app.app.live.stop();
    assert_eq!(stream.next().await, None, "a client connects again");
}

#[tokio::test]
async fn streams_are_counted_as_connections() {
    let app = TestApp::configured(Backend::Sqlite, false, |config| config.live.live_connections_per_client = 1).await;
    let _stream = EventStream::open(by_get(&app, CHANGES)).await;
    let refused = by_get(&app, CHANGES).send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.headers()["content-type"], "application/problem+json");
}

#[tokio::test]
async fn who_accepts_an_answer_as_gladly_gets_a_stream_and_else_an_answer() {
    let app = TestApp::start(Backend::Sqlite).await;
    for (accept, expected) in [
        ("text/event-stream, application/json", STREAM),
        ("application/json, text/event-stream;q=0.5", "application/json; charset=utf-8"),
        ("*/*", "application/json; charset=utf-8"),
    ] {
        let answer = app.post(&json!({ "query": "{ site { name } }" })).header("accept", accept).send().await.unwrap();
        assert_eq!(answer.headers()["content-type"], expected, "{accept}");
        assert_eq!(answer.headers()["cache-control"], "no-store", "{accept}");
    }
}

/// One stream for many operations.
struct Single<'a> {
    app: &'a TestApp,
    token: String,
}

impl<'a> Single<'a> {
    async fn reserve(app: &'a TestApp) -> Self {
        let answer = Client::new().put(format!("{}/graphql", app.url)).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::CREATED);
        Self { app, token: answer.text().await.unwrap() }
    }

    fn request(&self, method: Method, address: &str) -> RequestBuilder {
        let url = format!("{}/graphql{address}", self.app.url);
        Client::new().request(method, url).header("x-graphql-event-stream-token", &self.token)
    }

    fn stream(&self) -> RequestBuilder {
        self.request(Method::GET, "").header("accept", STREAM)
    }

    async fn submit(&self, query: &str, id: Option<&str>) -> (StatusCode, Value) {
        let body = json!({ "query": query, "extensions": { "operationId": id } });
        let request = self.request(Method::POST, "").header("content-type", "application/json");
        let request = request.header("accept", "application/graphql-response+json");
        let answer = request.body(body.to_string()).send().await.unwrap();
        (answer.status(), answer.json().await.unwrap_or_default())
    }

    async fn stop(&self, id: &str) -> StatusCode {
        self.request(Method::DELETE, &format!("?operationId={id}")).send().await.unwrap().status()
    }
}

#[rstest]
#[tokio::test]
async fn many_operations_share_one_stream(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let single = Single::reserve(&app).await;
    // Before the stream is open as well as after.
    assert_eq!(single.submit("{ site { name } }", Some("before")).await.0, StatusCode::ACCEPTED);
    let mut stream = EventStream::open(single.stream()).await;
    let event = stream.next().await.unwrap();
    assert_eq!((event.name.as_str(), &event.json()["id"]), ("next", &json!("before")));
    assert_eq!(event.json()["payload"]["data"], json!({ "site": { "name": "ShanghaiDoctor" } }));
    let event = stream.next().await.unwrap();
    assert_eq!((event.name.as_str(), event.json()), ("complete", json!({ "id": "before" })));

    assert_eq!(single.submit(CHANGES, Some("1")).await.0, StatusCode::ACCEPTED);
    assert_eq!(single.submit("subscription { changes { type } }", Some("2")).await.0, StatusCode::ACCEPTED);
    let id = publish_doctor(&app, "Wu").await;
    let mut ids =
        [stream.next().await.unwrap().json()["id"].clone(), stream.next().await.unwrap().json()["id"].clone()];
    ids.sort_by_key(Value::to_string);
    assert_eq!(ids, [json!("1"), json!("2")]);

    assert_eq!(single.stop("1").await, StatusCode::OK);
    retitle(&app, id, "Professor", true).await;
    let event = stream.next().await.unwrap();
    assert_eq!(event.json()["id"], "2", "the other one ended");
    assert_eq!(single.submit(CHANGES, Some("1")).await.0, StatusCode::ACCEPTED, "its id is free again");
}

#[tokio::test]
async fn a_token_opens_one_stream_and_names_it_as_long_as_it_is_open() {
    let app = TestApp::start(Backend::Sqlite).await;
    let single = Single::reserve(&app).await;
    // A browser's own client sends no headers: the token stands in the address.
    let address = format!("{}/graphql?token={}", app.url, single.token);
    let stream = EventStream::open(Client::new().get(address).header("accept", STREAM)).await;
    assert_eq!(single.stream().send().await.unwrap().status(), StatusCode::CONFLICT);
    drop(stream);
    let gone = async {
        while single.submit("{ site { name } }", Some("1")).await.0 != StatusCode::NOT_FOUND {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), gone).await.expect("the token ends with the stream");
    assert_eq!(single.stream().send().await.unwrap().status(), StatusCode::NOT_FOUND);
    let unknown = Single { app: &app, token: "x".into() };
    assert_eq!(unknown.stop("1").await, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_wrong_with_an_operation_is_told_where_it_was_sent() {
    let app = TestApp::configured(Backend::Sqlite, false, |config| config.live.live_operations = 1).await;
    let single = Single::reserve(&app).await;
    assert_eq!(single.submit(CHANGES, None).await.0, StatusCode::BAD_REQUEST);
    let (status, answer) = single.submit("subscription { changes(after: \"999\") { type } }", Some("1")).await;
    assert_eq!((status, &answer["errors"][0]["extensions"]["code"]), (StatusCode::OK, &json!("BAD_USER_INPUT")));
    let (status, answer) = single.submit("subscription { nothing }", Some("1")).await;
    assert_eq!(
        (status, &answer["errors"][0]["extensions"]["code"]),
        (StatusCode::BAD_REQUEST, &json!("GRAPHQL_VALIDATION_FAILED"))
    );
    assert_eq!(single.submit(CHANGES, Some("1")).await.0, StatusCode::ACCEPTED);
    assert_eq!(single.submit(CHANGES, Some("1")).await.0, StatusCode::CONFLICT);
    assert_eq!(single.submit(CHANGES, Some("2")).await.0, StatusCode::TOO_MANY_REQUESTS);
    let no_id = single.request(Method::DELETE, "").send().await.unwrap();
    assert_eq!(no_id.status(), StatusCode::BAD_REQUEST);
}
