use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sea_orm::sqlx::PgPool;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database as SeaOrm, DatabaseConnection, DatabaseTransaction, DbBackend,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use tokio::sync::Notify;

use crate::readers::{Readers, snapshot};
use crate::upgrade::upgrade;
use crate::{Error, Result, private_file};

/// How long a writer waits for another one before it gives up.
pub(crate) const WRITE_WAIT: Duration = Duration::from_secs(5);

/// How long to wait for a connection: a server that is not there must not look like one that is slow.
const CONNECTION_WAIT: Duration = Duration::from_secs(5);

/// How much later than its client PostgreSQL gives a statement up: who waits for it is to say what happened.
const AFTERWARDS: Duration = Duration::from_millis(500);

/// What PostgreSQL takes for the limit of a statement, in milliseconds; zero would stand for none.
const SHORTEST_STATEMENT: Duration = Duration::from_millis(1);
const LONGEST_STATEMENT: Duration = Duration::from_millis(i32::MAX as u64);

/// What SQLite wants to be told now and then, so that it knows how many records its indices hold and plans by that: when
/// a database is opened, and while it stays open. It looks only where much has changed
/// (sqlite.org/lang_analyze.html, "Recommended usage").
const OPTIMISE_ALL: &str = "PRAGMA optimize=0x10002";
const OPTIMISE: &str = "PRAGMA optimize";

/// Entries of each index that it looks at then. Without a limit it would read them all, and keep samples of values besides,
/// by which it then plans a statement anew for each value that is asked for.
const SAMPLE: u32 = 400;

/// How long what SQLite knows of its indices is taken for good.
const OPTIMISED: Duration = Duration::from_secs(3600);

/// Memory for pages of the file, of each connection that reads; SQLite's own measure is a quarter of it, for which pages
/// of indices were read again and again (a minus before it makes it kibibytes).
const PAGES_KEPT: &str = "-8192";

/// Where the database is.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file, made when it is absent.
    Sqlite(PathBuf),
    /// A server, by its address.
    Postgres(String),
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => f.debug_tuple("Sqlite").field(path).finish(),
            Self::Postgres(address) => f.debug_tuple("Postgres").field(&without_password(address)).finish(),
        }
    }
}

/// An address without what stands before its `@`, which can hold a password: `NAME at HOST`.
fn without_password(address: &str) -> String {
    address.rsplit(['@', '/']).take(2).collect::<Vec<_>>().join(" at ")
}

impl FromStr for DatabaseUrl {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let sqlite = text.strip_prefix("sqlite:").map(|path| path.trim_start_matches("//"));
        match sqlite {
            Some(path) if !path.is_empty() => Ok(Self::Sqlite(PathBuf::from(path))),
            None if ["postgres://", "postgresql://"].iter().any(|start| text.starts_with(start)) => {
                Ok(Self::Postgres(text.to_owned()))
            }
            // The address may hold a password: name its scheme alone.
            _ => Err(Error::UnknownDatabase(text.split(':').next().unwrap_or_default().to_owned())),
        }
    }
}

/// The connections to one database: some to read, and for SQLite a single one to write.
#[derive(Clone)]
pub struct Database {
    read: Readers,
    /// The same for statements that are read best in one way, whatever they ask for.
    read_planned_once: Readers,
    write: DatabaseConnection,
    /// The connections that read, counted apart: what follows the log is no part of any request.
    follow: Readers,
    /// What opens the connections that read, and lends some to those who read in a transaction.
    pool: DatabaseConnection,
    statements: Arc<AtomicU64>,
    followed: Arc<AtomicU64>,
    changed: Arc<Notify>,
    /// The number of the last change that this process has committed.
    written: Arc<AtomicI64>,
    /// When SQLite last looked how many records there are.
    optimised: Arc<Mutex<Instant>>,
}

impl Database {
    /// Connects and brings the schema up to date.
    ///
    /// A statement that reads may take `longest_read`. PostgreSQL ends it soon after, and would go on for a client that waits no
    /// more; on SQLite, whose statements run inside this process, one that nobody waits for ends at once.
    pub async fn open(url: &DatabaseUrl, longest_read: Duration) -> Result<Self> {
        let mut write = connect_to_write(url).await?;
        let (pool, readers) = match url {
            DatabaseUrl::Sqlite(path) => {
                upgrade(&write, Some(path)).await?;
                write.execute_unprepared(OPTIMISE_ALL).await?;
                (connect_sqlite_readers(path).await?, 8)
            }
            DatabaseUrl::Postgres(address) => {
                upgrade(&write, None).await?;
                (connect_postgres(address, Some(longest_read)).await?, 16)
            }
        };
        let (statements, followed) = (Arc::<AtomicU64>::default(), Arc::<AtomicU64>::default());
        let read = Readers::of(&pool, readers, CONNECTION_WAIT, Arc::clone(&statements));
        let follow = read.counted_by(Arc::clone(&followed));
        let counted = Arc::clone(&statements);
        write.set_metric_callback(move |_| {
            counted.fetch_add(1, Ordering::Relaxed);
        });
        Ok(Self {
            read_planned_once: read.planned_once(),
            read,
            write,
            follow,
            pool,
            statements,
            followed,
            changed: Arc::default(),
            written: Arc::default(),
            optimised: Arc::new(Mutex::new(Instant::now())),
        })
    }

    /// How many SQL statements ran since the start, but for those that follow the log.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// The number of the last change that this process has committed; 0 before there was one. Who has not followed the
    /// log up to it does not know what a reader of this process may expect to see.
    pub fn written(&self) -> i64 {
        self.written.load(Ordering::Acquire)
    }

    /// How many SQL statements followed the log since the start.
    pub fn statements_of_followers(&self) -> u64 {
        self.followed.load(Ordering::Relaxed)
    }

    /// Answers when the database does.
    pub async fn ping(&self) -> Result<()> {
        Ok(self.pool.ping().await?)
    }

    /// Lets running statements end and closes all connections.
    pub async fn close(self) -> Result<()> {
        self.read.close().await;
        self.pool.close().await?;
        Ok(self.write.close().await?)
    }

    /// The connections that read, bare: a bench compares reads with statements of its own. What is read through them
    /// directly is at no stage, so nothing of the program may (`architecture.rs`).
    pub const fn bare(&self) -> &Readers {
        &self.read
    }

    /// The same database for one who reads: all that is read by it is of one moment, that of the first statement. For those
    /// few whose reads must belong together, since they wait for each other.
    pub fn at_one_moment(&self) -> Self {
        let read = Readers::at_one_moment(&self.pool, Arc::clone(&self.statements));
        Self { read_planned_once: read.clone(), read, ..self.clone() }
    }

    /// The same database for those who follow the log.
    pub(crate) fn uncounted(&self) -> Self {
        Self { read: self.follow.clone(), read_planned_once: self.follow.planned_once(), ..self.clone() }
    }

    /// Comes when this process has written something, also between the call and the wait for it.
    pub fn changed(&self) -> impl Future<Output = ()> + use<> {
        let mut changed = Box::pin(Arc::clone(&self.changed).notified_owned());
        changed.as_mut().enable();
        changed
    }

    /// Notes the number of a change that was committed.
    pub(crate) fn wrote(&self, number: i64) {
        self.written.fetch_max(number, Ordering::Release);
    }

    /// Wakes those who follow the log.
    pub(crate) fn wake(&self) {
        self.changed.notify_waiters();
    }

    pub(crate) const fn reading(&self) -> &Readers {
        &self.read
    }

    /// The same for statements that are read best in one way, whatever they ask for: by ids, by slugs, whole lists.
    pub(crate) const fn reading_planned_once(&self) -> &Readers {
        &self.read_planned_once
    }

    /// The connections to PostgreSQL, where that is the database.
    pub(crate) fn postgres(&self) -> Option<&PgPool> {
        let is_postgres = self.pool.get_database_backend() == DbBackend::Postgres;
        is_postgres.then(|| self.pool.get_postgres_connection_pool())
    }

    /// For those who read in a transaction.
    pub(crate) const fn pool(&self) -> &DatabaseConnection {
        &self.pool
    }

    /// Begins a transaction that reads, all of it from one moment, whatever is written meanwhile.
    pub(crate) async fn snapshot(&self) -> Result<DatabaseTransaction> {
        Ok(snapshot(&self.pool).await?)
    }

    /// Begins a transaction that writes. On SQLite it holds the write lock from its start, so that it never fails half
    /// way because another one got there first.
    pub(crate) async fn begin(&self) -> Result<DatabaseTransaction> {
        self.optimise().await?;
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(self.write.begin_with_options(options).await?)
    }
}

impl Database {
    /// Lets SQLite look how many records there are, where that is long ago.
    async fn optimise(&self) -> Result<()> {
        let due = {
            let mut last = self.optimised.lock().unwrap_or_else(PoisonError::into_inner);
            let due = last.elapsed() > OPTIMISED;
            if due {
                *last = Instant::now();
            }
            due
        };
        if due && self.write.get_database_backend() == DbBackend::Sqlite {
            self.write.execute_unprepared(OPTIMISE).await?;
        }
        Ok(())
    }
}

/// A connection that writes, to a database whose schema nobody has looked at yet.
pub(crate) async fn connect_to_write(url: &DatabaseUrl) -> Result<DatabaseConnection> {
    match url {
        DatabaseUrl::Sqlite(path) => connect_sqlite_writer(path).await,
        DatabaseUrl::Postgres(address) => connect_postgres(address, None).await,
    }
}

/// The same for somebody who writes one table after another: PostgreSQL keeps no statement, since one that was prepared for
/// other types of the same text is no use.
pub(crate) async fn connect_to_restore(url: &DatabaseUrl) -> Result<DatabaseConnection> {
    match url {
        DatabaseUrl::Sqlite(path) => connect_sqlite_writer(path).await,
        DatabaseUrl::Postgres(address) => {
            let mut options = ConnectOptions::new(address);
            options
                .connect_timeout(CONNECTION_WAIT)
                .sqlx_logging(false)
                .map_sqlx_postgres_opts(|postgres| postgres.statement_cache_capacity(0));
            connect(options, || without_password(address)).await
        }
    }
}

async fn connect_sqlite_writer(path: &Path) -> Result<DatabaseConnection> {
    private_file::make(path);
    let file = path.to_owned();
    let mut options = ConnectOptions::new("sqlite:");
    options.max_connections(1).sqlx_logging(false).map_sqlx_sqlite_opts(move |sqlite| {
        sqlite
            // Set here and not in an address, where a `?` or `%` of the path would mean something.
            .filename(&file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // An acknowledged write is on disk, also when the power fails.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(WRITE_WAIT)
            .analysis_limit(SAMPLE)
            .optimize_on_close(true, SAMPLE)
    });
    connect(options, || path.display().to_string()).await
}

async fn connect_sqlite_readers(path: &Path) -> Result<DatabaseConnection> {
    let file = path.to_owned();
    let mut options = ConnectOptions::new("sqlite:");
    options.max_connections(4).sqlx_logging(false).test_before_acquire(false).map_sqlx_sqlite_opts(move |sqlite| {
        sqlite
            .filename(&file)
            .read_only(true)
            .busy_timeout(WRITE_WAIT)
            .pragma("query_only", "ON")
            .pragma("cache_size", PAGES_KEPT)
    });
    connect(options, || path.display().to_string()).await
}

async fn connect_postgres(address: &str, longest_statement: Option<Duration>) -> Result<DatabaseConnection> {
    let mut options = ConnectOptions::new(address);
    options
        .max_connections(16)
        .connect_timeout(CONNECTION_WAIT)
        .acquire_timeout(CONNECTION_WAIT)
        .sqlx_logging(false)
        // A ping before every use would cost a seventh of the server's time.
        .test_before_acquire(false);
    if let Some(longest) = longest_statement {
        let longest = longest.saturating_add(AFTERWARDS);
        options.statement_timeout(longest.clamp(SHORTEST_STATEMENT, LONGEST_STATEMENT));
    }
    connect(options, || without_password(address)).await
}

async fn connect(options: ConnectOptions, place: impl FnOnce() -> String) -> Result<DatabaseConnection> {
    SeaOrm::connect(options).await.map_err(|error| Error::Unreachable { place: place(), error })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_statement_that_nobody_waits_for_ends() {
        let folder = tempfile::TempDir::new().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("content.db"));
        let database = Database::open(&url, Duration::from_secs(1)).await.unwrap();
        let endless = "WITH RECURSIVE numbers(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers)
            SELECT count(*) FROM numbers WHERE number < (SELECT count(*) FROM changes)";
        let read = database.read.query_one_raw(sea_orm::Statement::from_string(DbBackend::Sqlite, endless));
        assert!(tokio::time::timeout(Duration::from_millis(100), read).await.is_err());

        // Who still reads what was there before keeps the file of writes from being emptied.
        database.write.execute_unprepared("CREATE TABLE written (id INTEGER)").await.unwrap();
        let empty = sea_orm::Statement::from_string(DbBackend::Sqlite, "PRAGMA wal_checkpoint(TRUNCATE)");
        let emptied = database.write.query_one_raw(empty).await.unwrap().unwrap();
        assert_eq!(emptied.try_get_by_index::<i32>(0).unwrap(), 0);
    }

    #[test]
    fn an_address_says_which_database_it_is() {
        assert_eq!("sqlite:///var/x.db".parse::<DatabaseUrl>().unwrap(), DatabaseUrl::Sqlite("/var/x.db".into()));
        assert_eq!("sqlite:data/x.db".parse::<DatabaseUrl>().unwrap(), DatabaseUrl::Sqlite("data/x.db".into()));
        assert!(matches!("postgres://a:b@c/d".parse(), Ok(DatabaseUrl::Postgres(_))));
        let error = "mysql://root:secret@host/db".parse::<DatabaseUrl>().unwrap_err().to_string();
        assert!(error.contains("mysql") && !error.contains("secret"), "{error}");
        let shown = format!("{:?}", "postgres://root:secret@host/db".parse::<DatabaseUrl>().unwrap());
        assert_eq!(shown, r#"Postgres("db at host")"#);
    }
}
