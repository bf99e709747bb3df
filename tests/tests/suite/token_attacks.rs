//! Tokens that somebody else has made, or taken: each is refused, and none is taken for nobody's.

use std::time::Duration;

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_api::AuthSettings;
use shanghaidoctor_api::auth::Auth;
use shanghaidoctor_domain::{Actor, Role};
use shanghaidoctor_persistence::accounts::Doer;
use shanghaidoctor_tests::{Backend, Binary, TestApp};

use crate::sign_in::VIEWER;

/// Base64 as JWTs write it.
fn encoded(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let sixes = |chunk: &[u8]| {
        let number = chunk.iter().enumerate().fold(0_u32, |sum, (at, byte)| sum | u32::from(*byte) << (16 - 8 * at));
        (0..=chunk.len())
            .map(move |at| char::from(LETTERS[(number >> (18 - 6 * at) & 63) as usize]))
            .collect::<Vec<_>>()
    };
    bytes.chunks(3).flat_map(sixes).collect()
}

fn part(value: &Value) -> String {
    encoded(value.to_string().as_bytes())
}

/// The claims of a token, as everybody can read them.
fn claims(token: &str) -> Value {
    jsonwebtoken::dangerous::insecure_decode_claims(token).unwrap()
}

/// Asserts that a token is refused with problem details, in every way that it can come.
async fn assert_refused(app: &TestApp, token: &str, what: &str) {
    let post = app.post(&json!({ "query": VIEWER })).bearer_auth(token);
    let get = app.get("/graphql?query=%7Bviewer%7Baccount%7Bid%7D%7D%7D").bearer_auth(token);
    let stream = app.post(&json!({ "query": VIEWER })).bearer_auth(token).header("accept", "text/event-stream");
    for request in [post, get, stream, app.get("/schema.graphql").bearer_auth(token)] {
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 401, "{what}");
        assert_eq!(answer.headers()["content-type"], "application/problem+json", "{what}");
        assert!(answer.headers()["www-authenticate"].to_str().unwrap().starts_with("Bearer"), "{what}");
        assert_eq!(answer.headers()["cache-control"], "no-store", "{what}");
    }
}

#[rstest]
#[tokio::test]
async fn a_token_that_the_server_has_not_signed_is_refused(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let token = app.token(Role::Administrator).await;
    let parts: Vec<&str> = token.split('.').collect();
    let keys: Value = app.get("/.well-known/jwks.json").send().await.unwrap().json().await.unwrap();
    let (kid, public) = (keys["keys"][0]["kid"].as_str().unwrap(), keys["keys"][0]["x"].as_str().unwrap());
    let claims = claims(&token);
    let header = |alg: &str| json!({ "alg": alg, "typ": "at+jwt", "kid": kid });

    let none = format!("{}.{}.", part(&header("none")), parts[1]);
    let unsigned = format!("{}.{}.", parts[0], parts[1]);
    // The public key taken for a shared secret.
    let shared = EncodingKey::from_secret(public.as_bytes()).unwrap();
    let mut confused = Header::new(Algorithm::HS256);
    (confused.kid, confused.typ) = (Some(kid.to_owned()), Some("at+jwt".to_owned()));
    let hmac = encode(&confused, &claims, &shared).unwrap();
    let rsa = format!("{}.{}.{}", part(&header("RS256")), parts[1], parts[2]);
    // The key of RFC 8410, section 10.3, which the whole world knows, under the name of the server's.
    let known = "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC";
    let mut wrong = Header::new(Algorithm::EdDSA);
    (wrong.kid, wrong.typ) = (Some(kid.to_owned()), Some("at+jwt".to_owned()));
    let wrong_key = encode(&wrong, &claims, &EncodingKey::from_ed_der(&decoded(known))).unwrap();
    wrong.kid = Some("another".to_owned());
    let unknown_key = encode(&wrong, &claims, &EncodingKey::from_ed_der(&decoded(known))).unwrap();
    let mut other = claims.clone();
    other["sid"] = json!("session_01k00000000000000000000000");
    let changed = format!("{}.{}.{}", parts[0], part(&other), parts[2]);

    for (what, token) in [
        ("alg none", none.as_str()),
        ("no signature", &unsigned),
        ("HS256 by the public key", &hmac),
        ("RS256 in the header", &rsa),
        ("another key", &wrong_key),
        ("an unknown key", &unknown_key),
        ("changed claims", &changed),
        ("nonsense", "nonsense"),
        ("a service token that is none", "shds_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        ("a long one", &"a".repeat(5_000)),
    ] {
        assert_refused(&app, token, what).await;
    }
    assert_eq!(app.query_as(&token, VIEWER, json!({})).await.status, 200, "the right one is still good");
}

/// Plain base64.
fn decoded(text: &str) -> Vec<u8> {
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let sixes: Vec<u32> = text.trim_end_matches('=').chars().map(|c| LETTERS.find(c).unwrap() as u32).collect();
    let bytes = |four: &[u32]| {
        let number = four.iter().enumerate().fold(0, |sum, (at, six)| sum | six << (18 - 6 * at));
        (0..four.len() - 1).map(move |at| (number >> (16 - 8 * at)) as u8).collect::<Vec<_>>()
    };
    sixes.chunks(4).flat_map(bytes).collect()
}

#[tokio::test]
async fn a_token_for_another_server_is_refused_though_the_same_key_has_signed_it() {
    let app = TestApp::start(Backend::Sqlite).await;
    let account = app.account(Role::Administrator).await;
    let elsewhere = "https://other.example.org".parse().unwrap();
    let (database, clock) = (&app.app.database, &app.app.clock);
    let other = Auth::new(&AuthSettings::default(), app.folder.path(), &elsewhere, database, clock).unwrap();
    let doer = Doer { actor: Actor::account(account.id, account.role), address: None };
    let token = other.begin(account.id, "password", &doer, "test").await.unwrap().access_token;
    assert!(other.identify(&token).await.is_ok());
    assert_refused(&app, &token, "another audience").await;
}

#[tokio::test]
async fn a_token_that_is_over_is_refused() {
    let app = TestApp::start(Backend::Sqlite).await;
    let token = app.token(Role::Administrator).await;
    app.app.clock.advance(Duration::from_secs(600));
    assert_refused(&app, &token, "expired").await;
}

#[tokio::test]
async fn other_schemes_and_two_tokens_are_refused() {
    let app = TestApp::start(Backend::Sqlite).await;
    let token = app.token(Role::Writer).await;
    for header in ["Basic YTpi", "Bearer", &token] {
        let answer = app.post(&json!({ "query": VIEWER })).header("authorization", header).send().await.unwrap();
        assert_eq!(answer.status(), 401, "{header}");
    }
    let twice =
        app.post(&json!({ "query": VIEWER })).bearer_auth(&token).header("authorization", format!("Bearer {token}"));
    assert_eq!(twice.send().await.unwrap().status(), 401);
}

#[rstest]
#[tokio::test]
async fn keys_are_exchanged_with_an_overlap_and_at_once_where_one_was_stolen(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let status = async |token: &str| app.query_as(token, VIEWER, json!({})).await.status;
    let before = app.token(Role::Writer).await;
    app.app.auth.rotate_keys(&Doer::operator(), Duration::from_secs(300)).await.unwrap();
    let after = app.token(Role::Writer).await;
    let published: Value = app.get("/.well-known/jwks.json").send().await.unwrap().json().await.unwrap();
    assert_eq!(published["keys"].as_array().unwrap().len(), 2);
    assert!(!published.to_string().contains("\"d\""), "no private part: {published}");
    assert_eq!([status(&before).await, status(&after).await], [200, 200]);
    app.app.clock.advance(Duration::from_secs(300));
    assert_eq!([status(&before).await, status(&after).await], [401, 200]);
}

#[tokio::test]
async fn keys_are_rotated_at_the_command_line() {
    let app = TestApp::start(Backend::Sqlite).await;
    let keys = async || -> Value { app.get("/.well-known/jwks.json").send().await.unwrap().json().await.unwrap() };
    app.token(Role::Writer).await;
    let before = keys().await;
    let rotated = Binary::on(&app).run(&["account", "rotate-keys", "--overlap", "0"]);
    assert!(rotated.status.success(), "{rotated:?}");
    let after = keys().await;
    assert_ne!(after["keys"][0]["kid"], before["keys"][0]["kid"]);
}

/// A copy of the database is of no use to whoever has no key to what is sealed in it.
#[tokio::test]
async fn a_node_with_another_secret_says_so_and_signs_nothing() {
    let app = TestApp::start(Backend::Sqlite).await;
    app.token(Role::Writer).await;
    let (database, clock) = (&app.app.database, &app.app.clock);
    let url = "https://api.example.org".parse().unwrap();
    let settings = AuthSettings {
        secret_key: Some("another secret, which is long enough".parse().unwrap()),
        ..AuthSettings::default()
    };
    let other = Auth::new(&settings, app.folder.path(), &url, database, clock).unwrap();
    let said = other.prepare().await.unwrap_err().to_string();
    assert!(said.contains("SECRET_KEY"), "{said}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let file = std::fs::metadata(app.folder.path().join("secret.key")).unwrap();
        assert_eq!(file.permissions().mode() & 0o777, 0o600);
    }
}
