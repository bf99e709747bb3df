//! What was wrong is put right in public, with a dated notice.

use std::time::Duration;

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::content::Article;
use shanghaidoctor_domain::{Id, Role};
use shanghaidoctor_tests::content::{article, change, publish, publish_changed, save};
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

/// Publishes an article and a notice of this kind; gives the article.
async fn corrected(app: &TestApp, token: &str, kind: &str) -> Id<Article> {
    let id = publish(app, &article("Born in 1950", &[])).await;
    let input = json!({ "input": { "id": id, "revision": 1, "kind": kind, "note": "The year was wrong." } });
    assert_eq!(app.query_as(token, CORRECT, input).await.at("/correctArticle/userErrors"), json!([]));
    id
}

/// Does something with an article that gives `userErrors`, and must give none.
async fn done(app: &TestApp, token: &str, name: &str, input: Value) {
    let kind = format!("{}{}Input", name[..1].to_uppercase(), &name[1..]);
    let mutation =
        format!("mutation ($input: {kind}!) {{ {name}(input: $input) {{ userErrors {{ code message }} }} }}");
    let errors = app.query_as(token, &mutation, json!({ "input": input })).await.at(&format!("/{name}/userErrors"));
    assert_eq!(errors, json!([]), "{name}");
}

async fn last_revision(app: &TestApp, id: Id<Article>) -> i32 {
    let writing = app.write().await;
    writing.draft(id).await.unwrap().unwrap().revision
}

const NOTICES: &str = "{ article(slug: \"born-in-1950\") { title corrections { kind note } jsonLd } }";

#[rstest]
#[tokio::test]
async fn no_way_to_write_takes_a_notice_away_that_readers_have_seen(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
    #[values("RETRACTION", "FACT", "TYPO")] kind: &str,
) {
    let app = TestApp::start(backend).await;
    let (writer, publisher) = (app.token(Role::Writer).await, app.token(Role::Publisher).await);
    let id = corrected(&app, &publisher, kind).await;
    let before = app.query(NOTICES).await.at("/article");
    assert_eq!(before["corrections"], json!([{ "kind": kind, "note": "The year was wrong." }]));
    // What it said before there was a notice; and what was saved by whoever knows of none.
    done(&app, &writer, "restoreRevision", json!({ "id": id, "revision": 1, "seen": 2 })).await;
    done(&app, &publisher, "publish", json!({ "ids": [id] })).await;
    assert_eq!(app.query(NOTICES).await.at("/article"), before, "restored");
    change(&app, id, |article: &mut Article| {
        article.corrections.clear();
        article.title = "Born in 1951".into();
    })
    .await;
    let revision = last_revision(&app, id).await;
    done(&app, &writer, "discardDraft", json!({ "id": id, "revision": revision })).await;
    assert_eq!(app.query(NOTICES).await.at("/article"), before, "discarded");
    publish_changed(&app, id, |article: &mut Article| article.corrections.clear()).await;
    done(&app, &publisher, "unpublish", json!({ "ids": [id] })).await;
    let revision = last_revision(&app, id).await;
    done(&app, &writer, "restoreRevision", json!({ "id": id, "revision": 1, "seen": revision })).await;
    done(&app, &publisher, "publish", json!({ "ids": [id] })).await;
    assert_eq!(app.query(NOTICES).await.at("/article"), before, "taken back and published again");
}

#[rstest]
#[tokio::test]
async fn later_notices_come_behind_those_that_are_there(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let (writer, publisher) = (app.token(Role::Writer).await, app.token(Role::Publisher).await);
    let id = corrected(&app, &publisher, "FACT").await;
    done(&app, &writer, "restoreRevision", json!({ "id": id, "revision": 1, "seen": 2 })).await;
    let input = json!({ "input": { "id": id, "revision": 2, "kind": "RETRACTION", "note": "All of it was wrong." } });
    assert_eq!(app.query_as(&publisher, CORRECT, input).await.at("/correctArticle/userErrors"), json!([]));
    let kinds = json!([{ "kind": "FACT", "note": "The year was wrong." },
        { "kind": "RETRACTION", "note": "All of it was wrong." }]);
    assert_eq!(app.query(NOTICES).await.at("/article/corrections"), kinds);
}
