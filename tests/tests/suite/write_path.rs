//! The one way to write: all or nothing, no overwriting of what the writer has not seen, a log without gaps.

use rstest::rstest;
use sea_orm::{ConnectionTrait, Database, Statement};
use shanghaidoctor_domain::content::Doctor;
use shanghaidoctor_domain::{Actor, Id};
use shanghaidoctor_persistence::Error;
use shanghaidoctor_persistence::write::{Saved, Writing};
use shanghaidoctor_tests::content::{appointment, doctor, organisation, save};
use shanghaidoctor_tests::{Backend, TestApp};

/// The numbers of a table's column, in order.
async fn numbers(app: &TestApp, sql: &str) -> Vec<i64> {
    let connection = Database::connect(app.database_url.replace("sqlite:", "sqlite://")).await.unwrap();
    let backend = connection.get_database_backend();
    let rows = connection.query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index::<i64>(0).unwrap()).collect()
}

const SEQUENCES: &str = "SELECT sequence FROM changes ORDER BY sequence";

async fn revisions(app: &TestApp, id: Id<Doctor>) -> i64 {
    let postgres = app.database_url.starts_with("postgres");
    let uuid = if postgres { format!("'{}'", id.uuid()) } else { format!("x'{}'", id.uuid().simple()) };
    numbers(app, &format!("SELECT COUNT(*) FROM revisions WHERE id = {uuid}")).await[0]
}

#[rstest]
#[tokio::test]
async fn every_save_leaves_a_revision_and_a_save_of_the_same_leaves_none(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let mut writing = app.write().await;
    let mut wu = doctor("Wu", "Jing");
    let id = save(&mut writing, &wu).await;
    assert_eq!(writing.save(id, Some(1), &wu).await.unwrap(), Saved::Unchanged);
    wu.name.native = Some("吴静".into());
    assert_eq!(writing.save(id, Some(1), &wu).await.unwrap(), Saved::Updated);
    writing.commit().await.unwrap();
    assert_eq!(revisions(&app, id).await, 2);
}

#[rstest]
#[tokio::test]
async fn a_stale_save_is_refused_and_names_the_revision_that_won(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let mut writing = app.write().await;
    let mut wu = doctor("Wu", "Jing");
    let id = save(&mut writing, &wu).await;
    wu.name.variants.push("Woo Ching".into());
    writing.save(id, Some(1), &wu).await.unwrap();
    wu.name.variants.clear();
    let refused = writing.save(id, Some(1), &wu).await.unwrap_err();
    assert!(matches!(refused, Error::Stale { current: 2, seen: 1, .. }), "{refused}");
}

#[rstest]
#[tokio::test]
async fn what_is_not_committed_or_breaks_a_rule_leaves_nothing(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let before = app.export().await;
    let mut writing = app.write().await;
    save(&mut writing, &doctor("Wu", "Jing")).await;
    drop(writing);
    assert_eq!(app.export().await, before);

    // A post in a body that does not exist: found when the act ends, and then nothing of the act stays.
    let mut writing = app.write().await;
    let wu = save(&mut writing, &doctor("Wu", "Jing")).await;
    let nowhere = writing.next_id();
    save(&mut writing, &appointment(wu, nowhere, 0)).await;
    let refused = writing.commit().await.unwrap_err();
    assert!(refused.to_string().contains("which does not exist"), "{refused}");
    assert_eq!(app.export().await, before);
}

#[rstest]
#[tokio::test]
async fn a_slug_that_is_taken_is_told_by_the_name_of_the_field(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let mut writing = app.write().await;
    save(&mut writing, &doctor("Wu", "Jing")).await;
    let id = writing.next_id();
    let refused = writing.save(id, None, &doctor("Wu", "Jing")).await.unwrap_err().to_string();
    assert!(refused.contains("slug: another doctor has this slug"), "{refused}");
    assert!(!refused.to_lowercase().contains("constraint"), "the database's own words leak: {refused}");
}

#[rstest]
#[tokio::test]
async fn a_post_cannot_be_public_before_its_holder(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let mut writing = app.write().await;
    let society = save(&mut writing, &organisation("A society", None)).await;
    let wu = save(&mut writing, &doctor("Wu", "Jing")).await;
    let post = save(&mut writing, &appointment(wu, society, 0)).await;
    writing.publish(post.node()).await.unwrap();
    let refused = writing.commit().await.unwrap_err().to_string();
    assert!(refused.contains(&format!("publish {wu} first")), "{refused}");
}

#[rstest]
#[tokio::test]
async fn only_those_with_the_right_may_write(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let mut writing = Writing::begin(&app.app.database, &app.app.clock, Actor::Anonymous, None).await.unwrap();
    let id = writing.next_id();
    let refused = writing.save(id, None, &doctor("Wu", "Jing")).await.unwrap_err();
    assert!(matches!(refused, Error::Forbidden(_)), "{refused}");
}

#[rstest]
#[tokio::test]
async fn the_log_has_no_gaps_under_many_writers(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let writers = (0..8).map(|writer| {
        let (database, clock) = (app.app.database.clone(), app.app.clock.clone());
        tokio::spawn(async move {
            for number in 0..5 {
                let mut writing = Writing::begin(&database, &clock, Actor::Operator, None).await.unwrap();
                let id = save(&mut writing, &doctor("Wu", &format!("N{writer}x{number}"))).await;
                writing.publish(id.node()).await.unwrap();
                // Every fifth act is given up: its number must not be missing from the log.
                if number == 4 { drop(writing) } else { writing.commit().await.unwrap() }
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    let sequences = numbers(&app, SEQUENCES).await;
    // The publication's own record is the first change.
    assert_eq!(sequences, (1..=33).collect::<Vec<i64>>());
}

#[rstest]
#[tokio::test]
async fn no_organisation_is_a_part_of_itself(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let mut writing = app.write().await;
    let society = save(&mut writing, &organisation("A society", None)).await;
    let branch = save(&mut writing, &organisation("A branch", Some(society))).await;
    writing.save(society, Some(1), &organisation("A society", Some(branch))).await.unwrap();
    let refused = writing.commit().await.unwrap_err().to_string();
    assert!(refused.contains("parent: is a part of itself"), "{refused}");
}
