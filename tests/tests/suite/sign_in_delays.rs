//! How fast passwords can be tried, and that nobody is locked out by those who try.

use std::time::Duration;

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::Role;
use shanghaidoctor_tests::{Answer, Backend, PASSWORD, TestApp};

const SIGN_IN: &str = "mutation ($input: SignInInput!) { signIn(input: $input) { \
    credentials { deviceToken } userErrors { code } } }";

/// A server behind a proxy that says who asks.
async fn start(backend: Backend) -> TestApp {
    TestApp::configured(backend, false, |config| config.web.trusted_proxies = Some("127.0.0.1".into())).await
}

async fn try_from(app: &TestApp, address: &str, email: &str, password: &str, device: Option<&Value>) -> Answer {
    let input = json!({ "email": email, "password": password, "deviceToken": device });
    let request = app.post(&json!({ "query": SIGN_IN, "variables": { "input": input } }));
    app.send(request.header("x-forwarded-for", address)).await
}

/// For how many seconds it must be waited; nothing where it went through to the password.
fn wait(answer: &Answer) -> Option<u64> {
    let error = answer.body["errors"].as_array()?.first()?;
    assert_eq!(error["extensions"]["code"], "RATE_LIMITED", "{error:#}");
    error["extensions"]["retryAfter"].as_u64()
}

#[rstest]
#[tokio::test]
async fn delays_grow_with_each_failure_and_end_by_themselves(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = start(backend).await;
    let account = app.account_with_password(Role::Writer).await;
    let email = account.email.to_string();
    let attempt = async |password: &str| try_from(&app, "192.0.2.1", &email, password, None).await;
    for _ in 0..5 {
        assert_eq!(wait(&attempt("wrong").await), None);
    }
    assert_eq!(wait(&attempt("wrong").await), Some(1));
    assert_eq!(wait(&attempt(PASSWORD).await), Some(1), "the right one waits, too: or guessing would not");
    app.app.clock.advance(Duration::from_secs(1));
    assert_eq!(wait(&attempt("wrong").await), None);
    assert_eq!(wait(&attempt("wrong").await), Some(2));
    app.app.clock.advance(Duration::from_secs(2));
    let signed_in = attempt(PASSWORD).await.at("/signIn");
    assert_eq!(signed_in["userErrors"], json!([]), "who waits as told gets in");
    assert_eq!(wait(&attempt("wrong").await), None, "and begins anew");
}

#[rstest]
#[tokio::test]
async fn whoever_tries_an_account_from_elsewhere_does_not_lock_its_owner_out(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = start(backend).await;
    let account = app.account_with_password(Role::Writer).await;
    let email = account.email.to_string();
    let first = try_from(&app, "192.0.2.1", &email, PASSWORD, None).await.at("/signIn");
    let device = &first["credentials"]["deviceToken"];
    for _ in 0..6 {
        try_from(&app, "203.0.113.9", &email, "wrong", None).await;
    }
    assert!(wait(&try_from(&app, "203.0.113.9", &email, "wrong", None).await).is_some());
    let elsewhere = try_from(&app, "192.0.2.1", &email, PASSWORD, None).await.at("/signIn");
    assert_eq!(elsewhere["userErrors"], json!([]), "another address does not wait");
    for _ in 0..6 {
        try_from(&app, "192.0.2.1", &email, "wrong", None).await;
    }
    assert!(wait(&try_from(&app, "192.0.2.1", &email, PASSWORD, None).await).is_some());
    let known = try_from(&app, "192.0.2.1", &email, PASSWORD, Some(device)).await.at("/signIn");
    assert_eq!(known["userErrors"], json!([]), "nor does a device that was here before");
    let stranger = app.account_with_password(Role::Writer).await;
    let foreign = try_from(&app, "203.0.113.9", &stranger.email.to_string(), PASSWORD, Some(device)).await;
    assert_eq!(wait(&foreign), None);
}

#[tokio::test]
async fn one_address_does_not_try_all_accounts() {
    let app = start(Backend::Sqlite).await;
    for number in 0..20 {
        let email = format!("somebody-{number}@example.org");
        assert_eq!(wait(&try_from(&app, "203.0.113.9", &email, "wrong", None).await), None, "{number}");
    }
    assert_eq!(wait(&try_from(&app, "203.0.113.9", "next@example.org", "wrong", None).await), Some(1));
}
