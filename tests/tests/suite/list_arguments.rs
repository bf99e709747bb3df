//! A list is asked for in the same way wherever it stands: at the root and below a record, it takes the same arguments.

use std::collections::{BTreeMap, BTreeSet};

use rstest::rstest;
use serde_json::Value;
use shanghaidoctor_tests::{Backend, TestApp};

/// The languages are said once at the root, and what is below is shown in them.
const AT_THE_ROOT_ALONE: &str = "locales";

/// Lists of documents without pages, each with the reason.
const WITHOUT_PAGES: [(&str, &str); 12] = [
    ("Article.related", "a choice of a few by what they share, and no relation"),
    ("Article.specialties", "in the order of the record, which names them itself"),
    ("Article.subjects", "in the order of the record, which names them itself"),
    ("Article.translations", "one for each language"),
    ("Doctor.mentors", "in the order of the record, which names them itself"),
    ("Doctor.specialties", "in the order of the record, which names them itself"),
    ("Organisation.ancestors", "one way up, from the root"),
    (
        "Organisation.children",
        "published before lists of parts had pages; `organisations(where: {parent: …})` has them",
    ),
    ("Publication.doctors", "in the order of the authors, of whom the record names each"),
    ("Query.nodes", "those that are named, in their order"),
    ("Query.specialties", "all of a short list of terms"),
    ("TranslationsPayload.articles", "those that a mutation was given"),
];

const SCHEMA: &str = "{ __schema { types { name kind interfaces { name } fields { name type { ...shape } \
    args { name description defaultValue type { ...shape } } } } } } \
    fragment shape on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";

/// As it is written: `[Locale!]`.
fn written(shape: &Value) -> String {
    let of = || written(&shape["ofType"]);
    match shape["kind"].as_str().unwrap() {
        "NON_NULL" => format!("{}!", of()),
        "LIST" => format!("[{}]", of()),
        _ => shape["name"].as_str().unwrap().to_owned(),
    }
}

/// Every field of every type that shows something, with its place.
fn fields(types: &Value) -> Vec<(String, Value)> {
    let of_type = |one: &Value| -> Vec<(String, Value)> {
        let name = one["name"].as_str().unwrap().to_owned();
        let fields = one["fields"].as_array().cloned().unwrap_or_default();
        fields.into_iter().map(|field| (format!("{name}.{}", field["name"].as_str().unwrap()), field)).collect()
    };
    let shown = |one: &&Value| one["kind"] == "OBJECT" && !one["name"].as_str().unwrap().starts_with("__");
    types.as_array().unwrap().iter().filter(shown).flat_map(of_type).collect()
}

/// A log is read from its latest line back, and nobody begins with the first.
const FORWARDS_ALONE: &str = "Query.auditLog";

/// What is said of each argument.
type Arguments = BTreeMap<String, String>;

/// The arguments of a list, each with its type and its default.
fn arguments(field: &Value) -> Arguments {
    let arguments = field["args"].as_array().unwrap().iter();
    arguments
        .map(|argument| {
            let name = argument["name"].as_str().unwrap().to_owned();
            // The words on pages are those of every list; what a filter is for differs from one to the other.
            let described = ["first", "after", "last", "before", "orderBy"].contains(&name.as_str());
            let words = if described { argument["description"].to_string() } else { String::new() };
            (name, format!("{} = {} {words}", written(&argument["type"]), argument["defaultValue"]))
        })
        .collect()
}

#[rstest]
#[tokio::test]
async fn a_list_takes_the_same_arguments_at_the_root_and_below(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let types = app.query(SCHEMA).await.at("/__schema/types");
    let mut lists: BTreeMap<String, Vec<(String, Arguments)>> = BTreeMap::new();
    for (place, field) in fields(&types) {
        let shape = written(&field["type"]);
        if shape.trim_end_matches('!').ends_with("Connection") {
            let mut arguments = arguments(&field);
            let is_root = place.starts_with("Query.");
            assert!(is_root || !arguments.contains_key(AT_THE_ROOT_ALONE), "{place}: languages are said at the root");
            arguments.remove(AT_THE_ROOT_ALONE);
            lists.entry(shape).or_default().push((place, arguments));
        }
    }
    let compared: usize = lists.values().filter(|of_kind| of_kind.len() > 1).map(Vec::len).sum();
    assert!(compared > 15, "{compared} lists of a kind that is listed in several places");
    for (kind, of_kind) in lists {
        let (first, expected) = &of_kind[0];
        for (place, arguments) in &of_kind {
            assert_eq!(arguments, expected, "{kind}: {place} beside {first}");
        }
        let Some((place, arguments)) = of_kind.iter().find(|(_, arguments)| arguments.contains_key("where")) else {
            continue;
        };
        let ends = if place == FORWARDS_ALONE { 2 } else { 4 };
        for argument in ["first", "after", "last", "before"].iter().take(ends).chain(&["where"]) {
            assert!(arguments.contains_key(*argument), "{place} lacks `{argument}`");
        }
    }
}

#[rstest]
#[tokio::test]
async fn a_list_of_documents_without_pages_has_a_reason(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let types = app.query(SCHEMA).await.at("/__schema/types");
    let is_document = |one: &&Value| {
        let interfaces = one["interfaces"].as_array().cloned().unwrap_or_default();
        interfaces.iter().any(|interface| interface["name"] == "Node")
    };
    let documents: BTreeSet<&str> =
        types.as_array().unwrap().iter().filter(is_document).map(|one| one["name"].as_str().unwrap()).collect();
    assert!(documents.len() >= 8, "{documents:?}");
    let is_list = |(place, field): &&(String, Value)| {
        let shape = written(&field["type"]);
        let of = shape.trim_matches(['[', ']', '!']);
        let own = place.rsplit_once('.').unwrap();
        let page = own.0.ends_with("Connection") && own.1 == "nodes";
        shape.starts_with('[') && (of == "Node" || documents.contains(of)) && !page
    };
    let fields = fields(&types);
    let found: BTreeSet<&str> = fields.iter().filter(is_list).map(|(place, _)| place.as_str()).collect();
    let known: BTreeSet<&str> = WITHOUT_PAGES.iter().map(|(place, _)| *place).collect();
    assert_eq!(found, known, "give it pages, or say here why it has none");
}
