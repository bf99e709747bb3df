//! The same doctor met again is the same doctor; where that is not certain nobody is joined and nobody doubled in
//! silence.

use rstest::rstest;
use serde_json::Value;
use shanghaidoctor_domain::content::{Appointment, Doctor};
use shanghaidoctor_domain::query::{AppointmentFilter, DoctorFilter};
use shanghaidoctor_tests::{Backend, Binary, TestApp};

/// A page of a doctor: the name as title and byline have it, what stands behind it, and posts.
fn import(app: &TestApp, file: &str, (title, byline): (&str, &str), posts: &str) -> Value {
    let text = format!(
        "ShanghaiDoctor\n\n{title} | {file}\n\nUpdate time:2025-06-03Visits:12\n\n{byline}\n\n{posts}\n\
         Preface:\n\nThe river is wide here.\n\n1. The First Winter\n\nIt was cold, and the ward was full of people.\n"
    );
    let path = app.folder.path().join(format!("{file}.txt"));
    std::fs::write(&path, text).unwrap();
    let output = Binary::on(app).run(&["import", path.to_str().unwrap(), "--publish", "--format", "json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

async fn doctors(app: &TestApp) -> Vec<Doctor> {
    let mut writing = app.write().await;
    let drafts = writing.drafts::<Doctor>(&DoctorFilter::default()).await.unwrap();
    // Ended here: the program that is run next waits for its turn to write.
    writing.commit().await.unwrap();
    drafts.into_iter().map(|entry| entry.content).collect()
}

async fn posts(app: &TestApp) -> Vec<String> {
    let mut writing = app.write().await;
    let drafts = writing.drafts::<Appointment>(&AppointmentFilter::default()).await.unwrap();
    // Ended here: the program that is run next waits for its turn to write.
    writing.commit().await.unwrap();
    drafts.into_iter().map(|entry| entry.content.role.pick(&[]).to_owned()).collect()
}

fn duplicates(report: &Value) -> Vec<&str> {
    let told = report["possibleDuplicates"].as_array().unwrap();
    told.iter().map(|one| one["reason"].as_str().unwrap()).collect()
}

const AT_THE_HARBOUR: &str = "Professor Wu Jingyi, Director of the Endoscopy Department at the Harbour Hospital.";

#[rstest]
#[tokio::test]
async fn a_doctor_is_met_again_by_another_order_or_spelling_of_the_name(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    import(&app, "One", ("Dr. Wu Jingyi", AT_THE_HARBOUR), "");
    let spaced = "Professor Wu Jing-yi, Director of the Endoscopy Department at the Harbour Hospital.";
    let report = import(&app, "Two", ("Dr. Wu Jing-yi", spaced), "");
    assert_eq!(duplicates(&report), Vec::<&str>::new());
    let found = doctors(&app).await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].name.given, "Jingyi");
    assert_eq!(found[0].positions.len(), 1, "{:?}", found[0].positions);
}

#[rstest]
#[tokio::test]
async fn two_doctors_of_one_name_are_neither_joined_nor_doubled_in_silence(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let first = import(&app, "One", ("Dr. Wu Jingyi", AT_THE_HARBOUR), "");
    assert_eq!(duplicates(&first), Vec::<&str>::new());
    let hillside = "Professor Wu Jingyi, Director of the Cardiology Department at the Hillside Hospital.";
    let second = import(&app, "Two", ("Dr. Wu Jingyi", hillside), "");
    assert_eq!(duplicates(&second), ["the same name, but another hospital and no field in common"]);
    let mut slugs: Vec<String> = doctors(&app).await.into_iter().map(|doctor| doctor.slug).collect();
    slugs.sort();
    assert_eq!(slugs, ["wu-jingyi", "wu-jingyi-2"]);
    // An open question: the second is not public, also when the same page comes again.
    let again = import(&app, "Two", ("Dr. Wu Jingyi", hillside), "");
    assert_eq!(duplicates(&again).len(), 1);
    assert_eq!(app.query("{ doctors { totalCount } }").await.at("/doctors/totalCount"), 1);
    assert_eq!(doctors(&app).await.len(), 2);
}

#[rstest]
#[tokio::test]
async fn life_dates_that_exclude_each_other_and_close_spellings_are_asked_about(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let lived = |name: &str, years: &str| format!("{name} ({years}), Director of Surgery at the Harbour Hospital.");
    import(&app, "One", ("Prof. Wu Jingyi", &lived("Wu Jingyi", "1911-1987")), "");
    let report = import(&app, "Two", ("Prof. Wu Jingyi", &lived("Wu Jingyi", "1921-1999")), "");
    assert_eq!(duplicates(&report), ["the same name, but life dates that exclude each other"]);
    let report =
        import(&app, "Three", ("Prof. Wu Jinyi", "Wu Jinyi, Director of Surgery at the Harbour Hospital."), "");
    assert_eq!(duplicates(&report)[0], "nearly the same spelling of the name", "{report}");
    assert_eq!(doctors(&app).await.len(), 3);
}

#[rstest]
#[tokio::test]
async fn a_post_in_another_wording_is_asked_about_and_not_added(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let one = "Professional Appointments:\n\n-Standing Member of the Digestive Branch of the Eastern Medical Association\n\n\
        -Secretary of the Eastern Society of Endoscopy\n";
    import(&app, "One", ("Dr. Wu Jingyi", AT_THE_HARBOUR), one);
    let two = "Professional Appointments:\n\n-Member of the Digestive Branch of the Eastern Medical Association\n\n\
        -Secretary of the Eastern Society of Endoscopy\n\n-Chair of the Northern Society of Nursing\n";
    let report = import(&app, "Two", ("Dr. Wu Jingyi", AT_THE_HARBOUR), two);
    assert_eq!(duplicates(&report), ["the same body, but another role"]);
    let mut roles = posts(&app).await;
    roles.sort();
    assert_eq!(roles, ["Chair", "Secretary", "Standing Member"]);
}

#[rstest]
#[tokio::test]
async fn two_doctors_of_one_name_under_one_title_keep_their_own_pages(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let page = |file: &str, byline: &str| {
        let path = app.folder.path().join(file);
        let text = format!(
            "ShanghaiDoctor\n\nDr. Wu Jingyi | A Life\n\nUpdate time:2025-06-03Visits:12\n\n{byline}\n\nPreface:\n\n\
             The river is wide here.\n\n1. The First Winter\n\nIt was cold, and the ward was full of people.\n"
        );
        std::fs::write(&path, text).unwrap();
        let output = Binary::on(&app).run(&["import", path.to_str().unwrap(), "--publish", "--force"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    page("one.txt", AT_THE_HARBOUR);
    let hillside = "Professor Wu Jingyi, Director of the Cardiology Department at the Hillside Hospital";
    for ending in [".", ", Director of the Nursing School at the Hillside Hospital."] {
        page("two.txt", &format!("{hillside}{ending}"));
        let query = "{ articles(orderBy: { field: TITLE, direction: ASC }) { nodes { slug subjects { slug } } } }";
        let articles = app.query(query).await.at("/articles/nodes");
        let mut pairs: Vec<_> = articles
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (one["slug"].clone(), one["subjects"][0]["slug"].clone()))
            .collect();
        pairs.sort_by_key(|(slug, _)| slug.to_string());
        let named = |pairs: &[(Value, Value)]| {
            pairs.iter().map(|(a, b)| format!("{a} {b}").replace('"', "")).collect::<Vec<_>>()
        };
        assert_eq!(named(&pairs), ["wu-jingyi-a-life wu-jingyi", "wu-jingyi-a-life-2 wu-jingyi-2"]);
    }
}

#[tokio::test]
async fn a_register_s_number_under_another_name_joins_nobody() {
    let app = TestApp::start(Backend::Sqlite).await;
    let number = "\nORCID: 0000-0002-1825-0097\n";
    import(&app, "One", ("Dr. Wu Jingyi", &format!("{AT_THE_HARBOUR}{number}")), "");
    let other = "Professor Lin Shuqi, Director of the Eye Department at the Lakeside Hospital.";
    let report = import(&app, "Two", ("Dr. Lin Shuqi", &format!("{other}{number}")), "");
    assert_eq!(duplicates(&report), ["the same ORCID, but another name"], "{report}");
    assert_eq!(doctors(&app).await.len(), 2);
    // The same number under a name that is one letter off is the same doctor's.
    let close = AT_THE_HARBOUR.replace("Jingyi", "Jingyin");
    let report = import(&app, "Three", ("Dr. Wu Jingyin", &format!("{close}{number}")), "");
    assert_eq!(doctors(&app).await.len(), 2, "{report}");
}
