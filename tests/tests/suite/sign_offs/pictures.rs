//! What the subject of an article agrees to is also what the pictures in it show, and what is said of them.

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::Role;
use shanghaidoctor_domain::content::{Article, Media};
use shanghaidoctor_domain::text::Localised;
use shanghaidoctor_tests::content::{change, publish, publish_changed, save};
use shanghaidoctor_tests::pictures::record;
use shanghaidoctor_tests::{Backend, TestApp};

use super::{PUBLISH, decide, portrait, published, read, request};

#[rstest]
#[tokio::test]
async fn a_picture_of_which_something_else_is_said_is_another_one(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let token = app.token(Role::Publisher).await;
    let id = portrait(&app, "Portrait").await;
    let mut writing = app.write().await;
    let picture = save(&mut writing, &record(b"a picture", "image/png", (10, 10))).await;
    writing.commit().await.unwrap();
    change(&app, id, |article: &mut Article| article.cover = Some(picture)).await;
    let link = request(&app, &token, id).await;
    let (hash, _) = read(&app, &link).await;
    assert_eq!(decide(&app, &link, true, &hash).await["signOff"]["status"], "APPROVED");
    let blockers = async || {
        let query = "query ($id: ID!) { publishBlockers(ids: [$id]) { document code } }";
        app.query_as(&token, query, json!({ "id": id })).await.at("/publishBlockers")
    };
    assert_eq!(blockers().await, json!([]));
    let update = "mutation ($input: UpdateMediaInput!) { updateMedia(input: $input) { userErrors { code } } }";
    let alt = json!([{ "locale": "en-GB", "text": "A thief" }]);
    let input = json!({ "input": { "id": picture, "revision": 1, "alt": alt, "credit": "Somebody" } });
    assert_eq!(app.query_as(&token, update, input).await.at("/updateMedia/userErrors"), json!([]));
    assert_eq!(blockers().await, json!([{ "document": id, "code": "NOT_SIGNED" }]));
    assert_eq!(published(&app, &token, id).await[0]["code"], "NOT_SIGNED");
    let stale = decide(&app, &link, true, &hash).await;
    assert_eq!(stale["userErrors"][0]["code"], "STALE", "they read the picture as it was");
    change(&app, picture, |picture: &mut Media| picture.alt = Localised::english("Two halves")).await;
    change(&app, picture, |picture: &mut Media| picture.credit = Some("Somebody".into())).await;
    assert_eq!(published(&app, &token, id).await[0]["code"], "NOT_SIGNED", "whom it names");
    let (hash, _) = read(&app, &link).await;
    assert_eq!(decide(&app, &link, true, &hash).await["signOff"]["status"], "APPROVED");
    assert_eq!(published(&app, &token, id).await, json!([]));
}

#[rstest]
#[tokio::test]
async fn a_public_picture_counts_as_readers_get_it_with_the_article(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let token = app.token(Role::Publisher).await;
    let id = portrait(&app, "Portrait").await;
    let picture = publish(&app, &record(b"a picture", "image/png", (10, 10))).await;
    change(&app, id, |article: &mut Article| article.cover = Some(picture)).await;
    let link = request(&app, &token, id).await;
    let (hash, _) = read(&app, &link).await;
    assert_eq!(decide(&app, &link, true, &hash).await["signOff"]["status"], "APPROVED");
    // A draft of it, which nobody sees with the article: unless it comes in the same act.
    change(&app, picture, |picture: &mut Media| picture.credit = Some("Somebody".into())).await;
    for ids in [json!([id, picture]), json!([picture, id])] {
        let refused = app.query_as(&token, PUBLISH, json!({ "input": { "ids": ids } })).await.at("/publish/userErrors");
        assert_eq!(codes(&refused), ["NOT_SIGNED"], "{ids}");
    }
    assert_eq!(published(&app, &token, id).await, json!([]));
    // An article that readers see already goes on with the picture that they see already.
    publish_changed(&app, picture, |picture: &mut Media| picture.credit = Some("Another".into())).await;
    let correct = "mutation ($input: CorrectArticleInput!) { correctArticle(input: $input) { userErrors { code } } }";
    let input = json!({ "input": { "id": id, "revision": 2, "kind": "TYPO", "note": "A slip." } });
    assert_eq!(app.query_as(&token, correct, input).await.at("/correctArticle/userErrors"), json!([]));
    change(&app, id, |article: &mut Article| article.title = "Portrait!".into()).await;
    assert_eq!(published(&app, &token, id).await[0]["code"], "NOT_SIGNED");
}

fn codes(errors: &Value) -> Vec<&str> {
    errors.as_array().unwrap().iter().map(|error| error["code"].as_str().unwrap()).collect()
}
