use rstest::rstest;
use serde_json::json;
use shanghaidoctor_domain::Role;
use shanghaidoctor_tests::Backend;

use super::{Desk, create, errors, exported, named, of_kind, send, write};

#[rstest]
#[tokio::test]
async fn all_that_is_wrong_is_told_at_once_each_with_its_path(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = Desk::start(backend).await;
    create(&app, "Doctor", json!({ "slug": "lu-mei", "name": { "family": "Lu" } })).await;
    let nowhere = "organisation_00000000000000000000000000";
    let payload = write(
        &app,
        &of_kind("create", "Doctor"),
        json!({
            "slug": "lu-mei", "name": { "family": " " }, "born": "2000", "died": "1990",
            "positions": [
                { "role": named("Director"), "status": "CURRENT" },
                { "role": named("Head"), "status": "CURRENT", "organisation": nowhere, "period": { "start": "2010", "end": "2001" } },
            ],
            "awards": [{ "name": named("A prize"), "grantor": nowhere }],
            "identifiers": [{ "scheme": "ORCID", "value": "0000-0002-1825-0098" }],
        }),
    )
    .await;
    let expected = [
        ("DUPLICATE", "input.slug"),
        ("INVALID", "input.died"),
        ("INVALID", "input.identifiers.0.value"),
        ("INVALID", "input.positions.1.period"),
        ("NOT_FOUND", "input.awards.0.grantor"),
        ("NOT_FOUND", "input.positions.1.organisation"),
        ("REQUIRED", "input.name.family"),
    ];
    assert_eq!(errors(&payload), expected.map(|(code, path)| (code.to_owned(), path.to_owned())));
    assert_eq!(payload["doctor"], json!(null));
}

#[rstest]
#[tokio::test]
async fn values_that_cannot_be_read_are_told_at_once_each_with_its_path(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = Desk::start(backend).await;
    let payload = write(
        &app,
        &of_kind("create", "Publication"),
        json!({
            "doi": "abc", "title": "abc", "journal": "doctor_00000000000000000000000000",
            "authors": [{ "name": "x", "doctor": "abc" }], "url": "abc", "year": 70000,
        }),
    )
    .await;
    let paths: Vec<String> = errors(&payload).into_iter().map(|(_, path)| path).collect();
    assert_eq!(paths, ["input.authors.0.doctor", "input.doi", "input.journal", "input.url", "input.year"]);
    assert!(payload.to_string().contains("give an id like `journal_…`"), "{payload:#}");
}

#[rstest]
#[tokio::test]
async fn a_name_in_addresses_is_made_of_the_name_and_is_free(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = Desk::start(backend).await;
    let mut slugs = Vec::new();
    for _ in 0..3 {
        let id = create(&app, "Doctor", json!({ "name": { "family": "Lu", "given": "Mei" } })).await;
        slugs.push(exported(&app, &id).await.unwrap()["content"]["slug"].clone());
    }
    assert_eq!(slugs, ["lu-mei", "lu-mei-2", "lu-mei-3"]);
    let payload = write(&app, &of_kind("create", "Doctor"), json!({ "name": { "family": "—" } })).await;
    assert_eq!(errors(&payload), [("REQUIRED".to_owned(), "input.slug".to_owned())]);
}

#[rstest]
#[tokio::test]
async fn who_is_not_signed_in_or_may_not_is_told_so_and_nothing_is_written(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = Desk::start(backend).await;
    let before = app.export().await;
    let input = json!({ "input": { "name": { "family": "Lu" } } });
    let anonymous = app.query_with(&of_kind("create", "Doctor"), input).await;
    assert_eq!(anonymous.error().0, "UNAUTHENTICATED");
    let delete = super::mutation("deleteDoctor", "DeleteInput", "deletedId");
    let input = json!({ "id": "doctor_00000000000000000000000000", "revision": 1 });
    assert_eq!(send(&app, Role::Writer, &delete, input).await.error().0, "FORBIDDEN");
    assert_eq!(app.export().await, before);
}

#[rstest]
#[tokio::test]
async fn what_is_not_there_and_what_is_of_another_kind_is_told(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = Desk::start(backend).await;
    for (id, code) in [
        ("doctor_00000000000000000000000000", "NOT_FOUND"),
        ("journal_00000000000000000000000000", "INVALID"),
        ("x", "INVALID"),
    ] {
        let payload = write(&app, &of_kind("update", "Doctor"), json!({ "id": id, "revision": 1 })).await;
        assert_eq!(errors(&payload), [(code.to_owned(), "input.id".to_owned())], "{id}");
    }
}

#[rstest]
#[tokio::test]
async fn a_circle_of_parents_is_refused(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = Desk::start(backend).await;
    let society = create(&app, "Organisation", json!({ "name": named("A society"), "kind": "ASSOCIATION" })).await;
    let branch =
        create(&app, "Organisation", json!({ "name": named("A branch"), "kind": "BRANCH", "parent": society })).await;
    let input = json!({ "id": society, "revision": 1, "parent": branch });
    let payload = write(&app, &of_kind("update", "Organisation"), input).await;
    assert_eq!(errors(&payload), [("INVALID".to_owned(), "input.parent".to_owned())]);
}
