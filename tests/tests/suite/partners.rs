//! Partners, the keys of their programs, and their licences as publishers and the partners themselves see them, over the API.

use std::time::Duration;

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::Role;
use shanghaidoctor_domain::content::Specialty;
use shanghaidoctor_domain::text::Localised;
use shanghaidoctor_tests::content::{doctor, publish};
use shanghaidoctor_tests::{Backend, TestApp};

const CREATE: &str = "mutation ($input: CreatePartnerInput!) { createPartner(input: $input) { \
    partner { id } key { id } secret userErrors { code path } } }";
const UPDATE: &str = "mutation ($input: UpdatePartnerInput!) { updatePartner(input: $input) { \
    partner { name contact revision } userErrors { code path } } }";
const CREATE_KEY: &str = "mutation ($input: CreatePartnerKeyInput!) { createPartnerKey(input: $input) { \
    key { id } secret userErrors { code path } } }";
const ROTATE: &str = "mutation ($input: RotatePartnerKeyInput!) { rotatePartnerKey(input: $input) { \
    key { id name scopes replaces } secret userErrors { code path } } }";
const REVOKE: &str = "mutation ($input: RevokePartnerKeyInput!) { revokePartnerKey(input: $input) { \
    key { revokedAt } secret userErrors { code path } } }";
const GRANT: &str = "mutation ($input: GrantLicenceInput!) { grantLicence(input: $input) { \
    licence { id } userErrors { code path } } }";
const VIEWER: &str = "{ viewer { account { id } serviceToken { id } partner { name keys { id lastUsedAt } \
    licences { status } uses { day key count } } } }";

const BOTH: &[&str] = &["FULL_TEXT", "LICENCES"];

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

async fn status(app: &TestApp, secret: &str) -> u16 {
    app.query_as(secret, "{ site { name } }", json!({})).await.status
}

#[rstest]
#[tokio::test]
async fn a_partner_is_made_known_with_a_key_that_is_shown_once(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let partner = app.partner(BOTH).await;
    assert!(partner.secret.starts_with("shdk_") && partner.id.starts_with("partner_"));
    let viewer = app.query_as(&partner.secret, VIEWER, json!({})).await.at("/viewer");
    assert_eq!((&viewer["partner"]["name"], &viewer["account"]), (&json!("River News"), &Value::Null));
    assert_eq!(viewer["partner"]["keys"][0]["id"], partner.key.as_str());
    let export = app.export().await;
    assert!(!export.contains(&partner.secret));

    let publisher = app.token(Role::Publisher).await;
    let seen = "{ partners { id name contact revision keys { name scopes expiresAt revokedAt } } }";
    let all = app.query_as(&publisher, seen, json!({})).await.at("/partners");
    assert_eq!(all[0]["contact"], "desk@example.com");
    assert_eq!(all[0]["keys"][0]["scopes"], json!(BOTH));
    assert!(!all.to_string().contains("shdk_"));
    for (query, as_whom) in [
        (seen, app.token(Role::Editor).await),
        (seen, partner.secret.clone()),
        ("{ licences { id } }", partner.secret.clone()),
    ] {
        assert_eq!(app.query_as(&as_whom, query, json!({})).await.error().0, "FORBIDDEN", "{query}");
    }
    let log = "{ auditLog(where: { actions: [PARTNER_CREATED, PARTNER_KEY_CREATED] }) { nodes { target detail } } }";
    let log = app.query_as(&app.token(Role::Administrator).await, log, json!({})).await.at("/auditLog/nodes");
    let targets: Vec<&Value> = log.as_array().unwrap().iter().map(|line| &line["target"]).collect();
    assert_eq!(targets, [&json!(partner.key), &json!(partner.id)]);
    assert!(!log.to_string().contains("shdk_"));
}

#[rstest]
#[tokio::test]
async fn all_that_is_wrong_with_a_partner_is_told_at_once(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let publisher = app.token(Role::Publisher).await;
    let key = json!({ "name": " ", "scopes": [], "expiresAt": "2030-01-01T00:00:00Z" });
    let input = json!({ "input": { "name": "", "key": key } });
    let refused = app.query_as(&publisher, CREATE, input).await.at("/createPartner");
    let paths: Vec<String> =
        refused["userErrors"].as_array().unwrap().iter().map(|error| error["path"].to_string()).collect();
    assert_eq!(
        paths,
        [
            r#"["input","name"]"#,
            r#"["input","key","name"]"#,
            r#"["input","key","scopes"]"#,
            r#"["input","key","expiresAt"]"#
        ]
    );
    let none = app.query_as(&publisher, "{ partners { id } }", json!({})).await.at("/partners");
    assert_eq!(none, json!([]));

    let partner = app.partner(BOTH).await;
    let update = async |change: Value| {
        let mut input = json!({ "id": partner.id });
        input.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        app.query_as(&publisher, UPDATE, json!({ "input": input })).await.at("/updatePartner")
    };
    let changed = update(json!({ "revision": 1, "contact": null })).await;
    assert_eq!(changed["partner"], json!({ "name": "River News", "contact": null, "revision": 2 }));
    let stale = update(json!({ "revision": 1, "name": "Other" })).await;
    assert_eq!(stale["userErrors"], json!([{ "code": "STALE", "path": ["input", "revision"] }]));
    let unknown = json!({ "input": { "id": "partner_01k00000000000000000000000", "revision": 1 } });
    let unknown = app.query_as(&publisher, UPDATE, unknown).await.at("/updatePartner");
    assert_eq!(unknown["userErrors"], json!([{ "code": "NOT_FOUND", "path": ["input", "id"] }]));
}

#[rstest]
#[tokio::test]
async fn a_key_holds_until_it_is_over_or_revoked_and_beside_the_one_that_replaces_it(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let partner = app.partner(BOTH).await;
    let rotate = async |id: &str, overlap: i64| {
        // Tokens of people are of minutes.
        let publisher = app.token(Role::Publisher).await;
        let input = json!({ "id": id, "overlap": overlap, "expiresAt": "2026-09-01T00:00:00Z" });
        app.query_as(&publisher, ROTATE, json!({ "input": input })).await.at("/rotatePartnerKey")
    };
    let wrong = rotate(&partner.key, -1).await;
    assert_eq!(wrong["userErrors"], json!([{ "code": "INVALID", "path": ["input", "overlap"] }]));
    let rotated = rotate(&partner.key, 3_600).await;
    let key = json!({ "id": rotated["key"]["id"], "name": "feed reader", "scopes": BOTH, "replaces": partner.key });
    assert_eq!(rotated["key"], key, "{rotated:#}");
    let new = text(&rotated["secret"]);
    assert_eq!((status(&app, &partner.secret).await, status(&app, &new).await), (200, 200));

    app.app.clock.advance(Duration::from_secs(3_599));
    assert_eq!(status(&app, &partner.secret).await, 200);
    app.app.clock.advance(Duration::from_secs(1));
    let over = app.query_as(&partner.secret, "{ site { name } }", json!({})).await;
    assert_eq!((over.status, &over.headers["content-type"]), (401, &"application/problem+json".parse().unwrap()));
    assert_eq!(status(&app, &new).await, 200);
    let again = rotate(&partner.key, 0).await;
    assert_eq!(again["userErrors"], json!([{ "code": "INVALID", "path": ["input", "id"] }]));

    let publisher = app.token(Role::Publisher).await;
    let revoke = json!({ "input": { "id": rotated["key"]["id"] } });
    let revoked = app.query_as(&publisher, REVOKE, revoke.clone()).await.at("/revokePartnerKey");
    assert_eq!((&revoked["secret"], &revoked["userErrors"]), (&Value::Null, &json!([])));
    assert_eq!(status(&app, &new).await, 401);
    app.app.clock.advance(Duration::from_secs(60));
    let twice = app.query_as(&publisher, REVOKE, revoke).await.at("/revokePartnerKey");
    assert_eq!(twice["key"]["revokedAt"], revoked["key"]["revokedAt"]);
    let key = json!({ "name": "second", "scopes": ["FULL_TEXT"], "expiresAt": "2026-04-01T00:00:00Z" });
    let input = json!({ "input": { "partner": partner.id, "key": key } });
    let second = app.query_as(&publisher, CREATE_KEY, input).await.at("/createPartnerKey");
    assert_eq!(status(&app, &text(&second["secret"])).await, 200);
}

#[rstest]
#[tokio::test]
async fn a_key_that_is_not_for_licences_shows_none(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let (narrow, other) = (app.partner(&["FULL_TEXT"]).await, app.partner(BOTH).await);
    assert_eq!(app.query_as(&narrow.secret, VIEWER, json!({})).await.at("/viewer/partner"), Value::Null);
    for partner in [&narrow, &other] {
        let query = format!("{{ partner(id: \"{}\") {{ name }} }}", narrow.id);
        assert_eq!(app.query_as(&partner.secret, &query, json!({})).await.error().0, "FORBIDDEN");
    }
    let drafts = app.get("/graphql?query=%7Bsite%7Bname%7D%7D").bearer_auth(&other.secret);
    assert_eq!(app.send(drafts.header("content-stage", "DRAFT")).await.status, 403);
}

#[rstest]
#[tokio::test]
async fn uses_of_a_key_are_counted_by_the_day_and_no_request_waits_for_it(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let (partner, quiet) = (app.partner(BOTH).await, app.partner(BOTH).await);
    for _ in 0..3 {
        assert_eq!(status(&app, &partner.secret).await, 200);
    }
    app.app.uses.count().await.unwrap();
    app.app.clock.advance(Duration::from_secs(86_400));
    // One statement for the key and one for the licences.
    assert_eq!(status(&app, &partner.secret).await, 200);
    let before = app.app.database.statements();
    assert_eq!(status(&app, &partner.secret).await, 200);
    assert_eq!(app.app.database.statements() - before, 2);
    app.app.uses.count().await.unwrap();
    let seen = app.query_as(&partner.secret, VIEWER, json!({})).await.at("/viewer/partner");
    assert_eq!(seen["keys"][0]["lastUsedAt"], "2026-03-02T12:00:00Z");
    let uses = json!([
        { "day": "2026-03-02", "key": partner.key, "count": 2 },
        { "day": "2026-03-01", "key": partner.key, "count": 3 },
    ]);
    assert_eq!(seen["uses"], uses);
    let publisher = app.token(Role::Publisher).await;
    let query = format!("{{ partner(id: \"{}\") {{ uses(days: 1) {{ count }} keys {{ lastUsedAt }} }} }}", quiet.id);
    let seen = app.query_as(&publisher, &query, json!({})).await.at("/partner");
    assert_eq!(seen, json!({ "uses": [], "keys": [{ "lastUsedAt": null }] }));
    let days = format!("{{ partner(id: \"{}\") {{ uses(days: 0) {{ count }} }} }}", quiet.id);
    assert_eq!(app.query_as(&publisher, &days, json!({})).await.error().0, "BAD_USER_INPUT");
}

#[rstest]
#[tokio::test]
async fn a_licence_says_what_it_gives_and_holds_for_its_time(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let partner = app.partner(BOTH).await;
    let wu = publish(&app, &doctor("Wu", "Jing")).await;
    let id = app
        .licence(
            &partner,
            json!({
                "works": { "doctors": [wu.to_string()], "channels": ["portraits"] }, "languages": ["zh"],
                "territory": ["CN"], "from": "2026-04-01T00:00:00Z", "until": "2026-05-01T00:00:00Z",
                "creditLine": "From our pages", "editsAllowed": true,
            }),
        )
        .await;
    let seen = "{ viewer { partner { licences { id works { everything articles doctors channels } languages territory \
        from until status creditLine canonicalLink editsAllowed endedAt endReason partner { name } } } } }";
    let licences = app.query_as(&partner.secret, seen, json!({})).await.at("/viewer/partner/licences");
    assert_eq!(
        licences,
        json!([{
            "id": id, "languages": ["zh"], "territory": ["CN"], "from": "2026-04-01T00:00:00Z",
            "works": { "everything": false, "articles": [], "doctors": [wu.to_string()], "channels": ["portraits"] },
            "until": "2026-05-01T00:00:00Z", "status": "TO_COME", "creditLine": "From our pages",
            "canonicalLink": true, "editsAllowed": true, "endedAt": null, "endReason": null,
            "partner": { "name": "River News" },
        }])
    );
    let in_force = "{ licences(status: IN_FORCE) { id } }";
    for (at, held) in [("2026-03-31T23:59:59Z", 0), ("2026-04-01T00:00:00Z", 1)] {
        app.app.clock.set(at.parse().unwrap());
        let publisher = app.token(Role::Publisher).await;
        let found = app.query_as(&publisher, in_force, json!({})).await.at("/licences");
        assert_eq!(found.as_array().unwrap().len(), held, "{at}");
    }
    app.end_licence(&id).await;
    let ended = app.query_as(&partner.secret, seen, json!({})).await.at("/viewer/partner/licences/0");
    assert_eq!((&ended["status"], &ended["endReason"]), (&json!("OVER"), &json!("Not paid.")));
    let log = "{ auditLog(where: { actions: [LICENCE_GRANTED, LICENCE_ENDED] }) { nodes { action target } } }";
    let log = app.query_as(&app.token(Role::Administrator).await, log, json!({})).await.at("/auditLog/nodes");
    assert_eq!(
        log,
        json!([{ "action": "LICENCE_ENDED", "target": id }, { "action": "LICENCE_GRANTED", "target": id }])
    );
}

#[rstest]
#[tokio::test]
async fn a_licence_that_gives_nothing_is_refused(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let (publisher, partner) = (app.token(Role::Publisher).await, app.partner(BOTH).await);
    let nobody = "partner_01k00000000000000000000000";
    for (input, errors) in [
        (json!({ "partner": partner.id, "works": {} }), json!([["INVALID", "works"]])),
        (
            json!({ "partner": partner.id, "works": { "everything": true, "channels": ["news"] } }),
            json!([["INVALID", "works"]]),
        ),
        (
            json!({ "partner": partner.id, "works": { "everything": true }, "until": "2026-03-01T12:00:00Z" }),
            json!([["INVALID", "until"]]),
        ),
        (
            json!({
                "partner": partner.id, "works": { "doctors": ["doctor_01k00000000000000000000000"] },
                "from": "2026-05-01T00:00:00Z", "until": "2026-04-01T00:00:00Z", "creditLine": " ",
            }),
            json!([["INVALID", "until"], ["INVALID", "creditLine"], ["NOT_FOUND", "works", "doctors", "0"]]),
        ),
        (json!({ "partner": nobody, "works": { "everything": true } }), json!([["NOT_FOUND", "partner"]])),
    ] {
        let answer = app.query_as(&publisher, GRANT, json!({ "input": input })).await.at("/grantLicence");
        let told = answer["userErrors"].as_array().unwrap().iter().map(|error| {
            let path = error["path"].as_array().unwrap().iter().skip(1);
            std::iter::once(&error["code"]).chain(path).cloned().collect::<Vec<Value>>()
        });
        assert_eq!(json!(told.collect::<Vec<_>>()), errors, "{input}");
    }
    assert_eq!(app.query_as(&publisher, "{ licences { id } }", json!({})).await.at("/licences"), json!([]));
}

#[rstest]
#[tokio::test]
async fn a_licence_follows_the_records_that_it_names_when_they_are_merged(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let partner = app.partner(BOTH).await;
    let [gone, stays] = [publish(&app, &doctor("Wu", "Jin")).await, publish(&app, &doctor("Wu", "Jing")).await];
    let specialty = |slug: &str| Specialty { slug: slug.into(), name: Localised::english(slug), parent: None };
    let [old, new] = [publish(&app, &specialty("heart")).await, publish(&app, &specialty("cardiology")).await];
    let works = json!({ "doctors": [gone.to_string()], "specialties": [old.to_string()] });
    app.licence(&partner, json!({ "works": works })).await;
    let mut writing = app.write().await;
    writing.merge(gone.node(), stays.node()).await.unwrap();
    writing.merge(old.node(), new.node()).await.unwrap();
    writing.commit().await.unwrap();
    let seen = "{ viewer { partner { licences { works { doctors specialties } } } } }";
    let works = app.query_as(&partner.secret, seen, json!({})).await.at("/viewer/partner/licences/0/works");
    assert_eq!(works, json!({ "doctors": [stays.to_string()], "specialties": [new.to_string()] }));
}
