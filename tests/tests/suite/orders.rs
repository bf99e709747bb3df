//! Orders: names as their readers expect them, the same on both databases; visits while they are counted.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use rstest::rstest;
use sea_orm::{ConnectionTrait, Database};
use serde_json::{Value, json};
use shanghaidoctor_domain::Locale;
use shanghaidoctor_domain::content::{Article, PersonName};
use shanghaidoctor_domain::{Id, NodeId};
use shanghaidoctor_persistence::Database as Content;
use shanghaidoctor_tests::content::{doctor, journal, organisation, save};
use shanghaidoctor_tests::{Backend, TestApp};

/// Doctors by their name in Latin letters and, where it is known, in characters.
const DOCTORS: [(&str, &str, Option<&str>); 12] = [
    ("Zhang", "Wei", Some("张伟")),
    ("Zeng", "Yi", Some("曾一")),
    ("Shan", "Xiaoou", Some("单晓鸥")),
    ("Xie", "Fang", Some("解放")),
    ("Zha", "Ming", Some("查明")),
    ("Chen", "Yi", Some("陈一")),
    ("Ouyang", "Lan", Some("歐陽蘭")),
    ("Smith", "John", None),
    ("Äbel", "Ada", None),
    ("Li", "Zhu", Some("李竹")),
    ("Lian", "Bo", Some("连波")),
    ("Abel", "Bo", None),
];

async fn with_names(backend: Backend) -> TestApp {
    name_them(TestApp::start(backend).await).await
}

async fn name_them(app: TestApp) -> TestApp {
    let mut writing = app.write().await;
    for (family, given, native) in DOCTORS {
        let mut one = doctor(family, given);
        one.name = PersonName { native: native.map(Into::into), ..one.name };
        let id = save(&mut writing, &one).await;
        writing.publish(id.node()).await.unwrap();
    }
    for (english, chinese) in
        [("Zhongshan Hospital", "中山医院"), ("Huashan Hospital", "华山医院"), ("No. 10 Hospital", "")]
    {
        let mut one = organisation(english, None);
        if !chinese.is_empty() {
            one.name = one.name.with(Locale::simplified_chinese(), chinese);
        }
        let id = save(&mut writing, &one).await;
        writing.publish(id.node()).await.unwrap();
    }
    for (english, chinese) in [("Cancer", "中国癌症杂志"), ("Surgery", "外科学报"), ("Medicine", "北京医学")]
    {
        let mut one = journal(english);
        one.name = one.name.with(Locale::simplified_chinese(), chinese);
        let id = save(&mut writing, &one).await;
        writing.publish(id.node()).await.unwrap();
    }
    writing.commit().await.unwrap();
    app
}

/// The names that a list shows, walked in pages of two, forward and backward.
async fn names(app: &TestApp, list: &str, arguments: &str, field: &str) -> Vec<String> {
    let walk = async |size: &str, cursor: &str, more: &str, end: &str| -> Vec<Vec<String>> {
        let (mut pages, mut place) = (Vec::new(), Value::Null);
        loop {
            let query = format!(
                "query ($c: String) {{ {list}({size}: 2, {cursor}: $c {arguments}) {{ nodes {{ name {field} }} \
                 pageInfo {{ {more} {end} }} }} }}"
            );
            let page = app.query_with(&query, json!({ "c": place })).await.at(&format!("/{list}"));
            let shown = page["nodes"].as_array().unwrap().iter().map(|node| {
                let name = if node["name"].is_object() { &node["name"]["display"] } else { &node["name"] };
                name.as_str().unwrap().to_owned()
            });
            pages.push(shown.collect());
            if page["pageInfo"][more] == false {
                return pages;
            }
            place = page["pageInfo"][end].clone();
        }
    };
    let forward = walk("first", "after", "hasNextPage", "endCursor").await.concat();
    let mut backward = walk("last", "before", "hasPreviousPage", "startCursor").await;
    backward.reverse();
    assert_eq!(backward.concat(), forward, "{list} {arguments}");
    forward
}

#[rstest]
#[tokio::test]
async fn names_come_as_their_readers_expect(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = with_names(backend).await;
    let english = names(&app, "doctors", "", "{ display }").await;
    let expected = [
        "Äbel Ada",
        "Abel Bo",
        "Chen Yi",
        "Li Zhu",
        "Lian Bo",
        "Ouyang Lan",
        "Shan Xiaoou",
        "Smith John",
        "Xie Fang",
        "Zeng Yi",
        "Zha Ming",
        "Zhang Wei",
    ];
    // An accent decides only where the letters of the whole name are the same.
    assert_eq!(english, expected);
    let chinese = names(&app, "doctors", "locales: [\"zh-Hans\"]", "{ display }").await;
    let expected = [
        "Äbel Ada",
        "Abel Bo",
        "陈一",
        "李竹",
        "连波",
        "歐陽蘭",
        "单晓鸥",
        "Smith John",
        "解放",
        "曾一",
        "查明",
        "张伟",
    ];
    assert_eq!(chinese, expected);
    let mut turned = names(&app, "doctors", "orderBy: { field: NAME, direction: DESC }", "{ display }").await;
    turned.reverse();
    assert_eq!(turned, english);

    let organisations = async |arguments| names(&app, "organisations", arguments, "").await;
    assert_eq!(organisations("").await, ["Huashan Hospital", "No. 10 Hospital", "Zhongshan Hospital"]);
    assert_eq!(organisations("locales: [\"zh\"]").await, ["华山医院", "No. 10 Hospital", "中山医院"]);
    let journals = async |arguments| names(&app, "journals", arguments, "").await;
    assert_eq!(journals("").await, ["Cancer", "Medicine", "Surgery"]);
    assert_eq!(journals("locales: [\"zh\"]").await, ["北京医学", "外科学报", "中国癌症杂志"]);
    let turned = journals("orderBy: { field: NAME, direction: DESC } locales: [\"zh\"]").await;
    assert_eq!(turned, ["中国癌症杂志", "外科学报", "北京医学"]);
}

#[rstest]
#[tokio::test]
async fn a_list_that_was_begun_for_readers_of_one_language_goes_on_for_those_of_another(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = with_names(backend).await;
    let page = |arguments: &str| format!("{{ doctors({arguments}) {{ nodes {{ id }} pageInfo {{ endCursor }} }} }}");
    for (begun, goes_on) in [("en", "zh"), ("zh", "en")] {
        let whole = app.query(&page(&format!("locales: [\"{begun}\"]"))).await.at("/doctors/nodes");
        let first = app.query(&page(&format!("first: 2, locales: [\"{begun}\"]"))).await.data();
        let cursor = &first["doctors"]["pageInfo"]["endCursor"];
        assert!(cursor.as_str().unwrap().len() < 250, "{cursor}");
        let rest = app.query(&page(&format!("after: {cursor}, locales: [\"{goes_on}\"]"))).await.at("/doctors/nodes");
        let mut walked = first["doctors"]["nodes"].as_array().unwrap().clone();
        walked.extend(rest.as_array().unwrap().iter().cloned());
        assert_eq!(&walked, whole.as_array().unwrap(), "{begun}, then {goes_on}");
    }
}

/// What an older program wrote: other values in the columns, and another format noted, or none.
#[rstest]
#[tokio::test]
async fn a_database_of_another_format_gets_its_columns_anew(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    // What is in memory would not see what is done behind the log.
    let app = name_them(TestApp::without_caches(backend).await).await;
    let before = names(&app, "doctors", "locales: [\"zh\"]", "{ display }").await;
    let sql = Database::connect(&app.database_url).await.unwrap();
    for statement in [
        "UPDATE doctors SET sort_name = 'older', sort_name_zh = '', spellings = '', deceased = (deceased IS NULL)",
        "UPDATE organisations SET sort_name = 'older', sort_name_zh = ''",
        "UPDATE column_format SET format = 'older'",
    ] {
        sql.execute_unprepared(statement).await.unwrap();
    }
    let unsorted = app.query("{ doctors(first: 100, locales: [\"zh\"]) { nodes { name { display } } } }").await;
    assert_ne!(unsorted.at("/doctors/nodes/0/name/display"), json!(before[0]));
    let again = Content::open(&app.database_url.parse().unwrap(), std::time::Duration::from_secs(9)).await.unwrap();
    again.close().await.unwrap();
    assert_eq!(names(&app, "doctors", "locales: [\"zh\"]", "{ display }").await, before);
    assert_eq!(names(&app, "organisations", "locales: [\"zh\"]", "").await[0], "华山医院");
    let found = app.query("{ doctors(where: { name: { eq: \"查明\" } }) { totalCount } }").await;
    assert_eq!(found.at("/doctors/totalCount"), 1);
}

/// The ids of articles by visits, and the cursor behind them.
async fn by_visits(app: &TestApp, arguments: &str) -> (Vec<String>, Value) {
    let query = format!("{{ articles({arguments}) {{ nodes {{ id }} pageInfo {{ endCursor }} }} }}");
    let page = app.query(&query).await.at("/articles");
    let nodes = page["nodes"].as_array().unwrap();
    let ids = nodes.iter().map(|node| node["id"].as_str().unwrap().to_owned()).collect();
    (ids, page["pageInfo"]["endCursor"].clone())
}

async fn count(app: &TestApp, article: &str, visits: i64) {
    let node: NodeId = article.parse().unwrap();
    let writing = app.write().await;
    writing.set_visits(Id::<Article>::of(node).unwrap(), visits).await.unwrap();
    writing.commit().await.unwrap();
}

#[rstest]
#[tokio::test]
async fn the_most_read_articles_come_first(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::with_sample(backend).await;
    let (all, _) = by_visits(&app, "first: 100").await;
    for (number, article) in (0_i64..).zip(&all) {
        count(&app, article, (number * 7) % 5).await;
    }
    let query = "{ articles(first: 100, orderBy: { field: VISITS, direction: DESC }) { nodes { id visits } } \
                 doctor(slug: \"shen-muyun\") { articles(orderBy: { field: VISITS }) { nodes { visits } } } }";
    let data = app.query(query).await.data();
    let counts = |pointer: &str| -> Vec<i64> {
        data.pointer(pointer).unwrap().as_array().unwrap().iter().map(|node| node["visits"].as_i64().unwrap()).collect()
    };
    let visits = counts("/articles/nodes");
    assert_eq!(visits.len(), all.len());
    assert!(visits.first() > visits.last() && visits.iter().rev().is_sorted(), "{visits:?}");
    assert!(counts("/doctor/articles/nodes").is_sorted());
}

#[rstest]
#[tokio::test]
async fn counts_that_move_during_a_walk_repeat_nothing_and_hide_only_what_overtook_it(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    let order = "orderBy: { field: VISITS, direction: DESC }";
    let (all, _) = by_visits(&app, "first: 100").await;
    for (number, article) in (0_i64..).zip(&all) {
        count(&app, article, 10 * number).await;
    }
    let (sorted, _) = by_visits(&app, &format!("first: 100, {order}")).await;
    let (first, cursor) = by_visits(&app, &format!("first: 3, {order}")).await;
    assert_eq!(first, sorted[..3]);
    // One that was shown is read more, one that was not is read a little, another one overtakes the place reached.
    count(&app, &sorted[2], 9_000).await;
    let (stays, overtakes) = (&sorted[3], sorted.last().unwrap());
    count(&app, stays, 10 * i64::try_from(all.len() - 4).unwrap() + 1).await;
    count(&app, overtakes, 8_000).await;
    let (rest, _) = by_visits(&app, &format!("first: 100, after: {cursor}, {order}")).await;
    assert_eq!(rest, sorted[3..sorted.len() - 1]);
}

/// Whatever comes between two pages: families and given names of both scripts.
fn newcomers() -> Vec<Vec<(String, String, Option<String>)>> {
    let family = prop::sample::select(vec!["Aa", "Chen", "Li", "Lian", "Shan", "Xie", "Zz"]);
    let given = prop::sample::select(vec!["An", "Bo", "Yi", "Zhu"]);
    let native = prop::option::of(prop::sample::select(vec!["陈一", "单二", "解三", "张四", "阿五"]));
    let one = (family, given, native)
        .prop_map(|(family, given, native)| (family.into(), given.into(), native.map(Into::into)));
    let between = prop::collection::vec(prop::collection::vec(one, 1..5), 12);
    let mut runner = TestRunner::deterministic();
    between.new_tree(&mut runner).unwrap().current()
}

#[rstest]
#[tokio::test]
async fn whatever_comes_during_a_walk_it_neither_repeats_nor_skips(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
    #[values(
        "",
        "locales: [\"zh\"]",
        "orderBy: { field: NAME, direction: DESC }",
        "orderBy: { field: PUBLISHED_AT, direction: DESC }",
        "where: { not: { slug: { eq: \"smith-john\" } } } orderBy: { field: UPDATED_AT }"
    )]
    arguments: &str,
) {
    let app = with_names(backend).await;
    let query = format!(
        "query ($n: Int, $c: String) {{ doctors(first: $n, after: $c {arguments}) {{ nodes {{ id }} \
         pageInfo {{ hasNextPage endCursor }} }} }}"
    );
    let page = async |size: usize, cursor: &Value| {
        app.query_with(&query, json!({ "n": size, "c": cursor })).await.at("/doctors")
    };
    let ids = |page: &Value| -> Vec<String> {
        page["nodes"].as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap().to_owned()).collect()
    };
    let before = ids(&page(100, &Value::Null).await);
    let (mut walked, mut cursor) = (Vec::new(), Value::Null);
    let mut newcomers = newcomers().into_iter();
    for number in 0.. {
        let part = page(2, &cursor).await;
        walked.extend(ids(&part));
        if part["pageInfo"]["hasNextPage"] == false {
            break;
        }
        cursor = part["pageInfo"]["endCursor"].clone();
        let mut writing = app.write().await;
        for (place, (family, given, native)) in newcomers.next().into_iter().flatten().enumerate() {
            let mut one = doctor(&family, &given);
            one.slug = format!("newcomer-{number}-{place}");
            one.name = PersonName { native, ..one.name };
            let id = save(&mut writing, &one).await;
            writing.publish(id.node()).await.unwrap();
        }
        writing.commit().await.unwrap();
    }
    let distinct: BTreeSet<&String> = walked.iter().collect();
    assert_eq!(distinct.len(), walked.len(), "a record twice");
    let known: Vec<String> = walked.iter().filter(|id| before.contains(id)).cloned().collect();
    assert_eq!(known, before, "those that were there, each in its place");
    let after = ids(&page(100, &Value::Null).await);
    let places: Vec<usize> = walked.iter().map(|id| after.iter().position(|one| one == id).unwrap()).collect();
    assert!(places.is_sorted(), "newcomers in their places, too");
    assert!(after.len() > before.len() + 5, "newcomers came");
}

#[rstest]
#[tokio::test]
async fn specialties_come_by_the_names_that_are_shown(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::with_sample(backend).await;
    let shown = async |arguments: &str| -> Vec<String> {
        let nodes = app.query(&format!("{{ specialties{arguments} {{ name }} }}")).await.at("/specialties");
        nodes.as_array().unwrap().iter().map(|node| node["name"].as_str().unwrap().to_owned()).collect()
    };
    for (arguments, names) in [("", shown("").await), ("zh", shown("(locales: [\"zh\"])").await)] {
        let mut sorted = names.clone();
        sorted.sort_by_key(|name| shanghaidoctor_domain::text::sort_key(name));
        assert_eq!(names, sorted, "{arguments}");
    }
}
