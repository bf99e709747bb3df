//! What feeds ask for is found through an index, not by a walk through all that there is.

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use shanghaidoctor_tests::{Backend, TestApp};

/// How SQLite says that it would go about a statement.
async fn plan(app: &TestApp, sql: &str) -> String {
    let connection = sea_orm::Database::connect(&app.database_url).await.unwrap();
    let statement = Statement::from_string(DbBackend::Sqlite, format!("EXPLAIN QUERY PLAN {sql}"));
    let steps = connection.query_all_raw(statement).await.unwrap();
    let steps: Vec<String> = steps.iter().map(|step| step.try_get("", "detail").unwrap()).collect();
    connection.close().await.unwrap();
    steps.join("\n")
}

#[tokio::test]
async fn archives_are_read_by_the_moment_of_the_first_publication() {
    let app = TestApp::start(Backend::Sqlite).await;
    for table in ["articles", "doctors", "publications"] {
        let sql = format!(
            "SELECT content FROM {table} WHERE stage = 'P' AND published_at >= '2026-02-01' AND published_at < '2026-03-01' \
             ORDER BY published_at DESC, id LIMIT 101"
        );
        let plan = plan(&app, &sql).await;
        let index =
            format!("USING INDEX {table}_stage_published_at_id (stage=? AND published_at>? AND published_at<?)");
        assert!(plan.contains(&index), "{plan}");
    }
}

#[tokio::test]
async fn what_was_taken_away_is_read_by_kind_the_latest_first() {
    let app = TestApp::start(Backend::Sqlite).await;
    let sql = "SELECT node, at, reason FROM changes WHERE kind = 'article' AND action = 'REMOVED' \
        AND NOT EXISTS (SELECT 1 FROM changes AS later WHERE later.node = changes.node AND later.sequence > changes.sequence) \
        ORDER BY sequence DESC LIMIT 100";
    let plan = plan(&app, sql).await;
    assert!(plan.contains("USING INDEX changes_kind_action_sequence (kind=? AND action=?)"), "{plan}");
    assert!(!plan.contains("TEMP B-TREE"), "{plan}");
}
