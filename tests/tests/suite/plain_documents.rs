//! What lies at hand of a document is read without the engine (`graphql/plain.rs`). Whatever is selected, an answer reads
//! as the engine alone would have made it, to the order of its keys.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use rstest::rstest;
use serde_json::json;
use shanghaidoctor_tests::{Backend, TestApp};

/// What the selection of a document begins with: the engine is asked for the whole of it where a field stands twice.
const MARK: &str = "{ MARK ";
const READ_WITHOUT: &str = "{ __typename ";
const LEFT_TO_THE_ENGINE: &str = "{ __typename __typename ";

/// Fields of a kind without anything below them, and those with something: what stands before and behind that, its kind.
type Fields = (&'static [&'static str], &'static [(&'static str, &'static str, &'static str)]);

fn fields(kind: &str) -> Fields {
    match kind {
        "Doctor" => (
            &["id", "slug", "honorific", "academicTitle", "degrees", "born", "died", "researchFocus", "updatedAt"],
            &[
                ("name", "", "PersonName"),
                ("specialties", "", "Specialty"),
                ("portrait", "", "Image"),
                ("posts: appointments(first: 3) { nodes", "}", "Appointment"),
                ("publications(first: 3) { nodes", "}", "Publication"),
                ("articles(first: 2) { edges { node", "} }", "Article"),
            ],
        ),
        "PersonName" => (&["display", "family", "given", "native", "sort", "variants", "locale"], &[]),
        "Appointment" => (
            &["id", "role", "rank", "status", "term", "period { start end }"],
            &[
                ("doctor", "", "Doctor"),
                ("body { ... on Organisation", "... on Journal { slug } }", "Organisation"),
                ("body: body { ... on Journal", "}", "Journal"),
            ],
        ),
        "Publication" => (
            &["id", "title", "year", "volume", "issue", "pages", "doi", "pmid", "url", "authors { name }"],
            &[("journal", "", "Journal"), ("doctors", "", "Doctor")],
        ),
        "Organisation" => (
            &["id", "slug", "name", "acronym", "kind", "city", "country", "formerNames"],
            &[("parent", "", "Organisation"), ("ancestors", "", "Organisation")],
        ),
        "Journal" => (&["id", "slug", "name", "abbreviation", "issn", "eissn"], &[]),
        "Specialty" => (&["id", "slug", "name"], &[("parent", "", "Specialty")]),
        "Article" => (
            &["id", "slug", "locale", "title", "headline", "standfirst", "updatedOn", "wordCount", "channel { name }"],
            &[
                ("subjects", "", "Doctor"),
                ("translations", "", "Article"),
                ("body { ... on Exchange { question { html } questioner", "} }", "Speaker"),
            ],
        ),
        "Speaker" => (&["name"], &[("doctor", "", "Doctor")]),
        _ => (&["id"], &[]),
    }
}

/// Some of what can be selected of a kind, so deep at most, written in the ways that there are.
fn selection(kind: &'static str, depth: u32) -> BoxedStrategy<String> {
    let (leaves, nested) = fields(kind);
    let mut parts: Vec<BoxedStrategy<String>> = leaves.iter().map(|leaf| written(kind, Just(*leaf))).collect();
    for (before, behind, below) in nested.iter().filter(|_| depth > 0) {
        let whole = selection(below, depth - 1).prop_map(move |below| format!("{before} {below} {behind}"));
        parts.push(written(kind, whole));
    }
    let all = parts.len();
    let chosen = subsequence((0..all).collect::<Vec<_>>(), 0..=all.min(5)).prop_shuffle();
    (chosen, parts)
        .prop_map(|(chosen, parts)| {
            let chosen: Vec<&str> = chosen.iter().map(|place| parts[*place].as_str()).collect();
            format!("{MARK}{} }}", chosen.join(" "))
        })
        .boxed()
}

/// A field as it is, under another name, in a fragment of its kind or of none, or by a directive.
fn written<S: ToString>(kind: &'static str, field: impl Strategy<Value = S> + 'static) -> BoxedStrategy<String> {
    let ways =
        ["FIELD", "FIELD", "FIELD", "OTHER", "... { FIELD }", "... on KIND { FIELD }", "... @DIRECTIVE { FIELD }"];
    let directives = ["include(if: $yes)", "skip(if: $no)", "skip(if: $yes)"];
    (select(ways.to_vec()), select(directives.to_vec()), field)
        .prop_map(move |(way, directive, field)| {
            let field = field.to_string();
            let name = field.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
            let has_name = field.starts_with(&format!("{name}: "));
            let other = if has_name { field.clone() } else { format!("other_{name}: {field}") };
            let way = way.replace("KIND", kind).replace("DIRECTIVE", directive).replace("OTHER", &other);
            way.replace("FIELD", &field)
        })
        .boxed()
}

async fn data(app: &TestApp, query: &str) -> String {
    let variables = json!({ "yes": true, "no": false });
    let answer = app.post(&json!({ "query": query, "variables": variables })).send().await.unwrap();
    let text = answer.text().await.unwrap();
    assert!(text.starts_with(r#"{"data":"#), "{query}\n{text}");
    text.split(r#","extensions":"#).next().unwrap().to_owned()
}

#[rstest]
#[tokio::test]
async fn whatever_is_selected_a_document_says_what_the_engine_says(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
    #[values(true, false)] caches: bool,
) {
    let app = TestApp::configured(backend, true, |config| {
        if !caches {
            config.caches.answer_cache_mb = 0;
            config.caches.record_cache_mb = 0;
        }
    })
    .await;
    let mut runner = TestRunner::deterministic();
    for (list, kind) in [
        ("doctors", "Doctor"),
        ("appointments", "Appointment"),
        ("publications", "Publication"),
        ("articles", "Article"),
        ("organisations", "Organisation"),
    ] {
        let selections = selection(kind, 3);
        for _ in 0..40 {
            let selection = selections.new_tree(&mut runner).unwrap().current();
            let used = "used: site { name @include(if: $yes) @skip(if: $no) }";
            let query =
                format!("query ($yes: Boolean!, $no: Boolean!) {{ {used} {list}(first: 4) {{ nodes {selection} }} }}");
            let plain = data(&app, &query.replace(MARK, READ_WITHOUT)).await;
            let engine = data(&app, &query.replace(MARK, LEFT_TO_THE_ENGINE)).await;
            assert_eq!(plain, engine, "{query}");
            assert_eq!(
                data(&app, &query.replace(MARK, " { __typename ")).await,
                plain,
                "{query}, of records in memory"
            );
        }
    }
}
