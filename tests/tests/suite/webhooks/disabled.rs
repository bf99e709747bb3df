//! Endpoints that take nothing: they are given up, and go on where they stopped once somebody enables them.

use std::time::Duration;

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::Role;
use shanghaidoctor_tests::content::{doctor, publish};
use shanghaidoctor_tests::{Backend, TestApp, TestWebhook, WebhookReceiver};

use super::all;

const ENABLE: &str = "mutation ($input: WebhookInput!) { enableWebhook(input: $input) { \
    webhook { disabledAt failures } userErrors { message } } }";
const DISABLE: &str = "mutation ($input: WebhookInput!) { disableWebhook(input: $input) { \
    webhook { disabledReason } userErrors { message } } }";
const LOG: &str =
    "{ auditLog(where: { actions: [WEBHOOK_DISABLED, WEBHOOK_ENABLED] }) { nodes { action actor target detail } } }";

/// Waits until nothing is sent to an endpoint any more.
async fn disabled(app: &TestApp, webhook: &TestWebhook) -> Value {
    for _ in 0..1_000 {
        let seen = app.seen_webhook(webhook).await;
        if !seen["disabledAt"].is_null() {
            return seen;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it is not disabled");
}

#[rstest]
#[tokio::test]
async fn an_endpoint_that_is_gone_is_told_nothing_until_it_is_enabled(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let (app, receiver) = (TestApp::start(backend).await, WebhookReceiver::start());
    let webhook = app.webhook(&receiver.url, &[]).await;
    let reached = app.last_change().await;
    receiver.answer(410);
    publish(&app, &doctor("Shi", "Lan")).await;
    let seen = disabled(&app, &webhook).await;
    assert_eq!((&seen["disabledReason"], &seen["nextAttemptAt"]), (&json!("GONE"), &json!(null)));
    publish(&app, &doctor("Shi", "Lana")).await;
    app.app.clock.advance(Duration::from_secs(86_400));
    receiver.no_more_than(1).await;

    receiver.answer(204);
    let enabled = app.as_publisher(ENABLE, json!({ "input": { "id": webhook.id } })).await;
    assert_eq!(enabled["enableWebhook"]["webhook"], json!({ "disabledAt": null, "failures": 0 }));
    let last = app.last_change().await;
    let received = receiver.wait_until("the last change", |all| all.iter().any(|one| one.sequence() == last)).await;
    assert_eq!(received[0].id, received[1].id);
    assert_eq!(receiver.taken(), all(reached, last));

    let log = app.query_as(&app.token(Role::Administrator).await, LOG, json!({})).await.at("/auditLog/nodes");
    let lines: Vec<&Value> = log.as_array().unwrap().iter().map(|line| &line["action"]).collect();
    assert_eq!(lines, ["WEBHOOK_ENABLED", "WEBHOOK_DISABLED"]);
    assert_eq!((&log[1]["detail"], &log[1]["target"]), (&json!({ "reason": "GONE" }), &json!(webhook.id)));
}

#[rstest]
#[tokio::test]
async fn an_endpoint_that_takes_nothing_for_days_is_given_up_and_keeps_its_place(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let (app, receiver) = (TestApp::start(backend).await, WebhookReceiver::start());
    let webhook = app.webhook(&receiver.url, &[]).await;
    let reached = app.last_change().await;
    receiver.answer(500);
    publish(&app, &doctor("Shi", "Lan")).await;
    for attempts in 1..=10 {
        receiver.wait_for(attempts).await;
        // What came of it is written a moment after it came.
        for _ in 0..1_000 {
            let seen = app.seen_webhook(&webhook).await;
            if seen["failures"] == json!(attempts) {
                assert_eq!(seen["disabledAt"].is_null(), attempts < 10, "{attempts}: {seen:#}");
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        app.app.clock.advance(Duration::from_secs(30 * 3_600));
    }
    let seen = disabled(&app, &webhook).await;
    assert_eq!((&seen["disabledReason"], &seen["reached"]), (&json!("FAILING"), &json!(reached.to_string())));
    let sent = &seen["deliveries"]["nodes"][0];
    assert_eq!((&sent["attempts"], &sent["nextAttemptAt"]), (&json!(10), &json!(null)));
    app.app.clock.advance(Duration::from_secs(10 * 86_400));
    receiver.no_more_than(10).await;
    receiver.answer(200);
    app.as_publisher(ENABLE, json!({ "input": { "id": webhook.id } })).await;
    receiver.wait_for(11).await;
    let last = app.last_change().await;
    receiver.wait_until("the last change", |all| all.iter().any(|one| one.sequence() == last && one.is_taken)).await;
    assert_eq!(receiver.taken(), all(reached, last));
}

#[rstest]
#[tokio::test]
async fn an_endpoint_that_somebody_stopped_keeps_its_place(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let (app, receiver) = (TestApp::start(backend).await, WebhookReceiver::start());
    let webhook = app.webhook(&receiver.url, &[]).await;
    let stopped = app.as_publisher(DISABLE, json!({ "input": { "id": webhook.id } })).await;
    assert_eq!(stopped["disableWebhook"]["webhook"]["disabledReason"], "STOPPED");
    let reached = app.last_change().await;
    publish(&app, &doctor("Shi", "Lan")).await;
    receiver.no_more_than(0).await;
    app.as_publisher(ENABLE, json!({ "input": { "id": webhook.id } })).await;
    let last = app.last_change().await;
    receiver.wait_until("the last change", |all| all.iter().any(|one| one.sequence() == last)).await;
    assert_eq!(receiver.taken(), all(reached, last));
}
