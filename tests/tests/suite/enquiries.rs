//! A reader writes to the editors, or through them to a doctor, and nobody else gets through the same form.

use std::time::Duration;

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::Role;
use shanghaidoctor_tests::content::{doctor, publish, save};
use shanghaidoctor_tests::{Backend, SmtpServer, TestApp};

const ALL: &str = "query ($state: EnquiryState, $first: Int, $after: String) { \
    enquiries(state: $state, first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor } \
    edges { cursor } nodes { id revision state name email subject message answer forwardedTo handledBy \
    doctorId doctor { slug } } } }";
const ANSWER: &str = "mutation ($input: AnswerEnquiryInput!) { answerEnquiry(input: $input) { \
    enquiry { state revision answer } userErrors { code path } } }";
const FORWARD: &str = "mutation ($input: ForwardEnquiryInput!) { forwardEnquiry(input: $input) { \
    enquiry { state forwardedTo } userErrors { code path } } }";
const CLOSE: &str = "mutation ($input: CloseEnquiryInput!) { closeEnquiry(input: $input) { \
    enquiry { state } userErrors { code path } } }";

async fn all(app: &TestApp, variables: Value) -> Value {
    app.query_as(&app.token(Role::Editor).await, ALL, variables).await.at("/enquiries")
}

async fn with_mail(backend: Backend, smtp: &SmtpServer) -> TestApp {
    TestApp::configured(backend, true, |config| config.enquiries = smtp.settings()).await
}

/// What is wrong, as code and path.
fn wrong(payload: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let path = |error: &Value| error["path"].as_array().unwrap().iter().map(text).collect::<Vec<_>>().join(".");
    payload["userErrors"].as_array().unwrap().iter().map(|error| (text(&error["code"]), path(error))).collect()
}

#[rstest]
#[tokio::test]
async fn a_reader_writes_and_an_editor_answers_by_mail(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let smtp = SmtpServer::start();
    let app = with_mail(backend, &smtp).await;
    let sent = app.send_enquiry(json!({})).await;
    assert_eq!(sent, json!({ "received": true, "userErrors": [] }));
    let [notice] = smtp.mails(1).await.try_into().unwrap();
    assert_eq!((&notice.from, &notice.to), (&"robot@example.org".into(), &vec!["desk@shanghaidoctor.example".into()]));
    // Where it lies is told; what it says stays here.
    assert!(!notice.body.contains("Ada") && !notice.body.contains("portrait"), "{}", notice.body);

    let seen = all(&app, json!({ "state": "NEW" })).await["nodes"][0].clone();
    assert_eq!((&seen["name"], &seen["email"]), (&json!("Ada Reader"), &json!("ada@reader.example")));
    assert_eq!((&seen["doctorId"], &seen["handledBy"]), (&Value::Null, &Value::Null));
    let editor = app.token(Role::Editor).await;
    let answer = json!({ "input": { "id": seen["id"], "revision": 1, "message": "On Monday." } });
    let answered = app.query_as(&editor, ANSWER, answer.clone()).await.at("/answerEnquiry");
    assert_eq!(answered["enquiry"], json!({ "state": "ANSWERED", "revision": 2, "answer": "On Monday." }));
    let mail = smtp.mails(2).await.pop().unwrap();
    assert_eq!(mail.to, ["ada@reader.example"]);
    assert_eq!((mail.header("Subject"), mail.header("Reply-To")), ("Re: A question", "desk@shanghaidoctor.example"));
    assert!(
        mail.body.starts_with("On Monday.\n") && mail.body.contains("> When does the next portrait"),
        "{}",
        mail.body
    );

    // A second editor, who has not seen that, does not answer too.
    let again = app.query_as(&editor, ANSWER, answer).await.at("/answerEnquiry");
    assert_eq!(wrong(&again), [("STALE".into(), "input.revision".into())]);
    assert_eq!(smtp.count(), 2);
}

#[rstest]
#[tokio::test]
async fn what_is_for_a_doctor_goes_through_an_editor(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let smtp = SmtpServer::start();
    let app = with_mail(backend, &smtp).await;
    let id = publish(&app, &doctor("Wu", "Jing")).await;
    assert_eq!(app.send_enquiry(json!({ "doctor": id.to_string() })).await["received"], true);
    let seen = all(&app, json!({})).await["nodes"][0].clone();
    assert_eq!((&seen["doctorId"], &seen["doctor"]["slug"]), (&json!(id.to_string()), &json!("wu-jing")));
    let forward =
        json!({ "input": { "id": seen["id"], "revision": 1, "to": "wu@hospital.example", "note": "Dear Dr. Wu," } });
    let sent_on = app.query_as(&app.token(Role::Editor).await, FORWARD, forward).await.at("/forwardEnquiry/enquiry");
    assert_eq!(sent_on, json!({ "state": "FORWARDED", "forwardedTo": "wu@hospital.example" }));
    let mail = smtp.mails(2).await.pop().unwrap();
    assert_eq!(
        (&mail.to[..], mail.header("Reply-To")),
        (&["wu@hospital.example".to_owned()][..], "ada@reader.example")
    );
    assert!(mail.body.starts_with("Dear Dr. Wu,") && mail.body.contains("Ada Reader"), "{}", mail.body);

    // Whom nobody sees, nobody writes to.
    let mut writing = app.write().await;
    let draft = save(&mut writing, &doctor("Secret", "Jing")).await;
    writing.commit().await.unwrap();
    let refused = app.send_enquiry(json!({ "doctor": draft.to_string() })).await;
    assert_eq!(wrong(&refused), [("NOT_FOUND".into(), "input.doctor".into())]);
}

#[rstest]
#[tokio::test]
async fn what_is_written_to_a_doctor_goes_on_when_the_doctor_is_merged(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let [gone, stays] = [publish(&app, &doctor("Wu", "Jing")).await, publish(&app, &doctor("Wu", "Jin")).await];
    app.send_enquiry(json!({ "doctor": gone.to_string() })).await;
    let merge = "mutation ($gone: ID!, $stays: ID!) { \
        mergeDoctors(input: { merged: $gone, survivor: $stays }) { userErrors { message } } }";
    let editor = app.token(Role::Administrator).await;
    let merged = app.query_as(&editor, merge, json!({ "gone": gone.to_string(), "stays": stays.to_string() })).await;
    assert_eq!(merged.at("/mergeDoctors/userErrors"), json!([]));
    assert_eq!(all(&app, json!({})).await["nodes"][0]["doctorId"], stays.to_string());
}

#[rstest]
#[tokio::test]
async fn all_that_is_wrong_is_told_at_once_and_the_form_can_be_sent_again(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let token = app.form_token().await;
    let refused = app.send_enquiry(json!({ "token": token, "name": " ", "message": "https://buy.example" })).await;
    let named = |field: &str| ("INVALID".to_owned(), format!("input.{field}"));
    assert_eq!(wrong(&refused), [named("name"), named("message")]);
    assert!(refused["userErrors"][1]["message"].as_str().unwrap().contains("in a few words"));
    assert_eq!(app.send_enquiry(json!({ "token": token })).await["received"], true);
    for (changed, path) in [
        (json!({ "email": "nowhere" }), "input.email"),
        (json!({ "subject": "One\nBcc: all@example.org" }), "input.subject"),
        (json!({ "name": "One\r\nTwo" }), "input.name"),
        (json!({ "token": "none" }), "input.token"),
    ] {
        assert_eq!(wrong(&app.send_enquiry(changed).await), [("INVALID".into(), path.into())]);
    }
    let long = app.send_enquiry(json!({ "message": "word ".repeat(1_001) })).await;
    assert_eq!(wrong(&long), [("TOO_LONG".into(), "input.message".into())]);
    assert_eq!(all(&app, json!({})).await["totalCount"], 1);
}

#[rstest]
#[tokio::test]
async fn a_token_is_good_for_one_form_after_three_seconds_and_for_two_hours(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let given = app.query("mutation { createEnquiryToken { token notBefore expiresAt } }").await;
    let given = given.at("/createEnquiryToken");
    assert_eq!(
        (&given["notBefore"], &given["expiresAt"]),
        (&json!("2026-03-01T12:00:03Z"), &json!("2026-03-01T14:00:00Z"))
    );
    let send = async || app.send_enquiry(json!({ "token": given["token"] })).await;
    let said = |payload: &Value| payload["userErrors"][0]["message"].as_str().unwrap_or_default().to_owned();
    app.app.clock.advance(Duration::from_millis(2_999));
    assert!(said(&send().await).contains("sooner than anybody writes"));
    app.app.clock.advance(Duration::from_millis(1));
    assert_eq!(send().await["received"], true);
    assert!(said(&send().await).contains("sent already"));
    let old = app.form_token().await;
    app.app.clock.advance(Duration::from_secs(7_195));
    assert!(said(&app.send_enquiry(json!({ "token": old })).await).contains("too long"));
    assert_eq!(all(&app, json!({})).await["totalCount"], 1);
}

#[rstest]
#[tokio::test]
async fn of_one_token_sent_many_times_at_once_one_is_taken(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let token = app.form_token().await;
    let sent = (0..8).map(|_| app.send_enquiry(json!({ "token": token })));
    let taken = futures_util::future::join_all(sent).await.into_iter().filter(|sent| sent["received"] == true).count();
    assert_eq!((taken, &all(&app, json!({})).await["totalCount"]), (1, &json!(1)));
}

#[rstest]
#[tokio::test]
async fn what_fills_the_field_that_people_do_not_see_is_told_nothing_and_tells_nobody(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    let sent = app.send_enquiry(json!({ "website": "https://buy.example" })).await;
    assert_eq!(sent, json!({ "received": true, "userErrors": [] }));
    assert_eq!(all(&app, json!({})).await["nodes"][0]["state"], "SPAM");
    let mails = app.query_as(&app.token(Role::Publisher).await, "{ mails { totalCount } }", json!({})).await;
    assert_eq!(mails.at("/mails/totalCount"), 0);
}

#[rstest]
#[tokio::test]
async fn so_many_a_day_come_from_one_place_and_no_more_of_one_address(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let proxies = |config: &mut shanghaidoctor_api::Config| config.web.trusted_proxies = Some("127.0.0.1".into());
    let app = TestApp::configured(backend, false, proxies).await;
    for number in 0..10 {
        let sent = app.send_enquiry(json!({ "email": format!("reader{number}@example.org") })).await;
        assert_eq!(sent["received"], true, "{number}");
    }
    let full = app.enquiry_error(json!({ "email": "reader10@example.org" })).await;
    assert_eq!(full["code"], "RATE_LIMITED");
    let wait = full["retryAfter"].as_u64().unwrap();
    assert!((1..=12 * 3_600).contains(&wait), "{wait}");
    assert_eq!(all(&app, json!({})).await["totalCount"], 10);

    // From elsewhere it goes on, but not without end under the address of one person.
    let from = async |place: u8, email: &str| {
        let token = app.form_token().await;
        let input = json!({
            "token": token, "name": "Ada", "email": email, "message": "When does the next portrait come out?",
        });
        let send = "mutation ($input: SendEnquiryInput!) { sendEnquiry(input: $input) { received } }";
        let request = app.post(&json!({ "query": send, "variables": { "input": input } }));
        app.send(request.header("x-forwarded-for", format!("192.0.2.{place}"))).await
    };
    for place in 0..5 {
        assert_eq!(from(place, "Ada@Reader.example").await.at("/sendEnquiry/received"), true, "{place}");
    }
    assert_eq!(from(5, "ada@reader.example").await.error().0, "RATE_LIMITED");
    // All of it is forgotten with the day.
    app.app.clock.advance(Duration::from_secs(wait));
    assert_eq!(app.send_enquiry(json!({})).await["received"], true);
}

#[rstest]
#[tokio::test]
async fn editors_see_pages_of_what_came_and_close_it(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    for number in 0..3 {
        app.send_enquiry(json!({ "subject": format!("Number {number}") })).await;
    }
    let subjects = |page: &Value| -> Vec<String> {
        page["nodes"].as_array().unwrap().iter().map(|node| node["subject"].as_str().unwrap().to_owned()).collect()
    };
    let first = all(&app, json!({ "first": 2 })).await;
    assert_eq!((subjects(&first), &first["totalCount"]), (vec!["Number 2".into(), "Number 1".into()], &json!(3)));
    assert_eq!(first["pageInfo"]["hasNextPage"], true);
    let last = all(&app, json!({ "first": 2, "after": first["pageInfo"]["endCursor"] })).await;
    assert_eq!((subjects(&last), &last["pageInfo"]["hasNextPage"]), (vec!["Number 0".into()], &json!(false)));

    let editor = app.token(Role::Editor).await;
    let close = json!({ "input": { "id": first["nodes"][0]["id"], "revision": 1, "reason": "SPAM" } });
    assert_eq!(app.query_as(&editor, CLOSE, close).await.at("/closeEnquiry/enquiry/state"), "SPAM");
    let close = json!({ "input": { "id": first["nodes"][1]["id"], "revision": 1 } });
    assert_eq!(app.query_as(&editor, CLOSE, close).await.at("/closeEnquiry/enquiry/state"), "CLOSED");
    assert_eq!(all(&app, json!({ "state": "NEW" })).await["totalCount"], 1);
    let log = "{ auditLog(where: { actions: [ENQUIRY_CLOSED] }) { nodes { target detail } } }";
    let log = app.query_as(&app.token(Role::Administrator).await, log, json!({})).await.at("/auditLog/nodes");
    assert_eq!(log.as_array().unwrap().len(), 2);
    assert!(!log.to_string().contains("ada@"), "{log}");

    for query in ["{ enquiries { totalCount } }", "{ reprintRequests { totalCount } }"] {
        assert_eq!(app.query(query).await.error().0, "UNAUTHENTICATED");
        let writer = app.token(Role::Writer).await;
        assert_eq!(app.query_as(&writer, query, json!({})).await.error().0, "FORBIDDEN");
    }
}
