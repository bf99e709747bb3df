//! The clients that docs/API.md shows to front ends, run as they stand there against the sample.

use std::path::PathBuf;
use std::process::Command;

use serde_json::json;
use shanghaidoctor_tests::{Backend, TestApp, repository};

fn clients() -> PathBuf {
    repository().join("tests/web/clients")
}

/// What a script prints, run where it stands.
async fn printed(folder: &str, arguments: &[&str]) -> Vec<String> {
    let mut command = Command::new("node");
    command.args(arguments).current_dir(clients().join(folder));
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().expect("the program runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {errors}");
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

/// Two pages of two papers each, the second one fetched by what the client knows of the first.
fn assert_two_pages(lines: &[String]) {
    assert_eq!(lines.first().map(String::as_str), Some("Shen Muyun"), "{lines:?}");
    let years: Vec<&str> = lines[1..].iter().filter_map(|line| line.split_once(' ')).map(|(year, _)| year).collect();
    assert_eq!(years, ["2024", "2023", "2022", "2021"], "{lines:?}");
}

#[tokio::test]
async fn apollo_client_pages_through_a_list_by_hashes() {
    let app = TestApp::with_sample(Backend::Sqlite).await;
    assert_two_pages(&printed(".", &["apollo.js", &format!("{}/graphql", app.url)]).await);
}

#[tokio::test]
async fn urql_filters_by_records_three_levels_away() {
    let app = TestApp::with_sample(Backend::Sqlite).await;
    let lines = printed(".", &["urql.js", &format!("{}/graphql", app.url)]).await;
    assert_eq!(lines.first().map(String::as_str), Some("3 articles"), "{lines:?}");
    assert_eq!(lines.len(), 4, "{lines:?}");
}

#[tokio::test]
async fn relay_compiles_its_fragments_and_fetches_one_again() {
    let app = TestApp::with_sample(Backend::Sqlite).await;
    std::fs::create_dir_all(clients().join("relay/compiled")).unwrap();
    printed("relay", &["../../node_modules/relay-compiler/cli.js", "relay.config.json"]).await;
    assert_two_pages(&printed("relay", &["papers.mjs", &format!("{}/graphql", app.url)]).await);
}

/// No compiler of Swift or Kotlin is at hand here: what they ask is asked, what they do with it is not run.
#[tokio::test]
async fn what_the_clients_in_swift_and_kotlin_ask_is_answered() {
    let app = TestApp::with_sample(Backend::Sqlite).await;
    for file in ["Papers.swift", "Papers.kt"] {
        let text = std::fs::read_to_string(clients().join(file)).unwrap();
        let query = text.split("\"\"\"").nth(1).expect("a query between quotes");
        let variables = json!({ "slug": "shen-muyun", "first": 4 });
        let doctor = app.query_with(query, variables).await.at("/doctor");
        assert_eq!(doctor["publications"]["nodes"].as_array().map(Vec::len), Some(4), "{file}");
        assert_eq!(doctor["name"]["display"], "Shen Muyun", "{file}");
    }
}
