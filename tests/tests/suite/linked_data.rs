//! A doctor, an article and a paper at addresses of their own, for those who accept JSON-LD: what the API says, kept by
//! caches as long as it holds.

use reqwest::{Client, Method, Response};
use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_tests::content::{article, doctor, save};
use shanghaidoctor_tests::{Backend, TestApp};

const LD_JSON: &str = "application/ld+json";

/// Addresses of the sample, and where the API says the same of each.
const DOCUMENTS: [(&str, &str, &str); 3] = [
    ("/doctors/shen-muyun", "{ doctor(slug: \"shen-muyun\") { jsonLd } }", "/doctor/jsonLd"),
    (
        "/articles/xu-tingyue-the-end-of-the-road",
        "{ article(slug: \"xu-tingyue-the-end-of-the-road\") { jsonLd } }",
        "/article/jsonLd",
    ),
    (
        "/publications/publication_01kf2gfr20edr86ncvqsq95vdz",
        "{ publication(id: \"publication_01kf2gfr20edr86ncvqsq95vdz\") { jsonLd } }",
        "/publication/jsonLd",
    ),
];

fn header(response: &Response, name: &str) -> String {
    let lines: Vec<&str> = response.headers().get_all(name).iter().map(|line| line.to_str().unwrap()).collect();
    lines.join(", ")
}

async fn get(app: &TestApp, path: &str, accept: &str) -> Response {
    app.get(path).header("accept", accept).send().await.unwrap()
}

#[rstest]
#[tokio::test]
async fn a_document_has_an_address_that_answers_json_ld(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    for (path, query, pointer) in DOCUMENTS {
        let expected = app.query(query).await.at(pointer);
        let response = get(&app, path, LD_JSON).await;
        assert_eq!((response.status().as_u16(), header(&response, "content-type").as_str()), (200, LD_JSON), "{path}");
        let vary = header(&response, "vary").to_ascii_lowercase();
        assert!(vary.contains("accept") && vary.contains("accept-encoding"), "{path}: {vary}");
        assert_eq!(header(&response, "cache-control"), "public, max-age=60, stale-while-revalidate=600", "{path}");
        let document: Value = response.json().await.unwrap();
        assert_eq!(document, expected, "{path}");
        assert_eq!(document["@context"], "https://schema.org");
    }
    // Doctors and articles have nothing else to give; of papers, reference managers ask first.
    for (path, accept) in
        [("/doctors/shen-muyun", "*/*"), ("/articles/xu-tingyue-the-end-of-the-road", "text/html, */*;q=0.1")]
    {
        assert_eq!(header(&get(&app, path, accept).await, "content-type"), LD_JSON, "{path}");
    }
    let paper = get(&app, DOCUMENTS[2].0, "*/*").await;
    assert_eq!(header(&paper, "content-type"), "application/vnd.citationstyles.csl+json");
}

#[rstest]
#[tokio::test]
async fn caches_keep_it_under_the_tags_of_all_it_names(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::with_sample(backend).await;
    for (path, ..) in DOCUMENTS {
        let first = get(&app, path, LD_JSON).await;
        let (tag, tags) = (header(&first, "etag"), header(&first, "cache-tag"));
        assert!(tag.starts_with("W/"), "{path}: {tag}");
        assert!(tags.contains("site") && !header(&first, "surrogate-key").is_empty(), "{path}: {tags}");
        let held = app.get(path).header("accept", LD_JSON).header("if-none-match", &tag).send().await.unwrap();
        assert_eq!((held.status().as_u16(), header(&held, "etag")), (304, tag), "{path}");
        assert_eq!(
            (header(&held, "cache-control"), header(&held, "cache-tag")),
            (header(&first, "cache-control"), tags)
        );
        assert!(held.bytes().await.unwrap().is_empty());
        let head = Client::new().head(format!("{}{path}", app.url)).header("accept", LD_JSON).send().await.unwrap();
        for name in ["content-type", "content-length", "etag", "vary", "cache-tag"] {
            assert_eq!(header(&head, name), header(&first, name), "{path}: {name}");
        }
        assert!(head.bytes().await.unwrap().is_empty());
    }
}

#[rstest]
#[tokio::test]
async fn an_address_names_the_language_or_the_request_does(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    let query = "{ doctor(slug: \"shen-muyun\", locales: [\"zh-Hans\"]) { jsonLd } }";
    let chinese = app.query(query).await.at("/doctor/jsonLd");
    assert_eq!(chinese["mainEntity"]["name"], "沈牧云");
    let path = "/doctors/shen-muyun";

    let english = get(&app, path, LD_JSON).await;
    let vary = header(&english, "vary").to_ascii_lowercase();
    assert!(vary.contains("accept-language"), "{vary}");
    assert!(header(&english, "link").contains(r#"<?locale=zh-Hans>; rel="alternate"; hreflang="zh-Hans""#));
    let english: Value = english.json().await.unwrap();
    assert_eq!((&english["mainEntity"]["name"], &english["inLanguage"]), (&json!("Shen Muyun"), &json!(["en"])));

    let by_address = app.get(&format!("{path}?locale=zh-Hans")).header("accept-language", "en");
    let by_address = by_address.header("accept", LD_JSON).send().await.unwrap();
    let vary = header(&by_address, "vary").to_ascii_lowercase();
    assert!(!vary.contains("accept-language"), "{vary}");
    assert_eq!(by_address.json::<Value>().await.unwrap(), chinese);
    let by_header = app.get(path).header("accept-language", "zh-CN, en;q=0.5").header("accept", LD_JSON);
    assert_eq!(by_header.send().await.unwrap().json::<Value>().await.unwrap(), chinese);

    let wrong = app.send(app.get(&format!("{path}?locale=chinese")).header("accept", LD_JSON)).await;
    assert_eq!(wrong.status, 400);
    assert!(wrong.body["detail"].as_str().unwrap().contains("`locale`: `chinese` is not a language tag"));
}

#[tokio::test]
async fn another_format_is_refused_with_what_there_is() {
    let app = TestApp::with_sample(Backend::Sqlite).await;
    for (path, ..) in DOCUMENTS {
        for accept in ["text/html", "application/json", "application/ld+json;q=0"] {
            let response = get(&app, path, accept).await;
            assert_eq!(
                (response.status().as_u16(), header(&response, "content-type").as_str()),
                (406, "application/problem+json"),
                "{path}"
            );
            assert!(header(&response, "vary").to_ascii_lowercase().contains("accept"), "{path}");
            assert_eq!(header(&response, "cache-control"), "no-store", "{path}");
            let problem: Value = response.json().await.unwrap();
            assert!(problem["detail"].as_str().unwrap().contains(LD_JSON), "{problem}");
        }
        let posted = Client::new().request(Method::POST, format!("{}{path}", app.url)).send().await.unwrap();
        assert_eq!((posted.status().as_u16(), header(&posted, "allow").as_str()), (405, "GET, HEAD"), "{path}");
    }
}

#[rstest]
#[tokio::test]
async fn what_is_not_published_is_not_there_and_is_named_nowhere(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let mut writing = app.write().await;
    let wu = save(&mut writing, &doctor("Secret", "Wu")).await;
    let report = save(&mut writing, &article("Rain", &[wu])).await;
    writing.commit().await.unwrap();
    for path in ["/doctors/secret-wu", "/articles/rain", "/doctors/nobody", "/doctors/%00", "/articles/..%2fgraphql"] {
        let answer = app.send(app.get(path).header("accept", LD_JSON)).await;
        assert_eq!((answer.status, &answer.body["status"]), (404, &json!(404)), "{path}");
        assert_eq!(answer.headers["cache-control"], "no-store", "{path}");
    }

    let mut writing = app.write().await;
    writing.publish(report.node()).await.unwrap();
    writing.commit().await.unwrap();
    let response = get(&app, "/articles/rain", LD_JSON).await;
    let (etag, tags) = (header(&response, "etag"), header(&response, "cache-tag"));
    let text = response.text().await.unwrap();
    assert!(!text.contains("Secret") && !text.contains(&wu.to_string()), "{text}");
    assert!(!tags.contains("doctor:"), "no tag tells of a draft: {tags}");

    let mut writing = app.write().await;
    writing.publish(wu.node()).await.unwrap();
    writing.commit().await.unwrap();
    let response =
        app.get("/articles/rain").header("accept", LD_JSON).header("if-none-match", &etag).send().await.unwrap();
    assert_eq!(response.status(), 200, "it says more than before");
    assert!(response.text().await.unwrap().contains("Secret Wu"));
    assert_eq!(get(&app, "/doctors/secret-wu", LD_JSON).await.status(), 200);
}
