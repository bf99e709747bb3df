//! Papers come from the files of reference managers, to the doctor they are said to be of; the same DOI once.

use rstest::rstest;
use serde_json::json;
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
