//! An article is retracted whatever its subject says, and that brings nothing else of it before readers.

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::content::Article;
use shanghaidoctor_domain::{Id, Role};
use shanghaidoctor_tests::content::{article, publish};
use shanghaidoctor_tests::{Backend, TestApp};

use super::{agreed, decide, published, read, request, retitle};

const CORRECT: &str = "mutation ($input: CorrectArticleInput!) { correctArticle(input: $input) { article { title \
    corrections { kind } } userErrors { code path } } }";

/// An article that was published as its subject agreed to it, who does not agree any more.
async fn regretted(app: &TestApp, token: &str) -> Id<Article> {
    let (id, link) = agreed(app, token, "Portrait").await;
    assert_eq!(published(app, token, id).await, json!([]));
    let (hash, _) = read(app, &link).await;
    assert_eq!(decide(app, &link, false, &hash).await["signOff"]["status"], "DECLINED");
    id
}

async fn correct(app: &TestApp, token: &str, id: Id<Article>, revision: i32, kind: &str) -> Value {
    let input = json!({ "id": id, "revision": revision, "kind": kind, "note": "It was invented." });
    app.query_as(token, CORRECT, json!({ "input": input })).await.at("/correctArticle")
}

#[rstest]
#[tokio::test]
async fn what_its_subject_does_not_agree_to_any_more_is_retracted(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let token = app.token(Role::Publisher).await;
    let id = regretted(&app, &token).await;
    let retracted = correct(&app, &token, id, 1, "RETRACTION").await;
    let shown = json!({ "title": "Portrait", "corrections": [{ "kind": "RETRACTION" }] });
    assert_eq!(retracted, json!({ "article": shown, "userErrors": [] }));
    assert_eq!(app.query("{ article(slug: \"portrait\") { title corrections { kind } } }").await.at("/article"), shown);
    let state = "{ article(slug: \"portrait\") { editing { revision publishedRevision } } }";
    let draft = app.post(&json!({ "query": state })).bearer_auth(&token).header("content-stage", "DRAFT");
    assert_eq!(
        app.send(draft).await.at("/article/editing"),
        json!({ "revision": 2, "publishedRevision": 2 }),
        "nothing else waits"
    );
}

#[rstest]
#[tokio::test]
async fn a_retraction_brings_nothing_before_readers_that_its_subject_has_not_read(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let token = app.token(Role::Publisher).await;
    let id = regretted(&app, &token).await;
    retitle(&app, id, "Portrait of somebody else").await;
    for kind in ["TYPO", "FACT"] {
        let refused = correct(&app, &token, id, 2, kind).await;
        assert_eq!(refused["userErrors"][0]["code"], "NOT_SIGNED", "{kind}: {refused}");
    }
    assert_eq!(correct(&app, &token, id, 1, "RETRACTION").await["userErrors"][0]["code"], "STALE");
    let retracted = correct(&app, &token, id, 2, "RETRACTION").await;
    let notice = json!([{ "kind": "RETRACTION" }]);
    assert_eq!(retracted, json!({ "article": { "title": "Portrait", "corrections": notice }, "userErrors": [] }));
    // What was written meanwhile is not lost, and waits for its subject as before.
    let query = "{ article(slug: \"portrait\") { title corrections { kind } editing { revision publishedRevision } } }";
    let draft = app.post(&json!({ "query": query })).bearer_auth(&token).header("content-stage", "DRAFT");
    let expected = json!({
        "title": "Portrait of somebody else", "corrections": notice,
        "editing": { "revision": 4, "publishedRevision": 3 },
    });
    assert_eq!(app.send(draft).await.at("/article"), expected);
    assert_eq!(published(&app, &token, id).await[0]["code"], "NOT_SIGNED");
    // What was taken back is new to readers when it comes again.
    let take_back = format!("mutation {{ unpublish(input: {{ ids: [\"{id}\"] }}) {{ userErrors {{ code }} }} }}");
    app.query_as(&token, &take_back, json!({})).await.data();
    assert_eq!(published(&app, &token, id).await[0]["code"], "NOT_SIGNED");
    assert_eq!(app.query("{ articles { totalCount } }").await.at("/articles/totalCount"), 0);
}

#[rstest]
#[tokio::test]
async fn who_was_asked_anew_and_has_not_answered_keeps_no_retraction_back(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let token = app.token(Role::Publisher).await;
    let (id, link) = agreed(&app, &token, "Portrait").await;
    assert_eq!(published(&app, &token, id).await, json!([]));
    request(&app, &token, id).await;
    let over = app.get("/healthz").header("preview-token", link).send().await.unwrap().status();
    assert_eq!(over, 401, "the link of before has ended");
    assert_eq!(correct(&app, &token, id, 1, "RETRACTION").await["userErrors"], json!([]));
}

#[rstest]
#[tokio::test]
async fn a_draft_that_is_half_written_keeps_no_retraction_back(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let token = app.token(Role::Publisher).await;
    let id = publish(&app, &article("Portrait", &[])).await;
    retitle(&app, id, "").await;
    assert_eq!(correct(&app, &token, id, 2, "FACT").await["userErrors"][0]["code"], "REQUIRED");
    let retracted = correct(&app, &token, id, 2, "RETRACTION").await;
    let shown = json!({ "title": "Portrait", "corrections": [{ "kind": "RETRACTION" }] });
    assert_eq!(retracted, json!({ "article": shown, "userErrors": [] }));
    assert_eq!(published(&app, &token, id).await[0]["code"], "REQUIRED");
}
