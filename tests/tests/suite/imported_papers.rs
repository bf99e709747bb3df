//! Papers come from the files of reference managers, to the doctor they are said to be of; the same DOI once.

use rstest::rstest;
use serde_json::json;
use shanghaidoctor_domain::content::{Journal, Publication};
use shanghaidoctor_domain::query::{JournalFilter, PublicationFilter};
use shanghaidoctor_tests::content::{doctor, save};
use shanghaidoctor_tests::{Backend, Binary, TestApp};

const BIBTEX: &str = "@article{a, author = {Wu, Jing and {孙梅}}, title = {Cold rooms}, journal = {Ward Science}, \
    year = 2021, doi = {10.5555/ward.1}}\n@article{b, author = {Sun, Mei and Wu, J.}, title = {Warm rooms}, journal = {Ward \
    Science}, year = 2022}\n";
const RIS: &str = "TY  - JOUR\r\nAU  - Wu, Jing\r\nTI  - Cold rooms\r\nJO  - Ward Science\r\nDO  - https://doi.org/10.5555/WARD.1\r\nER  - \r\n";

#[rstest]
#[tokio::test]
async fn papers_are_imported_to_their_doctor_and_the_same_doi_once(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let mut writing = app.write().await;
    let wu = save(&mut writing, &doctor("Wu", "Jing")).await;
    writing.publish(wu.node()).await.unwrap();
    writing.commit().await.unwrap();
    for (name, text) in [("papers.bib", BIBTEX), ("papers.ris", RIS), ("papers.bib", BIBTEX)] {
        let file = app.folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        let import = ["import", file.to_str().unwrap(), "--doctor", "wu-jing", "--publish"];
        let output = Binary::on(&app).run(&import);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let query = "{ doctor(slug: \"wu-jing\") { publications { nodes { title year doi journal { name } \
        authors { name doctor { slug } } } } } }";
    let (linked, wu) = (json!({ "slug": "wu-jing" }), "Wu Jing");
    assert_eq!(
        app.query(query).await.at("/doctor/publications/nodes"),
        json!([
            { "title": "Warm rooms", "year": 2022, "doi": null, "journal": { "name": "Ward Science" },
              "authors": [{ "name": "Sun Mei", "doctor": null }, { "name": "Wu J.", "doctor": linked }] },
            { "title": "Cold rooms", "year": 2021, "doi": "10.5555/ward.1", "journal": { "name": "Ward Science" },
              "authors": [{ "name": wu, "doctor": linked }, { "name": "孙梅", "doctor": null }] },
        ])
    );
}

#[tokio::test]
async fn a_file_of_papers_says_whose_they_are_or_is_refused() {
    let app = TestApp::start(Backend::Sqlite).await;
    let before = app.export().await;
    let good = app.folder.path().join("papers.bib");
    std::fs::write(&good, BIBTEX).unwrap();
    let bad = app.folder.path().join("bad.ris");
    std::fs::write(&bad, "nothing of the kind").unwrap();
    let cases = [(&good, "", "--doctor SLUG"), (&good, "nobody", "there is no doctor"), (&bad, "wu-jing", "bad.ris")];
    for (file, doctor, words) in cases {
        let mut arguments = vec!["import", file.to_str().unwrap()];
        if !doctor.is_empty() {
            arguments.extend(["--doctor", doctor]);
        }
        let output = Binary::on(&app).run(&arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && said.contains(words) && said.lines().count() == 1, "{said}");
    }
    assert_eq!(app.export().await, before);
}

/// Imports a page that cites one paper without its DOI.
fn import_page(app: &TestApp, citation: &str) {
    let page = app.folder.path().join("wu-jing.txt");
    let text = format!(
        "ShanghaiDoctor\n\nDr. Wu Jing | A Room by the River\n\nUpdate time:2025-06-03Visits:12\n\nProfessor Wu Jing,\n\n\
         Director of the Endoscopy Department at the Harbour Hospital.\n\nSelected Publications:\n\n{citation}\n\n\
         Preface:\n\nThe river is wide here.\n\n1. The First Winter\n\nIt was cold, and the ward was full.\n"
    );
    std::fs::write(&page, text).unwrap();
    let output = Binary::on(app).run(&["import", page.to_str().unwrap()]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn import_file(app: &TestApp, name: &str, text: &str) -> String {
    let file = app.folder.path().join(name);
    std::fs::write(&file, text).unwrap();
    let output = Binary::on(app).run(&["import", file.to_str().unwrap(), "--doctor", "wu-jing"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The papers and the journals that there are as drafts.
async fn counts(app: &TestApp) -> (usize, usize) {
    let mut writing = app.write().await;
    let papers = writing.drafts::<Publication>(&PublicationFilter::default()).await.unwrap().len();
    let journals = writing.drafts::<Journal>(&JournalFilter::default()).await.unwrap().len();
    writing.commit().await.unwrap();
    (papers, journals)
}

#[rstest]
#[tokio::test]
async fn a_paper_cited_without_its_doi_is_the_one_of_the_file(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    import_page(&app, "- Wu J, Sun M. Cold rooms, warm hands. Ward Sci. 2021;12(3):45\u{2013}52.");
    let file = "TY  - JOUR\nAU  - Wu, Jing\nTI  - Cold Rooms; Warm Hands.\nJO  - Ward Science and Practice\nPY  - 2021\n\
        DO  - 10.5555/ward.9\nER  - \n";
    let told = import_file(&app, "papers.ris", file);
    assert!(told.contains("matched by title"), "{told}");
    // Its journal is named already: none is made beside it.
    assert_eq!(counts(&app).await, (1, 1));
    let export = app.export().await;
    assert!(export.contains("10.5555/ward.9") && export.contains("45-52"), "{export}");
    // Another DOI under the same title is asked about.
    let told = import_file(&app, "others.ris", &file.replace("ward.9", "ward.8"));
    assert!(told.contains("Perhaps known already") && told.contains("another DOI"), "{told}");
    assert_eq!(counts(&app).await, (2, 2));
}

#[tokio::test]
async fn a_journal_is_stored_in_its_own_language() {
    let app = TestApp::start(Backend::Sqlite).await;
    import_page(&app, "- Wu J. Cold rooms. Ward Sci. 2021;12(3):45-52.");
    import_file(&app, "papers.ris", "TY  - JOUR\nTI  - 肺结节的随访\nJO  - 海港医学杂志\nPY  - 2019\nER  - \n");
    let export = app.export().await;
    assert!(export.contains("{\"zh-Hans\":\"海港医学杂志\"}"), "{export}");
}

#[tokio::test]
async fn files_of_papers_and_pages_are_not_mixed_up() {
    let app = TestApp::start(Backend::Sqlite).await;
    let path = |name: &str, text: &str| {
        let file = app.folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        file.to_str().unwrap().to_owned()
    };
    let (bib, ris, page) = (path("a.bib", BIBTEX), path("b.ris", RIS), path("c.txt", "Nothing of the kind."));
    let csl = path("d.csljson", "[]");
    for (arguments, words) in [
        (vec!["import", &bib, &ris, "--doctor", "wu-jing"], "a file of papers is imported alone"),
        (vec!["import", &page, &bib], "a file of papers is imported alone"),
        (vec!["import", &page, "--doctor", "nobody"], "--doctor is for a file of papers"),
        (vec!["import", &page, &page, "--doctor", "nobody"], "--doctor is for a file of papers"),
        (vec!["import", &csl, "--explain", "1"], "--explain is for one page"),
    ] {
        let output = Binary::on(&app).run(&arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && said.contains(words) && said.lines().count() == 1, "{said}");
    }
}
