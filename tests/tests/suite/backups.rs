//! What was backed up while everybody went on working is restored, from either database into either: the same rows, the same
//! answers, the same pictures. What is not sound is refused, and leaves nothing behind.

mod buckets;
mod readers;

use std::io::{Cursor, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rstest::rstest;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use serde_json::{Value, json};
use shanghaidoctor_domain::content::Article;
use shanghaidoctor_domain::{Actor, AuditAction, Id, Role};
use shanghaidoctor_persistence::accounts::AuditFilter;
use shanghaidoctor_persistence::write::Writing;
use shanghaidoctor_tests::content::{article, publish, save};
use shanghaidoctor_tests::{Backend, Binary, PASSWORD, TestApp};
use tempfile::TempDir;

use crate::command_line::one_line;

/// What stays behind, as `shanghaidoctor backup --help` says.
const LEFT_OUT: [&str; 11] = [
    "seaql_migrations",
    "sessions",
    "refresh_tokens",
    "invitations",
    "sign_in_failures",
    "reader_salts",
    "readers",
    "uploads",
    "upload_parts",
    "previews",
    "preview_documents",
];

const SHOWN: &str = "{ doctors(first: 50) { totalCount nodes { id slug name { display native } portrait { url } \
    appointments { totalCount nodes { role } } publications { nodes { title doi } } } } \
    articles(first: 50) { nodes { slug title visits publishedAt body { __typename } subjects { slug } } } \
    organisations(first: 100) { totalCount nodes { name ancestors { name } } } site { name url } }";

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

async fn rows(connection: &DatabaseConnection, sql: &str) -> Vec<sea_orm::QueryResult> {
    connection.query_all_raw(Statement::from_string(connection.get_database_backend(), sql)).await.unwrap()
}

/// How many rows there are in each table that a backup holds.
async fn counts(url: &str) -> Vec<(String, i64)> {
    let connection = sea_orm::Database::connect(url).await.unwrap();
    let names = match connection.get_database_backend() {
        DbBackend::Sqlite => "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
        _ => "SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = current_schema()",
    };
    let mut counts = Vec::new();
    for row in rows(&connection, names).await {
        let name: String = row.try_get("", "name").unwrap();
        if !LEFT_OUT.contains(&name.as_str()) {
            let count = rows(&connection, &format!("SELECT count(*) AS n FROM {name}")).await;
            counts.push((name, count[0].try_get("", "n").unwrap()));
        }
    }
    counts.sort();
    counts
}

/// An empty database and a folder for it.
struct Empty {
    folder: TempDir,
    url: String,
}

impl Empty {
    async fn new(backend: Backend) -> Self {
        let folder = TempDir::new().unwrap();
        let url = backend.create(folder.path()).await;
        Self { folder, url }
    }

    fn restore(&self, file: &Path, more: &[&str]) -> std::process::Output {
        let arguments = [&["restore", text(file), "--database-url", &self.url], more].concat();
        Binary::in_folder(self.folder.path()).run(&arguments)
    }

    /// A server on what was restored, with what seals of the one before.
    async fn serve(&self, before: &TestApp) -> TestApp {
        std::fs::copy(before.folder.path().join("secret.key"), self.folder.path().join("secret.key")).unwrap();
        let (url, data_dir) = (self.url.clone(), self.folder.path().to_owned());
        TestApp::configured(Backend::Sqlite, false, |config| {
            config.database_url = url.parse().ok();
            config.data_dir = data_dir;
        })
        .await
    }
}

/// All files in a folder and below.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// What a file's group and everybody may do with it.
fn others_may(file: &Path) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(file).unwrap().permissions()) & 0o077
}

fn back_up(app: &TestApp) -> PathBuf {
    let file = app.folder.path().join("backup.tar");
    let output = Binary::on(app).run(&["backup", text(&file)]);
    assert!(output.status.success(), "{output:?}");
    file
}

/// Two articles that say the same number in every act.
async fn write_pairs(app: &TestApp, pair: [Id<Article>; 2], stop: Arc<AtomicBool>) -> u32 {
    let mut number = 1;
    while !stop.load(Ordering::Relaxed) {
        number += 1;
        let mut writing = Writing::begin(&app.app.database, &app.app.clock, Actor::Operator, None).await.unwrap();
        for id in pair {
            let mut draft = writing.draft(id).await.unwrap().unwrap();
            draft.content.headline = format!("Number {number}");
            writing.save(id, Some(draft.revision), &draft.content).await.unwrap();
            writing.publish(id.node()).await.unwrap();
        }
        writing.commit().await.unwrap();
    }
    number
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_a_server_at_work_is_of_one_moment(
    #[values((Backend::Sqlite, Backend::Postgres), (Backend::Postgres, Backend::Sqlite))] (from, to): (
        Backend,
        Backend,
    ),
) {
    let app = Arc::new(TestApp::with_sample(from).await);
    let pair = [publish(&app, &article("One", &[])).await, publish(&app, &article("Two", &[])).await];
    let stop = Arc::new(AtomicBool::new(false));
    let writer = tokio::spawn({
        let (app, stop) = (Arc::clone(&app), Arc::clone(&stop));
        async move { write_pairs(&app, pair, stop).await }
    });
    let backed_up = tokio::task::spawn_blocking({
        let app = Arc::clone(&app);
        move || back_up(&app)
    });
    let file = backed_up.await.unwrap();
    stop.store(true, Ordering::Relaxed);
    assert!(writer.await.unwrap() > 2, "nothing was written meanwhile");

    let empty = Empty::new(to).await;
    assert!(empty.restore(&file, &[]).status.success());
    let connection = sea_orm::Database::connect(&empty.url).await.unwrap();
    let said = "SELECT count(DISTINCT revision) AS n, count(*) AS two FROM articles WHERE slug IN ('one', 'two')";
    let said = &rows(&connection, said).await[0];
    assert_eq!((said.try_get::<i64>("", "n").unwrap(), said.try_get::<i64>("", "two").unwrap()), (1, 4));
    let log = "SELECT (SELECT last FROM change_counter WHERE id = 1) AS last, (SELECT count(*) FROM changes) AS n";
    let log = &rows(&connection, log).await[0];
    assert_eq!(log.try_get::<i64>("", "last").unwrap(), log.try_get::<i64>("", "n").unwrap());
}

#[rstest]
#[tokio::test]
async fn what_is_restored_has_the_same_rows_and_gives_the_same_answers(
    #[values(Backend::Sqlite, Backend::Postgres)] from: Backend,
    #[values(Backend::Sqlite, Backend::Postgres)] to: Backend,
) {
    let app = TestApp::with_sample(from).await;
    let editor = app.account_with_password(Role::Editor).await;
    let token = app.token_of(&editor).await;
    let mut writing = app.write().await;
    save(&mut writing, &article("A Draft", &[])).await;
    writing.commit().await.unwrap();
    let file = back_up(&app);
    let (before, shown) = (counts(&app.database_url).await, app.query(SHOWN).await.data());
    assert!(before.len() > 25, "{before:?}");

    let empty = Empty::new(to).await;
    let output = empty.restore(&file, &[]);
    assert!(output.status.success(), "{output:?}");
    // The audit log tells there of a backup, which is not in it, and here of a restore: a line more in both.
    assert_eq!(counts(&empty.url).await, before);
    let again = empty.serve(&app).await;
    assert_eq!(again.query(SHOWN).await.data(), shown);
    assert_eq!(again.export().await, app.export().await, "drafts, visits and former names too");

    let portrait = shown.pointer("/doctors/nodes/0/portrait/url").and_then(Value::as_str).unwrap();
    let path = portrait.trim_start_matches("https://api.example.org");
    let picture = async |app: &TestApp| app.get(path).send().await.unwrap().bytes().await.unwrap();
    assert_eq!(picture(&again).await, picture(&app).await);

    // Who was signed in signs in again.
    let viewer = again.query_as(&token, "{ viewer { account { email } } }", json!({})).await;
    assert_eq!(viewer.status, 401);
    let sign_in = "mutation ($input: SignInInput!) { signIn(input: $input) { account { email } userErrors { code } } }";
    let input = json!({ "input": { "email": editor.email, "password": PASSWORD } });
    assert_eq!(again.query_with(sign_in, input).await.at("/signIn/account/email"), json!(editor.email));
    let found = again.query("{ search(query: \"Shen Muyun\") { totalCount } }").await.at("/search/totalCount");
    assert_eq!(found, app.query("{ search(query: \"Shen Muyun\") { totalCount } }").await.at("/search/totalCount"));
    assert!(found.as_i64().unwrap() > 0);

    let filter = AuditFilter { actions: vec![AuditAction::Restored], ..AuditFilter::default() };
    assert_eq!(again.app.auth.accounts().audit_log_count(&Actor::Operator, &filter).await.unwrap(), 1);
    let filter = AuditFilter { actions: vec![AuditAction::BackedUp], ..AuditFilter::default() };
    assert_eq!(app.app.auth.accounts().audit_log_count(&Actor::Operator, &filter).await.unwrap(), 1);
}

#[rstest]
#[tokio::test]
async fn what_is_there_is_replaced_only_when_that_is_said(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(Backend::Sqlite).await;
    let file = back_up(&app);
    let other = TestApp::start(backend).await;
    publish(&other, &article("Mine", &[])).await;
    let before = other.export().await;
    let restore =
        |more: &[&str]| Binary::on(&other).command().args(["restore", text(&file)]).args(more).output().unwrap();
    let said = one_line(&restore(&[]));
    assert!(said.contains("not empty") && said.contains("--replace"), "{said}");
    let said = one_line(&restore(&["--replace"]));
    assert!(said.contains("is using the database") && said.contains("stop it"), "{said}");
    assert_eq!(other.export().await, before);

    let (folder, url) = other.stop().await;
    let restore = |more: &[&str]| {
        let restore = [&["restore", text(&file), "--database-url", &url], more].concat();
        Binary::in_folder(folder.path()).run(&restore)
    };
    let said = one_line(&restore(&[]));
    assert!(said.contains("not empty") && said.contains("--replace"), "{said}");
    let output = restore(&["--replace"]);
    assert!(output.status.success(), "{output:?}");
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(told.contains("SECRET_KEY") && told.contains("`secret.key`"), "{told}");
    assert_eq!(counts(&url).await, counts(&app.database_url).await);
    let copy = folder.path().join("test.db.before-restore.backup");
    assert_eq!(copy.exists(), backend == Backend::Sqlite);
    if backend == Backend::Sqlite {
        let copy = sea_orm::Database::connect(format!("sqlite:{}", copy.display())).await.unwrap();
        assert_eq!(rows(&copy, "SELECT slug FROM articles WHERE slug = 'mine'").await.len(), 2);
        // Nor is that copy lost by the next one.
        assert!(restore(&["--replace"]).status.success());
        assert_eq!(rows(&copy, "SELECT slug FROM articles WHERE slug = 'mine'").await.len(), 2);
        assert!(folder.path().join("test.db.before-restore.2.backup").exists());
        assert_eq!(others_may(&folder.path().join("test.db.before-restore.2.backup")), 0);
    }
}

/// The files of an archive, changed, as an archive again.
fn rewritten(archive: &[u8], change: impl Fn(&str, &mut Vec<u8>) -> bool) -> Vec<u8> {
    let mut changed = tar::Builder::new(Vec::new());
    for entry in tar::Archive::new(Cursor::new(archive)).entries().unwrap() {
        let mut entry = entry.unwrap();
        let name = entry.path().unwrap().to_string_lossy().into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        if change(&name, &mut bytes) {
            let mut header = entry.header().clone();
            header.set_size(bytes.len() as u64);
            changed.append_data(&mut header, &name, bytes.as_slice()).unwrap();
        }
    }
    changed.into_inner().unwrap()
}

fn in_place(bytes: &mut Vec<u8>, old: &str, new: &str) {
    let text = String::from_utf8(std::mem::take(bytes)).unwrap();
    *bytes = text.replacen(old, new, 1).into_bytes();
}

#[rstest]
#[tokio::test]
async fn a_backup_that_is_not_sound_is_refused_and_leaves_nothing(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(Backend::Sqlite).await;
    let sound = std::fs::read(back_up(&app)).unwrap();
    let changed = |part: &str, old: &str, new: &str| {
        rewritten(&sound, |name, bytes| {
            if name.starts_with(part) {
                in_place(bytes, old, new);
            }
            true
        })
    };
    let newer = changed("backup.json", "000001_content", "000001_other");
    let cases: [(&str, Vec<u8>, &str); 7] = [
        ("cut off", sound[..sound.len() / 2].to_vec(), "no sound backup"),
        ("without an end", rewritten(&sound, |name, _| name != "SHA256SUMS"), "its end is missing"),
        (
            "a word changed",
            changed("tables/doctors", "Muyun", "Moyun"),
            "tables/doctors/000001.jsonl is not what it was",
        ),
        ("a table left out", rewritten(&sound, |name, _| !name.starts_with("tables/visits")), "is not what it was"),
        ("another column", changed("tables/doctors", "\"slug\"", "\"snail\""), "doctors"),
        ("of a newer version", newer, "newer version"),
        ("no archive", b"Dear all,\n\nthe lift is out of order.\n".repeat(100), "backup"),
    ];
    for (what, archive, said) in cases {
        let empty = Empty::new(backend).await;
        let file = empty.folder.path().join("backup.tar");
        std::fs::write(&file, archive).unwrap();
        let told = one_line(&empty.restore(&file, &[]));
        assert!(told.contains(said), "{what}: {told}");
        match backend {
            Backend::Sqlite => assert_eq!(files(empty.folder.path()), [file], "{what}"),
            Backend::Postgres => {
                assert_eq!(counts(&empty.url).await, [], "{what}");
                assert_eq!(files(empty.folder.path()), [file], "{what}");
            }
        }
    }
}

#[rstest]
#[tokio::test]
async fn a_backup_of_an_older_schema_is_brought_up_to_date(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(Backend::Sqlite).await;
    let sound = std::fs::read(back_up(&app)).unwrap();
    let later = ["audit_log", "accounts", "signing_keys", "idempotency_keys", "releases", "sign_offs"];
    let older = rewritten(&sound, |name, bytes| {
        if name == "backup.json" {
            let mut about: Value = serde_json::from_slice(bytes).unwrap();
            // Up to the numbers in registers, before there were accounts.
            about["steps"].as_array_mut().unwrap().truncate(8);
            *bytes = serde_json::to_vec(&about).unwrap();
        }
        if name.starts_with("tables/changes/") {
            *bytes = without(bytes, "note");
        }
        if name.starts_with("tables/change_counter/") {
            let rows = String::from_utf8(std::mem::take(bytes)).unwrap();
            // There was one number before there were acts to follow.
            *bytes = rows.lines().filter(|row| row.contains("\"id\":1")).collect::<String>().into_bytes();
        }
        name != "SHA256SUMS" && !later.iter().any(|table| name.starts_with(&format!("tables/{table}")))
    });
    let empty = Empty::new(backend).await;
    let file = empty.folder.path().join("backup.tar");
    std::fs::write(&file, summed(&older)).unwrap();
    let output = empty.restore(&file, &[]);
    assert!(output.status.success(), "{output:?}");
    let export = Binary::in_folder(empty.folder.path()).run(&["export", "--database-url", &empty.url]);
    assert!(String::from_utf8(export.stdout).unwrap() == app.export().await);
}

/// The rows without a column.
fn without(rows: &[u8], column: &str) -> Vec<u8> {
    let rows = String::from_utf8(rows.to_vec()).unwrap();
    let rows = rows.lines().map(|row| {
        let mut row: Value = serde_json::from_str(row).unwrap();
        row.as_object_mut().unwrap().remove(column).expect("the column");
        format!("{row}\n")
    });
    rows.collect::<String>().into_bytes()
}

/// The archive with the sums of what is in it.
fn summed(archive: &[u8]) -> Vec<u8> {
    let mut sums = String::new();
    for entry in tar::Archive::new(Cursor::new(archive)).entries().unwrap() {
        let mut entry = entry.unwrap();
        let name = entry.path().unwrap().to_string_lossy().into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        sums += &format!("{}  {name}\n", shanghaidoctor_persistence::content_hash(&bytes));
    }
    let mut builder = tar::Builder::new(Vec::new());
    for entry in tar::Archive::new(Cursor::new(archive)).entries().unwrap() {
        let entry = entry.unwrap();
        let (mut header, name) = (entry.header().clone(), entry.path().unwrap().into_owned());
        builder.append_data(&mut header, name, entry).unwrap();
    }
    let mut header = tar::Header::new_ustar();
    header.set_size(sums.len() as u64);
    header.set_mode(0o600);
    builder.append_data(&mut header, "SHA256SUMS", sums.as_bytes()).unwrap();
    builder.into_inner().unwrap()
}

#[tokio::test]
async fn a_backup_overwrites_no_file_and_says_which_pictures_are_gone() {
    let app = TestApp::with_sample(Backend::Sqlite).await;
    let file = back_up(&app);
    let said = one_line(&Binary::on(&app).run(&["backup", text(&file)]));
    assert!(said.contains("already"), "{said}");
    assert_eq!(others_may(&file), 0, "hashes of passwords are in it");
    let pictures = std::fs::read_dir(app.folder.path().join("media")).unwrap();
    let picture = pictures.map(|entry| entry.unwrap().path()).min().unwrap();
    std::fs::remove_file(&picture).unwrap();
    let output = Binary::on(&app).run(&["backup", "-"]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && told.contains(picture.file_name().unwrap().to_str().unwrap()), "{told}");
    // What other tools make of it.
    let names: Vec<String> = tar::Archive::new(Cursor::new(output.stdout))
        .entries()
        .unwrap()
        .map(|entry| entry.unwrap().path().unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(names.first().unwrap(), "backup.json");
    assert_eq!(names.last().unwrap(), "SHA256SUMS");
    assert!(names.iter().all(|name| !LEFT_OUT.iter().any(|table| name.starts_with(&format!("tables/{table}/")))));
}

/// A wrong folder in a nightly job would otherwise make backups of nothing for ever.
#[test]
fn where_there_is_no_database_none_is_made_to_be_backed_up() {
    let folder = TempDir::new().unwrap();
    let said = one_line(&Binary::in_folder(folder.path()).run(&["backup", "nothing.tar"]));
    assert!(said.contains("no database") && said.contains("DATA_DIR"), "{said}");
    assert!(!Path::new("nothing.tar").exists());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
