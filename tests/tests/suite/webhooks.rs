//! Endpoints of others are told of each change, in order and by Standard Webhooks, whatever becomes of them meanwhile.

mod disabled;
mod killed;
mod managed;
mod targets;

use std::time::Duration;

use rstest::rstest;
use serde_json::json;
use shanghaidoctor_domain::UnpublishReason;
use shanghaidoctor_domain::content::Article;
use shanghaidoctor_tests::content::{article, doctor, organisation, publish, publish_changed};
use shanghaidoctor_tests::{Backend, Received, TestApp, WebhookReceiver};

/// What `/api/v1/changes` tells of each document that a message tells of, too.
const FIELDS: &str = "fields=sequence,at,action,reason,type,nodeId,mergedInto";

const ROTATE: &str = "mutation ($input: RotateWebhookSecretInput!) { rotateWebhookSecret(input: $input) { \
    secret webhook { formerSecretEndsAt } userErrors { code path } } }";

/// All changes behind a number, up to the last one.
fn all(reached: i64, last: i64) -> Vec<i64> {
    (reached + 1..=last).collect()
}

#[rstest]
#[tokio::test]
async fn an_endpoint_is_told_of_each_change_in_order_as_the_sync_tells_it(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let (app, receiver) = (TestApp::start(backend).await, WebhookReceiver::start());
    publish(&app, &doctor("Shi", "Before")).await;
    let webhook = app.webhook(&receiver.url, &[]).await;
    let reached = app.last_change().await;
    let [kept, gone] = [publish(&app, &doctor("Shi", "Lan")).await, publish(&app, &doctor("Shi", "Lana")).await];
    let text = publish(&app, &article("A long night", &[kept])).await;
    publish_changed(&app, text, |article: &mut Article| article.title = "A longer night".to_owned()).await;
    let mut writing = app.write().await;
    writing.merge(gone.node(), kept.node()).await.unwrap();
    writing.unpublish_all(&[text.node()], UnpublishReason::Retracted).await.unwrap();
    writing.commit().await.unwrap();

    let last = app.last_change().await;
    let received = receiver.wait_until("the last change", |all| all.iter().any(|one| one.sequence() == last)).await;
    assert_eq!(received.iter().map(Received::sequence).collect::<Vec<_>>(), all(reached, last));
    assert!(received.iter().all(|message| message.is_signed_with(&webhook.secret)), "{received:#?}");
    assert!(!received[0].is_signed_with("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
    let of_text = |event: &str| {
        let is_it =
            |one: &&Received| one.json()["type"] == event && one.json()["data"]["nodeId"] == json!(text.to_string());
        received.iter().filter(is_it).count()
    };
    assert_eq!(["article.published", "article.updated", "article.removed"].map(of_text), [1, 1, 1]);

    let told = app.send(app.get(&format!("/api/v1/changes?first=100&{FIELDS}"))).await.body["data"].clone();
    let mut compared = 0;
    for change in told.as_array().unwrap() {
        let sequence: i64 = change["sequence"].as_str().unwrap().parse().unwrap();
        if let Some(message) = received.iter().find(|message| message.sequence() == sequence) {
            let message = message.json();
            assert_eq!((&message["data"], &message["timestamp"]), (change, &change["at"]));
            compared += 1;
        }
    }
    assert!(compared >= 3, "{told:#}");
    let seen = app.seen_webhook(&webhook).await;
    assert_eq!((&seen["reached"], &seen["failures"]), (&json!(last.to_string()), &json!(0)));
}

#[rstest]
#[tokio::test]
async fn an_endpoint_is_told_of_the_types_that_it_wants(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let (app, receiver) = (TestApp::start(backend).await, WebhookReceiver::start());
    let webhook = app.webhook(&receiver.url, &["ORGANISATION"]).await;
    let wanted = publish(&app, &organisation("Society of Sleep", None)).await;
    publish(&app, &doctor("Shi", "Lan")).await;
    receiver.wait_for(1).await;
    receiver.no_more_than(1).await;
    assert_eq!(receiver.received()[0].json()["data"]["nodeId"], json!(wanted.to_string()));
    // It need not be looked at again.
    let last = app.last_change().await.to_string();
    assert_eq!(app.seen_webhook(&webhook).await["reached"], json!(last));
}

#[rstest]
#[tokio::test]
async fn what_was_not_taken_is_sent_again_under_the_same_name_and_nothing_overtakes_it(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let (app, receiver) = (TestApp::start(backend).await, WebhookReceiver::start());
    let webhook = app.webhook(&receiver.url, &[]).await;
    receiver.answer_once(500, None, "The\0 press stands still.");
    let reached = app.last_change().await;
    publish(&app, &doctor("Shi", "Lan")).await;
    publish(&app, &doctor("Shi", "Lana")).await;
    receiver.wait_for(1).await;
    receiver.no_more_than(1).await;
    let seen = app.seen_webhook(&webhook).await;
    let sent = &seen["deliveries"]["nodes"][0];
    assert_eq!((&sent["statusCode"], &sent["attempts"], &sent["deliveredAt"]), (&json!(500), &json!(1), &json!(null)));
    assert_eq!(sent["answer"], "The\u{FFFD} press stands still.");
    assert_eq!((&seen["failures"], &seen["nextAttemptAt"]), (&json!(1), &sent["nextAttemptAt"]));
    // Five seconds later, and a part of one more.
    assert!(sent["nextAttemptAt"].as_str().unwrap().starts_with("2026-03-01T12:00:05."), "{sent:#}");

    app.app.clock.advance(Duration::from_secs(6));
    let last = app.last_change().await;
    let received = receiver.wait_for(1 + all(reached, last).len()).await;
    assert_eq!((&received[0].id, &received[0].body), (&received[1].id, &received[1].body));
    let timestamp = |one: &Received| one.timestamp.parse::<i64>().unwrap();
    assert_eq!(timestamp(&received[1]) - timestamp(&received[0]), 6);
    assert!(received.iter().all(|message| message.is_signed_with(&webhook.secret)));
    assert_eq!(receiver.taken(), all(reached, last));
    let nodes = app.seen_webhook(&webhook).await["deliveries"]["nodes"].clone();
    let first = nodes.as_array().unwrap().last().unwrap();
    assert_eq!((&first["attempts"], &first["statusCode"], &first["answer"]), (&json!(2), &json!(204), &json!("")));
    assert_eq!((&first["messageId"], &first["nextAttemptAt"]), (&json!(received[0].id), &json!(null)));
}

#[rstest]
#[case("1800", 1_800)]
#[case("Sun, 01 Mar 2026 12:20:00 GMT", 1_200)]
#[tokio::test]
async fn an_endpoint_is_left_alone_for_as_long_as_it_says(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
    #[case] told: &str,
    #[case] seconds: u64,
) {
    let (app, receiver) = (TestApp::start(backend).await, WebhookReceiver::start());
    app.webhook(&receiver.url, &[]).await;
    receiver.answer_once(503, Some(("retry-after", told.to_owned())), "");
    publish(&app, &doctor("Shi", "Lan")).await;
    receiver.wait_for(1).await;
    receiver.no_more_than(1).await;
    app.app.clock.advance(Duration::from_secs(seconds - 1));
    receiver.no_more_than(1).await;
    app.app.clock.advance(Duration::from_secs(1));
    let received = receiver.wait_for(2).await;
    assert_eq!(received[0].id, received[1].id);
}

#[rstest]
#[tokio::test]
async fn an_endpoint_that_is_down_for_a_day_is_told_everything_in_order_once_it_is_back(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let (app, receiver) = (TestApp::start(backend).await, WebhookReceiver::start());
    app.webhook(&receiver.url, &[]).await;
    let reached = app.last_change().await;
    receiver.answer(502);
    for hour in 0..24 {
        publish(&app, &doctor("Shi", &format!("Hour {hour}"))).await;
        app.app.clock.advance(Duration::from_secs(3_600));
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    let failed = receiver.wait_for(2).await;
    assert!(failed.iter().all(|message| message.id == failed[0].id), "{failed:#?}");
    assert_eq!(receiver.taken(), [0_i64; 0]);
    receiver.answer(200);
    let last = app.last_change().await;
    // By itself, when the time of its next attempt comes.
    for _ in 0..24 {
        app.app.clock.advance(Duration::from_secs(3_600));
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    receiver.wait_until("the last change", |all| all.iter().any(|one| one.sequence() == last)).await;
    assert_eq!(receiver.taken(), all(reached, last));
}

#[rstest]
#[tokio::test]
async fn while_a_secret_is_replaced_messages_have_the_signatures_of_both(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let (app, receiver) = (TestApp::start(backend).await, WebhookReceiver::start());
    let webhook = app.webhook(&receiver.url, &["DOCTOR"]).await;
    let input = json!({ "input": { "id": webhook.id, "overlap": 3_600 } });
    let rotated = app.as_publisher(ROTATE, input).await["rotateWebhookSecret"].clone();
    assert_eq!(rotated["webhook"]["formerSecretEndsAt"], "2026-03-01T13:00:00Z");
    let new = rotated["secret"].as_str().unwrap();
    publish(&app, &doctor("Shi", "Lan")).await;
    let both = receiver.wait_for(1).await.remove(0);
    assert_eq!(both.signature.split(' ').count(), 2);
    assert!(both.is_signed_with(&webhook.secret) && both.is_signed_with(new));
    app.app.clock.advance(Duration::from_secs(3_600));
    publish(&app, &doctor("Shi", "Lana")).await;
    let one = receiver.wait_for(2).await.remove(1);
    assert_eq!(one.signature.split(' ').count(), 1);
    assert!(!one.is_signed_with(&webhook.secret) && one.is_signed_with(new));
    let wrong = json!({ "input": { "id": webhook.id, "overlap": 2_592_001 } });
    let wrong = app.as_publisher(ROTATE, wrong).await["rotateWebhookSecret"].clone();
    assert_eq!(wrong["userErrors"], json!([{ "code": "INVALID", "path": ["input", "overlap"] }]));
}

#[rstest]
#[tokio::test]
async fn an_endpoint_that_takes_its_time_keeps_no_other_waiting(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let (app, slow, quick) = (TestApp::start(backend).await, WebhookReceiver::start(), WebhookReceiver::start());
    slow.answer_slowly(204, Duration::from_secs(5));
    app.webhook(&slow.url, &[]).await;
    app.webhook(&quick.url, &[]).await;
    let reached = app.last_change().await;
    publish(&app, &doctor("Shi", "Lan")).await;
    publish(&app, &doctor("Shi", "Lana")).await;
    let last = app.last_change().await;
    quick.wait_for(all(reached, last).len()).await;
    assert_eq!(quick.taken(), all(reached, last));
    assert!(slow.received().len() <= 1, "it has not answered yet");
}
