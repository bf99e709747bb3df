//! The languages that a request itself names choose where no argument does; caches, here and outside, are told so.

use std::collections::{BTreeSet, HashMap};

use reqwest::header::{HeaderMap, HeaderValue};
use reqwest::{Client, RequestBuilder, Url};
use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_api::CacheSettings;
use shanghaidoctor_domain::content::Site;
use shanghaidoctor_domain::{Actor, Id, NodeId};
use shanghaidoctor_persistence::Scope;
use shanghaidoctor_persistence::read::Reader;
use shanghaidoctor_tests::{Answer, Backend, EventStream, Socket, TestApp};

use crate::subscriptions::retitle;

const CHINESE: &str = "zh-CN,zh;q=0.9,en;q=0.8";
const TITLE: &str = "{ doctor(slug: \"shen-muyun\") { academicTitle } }";
/// The SHA-256 of `TITLE`.
const HASH: &str = "1548e16a5ebe848c9d0a3e845c592cbe8d1b94d4213b6265ba780cabcb1503b8";
const SHEN: &str = "doctor_01keq56x6qee7t7rh011pb1axp";

fn by_get(app: &TestApp, query: &str) -> RequestBuilder {
    let url = Url::parse_with_params(&format!("{}/graphql", app.url), [("query", query)]).unwrap();
    Client::new().get(url)
}

fn by_post(app: &TestApp, query: &str) -> RequestBuilder {
    app.post(&json!({ "query": query }))
}

fn in_languages(request: RequestBuilder, header: &[u8]) -> RequestBuilder {
    request.header("accept-language", HeaderValue::from_bytes(header).unwrap())
}

async fn asked(request: RequestBuilder, header: &str, app: &TestApp) -> Answer {
    app.send(in_languages(request, header.as_bytes())).await
}

fn varies_by(headers: &HeaderMap) -> BTreeSet<String> {
    let lines = headers.get_all("vary").into_iter().map(|line| line.to_str().unwrap().to_ascii_lowercase());
    lines.flat_map(|line| line.split(',').map(|name| name.trim().to_owned()).collect::<Vec<_>>()).collect()
}

fn varies_by_language(headers: &HeaderMap) -> bool {
    varies_by(headers).contains("accept-language")
}

#[rstest]
#[tokio::test]
async fn the_header_chooses_where_no_argument_does(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::with_sample(backend).await;
    let query = format!(
        "query ($none: [Locale!]) {{ plain: doctor(slug: \"shen-muyun\") {{ academicTitle name {{ display }} }} \
         null: doctor(slug: \"shen-muyun\", locales: $none) {{ academicTitle }} \
         en: doctor(slug: \"shen-muyun\", locales: [\"en\"]) {{ academicTitle }} \
         empty: doctor(slug: \"shen-muyun\", locales: []) {{ academicTitle }} \
         node(id: \"{SHEN}\") {{ ... on Doctor {{ academicTitle }} }} \
         nodes(ids: [\"{SHEN}\"]) {{ ... on Doctor {{ academicTitle }} }} site {{ name }} \
         suggestions(prefix: \"shen mu\", in: [DOCTORS]) {{ text }} }}"
    );
    app.indexed().await;
    for request in [by_get(&app, &query), by_post(&app, &query)] {
        let data = asked(request, CHINESE, &app).await.data();
        let chinese = json!({ "academicTitle": "教授" });
        assert_eq!(data["plain"], json!({ "academicTitle": "教授", "name": { "display": "沈牧云" } }));
        assert_eq!((&data["null"], &data["node"], &data["nodes"][0]), (&chinese, &chinese, &chinese));
        assert_eq!((&data["site"]["name"], &data["suggestions"][0]["text"]), (&json!("上海医生"), &json!("沈牧云")));
        for argument in ["en", "empty"] {
            assert_eq!(data[argument], json!({ "academicTitle": "Professor" }), "{argument}");
        }
    }
}

#[rstest]
#[tokio::test]
async fn lists_are_ordered_as_the_readers_of_the_header_see_the_names(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    let list = |arguments: &str| format!("{{ doctors{arguments} {{ nodes {{ slug }} pageInfo {{ endCursor }} }} }}");
    for (header, argument) in [(CHINESE, "zh"), ("de, en", "en"), ("de", "en")] {
        let by_header = asked(by_post(&app, &list("")), header, &app).await.data();
        assert_eq!(by_header, app.query(&list(&format!("(locales: [\"{argument}\"])"))).await.data(), "{header}");
    }
}

#[tokio::test]
async fn a_persisted_document_is_answered_in_the_language_of_each_request() {
    let app = TestApp::with_sample(Backend::Sqlite).await;
    let extensions = json!({ "persistedQuery": { "version": 1, "sha256Hash": HASH } });
    app.send(app.post(&json!({ "query": TITLE, "extensions": extensions }))).await.data();
    let extensions = extensions.to_string();
    let url = Url::parse_with_params(&format!("{}/graphql", app.url), [("extensions", &extensions)]).unwrap();
    for (header, expected) in [("zh", "教授"), ("en", "Professor"), ("zh", "教授")] {
        let answer = asked(Client::new().get(url.clone()), header, &app).await;
        assert_eq!(answer.at("/doctor/academicTitle"), expected);
    }
}

#[rstest]
#[tokio::test]
async fn connections_that_stay_open_speak_the_language_of_their_handshake(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    let follow = format!("subscription {{ doctor(id: \"{SHEN}\") {{ honorific academicTitle }} }}");
    let mut handshake = Socket::handshake(&app.url);
    handshake.headers_mut().insert("accept-language", CHINESE.parse().unwrap());
    let mut socket = Socket::initialised(handshake).await;
    socket.subscribe("1", &follow).await;
    assert_eq!(socket.data("1").await, json!({ "doctor": { "honorific": "医生", "academicTitle": "教授" } }));
    let shen: NodeId = SHEN.parse().unwrap();
    retitle(&app, Id::of(shen).unwrap(), "Dean", true).await;
    assert_eq!(socket.data("1").await, json!({ "doctor": { "honorific": "医生", "academicTitle": "Dean" } }));

    let query = "{ doctor(slug: \"shen-muyun\") { honorific } }";
    for request in [by_get(&app, query), by_post(&app, query)] {
        let request = in_languages(request.header("accept", "text/event-stream"), CHINESE.as_bytes());
        let event = EventStream::open(request).await.next().await.unwrap();
        assert_eq!(event.json()["data"]["doctor"]["honorific"], "医生");
    }
}

#[rstest]
#[tokio::test]
async fn only_what_depends_on_the_header_says_so(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::with_sample(backend).await;
    app.indexed().await;
    for (query, depends) in QUERIES {
        for header in HEADERS.iter().chain(&[CHINESE.as_bytes()]) {
            for request in [by_get(&app, query), by_post(&app, query)] {
                let answer = in_languages(request, header).send().await.unwrap();
                assert_eq!(varies_by_language(answer.headers()), depends, "{query}");
            }
        }
    }
}

/// It is said of the whole answer, articles with their own language included; where it is in several, nothing is.
#[tokio::test]
async fn an_answer_in_one_language_says_which() {
    let app = TestApp::with_sample(Backend::Sqlite).await;
    let shen = "doctor(slug: \"shen-muyun\")";
    for (query, english, chinese) in [
        (TITLE.to_owned(), Some("en"), Some("zh-Hans")),
        (format!("{{ {shen} {{ name {{ display }} degrees }} }}"), Some("en"), Some("zh-Hans")),
        (format!("{{ {shen} {{ academicTitle articles(first: 1) {{ nodes {{ title }} }} }} }}"), Some("en"), None),
        (format!("{{ {shen} {{ academicTitle jsonLd }} }}"), None, None),
        (format!("{{ {shen} {{ slug }} }}"), None, None),
        ("{ doctor(slug: \"shen-muyun\", locales: [\"zh\"]) { academicTitle } }".to_owned(), None, None),
        (
            format!(
                "{{ a: {shen} {{ academicTitle }} b: doctor(slug: \"shen-muyun\", locales: [\"zh\"]) {{ degrees }} }}"
            ),
            None,
            Some("zh-Hans"),
        ),
    ] {
        for (header, expected) in [("fr", english), (CHINESE, chinese)] {
            let answer = asked(by_get(&app, &query), header, &app).await;
            let said = answer.headers.get("content-language").map(|said| said.to_str().unwrap());
            assert_eq!(said, expected, "{header}: {query}");
        }
    }
}

/// Whether each depends on the languages of the request.
const QUERIES: [(&str, bool); 16] = [
    (TITLE, true),
    ("{ doctor(slug: \"shen-muyun\", locales: [\"zh\"]) { academicTitle } }", false),
    ("{ doctor(slug: \"shen-muyun\") { slug born } }", false),
    ("{ a: doctor(slug: \"shen-muyun\", locales: [\"en\"]) { academicTitle } b: site { tagline } }", true),
    ("{ a: doctor(slug: \"shen-muyun\", locales: [\"en\"]) { academicTitle } b: site { url } }", false),
    ("{ doctors(first: 3) { nodes { slug } } }", true),
    ("{ doctors(first: 3, orderBy: { field: UPDATED_AT }) { nodes { slug } } }", false),
    ("{ doctors(first: 3, locales: [\"zh\"]) { nodes { slug name { display } } } }", false),
    ("{ articles(first: 3) { nodes { title plainText } } }", false),
    ("{ articles(first: 3) { nodes { title channel { name } } } }", true),
    ("{ article(slug: \"shen-muyun-the-smaller-cut\") { jsonLd } }", true),
    ("{ specialties { slug } }", true),
    ("{ node(id: \"doctor_01keq56x6qee7t7rh011pb1axp\") { ... on Doctor { academicTitle } } }", true),
    ("{ node(id: \"doctor_01keq56x6qee7t7rh011pb1axp\") { id } }", false),
    ("{ nodes(ids: [\"doctor_01keq56x6qee7t7rh011pb1axp\"]) { ... on Doctor { name { display } } } }", true),
    ("{ search(query: \"shen mu\") { nodes { node { ... on Doctor { name { display } } } } } }", true),
];

/// Headers as readers send them, and as nobody should.
const HEADERS: [&[u8]; 14] = [
    b"en",
    b"en-US,en;q=0.9",
    b"zh-TW",
    b"en;q=0.5,zh-Hans;q=0.6",
    b"fr-CH, fr;q=0.9",
    b"*",
    b"en;q=0, *",
    b"zh;q=0",
    b"zh;q=0, en;q=0",
    b"zh_Hans",
    b"zh;q=2, ;;,",
    b"",
    b"zh-Hans-CN-x-a-very-long-private-use-of-it, \xff\xfe",
    b"x-klingon, zh-Hant-HK;q=0.001",
];

/// A cache that stands before a server and knows of it what RFC 9111 says: an answer is given again to whoever sends the
/// same address and the same of the headers that the answer names in `Vary` (section 4.1).
#[derive(Default)]
struct OutsideCache {
    kept: HashMap<Url, Vec<Kept>>,
    hits: usize,
}

struct Kept {
    /// The headers that the answer varies by, as they were sent.
    selected_by: Vec<(String, Option<HeaderValue>)>,
    body: Value,
}

impl OutsideCache {
    async fn get(&mut self, request: reqwest::Request) -> Value {
        let (url, sent) = (request.url().clone(), request.headers().clone());
        let kept = self.kept.entry(url).or_default();
        let is_for = |kept: &&Kept| kept.selected_by.iter().all(|(name, value)| sent.get(name) == value.as_ref());
        if let Some(kept) = kept.iter().find(is_for) {
            self.hits += 1;
            return kept.body.clone();
        }
        let answer = Client::new().execute(request).await.unwrap();
        assert!(answer.headers()["cache-control"].to_str().unwrap().starts_with("public"));
        let varies = varies_by(answer.headers()).into_iter();
        let selected_by = varies.map(|name| (name.clone(), sent.get(&name).cloned())).collect();
        let body: Value = answer.json().await.unwrap();
        kept.push(Kept { selected_by, body: body.clone() });
        body
    }
}

/// Whoever asks first, everybody gets what a server without any memory would answer to them.
#[rstest]
#[tokio::test]
async fn caches_here_and_outside_give_nobody_the_answer_of_another_language(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    let none = CacheSettings { answer_cache_mb: 0, record_cache_mb: 0 };
    let plain = TestApp::configured(backend, true, |config| config.caches = none).await;
    for app in [&app, &plain] {
        app.indexed().await;
        app.followed().await;
    }
    let request = |app: &TestApp, query: &str, header: Option<&[u8]>| {
        let request = by_get(app, query);
        header.map_or(request.try_clone().unwrap(), |header| in_languages(request, header)).build().unwrap()
    };
    let headers: Vec<Option<&[u8]>> =
        std::iter::once(None).chain(HEADERS.into_iter().map(Some)).chain([Some(CHINESE.as_bytes())]).collect();
    let mut expected = HashMap::new();
    for (query, _) in QUERIES {
        for header in &headers {
            let answer = Client::new().execute(request(&plain, query, *header)).await.unwrap();
            expected.insert((query, *header), answer.json::<Value>().await.unwrap());
        }
    }
    let (forward, backward): (Vec<_>, Vec<_>) = (headers.clone(), headers.iter().rev().copied().collect());
    for order in [forward, backward] {
        let mut outside = OutsideCache::default();
        for header in [order.clone(), order].concat() {
            for (query, _) in QUERIES {
                let given = outside.get(request(&app, query, header)).await;
                assert_eq!(given, expected[&(query, header)], "{header:?}: {query}");
            }
        }
        for (query, depends) in QUERIES {
            let kept = outside.kept[by_get(&app, query).build().unwrap().url()].len();
            assert_eq!(kept, if depends { headers.len() } else { 1 }, "{query}");
        }
        assert!(outside.hits >= QUERIES.len() * headers.len());
    }
}

#[tokio::test]
async fn what_depends_on_no_language_is_kept_once_and_what_does_once_for_each_that_is_known() {
    let app = TestApp::with_sample(Backend::Sqlite).await;
    app.followed().await;
    let entries = |app: &TestApp| app.app.caches.answers.counts().entries;
    let same = "{ doctors(orderBy: { field: UPDATED_AT }) { nodes { slug } } }";
    let spellings: Vec<String> = (0..50).map(|number| format!("zh-CN;q=0.{number:02}1, en;q=0.3, x{number}")).collect();
    for header in &spellings {
        asked(by_post(&app, same), header, &app).await.data();
    }
    app.send(by_post(&app, same)).await.data();
    assert_eq!(entries(&app), 1);
    for header in &spellings {
        asked(by_post(&app, TITLE), header, &app).await.data();
    }
    // Chinese alone; English before Chinese.
    assert_eq!(entries(&app), 3);
    for header in ["en", "*", "fr", "en-GB,en;q=0.9", ""] {
        assert_eq!(asked(by_post(&app, TITLE), header, &app).await.at("/doctor/academicTitle"), "Professor");
    }
    assert_eq!(entries(&app), 4, "who wants English gets what who says nothing gets");
    let before = (app.app.caches.answers.counts().hits, app.app.database.statements());
    for (header, expected) in [("zh", "教授"), ("en, zh", "Professor"), ("fr", "Professor")] {
        assert_eq!(asked(by_post(&app, TITLE), header, &app).await.at("/doctor/academicTitle"), expected);
    }
    assert_eq!(app.app.caches.answers.counts().hits - before.0, 3);
    assert_eq!(app.app.database.statements(), before.1);
}

#[tokio::test]
async fn an_answer_is_compressed_in_each_language_by_itself() {
    let app = TestApp::with_sample(Backend::Sqlite).await;
    app.followed().await;
    let coded = async |header: &str| {
        let request = in_languages(by_get(&app, TITLE).header("accept-encoding", "gzip"), header.as_bytes());
        let answer = request.send().await.unwrap();
        assert_eq!(answer.headers()["content-encoding"], "gzip");
        (answer.headers()["etag"].clone(), answer.bytes().await.unwrap())
    };
    let (english, chinese) = (coded("en").await, coded("zh").await);
    assert!(english.0 != chinese.0 && english.1 != chinese.1);
    for _ in 0..2 {
        assert_eq!((coded("zh").await, coded("en").await), (chinese.clone(), english.clone()));
    }
    // Who holds the answer in one language does not hold it in the other.
    for (held, header, expected) in [(&english.0, "en", 304), (&english.0, "zh", 200), (&chinese.0, "zh-CN", 304)] {
        let request = in_languages(by_get(&app, TITLE), header.as_bytes()).header("if-none-match", held);
        let answer = request.send().await.unwrap();
        assert_eq!((answer.status().as_u16(), varies_by_language(answer.headers())), (expected, true), "{header}");
    }
}

/// What a header means depends on which languages the publication has; so does what caches keep.
#[rstest]
#[tokio::test]
async fn a_language_more_is_found_as_soon_as_the_publication_says_so(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    app.followed().await;
    let name = async |app: &TestApp| {
        let answer = asked(by_get(app, "{ site { name } }"), "fr-CH, fr;q=0.9", app).await;
        let tags = answer.headers["cache-tag"].to_str().unwrap().to_owned();
        (answer.at("/site/name"), tags)
    };
    assert_eq!(name(&app).await, (json!("ShanghaiDoctor"), "site".to_owned()));
    let site = Reader::new(app.app.database.clone()).site(Scope::draft(&Actor::Operator).unwrap()).await;
    let site = site.unwrap().unwrap();
    let mut content: Site = site.content.clone();
    let french: shanghaidoctor_domain::Locale = "fr".parse().unwrap();
    content.name = content.name.with(french.clone(), "Le médecin de Shanghai");
    content.locales.push(french);
    let mut writing = app.write().await;
    writing.save(site.id(), None, &content).await.unwrap();
    writing.publish(site.id().node()).await.unwrap();
    writing.commit().await.unwrap();
    assert_eq!(name(&app).await.0, "Le médecin de Shanghai");
    let answer = asked(by_get(&app, TITLE), "fr", &app).await;
    let tags = answer.headers["cache-tag"].to_str().unwrap();
    assert!(tags.contains("site") && tags.contains("doctor:"), "{tags}");
}
