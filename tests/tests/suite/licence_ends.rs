//! Whoever keeps copies by a licence is told when it begins and when it ends, once and in its place, also who was away; nobody
//! else is told.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::UnpublishReason;
use shanghaidoctor_domain::content::Article;
use shanghaidoctor_tests::content::{publish, publish_changed};
use shanghaidoctor_tests::{Backend, TestApp, TestPartner};

use crate::licences::{LAST, long};

const FIELDS: &str = "fields=sequence,at,action,reason,nodeId,node(title,access,plainText)";

/// What a partner keeps of articles.
#[derive(Default)]
struct Copy {
    texts: BTreeMap<String, String>,
    cursor: Option<String>,
}

impl Copy {
    /// Takes in all that there is by now, and gives what it was told, by title: the action and how much of the text.
    async fn catch_up(&mut self, app: &TestApp, secret: Option<&str>) -> Vec<(String, String)> {
        let mut told = Vec::new();
        loop {
            let after = self.cursor.as_ref().map(|cursor| format!("&after={cursor}")).unwrap_or_default();
            let request = app.get(&format!("/api/v1/changes?first=2&types=ARTICLE&{FIELDS}{after}"));
            let request = match secret {
                Some(secret) => request.bearer_auth(secret),
                None => request,
            };
            let answer = app.send(request).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            for change in answer.body["data"].as_array().unwrap() {
                told.extend(self.take(change));
            }
            self.cursor = Some(answer.body["page"]["after"].as_str().unwrap().to_owned());
            if answer.body["page"]["more"] != true {
                return told;
            }
        }
    }

    fn take(&mut self, change: &Value) -> Option<(String, String)> {
        let id = change["nodeId"].as_str().unwrap().to_owned();
        let said = change["reason"].as_str().or(change["action"].as_str()).unwrap();
        let node = &change["node"];
        if node.is_null() {
            self.texts.remove(&id);
            return None;
        }
        let text = node["plainText"].as_str().unwrap();
        let much = if text.contains(LAST) { "whole" } else { "excerpt" };
        assert_eq!(node["access"] == "FULL_TEXT", much == "whole", "{change:#}");
        assert!(said != "LICENCE_ENDED" || much == "excerpt", "{change:#}");
        self.texts.insert(id, text.to_owned());
        Some((node["title"].as_str().unwrap().to_owned(), format!("{said} {much}")))
    }
}

fn lines(told: &[(&str, &str)]) -> Vec<(String, String)> {
    told.iter().map(|(title, said)| ((*title).to_owned(), (*said).to_owned())).collect()
}

fn at(app: &TestApp, moment: &str) {
    app.app.clock.set(moment.parse().unwrap());
}

async fn everything(app: &TestApp, partner: &TestPartner, from: &str, until: &str) -> String {
    app.licence(partner, json!({ "works": { "everything": true }, "from": from, "until": until })).await
}

#[rstest]
#[tokio::test]
async fn a_copy_is_told_of_its_licence_once_and_in_its_place(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let one = publish(&app, &long("One night")).await;
    let [partner, other] = [app.partner(&["FULL_TEXT"]).await, app.partner(&["FULL_TEXT"]).await];
    everything(&app, &partner, "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z").await;
    let (mut copy, mut of_other, mut of_anybody) = (Copy::default(), Copy::default(), Copy::default());
    let secret = Some(partner.secret.as_str());
    assert_eq!(copy.catch_up(&app, secret).await, lines(&[("One night", "PUBLISHED excerpt")]));
    of_other.catch_up(&app, Some(&other.secret)).await;
    of_anybody.catch_up(&app, None).await;

    at(&app, "2026-03-02T00:00:00Z");
    assert_eq!(copy.catch_up(&app, secret).await, lines(&[("One night", "PUBLISHED whole")]));
    assert_eq!(copy.catch_up(&app, secret).await, []);
    let two = publish(&app, &long("Two nights")).await;
    assert_eq!(copy.catch_up(&app, secret).await, lines(&[("Two nights", "PUBLISHED whole")]));

    at(&app, "2026-03-03T00:00:00Z");
    publish_changed(&app, two, |article: &mut Article| article.title = "Three nights".to_owned()).await;
    let told = copy.catch_up(&app, secret).await;
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told.contains(&("One night".into(), "LICENCE_ENDED excerpt".into())), "{told:?}");
    assert!(told.contains(&("Three nights".into(), "LICENCE_ENDED excerpt".into())), "{told:?}");
    assert_eq!(copy.catch_up(&app, secret).await, []);

    // What changes afterwards comes behind it.
    publish_changed(&app, one, |article: &mut Article| article.title = "A night".to_owned()).await;
    assert_eq!(copy.catch_up(&app, secret).await, lines(&[("A night", "UPDATED excerpt")]));
    let changed = lines(&[("Three nights", "UPDATED excerpt"), ("A night", "UPDATED excerpt")]);
    assert_eq!(of_other.catch_up(&app, Some(&other.secret)).await, changed);
    assert_eq!(of_anybody.catch_up(&app, None).await.len(), 2);
    assert_eq!(copy.texts, of_other.texts);
    assert!(copy.texts.values().all(|text| !text.contains(LAST)));
}

/// A client that was away is told that what it holds is to be taken down, also where the article changed since; who begins anew
/// is told the same.
#[rstest]
#[tokio::test]
async fn who_was_away_is_told_when_it_comes_back(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let one = publish(&app, &long("One night")).await;
    let gone = publish(&app, &long("Gone")).await;
    let partner = app.partner(&["FULL_TEXT"]).await;
    everything(&app, &partner, "2026-03-01T12:00:00Z", "2026-03-03T00:00:00Z").await;
    let (mut copy, secret) = (Copy::default(), Some(partner.secret.as_str()));
    let begun = copy.catch_up(&app, secret).await;
    assert_eq!(begun, lines(&[("One night", "PUBLISHED whole"), ("Gone", "PUBLISHED whole")]));

    at(&app, "2026-03-03T00:00:00Z");
    // Another program of the partner asks first.
    Copy::default().catch_up(&app, secret).await;
    publish_changed(&app, one, |article: &mut Article| article.title = "A night".to_owned()).await;
    let mut writing = app.write().await;
    writing.unpublish_all(&[gone.node()], UnpublishReason::Retracted).await.unwrap();
    writing.commit().await.unwrap();
    let told = lines(&[("A night", "LICENCE_ENDED excerpt"), ("A night", "UPDATED excerpt")]);
    assert_eq!(copy.catch_up(&app, secret).await, told);
    assert!(!copy.texts.contains_key(&gone.to_string()));
    let mut fresh = Copy::default();
    assert_eq!(fresh.catch_up(&app, secret).await, told);
    assert_eq!(fresh.texts, copy.texts);

    // A cursor of before goes on, with a key or without.
    let cursor = copy.cursor.clone();
    let mut without = Copy { cursor, ..Copy::default() };
    assert_eq!(without.catch_up(&app, None).await, []);
}

#[rstest]
#[tokio::test]
async fn what_another_licence_gives_is_not_taken(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let id = publish(&app, &long("One night")).await;
    publish(&app, &long("Two nights")).await;
    let partner = app.partner(&["FULL_TEXT"]).await;
    let licence = everything(&app, &partner, "2026-03-01T12:00:00Z", "2026-06-01T00:00:00Z").await;
    app.licence(&partner, json!({ "works": { "articles": [id.to_string()] }, "until": "2026-03-05T00:00:00Z" })).await;
    // One that is ended before it begins gives nothing and takes nothing.
    let never = everything(&app, &partner, "2026-05-01T00:00:00Z", "2026-06-01T00:00:00Z").await;
    let (mut copy, secret) = (Copy::default(), Some(partner.secret.as_str()));
    assert_eq!(copy.catch_up(&app, secret).await.len(), 2);
    app.end_licence(&never).await;
    assert_eq!(copy.catch_up(&app, secret).await, []);
    app.end_licence(&licence).await;
    assert_eq!(copy.catch_up(&app, secret).await, lines(&[("Two nights", "LICENCE_ENDED excerpt")]));
    at(&app, "2026-03-05T00:00:00Z");
    assert_eq!(copy.catch_up(&app, secret).await, lines(&[("One night", "LICENCE_ENDED excerpt")]));
    everything(&app, &partner, "2026-03-05T00:00:00Z", "2026-06-01T00:00:00Z").await;
    let back = lines(&[("One night", "PUBLISHED whole"), ("Two nights", "PUBLISHED whole")]);
    assert_eq!(copy.catch_up(&app, secret).await, back);
    // A key that is not for texts holds none, and is told nothing of them.
    let no_texts = app.partner(&["LICENCES"]).await;
    app.licence(&no_texts, json!({ "works": { "everything": true } })).await;
    let told = Copy::default().catch_up(&app, Some(&no_texts.secret)).await;
    assert!(told.iter().all(|(_, said)| said == "PUBLISHED excerpt"), "{told:?}");
}

#[rstest]
#[tokio::test]
async fn a_partner_who_waits_is_told_of_the_end(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = Arc::new(TestApp::start(backend).await);
    publish(&app, &long("One night")).await;
    let partner = app.partner(&["FULL_TEXT"]).await;
    everything(&app, &partner, "2026-03-01T12:00:00Z", "2026-03-01T13:00:00Z").await;
    let mut copy = Copy::default();
    copy.catch_up(&app, Some(&partner.secret)).await;
    let address = format!("/api/v1/changes?{FIELDS}&types=ARTICLE&wait=30&after={}", copy.cursor.unwrap());
    let waiting = tokio::spawn({
        let (app, secret) = (Arc::clone(&app), partner.secret.clone());
        async move { app.send(app.get(&address).bearer_auth(secret)).await.body }
    });
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    assert!(!waiting.is_finished());
    let begun = Instant::now();
    at(&app, "2026-03-01T13:00:00Z");
    let told = waiting.await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(10));
    assert_eq!((&told["data"][0]["reason"], told["data"].as_array().unwrap().len()), (&json!("LICENCE_ENDED"), 1));
    assert_eq!(told["data"][0]["at"], "2026-03-01T13:00:00Z");
}

/// While many write and licences come and go, a copy ends with what a new one has.
#[rstest]
#[tokio::test]
async fn nothing_is_missed_while_many_write(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = Arc::new(TestApp::start(backend).await);
    let partner = app.partner(&["FULL_TEXT"]).await;
    let writers = (0..4).map(|writer| {
        let app = Arc::clone(&app);
        tokio::spawn(async move {
            for round in 0..5 {
                let id = publish(&app, &long(&format!("Round {round} of {writer}"))).await;
                publish_changed(&app, id, |article: &mut Article| article.title += ", again").await;
            }
        })
    });
    let writers = tokio::spawn(join_all(writers));
    let (mut copy, secret) = (Copy::default(), Some(partner.secret.as_str()));
    while !writers.is_finished() {
        let licence = app.licence(&partner, json!({ "works": { "everything": true } })).await;
        copy.catch_up(&app, secret).await;
        app.end_licence(&licence).await;
        copy.catch_up(&app, secret).await;
    }
    for writer in writers.await.unwrap() {
        writer.unwrap();
    }
    app.licence(&partner, json!({ "works": { "channels": ["news"] } })).await;
    copy.catch_up(&app, secret).await;
    assert_eq!(copy.catch_up(&app, secret).await, []);
    let mut fresh = Copy::default();
    fresh.catch_up(&app, secret).await;
    assert_eq!(copy.texts, fresh.texts);
    assert_eq!(copy.texts.len(), 20);
    assert!(copy.texts.values().all(|text| text.contains(LAST)));
}
