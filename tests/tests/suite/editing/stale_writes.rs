use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rstest::rstest;
use serde_json::json;
use shanghaidoctor_domain::Role;
use shanghaidoctor_tests::Backend;

use super::{Desk, create, errors, exported, named, of_kind, send, write};

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
