//! The GraphQL endpoint as a client meets it: methods, media types, status codes and the shape of errors.

use reqwest::header::HeaderMap;
use reqwest::{Client, Method, RequestBuilder, StatusCode, Url};
use serde_json::{Value, json};
use shanghaidoctor_tests::{Backend, TestApp};

pub(crate) const GRAPHQL: &str = "application/graphql-response+json";
pub(crate) const JSON: &str = "application/json";

/// A query that costs nothing and has an answer on any data.
const NAMED: &str = "{ __typename }";

async fn endpoint() -> TestApp {
    TestApp::start(Backend::Sqlite).await
}

/// A request without a body yet.
pub(crate) fn post_to(app: &TestApp) -> RequestBuilder {
    Client::new().post(format!("{}/graphql", app.url))
}

pub(crate) fn post(app: &TestApp, body: &Value) -> RequestBuilder {
    post_to(app).header("content-type", JSON).body(body.to_string())
}

fn address(app: &TestApp, parameters: &[(&str, &str)]) -> Url {
    Url::parse_with_params(&format!("{}/graphql", app.url), parameters).unwrap()
}

fn get(app: &TestApp, parameters: &[(&str, &str)]) -> RequestBuilder {
    Client::new().get(address(app, parameters))
}

/// The status and the body as JSON, once it is sure that both of the headers that every answer has are there.
pub(crate) async fn read(request: RequestBuilder) -> (StatusCode, HeaderMap, Value) {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    let vary: Vec<_> = headers.get_all("vary").iter().map(|value| value.to_str().unwrap()).collect();
    let vary = vary.join(",").to_ascii_lowercase();
    assert!(vary.split(',').any(|name| name.trim() == "accept"), "{vary}");
    assert_eq!(headers["x-content-type-options"], "nosniff");
    (status, headers, response.json().await.unwrap())
}

/// Problem details (RFC 9457) that name the request.
pub(crate) async fn read_problem(request: RequestBuilder, status: StatusCode) -> HeaderMap {
    let (answered, headers, body) = read(request).await;
    assert_eq!(answered, status, "{body}");
    assert_eq!(headers["content-type"], "application/problem+json");
    assert_eq!(headers["cache-control"], "no-store");
    assert_eq!(body["status"], status.as_u16());
    assert!(body["title"].is_string() && body["detail"].is_string(), "{body}");
    assert_eq!(body["instance"], format!("urn:uuid:{}", headers["x-request-id"].to_str().unwrap()));
    headers
}

#[tokio::test]
async fn the_answer_has_the_media_type_that_the_client_prefers() {
    let app = endpoint().await;
    let cases = [
        (None, JSON),
        (Some("*/*"), JSON),
        (Some("application/*"), JSON),
        (Some(JSON), JSON),
        (Some(GRAPHQL), GRAPHQL),
        (Some("application/graphql-response+json; charset=utf-8, application/json; charset=utf-8"), GRAPHQL),
        (Some("application/json, application/graphql-response+json"), GRAPHQL),
        (Some("application/graphql-response+json;q=0.8, application/json;q=0.9"), JSON),
        (Some("text/html, application/json;q=0.1"), JSON),
    ];
    for (accept, expected) in cases {
        let mut request = post(&app, &json!({ "query": NAMED }));
        if let Some(accept) = accept {
            request = request.header("accept", accept);
        }
        let (status, headers, body) = read(request).await;
        assert_eq!(status, StatusCode::OK, "{accept:?}");
        assert_eq!(headers["content-type"], format!("{expected}; charset=utf-8"), "{accept:?}");
        assert_eq!(headers["cache-control"], "no-store");
        assert_eq!(body["data"], json!({ "__typename": "Query" }));
    }
}

#[tokio::test]
async fn several_accept_headers_are_one_list() {
    let app = endpoint().await;
    let request = get(&app, &[("query", NAMED)]).header("accept", "text/html").header("accept", GRAPHQL);
    let (status, headers, _) = read(request).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(headers["content-type"], format!("{GRAPHQL}; charset=utf-8"));
}

#[tokio::test]
async fn a_client_that_accepts_neither_media_type_is_refused() {
    let app = endpoint().await;
    for accept in ["text/html", "application/json;q=0", "application/json; charset=utf-16"] {
        let request = post(&app, &json!({ "query": NAMED })).header("accept", accept);
        read_problem(request, StatusCode::NOT_ACCEPTABLE).await;
        let request = get(&app, &[("query", NAMED)]).header("accept", accept);
        read_problem(request, StatusCode::NOT_ACCEPTABLE).await;
    }
}

/// A form or a script of another site can send the refused content types without asking first.
#[tokio::test]
async fn only_json_in_utf8_is_read() {
    let app = endpoint().await;
    let body = json!({ "query": NAMED }).to_string();
    let refused = [
        "text/plain",
        "text/plain; charset=utf-8",
        "application/x-www-form-urlencoded",
        "application/graphql",
        "application/json; charset=latin1",
    ];
    for content_type in refused {
        let request = post_to(&app).header("content-type", content_type).body(body.clone());
        read_problem(request, StatusCode::UNSUPPORTED_MEDIA_TYPE).await;
    }
    read_problem(post_to(&app).body(body.clone()), StatusCode::UNSUPPORTED_MEDIA_TYPE).await;
    // A form, which a page of another site could send, needs a header that it could not (`uploads.rs`).
    let form = post_to(&app).header("content-type", "multipart/form-data; boundary=x").body(body.clone());
    read_problem(form, StatusCode::BAD_REQUEST).await;

    for content_type in ["application/json; charset=utf-8", "Application/JSON;charset=\"UTF-8\""] {
        let request = post_to(&app).header("content-type", content_type).body(body.clone());
        assert_eq!(read(request).await.0, StatusCode::OK, "{content_type}");
    }
}

#[tokio::test]
async fn a_compressed_body_is_refused() {
    let app = endpoint().await;
    let request = post(&app, &json!({ "query": NAMED })).header("content-encoding", "gzip");
    let headers = read_problem(request, StatusCode::UNSUPPORTED_MEDIA_TYPE).await;
    assert_eq!(headers["accept-encoding"], "identity");
    let request = post(&app, &json!({ "query": NAMED })).header("content-encoding", "identity");
    assert_eq!(read(request).await.0, StatusCode::OK);
}

#[tokio::test]
async fn other_methods_are_told_which_ones_there_are() {
    let app = endpoint().await;
    for method in [Method::PATCH, Method::OPTIONS, Method::TRACE] {
        let request = Client::new().request(method, address(&app, &[])).header("content-type", JSON).body("{}");
        let headers = read_problem(request, StatusCode::METHOD_NOT_ALLOWED).await;
        assert_eq!(headers["allow"], "GET, HEAD, POST, PUT, DELETE");
    }
}

#[tokio::test]
async fn get_and_head_query() {
    let app = endpoint().await;
    let parameters = [
        ("query", "query Other { __typename } query Type($name: String!) { __type(name: $name) { name } }"),
        ("operationName", "Type"),
        ("variables", r#"{"name": "Query"}"#),
        ("extensions", r#"{"some": "value"}"#),
        ("tracking", "ignored"),
    ];
    let (status, headers, body) = read(get(&app, &parameters).header("accept", GRAPHQL)).await;
    assert_eq!((status, &body["data"]), (StatusCode::OK, &json!({ "__type": { "name": "Query" } })));
    assert!(headers["cache-control"].to_str().unwrap().starts_with("public, max-age="), "{headers:?}");

    // The empty name is no name.
    let parameters = [("query", NAMED), ("operationName", ""), ("variables", "null")];
    assert_eq!(read(get(&app, &parameters)).await.2["data"], json!({ "__typename": "Query" }));

    let response = Client::new().head(address(&app, &parameters)).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["content-type"], format!("{JSON}; charset=utf-8"));
    assert!(response.bytes().await.unwrap().is_empty());
}

/// The method is looked at before anything else of the document.
#[tokio::test]
async fn get_never_mutates() {
    let app = endpoint().await;
    let both = "query Q { __typename } mutation M { __typename }";
    for parameters in [[("query", "mutation { __typename }"), ("x", "")], [("query", both), ("operationName", "M")]] {
        for accept in [GRAPHQL, JSON] {
            let request = get(&app, &parameters).header("accept", accept);
            let headers = read_problem(request, StatusCode::METHOD_NOT_ALLOWED).await;
            assert_eq!(headers["allow"], "POST");
        }
    }
}

#[tokio::test]
async fn a_body_that_is_not_well_formed_is_400_in_both_media_types() {
    let app = endpoint().await;
    let bodies = [
        "",
        "NONSENSE",
        r#"{"query":"#,
        "7",
        r#"[{"query":"{ __typename }"}]"#,
        "[]",
        "{}",
        r#"{"qeury":"{ __typename }"}"#,
        r#"{"query":null}"#,
        r#"{"query":{}}"#,
        r#"{"query":"{ __typename }","operationName":1}"#,
        r#"{"query":"{ __typename }","variables":[7]}"#,
        r#"{"query":"{ __typename }","variables":"{}"}"#,
        r#"{"query":"{ __typename }","extensions":false}"#,
    ];
    for accept in [GRAPHQL, JSON] {
        for body in bodies {
            let request = post_to(&app).header("content-type", JSON).header("accept", accept).body(body);
            assert_bad_request(request, accept, body).await;
        }
    }
}

#[tokio::test]
async fn a_query_string_that_is_not_well_formed_is_400_in_both_media_types() {
    let app = endpoint().await;
    let query_strings: [&[(&str, &str)]; 5] = [
        &[("nothing", "")],
        &[("query", NAMED), ("query", NAMED)],
        &[("query", NAMED), ("variables", "{")],
        &[("query", NAMED), ("variables", "[]")],
        &[("query", NAMED), ("extensions", "1")],
    ];
    for accept in [GRAPHQL, JSON] {
        for parameters in query_strings {
            let request = get(&app, parameters).header("accept", accept);
            assert_bad_request(request, accept, &format!("{parameters:?}")).await;
        }
    }
}

async fn assert_bad_request(request: RequestBuilder, accept: &str, what: &str) {
    let (status, headers, body) = read(request).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{what}");
    assert_eq!(headers["content-type"], format!("{accept}; charset=utf-8"), "{what}");
    assert_eq!(headers["cache-control"], "no-store", "{what}");
    assert_eq!(body["errors"][0]["extensions"]["code"], "BAD_REQUEST", "{what}");
    assert!(body.get("data").is_none(), "{what}");
}

#[tokio::test]
async fn null_and_unknown_members_are_no_error() {
    let app = endpoint().await;
    let body = json!({ "query": NAMED, "operationName": null, "variables": null, "extensions": null, "id": 1 });
    assert_eq!(read(post(&app, &body)).await.2["data"], json!({ "__typename": "Query" }));
}

#[tokio::test]
async fn keys_keep_the_order_of_the_query_and_text_its_letters() {
    let app = TestApp::with_sample(Backend::Sqlite).await;
    let query =
        r#"query($z: String!) { z: doctor(slug: $z) { name { native family } slug } a: site { name } __typename }"#;
    let response = post(&app, &json!({ "query": query, "variables": { "z": "shen-muyun" } })).send().await.unwrap();
    let doctor = r#"{"name":{"native":"沈牧云","family":"Shen"},"slug":"shen-muyun"}"#;
    let data = format!(r#"{{"z":{doctor},"a":{{"name":"ShanghaiDoctor"}},"__typename":"Query"}}"#);
    let cost = r#"{"requestedQueryCost":8,"maximumQueryCost":50000}"#;
    let expected = format!(r#"{{"data":{data},"extensions":{{"cost":{cost}}}}}"#);
    assert_eq!(response.text().await.unwrap(), expected);
}

#[tokio::test]
async fn a_subscription_needs_another_transport() {
    let app = endpoint().await;
    let request = post(&app, &json!({ "query": "subscription { tick }" })).header("accept", GRAPHQL);
    let (status, _, body) = read(request).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(body["errors"][0]["extensions"]["code"], "SUBSCRIPTION_NOT_SUPPORTED");
}
