use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_tests::Backend;
use shanghaidoctor_tests::content::{doctor, publish};

use super::{Desk, create, errors, exported, mutation, named, write};

async fn delete(app: &Desk, kind: &str, id: &str, revision: i64) -> Value {
    let mutation = mutation(&format!("delete{kind}"), "DeleteInput", "deletedId");
    write(app, &mutation, json!({ "id": id, "revision": revision })).await
}

#[rstest]
#[tokio::test]
async fn a_draft_that_nothing_names_is_deleted_whatever_its_kind(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = Desk::start(backend).await;
    let before = app.export().await;
    let organisation = create(&app, "Organisation", json!({ "name": named("A society"), "kind": "ASSOCIATION" })).await;
    let doctor = create(&app, "Doctor", json!({ "name": { "family": "Lu" } })).await;
    let post = json!({ "doctor": doctor, "role": named("Member"), "rank": "MEMBER", "status": "CURRENT", "body": { "organisation": organisation } });
    let post = create(&app, "Appointment", post).await;
    let journal = create(&app, "Journal", json!({ "name": named("A journal") })).await;
    let specialty = create(&app, "Specialty", json!({ "name": named("Surgery") })).await;
    let paper =
        create(&app, "Publication", json!({ "journal": journal, "authors": [{ "name": "Lu", "doctor": doctor }] }))
            .await;
    let article = json!({
        "title": "A title", "locale": "en", "channel": "news", "subjects": [doctor], "specialties": [specialty],
        "body": [{ "paragraph": { "text": { "plain": "It rained." } } }],
    });
    let article = create(&app, "Article", article).await;

    let refused = delete(&app, "Doctor", &doctor, 1).await;
    assert_eq!(errors(&refused), [("IN_USE".to_owned(), "input.id".to_owned())]);
    let mut documents: Vec<&str> =
        refused["userErrors"][0]["documents"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    documents.sort_unstable();
    let mut named_by = [post.as_str(), paper.as_str(), article.as_str()];
    named_by.sort_unstable();
    assert_eq!(documents, named_by);

    let others = [("Article", &article), ("Publication", &paper), ("Appointment", &post), ("Doctor", &doctor)];
    let records = [("Organisation", &organisation), ("Journal", &journal), ("Specialty", &specialty)];
    for (kind, id) in others.into_iter().chain(records) {
        assert_eq!(errors(&delete(&app, kind, id, 7).await), [("STALE".to_owned(), "input.revision".to_owned())]);
        let payload = delete(&app, kind, id, 1).await;
        assert_eq!((&payload["deletedId"], &payload["userErrors"]), (&json!(id), &json!([])), "{kind}");
        assert_eq!(exported(&app, id).await, None);
        assert_eq!(errors(&delete(&app, kind, id, 1).await), [("NOT_FOUND".to_owned(), "input.id".to_owned())]);
    }
    assert_eq!(app.export().await, before, "nothing is left of them");
}

#[rstest]
#[tokio::test]
async fn what_the_public_sees_is_unpublished_first(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = Desk::start(backend).await;
    let id = publish(&app, &doctor("Lu", "Mei")).await.to_string();
    let payload = delete(&app, "Doctor", &id, 1).await;
    assert_eq!(errors(&payload), [("IN_USE".to_owned(), "input.id".to_owned())]);
    assert!(payload.to_string().contains("unpublish it first"), "{payload:#}");
    assert!(exported(&app, &id).await.is_some());
}
