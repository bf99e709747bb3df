//! Organisations and journals that pages name in many ways meet in one document each; a name that is only close to
//! another is asked about.

use std::path::PathBuf;

use rstest::rstest;
use sea_orm::{ConnectionTrait, Database};
use serde_json::Value;
use shanghaidoctor_domain::content::Journal;
use shanghaidoctor_domain::text::Localised;
use shanghaidoctor_tests::{Backend, Binary, TestApp, content};

/// A portrait whose profile lists these posts.
fn page(app: &TestApp, name: &str, posts: &[&str]) -> PathBuf {
    let posts: String = posts.iter().map(|post| format!("-{post}\n\n")).collect();
    let text = format!(
        "ShanghaiDoctor\n\nDr. {name} | A Room by the River\n\nUpdate time:2025-06-03Visits:12\n\nProfessor {name},\n\n\
         Director of the Endoscopy Department at the Harbour Hospital.\n\nProfessional Appointments:\n\n{posts}\
         Preface:\n\nThe river is wide here.\n\n1. The First Winter\n\nIt was cold, and the ward was full.\n"
    );
    let path = app.folder.path().join(format!("{name}.txt"));
    std::fs::write(&path, text).unwrap();
    path
}

/// Imports such a page and gives what is said of it.
fn import(app: &TestApp, name: &str, posts: &[&str], arguments: &[&str]) -> Value {
    let page = page(app, name, posts);
    let arguments = [&["import", page.to_str().unwrap(), "--format", "json"], arguments].concat();
    let output = Binary::on(app).run(&arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn documents(told: &Value) -> &[Value] {
    told["documents"].as_array().unwrap()
}

fn named<'d>(told: &'d Value, name: &str) -> &'d Value {
    documents(told).iter().find(|document| document["name"] == name).unwrap_or_else(|| panic!("no {name}: {told:#}"))
}

/// The names of what a printed name is asked to be.
fn close_to<'d>(told: &'d Value, printed: &str) -> Vec<&'d str> {
    let asked = told["possibleDuplicates"].as_array().unwrap().iter();
    asked.filter(|one| one["printed"] == printed).map(|one| one["name"].as_str().unwrap()).collect()
}

fn is_organisation(document: &Value) -> bool {
    document["id"].as_str().unwrap().starts_with("organisation_")
}

/// The drafts of this kind, as they are exported.
async fn drafts(app: &TestApp, kind: &str) -> Vec<Value> {
    let lines: Vec<Value> = app.export().await.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    lines.into_iter().filter(|line| line["kind"] == kind).map(|line| line["content"].clone()).collect()
}

#[rstest]
#[tokio::test]
async fn names_of_one_association_meet_in_one_organisation(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    import(&app, "Wu Jing", &["Member of the Eye Branch of the Eastern Society of Oncology and Surgery (ESOS)"], &[]);
    for (name, post, printed, by) in [
        ("Li An", "Chair of ESOS", "ESOS", "acronym"),
        (
            "Fang Yu",
            "Member of the Eye Branches of the Eastern Society of Oncology & Surgery",
            "Eye Branches",
            "name, spelled otherwise",
        ),
        (
            "Shen Mu",
            "Chair of the EASTERN Society of Oncology and Surgery",
            "EASTERN Society of Oncology and Surgery",
            "name",
        ),
    ] {
        let told = import(&app, name, &[post], &[]);
        let met = named(&told, printed);
        assert_eq!((&met["saved"], &met["matchedBy"]), (&"same".into(), &by.into()), "{met}");
    }
    let names = drafts(&app, "ORGANISATION").await;
    let societies = names.iter().filter(|one| one["kind"] == "ASSOCIATION").count();
    assert_eq!((societies, names.len()), (1, 3), "the hospital, the society, its branch: {names:#?}");
}

#[rstest]
#[tokio::test]
async fn the_gazetteer_joins_names_and_tells_what_it_supplied(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let first = import(&app, "Wu Jing", &["Member of the Eye Committee of CACA"], &[]);
    assert_eq!(named(&first, "CACA")["fromGazetteer"][0], "中国抗癌协会", "{first:#?}");
    let second = import(&app, "Li An", &["Member of the Chinese Anti-Cancer Association (CACA)"], &[]);
    let met = named(&second, "Chinese Anti-Cancer Association");
    assert_eq!((&met["matchedBy"], &met["saved"]), (&"gazetteer".into(), &"changed".into()), "{met}");
    let third = import(&app, "Fang Yu", &["Member of 中国抗癌协会"], &[]);
    assert_eq!(named(&third, "中国抗癌协会")["saved"], "same");
    let organisations = drafts(&app, "ORGANISATION").await;
    let society: Vec<_> = organisations.iter().filter(|one| one["kind"] == "ASSOCIATION").collect();
    assert_eq!(society.len(), 1, "{society:#?}");
    // The page's own words; of them the gazetteer only says what the organisation is called elsewhere.
    assert_eq!(society[0]["name"]["en"], "Chinese Anti-Cancer Association");
    assert_eq!(society[0]["name"]["zh-Hans"], "中国抗癌协会");
    assert_eq!(society[0]["acronym"], "CACA");
}

#[rstest]
#[tokio::test]
async fn a_hospital_is_met_with_the_university_that_it_belongs_to_and_without(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let whole = "Ruijin Hospital, Shanghai Jiao Tong University School of Medicine";
    import(&app, "Wu Jing", &[&format!("Director of the Eye Department at {whole}")], &[]);
    let told = import(&app, "Li An", &["Director of the Ear Department at Ruijin Hospital"], &[]);
    let met = named(&told, "Ruijin Hospital");
    assert_eq!((&met["matchedBy"], &met["saved"]), (&"gazetteer".into(), &"same".into()), "{met}");
    let organisations = drafts(&app, "ORGANISATION").await;
    assert!(organisations.iter().any(|one| one["name"]["en"] == whole), "as printed: {organisations:#?}");
}

#[rstest]
#[tokio::test]
async fn a_close_name_is_asked_about_and_not_taken(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let count = "{ articles { totalCount } }";
    import(&app, "Wu Jing", &["Member of the Eastern Society of Oncology"], &["--publish"]);
    assert_eq!(app.query(count).await.at("/articles/totalCount"), 1);
    let misspelled = ["Member of the Eastren Society of Oncology"];
    for saved in ["new", "same"] {
        let told = import(&app, "Li An", &misspelled, &["--publish"]);
        assert_eq!(named(&told, "Li An")["saved"], saved);
        assert_eq!(close_to(&told, "Eastren Society of Oncology"), ["Eastern Society of Oncology"]);
        assert_eq!(app.query(count).await.at("/articles/totalCount"), 1, "an open question is not published");
    }
    let page = page(&app, "Li An", &misspelled);
    let told = Binary::on(&app).run(&["import", page.to_str().unwrap(), "--publish"]);
    let told = String::from_utf8(told.stdout).unwrap();
    assert!(told.contains("Eastren Society of Oncology: organisation_"), "{told}");
    assert!(told.contains("Not published: 1 open question"), "{told}");
    import(&app, "Li An", &misspelled, &["--publish", "--force"]);
    assert_eq!(app.query(count).await.at("/articles/totalCount"), 2);
    // Who publishes it has decided: the same name is no question any more.
    let told = import(&app, "Fang Yu", &misspelled, &["--publish"]);
    assert_eq!(close_to(&told, "Eastren Society of Oncology"), Vec::<&str>::new());
    assert_eq!(app.query(count).await.at("/articles/totalCount"), 3);
}

#[rstest]
#[tokio::test]
async fn an_acronym_of_two_societies_or_of_a_disease_joins_nothing(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let posts = [
        "Chair of the Eastern Ophthalmic Society (EOS)",
        "Member of the Eastern Otology Society (EOS)",
        "Member of the Committee of COPD of the Eastern Lung Society",
        "Member of the Committee on Chronic Obstructive Pulmonary Disease (COPD) of the Eastern Lung Society",
    ];
    import(&app, "Wu Jing", &posts, &[]);
    let told = import(&app, "Li An", &["Chair of EOS"], &[]);
    assert_eq!((&named(&told, "EOS")["saved"], close_to(&told, "EOS").len()), (&"new".into(), 2));
    for organisation in drafts(&app, "ORGANISATION").await {
        assert!(organisation["name"]["en"] != "COPD" && organisation["acronym"] != "COPD", "{organisation}");
    }
}

#[rstest]
#[tokio::test]
async fn the_same_page_again_changes_nothing(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let posts = ["Member of the Lung Branch of CMA", "Chair of the Shanghai Medical Association", "Member of CSCO"];
    import(&app, "Wu Jing", &posts, &[]);
    let before = app.export().await;
    import(&app, "Wu Jing", &posts, &[]);
    assert_eq!(app.export().await, before);
    // Another page with the same names makes no organisation.
    let told = import(&app, "Li An", &posts, &[]);
    let organisations: Vec<_> = documents(&told).iter().filter(|document| is_organisation(document)).collect();
    assert!(organisations.len() >= 4 && organisations.iter().all(|one| one["saved"] == "same"), "{organisations:#?}");
}

#[rstest]
#[tokio::test]
async fn journals_meet_by_name_and_by_abbreviation(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let mut writing = app.write().await;
    let annals = Journal {
        name: Localised::english("The Annals of Invented Surgery"),
        abbreviation: Some("Ann. Inv. Surg.".into()),
        ..content::journal("Annals")
    };
    content::save(&mut writing, &annals).await;
    writing.commit().await.unwrap();
    let posts =
        ["Editor of Annals of Invented Surgery", "Reviewer of Ann Inv Surg", "Reviewer of Annals of Invented Surgrey"];
    let told = import(&app, "Wu Jing", &posts, &[]);
    assert_eq!(named(&told, "Annals of Invented Surgery")["matchedBy"], "name, spelled otherwise");
    assert_eq!(close_to(&told, "Annals of Invented Surgrey"), ["The Annals of Invented Surgery"]);
    assert_eq!(drafts(&app, "JOURNAL").await.len(), 2);
}

#[rstest]
#[tokio::test]
async fn a_database_older_than_the_keys_is_matched_as_well(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    import(&app, "Wu Jing", &["Member of the Eastern Society of Oncology"], &[]);
    let old = Database::connect(&app.database_url).await.unwrap();
    old.execute_unprepared("DELETE FROM name_keys").await.unwrap();
    old.close().await.unwrap();
    let told = import(&app, "Li An", &["Member of the Eastern Society of Oncology"], &[]);
    assert_eq!(named(&told, "Eastern Society of Oncology")["matchedBy"], "name");
}
