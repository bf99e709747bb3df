//! Texts in several languages: which one is shown, and that the answer tells which it is.

use std::collections::BTreeMap;

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_tests::{Backend, TestApp, repository};

/// The texts in several languages below a value of the sample, by their paths.
fn localised(value: &Value, path: &str, texts: &mut BTreeMap<String, Vec<String>>) {
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match value {
        Value::Object(fields) if fields.keys().all(|key| ["en", "zh-Hans"].contains(&key.as_str())) => {
            texts.insert(path.to_owned(), fields.keys().cloned().collect());
        }
        Value::Object(fields) => fields.iter().for_each(|(key, value)| localised(value, &below(key), texts)),
        Value::Array(values) => {
            values.iter().enumerate().for_each(|(index, value)| localised(value, &below(&index.to_string()), texts));
        }
        _ => {}
    }
}

/// The texts of each record of the sample that is a node.
fn sample() -> BTreeMap<String, BTreeMap<String, Vec<String>>> {
    let lines = std::fs::read_to_string(repository().join("sample/content.jsonl")).unwrap();
    let records = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let kinds = ["DOCTOR", "APPOINTMENT", "ORGANISATION", "JOURNAL", "SPECIALTY"];
    let nodes = records.filter(|record| kinds.iter().any(|kind| record["kind"] == *kind));
    let texts = nodes.map(|record| {
        let mut texts = BTreeMap::new();
        localised(&record["content"], "", &mut texts);
        (record["id"].as_str().unwrap().to_owned(), texts)
    });
    texts.collect()
}

const NODES: &str = "query ($ids: [ID!]!, $locales: [Locale!]) { nodes(ids: $ids, locales: $locales) { id \
    ... on Doctor { textLocales { ...Shown } } ... on Appointment { textLocales { ...Shown } } \
    ... on Organisation { textLocales { ...Shown } } ... on Journal { textLocales { ...Shown } } \
    ... on Specialty { textLocales { ...Shown } } } } \
    fragment Shown on TextLocale { field locale known }";

#[rstest]
#[tokio::test]
async fn every_text_says_in_which_language_it_is_shown(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::with_sample(backend).await;
    let sample = sample();
    assert!(sample.len() > 100, "{}", sample.len());
    let ids: Vec<&String> = sample.keys().collect();
    for ids in ids.chunks(50) {
        let answer = app.query_with(NODES, json!({ "ids": ids, "locales": ["zh-CN"] })).await;
        for node in answer.at("/nodes").as_array().unwrap().iter().filter(|node| !node.is_null()) {
            let expected = sample[node["id"].as_str().unwrap()].iter().map(|(field, known)| {
                let locale = if known.contains(&"zh-Hans".to_owned()) { "zh-Hans" } else { "en" };
                (field.clone(), json!({ "field": field, "locale": locale, "known": known }))
            });
            let shown = node["textLocales"].as_array().unwrap().iter();
            let shown = shown.map(|text| (text["field"].as_str().unwrap().to_owned(), text.clone()));
            assert_eq!(shown.collect::<BTreeMap<_, _>>(), expected.collect::<BTreeMap<_, _>>(), "{}", node["id"]);
        }
    }
}

#[tokio::test]
async fn two_aliases_in_two_languages_do_not_touch_each_other() {
    let app = TestApp::with_sample(Backend::Sqlite).await;
    let query = "{ en: doctor(slug: \"shen-muyun\") { academicTitle portrait { ...Alt } } \
        zh: doctor(slug: \"shen-muyun\", locales: [\"zh-Hans\"]) { academicTitle portrait { ...Alt } } \
        site(locales: [\"fr\", \"zh\"]) { tagline textLocales { field locale } } } \
        fragment Alt on Image { alt textLocales { field locale } }";
    let data = app.query(query).await.data();
    assert_eq!((&data["en"]["academicTitle"], &data["zh"]["academicTitle"]), (&json!("Professor"), &json!("教授")));
    assert_eq!(data["en"]["portrait"]["textLocales"], json!([{ "field": "alt", "locale": "en" }]));
    assert_eq!(data["zh"]["portrait"]["textLocales"], json!([{ "field": "alt", "locale": "zh-Hans" }]));
    assert_ne!(data["en"]["portrait"]["alt"], data["zh"]["portrait"]["alt"]);
    let fields = data["site"]["textLocales"].as_array().unwrap();
    assert!(fields.contains(&json!({ "field": "tagline", "locale": "zh-Hans" })), "{fields:?}");
    assert!(fields.contains(&json!({ "field": "channels.0.name", "locale": "zh-Hans" })), "{fields:?}");
}
