//! Mails go out once they are written, by a real server, and none is lost while that server or this one is away.

use std::process::Stdio;
use std::time::Duration;

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::Role;
use shanghaidoctor_persistence::enquiries::{Enquiries, NewEnquiry, Sent};
use shanghaidoctor_persistence::mails::{Mails, NewMail};
use shanghaidoctor_persistence::{Clock, Database, DatabaseUrl};
use shanghaidoctor_tests::{Backend, Binary, SmtpServer, TestApp};
use tempfile::TempDir;
use uuid::Uuid;

const MAILS: &str = "query ($state: MailState) { mails(state: $state) { totalCount nodes { \
    id about state to subject body attempts error nextTryAt } } }";

async fn mails(app: &TestApp, variables: Value) -> Value {
    app.query_as(&app.token(Role::Publisher).await, MAILS, variables).await.at("/mails")
}

async fn settle(app: &TestApp, mutation: &str, id: &Value) -> Value {
    let query =
        format!("mutation ($id: ID!) {{ {mutation}(input: {{ id: $id }}) {{ mail {{ state to attempts }} }} }}");
    let done = app.query_as(&app.token(Role::Publisher).await, &query, json!({ "id": id })).await;
    done.at(&format!("/{mutation}/mail"))
}

/// The first mail, once it is as wanted.
async fn until(app: &TestApp, wanted: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..400 {
        let mail = mails(app, json!({})).await["nodes"][0].clone();
        if wanted(&mail) {
            return mail;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("never: {:#}", mails(app, json!({})).await);
}

#[rstest]
#[tokio::test]
async fn what_a_mail_said_is_deleted_once_it_was_sent(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let smtp = SmtpServer::start();
    let app = TestApp::configured(backend, true, |config| config.enquiries = smtp.settings()).await;
    app.send_enquiry(json!({})).await;
    let [mail] = smtp.mails(1).await.try_into().unwrap();
    assert_eq!(mail.header("From"), "\"Shanghai Doctor\" <robot@example.org>");
    assert!(mail.header("Message-ID").ends_with("@example.org>"), "{}", mail.headers);
    let sent = until(&app, |mail| mail["state"] == "SENT").await;
    assert_eq!((&sent["to"], &sent["subject"], &sent["body"]), (&Value::Null, &Value::Null, &Value::Null));
    assert!(sent["about"].as_str().unwrap().starts_with("enquiry_"));
}

#[rstest]
#[tokio::test]
async fn without_a_mail_server_mails_wait_for_somebody_to_carry_them(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    app.send_enquiry(json!({})).await;
    let waiting = mails(&app, json!({ "state": "WAITING" })).await["nodes"][0].clone();
    assert_eq!((&waiting["to"], &waiting["attempts"]), (&json!("desk@shanghaidoctor.example"), &json!(0)));
    assert!(waiting["body"].as_str().unwrap().contains("waits for an answer"));
    let gone = settle(&app, "discardMail", &waiting["id"]).await;
    assert_eq!(gone, json!({ "state": "DISCARDED", "to": null, "attempts": 0 }));
    for (token, code) in [(app.token(Role::Editor).await, "FORBIDDEN"), (app.token(Role::Writer).await, "FORBIDDEN")] {
        assert_eq!(app.query_as(&token, "{ mails { totalCount } }", json!({})).await.error().0, code);
    }
}

#[rstest]
#[tokio::test]
async fn a_mail_is_tried_again_after_a_time_and_given_up_where_that_is_of_no_use(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let smtp = SmtpServer::start();
    smtp.refuse(&["451 come back later", "535 who are you"]);
    let app = TestApp::configured(backend, true, |config| config.enquiries = smtp.settings()).await;
    app.send_enquiry(json!({})).await;
    let tried = until(&app, |mail| mail["attempts"] == 1 && mail["error"] != Value::Null).await;
    assert!(tried["error"].as_str().unwrap().contains("come back later"), "{tried}");
    assert_eq!(tried["nextTryAt"], "2026-03-01T12:01:05Z");
    // A password that is not taken is mended, and the mail is as good as before.
    app.app.clock.advance(Duration::from_secs(60));
    let refused = |mail: &Value| mail["error"].as_str().is_some_and(|error| error.contains("who are you"));
    assert_eq!(until(&app, refused).await["nextTryAt"], "2026-03-01T12:06:05Z");
    assert_eq!(smtp.count(), 0);
    app.app.clock.advance(Duration::from_secs(300));
    assert_eq!(smtp.mails(1).await.len(), 1);
    until(&app, |mail| mail["state"] == "SENT").await;

    smtp.refuse(&["550 there is nobody of that name"]);
    app.send_enquiry(json!({})).await;
    let failed = until(&app, |mail| mail["state"] == "FAILED").await;
    assert!(failed["error"].as_str().unwrap().contains("nobody of that name"), "{failed}");
    assert_eq!(settle(&app, "retryMail", &failed["id"]).await["state"], "WAITING");
    assert_eq!(smtp.mails(2).await.len(), 2);
    // What was sent is not sent again.
    let sent = until(&app, |mail| mail["state"] == "SENT").await;
    assert_eq!(settle(&app, "retryMail", &sent["id"]).await["state"], "SENT");
    assert_eq!(settle(&app, "discardMail", &sent["id"]).await["state"], "SENT");
    assert_eq!(smtp.count(), 2);
}

#[rstest]
#[tokio::test]
async fn a_server_that_breaks_off_gets_the_mail_again_under_the_same_name(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let smtp = SmtpServer::start();
    smtp.cut();
    let app = TestApp::configured(backend, true, |config| config.enquiries = smtp.settings()).await;
    app.send_enquiry(json!({})).await;
    until(&app, |mail| mail["error"] != Value::Null).await;
    app.app.clock.advance(Duration::from_secs(60));
    let [one, other] = smtp.mails(2).await.try_into().unwrap();
    assert_eq!(one.header("Message-ID"), other.header("Message-ID"));
}

async fn open(address: &str) -> Database {
    let url: DatabaseUrl = address.parse().unwrap();
    Database::open(&url, Duration::from_secs(60)).await.unwrap()
}

fn number(number: u8) -> NewMail {
    NewMail {
        to: "desk@example.org".parse().unwrap(),
        reply_to: None,
        subject: format!("Number {number}"),
        body: "It waits.\n".into(),
    }
}

/// Puts mails in as what causes them does.
async fn write(database: &Database, clock: &Clock, numbers: std::ops::Range<u8>) {
    let enquiries = Enquiries::new(database, clock);
    for at in numbers {
        let sent = Sent {
            token: Uuid::new_v4(),
            token_expires_at: "2100-01-01T00:00:00Z".parse().unwrap(),
            place: at.to_string(),
            is_spam: false,
        };
        let new = NewEnquiry {
            doctor: None,
            name: "Ada".into(),
            email: format!("ada{at}@reader.example").parse().unwrap(),
            subject: None,
            message: "When does it come?".into(),
            notice: Some(number(at)),
        };
        enquiries.send(sent, new).await.unwrap();
    }
}

/// A server that is killed at any moment: every mail arrives, and one that arrives twice has one name.
#[rstest]
#[tokio::test]
async fn no_mail_is_lost_when_the_process_is_killed(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    const COUNT: u8 = 60;
    let (folder, smtp) = (TempDir::new().unwrap(), SmtpServer::start());
    let address = backend.create(folder.path()).await;
    let clock = Clock::system();
    let database = open(&address).await;
    write(&database, &clock, 0..COUNT).await;
    database.close().await.unwrap();
    for round in 0..6 {
        let is_last = round == 5;
        let wait = Duration::from_secs(60);
        let mut command = Binary::in_folder(folder.path()).command();
        command.env("DATABASE_URL", &address).env("SMTP_URL", smtp.url()).env("MAIL_FROM", "robot@example.org");
        command.args(["serve", "--listen", "127.0.0.1:0", "--log", "off"]);
        let mut server = command.stdout(Stdio::null()).spawn().unwrap();
        let started = std::time::Instant::now();
        let before = smtp.count();
        // Killed in the middle, as soon as some have gone out; the last one when all have.
        while started.elapsed() < wait && !(is_last && is_empty(&address).await) {
            tokio::time::sleep(Duration::from_millis(if is_last { 200 } else { 5 })).await;
            if !is_last && smtp.count() > before + 4 {
                break;
            }
        }
        server.kill().unwrap();
        server.wait().unwrap();
        if !is_last {
            free_what_was_taken(&address).await;
        }
    }
    let came = smtp.mails(smtp.count()).await;
    let subjects: std::collections::BTreeSet<String> = came.iter().map(|mail| mail.header("Subject").into()).collect();
    let names: std::collections::BTreeSet<String> = came.iter().map(|mail| mail.header("Message-ID").into()).collect();
    assert_eq!((subjects.len(), names.len()), (COUNT.into(), COUNT.into()));
}

async fn is_empty(address: &str) -> bool {
    let database = open(address).await;
    let next = Mails::new(&database, &Clock::system()).next_due().await.unwrap();
    database.close().await.unwrap();
    next.is_none()
}

/// What a killed server had taken is free after five minutes; a test does not wait for them.
async fn free_what_was_taken(address: &str) {
    use sea_orm::ConnectionTrait as _;
    let url = if address.starts_with("sqlite:") { format!("{address}?mode=rw") } else { address.to_owned() };
    let connection = sea_orm::Database::connect(url).await.unwrap();
    let free = "UPDATE mails SET next_at = created_at WHERE state = 'WAITING'";
    connection.execute_unprepared(free).await.unwrap();
    connection.close().await.unwrap();
}

#[rstest]
#[tokio::test]
async fn of_several_workers_one_takes_a_mail(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let (folder, smtp) = (TempDir::new().unwrap(), SmtpServer::start());
    let address = backend.create(folder.path()).await;
    let database = open(&address).await;
    let clock = Clock::system();
    write(&database, &clock, 0..30).await;
    let mails = [Mails::new(&database, &clock), Mails::new(&database, &clock)];
    let taking = mails.iter().map(async |mails| {
        let mut taken = Vec::new();
        while mails.next_due().await.unwrap().is_some_and(|due| due <= clock.now()) {
            taken.extend(mails.take().await.unwrap().map(|mail| mail.id));
        }
        taken
    });
    let taken: Vec<Uuid> = futures_util::future::join_all(taking).await.concat();
    let distinct: std::collections::BTreeSet<&Uuid> = taken.iter().collect();
    assert_eq!((taken.len(), distinct.len(), smtp.count()), (30, 30, 0));
}

#[test]
fn a_server_says_what_is_wrong_with_its_settings_of_mail() {
    let folder = TempDir::new().unwrap();
    let told = |settings: &[(&str, &str)]| {
        let mut command = Binary::in_folder(folder.path()).command();
        command.envs(settings.iter().copied()).args(["serve", "--listen", "127.0.0.1:0", "--log", "off"]);
        let output = command.output().unwrap();
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    let wrong = told(&[("SMTP_URL", "mail.example.org:hunter2"), ("MAIL_FROM", "a@example.org")]);
    assert!(wrong.contains("SMTP_URL") && !wrong.contains("hunter2"), "{wrong}");
    let missing = told(&[("SMTP_URL", "smtp://127.0.0.1:25")]);
    assert!(missing.contains("MAIL_FROM"), "{missing}");
}
