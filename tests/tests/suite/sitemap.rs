//! The map of the site for search engines, and what programs that read the web are told.

use std::collections::BTreeSet;
use std::time::Duration;

use quick_xml::Reader;
use quick_xml::events::Event;
use rstest::rstest;
use shanghaidoctor_tests::content::{article, publish};
use shanghaidoctor_tests::{Backend, TestApp};

const PUBLIC: &str = "https://api.example.org";

/// What is at a path, as text of this type.
async fn text(app: &TestApp, path: &str, content_type: &str) -> String {
    let response = app.get(path).send().await.unwrap();
    assert_eq!(response.status(), 200, "{path}");
    assert_eq!(response.headers()["content-type"], content_type, "{path}");
    response.text().await.unwrap()
}

/// The texts of all elements of a name.
fn texts(xml: &str, name: &str) -> Vec<String> {
    let mut reader = Reader::from_str(xml);
    let (mut found, mut inside) = (Vec::new(), false);
    loop {
        match reader.read_event().expect("XML that is well-formed") {
            Event::Start(start) => inside = start.name().as_ref() == name.as_bytes(),
            Event::Text(text) if inside => found.push(text.decode().unwrap().into_owned()),
            Event::End(_) => inside = false,
            Event::Eof => return found,
            _ => {}
        }
    }
}

async fn map(app: &TestApp) -> Vec<String> {
    let index = text(app, "/sitemap.xml", "application/xml; charset=utf-8").await;
    let places = texts(&index, "loc");
    assert_eq!(texts(&index, "lastmod").len(), places.len());
    places.iter().map(|place| place.strip_prefix(PUBLIC).unwrap().to_owned()).collect()
}

#[rstest]
#[tokio::test]
async fn every_article_stands_in_one_part_with_its_languages_and_its_picture(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    // Past the last day of the sample.
    app.app.clock.advance(Duration::from_secs(200 * 86_400));
    let query = "{ articles(first: 100) { nodes { canonicalUrl } } }";
    let nodes = app.query(query).await.at("/articles/nodes");
    let expected: BTreeSet<String> =
        nodes.as_array().unwrap().iter().map(|node| node["canonicalUrl"].as_str().unwrap().to_owned()).collect();
    let (mut seen, mut count, mut whole) = (BTreeSet::new(), 0, String::new());
    for path in map(&app).await {
        let part = text(&app, &path, "application/xml; charset=utf-8").await;
        let places = texts(&part, "loc");
        count += places.len();
        seen.extend(places);
        whole.push_str(&part);
    }
    assert_eq!((count, seen), (expected.len(), expected));
    let translated = app
        .query("{ article(slug: \"xu-tingyue-the-end-of-the-road\") { canonicalUrl translations { canonicalUrl } } }")
        .await
        .at("/article");
    for (language, place) in
        [("en", &translated["canonicalUrl"]), ("zh-Hans", &translated["translations"][0]["canonicalUrl"])]
    {
        let link = format!(r#"<xhtml:link rel="alternate" hreflang="{language}" href="{}"/>"#, place.as_str().unwrap());
        assert_eq!(whole.matches(&link).count(), 2, "{link}");
    }
    assert!(whole.contains("<image:image><image:loc>https://api.example.org/media/"));
    assert!(!whole.contains("<news:news>"), "all of it is older than two days");
}

#[rstest]
#[tokio::test]
async fn an_article_is_news_for_two_days(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    publish(&app, &article("Rain & snow", &[])).await;
    let path = map(&app).await.pop().unwrap();
    assert_eq!(path, "/sitemap/articles/2026-03.xml");
    let news = text(&app, &path, "application/xml; charset=utf-8").await;
    assert!(
        news.contains("<news:language>en</news:language>") && news.contains("<news:title>Rain &amp; snow"),
        "{news}"
    );
    assert_eq!(texts(&news, "news:publication_date"), ["2026-03-01T12:00:00Z"]);
    app.app.clock.advance(Duration::from_secs(2 * 86_400));
    // Nothing changed: the part that is kept is one of a minute at most, so another address is asked.
    let later = text(&app, "/sitemap/articles/2026-03.xml?", "application/xml; charset=utf-8").await;
    assert!(later.contains("rain-snow") && !later.contains("<news:news>"), "{later}");
}

#[rstest]
#[tokio::test]
async fn programs_that_read_the_web_find_what_is_for_them(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    let robots = text(&app, "/robots.txt", "text/plain; charset=utf-8").await;
    assert!(robots.contains("Sitemap: https://api.example.org/sitemap.xml\n"), "{robots}");
    assert!(robots.starts_with("User-agent: *\nDisallow: /graphql\n"), "{robots}");
    let llms = text(&app, "/llms.txt", "text/markdown; charset=utf-8").await;
    assert!(llms.starts_with("# ShanghaiDoctor\n\n> "), "{llms}");
    assert!(llms.contains("Courtesy of ShanghaiDoctor"), "{llms}");
    let article = app.query("{ article(slug: \"shen-muyun-the-smaller-cut\") { title canonicalUrl excerpt } }").await;
    let article = article.at("/article");
    let [title, url, excerpt] = ["title", "canonicalUrl", "excerpt"].map(|name| article[name].as_str().unwrap());
    assert!(llms.contains(&format!("- [{title}]({url}): {excerpt}\n")), "{llms}");
    for (path, status) in
        [("/sitemap/articles/2026-13.xml", 404), ("/sitemap/articles/2026-03.xml?page=2", 400), ("/sitemap/x.xml", 404)]
    {
        assert_eq!(app.get(path).send().await.unwrap().status(), status, "{path}");
    }
}
