//! What is exported and imported again is the same.

use rstest::rstest;
use shanghaidoctor_tests::{Backend, Binary, TestApp, repository};

#[rstest]
#[tokio::test]
async fn the_sample_is_exported_to_the_bytes_it_was_loaded_from(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    let sample = std::fs::read_to_string(repository().join("sample/content.jsonl")).unwrap();
    assert!(app.export().await == sample, "the export differs from the sample content");
}

#[rstest]
#[tokio::test]
async fn an_export_moves_from_one_database_to_the_other(
    #[values((Backend::Sqlite, Backend::Postgres), (Backend::Postgres, Backend::Sqlite))] (from, to): (
        Backend,
        Backend,
    ),
) {
    let old = TestApp::with_sample(from).await;
    let file = old.folder.path().join("content.jsonl");
    assert!(Binary::on(&old).run(&["export", file.to_str().unwrap()]).status.success());

    let folder = tempfile::TempDir::new().unwrap();
    let database = to.create(folder.path()).await;
    let import = Binary::in_folder(folder.path()).run(&["import", file.to_str().unwrap(), "--database-url", &database]);
    assert!(import.status.success(), "{import:?}");
    let again = Binary::in_folder(folder.path()).run(&["export", "--database-url", &database]);
    assert!(again.stdout == std::fs::read(file).unwrap(), "the second export differs from the first");
}
