//! Two thousand who follow the same page are told of a change by what was made once, and nobody is told what is another's.

use std::time::Duration;

use futures_util::future::join_all;
use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_tests::{Backend, Socket, TestApp};

use crate::subscriptions::{publish_doctor, retitle};

const SOCKETS: usize = 40;
const OPERATIONS: usize = 50;

const DOCTOR: &str = "subscription($id: ID!) { doctor(id: $id) { slug academicTitle } }";
const CHANGES: &str = "subscription { changes { sequence node { ... on Doctor { slug academicTitle } } } }";

async fn subscribe(socket: &mut Socket, operation: &str, query: &str, variables: Value) {
    let payload = json!({ "query": query, "variables": variables });
    socket.say(json!({ "id": operation, "type": "subscribe", "payload": payload })).await;
}

/// Two thousand subscribers of an operation, on some sockets.
async fn two_thousand(app: &TestApp, query: &str, variables: &Value) -> Vec<Socket> {
    let mut sockets = Vec::new();
    for _ in 0..SOCKETS {
        let mut socket = Socket::open(app).await;
        for operation in 0..OPERATIONS {
            subscribe(&mut socket, &operation.to_string(), query, variables.clone()).await;
        }
        sockets.push(socket);
    }
    sockets
}

/// What all of them are told next, which is the same.
async fn told(sockets: &mut [Socket]) -> Value {
    let heard = sockets.iter_mut().map(async |socket| {
        let mut messages = Vec::new();
        for _ in 0..OPERATIONS {
            messages.push(socket.heard().await["payload"].clone());
        }
        messages
    });
    let mut told: Vec<Value> = join_all(heard).await.into_iter().flatten().collect();
    assert_eq!(told.len(), SOCKETS * OPERATIONS);
    told.dedup();
    assert_eq!(told.len(), 1, "{told:#?}");
    told[0]["data"].clone()
}

/// What is read of the database tells how often it was made, where no record is kept in memory.
#[rstest]
#[case::a_document(DOCTOR)]
#[case::the_changes(CHANGES)]
#[tokio::test]
async fn a_change_is_made_once_for_two_thousand_who_follow_the_same(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
    #[case] query: &str,
) {
    let app = TestApp::configured(backend, false, |config| config.caches.record_cache_mb = 0).await;
    let id = publish_doctor(&app, "Wu").await;
    app.followed().await;
    let statements = || app.app.database.statements();
    let before = statements();
    let variables = json!({ "id": id.to_string() });
    let mut sockets = two_thousand(&app, query, &variables).await;
    if query == DOCTOR {
        assert_eq!(told(&mut sockets).await["doctor"], json!({ "slug": "wu-jing", "academicTitle": null }));
        let read = statements() - before;
        assert!(read <= 20, "{read} statements for two thousand who come to what is shown already");
    } else {
        // Nothing says when the last of them is known.
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
    for number in 0..3 {
        let title = format!("Professor {number}");
        let before = statements();
        retitle(&app, id, &title, true).await;
        let written = statements() - before;
        let data = told(&mut sockets).await;
        let doctor = if query == DOCTOR { &data["doctor"] } else { &data["changes"]["node"] };
        assert_eq!(doctor, &json!({ "slug": "wu-jing", "academicTitle": title }));
        let read = statements() - before - written;
        assert!(read <= 20, "{read} statements for one change");
    }
}

/// Only what is alike in all that makes a difference is made together.
#[rstest]
#[tokio::test]
async fn each_is_told_what_it_asked_for_in_its_own_languages(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    let doctors = app.query("{ doctors(first: 2) { nodes { id slug } } }").await.data()["doctors"]["nodes"].clone();
    let query = "subscription One($id: ID!) { doctor(id: $id) { slug name { display } } } \
        subscription Other($id: ID!) { doctor(id: $id) { id } }";
    let mut languages = Vec::new();
    for language in ["en", "zh-Hans"] {
        let mut handshake = Socket::handshake(&app.url);
        handshake.headers_mut().insert("accept-language", language.parse().unwrap());
        let mut socket = Socket::initialised(handshake).await;
        let mut names = Vec::new();
        for doctor in doctors.as_array().unwrap() {
            for name in ["One", "Other"] {
                let payload = json!({ "query": query, "operationName": name, "variables": { "id": doctor["id"] } });
                socket.say(json!({ "id": "1", "type": "subscribe", "payload": payload })).await;
                let told = socket.data("1").await["doctor"].clone();
                if name == "One" {
                    assert_eq!(told["slug"], doctor["slug"]);
                    names.push(told["name"]["display"].clone());
                } else {
                    assert_eq!(told, json!({ "id": doctor["id"] }));
                }
                socket.say(json!({ "id": "1", "type": "complete" })).await;
            }
        }
        languages.push(names);
    }
    assert_ne!(languages[0], languages[1], "names are told in the languages of each");
}

/// Who begins to follow after a change is shown what it left, also where others were shown what was before.
#[rstest]
#[tokio::test]
async fn who_comes_after_a_change_is_shown_what_it_left(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let id = publish_doctor(&app, "Wu").await;
    for number in 0..20 {
        let title = format!("Professor {number}");
        retitle(&app, id, &title, true).await;
        let mut socket = Socket::open(&app).await;
        subscribe(&mut socket, "1", DOCTOR, json!({ "id": id.to_string() })).await;
        assert_eq!(socket.data("1").await["doctor"]["academicTitle"], title);
    }
}
