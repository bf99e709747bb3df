//! Whatever is asked: totals and walks agree, related records are asked about as if each were looked at, both databases
//! let the same through.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_tests::{Backend, TestApp};

use crate::filters::{LISTS, ids, total};

/// Filters of a kind, nested up to `depth`, with related records among them.
fn filters(kind: &'static str, depth: u32) -> BoxedStrategy<Value> {
    let letters = prop::sample::select(vec!["a", "s", "sh", "an", "on", "医", "x"]);
    let text = |field: &'static str| {
        let letters = letters.clone();
        (letters, prop::sample::select(vec!["contains", "startsWith", "eq"]))
            .prop_map(move |(letters, how)| json!({ field: { how: letters } }))
            .boxed()
    };
    let one_of = |values: &[Value]| prop::sample::select(values.to_vec()).boxed();
    let mut parts = match kind {
        "doctors" => {
            vec![text("name"), text("slug"), one_of(&[json!({ "deceased": true }), json!({ "deceased": false })])]
        }
        "appointments" => vec![
            text("role"),
            one_of(&["CHAIR", "MEMBER", "EDITOR"].map(|rank| json!({ "rank": { "in": [rank, "PRESIDENT"] } }))),
            one_of(&["1960", "1999-07", "2020-02-29"].map(|date| json!({ "asOf": date }))),
            one_of(&["CURRENT", "FORMER"].map(|status| json!({ "status": { "eq": status } }))),
        ],
        "publications" => vec![
            text("title"),
            (1990..2026).prop_map(|year| json!({ "year": { "gte": year } })).boxed(),
            one_of(&[json!({ "titled": true }), json!({ "not": { "doi": { "contains": "" } } })]),
        ],
        "articles" => vec![
            text("title"),
            one_of(&["en", "zh-Hans"].map(|locale| json!({ "locale": { "eq": locale } }))),
            one_of(&["2024", "2025-06"].map(|date| json!({ "date": { "lte": date } }))),
        ],
        "organisations" => vec![
            text("name"),
            one_of(&["HOSPITAL", "ASSOCIATION"].map(|kind| json!({ "kind": { "eq": kind } }))),
            one_of(&[json!({ "root": true }), json!({ "country": { "eq": "CN" } })]),
        ],
        "journals" => vec![text("name"), text("slug")],
        _ => vec![text("slug")],
    };
    if ["doctors", "publications", "articles", "organisations", "journals"].contains(&kind) {
        parts.push(one_of(&["s", "cancer", "医", "hospital"].map(|text| json!({ "search": text }))));
    }
    if depth > 0 {
        let many: &[(&'static str, &'static str)] = match kind {
            "doctors" => &[
                ("appointments", "appointments"),
                ("publications", "publications"),
                ("articles", "articles"),
                ("workplaces", "organisations"),
                ("specialties", "specialties"),
                ("mentors", "doctors"),
            ],
            "publications" => &[("doctors", "doctors")],
            "articles" => &[("subjects", "doctors"), ("mentions", "doctors"), ("specialties", "specialties")],
            "organisations" => {
                &[("children", "organisations"), ("doctors", "doctors"), ("appointments", "appointments")]
            }
            "journals" => &[("publications", "publications"), ("appointments", "appointments")],
            "specialties" => &[("doctors", "doctors"), ("articles", "articles")],
            _ => &[],
        };
        for (field, related) in many {
            let how = prop::sample::select(vec!["some", "none", "every"]);
            let related = (how, filters(related, depth - 1));
            parts.push(related.prop_map(move |(how, such)| json!({ *field: { how: such } })).boxed());
        }
        let one: &[(&'static str, &'static str)] = match kind {
            "appointments" => &[("doctor", "doctors"), ("organisation", "organisations"), ("journal", "journals")],
            "publications" => &[("journal", "journals")],
            "organisations" => &[("parent", "organisations")],
            "specialties" => &[("parent", "specialties")],
            _ => &[],
        };
        for (field, related) in one {
            parts.push(filters(related, depth - 1).prop_map(move |such| json!({ *field: such })).boxed());
        }
        if ["organisations", "specialties"].contains(&kind) {
            let below = filters(kind, depth - 1).prop_map(|such| json!({ "and": [such], "descendants": true }));
            parts.push(below.boxed());
        }
        let inner = || filters(kind, depth - 1);
        parts.push(inner().prop_map(|such| json!({ "not": such })).boxed());
        parts.push((inner(), inner()).prop_map(|(a, b)| json!({ "or": [a, b] })).boxed());
        parts.push((inner(), inner()).prop_map(|(a, b)| json!({ "and": [a, b] })).boxed());
    }
    prop::strategy::Union::new(parts).boxed()
}

/// The same filters in every run.
fn some_of(kind: &'static str, depth: u32, times: usize) -> Vec<Value> {
    let (strategy, mut runner) = (filters(kind, depth), TestRunner::deterministic());
    (0..times).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

#[rstest]
#[tokio::test]
async fn whatever_is_asked_the_total_is_what_a_walk_meets(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    app.indexed().await;
    for (list, _) in LISTS {
        let all: BTreeSet<String> = ids(&app, list, &Value::Null).await.into_iter().collect();
        for filter in some_of(list, 3, 40) {
            let walked = ids(&app, list, &filter).await;
            let distinct: BTreeSet<String> = walked.iter().cloned().collect();
            assert_eq!(distinct.len(), walked.len(), "{list} {filter}: a record twice");
            assert_eq!(total(&app, list, &filter).await, i64::try_from(walked.len()).unwrap(), "{list} {filter}");
            let others = ids(&app, list, &json!({ "not": filter })).await.into_iter().collect();
            assert!(distinct.is_disjoint(&others), "{list} {filter}: both it and its opposite");
            assert_eq!(&distinct | &others, all, "{list} {filter}: neither it nor its opposite");
        }
    }
}

#[tokio::test]
async fn both_databases_let_the_same_records_through() {
    let (sqlite, postgres) =
        (TestApp::with_sample(Backend::Sqlite).await, TestApp::with_sample(Backend::Postgres).await);
    sqlite.indexed().await;
    postgres.indexed().await;
    for (list, _) in LISTS {
        for filter in some_of(list, 3, 25) {
            let (one, other) = (ids(&sqlite, list, &filter).await, ids(&postgres, list, &filter).await);
            assert_eq!(one, other, "{list} {filter}");
        }
    }
}

/// Lists that have lists: what stands at the root, the list below it, and the filter of that.
const NESTED: [(&str, &str, &str); 7] = [
    ("doctors", "appointments", "AppointmentFilter"),
    ("doctors", "publications", "PublicationFilter"),
    ("doctors", "articles", "ArticleFilter"),
    ("organisations", "doctors", "DoctorFilter"),
    ("organisations", "appointments", "AppointmentFilter"),
    ("journals", "publications", "PublicationFilter"),
    ("journals", "appointments", "AppointmentFilter"),
];

#[rstest]
#[tokio::test]
async fn related_records_are_asked_about_as_if_each_were_looked_at(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    app.indexed().await;
    for (root, below, kind) in NESTED {
        let query = format!(
            "query ($such: {kind}) {{ {root}(first: 100) {{ nodes {{ id all: {below} {{ totalCount }} \
             such: {below}(where: $such) {{ totalCount }} }} }} }}"
        );
        for such in some_of(below, 2, 12) {
            let nodes = app.query_with(&query, json!({ "such": such })).await.at(&format!("/{root}/nodes"));
            let counted = |holds: fn(i64, i64) -> bool| -> BTreeSet<String> {
                let count = |node: &Value, which: &str| node[which]["totalCount"].as_i64().unwrap();
                let nodes = nodes.as_array().unwrap().iter();
                let holding = nodes.filter(|node| holds(count(node, "such"), count(node, "all")));
                holding.map(|node| node["id"].as_str().unwrap().to_owned()).collect()
            };
            let asked = async |how: &str| -> BTreeSet<String> {
                ids(&app, root, &json!({ below: { how: such } })).await.into_iter().collect()
            };
            assert_eq!(asked("some").await, counted(|such, _| such > 0), "{root}: some of {below} {such}");
            assert_eq!(asked("none").await, counted(|such, _| such == 0), "{root}: none of {below} {such}");
            assert_eq!(asked("every").await, counted(|such, all| such == all), "{root}: every of {below} {such}");
        }
    }
}
