//! Signing in, going on with a session, and signing out, as a client meets it.

use std::time::Duration;

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::Role;
use shanghaidoctor_persistence::accounts::Account;
use shanghaidoctor_tests::{Answer, Backend, Binary, PASSWORD, Socket, TestApp};

const SIGN_IN: &str = "mutation ($input: SignInInput!) { signIn(input: $input) { \
    credentials { accessToken accessTokenExpiresAt refreshToken deviceToken } account { id email role } \
    userErrors { code path message } } }";

const REFRESH: &str = "mutation ($input: RefreshSessionInput!) { refreshSession(input: $input) { \
    credentials { accessToken refreshToken } userErrors { code path message } } }";

pub(crate) const VIEWER: &str = "{ viewer { account { id email name role } serviceToken { name } } }";

pub(crate) async fn sign_in(app: &TestApp, account: &Account, password: &str) -> Answer {
    let input = json!({ "email": account.email, "password": password });
    app.query_with(SIGN_IN, json!({ "input": input })).await
}

async fn refresh(app: &TestApp, token: &str) -> Value {
    app.query_with(REFRESH, json!({ "input": { "refreshToken": token } })).await.at("/refreshSession")
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

/// The status of a question asked with this token.
async fn status(app: &TestApp, token: &str) -> u16 {
    app.query_as(token, VIEWER, json!({})).await.status
}

#[rstest]
#[tokio::test]
async fn whoever_signs_in_is_known_by_the_token_they_get(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let account = app.account_with_password(Role::Editor).await;
    assert_eq!(app.query(VIEWER).await.data(), json!({ "viewer": null }));
    let signed_in = sign_in(&app, &account, PASSWORD).await.at("/signIn");
    assert_eq!(signed_in["userErrors"], json!([]));
    assert_eq!(signed_in["account"]["email"], json!(account.email));
    assert_eq!(signed_in["credentials"]["accessTokenExpiresAt"], "2026-03-01T12:10:00Z");
    let token = text(&signed_in["credentials"]["accessToken"]);
    let viewer = app.query_as(&token, VIEWER, json!({})).await;
    assert_eq!(viewer.headers["cache-control"], "no-store");
    let viewer = viewer.at("/viewer");
    assert_eq!(viewer["account"]["role"], "EDITOR");
    assert_eq!(viewer["serviceToken"], Value::Null);
}

#[rstest]
#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_are_told_alike(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let account = app.account_with_password(Role::Writer).await;
    let wrong = sign_in(&app, &account, "another password").await.at("/signIn");
    assert_eq!(wrong["credentials"], Value::Null);
    assert_eq!(wrong["userErrors"][0]["code"], "WRONG_CREDENTIALS");
    for email in ["nobody@example.org", "no address", ""] {
        let input = json!({ "email": email, "password": PASSWORD });
        let unknown = app.query_with(SIGN_IN, json!({ "input": input })).await.at("/signIn");
        assert_eq!(unknown, wrong, "{email}");
    }
    let without = app.account(Role::Writer).await;
    assert_eq!(sign_in(&app, &without, "").await.at("/signIn"), wrong, "an account without a password has none");
}

#[rstest]
#[tokio::test]
async fn an_access_token_is_good_for_minutes_and_a_session_goes_on(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let account = app.account_with_password(Role::Writer).await;
    let first = sign_in(&app, &account, PASSWORD).await.at("/signIn/credentials");
    let token = text(&first["accessToken"]);
    app.app.clock.advance(Duration::from_secs(599));
    assert_eq!(status(&app, &token).await, 200);
    app.app.clock.advance(Duration::from_secs(1));
    assert_eq!(status(&app, &token).await, 401);
    let second = refresh(&app, &text(&first["refreshToken"])).await;
    assert_eq!(second["userErrors"], json!([]));
    let token = text(&second["credentials"]["accessToken"]);
    assert_eq!(status(&app, &token).await, 200);
    app.app.clock.advance(Duration::from_secs(31 * 86_400));
    let over = refresh(&app, &text(&second["credentials"]["refreshToken"])).await;
    assert_eq!(over["userErrors"][0]["code"], "WRONG_CREDENTIALS");
}

#[rstest]
#[tokio::test]
async fn a_refresh_token_that_comes_twice_ends_its_session(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let account = app.account_with_password(Role::Writer).await;
    let first = sign_in(&app, &account, PASSWORD).await.at("/signIn/credentials");
    let elsewhere = app.token_of(&account).await;
    let second = refresh(&app, &text(&first["refreshToken"])).await;
    let token = text(&second["credentials"]["accessToken"]);
    assert_eq!(status(&app, &token).await, 200);
    let again = refresh(&app, &text(&first["refreshToken"])).await;
    assert_eq!(again["userErrors"][0]["code"], "WRONG_CREDENTIALS");
    assert_eq!(status(&app, &token).await, 401, "whoever has the other one may be the thief");
    let newest = refresh(&app, &text(&second["credentials"]["refreshToken"])).await;
    assert_eq!(newest["userErrors"][0]["code"], "WRONG_CREDENTIALS");
    assert_eq!(status(&app, &elsewhere).await, 200, "other sessions go on");
}

#[rstest]
#[tokio::test]
async fn of_two_who_refresh_at_once_one_at_most_goes_on(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let account = app.account_with_password(Role::Writer).await;
    let first = sign_in(&app, &account, PASSWORD).await.at("/signIn/credentials");
    let token = text(&first["refreshToken"]);
    let tries = futures_util::future::join_all((0..8).map(|_| refresh(&app, &token))).await;
    let went_on = tries.iter().filter(|answer| !answer["credentials"].is_null()).count();
    assert!(went_on <= 1, "{tries:#?}");
}

#[rstest]
#[tokio::test]
async fn who_signs_out_is_signed_out_at_once_here_or_everywhere(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let account = app.account(Role::Writer).await;
    let [here, there, elsewhere] =
        [app.token_of(&account).await, app.token_of(&account).await, app.token_of(&account).await];
    let out = "mutation { signOut { account { id } userErrors { code } } }";
    app.query_as(&here, out, json!({})).await.data();
    assert_eq!([status(&app, &here).await, status(&app, &there).await], [401, 200]);
    let everywhere = "mutation { signOutEverywhere { userErrors { code } } }";
    app.query_as(&there, everywhere, json!({})).await.data();
    assert_eq!([status(&app, &there).await, status(&app, &elsewhere).await], [401, 401]);
    let (code, _) = app.query(out).await.error();
    assert_eq!(code, "UNAUTHENTICATED");
}

#[tokio::test]
async fn a_socket_says_who_it_is_when_it_begins() {
    let app = TestApp::start(Backend::Sqlite).await;
    let account = app.account(Role::Publisher).await;
    let token = app.token_of(&account).await;
    let mut socket = Socket::connect(Socket::handshake(&app.url)).await.unwrap();
    let authorization = format!("Bearer {token}");
    socket.say(json!({ "type": "connection_init", "payload": { "authorization": authorization } })).await;
    assert_eq!(socket.heard().await, json!({ "type": "connection_ack" }));
    socket.subscribe("1", VIEWER).await;
    assert_eq!(socket.data("1").await["viewer"]["account"]["role"], "PUBLISHER");
    assert_eq!(socket.heard().await["type"], "complete");

    app.query_as(&token, "mutation { signOut { userErrors { code } } }", json!({})).await.data();
    socket.subscribe("2", VIEWER).await;
    let ended = socket.heard().await;
    assert_eq!(
        (&ended["type"], &ended["payload"][0]["extensions"]["code"]),
        (&json!("error"), &json!("UNAUTHENTICATED"))
    );
}

#[tokio::test]
async fn a_socket_with_a_bad_token_is_closed() {
    let app = TestApp::start(Backend::Sqlite).await;
    for authorization in ["Bearer nonsense", "nonsense", "Basic YTpi"] {
        let mut socket = Socket::connect(Socket::handshake(&app.url)).await.unwrap();
        socket.say(json!({ "type": "connection_init", "payload": { "Authorization": authorization } })).await;
        assert_eq!(socket.closed().await.0, 4403, "{authorization}");
    }
}

#[rstest]
#[tokio::test]
async fn an_account_is_made_at_the_command_line(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let create = ["account", "create", "--email", "Chen@Example.org", "--role", "administrator"];
    let made = Binary::on(&app).run(&create);
    let said = String::from_utf8(made.stdout).unwrap();
    assert!(made.status.success() && said.contains("http://127.0.0.1:8080/invitation#shdi_"), "{said}");
    let again = Binary::on(&app).run(&create);
    assert!(crate::command_line::one_line(&again).contains("there already"));
    let email = "chen@example.org".parse().unwrap();
    let account = app.app.auth.accounts().by_email(&email).await.unwrap().unwrap();
    assert_eq!(account.role, Role::Administrator);
}

/// What a browser keeps of an answer, as it sends it back.
fn kept(answer: &Answer) -> String {
    let set = answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
    let set: Vec<&str> = set.collect();
    for cookie in &set {
        assert!(cookie.starts_with("__Host-") && cookie.contains("; Path=/; HttpOnly; SameSite=Strict"), "{cookie}");
        assert!(cookie.ends_with("; Secure"), "{cookie}");
    }
    set.iter().filter_map(|cookie| cookie.split(';').next()).collect::<Vec<_>>().join("; ")
}

#[tokio::test]
async fn a_page_keeps_its_session_in_cookies_that_pages_of_others_cannot_use() {
    let app = TestApp::start(Backend::Sqlite).await;
    let account = app.account_with_password(Role::Editor).await;
    let own = "https://api.example.org";
    let ask = async |query: &str, variables: Value, cookies: &str, origin: Option<&str>| {
        let mut request = app.post(&json!({ "query": query, "variables": variables })).header("cookie", cookies);
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        app.send(request).await
    };
    let input = json!({ "input": { "email": account.email, "password": PASSWORD, "cookies": true } });
    let signed_in = ask(SIGN_IN, input, "", Some(own)).await;
    let cookies = kept(&signed_in);
    assert_eq!(signed_in.at("/signIn")["credentials"], Value::Null, "no script sees them");
    let viewer = ask(VIEWER, json!({}), &cookies, Some(own)).await;
    assert_eq!(viewer.at("/viewer/account/role"), "EDITOR");
    for origin in [None, Some("https://page.example"), Some("null")] {
        assert_eq!(ask(VIEWER, json!({}), &cookies, origin).await.status, 403, "{origin:?}");
    }
    let fetched = app.get("/graphql?query=%7Bviewer%7Baccount%7Brole%7D%7D%7D").header("cookie", &cookies);
    let same = app.send(fetched.header("sec-fetch-site", "same-origin")).await;
    assert_eq!(same.headers["cache-control"], "no-store");
    assert_eq!(same.at("/viewer/account/role"), "EDITOR");
    // A browser is led here from another site, as back from a provider: a page is there, and knows nobody by its address.
    let led = |path: &str| app.get(path).header("cookie", &cookies).header("sec-fetch-site", "cross-site");
    let page = led("/graphiql").header("sec-fetch-dest", "document").send().await.unwrap();
    assert_eq!(page.status(), 200);
    let query = "/graphql?query=%7Bviewer%7Baccount%7Brole%7D%7D%7D";
    let asked = app.send(led(query).header("sec-fetch-dest", "document")).await;
    assert_eq!(asked.at("/viewer"), Value::Null);
    assert_eq!(led(query).header("sec-fetch-dest", "empty").send().await.unwrap().status(), 403);

    app.app.clock.advance(Duration::from_secs(600));
    let over = ask(VIEWER, json!({}), &cookies, Some(own)).await;
    assert_eq!(over.status, 401, "never nobody's");
    let taken = over.headers.get_all("set-cookie").iter().next().unwrap().to_str().unwrap().to_owned();
    assert!(taken.starts_with("__Host-shd_access=;") && taken.contains("Max-Age=0"), "{taken}");
    let refresh_alone: Vec<&str> = cookies.split("; ").filter(|cookie| !cookie.contains("shd_access")).collect();
    let refreshed = ask(REFRESH, json!({ "input": {} }), &refresh_alone.join("; "), Some(own)).await;
    let cookies = kept(&refreshed);
    assert_eq!(refreshed.at("/refreshSession/userErrors"), json!([]));
    let viewer = ask(VIEWER, json!({}), &cookies, Some(own)).await;
    assert_eq!(viewer.at("/viewer/account/role"), "EDITOR");

    let out = ask("mutation { signOut { userErrors { code } } }", json!({}), &cookies, Some(own)).await;
    assert!(kept(&out).contains("__Host-shd_refresh="), "they are taken away");
    assert_eq!(ask(VIEWER, json!({}), &cookies, Some(own)).await.status, 401);
}
