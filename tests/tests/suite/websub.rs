//! Feeds told of as they change, by WebSub: whoever asked for it, and means it, gets each feed as it is, signed, until they
//! have enough of it.

use std::time::Duration;

use aws_lc_rs::hmac::{self, HMAC_SHA256, Key};
use reqwest::{Method, Response};
use rstest::rstest;
use shanghaidoctor_persistence::subscriptions::Subscriptions;
use shanghaidoctor_tests::content::{article, publish, publish_changed};
use shanghaidoctor_tests::feed_subscriber::FeedSubscriber;
use shanghaidoctor_tests::{Backend, TestApp};
use url::form_urlencoded::Serializer;

const TOPIC: &str = "https://api.example.org/feeds/articles.atom";

async fn post(app: &TestApp, form: &[(&str, &str)]) -> Response {
    let body = Serializer::new(String::new()).extend_pairs(form).finish();
    let request = app.request(Method::POST, "/websub").header("content-type", "application/x-www-form-urlencoded");
    request.body(body).send().await.unwrap()
}

/// Asks for a feed and waits until the hub has kept that.
async fn subscribe(app: &TestApp, subscriber: &FeedSubscriber, topic: &str, more: &[(&str, &str)]) {
    let before = subscriptions(app).count().await.unwrap();
    let form = [("hub.mode", "subscribe"), ("hub.topic", topic), ("hub.callback", &subscriber.url)];
    assert_eq!(post(app, &[&form, more].concat()).await.status(), 202);
    reaches(app, before + 1).await;
}

fn subscriptions(app: &TestApp) -> Subscriptions {
    Subscriptions::new(&app.app.database, &app.app.clock)
}

/// Waits until there are so many subscriptions.
async fn reaches(app: &TestApp, count: u64) {
    let is_reached = async {
        while subscriptions(app).count().await.unwrap() != count {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), is_reached).await.expect("so many subscriptions");
}

fn signed(secret: &str, body: &str) -> String {
    let tag = hmac::sign(&Key::new(HMAC_SHA256, secret.as_bytes()), body.as_bytes());
    let hex: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256={hex}")
}

#[rstest]
#[tokio::test]
async fn who_follows_a_feed_is_told_of_it_as_it_changes(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    for (ending, hub) in [
        ("atom", r#"<link href="https://api.example.org/websub" rel="hub"/>"#),
        ("rss", r#"<atom:link href="https://api.example.org/websub" rel="hub""#),
        ("json", r#""hubs":[{"type":"WebSub","url":"https://api.example.org/websub"}]"#),
    ] {
        let response = app.get(&format!("/feeds/articles.{ending}")).send().await.unwrap();
        let topic = format!("https://api.example.org/feeds/articles.{ending}");
        let link = format!(r#"<https://api.example.org/websub>; rel="hub", <{topic}>; rel="self""#);
        assert_eq!(response.headers()["link"], link);
        let text = response.text().await.unwrap();
        assert!(text.contains(hub), "{text}");
    }
    let subscriber = FeedSubscriber::start();
    subscribe(&app, &subscriber, TOPIC, &[("hub.secret", "rain"), ("hub.lease_seconds", "3600")]).await;
    let question = subscriber.wait_for_questions(1).await;
    for (name, value) in
        [("of", "feeds"), ("hub.mode", "subscribe"), ("hub.topic", TOPIC), ("hub.lease_seconds", "3600")]
    {
        assert!(question.iter().any(|(asked, with)| asked == name && with == value), "{name}: {question:?}");
    }

    let id = publish(&app, &article("Rain", &[])).await;
    let told = subscriber.wait_for(1).await.pop().unwrap();
    assert_eq!(told.content_type, "application/atom+xml; charset=utf-8");
    assert_eq!(told.link, format!(r#"<https://api.example.org/websub>; rel="hub", <{TOPIC}>; rel="self""#));
    assert_eq!(told.signature, signed("rain", &told.body));
    assert!(told.body.contains(">Rain</title>"), "{}", told.body);
    app.followed().await;
    assert_eq!(told.body, app.get("/feeds/articles.atom").send().await.unwrap().text().await.unwrap());

    app.app.clock.advance(Duration::from_secs(60));
    publish_changed(&app, id, |article| article.title = "Heavy rain".into()).await;
    let told = subscriber.wait_for(2).await;
    assert!(told[1].body.contains(">Heavy rain</title>"));
    subscriber.no_more_than(2).await;
}

#[rstest]
#[tokio::test]
async fn what_was_not_taken_is_told_again_as_it_is_by_then(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let subscriber = FeedSubscriber::start();
    subscribe(&app, &subscriber, TOPIC, &[]).await;
    subscriber.answer(503);
    publish(&app, &article("Rain", &[])).await;
    assert_eq!(subscriber.wait_for(1).await[0].signature, "");
    publish(&app, &article("Snow", &[])).await;
    subscriber.no_more_than(1).await;
    subscriber.answer(204);
    app.app.clock.advance(Duration::from_secs(11));
    let told = subscriber.wait_for(2).await.pop().unwrap();
    assert!(told.body.contains("Rain") && told.body.contains("Snow"));
    subscriber.no_more_than(2).await;

    subscriber.answer(410);
    publish(&app, &article("Hail", &[])).await;
    subscriber.wait_for(3).await;
    reaches(&app, 0).await;
}

#[rstest]
#[tokio::test]
async fn nobody_is_told_who_did_not_ask_or_has_enough(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let (leaves, expires, denies) = (FeedSubscriber::start(), FeedSubscriber::start(), FeedSubscriber::start());
    subscribe(&app, &leaves, TOPIC, &[]).await;
    subscribe(&app, &expires, TOPIC, &[("hub.lease_seconds", "60")]).await;
    denies.deny();
    let form = [("hub.mode", "subscribe"), ("hub.topic", TOPIC), ("hub.callback", &denies.url)];
    assert_eq!(post(&app, &form).await.status(), 202);
    denies.wait_for_questions(1).await;
    let form = [("hub.mode", "unsubscribe"), ("hub.topic", TOPIC), ("hub.callback", &leaves.url)];
    assert_eq!(post(&app, &form).await.status(), 202);
    reaches(&app, 1).await;
    app.app.clock.advance(Duration::from_secs(61));
    publish(&app, &article("Rain", &[])).await;
    reaches(&app, 0).await;
    for subscriber in [&leaves, &expires, &denies] {
        assert!(subscriber.received().is_empty());
    }
    denies.no_more_than(0).await;
}

#[rstest]
#[tokio::test]
async fn what_a_subscriber_says_wrongly_is_told(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let callback = "https://reader.example.org/told";
    let long = "x".repeat(200);
    for (form, status, told) in [
        (vec![("hub.topic", TOPIC), ("hub.callback", callback)], 400, "`hub.mode`"),
        (vec![("hub.mode", "subscribe"), ("hub.callback", callback)], 400, "`hub.topic`"),
        (vec![("hub.mode", "subscribe"), ("hub.topic", TOPIC)], 400, "`hub.callback`"),
        (vec![("hub.mode", "subscribe"), ("hub.topic", TOPIC), ("hub.callback", "ftp://a")], 400, "`hub.callback`"),
        (
            vec![("hub.mode", "subscribe"), ("hub.topic", TOPIC), ("hub.callback", "https://a:b@example.org/")],
            400,
            "user or a password",
        ),
        (
            vec![("hub.mode", "subscribe"), ("hub.topic", "https://example.com/feed"), ("hub.callback", callback)],
            404,
            "no feed of this server",
        ),
        (
            vec![
                ("hub.mode", "subscribe"),
                ("hub.topic", "https://api.example.org/feeds/articles.atom?author=x"),
                ("hub.callback", callback),
            ],
            400,
            "`author` is no parameter",
        ),
        (
            vec![("hub.mode", "subscribe"), ("hub.topic", TOPIC), ("hub.callback", callback), ("hub.secret", &long)],
            400,
            "less than 200 bytes",
        ),
    ] {
        let response = post(&app, &form).await;
        let (found, text) = (response.status(), response.text().await.unwrap());
        assert_eq!(found, status, "{form:?}: {text}");
        assert!(text.contains(told), "{form:?}: {text}");
    }
    assert_eq!(app.get("/websub").send().await.unwrap().status(), 405);
}
