//! What caches may keep of an answer, how they ask whether it still holds, and by which tags they drop it.

use std::collections::BTreeSet;

use reqwest::{Client, Method, RequestBuilder, Response, Url};
use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_tests::content::{doctor, journal, publication, save};
use shanghaidoctor_tests::{Backend, Crawler, TestApp, repository};

fn address(app: &TestApp, query: &str, variables: &Value) -> Url {
    let parameters = [("query", query), ("variables", &variables.to_string())];
    Url::parse_with_params(&format!("{}/graphql", app.url), parameters).unwrap()
}

fn ask(app: &TestApp, method: Method, query: &str) -> RequestBuilder {
    Client::new().request(method, address(app, query, &json!({})))
}

async fn get(app: &TestApp, query: &str) -> Response {
    ask(app, Method::GET, query).send().await.unwrap()
}

fn header<'r>(response: &'r Response, name: &str) -> &'r str {
    response.headers().get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
}

fn tags(response: &Response) -> BTreeSet<String> {
    let tags: BTreeSet<String> = header(response, "cache-tag").split(',').map(str::to_owned).collect();
    let keys: BTreeSet<String> = header(response, "surrogate-key").split(' ').map(str::to_owned).collect();
    assert_eq!(tags, keys);
    tags
}

/// An id as tags have it.
fn tag(id: &str) -> String {
    id.replacen('_', ":", 1)
}

const SHEN: &str = "{ doctor(slug: \"shen-muyun\") { id articles(first: 2) { nodes { id } } } }";

#[rstest]
#[tokio::test]
async fn an_answer_that_a_cache_holds_is_not_sent_again(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    let first = get(&app, SHEN).await;
    assert_eq!(header(&first, "cache-control"), "public, max-age=60, stale-while-revalidate=600");
    let etag = header(&first, "etag").to_owned();
    assert!(etag.starts_with("W/\"") && etag.ends_with('"'), "{etag}");
    for method in [Method::GET, Method::HEAD] {
        for held in [etag.clone(), etag.replace("W/", ""), format!("\"other\", {etag}"), "*".to_owned()] {
            let again = ask(&app, method.clone(), SHEN).header("if-none-match", held).send().await.unwrap();
            assert_eq!(again.status(), 304);
            for name in ["etag", "cache-control", "cache-tag", "surrogate-key", "vary", "graphql-cost"] {
                assert_eq!(header(&again, name), header(&first, name), "{name}");
            }
            assert!(again.bytes().await.unwrap().is_empty());
        }
        let other = ask(&app, method, SHEN).header("if-none-match", "\"other\"").send().await.unwrap();
        assert_eq!((other.status().as_u16(), header(&other, "etag")), (200, etag.as_str()));
    }
    assert_ne!(header(&get(&app, "{ site { name } }").await, "etag"), etag);
}

/// Each of them goes out under one name, so the name has to be a weak one.
#[tokio::test]
async fn an_answer_has_one_etag_however_it_is_compressed_and_caches_know_that_it_may_be() {
    let app = TestApp::with_sample(Backend::Sqlite).await;
    let plain = get(&app, SHEN).await;
    for coding in ["gzip", "br", "zstd"] {
        let compressed = ask(&app, Method::GET, SHEN).header("accept-encoding", coding).send().await.unwrap();
        assert_eq!(header(&compressed, "content-encoding"), coding);
        assert_eq!(header(&compressed, "etag"), header(&plain, "etag"));
    }
    let vary = header(&plain, "vary").to_ascii_lowercase();
    assert!(vary.contains("accept") && vary.contains("accept-encoding"), "{vary}");
    let newer =
        ask(&app, Method::GET, SHEN).header("accept", "application/graphql-response+json").send().await.unwrap();
    assert_ne!(header(&newer, "etag"), header(&plain, "etag"), "another media type is another answer");
}

#[tokio::test]
async fn what_is_posted_or_has_errors_is_kept_by_no_cache() {
    let app = TestApp::with_sample(Backend::Sqlite).await;
    let posted = app.post(&json!({ "query": SHEN })).send().await.unwrap();
    let mut answers = vec![posted];
    for query in ["{ nothing }", "{", "{ node(id: \"x\") { id } }", "{ doctors(first: 101) { totalCount } }"] {
        answers.push(get(&app, query).await);
    }
    for answer in answers {
        assert_eq!(header(&answer, "cache-control"), "no-store");
        for name in ["etag", "cache-tag", "surrogate-key"] {
            assert!(!answer.headers().contains_key(name), "{name} of {}", answer.text().await.unwrap());
        }
    }
}

#[rstest]
#[tokio::test]
async fn the_tags_of_an_answer_name_what_it_was_made_of(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    let answer = get(&app, SHEN).await;
    let told = tags(&answer);
    let data: Value = answer.json().await.unwrap();
    let shen = data["data"]["doctor"]["id"].as_str().unwrap();
    let articles = data["data"]["doctor"]["articles"]["nodes"].as_array().unwrap();
    let mut expected: BTreeSet<String> = articles.iter().map(|node| tag(node["id"].as_str().unwrap())).collect();
    expected.extend([tag(shen), tag(shen).replacen("doctor", "articles", 1)]);
    assert_eq!(told, expected);

    let cases = [
        ("{ site { name } }", "site"),
        ("{ doctors { totalCount } }", "doctors"),
        ("{ doctor(slug: \"nobody\") { id } }", "doctors"),
        ("{ node(id: \"journal_01ke6qjp9dfaq8s1gn4hha7xdq\") { id } }", "journals"),
        ("{ __schema { queryType { name } } }", ""),
    ];
    for (query, expected) in cases {
        assert_eq!(tags(&get(&app, query).await), BTreeSet::from([expected.to_owned()]), "{query}");
    }
}

#[tokio::test]
async fn more_tags_than_a_header_may_have_become_fewer_that_say_more() {
    let app = TestApp::configured(Backend::Sqlite, true, |config| config.web.cache_tag_bytes = 200).await;
    let query = "{ site { name } doctors { nodes { id articles { nodes { id } } } } }";
    let answer = get(&app, query).await;
    assert!(header(&answer, "cache-tag").len() <= 200 && header(&answer, "surrogate-key").len() <= 200);
    assert_eq!(tags(&answer), ["articles", "doctors", "site"].map(str::to_owned).into());
}

/// Ids anywhere in an answer.
fn ids(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| ids(item, found)),
        Value::Object(members) => {
            found.extend(members.get("id").and_then(Value::as_str).map(tag));
            members.values().for_each(|member| ids(member, found));
        }
        _ => {}
    }
}

#[rstest]
#[tokio::test]
async fn every_document_that_is_shown_has_its_tag_and_no_draft_has_one(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::configured(backend, true, |config| config.web.cache_tag_bytes = 16_000).await;
    let sample = std::fs::read_to_string(repository().join("sample/content.jsonl")).unwrap();
    let lines: Vec<Value> = sample.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let drafts: Vec<&str> = lines
        .iter()
        .filter(|line| line.get("content").is_some() && line.get("published").is_none())
        .map(|line| line["id"].as_str().unwrap().split_once('_').unwrap().1)
        .collect();
    assert!(drafts.len() >= 2);
    let crawler = Crawler::new(&app).await;
    let lists = ["doctors", "articles", "appointments", "publications", "organisations", "specialties", "site"];
    let (mut asked, mut shown) = (0, BTreeSet::new());
    for query in lists.iter().flat_map(|list| crawler.queries(list, "")) {
        let response = Client::new().get(address(&app, &query, &json!({ "after": null }))).send().await.unwrap();
        let told = tags(&response);
        for draft in &drafts {
            assert!(!told.iter().any(|tag| tag.contains(draft)), "{draft} in {told:?} of {query}");
        }
        let body: Value = response.json().await.unwrap();
        assert!(body.get("errors").is_none(), "{body}");
        let mut here = BTreeSet::new();
        ids(&body, &mut here);
        assert!(here.is_subset(&told), "{:?} in {query}", here.difference(&told));
        shown.extend(here);
        asked += 1;
    }
    assert!(asked > 100 && shown.len() > 40, "{asked} queries, {} documents", shown.len());
}

/// What is published drops the answers with these tags: the document's own, the list of its kind, and the lists of what
/// it names. An answer that changes without one of them would stay in caches; one that has it and does not change is
/// dropped for nothing.
#[rstest]
#[tokio::test]
async fn a_paper_that_is_published_changes_the_answers_with_its_tags_and_no_other(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let mut writing = app.write().await;
    let [wu, li] = [save(&mut writing, &doctor("Wu", "Jing")).await, save(&mut writing, &doctor("Li", "Ming")).await];
    let [heart, lung] = [save(&mut writing, &journal("Heart")).await, save(&mut writing, &journal("Lung")).await];
    let old = save(&mut writing, &publication("An old paper", 2001, li, lung)).await;
    for node in [wu.node(), li.node(), heart.node(), lung.node(), old.node()] {
        writing.publish(node).await.unwrap();
    }
    writing.commit().await.unwrap();
    let queries = [
        ("{ doctor(slug: \"wu-jing\") { publications { totalCount nodes { title } } } }", true),
        ("{ doctor(slug: \"wu-jing\") { publications { totalCount } } }", true),
        ("{ journal(slug: \"heart\") { publications { nodes { title } } } }", true),
        ("{ publications { nodes { title } } }", true),
        ("{ publications(where: { title: { startsWith: \"a new\" } }) { totalCount } }", true),
        ("{ doctors(where: { publications: { some: { title: { startsWith: \"a new\" } } } }) { totalCount } }", true),
        ("{ doctor(slug: \"wu-jing\") { name { display } } }", false),
        ("{ doctor(slug: \"li-ming\") { publications { totalCount nodes { title } } } }", false),
        ("{ journal(slug: \"lung\") { publications { nodes { title } } } }", false),
        ("{ doctors { nodes { name { display } } } }", false),
        ("{ site { name } }", false),
    ];
    let mut before = Vec::new();
    for (query, _) in queries {
        let answer = get(&app, query).await;
        before.push((header(&answer, "etag").to_owned(), tags(&answer)));
    }

    let mut writing = app.write().await;
    let new = save(&mut writing, &publication("A new paper", 2020, wu, heart)).await;
    writing.publish(new.node()).await.unwrap();
    writing.commit().await.unwrap();
    let of = |id: String| id.split_once('_').map(|(_, suffix)| format!("publications:{suffix}")).unwrap();
    let dropped = [tag(&new.to_string()), "publications".into(), of(wu.to_string()), of(heart.to_string())];
    for ((query, changes), (etag, tags)) in queries.into_iter().zip(before) {
        let after = get(&app, query).await;
        assert_eq!(header(&after, "etag") != etag, changes, "{query}");
        assert_eq!(dropped.iter().any(|tag| tags.contains(tag)), changes, "{query}: {tags:?}");
    }
}

#[tokio::test]
async fn the_schema_and_the_files_of_the_explorer_are_not_sent_again_either() {
    let app = TestApp::start(Backend::Sqlite).await;
    for path in ["/schema.graphql", "/graphiql"] {
        let first = app.get(path).header("accept", "text/html").send().await.unwrap();
        let again = app.get(path).header("accept", "text/html").header("if-none-match", header(&first, "etag"));
        let again = again.send().await.unwrap();
        assert_eq!(again.status(), 304, "{path}");
        for name in ["etag", "cache-control", "vary"] {
            assert_eq!(header(&again, name), header(&first, name), "{name} of {path}");
        }
    }
}
