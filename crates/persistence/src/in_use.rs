//! Whether somebody uses a database, for who is about to throw away all that is in it.

use std::path::Path;
use std::time::Duration;

use sea_orm::sqlx;
use sea_orm::sqlx::postgres::PgListener;
use sea_orm::sqlx::sqlite::SqliteLockingMode;
use sea_orm::{ConnectOptions, ConnectionTrait, Database as SeaOrm, DatabaseTransaction, DbBackend, DbErr, Statement};

use crate::{DatabaseUrl, Result};

/// The number that each server shares on PostgreSQL for as long as it listens there, and that who restores wants alone.
const SERVED: i64 = 0x5D_0C71;

/// Notes on PostgreSQL that a server uses the database, until the connection ends.
pub(crate) async fn note(listener: &mut PgListener) -> sqlx::Result<()> {
    sqlx::query("SELECT pg_advisory_lock_shared($1)").bind(SERVED).execute(listener).await?;
    Ok(())
}

/// Whether another process has SQLite's file open; asked before this one opens it. Each that has keeps a share of a lock on
/// it, which one alone can have as a whole (sqlite.org/wal.html, "Use of WAL Without Shared-Memory").
pub(crate) async fn is_open_elsewhere(url: &DatabaseUrl) -> Result<bool> {
    match url {
        DatabaseUrl::Sqlite(file) if file.exists() => match have_alone(file).await {
            Ok(()) => Ok(false),
            Err(error) if is_locked(&error) => Ok(true),
            Err(error) => Err(error.into()),
        },
        _ => Ok(false),
    }
}

async fn have_alone(file: &Path) -> Result<(), DbErr> {
    let file = file.to_owned();
    let mut options = ConnectOptions::new("sqlite:");
    options.max_connections(1).sqlx_logging(false).map_sqlx_sqlite_opts(move |sqlite| {
        sqlite.filename(&file).locking_mode(SqliteLockingMode::Exclusive).busy_timeout(Duration::ZERO)
    });
    let connection = SeaOrm::connect(options).await?;
    let read = Statement::from_string(DbBackend::Sqlite, "SELECT count(*) FROM sqlite_schema");
    let read = connection.query_one_raw(read).await;
    connection.close().await?;
    read.map(drop)
}

/// The words of SQLITE_BUSY.
fn is_locked(error: &DbErr) -> bool {
    error.to_string().contains("database is locked")
}

/// Whether a server listens on PostgreSQL. Where none does, one that starts waits with that until the transaction ends.
pub(crate) async fn is_served(transaction: &DatabaseTransaction) -> Result<bool> {
    if transaction.get_database_backend() != DbBackend::Postgres {
        return Ok(false);
    }
    let alone = format!("SELECT pg_try_advisory_xact_lock({SERVED}) AS alone");
    let row = transaction.query_one_raw(Statement::from_string(DbBackend::Postgres, alone)).await?;
    let alone: Option<bool> = row.map(|row| row.try_get("", "alone")).transpose()?;
    Ok(alone != Some(true))
}
