//! Sign-in by a provider of OpenID Connect, as a browser goes through it.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};

use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_api::OpenIdSettings;
use shanghaidoctor_domain::Role;
use shanghaidoctor_tests::{Backend, Binary, OpenIdProvider, TestApp, repository};
use tempfile::TempDir;

use crate::command_line::one_line;

fn claims(groups: Value) -> Value {
    json!({ "email": "Xu@example.org", "email_verified": true, "name": "Xu Tingyan", "groups": groups })
}

const SECRET: &str = "a secret between the two";

async fn start(backend: Backend, provider: &OpenIdProvider) -> TestApp {
    start_with(backend, provider.issuer.clone()).await
}

async fn start_with(backend: Backend, issuer: String) -> TestApp {
    TestApp::configured(backend, false, |config| {
        config.auth.open_id = OpenIdSettings {
            openid_issuer: Some(issuer),
            openid_client_id: Some("cms".into()),
            openid_client_secret: Some(SECRET.parse().unwrap()),
            openid_role_claim: "groups".into(),
            openid_roles: Some("cms-editors=editor, cms-chiefs=publisher".into()),
            openid_return_url: Some("https://desk.example.org/".into()),
        };
    })
    .await
}

fn header<'r>(answer: &'r Response, name: &str) -> &'r str {
    answer.headers().get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
}

/// The cookies that an answer sets, as a browser sends them back.
fn kept(answer: &Response) -> String {
    let set = answer.headers().get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
    set.filter(|cookie| !cookie.contains("Max-Age=0"))
        .filter_map(|cookie| cookie.split(';').next())
        .collect::<Vec<_>>()
        .join("; ")
}

struct Browser(Client);

impl Browser {
    fn new() -> Self {
        Self(Client::builder().redirect(Policy::none()).build().unwrap())
    }

    /// Goes to the provider and gives the way back, with what is kept for it.
    async fn go(&self, app: &TestApp) -> (String, String) {
        let begun = self.0.get(format!("{}/sign-in/openid", app.url)).send().await.unwrap();
        assert_eq!(begun.status(), 303);
        assert_eq!(header(&begun, "cache-control"), "no-store");
        let flow = kept(&begun);
        assert!(flow.starts_with("__Host-shd_flow="), "{flow}");
        let at_provider = self.0.get(header(&begun, "location")).send().await.unwrap();
        let back = header(&at_provider, "location");
        let back = back.strip_prefix("https://api.example.org").unwrap_or_else(|| panic!("{back}"));
        (format!("{}{back}", app.url), flow)
    }

    async fn come_back(&self, back: &str, flow: &str) -> Response {
        self.0.get(back).header("cookie", flow).send().await.unwrap()
    }

    async fn sign_in(&self, app: &TestApp) -> Response {
        let (back, flow) = self.go(app).await;
        self.come_back(&back, &flow).await
    }
}

async fn viewer(app: &TestApp, cookies: &str) -> Value {
    let request = app.post(&json!({ "query": "{ viewer { account { email name role } sessions { method } } }" }));
    app.send(request.header("cookie", cookies).header("origin", "https://api.example.org")).await.at("/viewer")
}

#[rstest]
#[tokio::test]
async fn whoever_the_provider_knows_is_signed_in_with_the_role_it_gives(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let provider = OpenIdProvider::start(claims(json!(["staff", "cms-editors"])));
    let app = start(backend, &provider).await;
    let browser = Browser::new();
    let signed_in = browser.sign_in(&app).await;
    assert_eq!((signed_in.status().as_u16(), header(&signed_in, "location")), (303, "https://desk.example.org/"));
    let first = viewer(&app, &kept(&signed_in)).await;
    assert_eq!(first["account"], json!({ "email": "xu@example.org", "name": "Xu Tingyan", "role": "EDITOR" }));
    assert_eq!(first["sessions"][0]["method"], "open_id");
    // The provider's own name for them counts from now on, and the role is what it is by then.
    let mut moved = claims(json!(["cms-chiefs", "cms-editors"]));
    moved["email"] = json!("other@example.org");
    provider.say(moved);
    let again = viewer(&app, &kept(&browser.sign_in(&app).await)).await;
    assert_eq!(
        (&again["account"]["email"], &again["account"]["role"]),
        (&json!("xu@example.org"), &json!("PUBLISHER"))
    );
}

#[tokio::test]
async fn an_account_that_is_there_is_joined_by_an_address_that_was_verified_alone() {
    let mut said = claims(json!("cms-editors"));
    said["email_verified"] = json!(false);
    let provider = OpenIdProvider::start(said.clone());
    let app = start(Backend::Sqlite, &provider).await;
    let account = app.account(Role::Editor).await;
    said["email"] = json!(account.email);
    provider.say(said.clone());
    assert_eq!(Browser::new().sign_in(&app).await.status(), 403);
    said["email_verified"] = json!(true);
    provider.say(said);
    let cookies = kept(&Browser::new().sign_in(&app).await);
    assert_eq!(viewer(&app, &cookies).await["account"]["email"], json!(account.email));
}

#[tokio::test]
async fn what_the_provider_did_not_say_to_this_browser_signs_nobody_in() {
    let provider = OpenIdProvider::start(claims(json!(["cms-editors"])));
    let app = start(Backend::Sqlite, &provider).await;
    let browser = Browser::new();
    let (back, flow) = browser.go(&app).await;
    let (_, foreign) = browser.go(&app).await;
    for (what, kept) in [("no cookie", ""), ("another's", foreign.as_str()), ("broken", "__Host-shd_flow=AAAA")] {
        assert_eq!(browser.come_back(&back, kept).await.status(), 400, "{what}");
    }
    assert_eq!(browser.come_back(&back, &flow).await.status(), 303);
    assert_eq!(browser.come_back(&back, &flow).await.status(), 502, "the code was used");
    for wrong in [
        json!({ "aud": "another" }),
        json!({ "iss": "https://other.example.org" }),
        json!({ "nonce": "of another" }),
        json!({ "exp": 1_772_366_000 }),
        json!({ "azp": "another" }),
        json!({ "groups": ["staff"] }),
    ] {
        let mut said = claims(json!(["cms-editors"]));
        said.as_object_mut().unwrap().extend(wrong.as_object().unwrap().clone());
        provider.say(said);
        let refused = browser.sign_in(&app).await;
        assert_eq!(refused.status(), 403, "{wrong}");
        assert_eq!(kept(&refused), "", "{wrong}");
    }
}

#[test]
fn settings_that_would_let_others_in_do_not_start_the_server() {
    let folder = TempDir::new().unwrap();
    let base = [
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--openid-client-id",
        "cms",
        "--openid-client-secret",
        "x",
        "--openid-roles",
        "a=editor",
    ];
    let with = |more: &[&'static str]| {
        let arguments: Vec<&str> = base.iter().copied().chain(more.iter().copied()).collect();
        one_line(&Binary::in_folder(folder.path()).run(&arguments))
    };
    assert!(with(&["--openid-issuer", "http://login.example.org"]).contains("OPENID_ISSUER"));
    let roles = [
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--openid-issuer",
        "https://login.example.org",
        "--openid-client-id",
        "cms",
    ];
    let said = one_line(&Binary::in_folder(folder.path()).run(&roles));
    assert!(said.contains("OPENID_CLIENT_SECRET"), "{said}");
}

#[tokio::test]
async fn without_a_provider_there_is_nothing_at_its_address() {
    let app = TestApp::start(Backend::Sqlite).await;
    assert_eq!(app.get("/sign-in/openid").send().await.unwrap().status(), 404);
}

/// A provider that others have written and that is certified, in a process of its own (`tests/web/openid_provider.mjs`).
/// The one above says what no good provider does.
struct CertifiedProvider {
    issuer: String,
    process: Child,
    /// It ends where nobody hears what it says.
    _said: BufReader<ChildStdout>,
}

impl CertifiedProvider {
    fn start() -> Self {
        let script = repository().join("tests/web/openid_provider.mjs");
        let mut command = Command::new("node");
        command.arg(script).args(["cms", SECRET, "https://api.example.org/sign-in/openid/callback"]);
        let mut process =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("node runs");
        let mut issuer = String::new();
        let mut said = BufReader::new(process.stdout.take().unwrap());
        said.read_line(&mut issuer).unwrap();
        assert!(issuer.starts_with("http"), "tests/web/node_modules is missing: run the tests by `make test`");
        Self { issuer: issuer.trim().to_owned(), process, _said: said }
    }
}

impl Drop for CertifiedProvider {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[rstest]
#[tokio::test]
async fn a_certified_provider_signs_in(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let provider = CertifiedProvider::start();
    let app = start_with(backend, provider.issuer.clone()).await;
    let browser = Browser::new();
    let begun = browser.0.get(format!("{}/sign-in/openid", app.url)).send().await.unwrap();
    let flow = kept(&begun);
    let mut cookies = BTreeMap::new();
    let mut next = header(&begun, "location").to_owned();
    while !next.starts_with("https://api.example.org") {
        let sent: Vec<String> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let answer = browser.0.get(&next).header("cookie", sent.join("; ")).send().await.unwrap();
        assert_eq!(answer.status(), 303, "{next}");
        cookies.extend(kept(&answer).split("; ").filter_map(|cookie| {
            let (name, value) = cookie.split_once('=')?;
            Some((name.to_owned(), value.to_owned()))
        }));
        next = answer.url().join(header(&answer, "location")).unwrap().into();
    }
    let back = next.replace("https://api.example.org", &app.url);
    let signed_in = browser.come_back(&back, &flow).await;
    assert_eq!((signed_in.status().as_u16(), header(&signed_in, "location")), (303, "https://desk.example.org/"));
    let account = json!({ "email": "xu@example.org", "name": "Xu Tingyan", "role": "EDITOR" });
    assert_eq!(viewer(&app, &kept(&signed_in)).await["account"], account);
    assert_eq!(browser.come_back(&back, &flow).await.status(), 502, "the code was used");
}
