//! Documents that go out together: all of them or none, now or at a time that is said by a clock on a wall, in the name of
//! whoever said so.

use std::time::Duration;

use rstest::rstest;
use sea_orm::ConnectionTrait as _;
use sea_orm::sea_query::{Expr, Query};
use serde_json::{Value, json};
use shanghaidoctor_domain::content::Article;
use shanghaidoctor_domain::{Id, Role, id_text};
use shanghaidoctor_persistence::accounts::{AccountChange, Doer};
use shanghaidoctor_tests::content::{article, publish, save};
use shanghaidoctor_tests::{Backend, TestApp};

const SHOWN: &str = "release { id revision status items { action } schedule { at timeZone dueAt clockChange } publishedAt \
    failures { document path message } } userErrors { code path message conflict { revision at author authorName changed } }";

/// Does something with a release as whoever this token stands for; gives the payload.
async fn act(app: &TestApp, token: &str, name: &str, input: Value) -> Value {
    let kind = format!("{}{}Input", name[..1].to_uppercase(), &name[1..]);
    let mutation = format!("mutation ($input: {kind}!) {{ {name}(input: $input) {{ {SHOWN} }} }}");
    app.query_as(token, &mutation, json!({ "input": input })).await.at(&format!("/{name}"))
}

/// A release of these drafts, by its id.
async fn created(app: &TestApp, token: &str, articles: &[Id<Article>]) -> Value {
    let items: Vec<Value> = articles.iter().map(|id| json!({ "document": id })).collect();
    act(app, token, "createRelease", json!({ "name": "Spring", "items": items })).await["release"]["id"].take()
}

async fn drafts(app: &TestApp, titles: &[&str]) -> Vec<Id<Article>> {
    let mut writing = app.write().await;
    let mut ids = Vec::new();
    for title in titles {
        ids.push(save(&mut writing, &article(title, &[])).await);
    }
    writing.commit().await.unwrap();
    ids
}

async fn public(app: &TestApp) -> Value {
    app.query("{ articles { totalCount } }").await.at("/articles/totalCount")
}

/// The release once it is not waiting any more.
async fn decided(app: &TestApp, token: &str, id: &Value) -> Value {
    let query = "query ($id: ID!) { release(id: $id) { status publishedAt failures { document path message } } }";
    for _ in 0..1_000 {
        let release = app.query_as(token, query, json!({ "id": id })).await.at("/release");
        if release["status"] != "SCHEDULED" {
            return release;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the release still waits");
}

#[rstest]
#[tokio::test]
async fn a_release_publishes_and_takes_back_together_or_not_at_all(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let token = app.token(Role::Publisher).await;
    let old = publish(&app, &article("Old", &[])).await;
    let new = drafts(&app, &["One", "Two"]).await;
    let id = created(&app, &token, &new).await;
    let taken_back = json!([{ "document": old, "action": "UNPUBLISH", "reason": "LICENCE_ENDED" }]);
    act(&app, &token, "addToRelease", json!({ "id": id, "items": taken_back })).await;
    let mut wanting = article("Wanting", &[]);
    wanting.body = Default::default();
    let mut writing = app.write().await;
    let wanting = save(&mut writing, &wanting).await;
    writing.commit().await.unwrap();
    act(&app, &token, "addToRelease", json!({ "id": id, "items": [{ "document": wanting }] })).await;

    let refused = act(&app, &token, "publishRelease", json!({ "id": id })).await;
    assert_eq!((&refused["release"], &refused["userErrors"][0]["code"]), (&Value::Null, &json!("REQUIRED")));
    assert!(refused["userErrors"][0]["message"].as_str().unwrap().contains(&wanting.to_string()), "{refused}");
    assert_eq!(public(&app).await, 1, "nothing of it went out");

    act(&app, &token, "removeFromRelease", json!({ "id": id, "documents": [wanting] })).await;
    let published = act(&app, &token, "publishRelease", json!({ "id": id })).await;
    assert_eq!(published["userErrors"], json!([]), "{published}");
    assert_eq!((&published["release"]["status"], public(&app).await), (&json!("PUBLISHED"), json!(2)));
    assert_eq!(app.get("/articles/old").send().await.unwrap().status(), 410);
    let again = act(&app, &token, "publishRelease", json!({ "id": id })).await;
    assert_eq!(again["userErrors"][0]["path"], json!(["input", "id"]));
}

#[rstest]
#[tokio::test]
async fn of_two_who_change_a_release_at_once_the_second_is_told(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let token = app.token(Role::Publisher).await;
    let articles = drafts(&app, &["One", "Two"]).await;
    let id = created(&app, &token, &articles[..1]).await;
    let items = json!([{ "document": articles[1] }]);
    app.app.clock.advance(Duration::from_secs(60));
    let faster = app.account(Role::Administrator).await;
    let input = json!({ "id": id, "revision": 1, "items": items });
    let added = act(&app, &app.token_of(&faster).await, "addToRelease", input).await;
    assert_eq!((&added["release"]["revision"], &added["userErrors"]), (&json!(2), &json!([])));
    let at = json!({ "at": "2026-03-01T21:30", "timeZone": "UTC" });
    for (name, more) in [
        ("updateRelease", json!({ "name": "Summer" })),
        ("addToRelease", json!({ "items": items })),
        ("removeFromRelease", json!({ "documents": [articles[0]] })),
        ("scheduleRelease", at),
        ("publishRelease", json!({})),
        ("cancelRelease", json!({})),
    ] {
        let mut input = json!({ "id": id, "revision": 1 });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let refused = act(&app, &token, name, input.clone()).await;
        assert_eq!(refused["userErrors"][0]["code"], "STALE", "{name}: {refused}");
        assert_eq!(refused["userErrors"][0]["path"], json!(["input", "revision"]), "{name}");
        let conflict = json!({
            "revision": 2, "at": "2026-03-01T12:01:00Z", "author": id_text("account", faster.id),
            "authorName": faster.name, "changed": [],
        });
        assert_eq!(refused["userErrors"][0]["conflict"], conflict, "{name}: who was faster");
    }
    let seen = app.query_as(
        &token,
        "query ($id: ID!) { release(id: $id) { revision name status items { action } } }",
        json!({ "id": id }),
    );
    let expected = json!({ "revision": 2, "name": "Spring", "status": "OPEN", "items": [{ "action": "PUBLISH" }, { "action": "PUBLISH" }] });
    assert_eq!(seen.await.at("/release"), expected, "nothing was done");
    let cancelled = act(&app, &token, "cancelRelease", json!({ "id": id, "revision": 2 })).await;
    assert_eq!((&cancelled["release"]["status"], &cancelled["release"]["revision"]), (&json!("CANCELLED"), &json!(3)));
}

#[rstest]
#[tokio::test]
async fn a_release_goes_out_at_its_time_in_its_zone(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let publisher = app.account(Role::Publisher).await;
    let token = app.token_of(&publisher).await;
    let articles = drafts(&app, &["One", "Two"]).await;
    let id = created(&app, &token, &articles).await;
    let over = json!({ "id": id, "at": "2026-03-01T19:59", "timeZone": "Asia/Shanghai" });
    let over = act(&app, &token, "scheduleRelease", over).await;
    assert_eq!(over["userErrors"][0]["path"], json!(["input", "at"]), "{over}");
    let at = json!({ "id": id, "at": "2026-03-01T21:30", "timeZone": "Asia/Shanghai" });
    let scheduled = act(&app, &token, "scheduleRelease", at).await;
    assert_eq!(
        scheduled["release"]["schedule"],
        json!({ "at": "2026-03-01T21:30:00", "timeZone": "Asia/Shanghai", "dueAt": "2026-03-01T13:30:00Z",
            "clockChange": null })
    );
    app.app.clock.set("2026-03-01T13:29:59Z".parse().unwrap());
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(public(&app).await, 0, "it is not due yet");
    app.app.clock.set("2026-03-01T13:30:00Z".parse().unwrap());
    let token = app.token_of(&publisher).await;
    let release = decided(&app, &token, &id).await;
    assert_eq!((&release["status"], &release["publishedAt"]), (&json!("PUBLISHED"), &json!("2026-03-01T13:30:00Z")));
    assert_eq!(public(&app).await, 2);
}

#[rstest]
#[tokio::test]
async fn one_that_fails_says_why_and_holds_up_no_other(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let publisher = app.account(Role::Publisher).await;
    let token = app.token_of(&publisher).await;
    let articles = drafts(&app, &["One", "Two", "Three"]).await;
    let (bad, good) = (created(&app, &token, &articles[..2]).await, created(&app, &token, &articles[2..]).await);
    for id in [&bad, &good] {
        let at = json!({ "id": id, "at": "2026-03-01T13:00", "timeZone": "UTC" });
        assert_eq!(act(&app, &token, "scheduleRelease", at).await["userErrors"], json!([]));
    }
    // What is scheduled can be changed, and be wanting by then.
    let mut writing = app.write().await;
    let mut draft = writing.draft(articles[1]).await.unwrap().unwrap().content;
    draft.title = String::new();
    writing.save(articles[1], None, &draft).await.unwrap();
    writing.commit().await.unwrap();
    app.app.clock.set("2026-03-01T14:00:00Z".parse().unwrap());
    let token = app.token_of(&publisher).await;
    assert_eq!(decided(&app, &token, &good).await["status"], "PUBLISHED");
    let failed = decided(&app, &token, &bad).await;
    assert_eq!(failed["status"], "FAILED");
    assert_eq!(failed["failures"][0]["document"], json!(articles[1]));
    assert_eq!(failed["failures"][0]["path"], json!(["title"]));
    assert_eq!(public(&app).await, 1, "nothing of the failed one went out");
}

#[rstest]
#[tokio::test]
async fn who_scheduled_it_must_still_have_the_right_at_the_time(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let publisher = app.account(Role::Publisher).await;
    let token = app.token_of(&publisher).await;
    let articles = drafts(&app, &["One"]).await;
    let id = created(&app, &token, &articles).await;
    let at = json!({ "id": id, "at": "2026-03-01T13:00", "timeZone": "UTC" });
    act(&app, &token, "scheduleRelease", at).await;
    let writer = AccountChange { role: Some(Role::Writer), ..AccountChange::default() };
    let accounts = app.app.auth.accounts();
    accounts.update(&Doer::operator(), publisher.id, publisher.revision, writer).await.unwrap();
    app.app.clock.set("2026-03-01T13:00:00Z".parse().unwrap());
    let token = app.token(Role::Publisher).await;
    let release = decided(&app, &token, &id).await;
    assert_eq!(release["status"], "FAILED");
    assert!(release["failures"][0]["message"].as_str().unwrap().contains("writer may not"), "{release}");
    assert_eq!(public(&app).await, 0);
}

#[rstest]
#[tokio::test]
async fn a_cancelled_release_stays_where_it_is(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let publisher = app.account(Role::Publisher).await;
    let token = app.token_of(&publisher).await;
    let articles = drafts(&app, &["One"]).await;
    let id = created(&app, &token, &articles).await;
    let at = json!({ "id": id, "at": "2026-03-01T13:00", "timeZone": "UTC" });
    act(&app, &token, "scheduleRelease", at).await;
    assert_eq!(act(&app, &token, "cancelRelease", json!({ "id": id })).await["release"]["status"], "CANCELLED");
    app.app.clock.set("2026-03-02T13:00:00Z".parse().unwrap());
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(public(&app).await, 0);
}

#[rstest]
#[tokio::test]
async fn releases_are_seen_by_those_who_are_signed_in_and_planned_by_publishers(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let token = app.token(Role::Publisher).await;
    let id = created(&app, &token, &[]).await;
    let list = "{ releases { totalCount nodes { id name createdBy } } overdueRelease { id } }";
    let seen = app.query_as(&app.token(Role::Writer).await, list, json!({})).await;
    assert_eq!(seen.at("/releases/nodes/0/id"), id);
    let unseen = app.query(list).await;
    assert_eq!(unseen.body["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    let mutation = "mutation { createRelease(input: { name: \"Mine\" }) { release { id } } }";
    let refused = app.query_as(&app.token(Role::Editor).await, mutation, json!({})).await;
    assert_eq!(refused.body["errors"][0]["extensions"]["code"], "FORBIDDEN");
    assert_eq!(app.get("/readyz").send().await.unwrap().text().await.unwrap(), "ready\n");
}

#[rstest]
#[tokio::test]
async fn a_reason_that_nobody_knows_is_never_taken_for_another(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let token = app.token(Role::Publisher).await;
    let article = publish(&app, &article("One", &[])).await;
    let items = json!([{ "document": article, "action": "UNPUBLISH", "reason": "RETRACTED" }]);
    let made = act(&app, &token, "createRelease", json!({ "name": "Spring", "items": items })).await;
    let id = &made["release"]["id"];
    let connection = sea_orm::Database::connect(&app.database_url).await.unwrap();
    for (action, reason) in [("UNPUBLISH", Some("OF_LATER")), ("UNPUBLISH", None), ("OF_LATER", Some("RETRACTED"))] {
        let values = [("action", Expr::value(action)), ("reason", Expr::value(reason))];
        connection.execute(&Query::update().table("release_items").values(values).take()).await.unwrap();
        let shown = "query ($id: ID!) { release(id: $id) { items { reason } } }";
        let published = "mutation ($id: ID!) { publishRelease(input: { id: $id }) { release { status } } }";
        for asked in [shown, published] {
            let answer = app.query_as(&token, asked, json!({ "id": id })).await;
            assert_eq!(answer.error().0, "INTERNAL_SERVER_ERROR", "{action} {reason:?}: {}", answer.body);
        }
        assert_eq!(public(&app).await, 1, "{action} {reason:?}");
    }
}
