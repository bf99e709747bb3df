//! Nobody sees a draft, and what is published is seen in the language asked for.

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::Role;
use shanghaidoctor_tests::content::{appointment, doctor, organisation, save};
use shanghaidoctor_tests::{Backend, Crawler, TestApp, repository};

/// Every answer to a query, page after page; with a writer's token those that show drafts.
async fn answers(app: &TestApp, query: &str, writer: Option<&str>) -> Vec<String> {
    let (mut texts, mut after) = (Vec::new(), Value::Null);
    loop {
        let variables = json!({ "after": after });
        let data = match writer {
            Some(token) => {
                let request = app.post(&json!({ "query": query, "variables": variables }));
                app.send(request.bearer_auth(token).header("content-stage", "DRAFT")).await.data()
            }
            None => app.query_with(query, variables).await.data(),
        };
        let page = data.as_object().unwrap().values().next().unwrap()["pageInfo"].clone();
        texts.push(data.to_string());
        if page["hasNextPage"] != true {
            return texts;
        }
        after = page["endCursor"].clone();
    }
}

/// Every field of every type that the schema has, asked for over the whole sample: by a writer who sees drafts, and then by
/// anybody. Each answer to anybody with its query, and all that the writer sees.
async fn crawl(app: &TestApp, lines: &[Value]) -> (Vec<(String, String)>, String) {
    let crawler = Crawler::new(app).await;
    let lists = ["doctors", "articles", "appointments", "publications", "organisations", "specialties", "site"];
    let mut queries: Vec<String> = lists.iter().flat_map(|list| crawler.queries(list, "")).collect();
    for journal in lines.iter().filter(|line| line["kind"] == "JOURNAL") {
        let slug = format!("(slug: {})", journal["content"]["slug"]);
        queries.extend(crawler.queries("journal", &slug));
    }
    assert!(queries.len() > 150, "the schema has more fields than {}", queries.len());
    let writer = app.token(Role::Writer).await;
    let (mut found, mut of_writer) = (Vec::new(), String::new());
    for query in queries {
        of_writer.extend(answers(app, &query, Some(&writer)).await);
        for answer in answers(app, &query, None).await {
            found.push((query.clone(), answer));
        }
    }
    (found, of_writer)
}

#[rstest]
#[tokio::test]
async fn nobody_sees_a_draft(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::with_sample(backend).await;
    let sample = std::fs::read_to_string(repository().join("sample/content.jsonl")).unwrap();
    let lines: Vec<Value> = sample.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let is_draft = |line: &&Value| line.get("content").is_some() && line.get("published").is_none();
    let drafts: Vec<&Value> = lines.iter().filter(is_draft).collect();
    assert!(drafts.len() >= 2, "the sample has a doctor and an article that are drafts only");
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let names = drafts.iter().flat_map(|draft| [text(&draft["id"]), text(&draft["content"]["slug"])]);
    // The last one stands in a draft that is ahead of what is published.
    let secrets: Vec<String> = names.flatten().chain(["New in this draft".to_owned()]).collect();
    let (found, of_writer) = crawl(&app, &lines).await;
    for secret in &secrets {
        assert!(of_writer.contains(secret), "{secret} is not seen by who writes drafts");
        for (query, answer) in &found {
            assert!(!answer.contains(secret), "{secret} is seen by {query}");
        }
    }
    for draft in &drafts {
        let answer = app.query_with("query ($id: ID!) { node(id: $id) { id } }", json!({ "id": draft["id"] })).await;
        assert_eq!(answer.data(), json!({ "node": null }));
    }
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
