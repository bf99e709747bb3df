//! Whoever keeps a copy follows `/api/v1/changes`: everything at first, then what became of it, nothing missed and nothing
//! twice.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::UnpublishReason;
use shanghaidoctor_domain::content::Article;
use shanghaidoctor_tests::content::{article, change, doctor, publish, publish_changed};
use shanghaidoctor_tests::{Backend, TestApp};

const FIELDS: &str = "fields=sequence,action,reason,nodeId,mergedInto,node(id,slug,title,name.display)";

/// What a partner keeps: documents by their ids, as they were told of.
#[derive(Default)]
struct Copy {
    documents: BTreeMap<String, Value>,
    cursor: Option<String>,
    sequences: Vec<i64>,
    removals: Vec<Value>,
}

impl Copy {
    /// Takes in all that there is by now.
    async fn catch_up(&mut self, app: &TestApp, types: &str) {
        while self.next(app, types).await {}
    }

    /// Takes in a page, and says whether there is another.
    async fn next(&mut self, app: &TestApp, types: &str) -> bool {
        let after = self.cursor.as_ref().map(|cursor| format!("&after={cursor}")).unwrap_or_default();
        let address = format!("/api/v1/changes?first=3{types}&{FIELDS}{after}");
        let answer = app.send(app.get(&address)).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.headers["cache-control"], "no-store");
        for change in answer.body["data"].as_array().unwrap() {
            self.take(change);
        }
        self.cursor = Some(answer.body["page"]["after"].as_str().unwrap().to_owned());
        answer.body["page"]["more"] == true
    }

    fn take(&mut self, change: &Value) {
        self.sequences.push(change["sequence"].as_str().unwrap().parse().unwrap());
        let id = change["nodeId"].as_str().unwrap().to_owned();
        if change["action"] == "REMOVED" {
            self.removals.push(change.clone());
        }
        match &change["node"] {
            Value::Null => self.documents.remove(&id),
            node => self.documents.insert(id, node.clone()),
        };
    }

    /// Numbers rise, so nothing was told twice.
    fn assert_in_order(&self) {
        assert!(self.sequences.is_sorted_by(|one, next| one < next), "{:?}", self.sequences);
    }
}

/// What a partner has who begins now.
async fn fresh(app: &TestApp) -> BTreeMap<String, Value> {
    let mut copy = Copy::default();
    copy.catch_up(app, "").await;
    copy.documents
}

#[rstest]
#[tokio::test]
async fn a_copy_is_what_is_published(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::with_sample(backend).await;
    let copy = fresh(&app).await;
    for (list, prefix) in [("doctors", "doctor_"), ("articles", "article_"), ("publications", "publication_")] {
        let query = format!("{{ {list}(first: 100) {{ totalCount nodes {{ id }} }} }}");
        let published = app.query(&query).await.at(&format!("/{list}"));
        let copied = copy.keys().filter(|id| id.starts_with(prefix)).count();
        assert_eq!(published["totalCount"], json!(copied), "{list}");
        for node in published["nodes"].as_array().unwrap() {
            assert!(copy.contains_key(node["id"].as_str().unwrap()), "{node}");
        }
    }
    assert_eq!(copy.values().find(|node| node["slug"] == "shen-muyun").unwrap()["name"]["display"], "Shen Muyun");
}

#[rstest]
#[tokio::test]
async fn each_act_is_told_of_with_its_reason(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let [kept, gone] = [publish(&app, &doctor("Shi", "Lan")).await, publish(&app, &doctor("Shi", "Lana")).await];
    let text = publish(&app, &article("A long night", &[kept])).await;
    let mut copy = Copy::default();
    copy.catch_up(&app, "").await;
    let before = copy.sequences.len();

    publish_changed(&app, text, |article: &mut Article| article.title = "A longer night".to_owned()).await;
    publish_changed(&app, text, |article: &mut Article| article.title = "The longest night".to_owned()).await;
    change(&app, text, |article: &mut Article| article.title = "A secret of this draft".to_owned()).await;
    let mut writing = app.write().await;
    writing.merge(gone.node(), kept.node()).await.unwrap();
    writing.commit().await.unwrap();
    copy.catch_up(&app, "").await;
    // Two changes of one document are one, and a draft is none.
    let told = copy.sequences.len() - before;
    assert_eq!(copy.documents[&text.to_string()]["title"], "The longest night");
    assert!(!copy.documents.contains_key(&gone.to_string()));
    let merged = copy.removals.last().unwrap();
    assert_eq!((&merged["reason"], &merged["mergedInto"]), (&json!("MERGED"), &json!(kept.to_string())));
    assert!(told <= 3, "{told}");

    let mut writing = app.write().await;
    writing.unpublish_all(&[text.node()], UnpublishReason::Retracted).await.unwrap();
    writing.commit().await.unwrap();
    copy.catch_up(&app, "").await;
    assert_eq!(copy.removals.last().unwrap()["reason"], "RETRACTED");
    copy.assert_in_order();
    assert_eq!(copy.documents, fresh(&app).await);
}

#[rstest]
#[tokio::test]
async fn nothing_is_skipped_or_repeated_while_many_write(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = Arc::new(TestApp::start(backend).await);
    let written = Arc::new(AtomicBool::new(false));
    let reader = tokio::spawn({
        let (app, written) = (Arc::clone(&app), Arc::clone(&written));
        async move {
            let mut copy = Copy::default();
            while !written.load(Ordering::Acquire) {
                copy.next(&app, "").await;
            }
            copy.catch_up(&app, "").await;
            copy
        }
    });
    let writers = (0..8).map(|writer| {
        let app = Arc::clone(&app);
        tokio::spawn(async move {
            for round in 0..6 {
                let id = publish(&app, &article(&format!("Round {round} of {writer}"), &[])).await;
                publish_changed(&app, id, |article: &mut Article| article.title += ", again").await;
                if round % 2 == 0 {
                    let mut writing = app.write().await;
                    writing.unpublish_all(&[id.node()], UnpublishReason::Unpublished).await.unwrap();
                    writing.commit().await.unwrap();
                }
            }
        })
    });
    for writer in join_all(writers).await {
        writer.unwrap();
    }
    written.store(true, Ordering::Release);
    let copy = reader.await.unwrap();
    copy.assert_in_order();
    assert_eq!(copy.documents, fresh(&app).await);
    let articles: Vec<&Value> =
        copy.documents.iter().filter(|(id, _)| id.starts_with("article_")).map(|(_, node)| node).collect();
    assert_eq!(articles.len(), 8 * 3);
    assert!(articles.iter().all(|article| article["title"].as_str().unwrap().ends_with(", again")));
}

#[rstest]
#[tokio::test]
async fn whoever_waits_is_told_as_it_happens(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = Arc::new(TestApp::start(backend).await);
    let mut copy = Copy::default();
    copy.catch_up(&app, "").await;
    let address = format!("/api/v1/changes?{FIELDS}&types=DOCTOR&after={}", copy.cursor.unwrap());
    let begun = Instant::now();
    let nothing = app.send(app.get(&format!("{address}&wait=1"))).await.body;
    assert_eq!(nothing["data"], json!([]));
    assert!(begun.elapsed() >= Duration::from_secs(1));
    let waiting = tokio::spawn({
        let (app, address) = (Arc::clone(&app), format!("{address}&wait=30"));
        async move { app.send(app.get(&address)).await.body }
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    // What is of another type is not what it waits for.
    publish(&app, &article("A long night", &[])).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!waiting.is_finished());
    let (begun, id) = (Instant::now(), publish(&app, &doctor("Shi", "Lan")).await);
    let told = waiting.await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(5));
    assert_eq!((&told["data"][0]["nodeId"], told["data"].as_array().unwrap().len()), (&json!(id.to_string()), 1));
}

#[rstest]
#[tokio::test]
async fn a_cursor_of_another_log_says_how_to_begin_again(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    publish(&app, &doctor("Shi", "Lan")).await;
    let mut copy = Copy::default();
    copy.catch_up(&app, "").await;
    let held = copy.cursor.unwrap();
    let (sequence, _) = held.split_once('-').unwrap();
    for (cursor, status, told) in [
        (format!("{sequence}-00c0ffee"), 410, "begin again without a cursor"),
        ("9999999-00000000".to_owned(), 410, "begin again without a cursor"),
        ("yesterday".to_owned(), 400, "no cursor of changes"),
    ] {
        let answer = app.send(app.get(&format!("/api/v1/changes?after={cursor}"))).await;
        assert_eq!(answer.status, status, "{}", answer.body);
        assert!(answer.body["detail"].as_str().unwrap().contains(told), "{}", answer.body);
    }
    let query = "query ($after: String) { changes(after: $after) { nodes { sequence } pageInfo { endCursor } } }";
    let expired = app.query_with(query, json!({ "after": "9999999-00000000" })).await;
    assert_eq!(expired.error().0, "CURSOR_EXPIRED");
    let end = app.query_with(query, json!({ "after": held })).await.at("/changes");
    assert_eq!(end, json!({ "nodes": [], "pageInfo": { "endCursor": held } }));
}
