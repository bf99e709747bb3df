//! The public schema: printed in the repository, and described to the last value.

use serde_json::Value;
use shanghaidoctor_tests::{Backend, TestApp, repository};

#[tokio::test]
async fn the_printed_schema_is_the_one_that_is_served() {
    let app = TestApp::start(Backend::Sqlite).await;
    let served = app.get("/schema.graphql").send().await.unwrap().text().await.unwrap();
    let printed = std::fs::read_to_string(repository().join("schema.graphql")).unwrap();
    assert!(served == printed, "schema.graphql is behind the code: run `make schema` and look at the difference");
}

const EVERYTHING: &str = "{ __schema { types { name description kind \
    fields(includeDeprecated: true) { name description args { name description } } \
    inputFields { name description } enumValues(includeDeprecated: true) { name description } } } }";

#[tokio::test]
async fn every_type_field_argument_and_value_is_described() {
    let app = TestApp::start(Backend::Sqlite).await;
    let types = app.query(EVERYTHING).await.at("/__schema/types");
    let mut silent = Vec::new();
    // `ID` is the specification's own and the engine gives it no words.
    let ours = |kind: &&Value| !kind["name"].as_str().unwrap().starts_with("__") && kind["name"] != "ID";
    for kind in types.as_array().unwrap().iter().filter(ours) {
        note(&mut silent, "", kind);
        for member in ["fields", "inputFields", "enumValues"].iter().filter_map(|list| kind[*list].as_array()).flatten()
        {
            let place = kind["name"].as_str().unwrap().to_owned();
            note(&mut silent, &place, member);
            for argument in member["args"].as_array().into_iter().flatten() {
                note(&mut silent, &format!("{place}.{}", member["name"].as_str().unwrap()), argument);
            }
        }
    }
    assert!(silent.is_empty(), "not described: {silent:#?}");
}

fn note(silent: &mut Vec<String>, place: &str, item: &Value) {
    if item["description"].as_str().unwrap_or_default().trim().is_empty() {
        silent.push(format!("{place}.{}", item["name"].as_str().unwrap()));
    }
}
