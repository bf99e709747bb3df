//! Search finds what readers mean, as soon as it is published, and nothing else.

use std::time::{Duration, Instant};

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::content::{Doctor, PersonName};
use shanghaidoctor_tests::content::{appointment, doctor, organisation, save};
use shanghaidoctor_tests::{Backend, TestApp};

/// What readers type and what they mean, a line each.
const GOLDEN: &str = include_str!("search/golden.tsv");

/// Doctors whose names are hard to find: families read in their own way, names that sound like others.
const HARD_NAMES: [(&str, &str, &str, &str); 10] = [
    ("Shan", "Xiaoou", "单晓鸥", "shan-xiaoou"),
    ("Zeng", "Yifan", "曾一凡", "zeng-yifan"),
    ("Xie", "Chengfeng", "解成风", "xie-chengfeng"),
    ("Zha", "Ruoshui", "查若水", "zha-ruoshui"),
    ("Qiu", "Yuanshan", "仇远山", "qiu-yuanshan"),
    ("Lü", "Lüye", "吕绿野", "lyu-lyuye"),
    ("Yuchi", "Xiaoman", "尉迟小满", "yuchi-xiaoman"),
    ("Chanyu", "Feihong", "单于飞鸿", "chanyu-feihong"),
    ("Shen", "Muyun", "沈慕芸", "shen-muyun-2"),
    // Known in Latin letters alone.
    ("Sha", "Ou", "", "sha-ou"),
];

fn hard(family: &str, given: &str, native: &str, slug: &str) -> Doctor {
    let native = (!native.is_empty()).then(|| native.to_owned());
    let name = PersonName { family: family.into(), given: given.into(), native, variants: vec![] };
    Doctor { slug: slug.into(), name, ..doctor(family, given) }
}

async fn with_hard_names(backend: Backend) -> TestApp {
    let app = TestApp::with_sample(backend).await;
    let mut writing = app.write().await;
    for (family, given, native, slug) in HARD_NAMES {
        let id = save(&mut writing, &hard(family, given, native, slug)).await;
        writing.publish(id.node()).await.unwrap();
    }
    writing.commit().await.unwrap();
    app.indexed().await;
    app
}

const NAMED: &str = "node { __typename ... on Doctor { slug } ... on Organisation { slug } ... on Journal { slug } \
    ... on Article { slug } ... on Publication { title } }";

/// What a search finds, best first.
async fn found(app: &TestApp, text: &str) -> Vec<String> {
    let query = format!("query ($text: String!) {{ search(query: $text) {{ nodes {{ {NAMED} }} }} }}");
    let nodes = app.query_with(&query, json!({ "text": text })).await.at("/search/nodes");
    let name = |node: &Value| node["slug"].as_str().or(node["title"].as_str()).unwrap_or_default().to_owned();
    nodes.as_array().unwrap().iter().map(|hit| name(&hit["node"])).collect()
}

#[rstest]
#[tokio::test]
async fn readers_find_first_what_they_mean(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = with_hard_names(backend).await;
    let lines = GOLDEN.lines().filter(|line| !line.starts_with('#'));
    let cases: Vec<(&str, &str)> = lines.map(|line| line.split_once('\t').unwrap()).collect();
    assert!(cases.len() >= 120);
    let mut missed = Vec::new();
    for (text, meant) in cases {
        let found = found(&app, text).await;
        let fits = |first: &str, meant: &str| first == meant || (meant.contains(' ') && first.starts_with(meant));
        if !found.first().is_some_and(|first| meant.split('|').any(|meant| fits(first, meant))) {
            missed.push(format!("{text}: {meant} before {:?}", &found[..found.len().min(3)]));
        }
    }
    assert!(missed.is_empty(), "{} missed:\n{}", missed.len(), missed.join("\n"));
}

#[rstest]
#[tokio::test]
async fn what_is_published_is_found_within_a_second_and_what_changes_with_it(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    assert_eq!(found(&app, "Zongzheng Xiaohe").await, Vec::<String>::new());
    let mut writing = app.write().await;
    let society = save(&mut writing, &organisation("Zephyrine Society", None)).await;
    let holder = save(&mut writing, &doctor("Zongzheng", "Xiaohe")).await;
    save(&mut writing, &appointment(holder, society, 0)).await;
    assert_eq!(found(&app, "Zongzheng Xiaohe").await, Vec::<String>::new(), "a draft");
    writing.publish(holder.node()).await.unwrap();
    writing.commit().await.unwrap();
    let committed = Instant::now();
    while found(&app, "Zongzheng Xiaohe").await.is_empty() {
        assert!(committed.elapsed() < Duration::from_secs(1), "not found within a second");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(found(&app, "zephyrine society").await, ["zephyrine-society", "zongzheng-xiaohe"]);

    // A society that is renamed is renamed in what its members are found by.
    let mut writing = app.write().await;
    let renamed = organisation("Candle Society", None);
    writing.save(society, Some(1), &renamed).await.unwrap();
    writing.publish(society.node()).await.unwrap();
    writing.commit().await.unwrap();
    app.indexed().await;
    assert_eq!(found(&app, "candle society").await, ["candle-society", "zongzheng-xiaohe"]);
    assert_eq!(found(&app, "zephyrine society").await, Vec::<String>::new());
}

#[rstest]
#[tokio::test]
async fn nothing_that_is_not_published_is_found(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::with_sample(backend).await;
    for hidden in ["Zhuge Lanting", "诸葛兰汀", "zhugelanting", "zglt", "the unfinished round", "draft-only"] {
        let found = found(&app, hidden).await;
        assert!(!found.iter().any(|name| name.contains("draft") || name.contains("zhuge")), "{hidden}: {found:?}");
    }
}

#[rstest]
#[tokio::test]
async fn an_index_that_is_lost_or_stale_makes_itself_anew(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    app.indexed().await;
    // As `shanghaidoctor reindex` does beside a running server.
    std::fs::write(app.folder.path().join("search/rebuild"), "").unwrap();
    let asked = Instant::now();
    while app.folder.path().join("search/rebuild").exists() {
        assert!(asked.elapsed() < Duration::from_secs(10), "the server did not make its index anew");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(found(&app, "shen muyun").await.first().map(String::as_str), Some("shen-muyun"));
}

#[tokio::test]
async fn a_walk_through_results_meets_each_once_and_as_many_as_the_total_says() {
    let app = TestApp::with_sample(Backend::Sqlite).await;
    let query = "query ($after: String) { search(query: \"of\", first: 7, after: $after) { totalCount \
        nodes { score node { ... on Node { id } } } pageInfo { hasNextPage hasPreviousPage endCursor } } }";
    let (mut ids, mut scores, mut after) = (Vec::new(), Vec::new(), Value::Null);
    let total = loop {
        let page = app.query_with(query, json!({ "after": after })).await.at("/search");
        for hit in page["nodes"].as_array().unwrap() {
            ids.push(hit["node"]["id"].as_str().unwrap().to_owned());
            scores.push(hit["score"].as_f64().unwrap());
        }
        assert_eq!(page["pageInfo"]["hasPreviousPage"], !after.is_null());
        if page["pageInfo"]["hasNextPage"] == false {
            break page["totalCount"].as_u64().unwrap();
        }
        after = page["pageInfo"]["endCursor"].clone();
    };
    let distinct: std::collections::HashSet<&String> = ids.iter().collect();
    assert!(ids.len() > 30, "{}", ids.len());
    assert_eq!((distinct.len(), total), (ids.len(), ids.len() as u64));
    assert!(scores.is_sorted_by(|one, other| one >= other), "best first");
}

#[tokio::test]
async fn results_tell_where_the_words_stand_and_what_they_can_be_narrowed_by() {
    let app = TestApp::with_sample(Backend::Sqlite).await;
    let query = "{ search(query: \"steel ruler\", in: [ARTICLES]) { nodes { anchor snippet { text html \
        highlights { start end } } node { ... on Article { slug tableOfContents { anchor } } } } \
        facets { specialties { count specialty { slug } } organisations { count organisation { slug } } \
        channels { channel count } years { year count } locales { locale count } } } }";
    let data = app.query(query).await.at("/search");
    let hit = &data["nodes"][0];
    let (text, html) = (hit["snippet"]["text"].as_str().unwrap(), hit["snippet"]["html"].as_str().unwrap());
    assert!(html.contains("<mark>steel</mark> <mark>ruler</mark>"), "{html}");
    let words: Vec<String> = hit["snippet"]["highlights"]
        .as_array()
        .unwrap()
        .iter()
        .map(|span| {
            let place = |end: &str| usize::try_from(span[end].as_u64().unwrap()).unwrap();
            text.chars().take(place("end")).skip(place("start")).collect()
        })
        .collect();
    assert_eq!(words[..2], ["steel", "ruler"]);
    let anchors = hit["node"]["tableOfContents"].as_array().unwrap();
    assert!(anchors.iter().any(|entry| entry["anchor"] == hit["anchor"]), "{hit}");
    let facets = &data["facets"];
    assert_eq!(facets["locales"][0], json!({ "locale": "en", "count": 1 }));
    assert_eq!(facets["channels"][0], json!({ "channel": "engouji", "count": 1 }));
    assert!(facets["specialties"].as_array().unwrap().iter().any(|one| one["specialty"]["slug"] == "thoracic-surgery"));

    let scoped = app.query("{ search(query: \"shen muyun\", in: [ORGANISATIONS, JOURNALS]) { totalCount } }").await;
    assert_eq!(scoped.at("/search/totalCount"), 0);
}

#[tokio::test]
async fn what_is_typed_is_completed_in_the_language_of_the_reader() {
    let app = TestApp::with_sample(Backend::Sqlite).await;
    let query = "query ($prefix: String!, $locales: [Locale!]) { \
        suggestions(prefix: $prefix, in: [DOCTORS], locales: $locales) { text node { ... on Doctor { slug } } } }";
    let ask = async |prefix: &str, locales: Value| -> Value {
        app.query_with(query, json!({ "prefix": prefix, "locales": locales })).await.at("/suggestions/0")
    };
    assert_eq!(ask("she", json!(["en"])).await["text"], "Shen Muyun");
    assert_eq!(ask("shen m", json!(["zh-Hans"])).await["text"], "沈牧云");
    assert_eq!(ask("沈", json!(["en"])).await["node"]["slug"], "shen-muyun");
    assert_eq!(ask("smy", json!(["en"])).await["text"], "Shen Muyun");
    assert_eq!(ask("muyun s", json!(["en"])).await["text"], "Shen Muyun");
    let (code, _) = app.query("{ suggestions(prefix: \"a\", first: 21) { text } }").await.error();
    assert_eq!(code, "BAD_USER_INPUT");
    for nothing in ["", " ", "…", "，。"] {
        assert_eq!(found(&app, nothing).await, Vec::<String>::new(), "{nothing:?}");
    }
}

/// What is suggested goes on where the typing stopped: it is not what else the letters would find.
#[tokio::test]
async fn what_is_suggested_begins_as_it_was_typed() {
    let app = TestApp::with_sample(Backend::Sqlite).await;
    let query = "query ($prefix: String!) { suggestions(prefix: $prefix, first: 20) { text } }";
    let texts = async |prefix: &str| -> Vec<String> {
        let answer = app.query_with(query, json!({ "prefix": prefix })).await.at("/suggestions");
        answer.as_array().unwrap().iter().map(|one| one["text"].as_str().unwrap().to_lowercase()).collect()
    };
    for prefix in ["sh", "shen", "ou", "hepa", "journal"] {
        let suggested = texts(prefix).await;
        assert!(!suggested.is_empty(), "{prefix}");
        let words = |text: &str| text.split(|c: char| !c.is_alphanumeric()).any(|word| word.starts_with(prefix));
        let led: Vec<&String> = suggested.iter().take_while(|text| text.starts_with(prefix)).collect();
        assert!(suggested.iter().all(|text| words(text)), "{prefix}: {suggested:?}");
        let begin = suggested.iter().filter(|text| text.starts_with(prefix)).count();
        assert_eq!(led.len(), begin, "{prefix}: what begins so comes first: {suggested:?}");
    }
}
