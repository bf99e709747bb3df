//! What tells of a person is kept no longer than needed, given out to them, and erased when they ask.

use std::time::Duration;

use rstest::rstest;
use sea_orm::{ConnectionTrait as _, DbBackend, Statement};
use serde_json::{Value, json};
use shanghaidoctor_domain::Role;
use shanghaidoctor_tests::content::{article, publish};
use shanghaidoctor_tests::{Backend, TestApp};

const EXPORT: &str = "mutation ($email: EmailAddress!) { exportPersonalData(input: { email: $email }) { \
    data userErrors { message } } }";
const ERASE: &str = "mutation ($email: EmailAddress!) { erasePersonalData(input: { email: $email }) { \
    erased { enquiries reprintRequests mails partners } } }";
const DAY: Duration = Duration::from_secs(86_400);

/// All that stands in the tables of what readers write, as one text.
async fn kept(app: &TestApp) -> String {
    let is_sqlite = app.database_url.starts_with("sqlite:");
    let url = if is_sqlite { format!("{}?mode=rw", app.database_url) } else { app.database_url.clone() };
    let connection = sea_orm::Database::connect(url).await.unwrap();
    let mut all = String::new();
    for (table, columns) in [
        ("enquiries", ["name", "email", "subject", "message", "answer", "forwarded_to", "state"].as_slice()),
        ("reprint_requests", &["name", "email", "purpose", "reason", "link_sealed", "key_sealed", "state"]),
        ("mails", &["recipient", "reply_to", "subject", "body", "error", "state"]),
        ("partners", &["contact"]),
    ] {
        let backend = if is_sqlite { DbBackend::Sqlite } else { DbBackend::Postgres };
        let select = format!("SELECT {} FROM {table} ORDER BY id", columns.join(", "));
        for row in connection.query_all_raw(Statement::from_string(backend, select)).await.unwrap() {
            for column in columns {
                let value: Option<String> = row.try_get("", column).unwrap();
                all += &format!("{table}.{column}={}\n", value.unwrap_or_default());
            }
        }
    }
    connection.close().await.unwrap();
    all
}

async fn as_role(app: &TestApp, role: Role, query: &str, variables: Value) -> Value {
    app.query_as(&app.token(role).await, query, variables).await.data()
}

async fn close(app: &TestApp) {
    let id = as_role(app, Role::Editor, "{ enquiries(state: NEW, first: 1) { nodes { id } } }", json!({})).await;
    let close = "mutation ($id: ID!) { closeEnquiry(input: { id: $id, revision: 1 }) { enquiry { state } } }";
    as_role(app, Role::Editor, close, json!({ "id": id["enquiries"]["nodes"][0]["id"] })).await;
}

#[rstest]
#[tokio::test]
async fn what_was_dealt_with_is_emptied_after_ninety_days_and_what_was_not_stays(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    app.send_enquiry(json!({ "name": "Closed Reader", "email": "closed@reader.example" })).await;
    close(&app).await;
    app.send_enquiry(json!({ "name": "Robot Reader", "email": "robot@reader.example", "website": "x" })).await;
    app.send_enquiry(json!({ "name": "Open Reader", "email": "open@reader.example" })).await;
    let article = publish(&app, &article("One night", &[])).await;
    app.request_reprint(json!({ "articles": [article.to_string()] })).await;
    let request = as_role(&app, Role::Editor, "{ reprintRequests { nodes { id } } }", json!({})).await;
    let decline = "mutation ($id: ID!) { decideReprint(input: { id: $id, revision: 1, \
        decline: { message: \"Not this time.\" } }) { request { state } } }";
    let id = &request["reprintRequests"]["nodes"][0]["id"];
    as_role(&app, Role::Publisher, decline, json!({ "id": id })).await;

    app.app.clock.advance(DAY * 89);
    app.app.retention.sweep().await.unwrap();
    let before = kept(&app).await;
    for name in ["Closed Reader", "Robot Reader", "Open Reader", "Lin Yue"] {
        assert!(before.contains(name), "{name}: {before}");
    }
    app.app.clock.advance(DAY * 2);
    app.app.retention.sweep().await.unwrap();
    let after = kept(&app).await;
    for gone in ["Closed Reader", "closed@", "Robot Reader", "Lin Yue", "Not this time"] {
        assert!(!after.contains(&format!("={gone}")), "{gone}: {after}");
    }
    assert!(after.contains("Open Reader") && after.contains("open@reader.example"), "{after}");
    // That somebody wrote, and what became of it, stays.
    let states =
        "{ enquiries { nodes { state email emptiedAt } } reprintRequests { nodes { state organisation name } } }";
    let seen = as_role(&app, Role::Editor, states, json!({})).await;
    let states: Vec<&Value> = seen["enquiries"]["nodes"].as_array().unwrap().iter().map(|one| &one["state"]).collect();
    assert_eq!(states, ["NEW", "SPAM", "CLOSED"]);
    assert_ne!(seen["enquiries"]["nodes"][2]["emptiedAt"], Value::Null);
    let declined = json!({ "state": "DECLINED", "organisation": "River Hospital", "name": null });
    assert_eq!(seen["reprintRequests"]["nodes"], json!([declined]));

    // Nobody is written to whose address is gone.
    let answer = "mutation ($id: ID!) { answerEnquiry(input: { id: $id, revision: 2, message: \"Late.\" }) { \
        userErrors { code path } } }";
    let closed = as_role(&app, Role::Editor, "{ enquiries(state: CLOSED) { nodes { id } } }", json!({})).await;
    let id = &closed["enquiries"]["nodes"][0]["id"];
    let refused = as_role(&app, Role::Editor, answer, json!({ "id": id })).await;
    assert_eq!(refused["answerEnquiry"]["userErrors"], json!([{ "code": "INVALID", "path": ["input", "id"] }]));
}

#[rstest]
#[tokio::test]
async fn all_that_is_kept_of_a_person_is_given_out_and_erased(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    app.send_enquiry(json!({ "email": "Lin@river.example", "name": "Lin Yue" })).await;
    app.send_enquiry(json!({})).await;
    let article = publish(&app, &article("One night", &[])).await;
    app.request_reprint(json!({ "articles": [article.to_string()] })).await;
    let request = as_role(&app, Role::Editor, "{ reprintRequests { nodes { id } } }", json!({})).await;
    let grant =
        "mutation ($id: ID!) { decideReprint(input: { id: $id, revision: 1, grant: {} }) { request { state } } }";
    let id = &request["reprintRequests"]["nodes"][0]["id"];
    as_role(&app, Role::Publisher, grant, json!({ "id": id })).await;
    app.request_reprint(json!({ "articles": [article.to_string()] })).await;

    let whose = json!({ "email": "lin@RIVER.example" });
    let data = as_role(&app, Role::Administrator, EXPORT, whose.clone()).await["exportPersonalData"]["data"].clone();
    let count = |list: &str| data[list].as_array().unwrap().len();
    assert_eq!(["enquiries", "reprintRequests", "mails", "partners"].map(count), [1, 2, 3, 1], "{data:#}");
    assert_eq!(
        (&data["enquiries"][0]["name"], &data["partners"][0]["name"]),
        (&json!("Lin Yue"), &json!("River Hospital"))
    );
    assert!(!data.to_string().contains("ada@") && !data.to_string().contains("Ada"), "{data}");

    let erased = as_role(&app, Role::Administrator, ERASE, whose.clone()).await["erasePersonalData"]["erased"].clone();
    assert_eq!(erased, json!({ "enquiries": 1, "reprintRequests": 2, "mails": 3, "partners": 1 }));
    let kept = kept(&app).await;
    for gone in ["lin@", "Lin@", "Lin Yue", "department"] {
        assert!(!kept.contains(gone), "{gone}: {kept}");
    }
    assert!(kept.contains("ada@reader.example"));
    let again = as_role(&app, Role::Administrator, EXPORT, whose.clone()).await["exportPersonalData"]["data"].clone();
    assert_eq!(again["enquiries"], json!([]));

    // What they had asked for is closed, their mails are not sent, their licence goes on.
    let seen = "{ reprintRequests { nodes { state } } enquiries(state: CLOSED) { totalCount } }";
    let seen = as_role(&app, Role::Editor, seen, json!({})).await;
    assert_eq!(seen["reprintRequests"]["nodes"], json!([{ "state": "WITHDRAWN" }, { "state": "GRANTED" }]));
    assert_eq!(seen["enquiries"]["totalCount"], 1);
    let rest = "{ discarded: mails(state: DISCARDED) { totalCount } licences(status: IN_FORCE) { id } }";
    let rest = as_role(&app, Role::Publisher, rest, json!({})).await;
    assert_eq!((&rest["discarded"]["totalCount"], rest["licences"].as_array().unwrap().len()), (&json!(3), 1));

    let log = "{ auditLog(where: { actions: [PERSONAL_DATA_EXPORTED, PERSONAL_DATA_ERASED, PARTNER_CREATED, REPRINT_GRANTED] }) { \
        nodes { action target detail } } }";
    let log = as_role(&app, Role::Administrator, log, json!({})).await["auditLog"]["nodes"].clone();
    assert_eq!(log[0]["action"], "PERSONAL_DATA_EXPORTED");
    assert_eq!(log[1]["action"], "PERSONAL_DATA_ERASED");
    assert_eq!(log[1]["detail"]["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(log[1]["detail"]["sha256"], log[2]["detail"]["sha256"]);
    assert!(!log.to_string().to_lowercase().contains("lin@"), "{log}");
    for role in [Role::Publisher, Role::Editor] {
        assert_eq!(app.query_as(&app.token(role).await, EXPORT, whose.clone()).await.error().0, "FORBIDDEN");
    }
}
