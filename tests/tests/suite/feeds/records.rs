//! Feeds of doctors and of papers, which say what the API says.

use std::time::Duration;

use rstest::rstest;
use serde_json::json;
use shanghaidoctor_tests::content::{doctor, publish};
use shanghaidoctor_tests::{Backend, TestApp};

use super::{FORMATS, PUBLIC, read, text, title, titles, urn};

#[rstest]
#[tokio::test]
async fn doctors_are_told_of_with_what_they_are(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::with_sample(backend).await;
    let order = "orderBy: { field: UPDATED_AT, direction: DESC }";
    let query = format!("{{ doctors(first: 20, {order}) {{ nodes {{ id slug name {{ display }} }} }} }}");
    let doctors = app.query(&query).await.at("/doctors/nodes");
    let doctors = doctors.as_array().unwrap();
    for (ending, _) in FORMATS {
        let feed = read(&app, &format!("/feeds/doctors.{ending}")).await;
        assert_eq!((feed.entries.len(), doctors.len() > 10), (doctors.len(), true), "{ending}");
        for (entry, doctor) in feed.entries.iter().zip(doctors) {
            assert_eq!(entry.id, urn(doctor["id"].as_str().unwrap()), "{ending}");
            assert_eq!(title(entry), doctor["name"]["display"].as_str().unwrap(), "{ending}");
            assert_eq!(entry.links[0].href, format!("{PUBLIC}/doctors/{}", doctor["slug"].as_str().unwrap()));
        }
    }
    let atom = read(&app, "/feeds/doctors.atom?specialty=thoracic-surgery").await;
    let query = "{ doctors(where: { specialties: { some: { slug: { eq: \"thoracic-surgery\" } } } }) { totalCount } }";
    assert_eq!(json!(atom.entries.len()), app.query(query).await.at("/doctors/totalCount"));
    assert!(atom.entries.iter().all(|entry| !entry.summary.as_ref().unwrap().content.is_empty()));
    app.indexed().await;
    let chinese = read(&app, "/feeds/doctors.atom?search=shen+muyun&locale=zh-Hans").await;
    assert!(titles(&chinese).contains(&"沈牧云"), "{:?}", titles(&chinese));
}

#[rstest]
#[tokio::test]
async fn papers_are_told_of_as_they_are_cited(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::with_sample(backend).await;
    let order = "orderBy: { field: UPDATED_AT, direction: DESC }";
    let condition = "where: { doctors: { some: { slug: { eq: \"shen-muyun\" } } } }";
    let query = format!(
        "{{ publications(first: 5, {condition}, {order}) {{ totalCount nodes {{ id title citation doi authors {{ name }} }} }} }}"
    );
    let papers = app.query(&query).await.at("/publications/nodes");
    for (ending, _) in FORMATS {
        let feed = read(&app, &format!("/feeds/publications.{ending}?doctor=shen-muyun&first=5")).await;
        assert_eq!(feed.entries.len(), 5, "{ending}");
        for (entry, paper) in feed.entries.iter().zip(papers.as_array().unwrap()) {
            assert_eq!(entry.id, urn(paper["id"].as_str().unwrap()), "{ending}");
            assert_eq!(title(entry), paper["title"].as_str().or(paper["citation"].as_str()).unwrap(), "{ending}");
            if let Some(doi) = paper["doi"].as_str() {
                assert_eq!(entry.links[0].href, format!("https://doi.org/{doi}"), "{ending}");
            }
            let authors: Vec<_> = entry.authors.iter().map(|author| json!({ "name": author.name })).collect();
            assert_eq!(json!(authors), paper["authors"], "{ending}");
            if ending == "atom" {
                assert_eq!(entry.summary.as_ref().unwrap().content, paper["citation"].as_str().unwrap());
            }
        }
    }
}

#[rstest]
#[tokio::test]
async fn a_doctor_who_was_merged_is_told_as_gone_with_who_goes_on(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let stays = publish(&app, &doctor("Wu", "Jing")).await;
    let gone = publish(&app, &doctor("Wu", "Jing-2")).await;
    app.app.clock.advance(Duration::from_secs(60));
    let mut writing = app.write().await;
    writing.merge(gone.node(), stays.node()).await.unwrap();
    writing.commit().await.unwrap();
    app.followed().await;
    let atom = text(&app, "/feeds/doctors.atom").await;
    let [stays, gone] = [stays, gone].map(|id| urn(&id.to_string()));
    let tombstone = format!("ref=\"{gone}\" when=\"2026-03-01T12:01:00Z\"><at:comment>MERGED: {stays} goes on for it.");
    assert!(atom.contains(&tombstone) && atom.contains(&format!("<id>{stays}</id>")), "{atom}");
    assert!(!atom.contains(&format!("<id>{gone}</id>")), "{atom}");
}
