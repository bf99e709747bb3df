//! Where messages go: nowhere but to the address that was given, and by default to nothing that only this server can reach.

use rstest::rstest;
use serde_json::json;
use shanghaidoctor_api::{Config, OutboundTargets};
use shanghaidoctor_domain::id_text;
use shanghaidoctor_persistence::accounts::Doer;
use shanghaidoctor_persistence::webhooks::{NewWebhook, WEBHOOK};
use shanghaidoctor_tests::content::{doctor, publish};
use shanghaidoctor_tests::{Backend, TestApp, WebhookReceiver};

const CREATE: &str = "mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { \
    webhook { id } secret userErrors { message path } } }";
const TEST: &str = "mutation ($input: WebhookInput!) { testWebhook(input: $input) { \
    delivery { event sequence statusCode answer error attempts deliveredAt } userErrors { code path } } }";

/// As servers are set where nobody says anything.
fn public(config: &mut Config) {
    config.outbound.webhook_targets = OutboundTargets::Public;
}

#[rstest]
#[tokio::test]
async fn an_address_that_leads_inside_is_refused(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::configured(backend, false, public).await;
    for (url, why) in [
        ("https://127.0.0.1/hook", "not public"),
        ("https://2130706433/hook", "not public"),
        ("https://localhost/hook", "not public"),
        ("https://169.254.169.254/latest/meta-data", "not public"),
        ("https://192.168.1.1/hook", "not public"),
        ("https://[::1]/hook", "not public"),
        ("https://[::ffff:10.0.0.1]/hook", "not public"),
        ("https://[fd00::1]/hook", "not public"),
        ("http://example.org/hook", "https://"),
        ("https://reader:secret@example.org/hook", "password"),
    ] {
        let input = json!({ "input": { "name": "Inside", "url": url } });
        let refused = app.as_publisher(CREATE, input).await["createWebhook"].clone();
        assert_eq!((&refused["webhook"], &refused["secret"]), (&json!(null), &json!(null)), "{url}");
        assert_eq!(refused["userErrors"][0]["path"], json!(["input", "url"]), "{url}");
        assert!(refused["userErrors"][0]["message"].as_str().unwrap().contains(why), "{url}: {refused:#}");
    }
    assert_eq!(app.as_publisher("{ webhooks { id } }", json!({})).await, json!({ "webhooks": [] }));
}

#[rstest]
#[tokio::test]
async fn what_was_let_in_before_is_looked_at_when_it_is_sent_to(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let (app, receiver) = (TestApp::configured(backend, false, public).await, WebhookReceiver::start());
    for (url, why) in [
        (receiver.url.clone(), "the address must begin with https://"),
        (receiver.url.replace("http:", "https:"), "the address leads to a network that is not public"),
    ] {
        let (_, secret) = app.app.auth.make_webhook_secret().unwrap();
        let (name, url) = ("Inside".to_owned(), url.parse().unwrap());
        // As when the setting was another one.
        let new = NewWebhook { partner: None, name, url, kinds: Vec::new(), secret };
        let webhook = app.app.webhooks.webhooks().create(&Doer::operator(), new).await.unwrap();
        let test = json!({ "input": { "id": id_text(WEBHOOK, webhook.id) } });
        let tried = app.as_publisher(TEST, test).await["testWebhook"].clone();
        assert_eq!(tried["delivery"]["error"], why, "{tried:#}");
    }
    publish(&app, &doctor("Shi", "Lan")).await;
    receiver.no_more_than(0).await;
}

#[rstest]
#[tokio::test]
async fn a_redirect_is_not_followed(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let (app, receiver) = (TestApp::start(backend).await, WebhookReceiver::start());
    let elsewhere = WebhookReceiver::start();
    let webhook = app.webhook(&receiver.url, &[]).await;
    receiver.answer_once(307, Some(("location", elsewhere.url.clone())), "");
    publish(&app, &doctor("Shi", "Lan")).await;
    receiver.wait_for(1).await;
    elsewhere.no_more_than(0).await;
    let seen = app.seen_webhook(&webhook).await;
    assert_eq!(seen["deliveries"]["nodes"][0]["statusCode"], 307);
    assert_eq!(seen["failures"], 1);
}

#[rstest]
#[tokio::test]
async fn a_trial_shows_what_came_back(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let (app, receiver) = (TestApp::start(backend).await, WebhookReceiver::start());
    let webhook = app.webhook(&receiver.url, &[]).await;
    receiver.answer_once(418, None, &"tea ".repeat(10_000));
    let test = json!({ "input": { "id": webhook.id } });
    let tried = app.as_publisher(TEST, test.clone()).await["testWebhook"]["delivery"].clone();
    assert_eq!((&tried["event"], &tried["sequence"]), (&json!("webhook.test"), &json!(null)));
    assert_eq!((&tried["statusCode"], &tried["deliveredAt"]), (&json!(418), &json!(null)));
    assert_eq!(tried["answer"].as_str().unwrap(), "tea ".repeat(256));
    let sent = receiver.received().remove(0);
    assert!(sent.is_signed_with(&webhook.secret));
    assert_eq!(sent.json()["type"], "webhook.test");
    assert_eq!(sent.json()["data"], json!({ "webhookId": webhook.id }));

    let taken = app.as_publisher(TEST, test).await["testWebhook"]["delivery"].clone();
    assert_eq!((&taken["statusCode"], &taken["attempts"]), (&json!(204), &json!(1)));
    assert_ne!(receiver.received()[0].id, receiver.received()[1].id);

    // A port that nobody listens at any more.
    let deaf = app.webhook("http://127.0.0.1:9/", &[]).await;
    let tried = app.as_publisher(TEST, json!({ "input": { "id": deaf.id } })).await["testWebhook"]["delivery"].clone();
    assert_eq!(tried["statusCode"], json!(null));
    assert!(tried["error"].as_str().unwrap().starts_with("no connection"), "{tried:#}");
    let unknown = json!({ "input": { "id": "webhook_01k00000000000000000000000" } });
    let unknown = app.as_publisher(TEST, unknown).await["testWebhook"]["userErrors"].clone();
    assert_eq!(unknown, json!([{ "code": "NOT_FOUND", "path": ["input", "id"] }]));
}
