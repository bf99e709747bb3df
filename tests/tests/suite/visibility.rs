//! Nobody sees a draft, and what is published is seen in the language asked for.

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::{Role, id_text};
use shanghaidoctor_tests::content::{appointment, article, doctor, organisation, save};
use shanghaidoctor_tests::{Backend, Crawler, TestApp, pictures, repository};

/// What stands in a draft that is ahead of what is published.
const AHEAD: &str = "New in this draft";

/// Who asks.
#[derive(Clone, Copy)]
enum Reader<'a> {
    Anybody,
    /// Somebody with this token, who sees drafts.
    Writer(&'a str),
    /// Whoever has the link with this token.
    Link(&'a str),
}

/// Every answer to a query, page after page.
async fn answers(app: &TestApp, query: &str, reader: Reader<'_>) -> Vec<String> {
    let (mut texts, mut after) = (Vec::new(), Value::Null);
    loop {
        let request = app.post(&json!({ "query": query, "variables": { "after": after } }));
        let request = match reader {
            Reader::Anybody => request,
            Reader::Writer(token) => request.bearer_auth(token).header("content-stage", "DRAFT"),
            Reader::Link(token) => request.header("preview-token", token),
        };
        let data = app.send(request).await.data();
        let page = data.as_object().unwrap().values().next().unwrap()["pageInfo"].clone();
        texts.push(data.to_string());
        if page["hasNextPage"] != true {
            return texts;
        }
        after = page["endCursor"].clone();
    }
}

/// Queries for every field of every type that the schema has, over the whole sample.
async fn queries(app: &TestApp, lines: &[Value]) -> Vec<String> {
    let crawler = Crawler::new(app).await;
    let lists = ["doctors", "articles", "appointments", "publications", "organisations", "specialties", "site"];
    let mut queries: Vec<String> = lists.iter().flat_map(|list| crawler.queries(list, "")).collect();
    for journal in lines.iter().filter(|line| line["kind"] == "JOURNAL") {
        let slug = format!("(slug: {})", journal["content"]["slug"]);
        queries.extend(crawler.queries("journal", &slug));
    }
    assert!(queries.len() > 150, "the schema has more fields than {}", queries.len());
    queries
}

/// All feeds and their archives, the map of the site, and what libraries harvest, each with its address.
async fn feeds(app: &TestApp) -> Vec<(String, String)> {
    let feeds = app.query("{ site { feeds { url } } }").await.at("/site/feeds");
    let urls = feeds.as_array().unwrap().iter().map(|feed| feed["url"].as_str().unwrap());
    let paths: Vec<String> = urls.map(|url| url.replacen("https://api.example.org", "", 1)).collect();
    assert!(paths.len() > 2, "{paths:?}");
    let archives = paths.iter().flat_map(|path| {
        let (subject, format) = path.rsplit_once('.').unwrap();
        let month = |month: &str| format!("{subject}/{month}.{format}?first=100");
        ["2025-01", "2025-02", "2026-03"].map(month)
    });
    let months = ["2025-01", "2025-02", "2026-03"].map(|month| format!("/sitemap/articles/{month}.xml"));
    let harvested =
        ["Identify", "ListSets", "ListIdentifiers&metadataPrefix=oai_dc", "ListRecords&metadataPrefix=oai_dc"];
    let harvested = harvested.map(|verb| format!("/oai?verb={verb}"));
    let others = ["/feeds", "/sitemap.xml", "/llms.txt", "/robots.txt"].map(str::to_owned);
    let others = others.into_iter().chain(months).chain(harvested);
    let mut found = Vec::new();
    for path in paths.iter().map(|path| format!("{path}?first=100")).chain(archives).chain(others) {
        let answer = app.get(&path).send().await.unwrap();
        let (status, headers) = (answer.status(), format!("{:?}", answer.headers()));
        let text = answer.text().await.unwrap();
        assert_eq!(status, 200, "{path}: {text}");
        found.push((path, headers + &text));
    }
    found
}

/// All answers to these queries, each with its query.
async fn crawl(app: &TestApp, queries: &[String], reader: Reader<'_>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for query in queries {
        found.extend(answers(app, query, reader).await.into_iter().map(|answer| (query.clone(), answer)));
    }
    found
}

fn sample() -> Vec<Value> {
    let sample = std::fs::read_to_string(repository().join("sample/content.jsonl")).unwrap();
    sample.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The documents of the sample that are drafts only.
fn drafts(lines: &[Value]) -> Vec<&Value> {
    let is_draft = |line: &&Value| line.get("content").is_some() && line.get("published").is_none();
    let drafts: Vec<&Value> = lines.iter().filter(is_draft).collect();
    assert!(drafts.len() >= 2, "the sample has a doctor and an article that are drafts only");
    drafts
}

/// What tells of a document: its id and its slug.
fn names(document: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    [text(&document["id"]), text(&document["content"]["slug"])].into_iter().flatten().collect()
}

fn assert_unseen(found: &[(String, String)], secrets: &[String]) {
    for secret in secrets {
        for (query, answer) in found {
            assert!(!answer.contains(secret), "{secret} is seen by {query}");
        }
    }
}

#[rstest]
#[tokio::test]
async fn nobody_sees_a_draft(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::with_sample(backend).await;
    let lines = sample();
    let drafts = drafts(&lines);
    let secrets: Vec<String> = drafts.iter().flat_map(|draft| names(draft)).chain([AHEAD.to_owned()]).collect();
    let queries = queries(&app, &lines).await;
    let writer = app.token(Role::Writer).await;
    let of_writer: String =
        crawl(&app, &queries, Reader::Writer(&writer)).await.into_iter().map(|(_, answer)| answer).collect();
    for secret in &secrets {
        assert!(of_writer.contains(secret), "{secret} is not seen by who writes drafts");
    }
    assert_unseen(&crawl(&app, &queries, Reader::Anybody).await, &secrets);
    assert_unseen(&feeds(&app).await, &secrets);
    for draft in &drafts {
        let answer = app.query_with("query ($id: ID!) { node(id: $id) { id } }", json!({ "id": draft["id"] })).await;
        assert_eq!(answer.data(), json!({ "node": null }));
    }
}

/// A link to these documents.
async fn link(app: &TestApp, documents: Value) -> String {
    let create = "mutation ($input: CreatePreviewInput!) { createPreview(input: $input) { token } }";
    let input = json!({ "input": { "documents": documents } });
    let made = app.query_as(&app.token(Role::Writer).await, create, input).await.at("/createPreview/token");
    made.as_str().unwrap().to_owned()
}

#[rstest]
#[tokio::test]
async fn who_has_a_link_sees_the_draft_that_it_names_and_no_other(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    let lines = sample();
    let (named, others): (Vec<&Value>, Vec<&Value>) =
        drafts(&lines).into_iter().partition(|draft| draft["kind"] == "ARTICLE");
    let secrets: Vec<String> = others.iter().flat_map(|draft| names(draft)).chain([AHEAD.to_owned()]).collect();
    let queries = queries(&app, &lines).await;
    for revision in [None, Some(1)] {
        let documents: Vec<Value> =
            named.iter().map(|draft| json!({ "id": draft["id"], "revision": revision })).collect();
        let token = link(&app, json!(documents)).await;
        let found = crawl(&app, &queries, Reader::Link(&token)).await;
        for name in named.iter().flat_map(|draft| names(draft)) {
            assert!(found.iter().any(|(_, answer)| answer.contains(&name)), "{name} is not shown by its link");
        }
        assert_unseen(&found, &secrets);
    }
    // Nothing of it stays behind for others, in the caches or elsewhere.
    let all: Vec<String> = drafts(&lines).iter().flat_map(|draft| names(draft)).collect();
    assert_unseen(&crawl(&app, &queries, Reader::Anybody).await, &all);
}

#[rstest]
#[tokio::test]
async fn nobody_sees_what_is_scheduled_or_uploaded_nor_who_works_here(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    let mut secrets = vec!["Brumtrask".to_owned(), "brumtrask".to_owned()];
    let mut writing = app.write().await;
    let scheduled = save(&mut writing, &article("Brumtrask", &[])).await;
    let bytes = pictures::file(&pictures::two_halves(8, 8), image::ImageFormat::Png);
    let picture = pictures::record(&bytes, "image/png", (8, 8));
    let uploaded = save(&mut writing, &picture).await;
    writing.commit().await.unwrap();
    pictures::keep(&app, &bytes, &picture).await;
    secrets.extend([scheduled.to_string(), uploaded.to_string(), picture.hash.clone()]);

    let account = app.account(Role::Publisher).await;
    let publisher = app.token_of(&account).await;
    let release = "mutation { createRelease(input: { name: \"A secret release\" }) { release { id } } }";
    let release = app.query_as(&publisher, release, json!({})).await.at("/createRelease/release/id");
    let add = "mutation ($id: ID!, $document: ID!) { \
        addToRelease(input: { id: $id, items: [{ document: $document }] }) { userErrors { code } } \
        scheduleRelease(input: { id: $id, at: \"2026-06-01T08:00\", timeZone: \"Asia/Shanghai\" }) { userErrors { code } } }";
    let added = app.query_as(&publisher, add, json!({ "id": release, "document": scheduled })).await.data();
    let nothing = json!({ "userErrors": [] });
    assert_eq!(added, json!({ "addToRelease": nothing, "scheduleRelease": nothing }));
    let token = link(&app, json!([{ "id": scheduled }])).await;
    secrets.extend(["A secret release".to_owned(), release.as_str().unwrap().to_owned(), token, publisher]);
    secrets.extend([account.email.to_string(), id_text("account", account.id)]);

    let lines = sample();
    let mut queries = queries(&app, &lines).await;
    let ask = |query: &str| format!("{{ search(query: \"{query}\") {{ totalCount nodes {{ __typename }} }} }}");
    queries.push(ask("Brumtrask"));
    let mut found = crawl(&app, &queries, Reader::Anybody).await;
    for root in Crawler::new(&app).await.roots() {
        found.push((root.clone(), app.query(&root).await.body.to_string()));
    }
    for path in ["/articles/brumtrask", &format!("/media/{}/w8.png", picture.hash), "/.well-known/jwks.json", "/readyz"]
    {
        let answer = app.get(path).send().await.unwrap();
        found.push((path.to_owned(), format!("{:?} {}", answer.headers().clone(), answer.text().await.unwrap())));
    }
    found.extend(feeds(&app).await);
    assert_unseen(&found, &secrets);
    let searched = app.query(&ask("Brumtrask")).await.at("/search/totalCount");
    assert_eq!(searched, 0);
}

#[rstest]
#[tokio::test]
async fn a_draft_becomes_visible_with_all_it_needs_when_it_is_published(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let mut writing = app.write().await;
    let society = save(&mut writing, &organisation("A society", None)).await;
    let branch = save(&mut writing, &organisation("A branch", Some(society))).await;
    let wu = save(&mut writing, &doctor("Wu", "Jing")).await;
    save(&mut writing, &appointment(wu, branch, 0)).await;
    writing.commit().await.unwrap();
    let query = "{ doctor(slug: \"wu-jing\") { appointments { nodes { role body { ... on Organisation { name ancestors { name } } } } } } }";
    assert_eq!(app.query(query).await.data(), json!({ "doctor": null }));
    assert_eq!(app.query("{ organisations { totalCount } }").await.at("/organisations/totalCount"), 0);

    let mut writing = app.write().await;
    writing.publish(wu.node()).await.unwrap();
    writing.commit().await.unwrap();
    let body = json!({ "name": "A branch", "ancestors": [{ "name": "A society" }] });
    let posts = app.query(query).await.at("/doctor/appointments/nodes");
    assert_eq!(posts, json!([{ "role": "Member", "body": body }]));
}

#[rstest]
#[tokio::test]
async fn two_languages_in_one_request_do_not_touch_each_other(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    let query = "query ($slug: String) { \
        en: doctor(slug: $slug) { ...post } \
        zh: doctor(slug: $slug, locales: [\"zh-CN\", \"en\"]) { ...post } } \
        fragment post on Doctor { name { display locale native } \
          appointments(first: 1) { nodes { role body { ... on Organisation { name } } } } }";
    let answer = app.query_with(query, json!({ "slug": "shen-muyun" })).await.data();
    assert_eq!(answer["en"]["name"]["display"], "Shen Muyun");
    assert_eq!(answer["en"]["name"]["locale"], "en");
    assert_eq!(answer["zh"]["name"]["display"], answer["en"]["name"]["native"]);
    assert_eq!(answer["zh"]["name"]["locale"], "zh-Hans");
    let role = |language: &str| answer[language]["appointments"]["nodes"][0]["role"].as_str().unwrap().to_owned();
    assert!(role("en").is_ascii() && !role("zh").is_ascii(), "{} / {}", role("en"), role("zh"));
}

#[rstest]
#[tokio::test]
async fn an_article_names_its_translations(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::with_sample(backend).await;
    let query = "{ article(slug: \"xu-tingyue-the-end-of-the-road\") { locale translations { slug locale translations { slug } } } }";
    let article = app.query(query).await.at("/article");
    let back = json!([{ "slug": "xu-tingyue-the-end-of-the-road" }]);
    assert_eq!(article["locale"], "en");
    assert_eq!(
        article["translations"],
        json!([{ "slug": "xu-tingyue-lu-de-jintou", "locale": "zh-Hans", "translations": back }])
    );
}

#[rstest]
#[tokio::test]
async fn a_document_is_found_by_slug_or_by_id_and_not_by_both(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    let id = app.query("{ doctor(slug: \"shen-muyun\") { id } }").await.at("/doctor/id");
    let by_id = app.query_with("query ($id: ID) { doctor(id: $id) { slug } }", json!({ "id": id })).await;
    assert_eq!(by_id.at("/doctor/slug"), "shen-muyun");
    assert_eq!(app.query("{ doctor(slug: \"nobody\") { id } }").await.data(), json!({ "doctor": null }));
    for wrong in [
        "doctor",
        "doctor(slug: \"x\", id: \"doctor_01ke6qjp9dfaq8s1gn4hha7xdq\")",
        "doctor(id: \"article_01ke6qjp9dfaq8s1gn4hha7xdq\")",
    ] {
        let (code, _) = app.query(&format!("{{ {wrong} {{ id }} }}")).await.error();
        assert_eq!(code, "BAD_USER_INPUT", "{wrong}");
    }
    let both = app.query_with(
        "query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }",
        json!({ "ids": [id, "journal_01ke6qjp9dfaq8s1gn4hha7xdq"] }),
    );
    assert_eq!(both.await.at("/nodes"), json!([{ "id": id, "__typename": "Doctor" }, null]));
}
