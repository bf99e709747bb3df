//! The mutation `recordVisit`: the same count as the beacon's, and nothing that a page of another site could make a
//! browser do in passing.

use reqwest::{Client, Method, StatusCode, Url};
use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_tests::content::{article, save};
use shanghaidoctor_tests::{Answer, Backend, EventStream, Socket, TestApp};

use crate::visits::{ARTICLE, CRAWLER, FIREFOX, SAFARI, counting, visit, visits};

const RECORD: &str = "mutation ($input: RecordVisitInput!) { recordVisit(input: $input) { article { slug } \
    userErrors { message code path } } }";

fn client(agent: &str) -> Client {
    Client::builder().user_agent(agent).build().unwrap()
}

fn body(input: &Value) -> Value {
    json!({ "query": RECORD, "variables": { "input": input } })
}

async fn record(app: &TestApp, agent: &str, input: &Value) -> Answer {
    let request = client(agent).post(format!("{}/graphql", app.url));
    let request = request.header("accept", "application/graphql-response+json");
    app.send(request.header("content-type", "application/json").body(body(input).to_string())).await
}

#[rstest]
#[tokio::test]
async fn a_reader_counts_once_a_day_by_whichever_way_it_is_told(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = counting(backend, "").await;
    let before = visits(&app).await;
    let id = app.query(&format!("{{ article(slug: \"{ARTICLE}\") {{ id }} }}")).await.at("/article/id");
    for (agent, input) in [
        (FIREFOX, json!({ "slug": ARTICLE })),
        (FIREFOX, json!({ "id": id })),
        (SAFARI, json!({ "id": id, "slug": null })),
        (CRAWLER, json!({ "slug": ARTICLE })),
    ] {
        let told = record(&app, agent, &input).await;
        assert_eq!(told.headers["cache-control"], "no-store");
        assert_eq!(told.headers["graphql-cost"], "requested=19, limit=50000");
        assert_eq!(told.at("/recordVisit"), json!({ "article": { "slug": ARTICLE }, "userErrors": [] }), "{agent}");
    }
    assert_eq!(visit(&app, ARTICLE, FIREFOX, None).await, 204);
    assert_eq!(visits(&app).await - before, 2, "Firefox and Safari");
}

#[rstest]
#[tokio::test]
async fn what_is_wrong_with_the_input_is_told_with_its_place(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = counting(backend, "").await;
    let mut writing = app.write().await;
    let draft = save(&mut writing, &article("A draft", &[])).await;
    writing.commit().await.unwrap();
    let doctor = app.query("{ doctor(slug: \"shen-muyun\") { id } }").await.at("/doctor/id");
    for (input, code, path) in [
        (json!({ "slug": "nobody-wrote-this" }), "NOT_FOUND", json!(["input", "slug"])),
        (json!({ "slug": "a-draft" }), "NOT_FOUND", json!(["input", "slug"])),
        (json!({ "slug": "x".repeat(501) }), "INVALID", json!(["input", "slug"])),
        (json!({ "id": draft.to_string() }), "NOT_FOUND", json!(["input", "id"])),
        (json!({ "id": doctor }), "INVALID", json!(["input", "id"])),
        (json!({ "id": "x" }), "INVALID", json!(["input", "id"])),
        (json!({ "slug": ARTICLE, "id": draft.to_string() }), "INVALID", json!(["input"])),
        (json!({}), "REQUIRED", json!(["input"])),
    ] {
        let payload = record(&app, FIREFOX, &input).await.at("/recordVisit");
        let error = &payload["userErrors"][0];
        assert_eq!(
            (&payload["article"], &error["code"], &error["path"]),
            (&Value::Null, &json!(code), &path),
            "{input}"
        );
        assert!(error["message"].as_str().unwrap().ends_with(|c: char| c == '.' || c.is_alphabetic()), "{error}");
    }
}

/// A link, a picture, a form or a beacon on a page of another site sends no JSON, and no other method than these.
#[tokio::test]
async fn a_page_of_another_site_makes_no_browser_record_a_visit() {
    let app = counting(Backend::Sqlite, "").await;
    let before = visits(&app).await;
    let input = json!({ "slug": ARTICLE });
    let query = format!("mutation {{ recordVisit(input: {{ slug: \"{ARTICLE}\" }}) {{ article {{ slug }} }} }}");
    let address = Url::parse_with_params(&format!("{}/graphql", app.url), [("query", &query)]).unwrap();
    for method in [Method::GET, Method::HEAD] {
        for accept in ["*/*", "application/graphql-response+json", "text/event-stream"] {
            let request = client(FIREFOX).request(method.clone(), address.clone()).header("accept", accept);
            let answer = request.send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED, "{method} {accept}");
            assert_eq!(answer.headers()["allow"], "POST", "{method} {accept}");
        }
    }
    for (kind, status) in [
        (Some("text/plain"), StatusCode::UNSUPPORTED_MEDIA_TYPE),
        (Some("application/x-www-form-urlencoded"), StatusCode::UNSUPPORTED_MEDIA_TYPE),
        // Pictures come in by forms, with a header that no page can send unasked.
        (Some("multipart/form-data; boundary=x"), StatusCode::BAD_REQUEST),
        (None, StatusCode::UNSUPPORTED_MEDIA_TYPE),
    ] {
        for accept in ["*/*", "text/event-stream"] {
            let request = client(FIREFOX).post(format!("{}/graphql", app.url)).header("accept", accept);
            let request = kind.map_or(request.try_clone().unwrap(), |kind| request.header("content-type", kind));
            let answer = request.body(body(&input).to_string()).send().await.unwrap();
            // No stream of events follows a form at all.
            let status = if accept == "*/*" { status } else { StatusCode::UNSUPPORTED_MEDIA_TYPE };
            assert_eq!(answer.status(), status, "{kind:?} {accept}");
        }
    }
    assert_eq!(visits(&app).await, before);
    record(&app, FIREFOX, &input).await.data();
    assert_eq!(visits(&app).await - before, 1, "what was refused could have counted");
}

/// The reader is who opened the connection.
#[rstest]
#[tokio::test]
async fn connections_that_stay_open_record_too(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = counting(backend, "").await;
    let before = visits(&app).await;
    let input = json!({ "slug": ARTICLE });
    let mut handshake = Socket::handshake(&app.url);
    handshake.headers_mut().insert("user-agent", FIREFOX.parse().unwrap());
    let mut socket = Socket::initialised(handshake).await;
    for id in ["1", "2"] {
        socket.say(json!({ "id": id, "type": "subscribe", "payload": body(&input) })).await;
        assert_eq!(socket.data(id).await["recordVisit"]["article"]["slug"], ARTICLE);
        assert_eq!(socket.heard().await["type"], "complete");
    }
    let request = client(SAFARI).post(format!("{}/graphql", app.url)).header("accept", "text/event-stream");
    let request = request.header("content-type", "application/json").body(body(&input).to_string());
    let event = EventStream::open(request).await.next().await.unwrap();
    assert_eq!(event.json()["data"]["recordVisit"]["userErrors"], json!([]));
    assert_eq!(visits(&app).await - before, 2);
}

#[tokio::test]
async fn a_mutation_is_answered_anew_each_time_and_keeps_to_the_limits_of_every_operation() {
    let app = TestApp::configured(Backend::Sqlite, true, |config| config.operations.cost_limit = 20).await;
    app.followed().await;
    let input = json!({ "slug": ARTICLE });
    for _ in 0..2 {
        record(&app, FIREFOX, &input).await.data();
    }
    assert_eq!(app.app.caches.answers.counts().entries, 0);
    let deep = "mutation { recordVisit(input: { slug: \"x\" }) { article { related(first: 20) { slug } } } }";
    assert_eq!(app.query(deep).await.error().0, "QUERY_TOO_COMPLEX");
}

#[tokio::test]
async fn where_only_registered_documents_run_so_do_mutations() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("documents.json");
    std::fs::write(&path, json!({ "record": RECORD }).to_string()).unwrap();
    let app = TestApp::configured(Backend::Sqlite, true, |config| {
        config.operations.registered_documents = Some(path.to_str().unwrap().to_owned());
        config.operations.registered_only = true;
    })
    .await;
    let variables = json!({ "input": { "slug": ARTICLE } });
    let by_id = app.send(app.post(&json!({ "documentId": "record", "variables": variables }))).await;
    assert_eq!(by_id.at("/recordVisit/article/slug"), ARTICLE);
    let other = app.query("mutation { recordVisit(input: { slug: \"x\" }) { userErrors { code } } }").await;
    assert_eq!(other.error().0, "DOCUMENT_NOT_REGISTERED");
    let by_get = app.get("/graphql?documentId=record&variables=%7B%22input%22%3A%7B%7D%7D").send().await.unwrap();
    assert_eq!(by_get.status(), StatusCode::METHOD_NOT_ALLOWED);
}
