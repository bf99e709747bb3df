//! Searches in the filters of lists: the same records as the search itself finds, composed with all other conditions.

use std::collections::BTreeSet;

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_tests::{Backend, TestApp};

use crate::filters::{ids, total};

/// What is searched, the list that is cut by it, and what it is called in a search.
const SEARCHES: [(&str, &str, &str); 10] = [
    ("doctors", "DOCTORS", "s"),
    ("doctors", "DOCTORS", "cancer"),
    ("doctors", "DOCTORS", "肿瘤"),
    ("articles", "ARTICLES", "the"),
    ("articles", "ARTICLES", "surgery"),
    ("articles", "ARTICLES", "医生"),
    ("publications", "PUBLICATIONS", "cancer"),
    ("publications", "PUBLICATIONS", "a"),
    ("organisations", "ORGANISATIONS", "hospital"),
    ("journals", "JOURNALS", "journal"),
];

async fn app(backend: Backend) -> TestApp {
    let app = TestApp::with_sample(backend).await;
    app.indexed().await;
    app
}

/// The ids that the search itself finds, best first.
async fn found(app: &TestApp, scope: &str, text: &str) -> Vec<String> {
    let query = "query ($text: String!, $in: [SearchScope!], $after: String) { search(query: $text, in: $in, first: 100, \
                 after: $after) { nodes { node { __typename ... on Node { id } } } pageInfo { hasNextPage endCursor } } }";
    let (mut ids, mut after) = (Vec::new(), Value::Null);
    loop {
        let page = app.query_with(query, json!({ "text": text, "in": [scope], "after": after })).await.at("/search");
        let nodes = page["nodes"].as_array().unwrap().iter();
        ids.extend(nodes.map(|hit| hit["node"]["id"].as_str().unwrap().to_owned()));
        if page["pageInfo"]["hasNextPage"] == false {
            return ids;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

/// The ids of a list by relevance in pages of `size`, from the beginning or from the end.
async fn by_relevance(app: &TestApp, list: &str, text: &str, direction: &str, size: usize, back: bool) -> Vec<String> {
    let (count, cursor, more, end) = match back {
        true => ("last", "before", "hasPreviousPage", "startCursor"),
        false => ("first", "after", "hasNextPage", "endCursor"),
    };
    let query = format!(
        "query ($text: String, $c: String) {{ {list}({count}: {size}, {cursor}: $c, where: {{ search: $text }}, \
         orderBy: {{ field: RELEVANCE, direction: {direction} }}) {{ nodes {{ id }} pageInfo {{ {more} {end} }} }} }}"
    );
    let (mut pages, mut place) = (Vec::new(), Value::Null);
    loop {
        let page = app.query_with(&query, json!({ "text": text, "c": place })).await.at(&format!("/{list}"));
        let nodes = page["nodes"].as_array().unwrap().iter();
        pages.push(nodes.map(|node| node["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>());
        if page["pageInfo"][more] == false {
            break;
        }
        place = page["pageInfo"][end].clone();
    }
    if back {
        pages.reverse();
    }
    pages.concat()
}

#[rstest]
#[tokio::test]
async fn a_list_is_cut_and_ordered_as_the_search_itself(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = app(backend).await;
    for (list, scope, text) in SEARCHES {
        let found = found(&app, scope, text).await;
        assert!(!found.is_empty(), "{list} {text}");
        let filter = json!({ "search": text });
        let cut: BTreeSet<String> = ids(&app, list, &filter).await.into_iter().collect();
        assert_eq!(cut, found.iter().cloned().collect(), "{list} {text}");
        assert_eq!(total(&app, list, &filter).await, i64::try_from(found.len()).unwrap(), "{list} {text}");
        for (size, back) in [(3, false), (2, true), (100, false)] {
            assert_eq!(by_relevance(&app, list, text, "ASC", size, back).await, found, "{list} {text} {size}");
        }
        let mut worst_first = by_relevance(&app, list, text, "DESC", 3, false).await;
        assert_eq!(worst_first, by_relevance(&app, list, text, "DESC", 4, true).await, "{list} {text}");
        worst_first.reverse();
        assert_eq!(worst_first, found, "{list} {text}");
    }
}

#[rstest]
#[tokio::test]
async fn a_search_composes_with_other_conditions(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = app(backend).await;
    let some = async |filter: Value| -> BTreeSet<String> { ids(&app, "articles", &filter).await.into_iter().collect() };
    let all = some(Value::Null).await;
    let (english, chinese) = (some(json!({ "search": "surgery" })).await, some(json!({ "search": "医生" })).await);
    assert!(english.len() < all.len() && !english.is_empty() && !chinese.is_empty());
    let either = some(json!({ "or": [{ "search": "surgery" }, { "search": "医生" }] })).await;
    assert_eq!(either, &english | &chinese);
    assert_eq!(some(json!({ "and": [{ "search": "surgery" }], "search": "医生" })).await, &english & &chinese);
    assert_eq!(some(json!({ "not": { "search": "surgery" } })).await, &all - &english);
    assert_eq!(some(json!({ "search": "…" })).await, BTreeSet::new());
    let subjects = some(json!({ "subjects": { "some": { "search": "shen muyun" } } })).await;
    let named = some(json!({ "subjects": { "some": { "slug": { "eq": "shen-muyun" } } } })).await;
    assert!(!named.is_empty() && named.is_subset(&subjects));
    let both = json!({ "search": "surgery", "locale": { "eq": "en" } });
    assert_eq!(some(both).await, &english & &some(json!({ "locale": { "eq": "en" } })).await);
}

#[rstest]
#[tokio::test]
async fn a_nested_list_is_searched_like_one_at_the_root(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = app(backend).await;
    let query = "{ doctors(first: 100) { nodes { id \
        papers: publications(first: 30, where: { search: \"cancer\" }, orderBy: { field: RELEVANCE }) \
        { totalCount nodes { id } edges { cursor } } } } }";
    let best = found(&app, "PUBLICATIONS", "cancer").await;
    let mut met = 0;
    for doctor in app.query(query).await.at("/doctors/nodes").as_array().unwrap() {
        let papers: Vec<&str> =
            doctor["papers"]["nodes"].as_array().unwrap().iter().map(|paper| paper["id"].as_str().unwrap()).collect();
        assert_eq!(doctor["papers"]["totalCount"], papers.len());
        let hers = ids(&app, "publications", &json!({ "doctors": { "some": { "id": { "eq": doctor["id"] } } } })).await;
        let expected: Vec<&str> = best.iter().filter(|id| hers.contains(id)).map(String::as_str).collect();
        assert_eq!(papers, expected);
        if let Some(cursor) = doctor["papers"]["edges"][0]["cursor"].as_str() {
            let rest = "query ($id: ID, $after: String) { doctor(id: $id) { publications(first: 30, after: $after, \
                        where: { search: \"cancer\" }, orderBy: { field: RELEVANCE }) { nodes { id } } } }";
            let rest = app.query_with(rest, json!({ "id": doctor["id"], "after": cursor })).await;
            let rest = rest.at("/doctor/publications/nodes");
            let rest: Vec<&str> = rest.as_array().unwrap().iter().map(|paper| paper["id"].as_str().unwrap()).collect();
            assert_eq!(rest, expected[1..]);
        }
        met += papers.len();
    }
    assert!(met > 0);
}

#[rstest]
#[tokio::test]
async fn one_search_serves_a_list_its_total_and_the_lists_of_all_parents(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = app(backend).await;
    let list = |first: usize| {
        format!(
            "{{ doctors(first: {first}) {{ nodes {{ publications(where: {{ search: \"cancer\" }}) {{ totalCount \
             nodes {{ id }} }} }} }} }}"
        )
    };
    assert_eq!(app.statements_of(&list(1)).await, app.statements_of(&list(20)).await);
}

#[tokio::test]
async fn what_cannot_be_searched_or_ordered_says_what_to_change() {
    let app = app(Backend::Sqlite).await;
    let refused = async |arguments: &str, words: &str| {
        let answer = app.query(&format!("{{ doctors({arguments}) {{ nodes {{ id }} }} }}")).await;
        let (code, message) = answer.error();
        assert_eq!(code, "BAD_USER_INPUT", "{arguments}");
        assert!(message.contains(words), "{arguments}: {message}");
    };
    refused("orderBy: { field: RELEVANCE }", "give `search` in `where`").await;
    refused("where: { and: [{ search: \"wu\" }] }, orderBy: { field: RELEVANCE }", "beside its other conditions").await;
    let inside = "articles: { some: { search: \"wu\" } }";
    refused(&format!("where: {{ {inside} }}, orderBy: {{ field: RELEVANCE }}"), "give `search` in `where`").await;
    refused(&format!("where: {{ search: \"{}\" }}", "a".repeat(501)), "too long").await;
    let six = "{ search: \"wu\" }, ".repeat(6);
    refused(&format!("where: {{ or: [{six}] }}"), "`search` are too many").await;
    let nested = "{ doctors { nodes { articles(orderBy: { field: RELEVANCE }) { nodes { id } } } } }";
    assert!(app.query(nested).await.body.to_string().contains("give `search` in `where`"));
}

#[rstest]
#[tokio::test]
async fn an_answer_that_a_search_cut_depends_on_all_that_is_searched(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = app(backend).await;
    let path = "/graphql?query=%7Bjournals(where:%7Bsearch:%22journal%22%7D)%7BtotalCount%7D%7D";
    let answer = app.get(path).send().await.unwrap();
    let tags = answer.headers()["cache-tag"].to_str().unwrap().to_owned();
    for kind in ["journals", "doctors", "articles", "appointments", "specialties"] {
        assert!(tags.split(',').any(|tag| tag.trim() == kind), "{kind} in {tags}");
    }
}
