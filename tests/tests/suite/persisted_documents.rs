//! A document is named by its text, by the hash of its text, or by the id that it is registered under; several operations
//! come at once where that is allowed.

use reqwest::{Client, Url};
use serde_json::{Value, json};
use shanghaidoctor_tests::{Answer, Backend, Binary, TestApp};
use tempfile::TempDir;

use crate::command_line::one_line;

const QUERY: &str = "{ __typename }";
/// `printf '{ __typename }' | sha256sum`
const HASH: &str = "7f56e67dd21ab3f30d1ff8b7bed08893f0a0db86449836189b361dd1e56ddb4b";

fn persisted(hash: &str) -> Value {
    json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } })
}

async fn post(app: &TestApp, body: Value) -> Answer {
    app.send(app.post(&body)).await
}

async fn get(app: &TestApp, parameters: &[(&str, &str)]) -> Answer {
    let url = Url::parse_with_params(&format!("{}/graphql", app.url), parameters).unwrap();
    app.send(Client::new().get(url)).await
}

fn code(answer: &Answer) -> String {
    answer.error().0
}

/// A file of registered documents, and the folder that it lies in.
fn registered(texts: &Value) -> (TempDir, String) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("documents.json");
    std::fs::write(&path, texts.to_string()).unwrap();
    (folder, path.to_str().unwrap().to_owned())
}

/// The protocol of Apollo's clients: the hash alone, then the hash with the text, then the hash alone for good.
#[tokio::test]
async fn a_query_is_persisted_by_those_who_ask_it_and_then_asked_by_its_hash() {
    let app = TestApp::start(Backend::Sqlite).await;
    let unknown = post(&app, json!({ "extensions": persisted(HASH) })).await;
    let told = unknown.error();
    assert_eq!((told.0.as_str(), told.1.as_str()), ("PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound"));
    assert_eq!(unknown.headers["cache-control"], "no-store");
    post(&app, json!({ "query": QUERY, "extensions": persisted(HASH) })).await.data();
    assert_eq!(post(&app, json!({ "extensions": persisted(&HASH.to_uppercase()) })).await.at("/__typename"), "Query");
    let extensions = persisted(HASH).to_string();
    assert_eq!(get(&app, &[("extensions", &extensions)]).await.at("/__typename"), "Query");
}

#[tokio::test]
async fn a_hash_stands_for_its_own_text_alone() {
    let app = TestApp::start(Backend::Sqlite).await;
    for query in ["{ site { name } }", "{  __typename }"] {
        let answer = post(&app, json!({ "query": query, "extensions": persisted(HASH) })).await;
        assert_eq!(code(&answer), "PERSISTED_QUERY_HASH_MISMATCH");
    }
    assert_eq!(code(&post(&app, json!({ "extensions": persisted(HASH) })).await), "PERSISTED_QUERY_NOT_FOUND");
    for wrong in [json!({ "persistedQuery": { "version": 2, "sha256Hash": HASH } }), persisted("abc")] {
        assert_eq!(code(&post(&app, json!({ "extensions": wrong })).await), "BAD_REQUEST");
    }
}

#[tokio::test]
async fn a_registered_document_is_asked_for_by_its_id() {
    let (_folder, path) = registered(&json!({ "type": QUERY, "site": "query Site { site { name } }" }));
    let app = TestApp::configured(Backend::Sqlite, false, |config| {
        config.operations.registered_documents = Some(path);
    })
    .await;
    assert_eq!(post(&app, json!({ "documentId": "type" })).await.at("/__typename"), "Query");
    assert_eq!(get(&app, &[("documentId", "site")]).await.at("/site/name"), "ShanghaiDoctor");
    assert_eq!(post(&app, json!({ "extensions": persisted(HASH) })).await.at("/__typename"), "Query");
    assert_eq!(code(&post(&app, json!({ "documentId": "other" })).await), "DOCUMENT_NOT_FOUND");
    assert_eq!(code(&post(&app, json!({ "documentId": "type", "query": QUERY })).await), "BAD_REQUEST");
    // Others may still be sent.
    app.query("{ site { url } }").await.data();
}

#[tokio::test]
async fn where_registered_documents_run_alone_everything_else_is_refused() {
    let (_folder, path) = registered(&json!({ "type": QUERY }));
    let app = TestApp::configured(Backend::Sqlite, false, |config| {
        config.operations.registered_documents = Some(path);
        config.operations.registered_only = true;
    })
    .await;
    for allowed in [
        json!({ "documentId": "type" }),
        json!({ "query": QUERY }),
        json!({ "extensions": persisted(HASH) }),
        json!({ "query": QUERY, "extensions": persisted(HASH) }),
    ] {
        assert_eq!(post(&app, allowed).await.at("/__typename"), "Query");
    }
    // `printf '{ site { name } }' | sha256sum`
    let other = persisted("96ba8c63b3a81d939f5dec44fc17c75d6c7ec8d5a97b02083ac26505a3f7d38c");
    for refused in [
        json!({ "query": "{ site { name } }" }),
        json!({ "query": "{ __schema { types { name } } }" }),
        json!({ "extensions": other }),
    ] {
        let answer = post(&app, refused).await;
        assert_eq!(code(&answer), "DOCUMENT_NOT_REGISTERED");
        assert!(answer.body.get("data").is_none());
    }
    assert_eq!(code(&post(&app, json!({ "documentId": "other" })).await), "DOCUMENT_NOT_FOUND");
}

#[test]
fn a_broken_file_of_documents_stops_the_start_with_one_line() {
    let cases = [
        (json!([QUERY]).to_string(), "JSON object of ids and texts"),
        (json!({}).to_string(), "no document"),
        (json!({ "fine": QUERY, "broken": "{ site {" }).to_string(), "`broken`"),
        (json!({ "fine": QUERY, "other": "query A { __typename } query B { nothing }" }).to_string(), "`other`"),
        (json!({ "deep": "{a".repeat(200) }).to_string(), "`deep`"),
    ];
    for (text, told) in cases {
        let folder = TempDir::new().unwrap();
        std::fs::write(folder.path().join("documents.json"), text).unwrap();
        let mut command = Binary::in_folder(folder.path()).command();
        command.env("REGISTERED_DOCUMENTS", "documents.json").args(["serve", "--listen", "127.0.0.1:0"]);
        let said = one_line(&command.output().unwrap());
        assert!(said.contains("REGISTERED_DOCUMENTS") && said.contains(told), "{said}");
        assert!(!folder.path().join("shanghaidoctor.db").exists(), "a database was made");
    }
    let folder = TempDir::new().unwrap();
    let said = one_line(&Binary::in_folder(folder.path()).run(&["serve", "--registered-only"]));
    assert!(said.contains("REGISTERED_ONLY") && said.contains("REGISTERED_DOCUMENTS"), "{said}");
}

#[tokio::test]
async fn an_array_of_requests_is_answered_only_where_it_is_asked_for() {
    let batch = json!([{ "query": QUERY }, { "query": "{ nothing }" }, { "query": "{ site { name } }" }]);
    let app = TestApp::start(Backend::Sqlite).await;
    let answer = post(&app, batch.clone()).await;
    assert_eq!((answer.status, code(&answer)), (400, "BAD_REQUEST".to_owned()));

    let app = TestApp::configured(Backend::Sqlite, false, |config| config.operations.batch_limit = 3).await;
    let answer = post(&app, batch.clone()).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body[0]["data"]["__typename"], "Query");
    assert_eq!(answer.body[1]["errors"][0]["extensions"]["code"], "GRAPHQL_VALIDATION_FAILED");
    assert_eq!(answer.body[2]["data"]["site"]["name"], "ShanghaiDoctor");
    assert_eq!(answer.body.as_array().unwrap().len(), 3);
    assert_eq!(answer.headers["graphql-cost"], "requested=4, limit=50000");
    let longer = [batch.as_array().unwrap().clone(), vec![json!({ "query": QUERY })]].concat();
    for refused in [Value::from(longer), json!([])] {
        let answer = post(&app, refused).await;
        assert_eq!((answer.status, code(&answer)), (400, "BAD_REQUEST".to_owned()));
    }
}
