//! The link by which the subject of an article reads it and answers: what it shows, and that nobody waits for an answer
//! which cannot come any more.

use std::time::Duration;

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::content::{Article, Doctor};
use shanghaidoctor_domain::{Id, Role};
use shanghaidoctor_persistence::accounts::{AccountChange, Doer};
use shanghaidoctor_tests::content::{appointment, article, change, doctor, organisation, publish, save};
use shanghaidoctor_tests::{Backend, TestApp};

use super::{by_link, decide, portrait, read, request};

const DAY: u64 = 24 * 60 * 60;
const REVOKE: &str = "mutation ($input: RevokePreviewInput!) { revokePreview(input: $input) { preview { revokedAt } \
    userErrors { code path message documents } } }";

async fn draft(app: &TestApp) -> Id<Article> {
    portrait(app, "Portrait").await
}

/// Where the sign-off stands.
async fn stands(app: &TestApp, token: &str, id: Id<Article>) -> Value {
    let query = "query ($id: ID!) { signOff(article: $id) { status expiresAt linkHolds } }";
    app.query_as(token, query, json!({ "id": id })).await.at("/signOff")
}

/// What tells why it is not published.
async fn told(app: &TestApp, token: &str, id: Id<Article>) -> String {
    let query = "query ($id: ID!) { publishBlockers(ids: [$id]) { code message } }";
    let blockers = app.query_as(token, query, json!({ "id": id })).await.at("/publishBlockers");
    assert_eq!(blockers[0]["code"], "NOT_SIGNED", "{blockers}");
    blockers[0]["message"].as_str().unwrap().to_owned()
}

/// Ends the link that was made last.
async fn revoke(app: &TestApp, token: &str) -> Value {
    let last = app.query_as(token, "{ previews(first: 1) { nodes { id } } }", json!({})).await;
    let input = json!({ "input": { "id": last.at("/previews/nodes/0/id") } });
    app.query_as(token, REVOKE, input).await.at("/revokePreview")
}

#[rstest]
#[tokio::test]
async fn a_sign_off_says_until_when_it_can_be_answered_and_what_to_do_then(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let id = draft(&app).await;
    let token = app.token(Role::Writer).await;
    let link = request(&app, &token, id).await;
    let expected = |holds| json!({ "status": "PENDING", "expiresAt": "2026-03-31T12:00:00Z", "linkHolds": holds });
    assert_eq!(stands(&app, &token, id).await, expected(true));
    let of_subject = by_link(&app, &link, "{ signOffRequest { expiresAt linkHolds } }", json!({})).await;
    assert_eq!(of_subject["signOffRequest"], json!({ "expiresAt": "2026-03-31T12:00:00Z", "linkHolds": true }));
    let message = told(&app, &token, id).await;
    assert!(message.contains("2026-03-31T12:00:00Z") && message.contains("requestSignOff"), "{message}");
    app.app.clock.advance(Duration::from_secs(30 * DAY + 1));
    let token = app.token(Role::Writer).await;
    assert_eq!(stands(&app, &token, id).await, expected(false), "nobody can answer by it any more");
    request(&app, &token, id).await;
    assert_eq!(stands(&app, &token, id).await["linkHolds"], true, "asked anew");
}

#[rstest]
#[tokio::test]
async fn a_link_that_is_waited_for_is_not_ended_behind_the_back_of_those_who_wait(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let id = draft(&app).await;
    let token = app.token(Role::Writer).await;
    let link = request(&app, &token, id).await;
    let refused = async || {
        let refused = revoke(&app, &token).await;
        assert_eq!(refused["preview"], Value::Null);
        let error = &refused["userErrors"][0];
        assert_eq!((&error["code"], &error["path"]), (&json!("IN_USE"), &json!(["input", "id"])), "{refused}");
        assert_eq!(error["documents"], json!([id]));
        let message = error["message"].as_str().unwrap();
        assert!(message.contains("requestSignOff") && message.contains("cancelSignOff"), "{message}");
        assert_eq!(stands(&app, &token, id).await["linkHolds"], true);
    };
    refused().await;
    let (hash, _) = read(&app, &link).await;
    decide(&app, &link, false, &hash).await;
    refused().await;
    decide(&app, &link, true, &hash).await;
    // They have agreed: all that the link was for is done.
    let ended = revoke(&app, &token).await;
    assert_eq!(ended["userErrors"], json!([]), "{ended}");
    assert_eq!(app.get("/healthz").header("preview-token", &link).send().await.unwrap().status(), 401);
    let stands = stands(&app, &token, id).await;
    assert_eq!((&stands["status"], &stands["linkHolds"]), (&json!("APPROVED"), &json!(false)));
    change(&app, id, |article: &mut Article| article.title = "Portrait!".into()).await;
    let message = told(&app, &token, id).await;
    assert!(message.contains("requestSignOff"), "{message}");
}

#[rstest]
#[tokio::test]
async fn a_sign_off_says_that_whoever_asked_was_shut_out(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let id = draft(&app).await;
    let writer = app.account(Role::Writer).await;
    let link = request(&app, &app.token_of(&writer).await, id).await;
    let shut_out = AccountChange { disabled: Some(true), ..AccountChange::default() };
    app.app.auth.accounts().update(&Doer::operator(), writer.id, writer.revision, shut_out).await.unwrap();
    assert_eq!(app.get("/healthz").header("preview-token", link).send().await.unwrap().status(), 401);
    assert_eq!(stands(&app, &app.token(Role::Writer).await, id).await["linkHolds"], false);
}

/// A public doctor whose draft has another name, and two who are not public, each with a post.
async fn doctors(app: &TestApp) -> [Id<Doctor>; 3] {
    let wu = publish(app, &doctor("Wu", "Jing")).await;
    change(app, wu, |doctor: &mut Doctor| doctor.name.given = "Jingyi".into()).await;
    let mut writing = app.write().await;
    let society = save(&mut writing, &organisation("Eastern Society", None)).await;
    let lin = save(&mut writing, &doctor("Lin", "Shu")).await;
    let qi = save(&mut writing, &doctor("Qi", "Ran")).await;
    save(&mut writing, &appointment(lin, society, 0)).await;
    save(&mut writing, &appointment(qi, society, 0)).await;
    writing.commit().await.unwrap();
    [wu, lin, qi]
}

#[rstest]
#[tokio::test]
async fn subjects_who_are_not_public_yet_read_their_own_record_too(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let [wu, lin, _] = doctors(&app).await;
    let mut writing = app.write().await;
    let id = save(&mut writing, &article("Portrait", &[wu, lin])).await;
    writing.commit().await.unwrap();
    let link = request(&app, &app.token(Role::Writer).await, id).await;
    let query = "{ article(slug: \"portrait\") { subjects { name { display } appointments { nodes { body { \
        ... on Organisation { name } } } } } } doctors { totalCount } appointments { totalCount } }";
    let shown = by_link(&app, &link, query, json!({})).await;
    let post = json!({ "nodes": [{ "body": { "name": "Eastern Society" } }] });
    let subjects = json!([
        { "name": { "display": "Wu Jing" }, "appointments": { "nodes": [] } },
        { "name": { "display": "Lin Shu" }, "appointments": post },
    ]);
    assert_eq!(shown["article"]["subjects"], subjects, "who is public is shown as readers know them");
    assert_eq!((&shown["doctors"]["totalCount"], &shown["appointments"]["totalCount"]), (&json!(2), &json!(1)));
}
