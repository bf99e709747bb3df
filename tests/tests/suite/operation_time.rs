//! An operation that takes too long is stopped, and the database with it.

use std::time::{Duration, Instant};

use rstest::rstest;
use sea_orm::{ConnectionTrait as _, Database, DatabaseConnection, DbBackend, Statement};
use serde_json::json;
use shanghaidoctor_tests::{Backend, TestApp};

const LIMIT: Duration = Duration::from_millis(500);

/// In place of the table of doctors, something that takes long to read: seconds on SQLite,
/// and on PostgreSQL far longer than any test runs.
fn slow(backend: Backend) -> &'static str {
    match backend {
        Backend::Sqlite => {
            "ALTER TABLE doctors RENAME TO hidden; \
             CREATE VIEW doctors AS SELECT * FROM hidden WHERE (WITH RECURSIVE n(x) AS \
             (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 3000000) SELECT count(*) FROM n) > 0;"
        }
        Backend::Postgres => {
            "ALTER TABLE doctors RENAME TO hidden; \
             CREATE VIEW doctors AS SELECT * FROM hidden WHERE pg_sleep(1000) IS NOT NULL;"
        }
    }
}

async fn slowed(backend: Backend) -> (TestApp, DatabaseConnection) {
    let app = TestApp::configured(backend, true, |config| config.operations.operation_timeout = LIMIT).await;
    let connection = Database::connect(&app.database_url).await.unwrap();
    connection.execute_unprepared(slow(backend)).await.unwrap();
    (app, connection)
}

#[rstest]
#[tokio::test]
async fn an_operation_that_takes_too_long_is_stopped_and_others_are_answered(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let (app, connection) = slowed(backend).await;
    // Read by a statement of its own, and by one of a loader.
    for query in ["{ doctors { nodes { slug } } }", "{ articles { nodes { subjects { slug } } } }"] {
        let start = Instant::now();
        let answer = app.query(query).await;
        assert!(start.elapsed() >= LIMIT, "{:?}", start.elapsed());
        assert_eq!((answer.status, answer.error().0.as_str()), (503, "OPERATION_TIMEOUT"));
        assert!(answer.body.get("data").is_none());
        assert_eq!(answer.headers["cache-control"], "no-store");
        assert_eq!(app.query("{ site { name } }").await.at("/site/name"), "ShanghaiDoctor");
    }
    connection.close().await.unwrap();
}

/// Dropping what waits for PostgreSQL would not stop it.
#[tokio::test]
async fn postgresql_stops_what_nobody_waits_for() {
    let (app, connection) = slowed(Backend::Postgres).await;
    // More of them than the server has connections.
    let asked = (0..40).map(|_| app.query("{ doctors { nodes { slug } } }"));
    for answer in futures_util::future::join_all(asked).await {
        assert_eq!(answer.error().0, "OPERATION_TIMEOUT");
    }
    let running = "SELECT count(*) AS running FROM pg_stat_activity \
        WHERE state = 'active' AND datname = current_database() AND pid <> pg_backend_pid()";
    let deadline = Instant::now() + 10 * LIMIT;
    loop {
        let row = connection.query_one_raw(Statement::from_string(DbBackend::Postgres, running)).await.unwrap();
        let running: i64 = row.unwrap().try_get("", "running").unwrap();
        if running == 0 {
            break;
        }
        assert!(Instant::now() < deadline, "{running} statements go on");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(app.query("{ site { name } }").await.at("/site/name"), "ShanghaiDoctor");
    connection.close().await.unwrap();
}

#[tokio::test]
async fn in_plain_json_a_stopped_operation_is_told_by_its_code() {
    let (app, connection) = slowed(Backend::Postgres).await;
    let answer = app.send(app.post(&json!({ "query": "{ doctors { nodes { slug } } }" }))).await;
    assert_eq!((answer.status, answer.error().0.as_str()), (200, "OPERATION_TIMEOUT"));
    connection.close().await.unwrap();
}

/// Whoever waits for an answer that another one makes waits no longer than for their own.
#[rstest]
#[tokio::test]
async fn many_who_ask_the_same_slow_thing_wait_no_longer_than_one(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let (app, connection) = slowed(backend).await;
    app.followed().await;
    let start = Instant::now();
    let asked = (0..8).map(|_| app.query("{ doctors { nodes { slug } } }"));
    for answer in futures_util::future::join_all(asked).await {
        assert_eq!((answer.status, answer.error().0.as_str()), (503, "OPERATION_TIMEOUT"));
    }
    assert!(start.elapsed() < 2 * LIMIT, "{:?}", start.elapsed());
    connection.close().await.unwrap();
}
