//! Lists and records without GraphQL, at `/api/v1`: what the API says, at an address that caches can keep.

use reqwest::{Client, Response, StatusCode};
use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::{Role, UnpublishReason};
use shanghaidoctor_tests::content::{article, doctor, publish, publish_changed, save};
use shanghaidoctor_tests::{Backend, TestApp, repository};

async fn get(app: &TestApp, address: &str) -> Response {
    app.get(address).send().await.unwrap()
}

async fn read(app: &TestApp, address: &str) -> Value {
    let response = get(app, address).await;
    let status = response.status();
    let body: Value = response.json().await.unwrap();
    assert_eq!(status, StatusCode::OK, "{address}: {body:#}");
    body
}

async fn problem(app: &TestApp, address: &str) -> (u16, String) {
    let response = get(app, address).await;
    assert_eq!(response.headers()["content-type"], "application/problem+json", "{address}");
    let status = response.status().as_u16();
    let body: Value = response.json().await.unwrap();
    (status, body["detail"].as_str().unwrap().to_owned())
}

/// The address that a `Link` header gives for a relation.
fn linked(response: &Response, relation: &str) -> Option<String> {
    let header = response.headers().get("link")?.to_str().unwrap().to_owned();
    let marked = format!("; rel=\"{relation}\"");
    let link = header.split(", ").find(|link| link.ends_with(&marked))?;
    Some(link.trim_end_matches(&marked).trim_matches(['<', '>']).to_owned())
}

#[rstest]
#[tokio::test]
async fn a_list_is_what_the_api_says(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::with_sample(backend).await;
    let expected = app
        .query(
            r#"{ appointments(first: 3, where: { status: { eq: CURRENT } }, orderBy: { field: RANK }) {
                nodes { role rank doctor { slug name { display } } } totalCount } }"#,
        )
        .await
        .at("/appointments");
    let fields = "fields=role,rank,doctor(slug,name.display)&total=true";
    let bracketed = format!("/api/v1/appointments?first=3&orderBy=RANK&filter[status][eq]=CURRENT&{fields}");
    let in_json =
        format!(r#"/api/v1/appointments?first=3&orderBy=rank&where={{"status":{{"eq":"CURRENT"}}}}&{fields}"#);
    for address in [bracketed, in_json] {
        let body = read(&app, &address).await;
        assert_eq!(body["data"], expected["nodes"], "{address}");
        assert_eq!(body["page"]["total"], expected["totalCount"], "{address}");
    }
    let chinese = read(&app, "/api/v1/doctors?filter[slug][in]=shen-muyun&fields=name.display&locales=zh-Hans").await;
    assert_eq!(chinese["data"], json!([{ "name": { "display": "沈牧云" } }]));
}

#[rstest]
#[tokio::test]
async fn every_list_is_walked_by_its_links(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::with_sample(backend).await;
    for list in ["doctors", "appointments", "publications", "articles", "organisations", "journals"] {
        let total = read(&app, &format!("/api/v1/{list}?first=1&total=true")).await["page"]["total"].as_u64().unwrap();
        let mut forwards: Vec<String> = Vec::new();
        let mut address = format!("/api/v1/{list}?first=4&fields=id");
        let last = loop {
            let response = get(&app, &address).await;
            let next = linked(&response, "next");
            let body: Value = response.json().await.unwrap();
            forwards.extend(body["data"].as_array().unwrap().iter().map(|record| record["id"].to_string()));
            match next {
                Some(next) => address = next,
                None => break address,
            }
        };
        assert_eq!(forwards.len() as u64, total, "{list}");
        let mut unique = forwards.clone();
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), forwards.len(), "{list}");
        if forwards.len() > 4 {
            let before = linked(&get(&app, &last).await, "prev").unwrap();
            let page = read(&app, &before).await;
            let ids: Vec<String> =
                page["data"].as_array().unwrap().iter().map(|record| record["id"].to_string()).collect();
            assert!(forwards.windows(ids.len()).any(|window| window == ids), "{list}: {before}");
        }
    }
}

#[rstest]
#[tokio::test]
async fn a_record_is_found_by_id_and_by_name_of_today_or_before(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let id = publish(&app, &doctor("Shi", "Lan")).await;
    publish_changed(&app, id, |doctor| doctor.slug = "shi-lan-of-renji".parse().unwrap()).await;
    let by_name = read(&app, "/api/v1/doctors/shi-lan-of-renji?fields=id,name.display").await;
    assert_eq!(by_name, json!({ "data": { "id": id.to_string(), "name": { "display": "Shi Lan" } } }));
    assert_eq!(read(&app, &format!("/api/v1/doctors/{id}?fields=id,name.display")).await, by_name);
    let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let moved = client.get(format!("{}/api/v1/doctors/shi-lan?fields=slug", app.url)).send().await.unwrap();
    assert_eq!(moved.status(), StatusCode::PERMANENT_REDIRECT);
    assert_eq!(moved.headers()["location"], "shi-lan-of-renji?fields=slug");
    assert_eq!(read(&app, "/api/v1/doctors/shi-lan?fields=slug").await["data"]["slug"], "shi-lan-of-renji");
}

#[rstest]
#[tokio::test]
async fn what_was_taken_away_is_gone_and_what_never_was_is_not_there(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let id = publish(&app, &article("A long night", &[])).await;
    let mut writing = app.write().await;
    writing.unpublish_all(&[id.node()], UnpublishReason::Retracted).await.unwrap();
    writing.commit().await.unwrap();
    for name in [id.to_string(), "a-long-night".to_owned()] {
        let response = get(&app, &format!("/api/v1/articles/{name}")).await;
        assert_eq!(response.status(), StatusCode::GONE, "{name}");
        let body: Value = response.json().await.unwrap();
        assert_eq!(body["reason"], "RETRACTED", "{name}");
    }
    let mut writing = app.write().await;
    let draft = save(&mut writing, &doctor("Draft", "Only")).await;
    writing.commit().await.unwrap();
    for address in [
        format!("/api/v1/doctors/{draft}"),
        format!("/api/v1/articles/{draft}"),
        "/api/v1/doctors/draft-only".to_owned(),
        "/api/v1/doctors/nobody".to_owned(),
        "/api/v1/appointments/nothing".to_owned(),
        "/api/v1/search/nothing?query=x".to_owned(),
        "/api/v1/accounts".to_owned(),
        "/api/v1/doctors/a%00b".to_owned(),
    ] {
        assert_eq!(problem(&app, &address).await.0, 404, "{address}");
    }
}

#[rstest]
#[tokio::test]
async fn who_edits_reads_drafts_here_too(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let mut writing = app.write().await;
    save(&mut writing, &doctor("Draft", "Only")).await;
    writing.commit().await.unwrap();
    let token = app.token(Role::Writer).await;
    let address = "/api/v1/doctors/draft-only?fields=slug";
    let seen = app.get(address).bearer_auth(&token).header("content-stage", "DRAFT").send().await.unwrap();
    assert_eq!(seen.headers()["cache-control"], "no-store");
    assert_eq!(seen.json::<Value>().await.unwrap(), json!({ "data": { "slug": "draft-only" } }));
    assert_eq!(app.get(address).bearer_auth("wrong").send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    let refused = app.get(address).header("content-stage", "DRAFT").send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
}

#[rstest]
#[tokio::test]
async fn nothing_of_a_draft_is_in_any_list(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::with_sample(backend).await;
    app.indexed().await;
    let sample = std::fs::read_to_string(repository().join("sample/content.jsonl")).unwrap();
    let lines: Vec<Value> = sample.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let is_draft = |line: &&Value| line.get("content").is_some() && line.get("published").is_none();
    let drafts: Vec<&str> = lines.iter().filter(is_draft).map(|line| line["id"].as_str().unwrap()).collect();
    assert!(drafts.len() >= 2);
    let mut texts = String::new();
    for list in ["doctors", "appointments", "publications", "articles", "organisations", "journals", "search?query=the"]
    {
        let mark = if list.contains('?') { '&' } else { '?' };
        texts += &read(&app, &format!("/api/v1/{list}{mark}first=100")).await.to_string();
    }
    for draft in drafts {
        assert!(!texts.contains(draft), "{draft}");
    }
}

#[rstest]
#[tokio::test]
async fn caches_keep_an_answer_until_what_it_shows_changes(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let id = publish(&app, &doctor("Shi", "Lan")).await;
    let address = "/api/v1/doctors?fields=slug,honorific";
    let first = get(&app, address).await;
    let (tag, tags) = (first.headers()["etag"].clone(), first.headers()["cache-tag"].to_str().unwrap().to_owned());
    assert!(tags.contains(id.to_string().trim_start_matches("doctor_")) && tags.contains("doctors"), "{tags}");
    assert_eq!(first.headers()["cache-control"], "public, max-age=60, stale-while-revalidate=600");
    let again = app.get(address).header("if-none-match", &tag).send().await.unwrap();
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    publish_changed(&app, id, |doctor| doctor.slug = "shi-lan-of-renji".parse().unwrap()).await;
    let changed = app.get(address).header("if-none-match", &tag).send().await.unwrap();
    assert_eq!(changed.status(), StatusCode::OK);
    assert_ne!(changed.headers()["etag"], tag);
}

#[rstest]
#[tokio::test]
async fn a_wrong_address_says_what_would_be_right(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::with_sample(backend).await;
    for (address, told) in [
        ("doctors?frist=1", "no parameter `frist`"),
        ("doctors?first=101", "100"),
        ("doctors?filter[name][like]=x", "there is no `like`; there is eq"),
        (r#"doctors?where={"nmae":{}}"#, "nmae"),
        ("doctors?fields=nmae", "`nmae` is not there"),
        ("doctors?after=nothing", "after"),
        ("doctors?locales=klingon!", "locales"),
        ("search", "The parameter `query` is missing."),
        ("doctors/shen-muyun?first=1", "no parameter `first`"),
    ] {
        let (status, detail) = problem(&app, &format!("/api/v1/{address}")).await;
        assert_eq!(status, 400, "{address}: {detail}");
        assert!(detail.contains(told), "{address}: {detail}");
    }
    let costly = "doctors?first=100&fields=articles.nodes.subjects.articles.nodes.subjects.articles.nodes.title";
    let (status, detail) = problem(&app, &format!("/api/v1/{costly}")).await;
    assert_eq!(status, 400);
    assert!(detail.contains("cost"), "{detail}");
    let posted = app.request(reqwest::Method::POST, "/api/v1/doctors").send().await.unwrap();
    assert_eq!(posted.status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[rstest]
#[tokio::test]
async fn papers_doctors_and_articles_are_there_in_their_other_forms(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    for (address, accept, told) in [
        (
            "publications/publication_01kf2gfr20edr86ncvqsq95vdz",
            "application/x-bibtex",
            "application/x-bibtex; charset=utf-8",
        ),
        ("doctors/shen-muyun", "application/ld+json", "application/ld+json"),
        ("doctors/shen-muyun", "application/json, application/ld+json;q=0.5", "application/json"),
        ("doctors/shen-muyun", "*/*", "application/json"),
    ] {
        let answer = app.get(&format!("/api/v1/{address}")).header("accept", accept).send().await.unwrap();
        assert_eq!(
            (answer.status(), &answer.headers()["content-type"]),
            (StatusCode::OK, &told.parse().unwrap()),
            "{accept}"
        );
    }
    let answer = app.get("/api/v1/journals").header("accept", "text/csv").send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::NOT_ACCEPTABLE);
}

#[rstest]
#[tokio::test]
async fn what_stands_for_several_types_is_told_by_its_type(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    app.indexed().await;
    let found = read(&app, "/api/v1/search?query=shen&fields=node(slug,locale,name.display)").await;
    let nodes = found["data"].as_array().unwrap();
    assert!(
        nodes.iter().any(|hit| hit["node"]["__typename"] == "Doctor" && hit["node"]["slug"] == "shen-muyun"),
        "{found:#}"
    );
    let article = "/api/v1/articles/xu-tingyue-the-end-of-the-road?fields=body(text,level,question.markdown)";
    let body = read(&app, article).await;
    let blocks = body["data"]["body"].as_array().unwrap();
    let kinds: Vec<&str> = blocks.iter().map(|block| block["__typename"].as_str().unwrap()).collect();
    assert!(kinds.contains(&"Paragraph") && kinds.contains(&"Heading"), "{kinds:?}");
    assert!(!body.to_string().contains("Paragraph__"));
}

#[tokio::test]
async fn every_answer_is_as_its_description_says() {
    let app = TestApp::with_sample(Backend::Sqlite).await;
    app.indexed().await;
    let mut command = std::process::Command::new("node");
    command.arg(repository().join("tests/web/openapi.mjs")).arg(&app.url);
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().expect("node runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let count: usize = said.split(' ').next().unwrap().parse().unwrap();
    assert!(count > 100, "{said}");
}
