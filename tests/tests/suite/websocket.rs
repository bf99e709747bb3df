//! `graphql-transport-ws`, as its specification has it.

use std::time::{Duration, Instant};

use reqwest::Client;
use rstest::rstest;
use serde_json::json;
use shanghaidoctor_tests::{Backend, Binary, EventStream, Socket, TestApp};
use tempfile::TempDir;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::http::HeaderValue;

use crate::running_server::RunningServer;
use crate::subscriptions::publish_doctor;

#[rstest]
#[tokio::test]
async fn queries_are_answered_over_a_socket_too(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::with_sample(backend).await;
    let mut socket = Socket::open(&app).await;
    let payload = json!({
        "query": "query Other { site { name } } query One($slug: String!) { doctor(slug: $slug) { slug } }",
        "operationName": "One",
        "variables": { "slug": "shen-muyun" }
    });
    socket.say(json!({ "id": "a", "type": "subscribe", "payload": payload })).await;
    assert_eq!(socket.data("a").await, json!({ "doctor": { "slug": "shen-muyun" } }));
    assert_eq!(socket.heard().await, json!({ "id": "a", "type": "complete" }));

    socket.subscribe("a", "{ nothing }").await;
    let error = socket.heard().await;
    assert_eq!((&error["type"], &error["id"]), (&json!("error"), &json!("a")));
    assert_eq!(error["payload"][0]["extensions"]["code"], "GRAPHQL_VALIDATION_FAILED");
    // No `complete` behind an `error`: what comes next is something else.
    socket.say(json!({ "type": "ping", "payload": { "n": 1 } })).await;
    assert_eq!(socket.heard().await, json!({ "type": "pong", "payload": { "n": 1 } }));
}

#[tokio::test]
async fn what_is_no_message_of_the_protocol_closes_the_socket() {
    let app = TestApp::start(Backend::Sqlite).await;
    let messages = [
        (Message::text("hello"), 4400),
        (Message::text(r#"{"type":"start"}"#), 4400),
        (Message::text(r#"{"id":"1","type":"subscribe","payload":{}}"#), 4400),
        (Message::binary(vec![1, 2]), 4400),
        (Message::text(r#"{"type":"connection_init"}"#), 4429),
        (Message::text(" ".repeat(100_001)), 1009),
    ];
    for (message, code) in messages {
        let mut socket = Socket::open(&app).await;
        socket.send(message.clone()).await;
        let (closed, reason) = socket.closed().await;
        assert_eq!(closed, code, "{message:?}: {reason}");
        assert!(!reason.is_empty(), "{message:?}");
    }
}

#[tokio::test]
async fn nothing_runs_before_the_socket_is_acknowledged() {
    let app = TestApp::start(Backend::Sqlite).await;
    let mut socket = Socket::connect(Socket::handshake(&app.url)).await.unwrap_or_else(|status| panic!("{status}"));
    socket.say(json!({ "type": "ping" })).await;
    assert_eq!(socket.heard().await, json!({ "type": "pong" }));
    socket.subscribe("1", "{ site { name } }").await;
    assert_eq!(socket.closed().await, (4401, "Unauthorized".to_owned()));
}

#[tokio::test]
async fn a_client_that_does_not_introduce_itself_is_sent_away() {
    let app = TestApp::configured(Backend::Sqlite, false, |config| {
        config.live.live_init_timeout = Duration::from_millis(300);
    })
    .await;
    let mut acknowledged = Socket::open(&app).await;
    let mut silent = Socket::connect(Socket::handshake(&app.url)).await.unwrap_or_else(|status| panic!("{status}"));
    assert_eq!(silent.closed().await, (4408, "Connection initialisation timeout".to_owned()));
    assert!(acknowledged.is_silent(Duration::from_millis(400)).await);
}

#[tokio::test]
async fn an_id_names_one_operation_at_a_time() {
    let app = TestApp::start(Backend::Sqlite).await;
    let mut socket = Socket::open(&app).await;
    let changes = "subscription { changes { type } }";
    socket.subscribe("1", changes).await;
    socket.say(json!({ "id": "1", "type": "complete" })).await;
    socket.subscribe("1", changes).await;
    publish_doctor(&app, "Wu").await;
    assert_eq!(socket.data("1").await, json!({ "changes": { "type": "DOCTOR" } }), "it was free again");
    assert!(socket.is_silent(Duration::from_millis(300)).await, "the first one ended");
    socket.subscribe("1", changes).await;
    assert_eq!(socket.closed().await, (4409, "Subscriber for 1 already exists".to_owned()));
}

#[tokio::test]
async fn a_client_is_asked_whether_it_is_there() {
    let app = TestApp::configured(Backend::Sqlite, false, |config| {
        config.live.live_keep_alive = Duration::from_millis(200);
    })
    .await;
    let mut socket = Socket::open(&app).await;
    for _ in 0..10 {
        assert!(matches!(socket.next().await, Message::Ping(_)), "a client that answers stays");
    }
    // This one never reads, so it answers no ping.
    let silent = Socket::open(&app).await;
    assert_eq!(app.app.live.connections.count(), 2);
    let wait = async {
        while app.app.live.connections.count() > 1 {
            socket.next().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), wait).await.expect("it is taken for gone");
    drop(silent);
}

#[tokio::test]
async fn the_handshake_needs_the_sub_protocol_and_an_origin_that_may_read() {
    let app = TestApp::configured(Backend::Sqlite, false, |config| {
        config.web.cors_origins = "https://app.example.org".into();
    })
    .await;
    let refused = async |header: &'static str, value: &'static str| {
        let mut handshake = Socket::handshake(&app.url);
        handshake.headers_mut().insert(header, HeaderValue::from_static(value));
        Socket::connect(handshake).await.err()
    };
    assert_eq!(refused("sec-websocket-protocol", "graphql-ws").await, Some(400));
    assert_eq!(refused("sec-websocket-protocol", "graphql-ws, graphql-transport-ws").await, None);
    assert_eq!(refused("origin", "https://evil.example.org").await, Some(403));
    assert_eq!(refused("origin", "null").await, Some(403));
    assert_eq!(refused("origin", "https://app.example.org").await, None);
    // The server's own page, by its PUBLIC_URL.
    assert_eq!(refused("origin", "https://api.example.org").await, None);
}

#[tokio::test]
async fn connections_and_operations_are_limited() {
    let app = TestApp::configured(Backend::Sqlite, false, |config| {
        config.live.live_connections_per_client = 2;
        config.live.live_operations = 1;
    })
    .await;
    let mut first = Socket::open(&app).await;
    let second = Socket::open(&app).await;
    assert_eq!(Socket::connect(Socket::handshake(&app.url)).await.err(), Some(429));
    first.subscribe("1", "subscription { changes { sequence } }").await;
    first.subscribe("2", "{ site { name } }").await;
    let refused = first.heard().await;
    assert_eq!((&refused["type"], &refused["id"]), (&json!("error"), &json!("2")));
    assert_eq!(refused["payload"][0]["extensions"]["code"], "TOO_MANY_OPERATIONS");
    drop(second);
    while app.app.live.connections.count() > 1 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(Socket::connect(Socket::handshake(&app.url)).await.is_ok(), "a place is free again");

    let app = TestApp::configured(Backend::Sqlite, false, |config| config.live.live_connections = 1).await;
    let _first = Socket::open(&app).await;
    assert_eq!(Socket::connect(Socket::handshake(&app.url)).await.err(), Some(503));
}

#[tokio::test]
async fn sockets_are_told_that_the_server_ends() {
    let app = TestApp::start(Backend::Sqlite).await;
    let mut socket = Socket::open(&app).await;
    socket.subscribe("1", "subscription { changes { sequence } }").await;
    app.app.live.stop();
    assert_eq!(socket.closed().await.0, 1001);
}

/// A deployment waits for no subscriber.
#[rstest]
#[tokio::test]
async fn a_server_that_is_told_to_stop_tells_its_subscribers(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let folder = TempDir::new().unwrap();
    let mut command = Binary::in_folder(folder.path()).command();
    command.env("DATABASE_URL", backend.create(folder.path()).await);
    let mut server = RunningServer::start(command);
    let url = format!("http://{}", server.address);
    let mut socket = Socket::open_at(&url).await;
    socket.subscribe("1", "subscription { changes { sequence } }").await;
    let address = format!("{url}/graphql?query=subscription%7Bchanges%7Bsequence%7D%7D");
    let stream = Client::new().get(address).header("accept", "text/event-stream");
    let mut stream = EventStream::open(stream).await;
    let told = Instant::now();
    server.terminate();
    assert_eq!(socket.closed().await.0, 1001);
    assert_eq!(stream.next().await, None);
    drop((socket, stream));
    assert!(server.ended().success());
    assert!(told.elapsed() < Duration::from_secs(8), "it waited {:?}", told.elapsed());
}
