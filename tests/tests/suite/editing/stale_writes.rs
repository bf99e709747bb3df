use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::Role;
use shanghaidoctor_tests::Backend;

use super::{Desk, create, errors, exported, mutation, named, of_kind, send, write};

#[rstest]
#[tokio::test]
async fn a_stale_write_is_refused_with_what_changed_since(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = Desk::start(backend).await;
    let id = create(&app, "Doctor", json!({ "name": { "family": "Lu", "given": "Mei" } })).await;
    let update = of_kind("update", "Doctor");
    let position = json!([{ "role": named("Director"), "status": "CURRENT" }]);
    for (revision, input) in [
        (1, json!({ "born": "1931" })),
        (2, json!({ "positions": position, "name": { "family": "Lu", "given": "Meihua" } })),
    ] {
        let mut input = input;
        input["id"] = json!(id);
        input["revision"] = json!(revision);
        assert_eq!(write(&app, &update, input).await["userErrors"], json!([]));
    }
    let before = exported(&app, &id).await;
    let payload = write(&app, &update, json!({ "id": id, "revision": 1, "died": "2001" })).await;
    assert_eq!(errors(&payload), [("STALE".to_owned(), "input.revision".to_owned())]);
    let conflict = &payload["userErrors"][0]["conflict"];
    assert_eq!(conflict["revision"], 3);
    assert_eq!(conflict["changed"], json!(["born", "name.given", "positions"]));
    assert!(conflict["author"].as_str().unwrap().starts_with("account_"), "{conflict:#}");
    assert_eq!(conflict["authorName"], "editor", "what people call the account");
    assert_eq!(exported(&app, &id).await, before);
}

async fn update(app: &Desk, kind: &str, id: &str, revision: i32, mut input: Value) {
    (input["id"], input["revision"]) = (json!(id), json!(revision));
    assert_eq!(write(app, &of_kind("update", kind), input).await["userErrors"], json!([]));
}

/// What came of an act of which everything is at the revision that its writer saw but what stands at these places.
fn assert_stale(payload: &Value, places: &[&str]) {
    let expected: Vec<_> = places.iter().map(|place| ("STALE".to_owned(), (*place).to_owned())).collect();
    assert_eq!(errors(payload), expected, "{payload:#}");
    assert_eq!(payload["userErrors"][0]["conflict"]["authorName"], "editor", "{payload:#}");
}

#[rstest]
#[tokio::test]
async fn posts_that_somebody_else_put_into_another_order_stay_in_it(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = Desk::start(backend).await;
    let society = create(&app, "Organisation", json!({ "name": named("A society"), "kind": "ASSOCIATION" })).await;
    let doctor = create(&app, "Doctor", json!({ "name": { "family": "Lu" } })).await;
    let mut posts = Vec::new();
    for role in ["Chair", "Member"] {
        let post = json!({ "doctor": doctor, "role": named(role), "rank": "OTHER", "status": "CURRENT", "body": { "organisation": society } });
        posts.push(create(&app, "Appointment", post).await);
    }
    let shown = "doctor { appointments { nodes { id editing { revision } } } }";
    let reorder = mutation("reorderAppointments", "ReorderAppointmentsInput", shown);
    let there = json!([posts[1], posts[0]]);
    let one = json!({ "doctor": doctor, "appointments": there, "revisions": [1, 1] });
    assert_eq!(write(&app, &reorder, one).await["userErrors"], json!([]));
    let back = json!([posts[0], posts[1]]);
    let query = "query($id: ID!) { doctor(id: $id) { appointments { nodes { id editing { revision } } } } }";
    let before = super::drafts::read(&app, query, json!({ "id": doctor })).await.at("/doctor/appointments/nodes");
    let late = json!({ "doctor": doctor, "appointments": back, "revisions": [1, 1] });
    let payload = write(&app, &reorder, late).await;
    let told = errors(&payload);
    assert!(
        !told.is_empty()
            && told.iter().all(|(code, place)| { code == "STALE" && place.starts_with("input.revisions.") }),
        "{payload:#}"
    );
    let after = super::drafts::read(&app, query, json!({ "id": doctor })).await.at("/doctor/appointments/nodes");
    assert_eq!(after, before);
    let seen: Vec<&Value> = after.as_array().unwrap().iter().rev().map(|post| &post["editing"]["revision"]).collect();
    let again = json!({ "doctor": doctor, "appointments": back, "revisions": seen });
    assert_eq!(write(&app, &reorder, again).await["userErrors"], json!([]));
    let short = json!({ "doctor": doctor, "appointments": back, "revisions": [1] });
    let payload = write(&app, &reorder, short).await;
    assert_eq!(errors(&payload), [("INVALID".to_owned(), "input.revisions".to_owned())]);
}

#[rstest]
#[tokio::test]
async fn what_was_saved_a_moment_ago_does_not_go_out_unread(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = Desk::start(backend).await;
    let body = json!([{ "paragraph": { "text": { "plain": "It rained." } } }]);
    let article = json!({ "title": "A title", "locale": "en", "channel": "news", "body": body });
    let id = create(&app, "Article", article).await;
    let doctor = create(&app, "Doctor", json!({ "name": { "family": "Lu", "given": "Mei" } })).await;
    update(&app, "Article", &id, 1, json!({ "title": "Another title" })).await;
    let publish = mutation("publish", "PublishInput", "changes { action }");
    let ids = json!([doctor, id]);
    let sent = async |revisions: Value| {
        let input = json!({ "ids": ids, "revisions": revisions });
        send(&app, Role::Publisher, &publish, input).await.at("/publish")
    };
    let payload = sent(json!([1, 1])).await;
    assert_stale(&payload, &["input.revisions.1"]);
    assert_eq!(payload["userErrors"][0]["conflict"]["changed"], json!(["title"]));
    assert_eq!(
        app.query("{ articles { totalCount } doctors { totalCount } }").await.data(),
        json!({ "articles": { "totalCount": 0 }, "doctors": { "totalCount": 0 } })
    );
    let payload = sent(json!([1])).await;
    assert_eq!(errors(&payload), [("INVALID".to_owned(), "input.revisions".to_owned())]);
    let payload = sent(json!([1, 2])).await;
    assert_eq!((&payload["userErrors"], payload["changes"].as_array().unwrap().len()), (&json!([]), 2), "{payload:#}");
}

#[rstest]
#[tokio::test]
async fn records_and_translations_that_changed_since_are_not_put_together(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = Desk::start(backend).await;
    let mut journals = Vec::new();
    for name in ["A journal", "The journal"] {
        let id = create(&app, "Journal", json!({ "name": named(name) })).await;
        update(&app, "Journal", &id, 1, json!({ "abbreviation": "J" })).await;
        journals.push(id);
    }
    let merge = mutation("mergeJournals", "MergeInput", "journal { id }");
    let seen = |merged: i32, survivor: i32| json!({ "merged": journals[0], "survivor": journals[1], "mergedRevision": merged, "survivorRevision": survivor });
    assert_stale(&write(&app, &merge, seen(1, 1)).await, &["input.mergedRevision", "input.survivorRevision"]);
    assert_stale(&write(&app, &merge, seen(2, 1)).await, &["input.survivorRevision"]);
    assert_eq!(write(&app, &merge, seen(2, 2)).await["journal"]["id"], json!(journals[1]));

    let mut articles = Vec::new();
    for locale in ["en", "fr"] {
        let input = json!({ "title": format!("A title in {locale}"), "locale": locale, "channel": "news" });
        articles.push(create(&app, "Article", input).await);
    }
    update(&app, "Article", &articles[1], 1, json!({ "title": "Another" })).await;
    let set = mutation("setTranslations", "SetTranslationsInput", "articles { id }");
    let late = json!({ "articles": articles, "revisions": [1, 1] });
    assert_stale(&write(&app, &set, late).await, &["input.revisions.1"]);
    let now = json!({ "articles": articles, "revisions": [1, 2] });
    assert_eq!(write(&app, &set, now).await["userErrors"], json!([]));
}

/// Each of two editors counts up a number of its own in one text, and never takes away what the other wrote.
#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_editors_write_one_article_at_once_a_thousand_times_and_lose_nothing(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = Arc::new(Desk::start(backend).await);
    let body = json!([{ "paragraph": { "text": { "plain": "0 0" } } }]);
    let article = json!({ "title": "A title", "locale": "en", "channel": "news", "body": body });
    let id = create(&app, "Article", article).await;
    let written = Arc::new(AtomicUsize::new(0));
    let editors = [Role::Writer, Role::Editor].map(|role| {
        let (app, id, written) = (Arc::clone(&app), id.clone(), Arc::clone(&written));
        tokio::spawn(async move { edit(&app, &id, role, &written).await })
    });
    let (mut own, mut stale) = (Vec::new(), 0);
    for editor in editors {
        let (counted, refused) = editor.await.unwrap();
        own.push(counted);
        stale += refused;
    }
    let (revision, numbers) = read(&app, &id).await;
    assert_eq!((revision, numbers), (1_001, own), "with {stale} stale writes");
    assert!(stale > 0, "they never met");
}

/// Counts until both have counted a thousand together; gives how far, and how often a write was stale.
async fn edit(app: &Desk, id: &str, role: Role, written: &AtomicUsize) -> (usize, usize) {
    let (update, place) = (of_kind("update", "Article"), usize::from(role == Role::Editor));
    let (mut own, mut stale) = (0, 0);
    while written.fetch_add(1, Ordering::SeqCst) < 1_000 {
        loop {
            let (revision, mut numbers) = read(app, id).await;
            numbers[place] += 1;
            let text = format!("{} {}", numbers[0], numbers[1]);
            let body = json!([{ "paragraph": { "text": { "plain": text } } }]);
            let payload = send(app, role, &update, json!({ "id": id, "revision": revision, "body": body })).await;
            match errors(&payload.at("/updateArticle")).as_slice() {
                [] => break,
                [(code, _)] if code == "STALE" => stale += 1,
                other => panic!("{other:?}"),
            }
        }
        own += 1;
    }
    (own, stale)
}

async fn read(app: &Desk, id: &str) -> (i64, Vec<usize>) {
    let query = "query($id: ID!) { article(id: $id) { editing { revision } plainText } }";
    let article = super::drafts::read(app, query, json!({ "id": id })).await.at("/article");
    let numbers = article["plainText"].as_str().unwrap().split(' ').map(|number| number.parse().unwrap());
    (article["editing"]["revision"].as_i64().unwrap(), numbers.collect())
}
