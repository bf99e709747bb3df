//! One licence, asked in every way there is: the same answer everywhere, one second before and after it begins and ends.

use std::time::Duration;

use reqwest::{Response, StatusCode};
use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::Role;
use shanghaidoctor_domain::content::{Article, ReprintPolicy, Rights};
use shanghaidoctor_tests::content::{article, doctor, publish};
use shanghaidoctor_tests::{Backend, TestApp, TestPartner};

use crate::licences::{LAST, long};

const FEEDS: [&str; 3] = ["rss", "atom", "json"];

const CHANGES: &str = "{ changes(first: 100, types: [ARTICLE]) { nodes { action reason nodeId node { ... on Article { \
    access plainText licence { creditLine } } } } } }";

/// How an article is given, by each way to ask for it.
async fn given(app: &TestApp, partner: &TestPartner) -> Vec<(String, bool)> {
    let secret = partner.secret.as_str();
    let mut given = Vec::new();
    let query = "{ article(slug: \"one-night\") { access plainText licence { creditLine } } }";
    let one = app.query_as(secret, query, json!({})).await.at("/article");
    given.push(("GraphQL".to_owned(), is_whole(&one)));
    let list = "{ articles(first: 10) { nodes { access plainText licence { creditLine } } } }";
    let list = app.query_as(secret, list, json!({})).await.at("/articles/nodes/0");
    given.push(("a list of GraphQL".to_owned(), is_whole(&list)));
    let fields = "fields=access,plainText,licence.creditLine";
    for (path, place) in [("articles/one-night", "/data"), ("articles", "/data/0")] {
        let answer = app.send(app.get(&format!("/api/v1/{path}?{fields}")).bearer_auth(secret)).await;
        given.push((path.to_owned(), is_whole(answer.body.pointer(place).unwrap())));
    }
    let changes = app.query_as(secret, CHANGES, json!({})).await.at("/changes/nodes");
    given.push(("changes".to_owned(), is_whole(&last(&changes)["node"])));
    let path = "/api/v1/changes?types=ARTICLE&fields=action,node(access,plainText,licence.creditLine)";
    let changes = app.send(app.get(path).bearer_auth(secret)).await.body;
    given.push((path.to_owned(), is_whole(&last(&changes["data"])["node"])));
    for ending in FEEDS {
        let (_, text) = feed(app, &format!("/feeds/articles.{ending}"), Some(secret)).await;
        assert_eq!(text.contains(LAST), text.contains("From our pages"), "{ending}: {text}");
        given.push((format!("feed in {ending}"), text.contains(LAST)));
    }
    given
}

/// The last that is told of an article.
fn last(changes: &Value) -> &Value {
    changes.as_array().unwrap().last().unwrap()
}

#[track_caller]
fn is_whole(article: &Value) -> bool {
    let is_whole = article["access"] == "FULL_TEXT";
    assert_eq!(article["plainText"].as_str().unwrap().contains(LAST), is_whole, "{article:#}");
    assert_eq!(article["licence"].is_object(), is_whole, "{article:#}");
    is_whole
}

async fn feed(app: &TestApp, path: &str, secret: Option<&str>) -> (Response, String) {
    let request = |path: &str| match secret {
        Some(secret) => app.get(path).bearer_auth(secret),
        None => app.get(path),
    };
    let text = request(path).send().await.unwrap().text().await.unwrap();
    (request(path).send().await.unwrap(), text)
}

#[rstest]
#[tokio::test]
async fn every_way_to_ask_gives_the_same_at_the_same_second(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    publish(&app, &long("One night")).await;
    let (partner, other) = (app.partner(&["FULL_TEXT"]).await, app.partner(&["FULL_TEXT"]).await);
    let licence = json!({
        "works": { "everything": true }, "from": "2026-03-02T08:00:00Z", "until": "2026-04-02T08:00:00Z",
        "creditLine": "From our pages",
    });
    app.licence(&partner, licence).await;
    for (at, is_given) in [
        ("2026-03-02T07:59:59Z", false),
        ("2026-03-02T08:00:00Z", true),
        ("2026-03-02T08:00:01Z", true),
        ("2026-04-02T07:59:59Z", true),
        ("2026-04-02T08:00:00Z", false),
        ("2026-04-02T08:00:01Z", false),
    ] {
        app.app.clock.set(at.parse().unwrap());
        for (way, whole) in given(&app, &partner).await {
            assert_eq!(whole, is_given, "{at}: {way}");
        }
        for (way, whole) in given(&app, &other).await {
            assert!(!whole, "{at}: {way}");
        }
    }
}

/// What a feed gives a partner is nobody else's, in this server and on the way, and the other way round.
#[rstest]
#[tokio::test]
async fn the_feed_of_a_partner_is_kept_for_nobody(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    publish(&app, &long("One night")).await;
    let [partner, other] = [app.partner(&["FULL_TEXT"]).await, app.partner(&["FULL_TEXT"]).await];
    app.licence(&partner, json!({ "works": { "everything": true } })).await;
    // In the second of a change nothing is kept outside.
    app.app.clock.advance(Duration::from_secs(5));
    app.followed().await;
    for ending in FEEDS {
        let path = format!("/feeds/articles.{ending}");
        for _ in 0..2 {
            for (secret, whole, kept) in [
                (None, false, "public"),
                (Some(partner.secret.as_str()), true, "private, no-cache"),
                (Some(other.secret.as_str()), false, "private, no-cache"),
            ] {
                let (answer, text) = feed(&app, &path, secret).await;
                assert_eq!(text.contains(LAST), whole, "{path}: {text}");
                let said = |name| answer.headers().get(name).map_or("", |value| value.to_str().unwrap());
                assert!(said("cache-control").starts_with(kept), "{path}: {:?}", answer.headers());
                assert!(said("vary").to_ascii_lowercase().contains("authorization"), "{path}");
                assert_eq!(answer.headers().contains_key("cache-tag"), kept == "public", "{path}");
            }
        }
        // Asked again with its name, it is still the same to its partner and another one to all others.
        let (answer, _) = feed(&app, &path, Some(&partner.secret)).await;
        let etag = answer.headers()["etag"].to_str().unwrap();
        let again = app.get(&path).bearer_auth(&partner.secret).header("if-none-match", etag).send().await.unwrap();
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        let public = app.get(&path).header("if-none-match", etag).send().await.unwrap();
        assert_eq!(public.status(), StatusCode::OK);
    }
}

/// What anybody may print is whole for a partner without a licence too.
#[tokio::test]
async fn a_feed_gives_a_partner_no_less_than_everybody() {
    let app = TestApp::start(Backend::Sqlite).await;
    let rights = Rights {
        holder: "The desk".into(),
        notice: "© The desk".into(),
        credit_line: "Courtesy of the desk".into(),
        reprint: ReprintPolicy::WithCredit,
        licence_url: None,
        contact: None,
    };
    publish(&app, &Article { rights: Some(rights), ..long("One night") }).await;
    let partner = app.partner(&["FULL_TEXT"]).await;
    for ending in FEEDS {
        let path = format!("/feeds/articles.{ending}");
        for secret in [None, Some(partner.secret.as_str())] {
            let (_, text) = feed(&app, &path, secret).await;
            assert!(text.contains(LAST) && text.contains("Courtesy of the desk"), "{path}: {text}");
        }
    }
}

/// Atom says what was taken away, in the place of what everybody may show; a feed that is cut tells of its own articles alone.
#[rstest]
#[tokio::test]
async fn the_end_of_a_licence_is_a_tombstone_in_the_feed_of_its_partner(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let wu = publish(&app, &doctor("Wu", "Jing")).await;
    let id = publish(&app, &Article { subjects: vec![wu], ..long("One night") }).await;
    publish(&app, &article("Rain", &[])).await;
    let (partner, other) = (app.partner(&["FULL_TEXT"]).await, app.partner(&["FULL_TEXT"]).await);
    let until = "2026-03-02T08:00:00Z";
    app.licence(&partner, json!({ "works": { "doctors": [wu.to_string()] }, "until": until })).await;
    let urn = format!("urn:uuid:{}", id.uuid());
    let tombstone = format!("<at:deleted-entry ref=\"{urn}\" when=\"{until}\">");
    let seen = async |path: &str, partner: &TestPartner| {
        let (_, text) = feed(&app, path, Some(&partner.secret)).await;
        (text.contains(&tombstone), text.contains(&format!("<id>{urn}</id>")))
    };
    assert_eq!(seen("/feeds/articles.atom", &partner).await, (false, true));
    app.app.clock.set(until.parse().unwrap());
    for (path, told) in [
        ("/feeds/articles.atom".to_owned(), (true, false)),
        (format!("/feeds/articles.atom?doctor={wu}"), (true, false)),
        ("/feeds/articles/2026-03.atom".to_owned(), (true, false)),
        ("/feeds/articles.atom?locale=zh-Hans".to_owned(), (false, false)),
        ("/feeds/doctors.atom".to_owned(), (false, false)),
    ] {
        assert_eq!(seen(&path, &partner).await, told, "{path}");
    }
    assert_eq!(seen("/feeds/articles.atom", &other).await, (false, true));
    let (_, public) = feed(&app, "/feeds/articles.atom", None).await;
    assert!(!public.contains("deleted-entry"), "{public}");
    let (_, text) = feed(&app, "/feeds/articles.atom", Some(&partner.secret)).await;
    assert!(text.contains("LICENCE_ENDED"), "{text}");
    // With another licence it is back.
    app.licence(&partner, json!({ "works": { "articles": [id.to_string()] } })).await;
    assert_eq!(seen("/feeds/articles.atom", &partner).await, (false, true));
}

/// A key for trying is given whole what a licence for trying gives, and nothing of what the partner may show; nor the other way
/// round.
#[rstest]
#[tokio::test]
async fn a_key_for_trying_is_given_what_is_for_trying(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let sample = publish(&app, &long("A sample")).await;
    publish(&app, &long("One night")).await;
    let partner = app.partner(&["FULL_TEXT"]).await;
    let create = "mutation ($input: CreatePartnerKeyInput!) { createPartnerKey(input: $input) { \
        secret userErrors { path } } }";
    let publisher = app.token(Role::Publisher).await;
    let made = async |scopes: &[&str]| {
        let key = json!({ "name": "being written", "scopes": scopes, "expiresAt": "2026-09-01T00:00:00Z" });
        let input = json!({ "input": { "partner": partner.id, "key": key } });
        app.query_as(&publisher, create, input).await.at("/createPartnerKey")
    };
    let refused = made(&["FULL_TEXT", "SANDBOX"]).await;
    assert_eq!(refused["userErrors"][0]["path"], json!(["input", "key", "scopes"]));
    let trying = made(&["SANDBOX"]).await["secret"].as_str().unwrap().to_owned();
    app.licence(&partner, json!({ "works": { "articles": [sample.to_string()] }, "sandbox": true })).await;
    let whole = async |secret: &str| {
        let list = "{ articles(first: 10) { nodes { title access plainText licence { creditLine } } } }";
        let list = app.query_as(secret, list, json!({})).await.at("/articles/nodes");
        let whole = list.as_array().unwrap().iter().filter(|article| is_whole(article));
        let whole: Vec<String> = whole.map(|article| article["title"].as_str().unwrap().to_owned()).collect();
        for ending in FEEDS {
            let (_, text) = feed(&app, &format!("/feeds/articles.{ending}"), Some(secret)).await;
            assert_eq!(text.matches(LAST).count(), whole.len(), "{ending}: {text}");
        }
        let changes = app.query_as(secret, CHANGES, json!({})).await.at("/changes/nodes");
        let nodes = changes.as_array().unwrap().iter().map(|change| &change["node"]);
        assert_eq!(nodes.filter(|node| is_whole(node)).count(), whole.len());
        whole
    };
    assert_eq!(whole(&trying).await, ["A sample"]);
    assert_eq!(whole(&partner.secret).await, [""; 0]);
    app.licence(&partner, json!({ "works": { "everything": true } })).await;
    assert_eq!(whole(&trying).await, ["A sample"]);
    assert_eq!(whole(&partner.secret).await.len(), 2);
}
