//! What a partner is given of articles: whole texts where a licence gives them and for as long as it does, by the clock of the
//! server; excerpts of all others.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderMap;
use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_api::FullText;
use shanghaidoctor_domain::content::{Article, Block, Body, Heading, Paragraph};
use shanghaidoctor_domain::text::RichText;
use shanghaidoctor_domain::{Id, Role};
use shanghaidoctor_tests::content::{article, doctor, publish};
use shanghaidoctor_tests::{Answer, Backend, Socket, TestApp, TestPartner};
use tokio_tungstenite::tungstenite::http::HeaderValue;

const SHOWN: &str = "query ($id: ID) { article(id: $id) { access excerpt body { __typename ... on Paragraph { text { text } } } \
    html plainText tableOfContents { text } wordCount title licence { creditLine canonicalUrl until editsAllowed territory } \
    same: body @include(if: true) { __typename ... on Paragraph { text { text } } } } }";

/// Words that stand behind every excerpt.
pub(crate) const LAST: &str = "and then the ward was quiet";

/// A text that is longer than an excerpt.
pub(crate) fn long(title: &str) -> Article {
    let paragraph = |text: String| Block::Paragraph(Paragraph { text: RichText::from_plain(&text) });
    let heading = Heading { level: 2, text: "The night".into(), anchor: "the-night".into(), number: None };
    let body = vec![
        paragraph("It rained on the river. ".repeat(20)),
        Block::Heading(heading),
        paragraph(format!("Nobody slept, {LAST}.")),
    ];
    Article { body: Body(body), ..article(title, &[]) }
}

async fn asked(app: &TestApp, partner: &TestPartner, id: Id<Article>) -> Value {
    app.query_as(&partner.secret, SHOWN, json!({ "id": id.to_string() })).await.at("/article")
}

/// How much of an article is shown, in every form of its text alike.
#[track_caller]
fn access(article: &Value) -> &str {
    let access = article["access"].as_str().unwrap();
    let is_whole = access == "FULL_TEXT";
    for text in ["body", "same", "html", "plainText"] {
        assert_eq!(article[text].to_string().contains(LAST), is_whole, "{text}: {article:#}");
    }
    assert_eq!(article["tableOfContents"].as_array().unwrap().len(), usize::from(is_whole), "{article:#}");
    assert_eq!(article["licence"].is_object(), is_whole, "{article:#}");
    if !is_whole {
        let paragraph = json!([{ "__typename": "Paragraph", "text": { "text": article["excerpt"] } }]);
        assert_eq!((&article["body"], &article["same"]), (&paragraph, &paragraph));
        assert!(article["excerpt"].as_str().unwrap().ends_with('…'), "{article:#}");
    }
    access
}

#[rstest]
#[tokio::test]
async fn a_licence_gives_whole_texts_from_its_first_second_to_its_last(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let (id, partner) = (publish(&app, &long("One night")).await, app.partner(&["FULL_TEXT"]).await);
    let licence = json!({
        "works": { "articles": [id.to_string()] }, "from": "2026-03-02T08:00:00Z", "until": "2026-04-02T08:00:00Z",
        "creditLine": "From our pages", "territory": ["CN"],
    });
    app.licence(&partner, licence).await;
    for (at, seen) in [
        ("2026-03-02T07:59:59Z", "EXCERPT"),
        ("2026-03-02T08:00:00Z", "FULL_TEXT"),
        ("2026-03-02T08:00:01Z", "FULL_TEXT"),
        ("2026-04-02T07:59:59Z", "FULL_TEXT"),
        ("2026-04-02T08:00:00Z", "EXCERPT"),
        ("2026-04-02T08:00:01Z", "EXCERPT"),
    ] {
        app.app.clock.set(at.parse().unwrap());
        let shown = asked(&app, &partner, id).await;
        assert_eq!(access(&shown), seen, "{at}");
        assert_eq!((&shown["title"], &shown["wordCount"]), (&json!("One night"), &json!(110)), "{at}");
        if seen == "FULL_TEXT" {
            let terms = json!({
                "creditLine": "From our pages", "canonicalUrl": "https://example.org/news/one-night",
                "until": "2026-04-02T08:00:00Z", "editsAllowed": false, "territory": ["CN"],
            });
            assert_eq!(shown["licence"], terms);
        }
        // Other ways to ask give the same answer.
        let path = "/api/v1/articles/one-night?fields=access,excerpt,html,plainText,licence.until";
        let copied = app.send(app.get(path).bearer_auth(&partner.secret)).await;
        let copied = &copied.body["data"];
        assert_eq!((&copied["access"], &copied["plainText"]), (&json!(seen), &shown["plainText"]), "{at}");
        assert_eq!(copied["licence"].is_object(), seen == "FULL_TEXT", "{at}");
        // Everybody else reads it as before.
        let public = app.query_with(SHOWN, json!({ "id": id.to_string() })).await.at("/article");
        assert!(public["plainText"].as_str().unwrap().contains(LAST) && public["licence"].is_null(), "{at}");
    }
}

#[rstest]
#[tokio::test]
async fn a_licence_that_is_ended_gives_nothing_from_that_second(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let (id, partner) = (publish(&app, &long("One night")).await, app.partner(&["FULL_TEXT"]).await);
    let licence = app.licence(&partner, json!({ "works": { "everything": true } })).await;
    let mut handshake = Socket::handshake(&app.url);
    let bearer = HeaderValue::from_str(&format!("Bearer {}", partner.secret)).unwrap();
    handshake.headers_mut().insert("authorization", bearer);
    let mut socket = Socket::initialised(handshake).await;
    let query = format!("{{ article(id: \"{id}\") {{ access plainText }} }}");
    let mut over_socket = async |number: &str| {
        socket.subscribe(number, &query).await;
        let shown = socket.data(number).await;
        assert_eq!(socket.heard().await["type"], "complete");
        shown["article"].clone()
    };
    assert_eq!(access(&asked(&app, &partner, id).await), "FULL_TEXT");
    assert_eq!(over_socket("1").await["access"], "FULL_TEXT");
    app.end_licence(&licence).await;
    assert_eq!(access(&asked(&app, &partner, id).await), "EXCERPT");
    // A connection that stays open gives no more than a new one.
    let shown = over_socket("2").await;
    assert_eq!(shown["access"], "EXCERPT");
    assert!(!shown["plainText"].as_str().unwrap().contains(LAST));
}

/// Who waits is shown what holds when the waiting is over.
#[rstest]
#[tokio::test]
async fn a_licence_that_ends_while_its_partner_waits_gives_nothing_afterwards(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = Arc::new(TestApp::start(backend).await);
    let partner = app.partner(&["FULL_TEXT"]).await;
    let licence = app.licence(&partner, json!({ "works": { "everything": true } })).await;
    let fields = "/api/v1/changes?types=ARTICLE&fields=node(access,plainText)";
    publish(&app, &long("One night")).await;
    let begun = app.send(app.get(fields).bearer_auth(&partner.secret)).await.body;
    assert_eq!(begun["data"][0]["node"]["access"], "FULL_TEXT", "{begun:#}");
    let cursor = begun["page"]["after"].as_str().unwrap();
    let waiting = tokio::spawn({
        let (app, secret) = (Arc::clone(&app), partner.secret.clone());
        let address = format!("{fields}&after={cursor}&wait=30");
        async move { app.send(app.get(&address).bearer_auth(secret)).await.body }
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    app.end_licence(&licence).await;
    publish(&app, &long("Another night")).await;
    let told = waiting.await.unwrap();
    let shown = &told["data"][0]["node"];
    assert_eq!(shown["access"], "EXCERPT", "{told:#}");
    assert!(!shown["plainText"].as_str().unwrap().contains(LAST), "{told:#}");
}

#[rstest]
#[tokio::test]
async fn each_article_of_a_list_is_shown_as_the_licences_together_give_it(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let [wu, lu] = [publish(&app, &doctor("Wu", "Jing")).await, publish(&app, &doctor("Lu", "An")).await];
    let titled = |title: &str, subject, locale: &str, channel: &str| Article {
        subjects: vec![subject],
        locale: locale.parse().unwrap(),
        channel: channel.into(),
        ..long(title)
    };
    for written in [
        titled("Wu in English", wu, "en-GB", "news"),
        titled("Wu in Chinese", wu, "zh-Hans", "news"),
        titled("Lu in English", lu, "en-GB", "news"),
        titled("Lu in portraits", lu, "en-GB", "portraits"),
    ] {
        publish(&app, &written).await;
    }
    let (partner, other) = (app.partner(&["FULL_TEXT"]).await, app.partner(&["FULL_TEXT"]).await);
    app.licence(&partner, json!({ "works": { "doctors": [wu.to_string()] }, "languages": ["en"] })).await;
    app.licence(&partner, json!({ "works": { "channels": ["portraits"] } })).await;
    let query =
        "{ articles(first: 10, orderBy: { field: TITLE, direction: ASC }) { nodes { title access plainText } } }";
    let shown = async |secret: &str| {
        let nodes = app.query_as(secret, query, json!({})).await.at("/articles/nodes");
        let whole = nodes.as_array().unwrap().iter().filter(|node| node["access"] == "FULL_TEXT");
        let whole: Vec<String> = whole.map(|node| node["title"].as_str().unwrap().to_owned()).collect();
        let with_end = nodes.as_array().unwrap().iter().filter(|node| node["plainText"].to_string().contains(LAST));
        assert_eq!(whole.len(), with_end.count());
        // What lies at hand is shown without asking field by field.
        let bodies = "{ articles(first: 10) { nodes { body { ... on Paragraph { text { text } } } } } }";
        let bodies = app.query_as(secret, bodies, json!({})).await.at("/articles/nodes");
        assert_eq!(bodies.to_string().matches(LAST).count(), whole.len());
        whole
    };
    assert_eq!(shown(&partner.secret).await, ["Lu in portraits", "Wu in English"]);
    assert_eq!(shown(&other.secret).await, [""; 0]);
}

#[tokio::test]
async fn a_key_that_is_not_for_texts_reads_excerpts() {
    let app = TestApp::start(Backend::Sqlite).await;
    let (id, partner) = (publish(&app, &long("One night")).await, app.partner(&["LICENCES"]).await);
    app.licence(&partner, json!({ "works": { "everything": true } })).await;
    assert_eq!(access(&asked(&app, &partner, id).await), "EXCERPT");
}

/// With `FULL_TEXT=licensed`, who says nothing of themselves reads excerpts; the site's own pages send a token.
#[rstest]
#[tokio::test]
async fn an_operator_can_keep_whole_texts_for_those_who_say_who_they_are(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::configured(backend, false, |config| config.full_text = FullText::Licensed).await;
    let (id, partner) = (publish(&app, &long("One night")).await, app.partner(&["FULL_TEXT"]).await);
    app.licence(&partner, json!({ "works": { "everything": true } })).await;
    let variables = json!({ "id": id.to_string() });
    let writer = app.token(Role::Writer).await;
    for _ in 0..2 {
        let anybody = app.query_with(SHOWN, variables.clone()).await.at("/article");
        assert_eq!(access(&anybody), "EXCERPT");
        assert_eq!(access(&asked(&app, &partner, id).await), "FULL_TEXT");
        let writer = app.query_as(&writer, SHOWN, variables.clone()).await.at("/article");
        assert!(writer["plainText"].as_str().unwrap().contains(LAST), "{writer:#}");
    }
    // A link shows what it shows whole: whoever is to agree to a text reads all of it.
    let link = "mutation ($input: CreatePreviewInput!) { createPreview(input: $input) { token } }";
    let input = json!({ "input": { "documents": [{ "id": id.to_string() }] } });
    let token = app.query_as(&app.token(Role::Writer).await, link, input).await.at("/createPreview/token");
    let request = app.post(&json!({ "query": SHOWN, "variables": variables }));
    let shown = app.send(request.header("preview-token", token.as_str().unwrap())).await.at("/article");
    assert!(shown["plainText"].as_str().unwrap().contains(LAST), "{shown:#}");
}

/// The beginning of the preface, where there is one, and not of the text.
#[tokio::test]
async fn the_excerpt_is_of_the_preface() {
    let app = TestApp::start(Backend::Sqlite).await;
    let partner = app.partner(&["FULL_TEXT"]).await;
    let preface = RichText::from_plain("A night on the ward.");
    let id = publish(&app, &Article { standfirst: Some(preface), ..long("One night") }).await;
    let shown = asked(&app, &partner, id).await;
    assert_eq!((&shown["access"], &shown["plainText"]), (&json!("EXCERPT"), &json!("A night on the ward.")));
}

/// What is kept for all is never a partner's, nor the other way round, whoever comes first.
#[rstest]
#[tokio::test]
async fn the_answers_of_a_partner_are_kept_for_nobody(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let (id, partner) = (publish(&app, &long("One night")).await, app.partner(&["FULL_TEXT"]).await);
    let licensed = app.partner(&["FULL_TEXT"]).await;
    app.licence(&licensed, json!({ "works": { "everything": true } })).await;
    app.followed().await;
    let path = format!("/graphql?query=%7Barticle(id:%22{id}%22)%7Baccess%20plainText%20licence%7BcreditLine%7D%7D%7D");
    let by = |whom: Option<&TestPartner>| {
        let request = app.get(&path).header("accept", "application/graphql-response+json");
        app.send(match whom {
            Some(partner) => request.bearer_auth(&partner.secret),
            None => request,
        })
    };
    let seen = |answer: Answer| {
        let article = answer.body["data"]["article"].clone();
        let is_whole = article["plainText"].as_str().unwrap().contains(LAST);
        assert_eq!(article["access"] == "FULL_TEXT", is_whole, "{article:#}");
        (is_whole, article["licence"].is_object(), header(&answer.headers, "cache-control"))
    };
    let private = "no-store".to_owned();
    for _ in 0..2 {
        assert_eq!(seen(by(Some(&partner)).await), (false, false, private.clone()));
        let (is_whole, is_licensed, kept) = seen(by(None).await);
        assert!(is_whole && !is_licensed && kept.contains("public"), "{kept}");
        assert_eq!(seen(by(Some(&licensed)).await), (true, true, private.clone()));
    }
    // A client that has the public answer is not told that it is its own.
    let public = by(None).await;
    let etag = header(&public.headers, "etag");
    let again = app.get(&path).header("if-none-match", etag).bearer_auth(&partner.secret);
    let again = again.header("accept", "application/graphql-response+json");
    assert_eq!(seen(app.send(again).await), (false, false, private));
    assert!(header(&public.headers, "vary").contains("Authorization"));
}

fn header(headers: &HeaderMap, name: &str) -> String {
    let values = headers.get_all(name).iter().map(|value| value.to_str().unwrap());
    values.collect::<Vec<_>>().join(", ")
}
