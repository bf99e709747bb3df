//! What a client learns when its request is wrong, too large or too costly, or when the server fails: a status, a code,
//! and the id under which the request is logged.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use reqwest::StatusCode;
use rstest::rstest;
use sea_orm::{ConnectionTrait as _, Database};
use serde_json::{Value, json};
use shanghaidoctor_domain::Role;
use shanghaidoctor_tests::{Backend, TestApp};

use crate::graphql_over_http::{GRAPHQL, JSON, post, read, read_problem};

const BY_SLUG: &str = "query BySlug($slug: String!) { doctor(slug: $slug) { slug } }";
const BOTH_NAMES: &str = r#"{ doctor(slug: "a", id: "doctor_01k00000000000000000000000") { slug } }"#;
/// `BODY_LIMIT` of the test application.
const BODY_LIMIT: usize = 100_000;

async fn endpoint() -> TestApp {
    TestApp::start(Backend::Sqlite).await
}

/// Each fragment spreads the next one twice: in 898 bytes, over twelve million selections.
fn doubling_fragments() -> String {
    let steps = (0..22).map(|step| format!("fragment f{step} on Query {{ ...f{next} ...f{next} }} ", next = step + 1));
    format!("{{ ...f0 }} {}fragment f22 on Query {{ __typename }}", steps.collect::<String>())
}

#[tokio::test]
async fn a_body_above_the_limit_is_refused() {
    let app = endpoint().await;
    let slug = |length: usize| json!({ "query": BY_SLUG, "variables": { "slug": "x".repeat(length) } });
    assert_eq!(read(post(&app, &slug(BODY_LIMIT - 1_000))).await.0, StatusCode::OK);
    read_problem(post(&app, &slug(BODY_LIMIT)), StatusCode::PAYLOAD_TOO_LARGE).await;
    assert_eq!(read(post(&app, &slug(1))).await.0, StatusCode::OK, "the server is still there");
}

/// Without `Content-Length` the server learns the length only while it reads.
#[tokio::test]
async fn a_body_that_does_not_announce_its_length_is_cut_off() {
    let app = endpoint().await;
    let address = app.url.trim_start_matches("http://").to_owned();
    let status = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        let head =
            "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
        stream.write_all(head.as_bytes()).unwrap();
        let chunk = format!("2710\r\n{}\r\n", "x".repeat(10_000));
        // The server may close the connection before it has seen all of an endless body.
        let _ = (0..100).try_for_each(|_| stream.write_all(chunk.as_bytes()));
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).unwrap();
        String::from_utf8(answer.to_vec()).unwrap()
    });
    assert_eq!(status.await.unwrap(), "HTTP/1.1 413");
}

#[tokio::test]
async fn a_request_error_has_a_code_and_no_data() {
    let app = endpoint().await;
    let cases = [
        (json!({ "query": "{" }), "GRAPHQL_PARSE_FAILED"),
        (json!({ "query": "" }), "GRAPHQL_PARSE_FAILED"),
        (json!({ "query": "query A { __typename } query A { __typename }" }), "GRAPHQL_PARSE_FAILED"),
        (json!({ "query": "{ f4cd2dc6 }" }), "GRAPHQL_VALIDATION_FAILED"),
        (json!({ "query": "{ ...A } fragment A on Query { ...A }" }), "GRAPHQL_VALIDATION_FAILED"),
        (json!({ "query": "query A { __typename }", "operationName": "B" }), "OPERATION_RESOLUTION_FAILURE"),
        (json!({ "query": "query A { __typename } query B { __typename }" }), "OPERATION_RESOLUTION_FAILURE"),
        (json!({ "query": BY_SLUG }), "BAD_USER_INPUT"),
        (json!({ "query": BY_SLUG, "variables": { "slug": null } }), "BAD_USER_INPUT"),
        (json!({ "query": BY_SLUG, "variables": { "slug": 7 } }), "BAD_USER_INPUT"),
    ];
    for (request, code) in cases {
        assert_refused(&app, &request, code).await;
    }
}

/// All of them at once and before anything runs, each with the way to it from the variable.
#[rstest]
#[tokio::test]
async fn values_of_variables_that_do_not_fit_are_told_with_their_places_and_what_would_fit(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let query = "query ($n: Int, $such: DoctorFilter, $order: DoctorOrder, $ids: [ID!]!, $locales: [Locale!], \
        $doi: Doi, $show: Boolean = true) { doctors(first: $n, where: $such, orderBy: $order, locales: $locales) { \
        totalCount @include(if: $show) } nodes(ids: $ids) { id } publication(doi: $doi) { id } }";
    let such = json!({ "and": [{ "slug": { "eq": 5 } }, { "publishedAt": { "gte": "soon" } }, { "slugg": {} }] });
    let variables = json!({
        "n": "5", "such": such, "order": { "field": "NAMEE", "direction": "DESC" }, "ids": ["a", null],
        "locales": ["en", "??"], "doi": "x", "show": "yes", "unused": 1
    });
    let request = json!({ "query": query, "variables": variables });
    assert_refused(&app, &request, "BAD_USER_INPUT").await;
    let (_, _, body) = read(post(&app, &request).header("accept", GRAPHQL)).await;
    let told: Vec<(String, &str)> = body["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| {
            assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT", "{error}");
            let path: Vec<&str> = error["extensions"]["variablePath"]
                .as_array()
                .unwrap()
                .iter()
                .map(|step| step.as_str().unwrap())
                .collect();
            assert_eq!(error["locations"][0]["line"], 1, "{error}");
            (path.join("."), error["message"].as_str().unwrap())
        })
        .collect();
    let expected = [
        ("n", "`\"5\"` is no Int: send a whole number from"),
        ("such.and.0.slug.eq", "`5` is no String: send a text."),
        ("such.and.1.publishedAt.gte", "`soon` is not a moment like"),
        ("such.and.2.slugg", "DoctorFilter has no field `slugg`: it has and, appointments, "),
        ("order.field", "`\"NAMEE\"` is no DoctorOrderField: send one of NAME, PUBLISHED_AT, "),
        ("ids.1", "null is no ID!: send a value."),
        ("locales.1", "`??` is not a language tag like"),
        ("doi", "`x` is not a DOI like"),
        ("show", "`\"yes\"` is no Boolean: send true or false."),
    ];
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    for ((path, message), (place, words)) in told.iter().zip(expected) {
        assert_eq!(path, place, "{message}");
        assert!(message.starts_with(&format!("`${place}`: {words}")), "{message}");
    }
}

/// What an input lacks is told with the input's place; a single value stands for a list of one.
#[rstest]
#[tokio::test]
async fn an_input_that_lacks_a_field_is_told_and_a_single_value_is_a_list(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let query = "query ($order: DoctorOrder, $locales: [Locale!]) { doctors(orderBy: $order, locales: $locales) { totalCount } }";
    let lacking = app.query_with(query, json!({ "order": {} })).await;
    let error = &lacking.body["errors"][0];
    assert_eq!(error["extensions"]["variablePath"], json!(["order"]));
    assert_eq!(error["message"], "`$order`: DoctorOrder requires `field: DoctorOrderField!`: add it.");
    let single = json!({ "order": { "field": "NAME" }, "locales": "zh-Hans" });
    assert_eq!(app.query_with(query, single).await.data()["doctors"]["totalCount"], 0);
}

#[tokio::test]
async fn a_query_that_is_too_large_is_refused_with_a_code_that_says_how() {
    let app = endpoint().await;
    let aliases: String = (0..300).map(|number| format!("a{number}: __typename ")).collect();
    let directives = "@include(if: true) ".repeat(300);
    let cases = [
        (format!("{{ {aliases} }}"), "TOO_MANY_ALIASES"),
        (format!("{{ __typename {directives} }}"), "TOO_MANY_DIRECTIVES"),
        (doubling_fragments(), "QUERY_TOO_LARGE"),
        ("{a".repeat(200), "QUERY_TOO_DEEP"),
        (format!("{{ a(b: {}", "[".repeat(2_000)), "QUERY_TOO_DEEP"),
    ];
    for (query, code) in cases {
        assert_refused(&app, &json!({ "query": query }), code).await;
    }
}

/// Four lists of a hundred in each other would be a hundred million records.
#[tokio::test]
async fn a_query_whose_lists_multiply_is_refused() {
    let app = endpoint().await;
    let query = "{ doctors(first: 100) { nodes { publications(first: 100) { nodes { doctors { \
        appointments(first: 100) { nodes { doctor { articles(first: 100) { nodes { slug } } } } } } } } } } }";
    let (status, _, body) = read(post(&app, &json!({ "query": query })).header("accept", GRAPHQL)).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{body}");
    assert!(body["errors"][0]["message"].as_str().unwrap().contains("50000"), "{body}");
    assert_eq!(body["errors"][0]["extensions"]["code"], "QUERY_TOO_COMPLEX");
    assert!(body.get("data").is_none(), "{body}");
    // Two levels of the same are a page's business.
    let query = "{ doctors(first: 100) { nodes { publications(first: 100) { nodes { title } } } } }";
    app.query(query).await.data();
}

async fn assert_refused(app: &TestApp, request: &Value, code: &str) {
    for (accept, expected) in [(GRAPHQL, StatusCode::BAD_REQUEST), (JSON, StatusCode::OK)] {
        let (status, headers, body) = read(post(app, request).header("accept", accept)).await;
        assert_eq!(status, expected, "{request}");
        assert_eq!(headers["cache-control"], "no-store");
        assert_eq!(body["errors"][0]["extensions"]["code"], code, "{body}");
        assert!(body.get("data").is_none(), "{body}");
    }
}

/// Spread, the document would keep the engine busy for seconds. A unit test of the guard holds it to 5 ms; here the way
/// over HTTP and a machine that is busy with other tests come on top.
#[tokio::test]
async fn doubling_fragments_are_cheap_to_refuse() {
    let app = endpoint().await;
    let request = json!({ "query": doubling_fragments() });
    let mut best = Duration::MAX;
    for _ in 0..5 {
        let start = Instant::now();
        let (_, _, body) = read(post(&app, &request)).await;
        best = best.min(start.elapsed());
        assert_eq!(body["errors"][0]["extensions"]["code"], "QUERY_TOO_LARGE", "{body}");
    }
    assert!(best < Duration::from_millis(200), "{best:?}");
}

/// The parser is recursive: without a guard, some 400 brackets overflow the stack of a thread and end the process.
#[tokio::test]
async fn nested_brackets_do_not_end_the_server() {
    let app = endpoint().await;
    for open in ["{a", "{a(b:[", "{a(b:{c:", "query($a:["] {
        let (_, _, body) = read(post(&app, &json!({ "query": open.repeat(400) }))).await;
        assert_eq!(body["errors"][0]["extensions"]["code"], "QUERY_TOO_DEEP", "{open}");
        assert_eq!(app.query("{ __typename }").await.at("/__typename"), "Query");
    }
    // JSON has brackets of its own.
    let body = format!(r#"{{"query":"{{ __typename }}","variables":{}"#, r#"{"a":"#.repeat(10_000));
    let request = post(&app, &Value::Null).body(body).header("accept", GRAPHQL);
    assert_eq!(read(request).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(app.query("{ __typename }").await.at("/__typename"), "Query");
}

#[tokio::test]
async fn a_parse_error_says_where_it_is() {
    let app = endpoint().await;
    let (_, _, body) = read(post(&app, &json!({ "query": "{\n  a(" }))).await;
    assert_eq!(body["errors"][0]["locations"], json!([{ "line": 2, "column": 5 }]));
}

#[tokio::test]
async fn a_request_error_to_get_is_not_cached() {
    let app = endpoint().await;
    let (status, headers, _) = read(app.get("/graphql?query=%7B%20f4cd2dc6%20%7D")).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(headers["cache-control"], "no-store");
}

#[tokio::test]
async fn a_field_error_is_200_with_data_even_when_that_is_null() {
    let app = endpoint().await;
    let at_root = "{ doctors(first: 101) { totalCount } }";
    for accept in [GRAPHQL, JSON] {
        for (query, data, field) in
            [(BOTH_NAMES, json!({ "doctor": null }), "doctor"), (at_root, Value::Null, "doctors")]
        {
            let (status, headers, body) = read(post(&app, &json!({ "query": query })).header("accept", accept)).await;
            assert_eq!((status, body.get("data")), (StatusCode::OK, Some(&data)), "{body}");
            assert_eq!(body["errors"][0]["path"], json!([field]));
            assert_eq!(body["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
            assert_eq!(headers["cache-control"], "no-store");
        }
    }
}

#[rstest]
#[tokio::test]
async fn the_text_of_an_internal_error_does_not_leave(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let connection = Database::connect(&app.database_url).await.unwrap();
    connection.execute_unprepared("ALTER TABLE doctors RENAME TO hidden").await.unwrap();
    connection.close().await.unwrap();

    let query = r#"{ doctor(slug: "a") { slug } site { name } }"#;
    let (status, headers, body) = read(post(&app, &json!({ "query": query }))).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(body["data"], json!({ "doctor": null, "site": { "name": "ShanghaiDoctor" } }));
    let error = &body["errors"][0];
    assert_eq!(error["extensions"]["code"], "INTERNAL_SERVER_ERROR", "{body}");
    assert_eq!(error["extensions"]["requestId"], headers["x-request-id"].to_str().unwrap(), "{body}");
    let text = body["errors"].to_string().replace(r#""path":["doctor"]"#, "");
    for told in ["table", "relation", "SELECT", "doctors", "sqlite", "sqlx"] {
        assert!(!text.contains(told), "`{told}` in {text}");
    }
}

/// All that does not fit in the input of a mutation, each with its place, as what it breaks of other rules.
#[rstest]
#[tokio::test]
async fn an_input_of_a_mutation_that_cannot_be_read_is_told_with_the_places_of_all_that_does_not_fit(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let token = app.token(Role::Administrator).await;
    let (fine, release) = ("doctor_00000000000000000000000000", "release_00000000000000000000000000");
    for (mutation, input, expected) in [
        ("publish", json!({ "ids": ["junk", fine, "doctor_junk"] }), &["ids.0", "ids.2"][..]),
        ("publish", json!({ "ids": [fine, release] }), &["ids.1"][..]),
        ("unpublish", json!({ "ids": ["junk"] }), &["ids.0"][..]),
        (
            "createPreview",
            json!({ "documents": [{ "id": "junk" }, { "id": fine }, { "id": "none" }] }),
            &["documents.0.id", "documents.2.id"][..],
        ),
        ("restoreRevision", json!({ "id": "junk", "revision": 1, "seen": 1 }), &["id"][..]),
        ("correctArticle", json!({ "id": "junk", "revision": 1, "kind": "TYPO", "note": "x" }), &["id"][..]),
        ("scheduleRelease", json!({ "id": release, "at": "soon", "timeZone": "Mars" }), &["at", "timeZone"][..]),
        ("createAccount", json!({ "email": "nope", "name": "Lu", "role": "WRITER" }), &["email"][..]),
    ] {
        let of = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
        let text = format!(
            "mutation ($input: {of}!) {{ {mutation}(input: $input) {{ userErrors {{ code path message }} }} }}"
        );
        let answer = app.query_as(&token, &text, json!({ "input": input })).await;
        let errors = answer.at(&format!("/{mutation}/userErrors"));
        let places: Vec<String> = errors.as_array().unwrap().iter().map(place).collect();
        assert_eq!(places, expected, "{mutation}: {errors}");
        assert!(!errors.to_string().contains("Failed to parse"), "{errors}");
    }
    // What stands in the document itself is told alike.
    let written = r#"mutation { correctArticle(input: { id: "x", revision: 1, kind: TYPO, note: "x" }) { userErrors { code path } } }"#;
    let errors = app.query_as(&token, written, json!({})).await.at("/correctArticle/userErrors");
    assert_eq!(errors, json!([{ "code": "INVALID", "path": ["input", "id"] }]));
}

/// Where in the input an error is.
fn place(error: &Value) -> String {
    assert_eq!((&error["code"], &error["path"][0]), (&json!("INVALID"), &json!("input")), "{error}");
    let path = error["path"].as_array().unwrap().iter().skip(1).map(|step| step.as_str().unwrap());
    path.collect::<Vec<_>>().join(".")
}

/// An error of an input tells in its message what would fit, and nothing more of how the server found that out.
#[tokio::test]
async fn an_error_of_an_id_or_a_number_has_a_code_and_nothing_of_the_servers_own() {
    let app = endpoint().await;
    for query in [r#"{ node(id: "x") { id } }"#, r#"{ doctor(orcid: "x") { id } }"#] {
        let error = app.query(query).await.body["errors"][0].clone();
        assert_eq!(error["extensions"], json!({ "code": "BAD_USER_INPUT" }), "{error}");
    }
}
