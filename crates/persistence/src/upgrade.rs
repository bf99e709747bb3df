//! The schema is brought up to date: all steps that are missing with what is computed anew after them, or nothing. On SQLite
//! a copy of the database as it was before lies beside it, because there a copy costs a moment and a dump is nobody's habit.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sea_orm::sea_query::{Order, Query};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database as SeaOrm, DatabaseConnection, DatabaseTransaction, DbBackend,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::{IntoSchemaManagerConnection, MigratorTrait, SchemaManager};
use shanghaidoctor_migrations::Migrator;

use crate::database::WRITE_WAIT;
use crate::{Error, Result, column_format, name_keys};

/// How many copies are kept, each of another schema.
const KEPT: usize = 3;

/// What the name of a copy ends in.
const ENDING: &str = ".backup";

/// Where the steps that a database has gone are noted.
const STEPS: &str = "seaql_migrations";

/// The number by which processes that upgrade the same PostgreSQL wait for each other.
const TURN: i64 = 0x5D_0C70;

/// How long a process waits on SQLite for another one that upgrades.
const PATIENCE: Duration = Duration::from_secs(600);

/// Brings the database up to date. `file` is that of SQLite. Of several processes that come at once one does it, and the
/// others wait.
///
/// # Errors
/// [`Error::Newer`] where another version of this program has gone further, [`Error::NotCopied`] and [`Error::NotUpgraded`]
/// with the database as it was.
pub(crate) async fn upgrade(connection: &DatabaseConnection, file: Option<&Path>) -> Result<()> {
    if is_current(connection, &applied(connection).await?).await? {
        return Ok(());
    }
    wait_for_others(connection, PATIENCE).await?;
    upgrade_alone(connection, file).await?;
    wait_for_others(connection, WRITE_WAIT).await
}

async fn upgrade_alone(connection: &DatabaseConnection, file: Option<&Path>) -> Result<()> {
    let transaction = begin_alone(connection).await?;
    // Looked up once more: another process may have done it meanwhile.
    let before = applied(&transaction).await?;
    let copy = match (file, before.last()) {
        (Some(file), Some(last)) if !is_complete(&before) => Some(copy_of_before(file, last).await?),
        _ => None,
    };
    match bring_up(&transaction).await {
        Ok(()) => transaction.commit().await?,
        Err(error) => {
            transaction.rollback().await?;
            return Err(Error::NotUpgraded { copy, error: Box::new(error) });
        }
    }
    if let (Some(copy), Some(from)) = (copy, before.last()) {
        let copy = copy.display();
        tracing::info!(from, %copy, "the database was upgraded; a copy of it as it was before is kept");
    }
    Ok(())
}

/// Throws away all tables of this program with all that is in them, and makes them as they are after these steps, the first
/// ones of those that are known.
pub(crate) async fn make_anew(transaction: &DatabaseTransaction, steps: u32) -> Result<()> {
    Migrator::down(transaction, None).await?;
    Ok(Migrator::up(transaction, Some(steps)).await?)
}

/// All that an upgrade does, in the order in which each needs the one before.
pub(crate) async fn bring_up(transaction: &DatabaseTransaction) -> Result<()> {
    Migrator::up(transaction, None).await?;
    column_format::renew(transaction).await?;
    name_keys::fill_empty(transaction).await
}

/// The steps that the database has gone, in order; none where it is new.
///
/// # Errors
/// [`Error::Newer`] where one of them is not known.
pub(crate) async fn applied<'c>(connection: impl IntoSchemaManagerConnection<'c>) -> Result<Vec<String>> {
    let manager = SchemaManager::new(connection);
    if !manager.has_table(STEPS).await? {
        return Ok(Vec::new());
    }
    let select = Query::select().column("version").from(STEPS).order_by("version", Order::Asc).take();
    let rows = manager.get_connection().query_all(&select).await?;
    let steps = rows.iter().map(|row| row.try_get("", "version")).collect::<Result<Vec<String>, _>>()?;
    let known: Vec<String> = known();
    let unknown: Vec<&str> = steps.iter().filter(|step| !known.contains(step)).map(String::as_str).collect();
    if unknown.is_empty() { Ok(steps) } else { Err(Error::Newer { steps: unknown.join(", ") }) }
}

/// The steps of this program.
pub(crate) fn known() -> Vec<String> {
    Migrator::migrations().iter().map(|step| step.name().to_owned()).collect()
}

fn is_complete(applied: &[String]) -> bool {
    applied.len() == Migrator::migrations().len()
}

async fn is_current(connection: &DatabaseConnection, applied: &[String]) -> Result<bool> {
    Ok(is_complete(applied)
        && column_format::is_current(connection).await?
        && !name_keys::are_missing(connection).await?)
}

/// Begins a transaction that no other process upgrades beside.
pub(crate) async fn begin_alone(connection: &DatabaseConnection) -> Result<DatabaseTransaction> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let transaction = connection.begin_with_options(options).await?;
    if transaction.get_database_backend() == DbBackend::Postgres {
        transaction.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({TURN})")).await?;
    }
    Ok(transaction)
}

/// PostgreSQL waits for a lock as long as it takes.
async fn wait_for_others(connection: &DatabaseConnection, patience: Duration) -> Result<()> {
    if connection.get_database_backend() == DbBackend::Sqlite {
        let milliseconds = patience.as_millis();
        connection.execute_unprepared(&format!("PRAGMA busy_timeout = {milliseconds}")).await?;
    }
    Ok(())
}

async fn copy_of_before(file: &Path, step: &str) -> Result<PathBuf> {
    let copy = copy(file, step).await?;
    forget_oldest(file).map_err(|error| Error::NotCopied(Box::new(error)))?;
    Ok(copy)
}

/// Copies the database of a file, of which the copy's name tells `what`, and gives where. Whoever copies holds the write lock,
/// and has written nothing yet.
pub(crate) async fn copy(file: &Path, what: &str) -> Result<PathBuf> {
    let name = name_of(file);
    let copy = free_name(|number| match number {
        1 => file.with_file_name(format!("{name}.{what}{ENDING}")),
        _ => file.with_file_name(format!("{name}.{what}.{number}{ENDING}")),
    });
    let unfinished = file.with_file_name(format!("{name}.unfinished"));
    let copied = write_copy(file, &unfinished, &copy).await;
    if copied.is_err() {
        // What is half written would take the room that the operator has to make; where it cannot go, the first error counts.
        let _ = fs::remove_file(&unfinished);
    }
    copied.map(|()| copy).map_err(|error| Error::NotCopied(Box::new(error)))
}

/// The first name that no file has: an earlier copy is not overwritten.
fn free_name(name: impl Fn(u32) -> PathBuf) -> PathBuf {
    let mut number = 1;
    loop {
        let path = name(number);
        if !path.exists() {
            return path;
        }
        number += 1;
    }
}

/// The copy gets its name when it is whole and on disk, and whoever may not read the database may not read it either.
async fn write_copy(file: &Path, unfinished: &Path, copy: &Path) -> Result<()> {
    let unfinished_file = File::create(unfinished)?;
    unfinished_file.set_permissions(fs::metadata(file)?.permissions())?;
    vacuum_into(file, unfinished).await?;
    unfinished_file.sync_all()?;
    fs::rename(unfinished, copy)?;
    #[cfg(unix)]
    File::open(folder_of(copy))?.sync_all()?;
    Ok(())
}

/// Writes what others have committed into an empty file (sqlite.org/lang_vacuum.html, "VACUUM with an INTO clause"), by a
/// connection of its own, since no transaction can do it.
async fn vacuum_into(file: &Path, into: &Path) -> Result<()> {
    let file = file.to_owned();
    let mut options = ConnectOptions::new("sqlite:");
    options.max_connections(1).sqlx_logging(false).map_sqlx_sqlite_opts(move |sqlite| sqlite.filename(&file));
    let connection = SeaOrm::connect(options).await?;
    let place = into.to_string_lossy().replace('\'', "''");
    let written = connection.execute_unprepared(&format!("VACUUM INTO '{place}'")).await;
    connection.close().await?;
    written?;
    Ok(())
}

fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn name_of(file: &Path) -> String {
    file.file_name().unwrap_or(file.as_os_str()).to_string_lossy().into_owned()
}

/// Of the copies of before an upgrade, whose names go on with an `m`, the latest are kept: the one just made is.
fn forget_oldest(file: &Path) -> Result<()> {
    let (folder, start) = (folder_of(file), format!("{}.m", name_of(file)));
    let mut copies = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with(&start) && name.ends_with(ENDING) {
            copies.push((entry.metadata()?.modified()?, name));
        }
    }
    copies.sort_unstable();
    for (_, name) in copies.iter().rev().skip(KEPT) {
        fs::remove_file(folder.join(name))?;
    }
    Ok(())
}
