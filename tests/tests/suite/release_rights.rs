//! Who is kept to some languages or channels does nothing with a release that reaches beyond them, and the audit log tells
//! who did what with one.

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::content::Article;
use shanghaidoctor_domain::{Id, Limits, Role, id_text};
use shanghaidoctor_tests::content::{article, publish, save};
use shanghaidoctor_tests::{Answer, Backend, TestApp};

/// Does something with a release as whoever this token stands for.
async fn act(app: &TestApp, token: &str, name: &str, input: Value) -> Answer {
    let kind = format!("{}{}Input", name[..1].to_uppercase(), &name[1..]);
    let mutation = format!(
        "mutation ($input: {kind}!) {{ {name}(input: $input) {{ release {{ id revision updatedBy }} \
         userErrors {{ code path message }} }} }}"
    );
    app.query_as(token, &mutation, json!({ "input": input })).await
}

/// A draft in English, and one in Chinese.
async fn drafts(app: &TestApp) -> [Id<Article>; 2] {
    let mut writing = app.write().await;
    let english = save(&mut writing, &article("One", &[])).await;
    let mut chinese = article("Two", &[]);
    chinese.locale = "zh-Hans".parse().unwrap();
    let chinese = save(&mut writing, &chinese).await;
    writing.commit().await.unwrap();
    [english, chinese]
}

const AT: &str = "2026-03-01T13:00";

async fn scheduled(app: &TestApp, token: &str, id: &Value) -> Value {
    let query = "query ($id: ID!) { release(id: $id) { revision name status schedule { at } items { document } } }";
    app.query_as(token, query, json!({ "id": id })).await.at("/release")
}

#[rstest]
#[tokio::test]
async fn who_is_kept_to_a_language_or_channel_does_nothing_with_a_release_beyond_it(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
    #[values(true, false)] in_language: bool,
) {
    let app = TestApp::start(backend).await;
    let [english, chinese] = drafts(&app).await;
    let public = publish(&app, &article("Three", &[])).await;
    let all = app.token(Role::Publisher).await;
    let theirs = act(&app, &all, "createRelease", json!({ "name": "All", "items": [{ "document": english }] })).await;
    let id = theirs.at("/createRelease/release/id");
    act(&app, &all, "scheduleRelease", json!({ "id": id, "at": "2026-03-02T13:00", "timeZone": "UTC" })).await.data();
    let before = scheduled(&app, &all, &id).await;

    let limits = match in_language {
        true => Limits { locales: vec!["zh-Hans".parse().unwrap()], ..Limits::default() },
        false => Limits { channels: vec!["another".into()], ..Limits::default() },
    };
    let limited = app.token_of(&app.account_within(Role::Publisher, limits).await).await;
    for (name, input) in [
        ("createRelease", json!({ "name": "Mine", "items": [{ "document": english }] })),
        ("createRelease", json!({ "name": "Mine", "items": [{ "document": public, "action": "UNPUBLISH" }] })),
        ("updateRelease", json!({ "id": id, "name": "Mine" })),
        ("addToRelease", json!({ "id": id, "items": [] })),
        ("removeFromRelease", json!({ "id": id, "documents": [english] })),
        ("scheduleRelease", json!({ "id": id, "at": AT, "timeZone": "UTC" })),
        ("cancelRelease", json!({ "id": id })),
        ("publishRelease", json!({ "id": id })),
    ] {
        let refused = act(&app, &limited, name, input.clone()).await.error();
        let beyond = if in_language { "language `en-GB`" } else { "channel `news`" };
        assert!(refused.0 == "FORBIDDEN" && refused.1.contains(beyond), "{name} {input}: {refused:?}");
    }
    assert_eq!(scheduled(&app, &all, &id).await, before, "nothing was done with it");
    if in_language {
        let input = json!({ "name": "Mine", "items": [{ "document": chinese }] });
        let mine = act(&app, &limited, "createRelease", input).await.at("/createRelease/release/id");
        let added =
            act(&app, &limited, "addToRelease", json!({ "id": mine, "items": [{ "document": english }] })).await;
        assert_eq!(added.error().0, "FORBIDDEN");
        let at = json!({ "id": mine, "at": AT, "timeZone": "UTC" });
        assert_eq!(act(&app, &limited, "scheduleRelease", at).await.at("/scheduleRelease/userErrors"), json!([]));
    }
}

#[rstest]
#[tokio::test]
async fn the_audit_log_tells_who_did_what_with_a_release(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let [one, two] = drafts(&app).await;
    let publisher = app.account(Role::Publisher).await;
    let token = app.token_of(&publisher).await;
    let made = act(&app, &token, "createRelease", json!({ "name": "Spring", "items": [{ "document": one }] })).await;
    let id = made.at("/createRelease/release/id");
    for (name, input) in [
        ("addToRelease", json!({ "id": id, "items": [{ "document": two }] })),
        ("removeFromRelease", json!({ "id": id, "documents": [two] })),
        ("scheduleRelease", json!({ "id": id, "at": AT, "timeZone": "UTC" })),
        ("cancelRelease", json!({ "id": id })),
        ("publishRelease", json!({ "id": id })),
    ] {
        assert_eq!(act(&app, &token, name, input).await.at(&format!("/{name}/userErrors")), json!([]), "{name}");
    }
    let log = "query ($id: ID!) { auditLog(where: { target: $id }) { nodes { action actor address detail } } }";
    let administrator = app.token(Role::Administrator).await;
    let log = app.query_as(&administrator, log, json!({ "id": id })).await.at("/auditLog/nodes");
    let line = |action: &str, detail: Value| {
        let actor = id_text("account", publisher.id);
        json!({ "action": action, "actor": actor, "address": "127.0.0.1", "detail": detail })
    };
    let time =
        json!({ "at": "2026-03-01T13:00:00", "timeZone": "UTC", "dueAt": "2026-03-01T13:00:00Z", "dueBefore": null });
    let expected = json!([
        line("RELEASE_PUBLISHED", json!({ "name": "Spring" })),
        line("RELEASE_CANCELLED", json!({ "name": "Spring" })),
        line("RELEASE_SCHEDULED", time),
        line("RELEASE_CHANGED", json!({ "removed": [two] })),
        line("RELEASE_CHANGED", json!({ "added": [two] })),
        line("RELEASE_CREATED", json!({ "name": "Spring", "documents": [one] })),
    ]);
    assert_eq!(log, expected);
}

#[rstest]
#[tokio::test]
async fn the_audit_log_tells_why_something_was_taken_away(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let id = publish(&app, &article("One", &[])).await;
    let publisher = app.token(Role::Publisher).await;
    let act = "mutation ($id: ID!) { unpublish(input: { ids: [$id], reason: RETRACTED, note: \"invented\" }) { \
        userErrors { code } } publish(input: { ids: [$id] }) { userErrors { code } } }";
    app.query_as(&publisher, act, json!({ "id": id })).await.data();
    let log = "query ($id: ID!) { auditLog(where: { target: $id }) { nodes { action address detail } } }";
    let log = app.query_as(&app.token(Role::Administrator).await, log, json!({ "id": id })).await.at("/auditLog/nodes");
    let expected = json!([
        { "action": "PUBLISHED", "address": "127.0.0.1", "detail": null },
        { "action": "UNPUBLISHED", "address": "127.0.0.1", "detail": { "reason": "RETRACTED", "note": "invented" } },
    ]);
    assert_eq!(log, expected);
}
