//! Visits of articles: counted once for each reader, article and day, without keeping who read what.

use reqwest::StatusCode;
use rstest::rstest;
use shanghaidoctor_persistence::{Visit, Visits};
use shanghaidoctor_tests::{Backend, TestApp};
use uuid::Uuid;

pub(crate) const ARTICLE: &str = "shen-muyun-the-smaller-cut";
pub(crate) const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
pub(crate) const SAFARI: &str =
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 15_6) AppleWebKit/605.1.15 Version/19.0 Safari/605.1.15";
pub(crate) const CRAWLER: &str = "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)";

/// A server that keeps nothing in memory, so that each answer tells the count of its moment.
pub(crate) async fn counting(backend: Backend, trusted_proxies: &str) -> TestApp {
    let proxies = Some(trusted_proxies.to_owned());
    TestApp::configured(backend, true, |config| {
        config.caches.answer_cache_mb = 0;
        config.caches.record_cache_mb = 0;
        config.web.trusted_proxies = proxies;
    })
    .await
}

/// Tells of a visit as a browser's beacon does.
pub(crate) async fn visit(app: &TestApp, slug: &str, agent: &str, forwarded: Option<&str>) -> StatusCode {
    let client = reqwest::Client::builder().user_agent(agent).build().unwrap();
    let mut request = client.post(format!("{}/api/v1/articles/{slug}/visits", app.url));
    if let Some(address) = forwarded {
        request = request.header("x-forwarded-for", address);
    }
    request.header("content-type", "text/plain").body("").send().await.unwrap().status()
}

pub(crate) async fn visits(app: &TestApp) -> i64 {
    app.app.visits.count().await.unwrap();
    app.query(&format!("{{ article(slug: \"{ARTICLE}\") {{ visits }} }}")).await.at("/article/visits").as_i64().unwrap()
}

#[rstest]
#[tokio::test]
async fn a_reader_counts_once_a_day_and_a_robot_never(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = counting(backend, "").await;
    let before = visits(&app).await;
    for agent in [FIREFOX, FIREFOX, SAFARI, CRAWLER, "curl/8.5.0"] {
        assert_eq!(visit(&app, ARTICLE, agent, None).await, 204, "{agent}");
    }
    assert_eq!(visits(&app).await - before, 2);
    assert_eq!(visit(&app, ARTICLE, FIREFOX, None).await, 204);
    assert_eq!(visits(&app).await - before, 2, "she was here today");
}

#[rstest]
#[tokio::test]
async fn the_next_day_a_reader_counts_again_and_nothing_is_left_of_the_day_before(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = counting(backend, "").await;
    let counter = Visits::new(&app.app.database);
    let (article, reader) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let (monday, tuesday) = ("2026-11-23".parse().unwrap(), "2026-11-24".parse().unwrap());
    let salt = counter.begin_day(monday, Uuid::from_u128(3)).await.unwrap();
    assert_eq!(counter.begin_day(monday, Uuid::from_u128(4)).await.unwrap(), salt, "all nodes have the same");
    let again = vec![Visit { article, reader }; 3];
    assert_eq!(counter.count(monday, again.clone()).await.unwrap(), 1);
    assert_eq!(counter.count(monday, again.clone()).await.unwrap(), 0);
    assert_eq!(counter.begin_day(tuesday, Uuid::from_u128(5)).await.unwrap(), Uuid::from_u128(5));
    assert_eq!(counter.count(tuesday, again.clone()).await.unwrap(), 1);
    assert_eq!(counter.count(monday, again).await.unwrap(), 1, "Monday's readers are forgotten");
}

#[tokio::test]
async fn readers_behind_a_proxy_are_told_apart_where_it_is_trusted() {
    for (trusted, expected) in [("", 1), ("127.0.0.0/8", 2)] {
        let app = counting(Backend::Sqlite, trusted).await;
        let before = visits(&app).await;
        for address in ["203.0.113.5", "203.0.113.6", "203.0.113.5"] {
            visit(&app, ARTICLE, FIREFOX, Some(address)).await;
        }
        assert_eq!(visits(&app).await - before, expected, "trusted: {trusted:?}");
    }
}

#[tokio::test]
async fn a_visit_empties_no_cache() {
    let app = TestApp::with_sample(Backend::Sqlite).await;
    let query = format!("{{ article(slug: \"{ARTICLE}\") {{ title visits }} }}");
    app.followed().await;
    app.query(&query).await.data();
    let before = app.app.caches.answers.counts();
    visit(&app, ARTICLE, FIREFOX, None).await;
    app.app.visits.count().await.unwrap();
    app.query(&query).await.data();
    let after = app.app.caches.answers.counts();
    assert_eq!((after.hits - before.hits, after.dropped - before.dropped), (1, 0));
}

#[tokio::test]
async fn only_a_published_article_can_be_visited_and_only_by_post() {
    let app = counting(Backend::Sqlite, "").await;
    assert_eq!(visit(&app, "nobody-wrote-this", FIREFOX, None).await, 404);
    let read = app.get(&format!("/api/v1/articles/{ARTICLE}/visits")).send().await.unwrap();
    assert_eq!((read.status().as_u16(), read.headers()["allow"].as_bytes()), (405, &b"POST"[..]));
}
