//! A page is read again, changed or not: nothing is doubled, nothing is lost, and what editors did stays.

use std::path::{Path, PathBuf};

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::content::{Article, Doctor};
use shanghaidoctor_tests::{Backend, Binary, TestApp, repository};

/// A page with a society's post held twice, two positions in one hospital, and what the arguments say.
fn page(app: &TestApp, posts: &str, more: &str) -> PathBuf {
    let text = format!(
        "ShanghaiDoctor\n\nShanghaiDoctor - Quiet Rooms, Steady Hands\n\nDr. Wu Jing | A Room by the River\n\n\
         Update time:2025-06-03Visits:12\n\nProfessor Wu Jing,\n\nDirector of the Endoscopy Department at the Harbour \
         Hospital, Director of the Surgery Department at the Harbour Hospital.\n\nProfessional Appointments:\n\n{posts}\n\
         Preface:\n\nThe river is wide here.{more}\n\n1. The First Winter\n\nIt was cold, and the ward was full. Nobody slept much.\n"
    );
    let path = app.folder.path().join("wu-jing.txt");
    std::fs::write(&path, text).unwrap();
    path
}

const TWO_TERMS: &str = "-Member of the Digestive Branch of the Eastern Medical Association (2012-2016)\n\n\
    -Member of the Digestive Branch of the Eastern Medical Association (2016-2020)\n";

fn import(app: &TestApp, page: &Path, arguments: &[&str]) -> String {
    let output = Binary::on(app).run(&[&["import", page.to_str().unwrap()], arguments].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

const RECORD: &str = "{ doctor(slug: \"wu-jing\") { positions { department } \
    appointments { nodes { period { start end } body { ... on Organisation { name acronym ancestors { acronym } } } } } } }";

#[rstest]
#[tokio::test]
async fn two_terms_of_one_post_are_two_however_often_the_page_is_read(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let first = page(&app, TWO_TERMS, "");
    import(&app, &first, &["--publish"]);
    let record = app.query(RECORD).await.at("/doctor");
    assert_eq!(record["positions"].as_array().unwrap().len(), 2);
    let periods: Vec<&Value> =
        record["appointments"]["nodes"].as_array().unwrap().iter().map(|post| &post["period"]).collect();
    assert_eq!(periods, [&json!({ "start": "2012", "end": "2016" }), &json!({ "start": "2016", "end": "2020" })]);
    // Another sentence in the preface: the page is read anew.
    let second = page(&app, TWO_TERMS, " Ships pass by.");
    import(&app, &second, &["--publish"]);
    assert_eq!(app.query(RECORD).await.at("/doctor"), record);
}

#[rstest]
#[tokio::test]
async fn what_an_editor_corrected_outlives_the_same_page(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let page = page(&app, TWO_TERMS, "");
    import(&app, &page, &[]);
    let mut writing = app.write().await;
    let wu = writing.draft_by_slug::<Doctor>("wu-jing").await.unwrap().unwrap();
    let mut corrected = wu.content.clone();
    corrected.name.given = "Jingyi".into();
    writing.save(wu.id(), Some(wu.revision), &corrected).await.unwrap();
    let article = writing.draft_by_slug::<Article>("wu-jing-a-room-by-the-river").await.unwrap().unwrap();
    let mut retitled = writing.draft(article.id()).await.unwrap().unwrap().content;
    retitled.headline = "A room by the water".into();
    writing.save(article.id(), None, &retitled).await.unwrap();
    writing.commit().await.unwrap();

    let before = app.export().await;
    let report = import(&app, &page, &[]);
    assert!(!report.contains("  changed ") && !report.contains("  new "), "{report}");
    assert_eq!(app.export().await, before);
}

#[rstest]
#[tokio::test]
async fn without_publish_nothing_becomes_public_and_with_it_all_of_it_does(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let first = page(&app, "-Member of the Eastern Society of Digestive Medicine\n", "");
    import(&app, &first, &[]);
    let public = app.query("{ site { tagline } doctors { totalCount } articles { totalCount } }").await.data();
    assert_eq!(
        public,
        json!({ "site": { "tagline": null }, "doctors": { "totalCount": 0 }, "articles": { "totalCount": 0 } })
    );
    // The same page again, now to be published.
    import(&app, &first, &["--publish"]);
    assert_eq!(app.query("{ articles { totalCount } }").await.at("/articles/totalCount"), 1);
    // Another page tells the society's acronym: the society was public, and so is what was added to it.
    let second = page(&app, "-Member of the Eastern Society of Digestive Medicine (ESDM)\n", "");
    import(&app, &second, &["--publish"]);
    let body = app.query(RECORD).await.at("/doctor/appointments/nodes/0/body");
    assert_eq!(body["acronym"], "ESDM", "{body}");
}

#[tokio::test]
async fn an_export_takes_no_arguments_that_are_for_pages() {
    let app = TestApp::start(Backend::Sqlite).await;
    let sample = repository().join("sample/content.jsonl");
    let before = app.export().await;
    for arguments in
        [vec!["--dry-run"], vec!["--publish"], vec!["--format", "facts"], vec!["--url", "https://example.org"]]
    {
        let output = Binary::on(&app).run(&[vec!["import", sample.to_str().unwrap()], arguments.clone()].concat());
        assert!(!output.status.success(), "{arguments:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("is for pages"), "{arguments:?}");
    }
    assert_eq!(app.export().await, before);
}

#[rstest]
#[tokio::test]
async fn a_bad_page_stops_none_of_the_others(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let folder = tempfile::TempDir::new().unwrap();
    for name in ["founder.txt", "full.txt", "questions.txt"] {
        std::fs::copy(repository().join("crates/importer/tests/pages").join(name), folder.path().join(name)).unwrap();
    }
    std::fs::write(folder.path().join("garbage.txt"), [0xff, 0, 1, 2]).unwrap();
    let run = || Binary::on(&app).run(&["import", folder.path().to_str().unwrap(), "--publish", "--force"]);
    let first = run();
    let told = String::from_utf8(first.stdout).unwrap();
    assert!(!first.status.success(), "one page was not read");
    assert!(told.contains("4 pages: 3 read (3 new), 1 not; 1 with open questions"), "{told}");
    assert_eq!(told.matches("\n  new ").count() + usize::from(told.starts_with("  new ")), 3, "{told}");
    assert_eq!(app.query("{ articles { totalCount } }").await.at("/articles/totalCount"), 3);
    let again = String::from_utf8(run().stdout).unwrap();
    assert_eq!(again.lines().filter(|line| line.starts_with("  same ")).count(), 3, "{again}");
}
