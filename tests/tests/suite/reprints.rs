//! Somebody asks to reprint an article; what is granted is a licence and a key, which they alone are shown, once.

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::content::Article;
use shanghaidoctor_domain::{Id, Role};
use shanghaidoctor_tests::content::{article, publish, save};
use shanghaidoctor_tests::{Backend, SmtpServer, TestApp};

const DECIDE: &str = "mutation ($input: DecideReprintInput!) { decideReprint(input: $input) { \
    request { state revision partnerId licenceId reason } userErrors { code path message } } }";
const REQUESTS: &str = "{ reprintRequests { totalCount nodes { id revision state organisation name email purpose \
    articleIds territory languages partnerId licenceId } } }";
const PROGRESS: &str = "query ($token: String!) { reprintRequest(token: $token) { state organisation articleIds reason \
    decidedAt keyWaits terms { languages territory until creditLine editsAllowed works { articles } } } }";
const TAKE: &str = "mutation ($input: TakeReprintKeyInput!) { takeReprintKey(input: $input) { \
    secret userErrors { code path message } } }";

struct Asked {
    app: TestApp,
    smtp: SmtpServer,
    article: Id<Article>,
    /// What stands in the private link.
    token: String,
    /// As editors see it.
    request: Value,
}

/// Somebody has asked to reprint an article, and has their mail.
async fn asked(backend: Backend) -> Asked {
    let smtp = SmtpServer::start();
    let app = TestApp::configured(backend, true, |config| config.enquiries = smtp.settings()).await;
    let article = publish(&app, &article("One night", &[])).await;
    let sent = app.request_reprint(json!({ "articles": [article.to_string()], "until": "2026-12-01T00:00:00Z" })).await;
    assert_eq!(sent, json!({ "received": true, "userErrors": [] }));
    let mails = smtp.mails(2).await;
    let receipt = mails.iter().find(|mail| mail.to == ["lin@river.example"]).expect("a receipt");
    // What anybody can write in a form, nobody is sent by it.
    assert!(!receipt.body.contains("River") && !receipt.body.contains("Lin"), "{}", receipt.body);
    let token = token(&receipt.body);
    let request = requests(&app).await["nodes"][0].clone();
    Asked { app, smtp, article, token, request }
}

/// What stands in the private link of a mail, which is a page of the site.
fn token(body: &str) -> String {
    let (_, rest) = body.split_once("https://shanghaidoctor.example/reprint#").expect("a private link");
    rest.split_whitespace().next().unwrap().to_owned()
}

async fn requests(app: &TestApp) -> Value {
    app.query_as(&app.token(Role::Editor).await, REQUESTS, json!({})).await.at("/reprintRequests")
}

async fn decide(app: &TestApp, request: &Value, decision: Value) -> Value {
    let mut input = json!({ "id": request["id"], "revision": request["revision"] });
    input.as_object_mut().unwrap().extend(decision.as_object().unwrap().clone());
    let publisher = app.token(Role::Publisher).await;
    app.query_as(&publisher, DECIDE, json!({ "input": input })).await.at("/decideReprint")
}

async fn progress(app: &TestApp, token: &str) -> Value {
    app.query_with(PROGRESS, json!({ "token": token })).await.at("/reprintRequest")
}

async fn take(app: &TestApp, token: &str) -> Value {
    app.query_with(TAKE, json!({ "input": { "token": token } })).await.at("/takeReprintKey")
}

#[rstest]
#[tokio::test]
async fn what_is_granted_is_a_licence_and_a_key_that_is_shown_once(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Asked { app, smtp, article, token: link, request } = asked(backend).await;
    assert_eq!((&request["state"], &request["articleIds"]), (&json!("NEW"), &json!([article.to_string()])));
    let waiting = progress(&app, &link).await;
    assert_eq!(
        (&waiting["state"], &waiting["keyWaits"], &waiting["terms"]),
        (&json!("NEW"), &json!(false), &Value::Null)
    );
    assert_eq!(take(&app, &link).await["userErrors"][0]["code"], "INVALID");

    let granted = decide(&app, &request, json!({ "grant": { "creditLine": "From our pages" } })).await;
    assert_eq!(granted["request"]["state"], "GRANTED", "{granted:#}");
    let mail = smtp.mails(3).await.pop().unwrap();
    assert_eq!((&mail.to[..], &token(&mail.body)), (&["lin@river.example".to_owned()][..], &link));
    assert!(!mail.body.contains("shdk_"));
    let terms = json!({
        "languages": ["en"], "territory": ["CN"], "until": "2026-12-01T00:00:00Z", "creditLine": "From our pages",
        "editsAllowed": false, "works": { "articles": [article.to_string()] },
    });
    let seen = progress(&app, &link).await;
    assert_eq!((&seen["state"], &seen["keyWaits"], &seen["terms"]), (&json!("GRANTED"), &json!(true), &terms));

    let secret = take(&app, &link).await["secret"].as_str().unwrap().to_owned();
    let again = take(&app, &link).await;
    assert_eq!((&again["secret"], &again["userErrors"][0]["code"]), (&Value::Null, &json!("INVALID")));
    assert_eq!(progress(&app, &link).await["keyWaits"], false);
    let viewer = "{ viewer { partner { id name contact licences { id status } keys { expiresAt } } } \
        article(slug: \"one-night\") { access licence { creditLine } } }";
    let viewer = app.query_as(&secret, viewer, json!({})).await.data();
    let partner = &viewer["viewer"]["partner"];
    assert_eq!((&partner["name"], &partner["contact"]), (&json!("River Hospital"), &json!("lin@river.example")));
    assert_eq!(partner["licences"], json!([{ "id": granted["request"]["licenceId"], "status": "IN_FORCE" }]));
    assert_eq!(partner["keys"], json!([{ "expiresAt": "2026-12-01T00:00:00Z" }]));
    let shown = json!({ "access": "FULL_TEXT", "licence": { "creditLine": "From our pages" } });
    assert_eq!(viewer["article"], shown);

    let log = "{ auditLog { nodes { action target detail } } }";
    let log = app.query_as(&app.token(Role::Administrator).await, log, json!({})).await.at("/auditLog/nodes");
    let actions: Vec<&str> = log.as_array().unwrap().iter().map(|line| line["action"].as_str().unwrap()).collect();
    for action in ["PARTNER_CREATED", "LICENCE_GRANTED", "PARTNER_KEY_CREATED", "REPRINT_GRANTED", "REPRINT_KEY_TAKEN"]
    {
        assert!(actions.contains(&action), "{action}: {actions:?}");
    }
    assert!(!log.to_string().contains("lin@") && !log.to_string().contains("shd"), "{log}");
}

#[rstest]
#[tokio::test]
async fn a_key_that_two_ask_for_at_once_is_shown_to_one(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Asked { app, token: link, request, .. } = asked(backend).await;
    decide(&app, &request, json!({ "grant": {} })).await;
    let taken = futures_util::future::join_all((0..6).map(|_| take(&app, &link))).await;
    assert_eq!(taken.iter().filter(|taken| taken["secret"].is_string()).count(), 1);
}

#[rstest]
#[tokio::test]
async fn a_second_request_is_granted_to_the_same_partner(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Asked { app, article, request, .. } = asked(backend).await;
    let first = decide(&app, &request, json!({ "grant": {} })).await["request"]["partnerId"].clone();
    let named = json!({ "articles": [article.to_string()], "email": "LIN@river.example" });
    app.request_reprint(named).await;
    let second = requests(&app).await["nodes"][0].clone();
    let granted = decide(&app, &second, json!({ "grant": { "works": { "everything": true } } })).await;
    assert_eq!(granted["request"]["partnerId"], first);
    let publisher = app.token(Role::Publisher).await;
    let partners = app.query_as(&publisher, "{ partners { licences { id } keys { id } } }", json!({})).await;
    let partners = partners.at("/partners");
    assert_eq!(partners.as_array().unwrap().len(), 1);
    assert_eq!(
        (partners[0]["licences"].as_array().unwrap().len(), partners[0]["keys"].as_array().unwrap().len()),
        (2, 2)
    );
    // Or to one that is named.
    let other = app.partner(&["FULL_TEXT"]).await;
    app.request_reprint(json!({ "articles": [article.to_string()] })).await;
    let third = requests(&app).await["nodes"][0].clone();
    let unknown = json!({ "grant": { "partner": "partner_01k00000000000000000000000" } });
    let refused = decide(&app, &third, unknown).await;
    assert_eq!(refused["userErrors"][0]["path"], json!(["input", "grant", "partner"]));
    let granted = decide(&app, &third, json!({ "grant": { "partner": other.id } })).await;
    assert_eq!(granted["request"]["partnerId"], other.id);
}

#[rstest]
#[tokio::test]
async fn who_is_declined_is_told_why(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Asked { app, smtp, token: link, request, .. } = asked(backend).await;
    let declined = decide(&app, &request, json!({ "decline": { "message": "It is promised to others." } })).await;
    assert_eq!(declined["request"]["state"], "DECLINED");
    let mail = smtp.mails(3).await.pop().unwrap();
    assert!(mail.body.contains("> It is promised to others."), "{}", mail.body);
    let seen = progress(&app, &link).await;
    assert_eq!((&seen["state"], &seen["reason"]), (&json!("DECLINED"), &json!("It is promised to others.")));
    assert_eq!(take(&app, &link).await["secret"], Value::Null);
    // Nothing is decided twice.
    let request = requests(&app).await["nodes"][0].clone();
    let twice = decide(&app, &request, json!({ "grant": {} })).await;
    assert_eq!(twice["userErrors"][0]["code"], "INVALID");
    let partners = app.query_as(&app.token(Role::Publisher).await, "{ partners { id } }", json!({})).await;
    assert_eq!(partners.at("/partners"), json!([]));
}

#[rstest]
#[tokio::test]
async fn what_cannot_be_granted_leaves_nothing_behind(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Asked { app, smtp, article, request, .. } = asked(backend).await;
    let paths = |refused: &Value| -> Vec<String> {
        refused["userErrors"].as_array().unwrap().iter().map(|error| error["path"].to_string()).collect()
    };
    for (decision, path) in [
        (json!({}), r#"["input"]"#),
        (json!({ "grant": {}, "decline": { "message": "No." } }), r#"["input"]"#),
        (json!({ "decline": { "message": " " } }), r#"["input","decline","message"]"#),
        (json!({ "grant": { "until": "2026-02-01T00:00:00Z" } }), r#"["input","grant","until"]"#),
        (json!({ "grant": { "works": {} } }), r#"["input","grant","works"]"#),
    ] {
        assert_eq!(paths(&decide(&app, &request, decision).await), [path]);
    }
    let stale = json!({ "id": request["id"], "revision": 7 });
    assert_eq!(paths(&decide(&app, &stale, json!({ "grant": {} })).await), [r#"["input","revision"]"#]);
    let partners =
        app.query_as(&app.token(Role::Publisher).await, "{ partners { id } licences { id } }", json!({})).await;
    assert_eq!(partners.data(), json!({ "partners": [], "licences": [] }));
    assert_eq!((smtp.count(), &requests(&app).await["nodes"][0]["state"]), (2, &json!("NEW")));

    let mut writing = app.write().await;
    let draft = save(&mut writing, &shanghaidoctor_tests::content::article("A draft", &[])).await;
    writing.commit().await.unwrap();
    for (changed, path) in [
        (json!({ "articles": [] }), r#"["input","articles"]"#),
        (json!({ "articles": [article.to_string(), draft.to_string()] }), r#"["input","articles","1"]"#),
        (json!({ "organisation": " " }), r#"["input","organisation"]"#),
        (json!({ "purpose": "www.buy.example" }), r#"["input","purpose"]"#),
        (json!({ "until": "2026-01-01T00:00:00Z" }), r#"["input","until"]"#),
        (json!({ "token": "none" }), r#"["input","token"]"#),
    ] {
        let mut input = json!({ "articles": [article.to_string()] });
        input.as_object_mut().unwrap().extend(changed.as_object().unwrap().clone());
        assert_eq!(paths(&app.request_reprint(input).await), [path]);
    }
    assert_eq!(requests(&app).await["totalCount"], 1);
}

#[rstest]
#[tokio::test]
async fn nobody_sees_a_request_without_its_link_and_no_cache_keeps_it(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Asked { app, token: link, request, .. } = asked(backend).await;
    for wrong in ["", "shdq_", &link[..link.len() - 1], "shdq_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "a\0b"] {
        assert_eq!(progress(&app, wrong).await, Value::Null, "{wrong}");
        assert_eq!(take(&app, wrong).await["secret"], Value::Null, "{wrong}");
    }
    let ask = async || {
        // A token holds nothing that an address would have to hide.
        let query = format!("%7BreprintRequest(token:%22{link}%22)%7Bstate%7D%7D");
        app.send(app.get(&format!("/graphql?query={query}"))).await
    };
    let before = ask().await;
    assert_eq!(before.headers["cache-control"], "no-store");
    assert_eq!(before.at("/reprintRequest/state"), "NEW");
    decide(&app, &request, json!({ "decline": { "message": "It is promised to others." } })).await;
    assert_eq!(ask().await.at("/reprintRequest/state"), "DECLINED");
    let writer = app.token(Role::Editor).await;
    let grant = json!({ "input": { "id": request["id"], "revision": 1, "grant": {} } });
    assert_eq!(app.query_as(&writer, DECIDE, grant).await.error().0, "FORBIDDEN");
}
