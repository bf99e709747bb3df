//! A draft is followed as its writer saves it, by whoever has a link to it or writes drafts, and by nobody else.

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::content::Article;
use shanghaidoctor_domain::{Id, Role};
use shanghaidoctor_tests::content::{article, change, publish};
use shanghaidoctor_tests::{Backend, EventStream, Socket, TestApp};

async fn create(app: &TestApp, id: Id<Article>) -> (Value, String) {
    let mutation = "mutation ($input: CreatePreviewInput!) { createPreview(input: $input) { preview { id } token } }";
    let input = json!({ "input": { "documents": [{ "id": id }] } });
    let made = app.query_as(&app.token(Role::Writer).await, mutation, input).await.at("/createPreview");
    (made["preview"]["id"].clone(), made["token"].as_str().unwrap().to_owned())
}

async fn revoke(app: &TestApp, id: &Value) {
    let mutation = "mutation ($input: RevokePreviewInput!) { revokePreview(input: $input) { preview { id } } }";
    app.query_as(&app.token(Role::Writer).await, mutation, json!({ "input": { "id": id } })).await.data();
}

async fn retitle(app: &TestApp, id: Id<Article>, title: &str) {
    change(app, id, |article: &mut Article| article.title = title.into()).await;
}

fn follow(id: Id<Article>) -> String {
    format!("subscription {{ article(id: \"{id}\") {{ __typename title }} }}")
}

async fn title(stream: &mut EventStream) -> Value {
    stream.next().await.unwrap().json()["data"]["article"]["title"].clone()
}

#[rstest]
#[tokio::test]
async fn a_stream_of_events_tells_each_save_until_the_link_ends(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let id = publish(&app, &article("Portrait", &[])).await;
    retitle(&app, id, "In draft").await;
    let (link, token) = create(&app, id).await;
    let open = || app.post(&json!({ "query": follow(id) })).header("accept", "text/event-stream");
    let mut drafts = EventStream::open(open().header("preview-token", &token)).await;
    let mut public = EventStream::open(open()).await;
    assert_eq!(title(&mut drafts).await, "In draft");
    assert_eq!(title(&mut public).await, "Portrait");
    for new in ["As it is typed", "And on"] {
        retitle(&app, id, new).await;
        assert_eq!(title(&mut drafts).await, new);
    }
    revoke(&app, &link).await;
    let last = drafts.next().await.unwrap().json();
    assert_eq!(last["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{last}");
    let mut writing = app.write().await;
    writing.publish(id.node()).await.unwrap();
    writing.commit().await.unwrap();
    assert_eq!(title(&mut public).await, "And on", "who has no link heard nothing in between");
}

#[rstest]
#[tokio::test]
async fn a_socket_tells_a_writer_and_whoever_has_the_link(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let id = publish(&app, &article("Portrait", &[])).await;
    retitle(&app, id, "In draft").await;
    let (link, token) = create(&app, id).await;
    let writer = format!("Bearer {}", app.token(Role::Writer).await);
    let mut sockets = Vec::new();
    for payload in [json!({ "preview-token": token }), json!({ "authorization": writer, "content-stage": "DRAFT" })] {
        let mut socket = Socket::connect(Socket::handshake(&app.url)).await.unwrap();
        socket.say(json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(socket.heard().await, json!({ "type": "connection_ack" }));
        socket.subscribe("1", &follow(id)).await;
        assert_eq!(socket.data("1").await["article"], json!({ "__typename": "Article", "title": "In draft" }));
        sockets.push(socket);
    }
    retitle(&app, id, "As it is typed").await;
    for socket in &mut sockets {
        assert_eq!(socket.data("1").await["article"]["title"], "As it is typed");
    }
    revoke(&app, &link).await;
    let ended = sockets[0].heard().await;
    assert_eq!(
        (&ended["type"], &ended["payload"][0]["extensions"]["code"]),
        (&json!("error"), &json!("UNAUTHENTICATED"))
    );
    retitle(&app, id, "And on").await;
    assert_eq!(sockets[1].data("1").await["article"]["title"], "And on");
}

#[rstest]
#[tokio::test]
async fn who_may_not_read_drafts_follows_none(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let id = publish(&app, &article("Portrait", &[])).await;
    let (link, token) = create(&app, id).await;
    revoke(&app, &link).await;
    for (payload, code) in [
        (json!({ "content-stage": "DRAFT" }), 4403),
        (json!({ "preview-token": token }), 4403),
        (json!({ "preview-token": "shdp_x" }), 4403),
        (json!({ "content-stage": "BOTH" }), 4400),
        (json!({ "preview-token": 7 }), 4400),
    ] {
        let mut socket = Socket::connect(Socket::handshake(&app.url)).await.unwrap();
        socket.say(json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(socket.closed().await.0, code, "{payload}");
    }
    let open = app.post(&json!({ "query": follow(id) })).header("accept", "text/event-stream");
    assert_eq!(open.header("preview-token", &token).send().await.unwrap().status(), 401);
    let (_, token) = create(&app, id).await;
    let changes =
        app.post(&json!({ "query": "subscription { changes { sequence } }" })).header("preview-token", &token);
    let mut stream = EventStream::open(changes.header("accept", "text/event-stream")).await;
    let refused = stream.next().await.unwrap().json();
    assert_eq!(refused["errors"][0]["extensions"]["code"], "SUBSCRIPTION_NOT_SUPPORTED", "{refused}");
}

/// The log tells nothing of drafts: another process's saves are counted, and told of as its changes are.
#[rstest]
#[tokio::test]
async fn what_another_process_saves_is_told_too(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    use std::time::{Duration, Instant};

    use shanghaidoctor_domain::Actor;
    use shanghaidoctor_persistence::write::Writing;
    use shanghaidoctor_persistence::{Clock, Database};

    let app = TestApp::start(backend).await;
    let id = publish(&app, &article("Portrait", &[])).await;
    let (_, token) = create(&app, id).await;
    let other = Database::open(&app.database_url.parse().unwrap(), Duration::from_secs(10)).await.unwrap();
    let open = app.post(&json!({ "query": follow(id) })).header("accept", "text/event-stream");
    let mut stream = EventStream::open(open.header("preview-token", &token)).await;
    assert_eq!(title(&mut stream).await, "Portrait");
    let mut writing = Writing::begin(&other, &Clock::system(), Actor::Operator, None).await.unwrap();
    let mut draft = writing.draft(id).await.unwrap().unwrap().content;
    draft.title = "Written elsewhere".into();
    writing.save(id, None, &draft).await.unwrap();
    writing.commit().await.unwrap();
    let begun = Instant::now();
    assert_eq!(title(&mut stream).await, "Written elsewhere");
    assert!(begun.elapsed() < Duration::from_secs(3), "it took {:?}", begun.elapsed());
    other.close().await.unwrap();
}
