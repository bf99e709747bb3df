//! A query costs the same number of SQL statements whether its lists have one record or a hundred.

use rstest::rstest;
use shanghaidoctor_tests::content::{appointment, doctor, journal, organisation, publication, save};
use shanghaidoctor_tests::{Backend, TestApp};

/// Three levels below the root, the tree of societies among them.
const THREE_LEVELS: &str = "query ($first: Int) { doctors(first: $first) { totalCount nodes { \
    appointments(first: 3) { totalCount nodes { role body { ... on Organisation { name ancestors { name } } } } } \
    publications(first: 3) { totalCount nodes { title journal { name } citation doctors { slug } } } } } }";

async fn hundred_doctors(app: &TestApp) {
    let mut writing = app.write().await;
    let society = save(&mut writing, &organisation("A society", None)).await;
    let journal = save(&mut writing, &journal("A journal")).await;
    for number in 0..100 {
        let branch = save(&mut writing, &organisation(&format!("Branch {number}"), Some(society))).await;
        let doctor = save(&mut writing, &doctor("Wu", &format!("N{number}"))).await;
        for position in 0..2 {
            save(&mut writing, &appointment(doctor, branch, position)).await;
            let title = format!("Paper {position} of {number}");
            let paper = save(&mut writing, &publication(&title, 2020, doctor, journal)).await;
            writing.publish(doctor.node()).await.unwrap();
            writing.publish(paper.node()).await.unwrap();
        }
    }
    writing.commit().await.unwrap();
}

#[rstest]
#[tokio::test]
async fn three_levels_cost_the_same_for_one_and_for_a_hundred_parents(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::without_caches(backend).await;
    hundred_doctors(&app).await;
    let one = app.statements_of(&THREE_LEVELS.replace("query ($first: Int)", "").replace("$first", "1")).await;
    let hundred = app.statements_of(&THREE_LEVELS.replace("query ($first: Int)", "").replace("$first", "100")).await;
    // doctors and their number; appointments with their bodies, and their numbers; ancestors; publications with their
    // journals, and their numbers; authors who are doctors.
    assert_eq!((one, hundred), (8, 8));
}

#[rstest]
#[tokio::test]
async fn json_ld_and_citations_cost_the_same_for_one_and_for_a_hundred(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::without_caches(backend).await;
    hundred_doctors(&app).await;
    for (list, fields, statements) in [
        // doctors; posts; bodies; ancestors; the publication itself.
        ("doctors", "jsonLd", 5),
        // papers; journals; authors who are doctors; the publication itself.
        ("publications", "jsonLd citation(style: GB_T_7714) bibtex ris cslJson", 4),
    ] {
        for first in [1, 100] {
            let query = format!("{{ {list}(first: {first}) {{ nodes {{ {fields} }} }} }}");
            assert_eq!(app.statements_of(&query).await, statements, "{first} {list}");
        }
    }
}
