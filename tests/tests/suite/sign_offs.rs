//! An article that its subject is to agree to is published as they read it, to the letter.

mod links;
mod one_moment;
mod pictures;
mod retractions;
mod subjects;

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::content::Article;
use shanghaidoctor_domain::{Id, Role, id_text};
use shanghaidoctor_tests::content::{article, change, doctor, publish, save};
use shanghaidoctor_tests::{Backend, TestApp};

const PUBLISH: &str = "mutation ($input: PublishInput!) { publish(input: $input) { changes { action } \
    userErrors { code path message } } }";
const REQUEST: &str = "mutation ($input: RequestSignOffInput!) { requestSignOff(input: $input) { token signOff { status } \
    userErrors { code path } } }";
const DECIDE: &str = "mutation ($input: DecideSignOffInput!) { decideSignOff(input: $input) { signOff { status note } \
    userErrors { code path } } }";

/// A draft of a doctor whom readers know.
async fn portrait(app: &TestApp, title: &str) -> Id<Article> {
    let wu = publish(app, &doctor("Wu", "Jing")).await;
    let mut writing = app.write().await;
    let id = save(&mut writing, &article(title, &[wu])).await;
    writing.commit().await.unwrap();
    id
}

async fn retitle(app: &TestApp, id: Id<Article>, title: &str) {
    change(app, id, |article: &mut Article| article.title = title.into()).await;
}

async fn request(app: &TestApp, token: &str, id: Id<Article>) -> String {
    let asked = app.query_as(token, REQUEST, json!({ "input": { "article": id } })).await.at("/requestSignOff");
    assert_eq!(asked["signOff"]["status"], "PENDING");
    asked["token"].as_str().unwrap().to_owned()
}

/// What the subject does, who has the link and is not signed in.
async fn by_link(app: &TestApp, link: &str, query: &str, variables: Value) -> Value {
    let request = app.post(&json!({ "query": query, "variables": variables })).header("preview-token", link);
    app.send(request.header("accept", "application/graphql-response+json")).await.data()
}

async fn read(app: &TestApp, link: &str) -> (Value, Value) {
    let query = "{ signOffRequest { draftHash } article(slug: \"portrait\") { title } }";
    let read = by_link(app, link, query, json!({})).await;
    (read["signOffRequest"]["draftHash"].clone(), read["article"]["title"].clone())
}

async fn decide(app: &TestApp, link: &str, approve: bool, hash: &Value) -> Value {
    let input = json!({ "input": { "approve": approve, "contentHash": hash, "note": "by telephone" } });
    by_link(app, link, DECIDE, input).await["decideSignOff"].clone()
}

/// Publishes it; gives what stands in the way.
async fn published(app: &TestApp, token: &str, id: Id<Article>) -> Value {
    app.query_as(token, PUBLISH, json!({ "input": { "ids": [id] } })).await.at("/publish/userErrors")
}

#[rstest]
#[tokio::test]
async fn an_article_is_published_as_its_subject_read_it_to_the_letter(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let id = portrait(&app, "Portrait").await;
    let token = app.token(Role::Publisher).await;
    let link = &request(&app, &token, id).await;
    assert_eq!(published(&app, &token, id).await[0]["code"], "NOT_SIGNED", "they have not answered");

    let (hash, title) = read(&app, link).await;
    assert_eq!(title, "Portrait");
    assert_eq!(
        decide(&app, link, false, &hash).await["signOff"],
        json!({ "status": "DECLINED", "note": "by telephone" })
    );
    assert_eq!(published(&app, &token, id).await[0]["code"], "NOT_SIGNED", "they do not agree");

    retitle(&app, id, "Portrait.").await;
    let stale = decide(&app, link, true, &hash).await;
    assert_eq!(stale["userErrors"], json!([{ "code": "STALE", "path": ["input", "contentHash"] }]));
    let (hash, title) = read(&app, link).await;
    assert_eq!(title, "Portrait.");
    assert_eq!(decide(&app, link, true, &hash).await["signOff"]["status"], "APPROVED");
    retitle(&app, id, "Portrait!").await;
    assert_eq!(published(&app, &token, id).await[0]["code"], "NOT_SIGNED", "one sign is another");
    retitle(&app, id, "Portrait.").await;
    let done = app.query_as(&token, PUBLISH, json!({ "input": { "ids": [id] } })).await.at("/publish");
    assert_eq!(done["userErrors"], json!([]), "{done}");

    retitle(&app, id, "Portrait?").await;
    let cancel = "mutation ($input: CancelSignOffInput!) { cancelSignOff(input: $input) { cancelled } }";
    assert_eq!(published(&app, &token, id).await[0]["code"], "NOT_SIGNED");
    let refused = app.query_as(&app.token(Role::Editor).await, cancel, json!({ "input": { "article": id } })).await;
    assert_eq!(refused.body["errors"][0]["extensions"]["code"], "FORBIDDEN");
    app.query_as(&token, cancel, json!({ "input": { "article": id } })).await.data();
    let done = app.query_as(&token, PUBLISH, json!({ "input": { "ids": [id] } })).await.at("/publish");
    assert_eq!(done["changes"], json!([{ "action": "UPDATED" }]));
    let ended = app.get("/healthz").header("preview-token", link).send().await.unwrap();
    assert_eq!(ended.status(), 401, "the link ended with it");
}

#[rstest]
#[tokio::test]
async fn nobody_answers_without_the_link(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let id = publish(&app, &article("Portrait", &[])).await;
    let input = json!({ "input": { "approve": true, "contentHash": "0" } });
    let refused = app.query_as(&app.token(Role::Administrator).await, DECIDE, input).await;
    assert_eq!(refused.body["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
    assert_eq!(app.query("{ signOffRequest { status } }").await.at("/signOffRequest"), Value::Null);
    let hidden = app.query(&format!("{{ signOff(article: \"{id}\") {{ status }} }}")).await;
    assert_eq!(hidden.body["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
}

/// A draft that its subject has agreed to.
async fn agreed(app: &TestApp, token: &str, title: &str) -> (Id<Article>, String) {
    let id = portrait(app, title).await;
    let link = request(app, token, id).await;
    let (hash, _) = read(app, &link).await;
    assert_eq!(decide(app, &link, true, &hash).await["signOff"]["status"], "APPROVED");
    (id, link)
}

#[rstest]
#[tokio::test]
async fn what_stands_in_the_way_is_told_beforehand_and_no_release_goes_around_it(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let token = app.token(Role::Publisher).await;
    let (id, _) = agreed(&app, &token, "Portrait").await;
    let blockers = async || {
        let query = "query ($ids: [ID!]!) { publishBlockers(ids: $ids) { document code path } }";
        app.query_as(&token, query, json!({ "ids": [id] })).await.at("/publishBlockers")
    };
    assert_eq!(blockers().await, json!([]));
    let create = "mutation ($input: CreateReleaseInput!) { createRelease(input: $input) { release { id } \
        userErrors { message } } }";
    let made =
        app.query_as(&token, create, json!({ "input": { "name": "Monday", "items": [{ "document": id }] } })).await;
    let release = made.at("/createRelease/release/id");
    retitle(&app, id, "Portrait!").await;
    assert_eq!(blockers().await, json!([{ "document": id, "code": "NOT_SIGNED", "path": [] }]));
    let go = "mutation ($input: PublishReleaseInput!) { publishRelease(input: $input) { release { status } \
        userErrors { code } } }";
    let refused = app.query_as(&token, go, json!({ "input": { "id": release } })).await.at("/publishRelease");
    assert_eq!(refused["userErrors"][0]["code"], "NOT_SIGNED", "{refused}");
    assert_eq!(app.query("{ articles { totalCount } }").await.at("/articles/totalCount"), 0);
    retitle(&app, id, "Portrait").await;
    let done = app.query_as(&token, go, json!({ "input": { "id": release } })).await.at("/publishRelease");
    assert_eq!(done["userErrors"], json!([]), "{done}");
}

#[rstest]
#[tokio::test]
async fn a_notice_of_correction_is_no_change_and_a_corrected_word_is(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let token = app.token(Role::Publisher).await;
    let (id, _) = agreed(&app, &token, "Portrait").await;
    app.query_as(&token, PUBLISH, json!({ "input": { "ids": [id] } })).await.data();
    let correct = async |revision: i32| {
        let mutation =
            "mutation ($input: CorrectArticleInput!) { correctArticle(input: $input) { userErrors { code } } }";
        let input = json!({ "input": { "id": id, "revision": revision, "kind": "TYPO", "note": "A slip." } });
        app.query_as(&token, mutation, input).await.at("/correctArticle/userErrors")
    };
    assert_eq!(correct(1).await, json!([]));
    retitle(&app, id, "Portrait!").await;
    assert_eq!(correct(3).await, json!([{ "code": "NOT_SIGNED" }]));
}

#[rstest]
#[tokio::test]
async fn who_is_asked_anew_answers_by_the_new_link(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let token = app.token(Role::Publisher).await;
    let (id, first) = agreed(&app, &token, "Portrait").await;
    let second = request(&app, &token, id).await;
    assert_eq!(app.get("/healthz").header("preview-token", first).send().await.unwrap().status(), 401);
    assert_eq!(published(&app, &token, id).await[0]["code"], "NOT_SIGNED", "they were asked anew");
    let (hash, _) = read(&app, &second).await;
    assert_eq!(decide(&app, &second, true, &hash).await["signOff"]["status"], "APPROVED");
    let done = app.query_as(&token, PUBLISH, json!({ "input": { "ids": [id] } })).await.at("/publish/userErrors");
    assert_eq!(done, json!([]));
}

#[rstest]
#[tokio::test]
async fn who_asked_and_what_was_answered_stands_in_the_audit_log(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let publisher = app.account(Role::Publisher).await;
    let token = app.token_of(&publisher).await;
    let (id, link) = agreed(&app, &token, "Portrait").await;
    let (hash, _) = read(&app, &link).await;
    decide(&app, &link, true, &json!("another text")).await;
    decide(&app, &link, false, &hash).await;
    let cancel = "mutation ($input: CancelSignOffInput!) { cancelSignOff(input: $input) { cancelled } }";
    app.query_as(&token, cancel, json!({ "input": { "article": id } })).await.data();
    let log = "query ($id: ID!) { auditLog(where: { target: $id }) { nodes { action actor address detail } } \
        previews { nodes { id } } }";
    let log = app.query_as(&app.token(Role::Administrator).await, log, json!({ "id": id })).await.data();
    let (account, preview) = (id_text("account", publisher.id), &log["previews"]["nodes"][0]["id"]);
    let by_link = |action: &str| {
        let detail = json!({ "preview": preview, "contentHash": hash, "note": "by telephone" });
        json!({ "action": action, "actor": "anonymous", "address": "127.0.0.1", "detail": detail })
    };
    let expected = json!([
        { "action": "SIGN_OFF_CANCELLED", "actor": account, "address": "127.0.0.1", "detail": null },
        by_link("SIGN_OFF_DECLINED"),
        by_link("SIGN_OFF_APPROVED"),
        { "action": "SIGN_OFF_REQUESTED", "actor": account, "address": "127.0.0.1", "detail": { "preview": preview } },
    ]);
    assert_eq!(log["auditLog"]["nodes"], expected, "an answer that was not taken is none");
}
