//! Who asks too often is told so, and how long to wait; each key and each address for itself, and over all servers together.

use std::time::Duration;

use reqwest::Response;
use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_api::RateLimitSettings;
use shanghaidoctor_api::rate_limits::{Caller, RateLimits};
use shanghaidoctor_domain::Role;
use shanghaidoctor_persistence::RequestCounts;
use shanghaidoctor_tests::{Backend, TestApp};

const QUESTION: &str = "/graphql?query=%7Bsite%7Bname%7D%7D";

async fn limited(backend: Backend, rate_limit_anonymous: u32, rate_limit_key: u32) -> TestApp {
    let limits = RateLimitSettings { rate_limit_anonymous, rate_limit_key };
    TestApp::configured(backend, false, |config| config.rate_limits = limits).await
}

async fn asked(app: &TestApp, path: &str, secret: Option<&str>) -> Response {
    let request = app.get(path).header("accept", "application/json, */*");
    match secret {
        Some(secret) => request.bearer_auth(secret),
        None => request,
    }
    .send()
    .await
    .unwrap()
}

fn header(response: &Response, name: &str) -> String {
    response.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

#[rstest]
#[tokio::test]
async fn an_address_is_refused_for_the_rest_of_the_minute(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = limited(backend, 4, 0).await;
    app.app.clock.set("2026-03-01T12:00:15Z".parse().unwrap());
    // Whatever is asked for counts, from memory or not.
    for (path, left) in [(QUESTION, 3), (QUESTION, 2), ("/feeds/articles.atom", 1), ("/no/such/address", 0)] {
        let answer = asked(&app, path, None).await;
        assert_ne!(answer.status(), 429);
        assert_eq!(header(&answer, "ratelimit-policy"), "\"anonymous\";q=4;w=60", "{path}");
        assert_eq!(header(&answer, "ratelimit"), format!("\"anonymous\";r={left};t=45"), "{path}");
    }
    for path in [QUESTION, "/api/v1/articles"] {
        let refused = asked(&app, path, None).await;
        assert_eq!((refused.status().as_u16(), header(&refused, "retry-after")), (429, "45".into()));
        assert_eq!(header(&refused, "ratelimit"), "\"anonymous\";r=0;t=45");
        assert_eq!(header(&refused, "content-type"), "application/problem+json");
        assert_eq!(header(&refused, "cache-control"), "no-store");
        let problem: Value = refused.json().await.unwrap();
        assert_eq!(problem["type"], "https://iana.org/assignments/http-problem-types#quota-exceeded");
        assert_eq!((&problem["status"], &problem["violated-policies"]), (&json!(429), &json!(["anonymous"])));
        assert!(problem["instance"].as_str().unwrap().starts_with("urn:uuid:"), "{problem}");
        assert!(problem["detail"].as_str().unwrap().contains("4 requests in a minute"), "{problem}");
    }
    // Those who keep the server running ask on, and so does who is signed in.
    for path in ["/healthz", "/readyz"] {
        let answer = asked(&app, path, None).await;
        assert_eq!((answer.status().as_u16(), header(&answer, "ratelimit")), (200, String::new()));
    }
    let writer = app.token(Role::Writer).await;
    let answer = asked(&app, QUESTION, Some(&writer)).await;
    assert_eq!((answer.status().as_u16(), header(&answer, "ratelimit")), (200, String::new()));
    app.app.clock.advance(Duration::from_secs(45));
    let answer = asked(&app, QUESTION, None).await;
    assert_eq!((answer.status().as_u16(), header(&answer, "ratelimit")), (200, "\"anonymous\";r=3;t=60".into()));
}

#[rstest]
#[tokio::test]
async fn each_key_has_its_own_limit(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = limited(backend, 0, 2).await;
    let (partner, other) = (app.partner(&["FULL_TEXT"]).await, app.partner(&["FULL_TEXT"]).await);
    let create = "mutation ($input: CreatePartnerKeyInput!) { createPartnerKey(input: $input) { \
        key { requestsPerMinute } secret userErrors { path message } } }";
    let publisher = app.token(Role::Publisher).await;
    let made = async |limit: i64| {
        let key = json!({ "name": "sync", "scopes": ["FULL_TEXT"], "expiresAt": "2026-09-01T00:00:00Z",
            "requestsPerMinute": limit });
        let input = json!({ "input": { "partner": partner.id, "key": key } });
        app.query_as(&publisher, create, input).await.at("/createPartnerKey")
    };
    for wrong in [0, 100_001] {
        let path = json!(["input", "key", "requestsPerMinute"]);
        assert_eq!(made(wrong).await["userErrors"][0]["path"], path, "{wrong}");
    }
    let own = made(5).await;
    assert_eq!(own["key"]["requestsPerMinute"], 5);
    let asked = async |secret: &str| {
        let mut taken = 0;
        loop {
            let answer = asked(&app, QUESTION, Some(secret)).await;
            if answer.status() == 429 {
                return (taken, header(&answer, "ratelimit-policy"));
            }
            taken += 1;
        }
    };
    assert_eq!(asked(&partner.secret).await, (2, "\"key\";q=2;w=60".into()));
    assert_eq!(asked(&other.secret).await.0, 2);
    assert_eq!(asked(own["secret"].as_str().unwrap()).await, (5, "\"key\";q=5;w=60".into()));
    // Nobody in particular is not limited here.
    for _ in 0..10 {
        let answer = self::asked(&app, QUESTION, None).await;
        assert_eq!((answer.status().as_u16(), header(&answer, "ratelimit")), (200, String::new()));
    }
}

/// Servers that share a database add up once a second what came to each, of those who come near their limit.
#[rstest]
#[tokio::test]
async fn servers_add_up_what_came_to_each(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let server = || {
        let settings = RateLimitSettings { rate_limit_anonymous: 20, rate_limit_key: 0 };
        RateLimits::new(settings, RequestCounts::new(&app.app.database), app.app.clock.clone())
    };
    let [one, other] = [server(), server()];
    let caller = Caller::at("192.0.2.1".parse().unwrap());
    let take = |server: &RateLimits, times: usize| {
        let taken = (0..times).map(|_| server.take(caller, None).unwrap());
        taken.filter(|standing| !standing.is_over).count()
    };
    assert_eq!((take(&one, 12), take(&other, 2)), (12, 2));
    one.add_up().await.unwrap();
    other.add_up().await.unwrap();
    one.add_up().await.unwrap();
    // 14 of 20 are gone on both.
    assert_eq!(one.take(caller, None).unwrap().left, 5);
    assert_eq!(other.take(caller, None).unwrap().left, 5);
    for server in [&one, &other, &one] {
        server.add_up().await.unwrap();
    }
    assert_eq!((take(&one, 10), take(&other, 0)), (4, 0));
    one.add_up().await.unwrap();
    other.add_up().await.unwrap();
    assert_eq!(take(&other, 10), 0);
    // Of another minute nothing is left.
    app.app.clock.advance(Duration::from_secs(60));
    assert_eq!((take(&one, 30), take(&other, 1)), (20, 1));
    // Who is far from the limit costs no statement.
    let (quiet, before) = (server(), app.app.database.statements());
    quiet.take(caller, None);
    quiet.add_up().await.unwrap();
    assert_eq!(app.app.database.statements(), before);
}
