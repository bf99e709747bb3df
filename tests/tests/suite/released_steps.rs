//! What a step made of a schema when it was released, it makes today: databases of former schemas are made by today's steps
//! (`upgrades.rs`), and somebody's database has gone them as they were.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rstest::rstest;
use sea_orm::{ConnectOptions, ConnectionTrait as _, DatabaseConnection, DbBackend, Statement};
use sea_orm_migration::MigratorTrait as _;
use shanghaidoctor_migrations::Migrator;
use shanghaidoctor_tests::{Backend, repository};
use tempfile::TempDir;

const OF_SQLITE: &str = "SELECT sql AS line FROM sqlite_schema WHERE sql IS NOT NULL AND name <> 'seaql_migrations'";

const OF_POSTGRES: [&str; 3] = [
    "SELECT 'COLUMN ' || table_name || '.' || column_name || ' ' || udt_name || ' '
        || coalesce(collation_name, '') || CASE is_nullable WHEN 'NO' THEN ' NOT NULL' ELSE '' END
        || coalesce(' DEFAULT ' || column_default, '') AS line
     FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'seaql_migrations'",
    "SELECT indexdef AS line FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'seaql_migrations'",
    "SELECT pg_get_triggerdef(oid) AS line FROM pg_trigger WHERE NOT tgisinternal",
];

/// All that the schema consists of, a line each.
async fn schema(connection: &DatabaseConnection) -> BTreeSet<String> {
    let backend = connection.get_database_backend();
    let asked: &[&str] = if backend == DbBackend::Sqlite { &[OF_SQLITE] } else { &OF_POSTGRES };
    let mut lines = BTreeSet::new();
    for sql in asked {
        for row in connection.query_all_raw(Statement::from_string(backend, *sql)).await.unwrap() {
            let line: String = row.try_get("", "line").unwrap();
            lines.insert(line.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
    lines
}

/// What each step takes away and adds, below its name.
async fn steps(url: &str) -> Vec<(String, String)> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let connection = sea_orm::Database::connect(options).await.unwrap();
    let (mut steps, mut before) = (Vec::new(), BTreeSet::new());
    for step in Migrator::migrations() {
        Migrator::up(&connection, Some(1)).await.unwrap();
        let after = schema(&connection).await;
        let gone = before.difference(&after).map(|line| format!("- {line}\n"));
        let come = after.difference(&before).map(|line| format!("+ {line}\n"));
        steps.push((step.name().to_owned(), gone.chain(come).collect()));
        before = after;
    }
    steps
}

fn kept(backend: Backend) -> PathBuf {
    let name = if backend == Backend::Sqlite { "sqlite.txt" } else { "postgres.txt" };
    repository().join("tests/tests/suite/released_steps").join(name)
}

#[rstest]
#[tokio::test]
async fn a_step_that_was_released_does_what_it_did(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let folder = TempDir::new().unwrap();
    let url = backend.create(folder.path()).await;
    let steps = steps(&if backend == Backend::Sqlite { format!("{url}?mode=rwc") } else { url }).await;
    let kept = kept(backend);
    let known = std::fs::read_to_string(&kept).unwrap_or_default();
    let made: Vec<String> = steps.iter().map(|(name, made)| format!("## {name}\n{made}\n")).collect();
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(kept.file_name().unwrap());
    std::fs::write(&place, made.concat()).unwrap();
    for (number, (made, (name, _))) in made.iter().zip(&steps).enumerate() {
        let is_last = number + 1 == steps.len();
        assert!(
            known.contains(made.as_str()) || (is_last && !known.contains(name.as_str())),
            "{name} makes another schema than what {} says; what the steps make lies in {}\n{made}",
            kept.display(),
            place.display()
        );
    }
}
