//! Articles as pages of others show them, by oEmbed 1.0.

use std::time::Duration;

use reqwest::{Response, Url};
use rstest::rstest;
use shanghaidoctor_domain::UnpublishReason;
use shanghaidoctor_tests::content::{article, publish, publish_changed, save};
use shanghaidoctor_tests::{Backend, TestApp};

/// What is answered for an address, with more arguments.
async fn ask(app: &TestApp, address: &str, more: &[(&str, &str)]) -> Response {
    let mut url = Url::parse("http://any/oembed").unwrap();
    url.query_pairs_mut().append_pair("url", address).extend_pairs(more);
    app.get(&format!("/oembed?{}", url.query().unwrap())).send().await.unwrap()
}

#[rstest]
#[tokio::test]
async fn an_article_says_what_to_show_beside_a_link_to_it(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    let query = "{ site { url } article(slug: \"shen-muyun-the-smaller-cut\") { title excerpt canonicalUrl cover { srcset } } }";
    let said = app.query(query).await.data();
    let article = &said["article"];
    let address = article["canonicalUrl"].as_str().unwrap();
    // In the second of a change another one may come: nothing is kept of it.
    app.app.clock.advance(Duration::from_secs(2));
    let response = ask(&app, address, &[]).await;
    assert_eq!(response.headers()["content-type"], "application/json; charset=utf-8");
    assert!(response.headers().contains_key("etag") && response.headers().contains_key("cache-tag"));
    let told: serde_json::Value = response.json().await.unwrap();
    for (name, value) in [
        ("type", "link"),
        ("version", "1.0"),
        ("title", article["title"].as_str().unwrap()),
        ("url", address),
        ("description", article["excerpt"].as_str().unwrap()),
        ("provider_name", "ShanghaiDoctor"),
        ("provider_url", said["site"]["url"].as_str().unwrap()),
    ] {
        assert_eq!(told[name], value, "{name}");
    }
    let sizes = article["cover"]["srcset"].as_str().unwrap();
    let thumbnail = |told: &serde_json::Value| {
        let [width, height] = ["thumbnail_width", "thumbnail_height"].map(|name| told[name].as_u64().unwrap());
        assert!(sizes.contains(&format!("{} {width}w", told["thumbnail_url"].as_str().unwrap())), "{told}");
        (width, height)
    };
    assert!(thumbnail(&told).0 <= 640);
    let small = [("maxwidth", "400"), ("maxheight", "200")];
    let (width, height) = thumbnail(&ask(&app, address, &small).await.json().await.unwrap());
    assert!(width <= 400 && height <= 200);
    let none: serde_json::Value = ask(&app, address, &[("maxwidth", "20")]).await.json().await.unwrap();
    assert!(none.get("thumbnail_url").is_none());

    let xml = ask(&app, address, &[("format", "xml")]).await;
    assert_eq!(xml.headers()["content-type"], "text/xml; charset=utf-8");
    let xml = xml.text().await.unwrap();
    let begins = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><oembed><type>link</type><version>1.0</version><title>";
    assert!(xml.starts_with(begins), "{xml}");
}

#[rstest]
#[tokio::test]
async fn an_article_is_found_by_what_it_is_and_was_called_and_by_nothing_else(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let rain = publish(&app, &article("Rain", &[])).await;
    publish_changed(&app, rain, |rain| rain.slug = "heavy-rain".into()).await;
    let gone = publish(&app, &article("Snow", &[])).await;
    let mut writing = app.write().await;
    writing.unpublish_all(&[gone.node()], UnpublishReason::Unpublished).await.unwrap();
    save(&mut writing, &article("Hidden", &[])).await;
    writing.commit().await.unwrap();
    app.followed().await;
    for (address, more, status) in [
        ("https://example.org/news/heavy-rain", vec![], 200),
        ("https://example.org/news/rain?utm_source=mail#end", vec![], 200),
        ("https://api.example.org/articles/rain", vec![], 200),
        ("https://example.org/news/rain", vec![("format", "yaml")], 501),
        ("https://example.org/news/rain", vec![("maxwidth", "wide")], 400),
        ("https://example.org/news/snow", vec![], 404),
        ("https://example.org/news/hidden", vec![], 404),
        ("https://example.com/news/rain", vec![], 404),
        ("rain", vec![], 400),
    ] {
        assert_eq!(ask(&app, address, &more).await.status(), status, "{address} {more:?}");
    }
    assert_eq!(app.get("/oembed").send().await.unwrap().status(), 400);
}

#[rstest]
#[tokio::test]
async fn an_article_says_where_it_is_told_of(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    publish(&app, &article("Rain", &[])).await;
    let response = app.get("/articles/rain").send().await.unwrap();
    let links: Vec<&str> = response.headers().get_all("link").iter().map(|link| link.to_str().unwrap()).collect();
    for (format, media_type) in [("json", "application/json+oembed"), ("xml", "text/xml+oembed")] {
        let place = format!("oembed?url=https%3A%2F%2Fexample.org%2Fnews%2Frain&format={format}");
        let link = format!("<https://api.example.org/{place}>; rel=\"alternate\"; type=\"{media_type}\"");
        assert!(links.contains(&link.as_str()), "{links:?}");
        assert_eq!(app.get(&format!("/{place}")).send().await.unwrap().status(), 200);
    }
}
