use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::Role;
use shanghaidoctor_tests::content::{doctor, publish};
use shanghaidoctor_tests::{Answer, Backend};

use super::{Desk, create, named, of_kind, write};

/// Reads drafts as a writer.
pub(super) async fn read(app: &Desk, query: &str, variables: Value) -> Answer {
    let request = app.post(&json!({ "query": query, "variables": variables })).header("content-stage", "DRAFT");
    let request = request.header("accept", "application/graphql-response+json");
    app.send(request.bearer_auth(app.token(Role::Writer).await)).await
}

#[rstest]
#[tokio::test]
async fn the_same_query_shows_drafts_to_those_who_write_them_and_what_is_published_to_all(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = Desk::start(backend).await;
    let known = publish(&app, &doctor("Lu", "Mei")).await.to_string();
    let input = json!({ "id": known, "revision": 1, "name": { "family": "Lu", "given": "Meihua" } });
    assert_eq!(write(&app, &of_kind("update", "Doctor"), input).await["userErrors"], json!([]));
    let new = create(&app, "Doctor", json!({ "name": { "family": "He", "given": "Jun" } })).await;
    let query = "query($new: ID!, $known: ID!) { \
        doctors { totalCount nodes { id name { given } editing { revision publishedRevision } } } \
        found: doctors(where: { name: { contains: \"jun\" } }) { totalCount } \
        latest: doctors(first: 1, orderBy: { field: PUBLISHED_AT, direction: DESC }) { nodes { id } pageInfo { endCursor } } \
        slug: doctor(slug: \"he-jun\") { id } node(id: $new) { id } nodes(ids: [$new, $known]) { id } }";
    let variables = json!({ "new": new, "known": known });
    // What is public is in memory before the drafts are read, and after.
    for _ in 0..2 {
        let public = app.query_with(query, variables.clone()).await.data();
        let nodes = json!([{ "id": known, "name": { "given": "Mei" }, "editing": null }]);
        assert_eq!(public["doctors"], json!({ "totalCount": 1, "nodes": nodes }));
        assert_eq!(
            (&public["found"]["totalCount"], &public["slug"], &public["node"]),
            (&json!(0), &json!(null), &json!(null))
        );
        assert_eq!(public["nodes"], json!([null, { "id": known }]));

        let drafts = read(&app, query, variables.clone()).await;
        assert_eq!(drafts.headers["cache-control"], "no-store");
        let drafts = drafts.data();
        let nodes = json!([
            { "id": new, "name": { "given": "Jun" }, "editing": { "revision": 1, "publishedRevision": null } },
            { "id": known, "name": { "given": "Meihua" }, "editing": { "revision": 2, "publishedRevision": 1 } },
        ]);
        assert_eq!(drafts["doctors"], json!({ "totalCount": 2, "nodes": nodes }));
        assert_eq!(
            (&drafts["found"]["totalCount"], &drafts["slug"]["id"], &drafts["node"]["id"]),
            (&json!(1), &json!(new), &json!(new))
        );
        assert_eq!(drafts["nodes"], json!([{ "id": new }, { "id": known }]));
    }
}

#[rstest]
#[tokio::test]
async fn all_below_a_draft_is_a_draft(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = Desk::start(backend).await;
    let society = create(&app, "Organisation", json!({ "name": named("A society"), "kind": "ASSOCIATION" })).await;
    let branch =
        create(&app, "Organisation", json!({ "name": named("A branch"), "kind": "BRANCH", "parent": society })).await;
    let doctor = create(&app, "Doctor", json!({ "name": { "family": "Lu" } })).await;
    let post = json!({ "doctor": doctor, "role": named("Member"), "rank": "MEMBER", "status": "CURRENT", "body": { "organisation": branch } });
    create(&app, "Appointment", post).await;
    let article = json!({ "title": "A title", "locale": "en", "channel": "news", "subjects": [doctor],
        "body": [{ "paragraph": { "text": { "markdown": "It *rained*." } } }] });
    let article = create(&app, "Article", article).await;
    let query = "query($id: ID!) { article(id: $id) { html subjects { appointments { totalCount nodes { body { \
        ... on Organisation { name ancestors { name } } } } } articles { nodes { id } } } } }";
    let shown = read(&app, query, json!({ "id": article })).await.at("/article");
    assert_eq!(shown["html"], "<p>It <em>rained</em>.</p>");
    let subject = json!({
        "appointments": { "totalCount": 1, "nodes": [{ "body": { "name": "A branch", "ancestors": [{ "name": "A society" }] } }] },
        "articles": { "nodes": [{ "id": article }] },
    });
    assert_eq!(shown["subjects"], json!([subject]));
}

/// Every list of drafts is paged through in every order, as that of what is published is.
#[rstest]
#[tokio::test]
async fn drafts_are_paged_through_by_when_they_were_made(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = Desk::start(backend).await;
    let mut made = Vec::new();
    for number in 0..5 {
        made.push(json!(create(&app, "Doctor", json!({ "name": { "family": format!("Lu{number}") } })).await));
        app.app.app.clock.advance(std::time::Duration::from_secs(1));
    }
    for direction in ["ASC", "DESC"] {
        let query = format!(
            "query($after: String) {{ doctors(first: 2, after: $after, orderBy: {{ field: PUBLISHED_AT, direction: {direction} }}) \
             {{ nodes {{ id }} pageInfo {{ hasNextPage endCursor }} }} }}"
        );
        let (mut seen, mut after) = (Vec::new(), Value::Null);
        loop {
            let page = read(&app, &query, json!({ "after": after })).await.at("/doctors");
            seen.extend(page["nodes"].as_array().unwrap().iter().map(|node| node["id"].clone()));
            after = page["pageInfo"]["endCursor"].clone();
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
        }
        if direction == "DESC" {
            seen.reverse();
        }
        assert_eq!(seen, made, "{direction}");
    }
}

#[rstest]
#[tokio::test]
async fn drafts_are_for_those_who_write_them(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = Desk::start(backend).await;
    let ask = || app.post(&json!({ "query": "{ doctors { totalCount } }" }));
    let statuses = [("DRAFT", 401), ("draft", 400), ("", 400), ("PUBLISHED", 200)];
    for (stage, status) in statuses {
        let answer = ask().header("content-stage", stage).send().await.unwrap();
        assert_eq!(answer.status(), status, "{stage}");
        let vary = answer.headers().get_all("vary").iter().map(|vary| vary.to_str().unwrap().to_lowercase());
        assert!(vary.into_iter().any(|vary| vary.contains("content-stage")), "{stage}");
    }
    let twice = ask().header("content-stage", "PUBLISHED").header("content-stage", "DRAFT").send().await.unwrap();
    assert_eq!(twice.status(), 400);
    let address = "/graphql?query=%7B%20doctors%20%7B%20totalCount%20%7D%20%7D";
    assert_eq!(app.get(address).header("content-stage", "DRAFT").send().await.unwrap().status(), 401);
    let by_address = app.get(address).header("content-stage", "DRAFT").bearer_auth(app.token(Role::Writer).await);
    let by_address = by_address.header("accept", "application/graphql-response+json").send().await.unwrap();
    assert_eq!(
        (by_address.status().as_u16(), &by_address.headers()["cache-control"]),
        (200, &"no-store".parse().unwrap())
    );
    assert!(!by_address.headers().contains_key("cache-tag"));
}
