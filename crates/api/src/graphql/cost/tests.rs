use async_graphql::value;

use super::*;
use crate::graphql::guard::{self, Limits};

fn cost(query: &str, variables: &Variables, limit: u64) -> Result<u64, Refused> {
    let (document, _) = guard::parse(query, &Limits::default()).unwrap();
    let operation = guard::operation(&document, None, variables).unwrap();
    CostModel::new(limit).of(&document, operation, variables).map(|cost| cost.requested)
}

fn of(query: &str) -> u64 {
    cost(query, &Variables::default(), u64::MAX).unwrap()
}

fn costliest(query: &str) -> (String, u64) {
    match cost(query, &Variables::default(), 1) {
        Err(Refused::TooCostly { costliest, .. }) => (costliest.path.join("."), costliest.cost),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_field_counts_one_and_what_is_below_a_page_as_often_as_it_has_records() {
    assert_eq!(of("{ site { name } }"), 2);
    assert_eq!(of("{ doctors(first: 3) { nodes { slug } } }"), 1 + 3 * 2);
    assert_eq!(of("{ doctors(last: 3) { nodes { slug } } }"), 1 + 3 * 2);
    assert_eq!(of("{ doctors { nodes { slug } } }"), 1 + 20 * 2);
    assert_eq!(of("{ doctors(first: null) { nodes { slug } } }"), 1 + 20 * 2);
    assert_eq!(of("{ article(slug: \"x\") { related { slug } } }"), 1 + (1 + 4));
    assert_eq!(of("{ organisation(slug: \"x\") { children { slug } } }"), 1 + (1 + 20));
    assert_eq!(
        of("{ doctors(first: 10) { nodes { articles(first: 3) { nodes { slug } } } } }"),
        1 + 10 * (1 + 1 + 3 * 2)
    );
    // More than a page can have is refused when it runs; until then it counts as the longest page.
    assert_eq!(of("{ doctors(first: 2000000000) { nodes { slug } } }"), 1 + 100 * 2);
}

#[test]
fn a_page_repeats_its_records_and_nothing_else() {
    assert_eq!(of("{ doctors(first: 50) { totalCount pageInfo { endCursor } } }"), 1 + 1 + 2);
    let facets = "facets { organisations { count organisation { doctors(first: 100) { nodes { slug } } } } }";
    let below = 1 + 50 * (1 + 1 + (1 + 100 * 2));
    for page in [0, 1, 100] {
        assert_eq!(of(&format!("{{ search(query: \"a\", first: {page}) {{ {facets} }} }}")), 1 + 1 + below);
    }
    let fragment = "fragment F on DoctorConnection { totalCount nodes { slug } }";
    let query = format!("{{ a: doctors(first: 2) {{ ...F }} b: doctors(first: 3) {{ ...F }} }} {fragment}");
    assert_eq!(of(&query), (1 + 1 + 2 * 2) + (1 + 1 + 3 * 2));
}

#[test]
fn a_list_without_pages_counts_for_several() {
    assert_eq!(of("{ specialties { doctors(first: 5) { nodes { slug } } } }"), 1 + 20 * (1 + 5 * 2));
    assert_eq!(of("{ publications(first: 3) { nodes { authors { name } } } }"), 1 + 3 * (1 + 1 + 5));
    // Plain values are shown with their record.
    assert_eq!(of("{ site { locales } }"), 2);
}

#[test]
fn a_subscription_costs_what_each_of_its_events_does() {
    assert_eq!(of("subscription { changes { sequence node { id } } }"), 4);
    assert_eq!(of("subscription { doctor(id: \"x\") { articles(first: 3) { nodes { slug } } } }"), 1 + 1 + 3 * 2);
}

#[test]
fn variables_count_by_their_values_and_else_by_their_defaults() {
    let query = "query ($n: Int = 7, $ids: [ID!]!) { doctors(first: $n) { nodes { slug } } nodes(ids: $ids) { id } }";
    let with = |variables| cost(query, &Variables::from_value(variables), u64::MAX).unwrap();
    assert_eq!(with(value!({ "ids": [] })), (1 + 7 * 2) + 1);
    assert_eq!(with(value!({ "n": 2, "ids": ["a", "b"] })), (1 + 2 * 2) + (1 + 2));
    assert_eq!(with(value!({ "n": null, "ids": "a" })), (1 + 20 * 2) + (1 + 1));
}

#[test]
fn a_search_in_a_filter_counts_wherever_it_stands() {
    assert_eq!(of("{ doctors(first: 3, where: { search: \"wu\" }) { nodes { slug } } }"), 11 + 3 * 2);
    let nested = "{ doctors(first: 3) { nodes { articles(first: 2, where: { or: [{ search: \"a\" }, \
                  { subjects: { some: { search: \"b\" } } }, { search: null }] }) { totalCount } } } }";
    assert_eq!(of(nested), 1 + 3 * (1 + 21 + 1));
    let variables = Variables::from_value(value!({ "such": { "not": { "search": "wu" } } }));
    let query = "query ($such: DoctorFilter) { doctors(first: 1, where: $such) { totalCount } }";
    assert_eq!(cost(query, &variables, u64::MAX).unwrap(), 11 + 1);
}

#[test]
fn a_fragment_counts_wherever_it_is_spread() {
    let query = "{ a: doctors(first: 2) { ...F } b: doctors(first: 3) { ...F } } \
        fragment F on DoctorConnection { nodes { ... on Node { id } ... { slug } } }";
    assert_eq!(of(query), (1 + 2 * 3) + (1 + 3 * 3));
}

#[test]
fn the_part_that_costs_most_is_the_last_list_on_the_way_to_it() {
    let query =
        "{ site { name } doctors(first: 5) { nodes { slug papers: publications(first: 50) { nodes { title } } } } }";
    assert_eq!(costliest(query), ("doctors.nodes.papers".to_owned(), 5 * (1 + 50 * 2)));
    // Where no part below is the greater one, it is the list itself.
    let query = "{ doctors(first: 50) { nodes { slug academicTitle honorific } } }";
    assert_eq!(costliest(query), ("doctors".to_owned(), 1 + 50 * 4));
    assert_eq!(costliest("{ site { name } }"), ("site".to_owned(), 2));
    let query = "{ ...F } fragment F on Query { doctors { ... on DoctorConnection { edges { node { publications { totalCount } } } } } }";
    assert_eq!(costliest(query).0, "doctors.edges.node.publications");
}
