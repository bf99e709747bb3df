use std::collections::BTreeMap;

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::content::{Award, Source};
use shanghaidoctor_domain::text::Localised;
use shanghaidoctor_tests::Backend;
use shanghaidoctor_tests::content::{doctor, save};

use super::{Desk, named, of_kind, write};

/// The facts that the sources of a draft support, with the lines.
async fn facts(app: &Desk, id: &str) -> Value {
    let query = "query($id: ID!) { doctor(id: $id) { sources { fact line } } }";
    super::drafts::read(app, query, json!({ "id": id })).await.at("/doctor/sources")
}

#[rstest]
#[tokio::test]
async fn a_fact_that_an_editor_changes_is_no_more_the_pages(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = Desk::start(backend).await;
    let award = |name: &str| Award { name: Localised::english(name), grantor: None, year: None };
    let lines = [("awards.0", 7), ("awards.1", 8), ("born", 3), ("name", 1)];
    let page = Source {
        url: None,
        name: "page.txt".into(),
        line: None,
        hash: None,
        fact: None,
        facts: BTreeMap::from(lines.map(|(fact, line)| (fact.to_owned(), line))),
        retrieved_at: "2026-02-01T12:00:00Z".parse().unwrap(),
        verified_at: None,
    };
    let mut lu = doctor("Lu", "Mei");
    lu.born = Some("1931".parse().unwrap());
    lu.awards = vec![award("A prize"), award("A medal")];
    lu.sources = vec![page];
    let mut writing = app.write().await;
    let id = save(&mut writing, &lu).await.to_string();
    writing.commit().await.unwrap();

    // The medal stands first now, and the prize is another one.
    let awards = json!([{ "name": named("A medal") }, { "name": named("The prize") }]);
    let input = json!({ "id": id, "revision": 1, "born": "1932", "awards": awards });
    assert_eq!(write(&app, &of_kind("update", "Doctor"), input).await["userErrors"], json!([]));
    assert_eq!(facts(&app, &id).await, json!([{ "fact": "name", "line": 1 }, { "fact": "awards.0", "line": 8 }]));
}
