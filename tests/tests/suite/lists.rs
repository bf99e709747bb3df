//! Lists: pages that can be walked, totals that mean what the filter lets through, clear errors.

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_tests::content::{doctor, save};
use shanghaidoctor_tests::{Backend, TestApp};

/// The ids of a list, walked forward in pages of `size`.
async fn walk(app: &TestApp, list: &str, arguments: &str, size: usize) -> Vec<String> {
    let mut ids = Vec::new();
    let mut after = Value::Null;
    loop {
        let query = format!(
            "query ($after: String) {{ {list}(first: {size}, after: $after {arguments}) \
             {{ nodes {{ id }} pageInfo {{ hasNextPage endCursor }} }} }}"
        );
        let page = app.query_with(&query, json!({ "after": after })).await.at(&format!("/{list}"));
        ids.extend(page["nodes"].as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap().to_owned()));
        if page["pageInfo"]["hasNextPage"] == false {
            return ids;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

/// The same, walked backward from the end.
async fn walk_back(app: &TestApp, list: &str, arguments: &str, size: usize) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    let mut before = Value::Null;
    loop {
        let query = format!(
            "query ($before: String) {{ {list}(last: {size}, before: $before {arguments}) \
             {{ nodes {{ id }} pageInfo {{ hasPreviousPage startCursor }} }} }}"
        );
        let page = app.query_with(&query, json!({ "before": before })).await.at(&format!("/{list}"));
        let nodes = page["nodes"].as_array().unwrap().iter();
        let mut earlier: Vec<String> = nodes.map(|node| node["id"].as_str().unwrap().to_owned()).collect();
        earlier.append(&mut ids);
        ids = earlier;
        if page["pageInfo"]["hasPreviousPage"] == false {
            return ids;
        }
        before = page["pageInfo"]["startCursor"].clone();
    }
}

const LISTS: [(&str, &str); 20] = [
    ("doctors", ""),
    ("doctors", "where: { deceased: false } orderBy: { field: UPDATED_AT, direction: DESC }"),
    ("doctors", "where: { or: [{ slug: { startsWith: \"s\" } }, { not: { deceased: false } }] }"),
    ("appointments", "where: { status: { eq: CURRENT } } orderBy: { field: RANK }"),
    (
        "appointments",
        "where: { not: { rank: { in: [MEMBER, STANDING_MEMBER] } } } orderBy: { field: START, direction: DESC }",
    ),
    ("publications", ""),
    ("publications", "where: { titled: true, year: { gte: 2015, lte: 2022 } } orderBy: { field: TITLE }"),
    ("publications", "where: { not: { year: { gte: 2000 } } }"),
    ("articles", ""),
    ("articles", "where: { locale: { in: [\"en\"] } } orderBy: { field: TITLE, direction: DESC }"),
    ("articles", "orderBy: { field: VISITS, direction: DESC }"),
    ("articles", "where: { not: { subjects: { none: {} } } } orderBy: { field: VISITS }"),
    ("doctors", "where: { search: \"a\" } orderBy: { field: RELEVANCE }"),
    ("publications", "where: { search: \"cancer\", titled: true } orderBy: { field: RELEVANCE, direction: DESC }"),
    ("doctors", "locales: [\"zh-Hans\"]"),
    ("organisations", ""),
    ("organisations", "orderBy: { field: NAME, direction: DESC } locales: [\"zh\", \"en\"]"),
    ("journals", "orderBy: { field: NAME, direction: DESC }"),
    ("journals", "locales: [\"zh-Hans\"]"),
    ("organisations", "where: { root: true, not: { country: { eq: \"CN\" } } }"),
];

#[rstest]
#[tokio::test]
async fn a_walk_meets_every_record_once_and_as_many_as_the_total_says(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    app.indexed().await;
    for (list, arguments) in LISTS {
        let braces = if arguments.is_empty() { String::new() } else { format!("({arguments})") };
        let total =
            app.query(&format!("{{ {list}{braces} {{ totalCount }} }}")).await.at(&format!("/{list}/totalCount"));
        let forward = walk(&app, list, arguments, 3).await;
        let mut distinct = forward.clone();
        distinct.sort();
        distinct.dedup();
        assert!(!forward.is_empty(), "{list} {arguments}");
        assert_eq!(distinct.len(), forward.len(), "{list} {arguments}: a record twice");
        assert_eq!(json!(forward.len()), total, "{list} {arguments}");
        assert_eq!(walk_back(&app, list, arguments, 4).await, forward, "{list} {arguments}: backward");
        assert_eq!(walk(&app, list, arguments, 100).await, forward, "{list} {arguments}: in one page");
    }
}

#[tokio::test]
async fn both_databases_give_the_same_answers_in_the_same_order() {
    let (sqlite, postgres) =
        (TestApp::with_sample(Backend::Sqlite).await, TestApp::with_sample(Backend::Postgres).await);
    sqlite.indexed().await;
    postgres.indexed().await;
    for (list, arguments) in LISTS {
        let (one, other) = (walk(&sqlite, list, arguments, 7).await, walk(&postgres, list, arguments, 7).await);
        assert_eq!(one, other, "{list} {arguments}");
    }
}

#[rstest]
#[tokio::test]
async fn records_that_come_during_a_walk_neither_repeat_nor_hide_others(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    let before = walk(&app, "doctors", "", 100).await;
    let page = "{ doctors(first: 5) { nodes { id } pageInfo { endCursor } } }";
    let first = app.query(page).await.at("/doctors");
    let mut writing = app.write().await;
    for (family, given) in [("Aa", "First"), ("Zz", "Last")] {
        let id = save(&mut writing, &doctor(family, given)).await;
        writing.publish(id.node()).await.unwrap();
    }
    writing.commit().await.unwrap();

    let after = &first["pageInfo"]["endCursor"];
    let rest =
        app.query_with("query ($a: String) { doctors(first: 100, after: $a) { nodes { id } } }", json!({ "a": after }));
    let rest = rest.await.at("/doctors/nodes");
    let ids = |nodes: &Value| -> Vec<String> {
        nodes.as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap().to_owned()).collect()
    };
    let mut walked = [ids(&first["nodes"]), ids(&rest)].concat();
    let last = walked.pop().unwrap();
    assert_eq!(walked, before);
    assert!(!before.contains(&last), "the one that sorts last is met at the end");
}

#[rstest]
#[tokio::test]
async fn nested_lists_take_the_same_arguments_and_count_alike(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    let query = "{ doctor(slug: \"shen-muyun\") { id \
        all: appointments(first: 100) { totalCount nodes { id role status } } \
        former: appointments(where: { status: { eq: FORMER } }) { totalCount nodes { status } } \
        last: appointments(last: 2) { nodes { id } pageInfo { hasPreviousPage hasNextPage } } \
        papers: publications(first: 3, orderBy: { field: YEAR, direction: ASC }) { totalCount nodes { year } } } }";
    let doctor = app.query(query).await.at("/doctor");
    let all = doctor["all"]["nodes"].as_array().unwrap();
    assert_eq!(doctor["all"]["totalCount"], all.len());
    let former = all.iter().filter(|post| post["status"] == "FORMER").count();
    assert!(former > 0 && former < all.len());
    assert_eq!(doctor["former"]["totalCount"], former);
    assert!(doctor["former"]["nodes"].as_array().unwrap().iter().all(|post| post["status"] == "FORMER"));
    let tail: Vec<&Value> = all.iter().skip(all.len() - 2).map(|post| &post["id"]).collect();
    let last: Vec<&Value> = doctor["last"]["nodes"].as_array().unwrap().iter().map(|post| &post["id"]).collect();
    assert_eq!(last, tail);
    assert_eq!(doctor["last"]["pageInfo"], json!({ "hasPreviousPage": true, "hasNextPage": false }));
    let years: Vec<i64> = doctor["papers"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|paper| paper["year"].as_i64().unwrap_or_default())
        .collect();
    assert!(years.len() == 3 && years.is_sorted(), "{years:?}");

    let root = app.query_with(
        "query ($id: ID!) { appointments(where: { doctor: { id: { eq: $id } } }) { totalCount } }",
        json!({ "id": doctor["id"] }),
    );
    assert_eq!(root.await.at("/appointments/totalCount"), doctor["all"]["totalCount"]);
}

#[rstest]
#[tokio::test]
async fn names_are_found_in_every_spelling(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::with_sample(backend).await;
    let native =
        app.query("{ doctor(slug: \"ouyang-qinglan\") { name { native variants } } }").await.at("/doctor/name");
    let spellings = [
        "ouyang qinglan",
        "Qinglan OUYANG",
        native["native"].as_str().unwrap(),
        native["variants"][0].as_str().unwrap(),
    ];
    for spelling in spellings {
        let query = "query ($name: String) { doctors(where: { name: { eq: $name } }) { nodes { slug } } }";
        let found = app.query_with(query, json!({ "name": spelling })).await.at("/doctors/nodes");
        assert_eq!(found, json!([{ "slug": "ouyang-qinglan" }]), "{spelling}");
    }
    // A sign that SQL takes for "anything" stands for itself.
    for sign in ["%", "_", "!", "\n"] {
        let query = "query ($sign: String) { doctors(where: { slug: { eq: $sign } }) { totalCount } }";
        assert_eq!(app.query_with(query, json!({ "sign": sign })).await.at("/doctors/totalCount"), 0, "{sign}");
    }
}

#[tokio::test]
async fn wrong_paging_arguments_say_what_to_change() {
    let app = TestApp::with_sample(Backend::Sqlite).await;
    let elsewhere =
        app.query("{ articles(first: 1) { pageInfo { endCursor } } }").await.at("/articles/pageInfo/endCursor");
    let elsewhere = format!("first: 1, after: {elsewhere}");
    let cases = [
        ("first: 1, last: 1", "not both"),
        ("first: 101", "between 0 and 100"),
        ("first: -1", "between 0 and 100"),
        ("last: 1000", "between 0 and 100"),
        ("after: \"nonsense\"", "no cursor"),
        (elsewhere.as_str(), "another order"),
    ];
    for (arguments, words) in cases {
        let answer = app.query(&format!("{{ doctors({arguments}) {{ nodes {{ id }} }} }}")).await;
        let (code, message) = answer.error();
        assert_eq!(code, "BAD_USER_INPUT", "{arguments}");
        assert!(message.contains(words), "{arguments}: {message}");
    }
}

#[rstest]
#[tokio::test]
async fn a_query_for_the_total_alone_reads_no_records(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::with_sample(backend).await;
    assert_eq!(app.statements_of("{ doctors { totalCount } }").await, 1);
    assert_eq!(app.statements_of("{ doctors { nodes { slug } } }").await, 1);
}

#[rstest]
#[tokio::test]
async fn a_list_of_what_its_filter_names_comes_with_its_total_in_one_statement_wherever_the_page_stands(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    let slugs = app.query("{ doctors(first: 5) { nodes { slug } } }").await.at("/doctors/nodes");
    let slugs: Vec<&str> = slugs.as_array().unwrap().iter().filter_map(|node| node["slug"].as_str()).collect();
    let list = |page: &str| {
        format!(
            "{{ doctors({page}, where: {{ slug: {{ in: {slugs:?} }} }}) {{ totalCount nodes {{ slug }} pageInfo {{ endCursor }} }} }}"
        )
    };
    let total = json!(slugs.len());
    assert!(slugs.len() > 2);
    assert_eq!(app.statements_of(&list("first: 2")).await, 1);
    let mut page = "first: 2".to_owned();
    let mut walked = Vec::new();
    loop {
        let answer = app.query(&list(&page)).await.at("/doctors");
        assert_eq!(answer["totalCount"], total, "{page}");
        let Some(last) = answer["pageInfo"]["endCursor"].as_str() else { break };
        page = format!("first: 2, after: {last:?}");
        walked.extend(answer["nodes"].as_array().unwrap().iter().map(|node| node["slug"].as_str().unwrap().to_owned()));
    }
    assert_eq!(walked, slugs);
    let last = app.query(&list("last: 1")).await.at("/doctors");
    assert_eq!((&last["totalCount"], last["nodes"][0]["slug"].as_str()), (&total, slugs.last().copied()));
}

#[rstest]
#[tokio::test]
async fn a_filter_that_no_database_takes_is_refused_and_harms_nobody(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let query = "query ($where: DoctorFilter) { doctors(where: $where) { totalCount } }";
    let name = |text: &str| json!({ "name": { "contains": text } });
    let refused = [
        json!({ "name": { "in": vec!["x"; 5000] } }),
        json!({ "or": vec![name("x"); 1001] }),
        json!({ "and": vec![name("x"); 1001] }),
        json!({ "not": { "or": vec![json!({ "slug": { "in": vec!["x"; 150] } }); 2] } }),
        name(&"a".repeat(60_000)),
        name("a\u{0}"),
    ];
    for filter in refused {
        let (code, _) = app.query_with(query, json!({ "where": filter })).await.error();
        assert_eq!(code, "BAD_USER_INPUT");
    }
    assert_eq!(
        app.query_with(query, json!({ "where": { "or": vec![name("x"); 200] } })).await.at("/doctors/totalCount"),
        0
    );
}

/// `{"o":"NAME_EN1_ASC","k":{"i":3},"n":…}`: the order is right, the value is one that the order never compares.
#[rstest]
#[tokio::test]
async fn a_cursor_that_somebody_made_up_is_none(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::with_sample(backend).await;
    let cursor = "eyJvIjoiTkFNRV9FTjFfQVNDIiwiayI6eyJpIjozfSwibiI6IjAwMDAwMDAwLTAwMDAtMDAwMC0wMDAwLTAwMDAwMDAwMDAwMCJ9";
    let (code, message) =
        app.query(&format!("{{ doctors(after: \"{cursor}\") {{ totalCount nodes {{ id }} }} }}")).await.error();
    assert_eq!(code, "BAD_USER_INPUT");
    assert!(message.contains("no cursor"), "{message}");
}

#[rstest]
#[tokio::test]
async fn a_paper_is_found_by_its_doi_however_it_is_spelled(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    let query = "query ($doi: Doi) { publication(doi: $doi) { id doi } }";
    let bare = "10.5555/joec.2023.02009";
    let spelled = ["doi:10.5555/JOEC.2023.02009", "https://doi.org/10.5555/joec.2023.02009", bare];
    for doi in spelled {
        let found = app.query_with(query, json!({ "doi": doi })).await.at("/publication");
        assert_eq!(found["doi"], bare, "{doi}");
        let again = app.query_with("query ($id: ID) { publication(id: $id) { doi } }", json!({ "id": found["id"] }));
        assert_eq!(again.await.at("/publication/doi"), bare);
    }
    assert_eq!(app.query_with(query, json!({ "doi": "10.5555/none" })).await.at("/publication"), Value::Null);
    let both = app.query("{ publication { id } }").await;
    assert_eq!(both.body["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
}
