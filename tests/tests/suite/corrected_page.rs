//! A page is imported, edited and corrected: what came from the page follows it, what editors changed stays, and where
//! both changed the same it is told.

use std::path::PathBuf;

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::Locale;
use shanghaidoctor_domain::content::{Article, Block, Doctor};
use shanghaidoctor_domain::text::RichText;
use shanghaidoctor_tests::{Backend, Binary, TestApp};

/// What a version of the page says where versions differ.
struct Version {
    posts: &'static str,
    awards: &'static str,
    winter: &'static str,
    spring: &'static str,
}

const FIRST: Version = Version {
    posts: "-Member of the Digestive Branch of the Eastern Medical Association\n\n\
        -Secretary of the Eastern Society of Endoscopy\n",
    awards: "-Harbour Medal for Nursing Research\n\n-Silver Lancet of the Eastern Region\n",
    winter: "It was cold, and the ward was full of people from the harbour.",
    spring: "When the ice broke, the boats came back to the pier.",
};

fn write(app: &TestApp, version: &Version) -> PathBuf {
    let Version { posts, awards, winter, spring } = version;
    let text = format!(
        "ShanghaiDoctor\n\nDr. Wu Jing | A Room by the River\n\nUpdate time:2025-06-03Visits:12\n\nProfessor Wu Jing,\n\n\
         Director of the Endoscopy Department at the Harbour Hospital.\n\nProfessional Appointments:\n\n{posts}\n\
         Awards and Honors:\n\n{awards}\nPreface:\n\nThe river is wide here.\n\n1. The First Winter\n\n{winter}\n\n{spring}\n"
    );
    let path = app.folder.path().join("wu-jing.txt");
    std::fs::write(&path, text).unwrap();
    path
}

/// Imports a version and gives the report as JSON.
fn import(app: &TestApp, version: &Version) -> Value {
    let page = write(app, version);
    let output = Binary::on(app).run(&["import", page.to_str().unwrap(), "--format", "json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

async fn draft(app: &TestApp) -> (Doctor, Article) {
    let writing = app.write().await;
    let doctor = writing.draft_by_slug::<Doctor>("wu-jing").await.unwrap().unwrap();
    let article = writing.draft_by_slug::<Article>("wu-jing-a-room-by-the-river").await.unwrap().unwrap();
    let article = writing.draft(article.id()).await.unwrap().unwrap();
    // Ended here: the program that is run next waits for its turn to write.
    writing.commit().await.unwrap();
    (doctor.content.clone(), article.content)
}

async fn edit(app: &TestApp, change: impl FnOnce(&mut Doctor, &mut Article)) {
    let mut writing = app.write().await;
    let doctor = writing.draft_by_slug::<Doctor>("wu-jing").await.unwrap().unwrap();
    let article = writing.draft_by_slug::<Article>("wu-jing-a-room-by-the-river").await.unwrap().unwrap();
    let mut edited = (doctor.content.clone(), writing.draft(article.id()).await.unwrap().unwrap().content);
    change(&mut edited.0, &mut edited.1);
    writing.save(doctor.id(), Some(doctor.revision), &edited.0).await.unwrap();
    writing.save(article.id(), Some(article.revision), &edited.1).await.unwrap();
    writing.commit().await.unwrap();
}

fn paragraphs(article: &Article) -> Vec<String> {
    let paragraph = |block: &Block| match block {
        Block::Paragraph(paragraph) => Some(paragraph.text.text()),
        _ => None,
    };
    article.body.0.iter().filter_map(paragraph).collect()
}

fn awards(doctor: &Doctor) -> Vec<&str> {
    doctor.awards.iter().map(|award| award.name.get(&Locale::english()).unwrap()).collect()
}

/// The paths of the differences, each with its line.
fn differences(report: &Value) -> Vec<(&str, Option<u64>)> {
    let told = report["differences"].as_array().unwrap();
    told.iter().map(|one| (one["path"].as_str().unwrap(), one["line"].as_u64())).collect()
}

#[rstest]
#[tokio::test]
async fn what_came_from_the_page_follows_it_and_what_an_editor_did_stays(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    import(&app, &FIRST);
    edit(&app, |doctor, article| {
        doctor.positions[0].role = doctor.positions[0].role.clone().with(Locale::simplified_chinese(), "主任");
        doctor.awards.remove(0);
        let Some(Block::Paragraph(winter)) = article.body.0.get_mut(1) else { panic!("{:?}", article.body) };
        winter.text = RichText::from_plain("It was cold, and the ward was full of people from the whole harbour.");
    })
    .await;
    let corrected = Version {
        awards: "-Harbour Medal for Nursing Research\n\n-Silver Lancet of the Eastern Region, 2009\n\n-Golden Oar\n",
        spring: "When the ice broke at last, the boats came back to the pier.",
        ..FIRST
    };
    let report = import(&app, &corrected);
    let (doctor, article) = draft(&app).await;
    assert_eq!(doctor.positions[0].role.get(&Locale::simplified_chinese()), Some("主任"));
    assert_eq!(doctor.positions.len(), 1);
    assert_eq!(awards(&doctor).len(), 2, "{:?}", awards(&doctor));
    assert!(awards(&doctor)[0].starts_with("Silver Lancet") && awards(&doctor)[1] == "Golden Oar");
    assert_eq!(
        paragraphs(&article),
        [
            "It was cold, and the ward was full of people from the whole harbour.",
            "When the ice broke at last, the boats came back to the pier."
        ]
    );
    assert_eq!(differences(&report), []);
    // Read once more, it changes nothing.
    let before = app.export().await;
    import(&app, &corrected);
    assert_eq!(app.export().await, before);
}

#[rstest]
#[tokio::test]
async fn where_editor_and_page_changed_the_same_the_editor_s_stays_and_publishing_waits(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    import(&app, &FIRST);
    edit(&app, |doctor, article| {
        doctor.academic_title = None;
        let Some(Block::Paragraph(spring)) = article.body.0.get_mut(2) else { panic!("{:?}", article.body) };
        spring.text = RichText::from_plain("When the ice broke, the ferries came back to the pier.");
    })
    .await;
    let corrected = Version { spring: "When the ice broke, the boats came back to the old pier.", ..FIRST };
    let report = import(&app, &corrected);
    let (doctor, article) = draft(&app).await;
    assert_eq!(doctor.academic_title, None);
    assert_eq!(paragraphs(&article)[1], "When the ice broke, the ferries came back to the pier.");
    assert_eq!(differences(&report).len(), 1, "{report}");
    let one = &report["differences"][0];
    assert_eq!((&one["path"], &one["page"]), (&json!("body.2.text"), &json!(corrected.spring)));
    assert!(one["line"].as_u64().is_some(), "{one}");
    // The page itself leaves no question open; what it and the editor disagree about is one.
    let page = write(&app, &corrected);
    let publish = |more: &[&str]| {
        let output = Binary::on(&app).run(&[&["import", page.to_str().unwrap(), "--publish"], more].concat());
        String::from_utf8(output.stdout).unwrap()
    };
    let told = publish(&[]);
    assert!(told.contains("Not published: 1 open question above") && told.contains("Kept as edited"), "{told}");
    assert_eq!(app.query("{ articles { totalCount } }").await.at("/articles/totalCount"), 0);
    assert!(publish(&["--force"]).contains("Published"));
    // Whoever published it has answered it.
    assert!(!publish(&[]).contains("Kept as edited"));
}

#[rstest]
#[tokio::test]
async fn a_post_that_is_no_longer_on_the_page_stays_and_is_told(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    import(&app, &FIRST);
    let corrected = Version {
        posts: "-Standing Member of the Digestive Branch of the Eastern Medical Association (2012-2016)\n",
        ..FIRST
    };
    let report = import(&app, &corrected);
    assert_eq!(report["possibleDuplicates"], json!([]), "{report}");
    let gone = report["differences"].as_array().unwrap();
    assert_eq!(gone.len(), 1, "{report}");
    assert_eq!(
        (&gone[0]["name"], &gone[0]["page"]),
        (&json!("Secretary in Eastern Society of Endoscopy"), &Value::Null)
    );
    let page = write(&app, &corrected);
    Binary::on(&app).run(&["import", page.to_str().unwrap(), "--publish", "--force"]);
    let posts = "{ doctor(slug: \"wu-jing\") { appointments { nodes { role period { start } } } } }";
    assert_eq!(
        app.query(posts).await.at("/doctor/appointments/nodes"),
        json!([{ "role": "Standing Member", "period": { "start": "2012" } }, { "role": "Secretary", "period": null }])
    );
}

#[rstest]
#[tokio::test]
async fn what_a_page_gave_is_part_of_an_export(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    import(&app, &FIRST);
    edit(&app, |doctor, _| doctor.awards.clear()).await;
    let export = app.folder.path().join("content.jsonl");
    std::fs::write(&export, app.export().await).unwrap();

    let folder = tempfile::TempDir::new().unwrap();
    let run = |arguments: &[&str]| {
        let output = Binary::in_folder(folder.path()).run(arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    run(&["import", export.to_str().unwrap()]);
    assert_eq!(run(&["export"]), app.export().await);
    // Were it lost, the awards that the editor removed would come back.
    let page = write(&app, &Version { spring: "When the ice broke, all boats came back.", ..FIRST });
    run(&["import", page.to_str().unwrap()]);
    let doctor = run(&["export"]).lines().find(|line| line.contains("\"kind\":\"DOCTOR\"")).unwrap().to_owned();
    assert!(!doctor.contains("Silver Lancet"), "{doctor}");
}

#[rstest]
#[tokio::test]
async fn every_value_names_the_page_the_line_and_the_hash_it_is_from(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    import(&app, &FIRST);
    edit(&app, |doctor, _| doctor.name.given = "Jingyi".into()).await;
    let corrected = Version { awards: "-Golden Oar\n\n-Silver Lancet of the Eastern Region\n", ..FIRST };
    let page = write(&app, &corrected);
    Binary::on(&app).run(&["import", page.to_str().unwrap(), "--publish", "--force"]);
    let query = "{ doctor(slug: \"wu-jing\") { awards { name } \
        sources { fact name line hash retrievedAt } awardSources: sources(fact: \"awards\") { fact line } \
        appointments { nodes { source { name line hash } } } \
        articles { nodes { sources { fact line hash } body { __typename } } } } }";
    let doctor = app.query(query).await.at("/doctor");
    let text = std::fs::read_to_string(&page).unwrap();
    let line_of = |start: &str| text.lines().position(|line| line.starts_with(start)).unwrap() + 1;
    let sources = doctor["sources"].as_array().unwrap();
    let facts: Vec<&str> = sources.iter().map(|source| source["fact"].as_str().unwrap()).collect();
    for fact in ["honorific", "academicTitle", "positions.0", "awards.0", "awards.1"] {
        assert!(facts.contains(&fact), "{fact} of {facts:?}");
    }
    assert!(!facts.contains(&"name"), "an editor has changed it: {facts:?}");
    for source in sources {
        assert_eq!(source["name"], "wu-jing.txt", "{source}");
        assert_eq!(source["hash"].as_str().map(str::len), Some(64), "{source}");
    }
    let oar = doctor["awards"].as_array().unwrap().iter().position(|award| award["name"] == "Golden Oar").unwrap();
    let of_oar = json!({ "fact": format!("awards.{oar}"), "line": line_of("-Golden Oar") });
    assert!(doctor["awardSources"].as_array().unwrap().contains(&of_oar), "{doctor}");
    let post = &doctor["appointments"]["nodes"][0]["source"];
    assert_eq!((&post["line"], post["hash"].is_string()), (&json!(line_of("-Member")), true));
    let article = &doctor["articles"]["nodes"][0];
    let told: Vec<&str> =
        article["sources"].as_array().unwrap().iter().map(|source| source["fact"].as_str().unwrap()).collect();
    for fact in ["title", "headline", "updatedOn", "standfirst"] {
        assert!(told.contains(&fact), "{fact} of {told:?}");
    }
    for block in 0..article["body"].as_array().unwrap().len() {
        assert!(told.contains(&format!("body.{block}").as_str()), "block {block} of {told:?}");
    }
}

#[tokio::test]
async fn what_a_correction_takes_away_is_told() {
    let app = TestApp::start(Backend::Sqlite).await;
    import(&app, &FIRST);
    let corrected = Version {
        posts: "-Member of the Digestive Branch of the Eastern Medical Association\n",
        awards: "-Silver Lancet of the Eastern Region\n",
        ..FIRST
    };
    let page = write(&app, &corrected);
    let output = Binary::on(&app).run(&["import", page.to_str().unwrap()]);
    let told = String::from_utf8(output.stdout).unwrap();
    let removed = told.lines().find(|line| line.contains("awards: ")).unwrap_or_default();
    assert!(removed.contains("Harbour Medal") && removed.contains("no longer on the page: removed"), "{told}");
    // A post stays until an editor says otherwise; no editor has touched it.
    assert!(told.contains("No longer on the page") && !told.contains("Kept as edited"), "{told}");
    assert!(told.contains("1 record no longer on the page") && !told.contains("editors made"), "{told}");
}

#[tokio::test]
async fn a_doctor_of_whom_a_page_says_the_same_is_the_same() {
    let app = TestApp::start(Backend::Sqlite).await;
    import(&app, &FIRST);
    let winter = "It was cold, and the ward was full of people from the harbour and the hill.";
    let report = import(&app, &Version { winter, ..FIRST });
    let saved = |kind: &str| {
        let mut documents = report["documents"].as_array().unwrap().iter();
        let one = documents.find(|one| one["id"].as_str().unwrap().starts_with(kind)).unwrap();
        (one["saved"].clone(), one["changed"].clone())
    };
    assert_eq!(saved("doctor_"), (json!("same"), json!([])));
    assert_eq!(saved("article_"), (json!("changed"), json!([{ "field": "body", "removed": [] }])));
}
