//! What an operation costs is told on every answer, and one that costs too much does not run.

use reqwest::StatusCode;
use serde_json::{Value, json};
use shanghaidoctor_tests::{Answer, Backend, TestApp};

fn cost(answer: &Answer) -> (&Value, &str) {
    (&answer.body["extensions"]["cost"], answer.headers["graphql-cost"].to_str().unwrap())
}

#[tokio::test]
async fn every_answer_tells_what_it_cost_and_what_it_might_have() {
    let app = TestApp::start(Backend::Sqlite).await;
    let answer = app.query_with("query ($n: Int) { doctors(first: $n) { nodes { slug } } }", json!({ "n": 7 })).await;
    let told = json!({ "requestedQueryCost": 15, "maximumQueryCost": 50_000 });
    assert_eq!(cost(&answer), (&told, "requested=15, limit=50000"));
    let answer = app.send(app.get("/graphql?query=%7Bsite%7Bname%7D%7D")).await;
    let told = json!({ "requestedQueryCost": 2, "maximumQueryCost": 50_000 });
    assert_eq!(cost(&answer), (&told, "requested=2, limit=50000"));
}

#[tokio::test]
async fn only_the_operation_that_runs_is_counted() {
    let app = TestApp::start(Backend::Sqlite).await;
    let query = "query A { __typename } query B { doctors(first: 100) { nodes { slug } } }";
    let answer = app.send(app.post(&json!({ "query": query, "operationName": "A" }))).await;
    assert_eq!(cost(&answer).1, "requested=1, limit=50000");
}

#[tokio::test]
async fn what_costs_too_much_runs_no_statement_and_the_error_names_the_costliest_part() {
    let app = TestApp::configured(Backend::Sqlite, true, |config| config.operations.cost_limit = 1_000).await;
    let query =
        "{ site { name } doctors(first: 10) { nodes { slug papers: publications(first: 100) { nodes { title } } } } }";
    let before = app.app.database.statements();
    let answer = app.query(query).await;
    assert_eq!(app.app.database.statements(), before);
    assert_eq!(answer.status, StatusCode::BAD_REQUEST.as_u16());
    let (code, message) = answer.error();
    assert_eq!(code, "QUERY_TOO_COMPLEX");
    assert!(message.contains("2033") && message.contains("1000") && message.contains("2010"), "{message}");
    let error = &answer.body["errors"][0];
    assert_eq!(error["extensions"]["costliestPath"], json!(["doctors", "nodes", "papers"]));
    assert_eq!(error["locations"], json!([{ "line": 1, "column": 51 }]));
    assert_eq!(cost(&answer).1, "requested=2033, limit=1000");
    app.query(&query.replace("100", "20")).await.data();
}
