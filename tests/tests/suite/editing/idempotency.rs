use std::time::Duration;

use rstest::rstest;
use serde_json::json;
use shanghaidoctor_domain::Role;
use shanghaidoctor_tests::Backend;

use super::{Desk, errors, of_kind, send, write};

#[rstest]
#[tokio::test]
async fn an_input_that_is_sent_again_under_its_key_creates_nothing_again(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = Desk::start(backend).await;
    let create = of_kind("create", "Doctor");
    let input = json!({ "idempotencyKey": "k1", "name": { "family": "Lu" } });
    let first = write(&app, &create, input.clone()).await;
    assert_eq!(first["userErrors"], json!([]));
    let again = write(&app, &create, input.clone()).await;
    assert_eq!(again, first);

    let other = write(&app, &create, json!({ "idempotencyKey": "k1", "name": { "family": "He" } })).await;
    assert_eq!(errors(&other), [("DUPLICATE".to_owned(), "input.idempotencyKey".to_owned())]);
    let of_another = send(&app, Role::Publisher, &create, input.clone()).await.at("/createDoctor");
    assert_ne!(of_another["doctor"]["id"], first["doctor"]["id"], "keys are each actor's own");

    app.app.app.clock.advance(Duration::from_secs(24 * 60 * 60 - 1));
    assert_eq!(write(&app, &create, input.clone()).await["doctor"]["id"], first["doctor"]["id"]);
    app.app.app.clock.advance(Duration::from_secs(1));
    assert_ne!(write(&app, &create, input).await["doctor"]["id"], first["doctor"]["id"], "a key is kept for a day");
}

#[rstest]
#[tokio::test]
async fn a_create_that_was_refused_keeps_no_key(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = Desk::start(backend).await;
    let create = of_kind("create", "Doctor");
    let wrong = write(&app, &create, json!({ "idempotencyKey": "k1", "name": { "family": "" } })).await;
    assert_eq!(errors(&wrong).len(), 2, "{wrong:#}");
    let mended = write(&app, &create, json!({ "idempotencyKey": "k1", "name": { "family": "Lu" } })).await;
    assert_eq!(mended["userErrors"], json!([]));
    let empty = write(&app, &create, json!({ "idempotencyKey": "", "name": { "family": "Lu" } })).await;
    assert_eq!(errors(&empty), [("INVALID".to_owned(), "input.idempotencyKey".to_owned())]);
}
