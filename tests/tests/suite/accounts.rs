//! Accounts, invitations, service tokens and second factors, over the API.

use std::time::Duration;

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::Actor;
use shanghaidoctor_domain::{Limits, Role};
use shanghaidoctor_persistence::Error;
use shanghaidoctor_persistence::write::Writing;
use shanghaidoctor_tests::content::article;
use shanghaidoctor_tests::{Backend, Binary, PASSWORD, TestApp, repository};

use crate::sign_in::{VIEWER, sign_in};

const CREATE: &str = "mutation ($input: CreateAccountInput!) { createAccount(input: $input) { \
    account { id revision role } invitationLink userErrors { code path message } } }";
const ACCEPT: &str = "mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { \
    credentials { accessToken } account { name } userErrors { code path message } } }";
const UPDATE: &str = "mutation ($input: UpdateAccountInput!) { updateAccount(input: $input) { \
    account { role revision disabledAt channels } userErrors { code path message } } }";
const CREATE_TOKEN: &str = "mutation ($input: CreateServiceTokenInput!) { createServiceToken(input: $input) { \
    serviceToken { id scopes } secret userErrors { code path message } } }";

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

#[rstest]
#[tokio::test]
async fn whoever_is_invited_sets_a_password_once(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let administrator = app.token(Role::Administrator).await;
    let input = json!({ "input": { "email": "Wu.Ping@example.org", "name": "Wu Ping", "role": "EDITOR" } });
    let made = app.query_as(&administrator, CREATE, input.clone()).await.at("/createAccount");
    assert_eq!(made["userErrors"], json!([]));
    let link = text(&made["invitationLink"]);
    let secret = link.strip_prefix("https://api.example.org/invitation#").unwrap();
    let again = app.query_as(&administrator, CREATE, input).await.at("/createAccount");
    assert_eq!(again["userErrors"][0]["code"], "DUPLICATE");

    let accept = |password: &str| json!({ "input": { "invitation": secret, "password": password } });
    let weak = app.query_with(ACCEPT, accept("short")).await.at("/acceptInvitation");
    assert_eq!(weak["userErrors"][0]["path"], json!(["input", "password"]));
    let accepted = app.query_with(ACCEPT, accept(PASSWORD)).await.at("/acceptInvitation");
    assert_eq!(accepted["userErrors"], json!([]));
    let token = text(&accepted["credentials"]["accessToken"]);
    let viewer = app.query_as(&token, VIEWER, json!({})).await.at("/viewer/account");
    assert_eq!((&viewer["email"], &viewer["role"]), (&json!("wu.ping@example.org"), &json!("EDITOR")));
    let twice = app.query_with(ACCEPT, accept(PASSWORD)).await.at("/acceptInvitation");
    assert_eq!(twice["userErrors"][0]["code"], "WRONG_CREDENTIALS");
    let email = "wu.ping@example.org".parse().unwrap();
    let account = app.app.auth.accounts().by_email(&email).await.unwrap().unwrap();
    assert!(!sign_in(&app, &account, PASSWORD).await.at("/signIn")["credentials"].is_null());
}

#[tokio::test]
async fn an_invitation_is_over_after_a_week() {
    let app = TestApp::start(Backend::Sqlite).await;
    let account = app.account(Role::Writer).await;
    let doer = shanghaidoctor_persistence::accounts::Doer::operator();
    let invitation = app.app.auth.invite(&doer, account.id).await.unwrap();
    app.app.clock.advance(Duration::from_secs(7 * 86_400));
    let secret = invitation.link.split_once('#').unwrap().1;
    let input = json!({ "input": { "invitation": secret, "password": PASSWORD } });
    let over = app.query_with(ACCEPT, input).await.at("/acceptInvitation");
    assert_eq!(over["userErrors"][0]["code"], "WRONG_CREDENTIALS");
}

#[rstest]
#[tokio::test]
async fn a_right_that_is_taken_away_is_gone_with_the_next_request(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let administrator = app.token(Role::Administrator).await;
    let other = app.account(Role::Administrator).await;
    let token = app.token_of(&other).await;
    let id = shanghaidoctor_domain::id_text("account", other.id);
    let update = |revision: i32, change: Value| {
        let mut input = json!({ "id": id, "revision": revision });
        input.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        json!({ "input": input })
    };
    app.query_as(&token, "{ accounts { id } }", json!({})).await.data();
    let demoted =
        app.query_as(&administrator, UPDATE, update(1, json!({ "role": "WRITER" }))).await.at("/updateAccount");
    assert_eq!(demoted["account"]["revision"], 2, "{demoted:#}");
    assert_eq!(app.query_as(&token, "{ accounts { id } }", json!({})).await.error().0, "FORBIDDEN");
    let stale = app.query_as(&administrator, UPDATE, update(1, json!({ "name": "x" }))).await.at("/updateAccount");
    assert_eq!(stale["userErrors"][0]["code"], "STALE");
    app.query_as(&administrator, UPDATE, update(2, json!({ "disabled": true }))).await.data();
    assert_eq!(app.query_as(&token, VIEWER, json!({})).await.status, 401);
}

#[rstest]
#[tokio::test]
async fn the_last_administrator_stays(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let account = app.account(Role::Administrator).await;
    let token = app.token_of(&account).await;
    let id = shanghaidoctor_domain::id_text("account", account.id);
    for change in [json!({ "role": "EDITOR" }), json!({ "disabled": true })] {
        let mut input = json!({ "id": id, "revision": 1 });
        input.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let refused = app.query_as(&token, UPDATE, json!({ "input": input })).await.at("/updateAccount");
        assert_eq!(refused["userErrors"][0]["code"], "IN_USE", "{refused:#}");
    }
}

#[rstest]
#[tokio::test]
async fn a_program_does_what_its_token_is_for_until_it_is_over(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let administrator = app.token(Role::Administrator).await;
    let token =
        |scopes: Value, expires: &str| json!({ "input": { "name": "feed", "scopes": scopes, "expiresAt": expires } });
    let wrong = app.query_as(&administrator, CREATE_TOKEN, token(json!([]), "2020-01-01T00:00:00Z")).await;
    assert_eq!(wrong.at("/createServiceToken/userErrors").as_array().unwrap().len(), 2);
    let scopes = json!(["READ_DRAFTS"]);
    let made = app.query_as(&administrator, CREATE_TOKEN, token(scopes.clone(), "2026-03-02T12:00:00Z")).await;
    let made = made.at("/createServiceToken");
    let secret = text(&made["secret"]);
    let viewer = app.query_as(&secret, VIEWER, json!({})).await.at("/viewer");
    assert_eq!((&viewer["serviceToken"]["name"], &viewer["account"]), (&json!("feed"), &Value::Null));
    let publish =
        "mutation { publish(input: { ids: [\"doctor_01k00000000000000000000000\"] }) { userErrors { code } } }";
    assert_eq!(app.query_as(&secret, publish, json!({})).await.error().0, "FORBIDDEN");
    let listed =
        app.query_as(&administrator, "{ serviceTokens { id name scopes } }", json!({})).await.data().to_string();
    assert!(!listed.contains("shds_") && listed.contains("feed"), "{listed}");
    app.app.clock.advance(Duration::from_secs(86_400));
    assert_eq!(app.query_as(&secret, VIEWER, json!({})).await.status, 401, "its time is over");

    let administrator = app.token(Role::Administrator).await;
    let made = app.query_as(&administrator, CREATE_TOKEN, token(scopes, "2026-05-01T00:00:00Z")).await;
    let made = made.at("/createServiceToken");
    let secret = text(&made["secret"]);
    let revoke =
        "mutation ($input: RevokeServiceTokenInput!) { revokeServiceToken(input: $input) { userErrors { code } } }";
    let input = json!({ "input": { "id": made["serviceToken"]["id"] } });
    app.query_as(&administrator, revoke, input).await.data();
    assert_eq!(app.query_as(&secret, VIEWER, json!({})).await.status, 401, "it was revoked");
}

#[rstest]
#[tokio::test]
async fn an_account_writes_within_its_languages_and_channels(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let limits = Limits { locales: vec!["zh-Hans".parse().unwrap()], channels: vec!["engouji".into()] };
    let actor = Actor::Account { id: uuid::Uuid::nil(), role: Role::Publisher, limits };
    let mut chinese = article("Paper kites", &[]);
    chinese.locale = "zh-Hans".parse().unwrap();
    chinese.channel = "engouji".into();
    let mut english = chinese.clone();
    english.locale = "en".parse().unwrap();
    english.slug = "kites".into();
    let mut elsewhere = chinese.clone();
    elsewhere.channel = "letters".into();
    elsewhere.slug = "letters".into();
    let mut writing = Writing::begin(&app.app.database, &app.app.clock, actor, None).await.unwrap();
    let id = writing.next_id();
    writing.save(id, None, &chinese).await.unwrap();
    for (beyond, said) in [(&english, "`en`"), (&elsewhere, "`letters`")] {
        let new = writing.next_id();
        let refused = writing.save(new, None, beyond).await.unwrap_err();
        assert!(matches!(&refused, Error::Forbidden(_)) && refused.to_string().contains(said), "{refused}");
        let moved = writing.save(id, None, beyond).await.unwrap_err();
        assert!(matches!(moved, Error::Forbidden(_)), "an article is not moved out of one's reach either: {moved}");
    }
}

#[rstest]
#[tokio::test]
async fn signing_in_with_a_second_factor_needs_a_code_that_nobody_used(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let account = app.account_with_password(Role::Publisher).await;
    let token = app.token_of(&account).await;
    let begun = app.query_as(&token, "mutation { beginSecondFactor { uri } }", json!({})).await;
    let uri = text(&begun.at("/beginSecondFactor/uri"));
    assert!(uri.starts_with("otpauth://totp/ShanghaiDoctor:"), "{uri}");
    let code = |seconds: u64| code_of(&uri, 1_772_366_400 + seconds);
    let confirm = "mutation ($input: SecondFactorInput!) { confirmSecondFactor(input: $input) { recoveryCodes userErrors { code } } }";
    let wrong = app.query_as(&token, confirm, json!({ "input": { "code": "000000" } })).await;
    assert_eq!(wrong.at("/confirmSecondFactor/userErrors/0/code"), "WRONG_CREDENTIALS");
    assert!(!sign_in(&app, &account, PASSWORD).await.at("/signIn")["credentials"].is_null(), "it is not in use yet");
    let confirmed = app.query_as(&token, confirm, json!({ "input": { "code": code(0) } })).await;
    let recovery = confirmed.at("/confirmSecondFactor/recoveryCodes/0");

    let needed = sign_in(&app, &account, PASSWORD).await.at("/signIn/userErrors/0");
    assert_eq!((&needed["code"], &needed["path"]), (&json!("REQUIRED"), &json!(["input", "code"])));
    let with = |code: Value| {
        let input = json!({ "email": account.email, "password": PASSWORD, "code": code });
        app.query_with(
            "mutation ($input: SignInInput!) { signIn(input: $input) { account { id } userErrors { code } } }",
            json!({ "input": input }),
        )
    };
    let used = with(json!(code(0))).await.at("/signIn");
    assert_eq!(used["userErrors"][0]["code"], "WRONG_CREDENTIALS", "it was used to confirm");
    assert_eq!(with(json!(code(30))).await.at("/signIn/userErrors"), json!([]));
    assert_eq!(with(recovery.clone()).await.at("/signIn/userErrors"), json!([]), "the paper helps");
    assert_eq!(with(recovery).await.at("/signIn/userErrors/0/code"), "WRONG_CREDENTIALS", "once");
}

/// The code that an authenticator shows at this moment.
fn code_of(uri: &str, time: u64) -> String {
    let secret = uri.split("secret=").nth(1).unwrap().split('&').next().unwrap();
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    totp_rs::Builder::new().with_secret(secret).build().unwrap().generate(time).to_string()
}

const AUDIT: &str = "query ($where: AuditLogFilter, $after: String) { auditLog(first: 2, after: $after, where: $where) { \
    totalCount nodes { actor action target address } pageInfo { hasNextPage endCursor } } }";

#[rstest]
#[tokio::test]
async fn what_was_done_is_told_to_administrators_and_cannot_be_changed(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    let account = app.account_with_password(Role::Publisher).await;
    sign_in(&app, &account, "wrong password").await;
    let publisher = app.token_of(&account).await;
    let doctor = app.query("{ doctors(first: 1) { nodes { id } } }").await.at("/doctors/nodes/0/id");
    let unpublish = "mutation ($id: ID!) { unpublish(input: { ids: [$id] }) { userErrors { code message } } }";
    app.query_as(&publisher, unpublish, json!({ "id": doctor })).await.data();

    let administrator = app.token(Role::Administrator).await;
    let log =
        async |filter: Value| app.query_as(&administrator, AUDIT, json!({ "where": filter })).await.at("/auditLog");
    let id = shanghaidoctor_domain::id_text("account", account.id);
    let failed = log(json!({ "actions": ["SIGN_IN_FAILED"] })).await;
    assert_eq!((&failed["totalCount"], &failed["nodes"][0]["target"]), (&json!(1), &json!(id)));
    assert_eq!(failed["nodes"][0]["address"], "127.0.0.1");
    let taken = log(json!({ "actions": ["UNPUBLISHED"], "target": doctor })).await;
    assert_eq!((&taken["totalCount"], &taken["nodes"][0]["actor"]), (&json!(1), &json!(id)));
    assert_eq!(log(json!({ "actor": id, "target": doctor })).await["totalCount"], 1);
    assert_eq!(log(json!({ "actor": "operator", "target": doctor })).await["totalCount"], 0);
    assert_eq!(log(json!({ "since": "2026-03-01T12:00:01Z" })).await["totalCount"], 0);
    assert_eq!(log(json!({ "until": "2026-03-01T12:00:00Z" })).await["totalCount"], 0);

    let (mut after, mut seen) = (Value::Null, 0);
    let total = loop {
        let page = app.query_as(&administrator, AUDIT, json!({ "after": after })).await.at("/auditLog");
        seen += page["nodes"].as_array().unwrap().len();
        if page["pageInfo"]["hasNextPage"] == false {
            break page["totalCount"].clone();
        }
        after = page["pageInfo"]["endCursor"].clone();
    };
    assert_eq!(total, seen);
    for (token, code) in [(Some(&publisher), "FORBIDDEN"), (None, "UNAUTHENTICATED")] {
        let answer = match token {
            Some(token) => app.query_as(token, AUDIT, json!({})).await,
            None => app.query(AUDIT).await,
        };
        assert!(answer.body["errors"].as_array().unwrap().iter().all(|error| error["extensions"]["code"] == code));
    }
    // The command line, or a first start, is one line for each act, whatever it publishes.
    let by_hand = json!({ "actor": "operator", "actions": ["PUBLISHED"] });
    let before = log(by_hand.clone()).await["totalCount"].as_i64().unwrap();
    let page = repository().join("crates/importer/tests/pages/bare.txt");
    let output = Binary::on(&app).run(&["import", page.to_str().unwrap(), "--publish", "--force"]);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(log(by_hand).await["totalCount"], before + 1);
    let connection = sea_orm::Database::connect(&app.database_url).await.unwrap();
    for statement in ["UPDATE audit_log SET actor = 'nobody'", "DELETE FROM audit_log"] {
        use sea_orm::ConnectionTrait as _;
        let refused = connection.execute_unprepared(statement).await.unwrap_err().to_string();
        assert!(refused.contains("written once"), "{refused}");
    }
}

#[tokio::test]
async fn an_invitation_leads_to_a_page_that_runs_its_own_script_alone() {
    let app = TestApp::start(Backend::Sqlite).await;
    let page = app.get("/invitation").send().await.unwrap();
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("default-src 'none'; script-src 'self';"), "{policy}");
    let html = page.text().await.unwrap();
    assert!(!html.contains("<script>") && html.contains("src=\"/invitation.js\""), "{html}");
    let script = app.get("/invitation.js").send().await.unwrap();
    assert_eq!(script.headers()["content-type"], "text/javascript; charset=utf-8");
}

#[tokio::test]
async fn a_link_of_the_command_line_says_where_it_leads_and_roles_are_those_that_there_are() {
    let app = TestApp::start(Backend::Sqlite).await;
    let create = ["account", "create", "--email", "lu@example.org", "--role"];
    let by = |settings: &[&str], role: &str| {
        let output = Binary::on(&app).run(&[&create[..], &[role], settings].concat());
        (output.status.success(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (is_made, _, told) = by(&[], "chief");
    assert!(!is_made && Role::ALL.iter().all(|role| told.contains(role.name())), "{told}");
    let (is_made, link, told) = by(&["--listen", "127.0.0.1:9999"], "editor");
    assert!(
        is_made && link.contains("http://127.0.0.1:9999/invitation#") && told.contains("PUBLIC_URL"),
        "{link}{told}"
    );
    let invite = ["account", "invite", "--email", "lu@example.org", "--public-url", "https://cms.example.org"];
    let output = Binary::on(&app).run(&invite);
    let (link, told) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(link.contains("https://cms.example.org/invitation#") && !told.contains("PUBLIC_URL"), "{link}{told}");
}
