//! What is kept in memory: it is given again as long as it holds and no longer, to all who may see it, within its bound.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use reqwest::{Client, Url};
use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_api::{CacheSettings, Counts};
use shanghaidoctor_domain::content::{Article, Doctor, Mention};
use shanghaidoctor_domain::{Actor, Id, Role};
use shanghaidoctor_persistence::write::Writing;
use shanghaidoctor_persistence::{Database, DatabaseUrl};
use shanghaidoctor_tests::content::{appointment, article, doctor, organisation, publish_changed, save};
use shanghaidoctor_tests::{Backend, Crawler, TestApp, repository};

fn answers(app: &TestApp) -> Counts {
    app.app.caches.answers.counts()
}

/// What came of the look-ups since `before`: hits, and entries that no longer held.
fn since(app: &TestApp, before: Counts) -> (u64, u64) {
    let now = answers(app);
    (now.hits - before.hits, now.dropped - before.dropped)
}

async fn ask_all(app: &TestApp, queries: &[String]) -> Vec<Value> {
    let mut data = Vec::new();
    for query in queries {
        data.push(app.query(query).await.data());
    }
    data
}

/// Doctors with an article each, all published.
async fn portraits(app: &TestApp, count: usize) -> Vec<(Id<Doctor>, Id<Article>)> {
    let mut writing = app.write().await;
    let mut made = Vec::new();
    for number in 0..count {
        let subject = save(&mut writing, &doctor("Wu", &format!("N{number}"))).await;
        let portrait = save(&mut writing, &article(&format!("Portrait {number}"), &[subject])).await;
        for node in [subject.node(), portrait.node()] {
            writing.publish(node).await.unwrap();
        }
        made.push((subject, portrait));
    }
    writing.commit().await.unwrap();
    app.followed().await;
    made
}

#[rstest]
#[tokio::test]
async fn an_article_that_is_published_among_many_drops_the_answers_that_it_changes_and_no_other(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let made = portraits(&app, 10).await;
    let mut queries = vec!["{ articles(first: 5) { totalCount nodes { title } } }".to_owned()];
    for (subject, portrait) in &made {
        queries.push(format!("{{ doctor(id: \"{subject}\") {{ articles {{ totalCount nodes {{ title }} }} }} }}"));
        queries.push(format!("{{ doctor(id: \"{subject}\") {{ name {{ display }} }} }}"));
        queries.push(format!("{{ article(id: \"{portrait}\") {{ title subjects {{ slug }} }} }}"));
    }
    let asked = queries.len() as u64;
    ask_all(&app, &queries).await;
    let before = answers(&app);
    let kept = ask_all(&app, &queries).await;
    assert_eq!(since(&app, before), (asked, 0), "all of them are kept");

    let mut writing = app.write().await;
    let news = save(&mut writing, &article("News", &[made[3].0])).await;
    writing.publish(news.node()).await.unwrap();
    writing.commit().await.unwrap();
    app.followed().await;
    let before = answers(&app);
    let after = ask_all(&app, &queries).await;
    // The list of all, and hers.
    assert_eq!(since(&app, before), (asked - 2, 2));
    let changed: Vec<usize> = (0..queries.len()).filter(|number| kept[*number] != after[*number]).collect();
    assert_eq!(changed, [0, 1 + 3 * 3]);
}

#[rstest]
#[tokio::test]
async fn a_doctor_who_changes_is_shown_changed_in_every_answer_that_named_her(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let made = portraits(&app, 3).await;
    let (wu, portrait) = made[1];
    let of_her = |id: &str| {
        [
            format!("{{ doctor(id: \"{wu}\") {{ name {{ display }} }} }}"),
            format!("{{ doctor(slug: \"{id}\") {{ name {{ display }} }} }}"),
            format!("{{ article(id: \"{portrait}\") {{ subjects {{ name {{ display }} }} }} }}"),
            "{ doctors { nodes { name { display } } } }".to_owned(),
            "{ articles { nodes { subjects { name { display } } } } }".to_owned(),
            format!("{{ node(id: \"{portrait}\") {{ ... on Article {{ subjects {{ name {{ display }} }} }} }} }}"),
        ]
    };
    let (queries, other) = (of_her("wu-n1"), [format!("{{ doctor(id: \"{}\") {{ slug }} }}", made[0].0)]);
    for _ in 0..2 {
        ask_all(&app, &queries).await;
        ask_all(&app, &other).await;
    }
    publish_changed(&app, wu, |doctor: &mut Doctor| doctor.name.given = "Renamed".into()).await;
    app.followed().await;
    let before = answers(&app);
    for (query, data) in queries.iter().zip(ask_all(&app, &queries).await) {
        assert!(data.to_string().contains("Renamed"), "{query}: {data}");
    }
    assert_eq!(since(&app, before), (0, queries.len() as u64));
    ask_all(&app, &other).await;
    assert_eq!(since(&app, before).0, 1, "another doctor's page is kept");
}

#[rstest]
#[tokio::test]
async fn a_name_that_becomes_visible_appears_where_it_was_named(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let mut writing = app.write().await;
    let hidden = save(&mut writing, &doctor("Gu", "Hidden")).await;
    let [seen, other] = [doctor("Wu", "Seen"), doctor("Li", "Other")];
    let [seen, other] = [save(&mut writing, &seen).await, save(&mut writing, &other).await];
    let mention = Mention { name: "Gu".into(), role: None, doctor: Some(hidden) };
    let report = Article { mentions: vec![mention], ..article("Report", &[hidden, seen]) };
    let report = save(&mut writing, &report).await;
    let plain = save(&mut writing, &article("Plain", &[other])).await;
    for node in [seen.node(), other.node(), report.node(), plain.node()] {
        writing.publish(node).await.unwrap();
    }
    writing.commit().await.unwrap();
    app.followed().await;
    let shown = |id: Id<Article>| {
        format!("{{ article(id: \"{id}\") {{ subjects {{ slug }} mentions {{ doctor {{ slug }} }} }} }}")
    };
    let queries = [shown(report), shown(plain), format!("{{ doctor(id: \"{hidden}\") {{ slug }} }}")];
    let first = ask_all(&app, &queries).await[0].clone();
    assert_eq!(first, json!({ "article": { "subjects": [{ "slug": "wu-seen" }], "mentions": [{ "doctor": null }] } }));

    let mut writing = app.write().await;
    writing.publish(hidden.node()).await.unwrap();
    writing.commit().await.unwrap();
    app.followed().await;
    let before = answers(&app);
    let after = ask_all(&app, &queries).await;
    assert_eq!(after[0]["article"]["subjects"], json!([{ "slug": "gu-hidden" }, { "slug": "wu-seen" }]));
    assert_eq!(after[0]["article"]["mentions"], json!([{ "doctor": { "slug": "gu-hidden" } }]));
    assert_eq!(after[2], json!({ "doctor": { "slug": "gu-hidden" } }));
    assert_eq!(since(&app, before), (1, 2), "the article that does not name her is kept");
}

/// What an article named before leaves a list that is kept, and so does what shared its group.
#[rstest]
#[tokio::test]
async fn what_a_document_names_no_more_is_told_too(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let made = portraits(&app, 3).await;
    let group = uuid::Uuid::from_u128(7);
    publish_changed(&app, made[0].1, |article: &mut Article| article.translation_group = Some(group)).await;
    publish_changed(&app, made[1].1, |article: &mut Article| {
        article.translation_group = Some(group);
        article.locale = "zh-CN".parse().unwrap();
    })
    .await;
    app.followed().await;
    let articles = |id| format!("{{ doctor(id: \"{id}\") {{ articles {{ totalCount }} }} }}");
    let queries = [
        articles(made[1].0),
        articles(made[2].0),
        format!("{{ article(id: \"{}\") {{ translations {{ slug }} }} }}", made[0].1),
    ];
    let before = ask_all(&app, &queries).await;
    assert_eq!(before[2]["article"]["translations"], json!([{ "slug": "portrait-1" }]));
    publish_changed(&app, made[1].1, |article: &mut Article| {
        article.translation_group = None;
        article.subjects = vec![made[2].0];
    })
    .await;
    let after = ask_all(&app, &queries).await;
    let count = |data: &Value| data["doctor"]["articles"]["totalCount"].as_i64().unwrap();
    assert_eq!((count(&after[0]), count(&after[1])), (0, 2));
    assert_eq!(after[2]["article"]["translations"], json!([]));
}

async fn get(app: &TestApp, query: &str) -> (String, String) {
    let parameters = [("query", query), ("variables", "{\"after\":null}")];
    let url = Url::parse_with_params(&format!("{}/graphql", app.url), parameters).unwrap();
    let response = Client::new().get(url).send().await.unwrap();
    let etag = response.headers().get("etag").map(|etag| etag.to_str().unwrap().to_owned());
    (etag.unwrap_or_default(), response.text().await.unwrap())
}

#[rstest]
#[tokio::test]
async fn every_query_has_the_same_bytes_from_memory_as_from_the_database(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let settings = |answers, records| CacheSettings { answer_cache_mb: answers, record_cache_mb: records };
    let start = |caches| TestApp::configured(backend, true, move |config| config.caches = caches);
    let plain = start(settings(0, 0)).await;
    let (answers, records) = (start(settings(16, 0)).await, start(settings(0, 16)).await);
    let crawler = Crawler::new(&plain).await;
    let lists = ["doctors", "articles", "appointments", "publications", "organisations", "journals", "specialties"];
    let mut queries: Vec<String> = lists.iter().flat_map(|list| crawler.queries(list, "")).collect();
    queries.extend(crawler.queries("site", ""));
    for entry in std::fs::read_dir(repository().join("explorer/examples")).unwrap() {
        let example = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        // A subscription and a mutation are no queries, and nothing of them is kept.
        if !["\nsubscription ", "\nmutation "].iter().any(|kind| example.contains(kind)) {
            queries.push(example);
        }
    }
    assert!(queries.len() > 100);
    for app in [&plain, &answers, &records] {
        app.indexed().await;
    }
    for query in &queries {
        let expected = get(&plain, query).await;
        for _ in 0..2 {
            assert_eq!(get(&answers, query).await, expected, "{query}");
            assert_eq!(get(&records, query).await, expected, "{query}");
        }
    }
    let (kept, records) = (answers.app.caches.answers.counts(), records.app.caches.records.counts());
    assert!(kept.hits as usize >= queries.len() && records.hits > 1_000, "{kept:?} {records:?}");
}

const THREE_LEVELS: &str = "{ doctors(first: 100) { totalCount nodes { slug appointments { totalCount nodes { role \
    body { __typename ... on Organisation { slug ancestors { slug } } } } } articles { nodes { title plainText visits \
    subjects { slug } } } } } organisation(slug: \"a-society\") { children { slug } } site { name } }";

#[rstest]
#[tokio::test]
async fn what_was_read_once_is_made_into_answers_without_a_statement(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let records = CacheSettings { answer_cache_mb: 0, record_cache_mb: 16 };
    let app = TestApp::configured(backend, false, |config| config.caches = records).await;
    let made = portraits(&app, 5).await;
    let mut writing = app.write().await;
    let society = save(&mut writing, &organisation("A society", None)).await;
    for (position, (doctor, _)) in made.iter().enumerate() {
        let branch = save(&mut writing, &organisation(&format!("Branch {position}"), Some(society))).await;
        save(&mut writing, &appointment(*doctor, branch, 0)).await;
        writing.publish(doctor.node()).await.unwrap();
    }
    writing.commit().await.unwrap();
    app.followed().await;
    let first = app.statements_of(THREE_LEVELS).await;
    assert!(first >= 10, "{first}");
    assert_eq!(app.statements_of(THREE_LEVELS).await, 0);
    // Another question about the same records reads what is new in it alone.
    assert_eq!(app.statements_of("{ doctors(first: 2) { nodes { articles { nodes { title } } } } }").await, 1);
}

#[tokio::test]
async fn what_is_for_one_reader_or_went_wrong_is_not_kept() {
    let app = TestApp::with_sample(Backend::Sqlite).await;
    app.followed().await;
    let query = json!({ "query": "{ doctors { nodes { slug } } }" });
    let authorization = format!("Bearer {}", app.token(Role::Writer).await);
    for (name, value) in [("authorization", authorization.as_str()), ("cookie", "session=1")] {
        for _ in 0..2 {
            app.send(app.post(&query).header(name, value)).await.data();
        }
    }
    for failing in ["{", "{ nothing }", "{ node(id: \"x\") { id } }", "{ doctors(first: 101) { totalCount } }"] {
        app.query(failing).await;
    }
    app.send(app.post(&json!([{ "query": "{ site { name } }" }]))).await;
    assert_eq!(answers(&app).entries, 0);
    app.send(app.post(&query)).await.data();
    assert_eq!(answers(&app).entries, 1);
}

/// What else an answer varied by would have to be part of what it is kept by.
#[tokio::test]
async fn an_answer_varies_by_nothing_but_what_it_is_kept_by() {
    let app = TestApp::with_sample(Backend::Sqlite).await;
    // What is for whoever signed in, or asked for at another stage, is kept nowhere.
    let none = BTreeSet::from(["accept", "accept-encoding", "authorization", "content-stage", "preview-token"]);
    let languages: BTreeSet<_> = none.iter().copied().chain(["accept-language"]).collect();
    for (query, expected) in [
        ("{ site { name } doctors { nodes { name { display } } } }", &languages),
        ("{ articles { nodes { jsonLd } } }", &languages),
        ("{ articles(locales: [\"zh\"]) { nodes { jsonLd } } }", &none),
        ("{ articles { nodes { title plainText } } }", &none),
    ] {
        let answer = app.post(&json!({ "query": query })).header("origin", "https://example.org").send().await.unwrap();
        let vary = answer.headers().get_all("vary").into_iter().map(|value| value.to_str().unwrap().to_lowercase());
        let vary: Vec<String> = vary.collect();
        let names: BTreeSet<&str> = vary.iter().flat_map(|value| value.split(", ")).collect();
        assert_eq!(names, *expected, "{query}");
    }
}

#[tokio::test]
async fn an_answer_is_compressed_once_and_drops_with_the_plain_one() {
    let app = TestApp::start(Backend::Sqlite).await;
    let made = portraits(&app, 1).await;
    let query = json!({ "query": format!("{{ doctor(id: \"{}\") {{ name {{ display }} }} }}", made[0].0) });
    let coded = async |coding: &str| {
        let response = app.post(&query).header("accept-encoding", coding).send().await.unwrap();
        let said = response.headers().get("content-encoding").map(|said| said.to_str().unwrap().to_owned());
        (said, response.bytes().await.unwrap())
    };
    let codings = ["gzip", "br", "zstd"];
    for coding in codings {
        // From the database, or made of the plain one that is kept; then as it is kept.
        let [first, again, plain] = [coded(coding).await, coded(coding).await, coded("identity").await];
        assert_eq!(first, again);
        assert_eq!((first.0.as_deref(), plain.0), (Some(coding), None));
        assert_ne!(first.1, plain.1);
    }
    assert_eq!(answers(&app).entries, 1 + codings.len());
    let before = [coded("br").await, coded("br").await];
    assert_eq!(before[0], before[1]);
    publish_changed(&app, made[0].0, |doctor: &mut Doctor| doctor.name.given = "Renamed".into()).await;
    assert_ne!(coded("br").await, before[0]);
    assert!(String::from_utf8_lossy(&coded("identity").await.1).contains("Renamed"));
}

#[tokio::test]
async fn a_draft_changes_nothing_that_is_kept() {
    let app = TestApp::start(Backend::Sqlite).await;
    let made = portraits(&app, 1).await;
    let query = [format!("{{ doctor(id: \"{}\") {{ name {{ display }} }} }}", made[0].0)];
    let first = ask_all(&app, &query).await;
    let mut writing = app.write().await;
    let mut draft = writing.draft(made[0].0).await.unwrap().unwrap().content;
    draft.name.given = "Secret".into();
    writing.save(made[0].0, None, &draft).await.unwrap();
    writing.commit().await.unwrap();
    let before = answers(&app);
    assert_eq!(ask_all(&app, &query).await, first);
    assert_eq!(since(&app, before), (1, 0));
}

#[tokio::test]
async fn memory_stays_under_its_bound_whatever_is_asked() {
    let small = CacheSettings { answer_cache_mb: 1, record_cache_mb: 1 };
    let app = TestApp::configured(Backend::Sqlite, true, |config| config.caches = small).await;
    app.followed().await;
    for number in 0..600 {
        // Arguments are kept too, and can be long.
        let name = format!("{number}{}", "x".repeat(400));
        let query = format!(
            "{{ doctors(where: {{ name: {{ contains: \"{name}\" }} }}) {{ nodes {{ slug }} }} \
             articles(first: {}) {{ nodes {{ title html }} }} }}",
            number % 20
        );
        app.query(&query).await.data();
        for counts in [answers(&app), app.app.caches.records.counts()] {
            assert!(counts.bytes <= 1_000_000, "{counts:?}");
        }
    }
    for counts in [answers(&app), app.app.caches.records.counts()] {
        assert!(counts.bytes > 300_000 && counts.entries > 20, "hardly anything is kept: {counts:?}");
    }
}

#[tokio::test]
async fn a_hundred_who_ask_the_same_at_once_are_answered_by_one_execution() {
    let caches = CacheSettings { answer_cache_mb: 16, record_cache_mb: 0 };
    let app = TestApp::configured(Backend::Sqlite, true, |config| config.caches = caches).await;
    app.followed().await;
    let query = |list: &str| format!("{{ {list} {{ nodes {{ id }} totalCount }} }}");
    let one = app.statements_of(&query("doctors")).await;
    let before = app.app.database.statements();
    let same = query("articles");
    let all = join_all((0..100).map(|_| app.query(&same))).await;
    let data: Vec<Value> = all.into_iter().map(|answer| answer.data()).collect();
    for one in &data {
        assert_eq!(one, &data[0]);
    }
    assert_eq!(app.app.database.statements() - before, one);
}

#[tokio::test]
async fn visits_empty_nothing_and_get_old() {
    let settings = |age| move |config: &mut shanghaidoctor_api::Config| config.web.cache_max_age = age;
    for age in [0, 1] {
        let app = TestApp::configured(Backend::Sqlite, false, settings(age)).await;
        let made = portraits(&app, 1).await;
        let id = made[0].1;
        let queries =
            [format!("{{ article(id: \"{id}\") {{ visits }} }}"), format!("{{ article(id: \"{id}\") {{ title }} }}")];
        ask_all(&app, &queries).await;
        let asked = Instant::now();
        let writing = app.write().await;
        writing.set_visits(id, 7).await.unwrap();
        writing.commit().await.unwrap();
        let before = answers(&app);
        let visits = ask_all(&app, &queries).await[0]["article"]["visits"].clone();
        if age == 0 {
            assert_eq!((visits, since(&app, before)), (json!(7), (1, 1)));
        } else if asked.elapsed() < Duration::from_secs(1) {
            assert_eq!((visits, since(&app, before)), (json!(0), (2, 0)));
        }
        tokio::time::sleep(Duration::from_millis(1_100)).await;
        assert_eq!(ask_all(&app, &queries).await[0]["article"]["visits"], 7);
    }
}

/// Readers ask all the time while a doctor is renamed again and again: as soon as a name is published it is read, and no
/// answer or record that was read before comes back.
#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_reader_sees_an_old_value_after_the_change(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = Arc::new(TestApp::start(backend).await);
    let (wu, portrait) = portraits(&app, 2).await[0];
    let queries = Arc::new([
        format!("{{ doctor(id: \"{wu}\") {{ name {{ display }} }} }}"),
        format!("{{ article(id: \"{portrait}\") {{ subjects {{ name {{ display }} }} }} }}"),
        "{ doctors { nodes { name { display } } } }".to_owned(),
    ]);
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let readers: Vec<_> = (0..4)
        .map(|_| {
            let (app, queries, stopped) = (Arc::clone(&app), Arc::clone(&queries), stopped.clone());
            tokio::spawn(async move {
                while !*stopped.borrow() {
                    ask_all(&app, &*queries).await;
                }
            })
        })
        .collect();
    for number in 0..20 {
        let name = format!("Given{number}x");
        publish_changed(&app, wu, |doctor: &mut Doctor| doctor.name.given = name.clone()).await;
        // At once, and when the change was followed.
        for _ in 0..2 {
            for data in ask_all(&app, &*queries).await {
                assert!(data.to_string().contains(&name), "{name}: {data}");
            }
            app.followed().await;
        }
    }
    stop.send_replace(true);
    join_all(readers).await.into_iter().for_each(|reader| reader.unwrap());
    assert!(answers(&app).hits > 0 && answers(&app).dropped > 0);
}

#[rstest]
#[tokio::test]
async fn what_another_process_publishes_is_seen_soon(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let (wu, _) = portraits(&app, 1).await[0];
    let query = format!("{{ doctor(id: \"{wu}\") {{ name {{ display }} }} }}");
    app.query(&query).await.data();
    let url: DatabaseUrl = app.database_url.parse().unwrap();
    let elsewhere = Database::open(&url, Duration::from_secs(60)).await.unwrap();
    let mut writing = Writing::begin(&elsewhere, &app.app.clock, Actor::Operator, None).await.unwrap();
    let mut draft = writing.draft(wu).await.unwrap().unwrap().content;
    draft.name.given = "Elsewhere".into();
    writing.save(wu, None, &draft).await.unwrap();
    writing.publish(wu.node()).await.unwrap();
    writing.commit().await.unwrap();
    let deadline = Instant::now() + Duration::from_secs(5);
    while !app.query(&query).await.data().to_string().contains("Elsewhere") {
        assert!(Instant::now() < deadline, "the old name is still shown");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
