//! Where feeds are, how they are found, and what is said of an address that is none.

use std::process::Command;

use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::UnpublishReason;
use shanghaidoctor_tests::content::{doctor, publish};
use shanghaidoctor_tests::{Backend, TestApp, repository};

use super::{FORMATS, PUBLIC, get, header, read};

#[rstest]
#[tokio::test]
async fn all_feeds_are_listed_for_people_and_machines(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::with_sample(backend).await;
    let feeds = app.query("{ site { feeds { subject format title mimeType url } } }").await.at("/site/feeds");
    let first = json!({ "subject": "ARTICLES", "format": "RSS", "title": "ShanghaiDoctor: articles (RSS)",
        "mimeType": "application/rss+xml", "url": "https://api.example.org/feeds/articles.rss" });
    assert_eq!(feeds[0], first);
    for feed in feeds.as_array().unwrap() {
        let path = feed["url"].as_str().unwrap().strip_prefix(PUBLIC).unwrap();
        let response = get(&app, path).await;
        assert!(header(&response, "content-type").starts_with(feed["mimeType"].as_str().unwrap()), "{path}");
        assert_eq!(response.status(), 200, "{path}");
    }
    let list = app.send(app.get("/feeds")).await;
    assert_eq!(list.body["feeds"], feeds);
    assert_eq!(list.body["parameters"]["articles"][0], "doctor");
    let link = r#"<https://api.example.org/feeds/articles.atom>; rel="alternate"; type="application/atom+xml""#;
    assert!(list.headers.get_all("link").iter().any(|one| one.to_str().unwrap().starts_with(link)));
    let page = app.get("/feeds").header("accept", "text/html,*/*;q=0.8").send().await.unwrap();
    assert_eq!(header(&page, "content-type"), "text/html; charset=utf-8");
    let page = page.text().await.unwrap();
    assert!(
        page.contains(r#"<link rel="alternate" type="application/rss+xml" title="ShanghaiDoctor: articles (RSS)""#)
    );
}

#[rstest]
#[tokio::test]
async fn what_an_address_says_wrongly_is_told(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::with_sample(backend).await;
    let wu = publish(&app, &doctor("Wu", "Jing")).await;
    let mut writing = app.write().await;
    writing.unpublish_all(&[wu.node()], UnpublishReason::Retracted).await.unwrap();
    writing.commit().await.unwrap();
    for (path, status, told) in [
        ("/feeds/articles.xml", 404, "nothing at this address"),
        ("/feeds/patients.rss", 404, "nothing at this address"),
        ("/feeds/articles/2026-13.atom", 404, "nothing at this address"),
        ("/feeds/articles.rss?doctor=nobody", 404, "`doctor`: there is none called `nobody`"),
        ("/feeds/articles.rss?specialty=doctor_01ke6qjp9dfaq8s1gn4hha7xdq", 404, "`specialty`"),
        ("/feeds/articles.rss?doctor=wu-jing", 410, "withdrawn as wrong"),
        (
            "/feeds/articles.rss?author=x",
            400,
            "It takes doctor, specialty, organisation, channel, locale, search, first",
        ),
        ("/feeds/articles.rss?first=101", 400, "100"),
        ("/feeds/articles.rss?after=x", 400, "cursor"),
        ("/feeds/articles.rss?search=%00", 400, "U+0000"),
    ] {
        let answer = app.send(app.get(path)).await;
        let detail = answer.body["detail"].as_str().unwrap();
        assert_eq!(answer.status, status, "{path}: {detail}");
        assert!(detail.contains(told), "{path}: {detail}");
        assert_eq!(answer.headers["cache-control"], "no-store", "{path}");
    }
    for (ending, _) in FORMATS {
        let path = format!("/feeds/articles.{ending}");
        let posted = app.request(Method::POST, &path).send().await.unwrap();
        assert_eq!((posted.status().as_u16(), header(&posted, "allow").as_str()), (405, "GET, HEAD"));
        let (got, head) = (get(&app, &path).await, app.request(Method::HEAD, &path).send().await.unwrap());
        for name in ["content-type", "etag", "last-modified", "cache-tag"] {
            assert_eq!(header(&head, name), header(&got, name), "{name}");
        }
    }
}

/// What a program reads in a feed.
async fn read_by(program: &'static str, script: &str, url: String) -> Value {
    let script = repository().join(script);
    let run = move || Command::new(program).arg(script).arg(url).output();
    let output = tokio::task::spawn_blocking(run).await.unwrap().unwrap_or_else(|error| panic!("{program}: {error}"));
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Readers of feeds that many use, of Node and of Python. Neither reads JSON Feed.
#[rstest]
#[case::rss_parser("node", "tests/web/feeds.mjs")]
#[case::feedparser("/usr/bin/python3", "tests/readers/feeds.py")]
#[tokio::test]
async fn readers_of_others_read_them(#[case] program: &'static str, #[case] script: &str) {
    let app = TestApp::with_sample(Backend::Sqlite).await;
    for subject in ["articles", "doctors", "publications"] {
        for ending in ["rss", "atom"] {
            let path = format!("/feeds/{subject}.{ending}");
            let told = read_by(program, script, format!("{}{path}", app.url)).await;
            let expected = read(&app, &path).await;
            assert_eq!(told["title"], expected.title.as_ref().unwrap().content.as_str(), "{path}");
            // Python's reader says what it had to forgive.
            assert_eq!(told["problem"], Value::Null, "{path}");
            let items = told["items"].as_array().unwrap();
            assert_eq!(items.len(), expected.entries.len(), "{path}");
            for (item, entry) in items.iter().zip(&expected.entries) {
                let title = entry.title.as_ref().unwrap().content.as_str();
                assert_eq!((&item["id"], &item["link"]), (&json!(entry.id), &json!(entry.links[0].href)), "{path}");
                assert_eq!(item["title"], title, "{path}");
                let author = entry.authors.first().and_then(|author| author.name.as_deref());
                assert_eq!(item["author"].as_str(), author, "{path}");
            }
        }
    }
}
