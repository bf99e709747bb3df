//! Endpoints as publishers make them known, change them, and send to them again.

use std::time::Duration;

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::Role;
use shanghaidoctor_tests::content::{doctor, publish};
use shanghaidoctor_tests::{Backend, TestApp, WebhookReceiver};

use super::all;

const CREATE: &str = "mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { \
    webhook { id types partner { name } } secret userErrors { code path } } }";
const UPDATE: &str = "mutation ($input: UpdateWebhookInput!) { updateWebhook(input: $input) { \
    webhook { name url types revision } userErrors { code path } } }";
const DELETE: &str = "mutation ($input: WebhookInput!) { deleteWebhook(input: $input) { \
    deletedId userErrors { code path } } }";
const AGAIN: &str = "mutation ($input: RedeliverWebhookInput!) { redeliverWebhook(input: $input) { \
    webhook { reached } delivery { messageId attempts statusCode } userErrors { code path } } }";

#[rstest]
#[tokio::test]
async fn a_webhook_is_made_known_changed_and_forgotten(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let (app, receiver) = (TestApp::start(backend).await, WebhookReceiver::start());
    let partner = app.partner(&["LICENCES"]).await;
    let wrong = json!({ "input": { "name": " ", "url": receiver.url, "partner": "doctor_x" } });
    let wrong = app.as_publisher(CREATE, wrong).await["createWebhook"].clone();
    let paths: Vec<&Value> = wrong["userErrors"].as_array().unwrap().iter().map(|error| &error["path"]).collect();
    assert_eq!(paths, [&json!(["input", "partner"]), &json!(["input", "name"])]);
    let unknown = json!({ "name": "Desk", "url": receiver.url, "partner": "partner_01k00000000000000000000000" });
    let unknown = app.as_publisher(CREATE, json!({ "input": unknown })).await["createWebhook"].clone();
    assert_eq!(unknown["userErrors"], json!([{ "code": "NOT_FOUND", "path": ["input", "partner"] }]));

    let input =
        json!({ "name": "Desk", "url": receiver.url, "partner": partner.id, "types": ["IMAGE", "ARTICLE", "IMAGE"] });
    let made = app.as_publisher(CREATE, json!({ "input": input })).await["createWebhook"].clone();
    let (id, secret) = (made["webhook"]["id"].as_str().unwrap(), made["secret"].as_str().unwrap());
    assert!(id.starts_with("webhook_") && secret.starts_with("whsec_"), "{made:#}");
    assert_eq!(made["webhook"]["partner"]["name"], "River News");
    assert_eq!(made["webhook"]["types"], json!(["IMAGE", "ARTICLE"]));

    let update = async |change: Value| {
        let mut input = json!({ "id": id });
        input.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        app.as_publisher(UPDATE, json!({ "input": input })).await["updateWebhook"].clone()
    };
    let changed = update(json!({ "revision": 1, "name": "Night desk", "types": [] })).await;
    let expected = json!({ "name": "Night desk", "url": receiver.url, "types": [], "revision": 2 });
    assert_eq!(changed["webhook"], expected);
    let stale = update(json!({ "revision": 1, "name": "Other" })).await;
    assert_eq!(stale["userErrors"], json!([{ "code": "STALE", "path": ["input", "revision"] }]));

    for token in [app.token(Role::Editor).await, partner.secret.clone()] {
        for query in ["{ webhooks { id } }".to_owned(), format!("{{ webhook(id: \"{id}\") {{ id }} }}")] {
            assert_eq!(app.query_as(&token, &query, json!({})).await.error().0, "FORBIDDEN", "{query}");
        }
    }
    let deleted = app.as_publisher(DELETE, json!({ "input": { "id": id } })).await["deleteWebhook"].clone();
    assert_eq!(deleted, json!({ "deletedId": id, "userErrors": [] }));
    let twice = app.as_publisher(DELETE, json!({ "input": { "id": id } })).await["deleteWebhook"].clone();
    assert_eq!(twice["userErrors"], json!([{ "code": "NOT_FOUND", "path": ["input", "id"] }]));
    publish(&app, &doctor("Shi", "Lan")).await;
    receiver.no_more_than(0).await;

    let log = format!("{{ auditLog(where: {{ target: \"{id}\" }}) {{ nodes {{ action }} }} }}");
    let log = app.query_as(&app.token(Role::Administrator).await, &log, json!({})).await.at("/auditLog/nodes");
    let log: Vec<&Value> = log.as_array().unwrap().iter().map(|line| &line["action"]).collect();
    assert_eq!(log, ["WEBHOOK_DELETED", "WEBHOOK_CHANGED", "WEBHOOK_CREATED"]);
}

#[rstest]
#[tokio::test]
async fn no_secret_of_a_webhook_stands_in_the_database_or_the_log(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let (app, receiver) = (TestApp::start(backend).await, WebhookReceiver::start());
    let webhook = app.webhook(&receiver.url, &[]).await;
    let shown = app.seen_webhook(&webhook).await.to_string();
    let log = "{ auditLog(where: { actions: [WEBHOOK_CREATED] }) { nodes { detail } } }";
    let log = app.query_as(&app.token(Role::Administrator).await, log, json!({})).await.body.to_string();
    let bare = webhook.secret.trim_start_matches("whsec_");
    assert!(!shown.contains(bare) && !log.contains(bare) && log.contains("River News"));
    let kept = app.app.webhooks.webhooks().all(&shanghaidoctor_domain::Actor::Operator).await.unwrap().remove(0);
    assert!(!kept.secrets.current.contains(bare), "it is sealed");
}

#[rstest]
#[tokio::test]
async fn an_endpoint_is_told_again_of_one_change_or_from_one_on(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let (app, receiver) = (TestApp::start(backend).await, WebhookReceiver::start());
    let webhook = app.webhook(&receiver.url, &[]).await;
    let reached = app.last_change().await;
    for name in ["Lan", "Lana", "Lanlan"] {
        publish(&app, &doctor("Shi", name)).await;
    }
    let last = app.last_change().await;
    let count = all(reached, last).len();
    let first_time = receiver.wait_for(count).await;
    let again = async |input: Value| {
        let mut whole = json!({ "id": webhook.id });
        whole.as_object_mut().unwrap().extend(input.as_object().unwrap().clone());
        app.as_publisher(AGAIN, json!({ "input": whole })).await["redeliverWebhook"].clone()
    };
    // What came of the last one is written a moment after it came.
    while app.seen_webhook(&webhook).await["reached"] != json!(last.to_string()) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let one = again(json!({ "only": (reached + 1).to_string() })).await;
    let expected = json!({ "messageId": first_time[0].id, "attempts": 2, "statusCode": 204 });
    assert_eq!((&one["delivery"], &one["webhook"]["reached"]), (&expected, &json!(last.to_string())));
    assert_eq!(receiver.received()[count].body, first_time[0].body);

    let from = again(json!({ "from": (reached + 2).to_string() })).await;
    assert_eq!(from["webhook"]["reached"], json!((reached + 1).to_string()));
    let received = receiver.wait_for(count + 1 + count - 1).await;
    let ids = |messages: &[shanghaidoctor_tests::Received]| -> Vec<String> {
        messages.iter().map(|message| message.id.clone()).collect()
    };
    assert_eq!(ids(&received[count + 1..]), ids(&first_time[1..]));

    for (input, code, field) in [
        (json!({}), "REQUIRED", "from"),
        (json!({ "from": "1", "only": "1" }), "REQUIRED", "from"),
        (json!({ "from": "first" }), "INVALID", "from"),
        (json!({ "from": (last + 1).to_string() }), "NOT_FOUND", "from"),
        (json!({ "only": (last + 1).to_string() }), "NOT_FOUND", "only"),
    ] {
        let refused = again(input.clone()).await["userErrors"].clone();
        assert_eq!(refused, json!([{ "code": code, "path": ["input", field] }]), "{input}");
    }
    receiver.no_more_than(count + 1 + count - 1).await;
}

#[rstest]
#[tokio::test]
async fn what_was_sent_is_listed_in_pages_and_forgotten_after_thirty_days(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let (app, receiver) = (TestApp::start(backend).await, WebhookReceiver::start());
    let webhook = app.webhook(&receiver.url, &["DOCTOR"]).await;
    for name in ["Lan", "Lana", "Lanlan"] {
        publish(&app, &doctor("Shi", name)).await;
    }
    let received = receiver.wait_for(3).await;
    let page = "query ($id: ID!, $after: String) { webhook(id: $id) { deliveries(first: 2, after: $after) { \
        nodes { messageId } edges { cursor } pageInfo { hasNextPage endCursor } } } }";
    let sent = async |after: Value| {
        let variables = json!({ "id": webhook.id, "after": after });
        app.as_publisher(page, variables).await["webhook"]["deliveries"].clone()
    };
    let mut first = sent(json!(null)).await;
    while first["nodes"][0]["messageId"] != json!(received[2].id) {
        tokio::time::sleep(Duration::from_millis(5)).await;
        first = sent(json!(null)).await;
    }
    assert_eq!(first["pageInfo"]["hasNextPage"], true);
    let second = sent(first["pageInfo"]["endCursor"].clone()).await;
    assert_eq!(second["nodes"], json!([{ "messageId": received[0].id }]));
    assert_eq!(second["pageInfo"]["hasNextPage"], false);

    app.app.clock.advance(Duration::from_secs(31 * 86_400));
    for _ in 0..1_000 {
        if sent(json!(null)).await["nodes"] == json!([]) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it is not forgotten");
}
