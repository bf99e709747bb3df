//! What was wrong is put right in public, with a dated notice.

use std::time::Duration;

use rstest::rstest;
use serde_json::json;
use shanghaidoctor_domain::content::Article;
use shanghaidoctor_domain::{Id, Role};
use shanghaidoctor_tests::content::{article, publish, save};
use shanghaidoctor_tests::{Backend, TestApp};

const CORRECT: &str = "mutation ($input: CorrectArticleInput!) { correctArticle(input: $input) { article { title \
    corrections { at kind note } jsonLd } userErrors { code path conflict { revision at author changed } } } }";

async fn retitle(app: &TestApp, id: Id<Article>, title: &str) {
    let mut writing = app.write().await;
    let mut draft = writing.draft(id).await.unwrap().unwrap().content;
    draft.title = title.into();
    writing.save(id, None, &draft).await.unwrap();
    writing.commit().await.unwrap();
}

#[rstest]
#[tokio::test]
async fn a_correction_is_published_with_its_notice(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let id = publish(&app, &article("Born in 1950", &[])).await;
    retitle(&app, id, "Born in 1951").await;
    app.app.clock.advance(Duration::from_secs(60));
    let token = app.token(Role::Publisher).await;
    let input =
        |revision, note: &str| json!({ "input": { "id": id, "revision": revision, "kind": "FACT", "note": note } });
    let blank = app.query_as(&token, CORRECT, input(2, " ")).await.at("/correctArticle");
    assert_eq!(blank["userErrors"], json!([{ "code": "REQUIRED", "path": ["input", "note"], "conflict": null }]));
    let stale = app.query_as(&token, CORRECT, input(1, "The year was wrong.")).await.at("/correctArticle");
    let conflict = json!({ "revision": 2, "at": "2026-03-01T12:00:00Z", "author": "operator", "changed": ["title"] });
    assert_eq!(
        stale["userErrors"],
        json!([{ "code": "STALE", "path": ["input", "revision"], "conflict": conflict }]),
        "who was faster, and with what"
    );
    let corrected = app.query_as(&token, CORRECT, input(2, "The year was wrong.")).await.at("/correctArticle");
    assert_eq!(corrected["userErrors"], json!([]));
    let notice = json!([{ "at": "2026-03-01T12:01:00Z", "kind": "FACT", "note": "The year was wrong." }]);
    let shown =
        app.query("{ article(slug: \"born-in-1950\") { title corrections { at kind note } } }").await.at("/article");
    assert_eq!(shown, json!({ "title": "Born in 1951", "corrections": notice }));
    assert_eq!(
        corrected["article"]["jsonLd"]["correction"],
        json!([{ "@type": "CorrectionComment", "datePublished": "2026-03-01T12:01:00Z", "text": "The year was wrong." }])
    );
}

#[rstest]
#[tokio::test]
async fn what_is_not_public_is_published_and_not_corrected(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let mut writing = app.write().await;
    let id = save(&mut writing, &article("A draft", &[])).await;
    writing.commit().await.unwrap();
    let input = json!({ "input": { "id": id, "revision": 1, "kind": "TYPO", "note": "A slip." } });
    let refused = app.query_as(&app.token(Role::Publisher).await, CORRECT, input.clone()).await.at("/correctArticle");
    assert_eq!(refused["userErrors"], json!([{ "code": "NOT_FOUND", "path": ["input", "id"], "conflict": null }]));
    let refused = app.query_as(&app.token(Role::Editor).await, CORRECT, input).await;
    assert_eq!(refused.body["errors"][0]["extensions"]["code"], "FORBIDDEN");
}
