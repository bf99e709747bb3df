//! A database of any schema that was ever released is brought up to date without losing a row, all of it or nothing, and on
//! SQLite a copy of it as it was before lies beside it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rstest::rstest;
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use sea_orm_migration::MigratorTrait as _;
use serde_json::json;
use shanghaidoctor_domain::{Actor, ReleaseAction, ReleaseItem, Role};
use shanghaidoctor_migrations::Migrator;
use shanghaidoctor_persistence::subscriptions::{Subscription, Subscriptions};
use shanghaidoctor_persistence::{Database, Error, archive};
use shanghaidoctor_tests::content::{article, organisation, save};
use shanghaidoctor_tests::{Backend, Binary, TestApp, repository};
use tempfile::TempDir;
use uuid::Uuid;

/// Tables that an upgrade itself writes.
const OF_THE_UPGRADE: [&str; 4] = ["seaql_migrations", "column_format", "name_keys", "change_counter"];

/// Tables of a later schema, by the lines of an export that stand in them.
const LATER: [(&str, &str); 3] =
    [("imported_pages", "IMPORTED"), ("former_slugs", "FORMER_SLUG"), ("merged", "MERGED")];

/// Tables of what is no content, of each of which the full database has a row.
const FILLED: [&str; 17] = [
    "imported_pages",
    "former_slugs",
    "merged",
    "accounts",
    "sessions",
    "audit_log",
    "idempotency_keys",
    "releases",
    "release_items",
    "uploads",
    "partners",
    "partner_keys",
    "partner_uses",
    "licences",
    "feed_subscriptions",
    "webhooks",
    "webhook_deliveries",
];

/// The name under which an old database sees the one that it is filled from.
const FULL: &str = "full";

type Counts = BTreeMap<String, i64>;

async fn connected(url: &str) -> DatabaseConnection {
    // One: what is attached is attached to a connection.
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    sea_orm::Database::connect(options).await.unwrap()
}

async fn open(url: &str) -> Result<Database, Error> {
    Database::open(&url.replace("?mode=rwc", "").parse().unwrap(), Duration::from_secs(60)).await
}

async fn rows(connection: &DatabaseConnection, sql: &str) -> Vec<sea_orm::QueryResult> {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    connection.query_all_raw(statement).await.unwrap()
}

/// The tables of a database with their columns.
async fn tables(connection: &DatabaseConnection) -> BTreeMap<String, Vec<String>> {
    let sql = match connection.get_database_backend() {
        DbBackend::Sqlite => {
            "SELECT t.name AS name, c.name AS col FROM sqlite_schema t, pragma_table_info(t.name) c \
             WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'"
        }
        _ => {
            "SELECT table_name::text AS name, column_name::text AS col FROM information_schema.columns \
             WHERE table_schema = current_schema()"
        }
    };
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in rows(connection, sql).await {
        tables.entry(row.try_get("", "name").unwrap()).or_default().push(row.try_get("", "col").unwrap());
    }
    tables.retain(|name, _| !OF_THE_UPGRADE.contains(&name.as_str()));
    tables
}

/// How many rows each table has, and how many links of each role at each stage.
async fn counts(connection: &DatabaseConnection, tables: impl Iterator<Item = &String>) -> Counts {
    let mut counts = BTreeMap::new();
    for table in tables {
        let counted = rows(connection, &format!("SELECT count(*) AS n FROM {table}")).await;
        counts.insert(table.clone(), counted[0].try_get("", "n").unwrap());
    }
    let roles = "SELECT stage || ' ' || role AS what, count(*) AS n FROM links GROUP BY stage, role";
    for row in rows(connection, roles).await {
        counts.insert(row.try_get("", "what").unwrap(), row.try_get("", "n").unwrap());
    }
    counts
}

/// The counts of the same tables.
async fn counts_again(connection: &DatabaseConnection, before: &Counts) -> Counts {
    counts(connection, before.keys().filter(|name| !name.contains(' '))).await
}

/// The sample, and beside it a row or more of everything that is no content.
async fn full(backend: Backend) -> TestApp {
    let app = TestApp::with_sample(backend).await;
    let page = repository().join("crates/importer/tests/pages/full.txt");
    assert!(Binary::on(&app).run(&["import", page.to_str().unwrap()]).status.success());
    let editor = app.account_with_password(Role::Editor).await;
    let token = app.token_of(&editor).await;
    let create =
        "mutation ($input: CreateSpecialtyInput!) { createSpecialty(input: $input) { userErrors { message } } }";
    let input = json!({ "idempotencyKey": "once", "name": [{ "locale": "en", "text": "Sleep Medicine" }] });
    app.query_as(&token, create, json!({ "input": input })).await.data();
    app.app.uploads.begin(&Actor::account(editor.id, Role::Editor), 10, None).await.unwrap();
    let partner = app.partner(&["FULL_TEXT"]).await;
    app.licence(&partner, json!({ "works": { "everything": true } })).await;
    app.query_as(&partner.secret, "{ site { name } }", json!({})).await.data();
    app.app.uses.count().await.unwrap();
    let subscription = Subscription {
        id: Uuid::new_v4(),
        topic: "https://api.example.org/feeds/articles.atom".into(),
        callback: "https://reader.example.org/told".into(),
        secret: Some("sealed".into()),
        ends_at: app.app.clock.now().after(Duration::from_secs(86_400)),
        delivered: "0".repeat(32),
        // It is never behind, so nobody is told.
        reached: i64::MAX,
        failures: 0,
    };
    Subscriptions::new(&app.app.database, &app.app.clock).keep(&subscription).await.unwrap();
    // Nobody listens there, and it is forgotten what comes later.
    let webhook = app.webhook("http://127.0.0.1:9/", &[]).await;
    let input = json!({ "input": { "id": webhook.id } });
    app.as_publisher(
        "mutation ($input: WebhookInput!) { disableWebhook(input: $input) { userErrors { message } } }",
        input.clone(),
    )
    .await;
    app.as_publisher(
        "mutation ($input: WebhookInput!) { testWebhook(input: $input) { userErrors { message } } }",
        input,
    )
    .await;
    let mut writing = app.write().await;
    let gone = save(&mut writing, &organisation("Society of Sleep", None)).await;
    let stays = save(&mut writing, &organisation("Sleep Society", None)).await;
    writing.merge(gone.node(), stays.node()).await.unwrap();
    let node = save(&mut writing, &article("A Night on the Ward", &[])).await.node();
    writing.create_release("Night", None, &[ReleaseItem { node, action: ReleaseAction::Publish }]).await.unwrap();
    writing.commit().await.unwrap();
    app
}

/// Where a database of an old schema is made: a file of its own, or a schema beside that of the full one.
async fn place(full: &TestApp, folder: &Path, steps: u32) -> String {
    if full.database_url.starts_with("sqlite:") {
        return format!("sqlite:{}?mode=rwc", folder.join(format!("old-{steps}.db")).display());
    }
    connected(&full.database_url).await.execute_unprepared(&format!("CREATE SCHEMA old_{steps}")).await.unwrap();
    format!("{}?options=-c%20search_path%3Dold_{steps}", full.database_url)
}

/// Makes a database as it was after so many steps, with all rows and columns of the full one that it had a place for.
async fn old_database(url: &str, full: &TestApp, steps: u32) -> Counts {
    let connection = connected(url).await;
    Migrator::up(&connection, Some(steps)).await.unwrap();
    let from = match full.database_url.strip_prefix("sqlite:") {
        Some(file) => {
            connection.execute_unprepared(&format!("ATTACH DATABASE '{file}' AS \"{FULL}\"")).await.unwrap();
            FULL
        }
        None => "public",
    };
    let tables = tables(&connection).await;
    for (table, columns) in &tables {
        let columns = columns.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
        let fill = format!("INSERT INTO {table} ({columns}) SELECT {columns} FROM \"{from}\".{table}");
        connection.execute_unprepared(&fill).await.unwrap();
    }
    let last = format!("(SELECT last FROM \"{from}\".change_counter WHERE id = 1)");
    connection.execute_unprepared(&format!("UPDATE change_counter SET last = {last} WHERE id = 1")).await.unwrap();
    let counted = counts(&connection, tables.keys()).await;
    connection.close().await.unwrap();
    counted
}

/// An export, but for lines of tables that the old schema had not.
fn kept_by(export: &str, old: &Counts) -> Vec<String> {
    let lost = |line: &str| {
        LATER.iter().any(|(table, kind)| !old.contains_key(*table) && line.contains(&format!("\"kind\":\"{kind}\"")))
    };
    export.lines().filter(|line| !lost(line)).map(str::to_owned).collect()
}

fn backups(folder: &Path) -> Vec<PathBuf> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|it| it == "backup")).collect();
    found.sort();
    found
}

fn step(number: usize) -> String {
    Migrator::migrations()[number - 1].name().to_owned()
}

#[rstest]
#[tokio::test]
async fn a_database_of_every_released_schema_is_brought_up_to_date(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let full = full(backend).await;
    let exported = full.export().await;
    let everything = Migrator::migrations().len();
    for steps in 1..=everything {
        let folder = TempDir::new().unwrap();
        let url = place(&full, folder.path(), steps as u32).await;
        let before = old_database(&url, &full, steps as u32).await;
        assert!(before.len() >= 15 && before["doctors"] > 20 && before["links"] > 300, "{before:?}");
        assert!(FILLED.iter().all(|table| before.get(*table).is_none_or(|rows| *rows > 0)), "{before:?}");

        let database = open(&url).await.unwrap();
        let mut lines = Vec::new();
        archive::export(&database, &Actor::Operator, &mut lines).await.unwrap();
        let told = String::from_utf8(lines).unwrap();
        assert!(kept_by(&told, &before) == kept_by(&exported, &before), "{steps}: the content is another one");
        database.close().await.unwrap();

        let connection = connected(&url).await;
        assert_eq!(counts_again(&connection, &before).await, before, "after {steps} steps");
        assert_eq!(Migrator::get_applied_migrations(&connection).await.unwrap().len(), everything);
        connection.close().await.unwrap();

        let is_copied = backend == Backend::Sqlite && steps < everything;
        assert_eq!(backups(folder.path()).len(), usize::from(is_copied));
        if is_copied {
            let copy = folder.path().join(format!("old-{steps}.db.{}.backup", step(steps)));
            let copy = connected(&format!("sqlite:{}", copy.display())).await;
            assert_eq!(counts_again(&copy, &before).await, before, "the copy is as the database was");
            assert_eq!(Migrator::get_applied_migrations(&copy).await.unwrap().len(), steps);
        }
    }
}

/// A database that lacks the last step.
async fn behind(backend: Backend, folder: &Path) -> String {
    let url = backend.create(folder).await;
    let url = if backend == Backend::Sqlite { format!("{url}?mode=rwc") } else { url };
    let connection = connected(&url).await;
    Migrator::up(&connection, Some(Migrator::migrations().len() as u32 - 1)).await.unwrap();
    connection.close().await.unwrap();
    url
}

#[rstest]
#[tokio::test]
async fn an_upgrade_that_fails_leaves_the_database_as_it_was(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let folder = TempDir::new().unwrap();
    let url = backend.create(folder.path()).await;
    let url = if backend == Backend::Sqlite { format!("{url}?mode=rwc") } else { url };
    let connection = connected(&url).await;
    // Uploads want this name as their second table, many steps and a table later.
    Migrator::up(&connection, Some(8)).await.unwrap();
    connection.execute_unprepared("CREATE TABLE upload_parts (mine integer)").await.unwrap();
    let before = tables(&connection).await;
    connection.close().await.unwrap();

    let error = open(&url).await.err().unwrap().to_string();
    assert!(error.contains("as it was") && error.contains("upload_parts"), "{error}");
    let copies = backups(folder.path());
    assert_eq!(copies.len(), usize::from(backend == Backend::Sqlite));
    assert!(copies.iter().all(|copy| error.contains(copy.to_str().unwrap())), "{error}");

    let connection = connected(&url).await;
    assert_eq!(tables(&connection).await, before);
    assert_eq!(Migrator::get_applied_migrations(&connection).await.unwrap().len(), 8);
    connection.execute_unprepared("DROP TABLE upload_parts").await.unwrap();
    connection.close().await.unwrap();
    open(&url).await.unwrap().close().await.unwrap();
}

#[rstest]
#[tokio::test]
async fn a_database_of_a_newer_version_is_refused(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let connection = connected(&app.database_url).await;
    let newer = "INSERT INTO seaql_migrations VALUES ('m20991231_000099_future', 0)";
    connection.execute_unprepared(newer).await.unwrap();
    let output = Binary::in_folder(app.folder.path()).run(&["migrate", "--database-url", &app.database_url]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && told.contains("newer version") && told.contains("000099_future"), "{told}");
    assert!(backups(app.folder.path()).is_empty());
}

#[rstest]
#[tokio::test]
async fn of_servers_that_start_at_once_one_upgrades(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let folder = TempDir::new().unwrap();
    let url = behind(backend, folder.path()).await;
    let address = url.replace("?mode=rwc", "");
    let started: Vec<_> = (0..4)
        .map(|_| {
            let mut command = Binary::in_folder(folder.path()).command();
            command.args(["migrate", "--database-url", &address]).spawn().unwrap()
        })
        .collect();
    for mut process in started {
        assert!(process.wait().unwrap().success());
    }
    let connection = connected(&url).await;
    let gone = Migrator::get_migration_models(&connection).await.unwrap().len();
    assert_eq!(gone, Migrator::migrations().len());
    let copies = backups(folder.path());
    assert_eq!(copies.len(), usize::from(backend == Backend::Sqlite));
    for copy in copies {
        // Whoever came too late did not copy what was upgraded already.
        let copy = connected(&format!("sqlite:{}", copy.display())).await;
        assert_eq!(Migrator::get_applied_migrations(&copy).await.unwrap().len(), gone - 1);
    }
}

#[tokio::test]
async fn where_no_copy_can_be_made_nothing_is_upgraded() {
    let folder = TempDir::new().unwrap();
    let url = behind(Backend::Sqlite, folder.path()).await;
    // A folder of this name is in its way.
    std::fs::create_dir(folder.path().join("test.db.unfinished")).unwrap();
    let error = open(&url).await.err().unwrap().to_string();
    assert!(error.contains("as it was") && error.contains("copy"), "{error}");
    let connection = connected(&url).await;
    let gone = Migrator::get_applied_migrations(&connection).await.unwrap().len();
    assert_eq!(gone, Migrator::migrations().len() - 1);
}

#[tokio::test]
async fn the_last_copies_are_kept_and_a_new_database_has_none() {
    let folder = TempDir::new().unwrap();
    let url = behind(Backend::Sqlite, folder.path()).await;
    let name = |number| folder.path().join(format!("test.db.{}.backup", step(number)));
    for number in 5..8 {
        std::fs::write(name(number), "an older one").unwrap();
    }
    // A newer program once made it, a long time ago.
    let of_later = folder.path().join("test.db.m29990101_000099_later.backup");
    std::fs::File::create(of_later).unwrap().set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
    std::fs::write(folder.path().join("other.db.backup"), "another's").unwrap();
    open(&url).await.unwrap().close().await.unwrap();
    let kept = [folder.path().join("other.db.backup"), name(6), name(7), name(Migrator::migrations().len() - 1)];
    assert_eq!(backups(folder.path()), kept);
    open(&url).await.unwrap().close().await.unwrap();
    assert_eq!(backups(folder.path()), kept, "nothing was missing");
    let new = TestApp::start(Backend::Sqlite).await;
    assert!(backups(new.folder.path()).is_empty());
}
