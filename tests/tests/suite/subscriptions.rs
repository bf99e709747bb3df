//! What subscribers are told: every change of what is published, in order and once, and nothing else.

use std::time::Duration;

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::Id;
use shanghaidoctor_domain::content::Doctor;
use shanghaidoctor_persistence::Clock;
use shanghaidoctor_tests::content::{doctor, save};
use shanghaidoctor_tests::{Backend, Socket, TestApp};

const CHANGES: &str = "subscription { changes { sequence } }";

/// Longer than another process's writes take to be seen, where nothing tells of them.
const A_WHILE: Duration = Duration::from_millis(900);

pub(crate) async fn publish_doctor(app: &TestApp, family: &str) -> Id<Doctor> {
    let mut writing = app.write().await;
    let id = save(&mut writing, &doctor(family, "Jing")).await;
    writing.publish(id.node()).await.unwrap();
    writing.commit().await.unwrap();
    id
}

/// Gives a doctor another title, and publishes it where that is asked for.
pub(crate) async fn retitle(app: &TestApp, id: Id<Doctor>, title: &str, publish: bool) {
    let mut writing = app.write().await;
    let draft = writing.draft(id).await.unwrap().unwrap();
    let content =
        Doctor { academic_title: Some(shanghaidoctor_domain::text::Localised::english(title)), ..draft.content };
    writing.save(id, Some(draft.revision), &content).await.unwrap();
    if publish {
        writing.publish(id.node()).await.unwrap();
    }
    writing.commit().await.unwrap();
}

fn sequence(data: &Value) -> i64 {
    data["changes"]["sequence"].as_str().unwrap().parse().unwrap()
}

#[rstest]
#[tokio::test]
async fn a_change_is_told_as_it_commits_with_the_document_as_it_is(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let mut socket = Socket::open(&app).await;
    let selection = "at action reason type nodeId mergedInto node { id ... on Doctor { slug academicTitle } }";
    socket.subscribe("1", &format!("subscription {{ changes {{ {selection} }} }}")).await;
    assert!(socket.is_silent(A_WHILE).await, "what was before is not told");
    let id = publish_doctor(&app, "Wu").await;
    let mut expected = json!({
        "at": "2026-03-01T12:00:00Z", "action": "PUBLISHED", "reason": null, "type": "DOCTOR", "nodeId": id.to_string(),
        "mergedInto": null, "node": { "id": id.to_string(), "slug": "wu-jing", "academicTitle": null }
    });
    assert_eq!(socket.data("1").await, json!({ "changes": expected }));
    retitle(&app, id, "Professor", true).await;
    expected["action"] = json!("UPDATED");
    expected["node"]["academicTitle"] = json!("Professor");
    assert_eq!(socket.data("1").await, json!({ "changes": expected }));
}

#[rstest]
#[tokio::test]
async fn who_was_away_goes_on_where_it_was_and_misses_nothing(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    let mut socket = Socket::open(&app).await;
    socket.subscribe("all", "subscription { changes(after: \"0\") { sequence } }").await;
    let last = app.app.live.feed.last().await.unwrap();
    assert!(last > 100, "the sample has {last} changes");
    for expected in 1..=last {
        assert_eq!(sequence(&socket.data("all").await), expected);
    }
    let id = publish_doctor(&app, "Wu").await;
    assert_eq!(sequence(&socket.data("all").await), last + 1);
    drop(socket);

    for number in 0..3 {
        retitle(&app, id, &format!("Professor {number}"), true).await;
    }
    let mut socket = Socket::open(&app).await;
    socket.subscribe("1", &format!("subscription {{ changes(after: \"{}\") {{ sequence }} }}", last + 1)).await;
    for expected in last + 2..=last + 4 {
        assert_eq!(sequence(&socket.data("1").await), expected);
    }
    assert!(socket.is_silent(A_WHILE).await, "nothing comes twice");
}

#[rstest]
#[tokio::test]
async fn only_the_types_asked_for_are_told(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::with_sample(backend).await;
    let query = "{ articles { totalCount } journals { totalCount } }";
    let totals = app.query(query).await.data();
    let expected =
        totals["articles"]["totalCount"].as_i64().unwrap() + totals["journals"]["totalCount"].as_i64().unwrap();
    let mut socket = Socket::open(&app).await;
    socket.subscribe("1", "subscription { changes(after: \"0\", types: [ARTICLE, JOURNAL]) { type } }").await;
    for _ in 0..expected {
        let kind = socket.data("1").await["changes"]["type"].clone();
        assert!(kind == "ARTICLE" || kind == "JOURNAL", "{kind}");
    }
    assert!(socket.is_silent(A_WHILE).await);
}

#[rstest]
#[tokio::test]
async fn a_number_that_is_none_or_yet_to_come_is_an_error_that_says_what_to_do(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let last = app.app.live.feed.last().await.unwrap();
    let mut socket = Socket::open(&app).await;
    for (after, told) in [
        ("x".to_owned(), "is no `sequence`"),
        ("-1".to_owned(), "is no `sequence`"),
        (String::new(), "is no `sequence`"),
        ("9".repeat(40), "is no `sequence`"),
        ((last + 1).to_string(), "is yet to come"),
    ] {
        socket.subscribe("1", &format!("subscription {{ changes(after: \"{after}\") {{ sequence }} }}")).await;
        let message = socket.heard().await;
        assert_eq!(message["type"], "error", "{message:#}");
        let error = &message["payload"][0];
        assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT", "{error:#}");
        assert!(error["message"].as_str().unwrap().contains(told), "{error:#}");
    }
}

#[rstest]
#[tokio::test]
async fn a_document_is_shown_as_it_is_and_after_each_change(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let id = publish_doctor(&app, "Wu").await;
    let mut socket = Socket::open(&app).await;
    socket.subscribe("1", &format!("subscription {{ doctor(id: \"{id}\") {{ academicTitle }} }}")).await;
    assert_eq!(socket.data("1").await, json!({ "doctor": { "academicTitle": null } }));
    retitle(&app, id, "Professor", true).await;
    assert_eq!(socket.data("1").await, json!({ "doctor": { "academicTitle": "Professor" } }));
    publish_doctor(&app, "Qi").await;
    assert!(socket.is_silent(A_WHILE).await, "another document is no business of this one");

    for (field, id, told) in
        [("article", id.to_string(), "is not the id of a article"), ("doctor", "x".to_owned(), "is no id")]
    {
        socket.subscribe("2", &format!("subscription {{ {field}(id: \"{id}\") {{ slug }} }}")).await;
        let message = socket.heard().await;
        assert_eq!(message["type"], "error", "{message:#}");
        assert!(message["payload"][0]["message"].as_str().unwrap().contains(told), "{message:#}");
    }
}

#[rstest]
#[tokio::test]
async fn nothing_is_told_of_a_draft(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let mut writing = app.write().await;
    let draft = save(&mut writing, &doctor("Wu", "Jing")).await;
    writing.commit().await.unwrap();
    let public = publish_doctor(&app, "Qi").await;
    let mut socket = Socket::open(&app).await;
    for (name, id) in [("draft", draft), ("public", public)] {
        socket.subscribe(name, &format!("subscription {{ doctor(id: \"{id}\") {{ academicTitle }} }}")).await;
    }
    let mut first = [socket.heard().await, socket.heard().await];
    first.sort_by_key(|message| message["id"].to_string());
    assert_eq!(first[0]["payload"]["data"], json!({ "doctor": null }));
    assert_eq!(first[1]["payload"]["data"], json!({ "doctor": { "academicTitle": null } }));
    socket.subscribe("changes", "subscription { changes { sequence nodeId node { id } } }").await;
    retitle(&app, draft, "Secret", false).await;
    retitle(&app, public, "Secret", false).await;
    assert!(socket.is_silent(A_WHILE).await);
    // The draft becomes visible, and is told of for the first time.
    let mut writing = app.write().await;
    writing.publish(draft.node()).await.unwrap();
    writing.commit().await.unwrap();
    let mut told = [socket.heard().await, socket.heard().await];
    told.sort_by_key(|message| message["id"].to_string());
    assert_eq!(told[0]["payload"]["data"]["changes"]["nodeId"], draft.to_string());
    assert_eq!(told[1]["payload"]["data"], json!({ "doctor": { "academicTitle": "Secret" } }));
}

/// Another process writes: on PostgreSQL the database tells of it, on SQLite it is looked for.
#[rstest]
#[tokio::test]
async fn what_another_process_writes_is_told_too(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    use shanghaidoctor_domain::Actor;
    use shanghaidoctor_persistence::{Database, write::Writing};

    let app = TestApp::start(backend).await;
    let other = Database::open(&app.database_url.parse().unwrap(), Duration::from_secs(10)).await.unwrap();
    let mut socket = Socket::open(&app).await;
    socket.subscribe("1", CHANGES).await;
    // Until the server listens.
    assert!(socket.is_silent(A_WHILE).await);
    for family in ["Wu", "Qi"] {
        let mut writing = Writing::begin(&other, &Clock::system(), Actor::Operator, None).await.unwrap();
        let id = save(&mut writing, &doctor(family, "Jing")).await;
        writing.publish(id.node()).await.unwrap();
        writing.commit().await.unwrap();
        let begun = std::time::Instant::now();
        socket.data("1").await;
        assert!(begun.elapsed() < Duration::from_secs(3), "it took {:?}", begun.elapsed());
    }
    other.close().await.unwrap();
}

#[rstest]
#[tokio::test]
async fn subscribers_who_wait_cost_no_statement(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let id = publish_doctor(&app, "Wu").await;
    let statements = || (app.app.database.statements(), app.app.database.statements_of_followers());
    let waiting = async || {
        let before = statements();
        tokio::time::sleep(Duration::from_secs(2)).await;
        let after = statements();
        (after.0 - before.0, after.1 - before.1)
    };
    let without = waiting().await;
    let mut sockets = Vec::new();
    for number in 0..10 {
        let mut socket = Socket::open(&app).await;
        for operation in 0..20 {
            socket.subscribe(&format!("c{operation}"), CHANGES).await;
        }
        socket.subscribe("d", &format!("subscription {{ doctor(id: \"{id}\") {{ slug }} }}")).await;
        assert_eq!(socket.data("d").await["doctor"]["slug"], "wu-jing", "{number}");
        sockets.push(socket);
    }
    let with = waiting().await;
    assert_eq!(with.0, 0, "a statement for those who wait");
    // The server's own followers look every 400 ms, each by its own clock.
    assert!(with.1 <= without.1 + 4, "{} statements instead of {}", with.1, without.1);

    publish_doctor(&app, "Qi").await;
    let before = statements();
    for socket in &mut sockets {
        for _ in 0..20 {
            assert_eq!(socket.heard().await["type"], "next");
        }
    }
    assert_eq!(statements().0, before.0, "a number of the log is told from memory");
}

#[tokio::test]
async fn a_subscription_keeps_to_the_limits_of_every_operation() {
    let app = TestApp::configured(Backend::Sqlite, false, |config| config.operations.cost_limit = 100).await;
    let mut socket = Socket::open(&app).await;
    let deep = format!(
        "subscription {{ changes {{ node {{ id {} }} }} }}",
        "... on Doctor { slug ".repeat(60) + &"}".repeat(60)
    );
    let cases = [
        (
            "subscription { changes { node { ... on Doctor { articles(first: 100) { nodes { slug } } } } } }",
            "QUERY_TOO_COMPLEX",
        ),
        ("subscription { changes { sequence } doctor(id: \"x\") { slug } }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { __typename }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { changes { nothing } }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { ... { changes { sequence } } }", "GRAPHQL_VALIDATION_FAILED"),
        (&deep, "QUERY_TOO_DEEP"),
    ];
    for (query, code) in cases {
        socket.subscribe("1", query).await;
        let message = socket.heard().await;
        assert_eq!(message["type"], "error", "{query}: {message:#}");
        assert_eq!(message["payload"][0]["extensions"]["code"], code, "{query}: {message:#}");
    }
}
