//! Papers as libraries harvest them, by OAI-PMH 2.0: whoever asks for what changed since the last time ends with what is
//! public, and is told of all that was taken away.

mod element;
mod errors;

use std::collections::BTreeMap;
use std::time::Duration;

use rstest::rstest;
use shanghaidoctor_domain::content::{Journal, Publication};
use shanghaidoctor_domain::{Id, UnpublishReason};
use shanghaidoctor_tests::content::{doctor, journal, publication, publish, publish_changed, save};
use shanghaidoctor_tests::{Backend, TestApp};

use self::element::Element;

/// What is answered to these arguments, as a tree.
async fn ask(app: &TestApp, arguments: &str) -> Element {
    let response = app.get(&format!("/oai?{arguments}")).send().await.unwrap();
    assert_eq!(response.status(), 200, "{arguments}");
    assert_eq!(response.headers()["content-type"], "text/xml; charset=utf-8");
    let root = Element::read(&response.text().await.unwrap());
    assert_eq!((root.name.as_str(), root.attribute("xmlns")), ("OAI-PMH", "http://www.openarchives.org/OAI/2.0/"));
    assert_eq!(root.names()[..2], ["responseDate", "request"], "{arguments}");
    assert_eq!(root.one("request").text, "https://api.example.org/oai");
    root
}

/// All items of a list, over all its parts.
async fn whole(app: &TestApp, verb: &str, arguments: &str) -> Vec<Element> {
    let (mut all, mut arguments) = (Vec::new(), format!("verb={verb}{arguments}"));
    loop {
        let mut answer = ask(app, &arguments).await;
        assert_eq!(answer.names()[2], verb, "{answer:?}");
        let mut list = answer.children.remove(2);
        let token = list.children.pop_if(|last| last.name == "resumptionToken");
        let (before, size) = (all.len().to_string(), token.as_ref().map(|token| token.attribute("completeListSize")));
        assert!(!list.children.is_empty(), "a part of a list holds something");
        all.extend(list.children);
        let Some(token) = &token else { return all };
        assert_eq!(token.attribute("cursor"), before);
        if token.text.is_empty() {
            assert_eq!(size.unwrap(), all.len().to_string());
            return all;
        }
        arguments = format!("verb={verb}&resumptionToken={}", token.text);
    }
}

/// A harvester, which holds what it was told: by the identifier, the title, or none of what was taken away.
#[derive(Default)]
struct Harvester {
    held: BTreeMap<String, Option<String>>,
    asked_at: Option<String>,
}

impl Harvester {
    /// Asks for what changed since it asked last.
    async fn harvest(&mut self, app: &TestApp) -> usize {
        let from = self.asked_at.as_ref().map(|from| format!("&from={from}")).unwrap_or_default();
        let arguments = format!("&metadataPrefix=oai_dc{from}");
        let first = ask(app, &format!("verb=ListRecords{arguments}")).await;
        self.asked_at = Some(first.one("responseDate").text.clone());
        if first.find("error").is_some() {
            return 0;
        }
        let records = whole(app, "ListRecords", &arguments).await;
        for record in &records {
            let header = record.one("header");
            let title = record.find("metadata").map(|metadata| metadata.one("oai_dc:dc").one("dc:title").text.clone());
            assert_eq!(title.is_none(), header.attribute("status") == "deleted");
            self.held.insert(header.one("identifier").text.clone(), title);
        }
        records.len()
    }

    fn titles(&self) -> Vec<&str> {
        let mut titles: Vec<&str> = self.held.values().flatten().map(String::as_str).collect();
        titles.sort_unstable();
        titles
    }
}

fn identifier(id: Id<Publication>) -> String {
    format!("oai:api.example.org:{id}")
}

/// Papers of one journal.
async fn papers(app: &TestApp, journal: Id<Journal>, titles: &[String]) -> Vec<Id<Publication>> {
    let mut writing = app.write().await;
    let wu = save(&mut writing, &doctor("Wu", "Jing")).await;
    let mut ids = Vec::new();
    for title in titles {
        let id = save(&mut writing, &publication(title, 2020, wu, journal)).await;
        writing.publish(id.node()).await.unwrap();
        ids.push(id);
    }
    writing.commit().await.unwrap();
    ids
}

async fn take_back(app: &TestApp, id: Id<Publication>) {
    let mut writing = app.write().await;
    writing.unpublish_all(&[id.node()], UnpublishReason::Retracted).await.unwrap();
    writing.commit().await.unwrap();
}

#[rstest]
#[tokio::test]
async fn a_harvester_that_asks_now_and_then_holds_what_is_public(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let hearts = publish(&app, &journal("Hearts")).await;
    let titles: Vec<String> = (0..250).map(|number| format!("Paper {number:03}")).collect();
    let ids = papers(&app, hearts, &titles).await;
    let mut harvester = Harvester::default();
    app.app.clock.advance(Duration::from_secs(10));
    assert_eq!(harvester.harvest(&app).await, 250);
    assert_eq!(harvester.titles(), titles.iter().map(String::as_str).collect::<Vec<_>>());

    app.app.clock.advance(Duration::from_secs(10));
    assert_eq!(harvester.harvest(&app).await, 0, "nothing changed");
    publish_changed(&app, ids[3], |paper| paper.title = Some("Paper 3, corrected".into())).await;
    take_back(&app, ids[4]).await;
    let mut writing = app.write().await;
    writing.merge(ids[5].node(), ids[6].node()).await.unwrap();
    writing.commit().await.unwrap();
    app.followed().await;
    assert!(
        (3..=4).contains(&harvester.harvest(&app).await),
        "what changed, and perhaps the paper that another went into"
    );
    assert_eq!(harvester.held[&identifier(ids[3])].as_deref(), Some("Paper 3, corrected"));
    assert_eq!((&harvester.held[&identifier(ids[4])], &harvester.held[&identifier(ids[5])]), (&None, &None));
    assert_eq!(harvester.titles().len(), 248);

    let mut fresh = Harvester::default();
    assert_eq!(fresh.harvest(&app).await, 250, "a new harvester is told of what was taken away, too");
    assert_eq!(fresh.held, harvester.held);
}

#[rstest]
#[tokio::test]
async fn a_record_says_what_the_api_says(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::with_sample(backend).await;
    let query = "{ publications(first: 100) { nodes { id title citation year doi authors { name } journal { id } } } }";
    let listed = app.query(query).await.at("/publications/nodes");
    let listed = listed.as_array().unwrap();
    let records = whole(&app, "ListRecords", "&metadataPrefix=oai_dc").await;
    assert_eq!(records.len(), listed.len());
    for paper in listed {
        let said = |name: &str| paper[name].as_str().map(str::to_owned);
        let name = format!("oai:api.example.org:{}", said("id").unwrap());
        let answer = ask(&app, &format!("verb=GetRecord&metadataPrefix=oai_dc&identifier={name}")).await;
        let record = answer.one("GetRecord").one("record");
        let header = record.one("header");
        assert_eq!(header.one("identifier").text, name);
        assert_eq!(header.find("setSpec").map(|set| set.text.as_str()), paper["journal"]["id"].as_str());
        let core = record.one("metadata").one("oai_dc:dc");
        assert_eq!(core.find("dc:title").map(|title| title.text.clone()), said("title"));
        assert_eq!(core.one("dc:source").text, said("citation").unwrap());
        assert_eq!(
            core.find("dc:date").map(|date| date.text.clone()),
            paper["year"].as_i64().map(|year| year.to_string())
        );
        let authors: Vec<&str> = core.all("dc:creator").map(|author| author.text.as_str()).collect();
        let expected: Vec<&str> =
            paper["authors"].as_array().unwrap().iter().map(|author| author["name"].as_str().unwrap()).collect();
        assert_eq!(authors, expected);
        if let Some(doi) = said("doi") {
            assert!(core.all("dc:identifier").any(|place| place.text == format!("https://doi.org/{doi}")));
        }
    }
}

#[rstest]
#[tokio::test]
async fn a_set_is_what_appeared_in_a_journal(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let (hearts, lungs) = (publish(&app, &journal("Hearts")).await, publish(&app, &journal("Lungs")).await);
    let of_hearts = papers(&app, hearts, &["A".into(), "B".into(), "C".into()]).await;
    let sets = whole(&app, "ListSets", "").await;
    let sets: Vec<(&str, &str)> =
        sets.iter().map(|set| (set.one("setSpec").text.as_str(), set.one("setName").text.as_str())).collect();
    assert_eq!(sets, [(hearts.to_string().as_str(), "Hearts"), (lungs.to_string().as_str(), "Lungs")]);

    publish_changed(&app, of_hearts[1], |paper| paper.journal = Some(lungs)).await;
    take_back(&app, of_hearts[2]).await;
    for (set, expected) in
        [(hearts, vec![(of_hearts[0], ""), (of_hearts[2], "deleted")]), (lungs, vec![(of_hearts[1], "")])]
    {
        let headers = whole(&app, "ListIdentifiers", &format!("&metadataPrefix=oai_dc&set={set}")).await;
        let found: Vec<(String, &str)> = headers
            .iter()
            .map(|header| {
                assert_eq!(header.one("setSpec").text, set.to_string());
                (header.one("identifier").text.clone(), header.attribute("status"))
            })
            .collect();
        let expected: Vec<_> = expected.into_iter().map(|(id, status)| (identifier(id), status)).collect();
        assert_eq!(found, expected);
    }
}

#[rstest]
#[tokio::test]
async fn days_and_seconds_have_both_ends(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let hearts = publish(&app, &journal("Hearts")).await;
    let ids = papers(&app, hearts, &["A".into(), "B".into()]).await;
    app.app.clock.advance(Duration::from_millis(1_500));
    publish_changed(&app, ids[1], |paper| paper.year = Some(2021)).await;
    for (window, expected) in [
        ("from=2026-03-01T12:00:00Z&until=2026-03-01T12:00:00Z", vec![ids[0]]),
        ("from=2026-03-01T12:00:01Z", vec![ids[1]]),
        ("until=2026-03-01T12:00:01Z", vec![ids[0], ids[1]]),
        ("from=2026-03-01&until=2026-03-01", vec![ids[0], ids[1]]),
        ("until=2026-02-28", vec![]),
        ("from=2026-03-02", vec![]),
    ] {
        let arguments = format!("verb=ListIdentifiers&metadataPrefix=oai_dc&{window}");
        let answer = ask(&app, &arguments).await;
        let Some(list) = answer.find("ListIdentifiers") else {
            assert_eq!((answer.one("error").attribute("code"), expected.len()), ("noRecordsMatch", 0), "{window}");
            continue;
        };
        let found: Vec<&str> = list.all("header").map(|header| header.one("identifier").text.as_str()).collect();
        assert_eq!(found, expected.into_iter().map(identifier).collect::<Vec<_>>(), "{window}");
    }
    let header = ask(&app, &format!("verb=GetRecord&metadataPrefix=oai_dc&identifier={}", identifier(ids[1]))).await;
    let header = header.one("GetRecord").one("record").one("header");
    assert_eq!(header.one("datestamp").text, "2026-03-01T12:00:01Z");
}
