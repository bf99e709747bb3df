//! The connections that read, kept open between statements.
//!
//! A pool of sqlx asks a connection whether it lives each time one is given back: a message there and back behind every
//! statement, on SQLite between threads. So the pool only opens them: one that has just answered is lent again at once,
//! one whose read was given up half way is closed, and on SQLite what still runs on it is ended.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sea_orm::sea_query::Values;
use sea_orm::sqlx::pool::PoolConnection;
use sea_orm::sqlx::query::Query;
use sea_orm::sqlx::{self, AssertSqlSafe, Connection as _, IntoArguments, Pool, Postgres, Sqlite};
use sea_orm::{
    ConnAcquireErr, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult,
    IsolationLevel, QueryResult, RuntimeErr, Statement, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::async_trait::async_trait;
use sea_query_sqlx::SqlxValues;
use tokio::sync::{OnceCell, OwnedSemaphorePermit, Semaphore};

/// How long a connection is trusted to live after it has answered.
const TRUSTED: Duration = Duration::from_secs(5);

/// After so many steps of its machine SQLite asks whether it is to go on: some tenths of a millisecond.
const STEPS: i32 = 20_000;

/// How PostgreSQL plans a statement that it was asked before (its documentation, section 20.7.4, `plan_cache_mode`). SQLite
/// always plans once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Plans {
    /// As it finds best: anew for each value, where that seems to be worth it.
    ByValues,
    /// Once for all values. To plan a page of several lists takes it as long as to read it.
    Once,
}

/// Connections that read, at no stage of their own.
#[derive(Clone)]
pub struct Readers {
    lent: Lent,
    plans: Plans,
    statements: Arc<AtomicU64>,
}

#[derive(Clone)]
enum Lent {
    Sqlite(Lender<Sqlite>),
    Postgres(Lender<Postgres>),
    Moment(Arc<Moment>),
}

/// One transaction, begun by the first statement: all others see what that one saw, whatever is written meanwhile.
struct Moment {
    pool: DatabaseConnection,
    transaction: OnceCell<DatabaseTransaction>,
}

/// Lends the connections of one pool.
struct Lender<D: sqlx::Database> {
    pool: Pool<D>,
    resting: Arc<Mutex<Vec<Rested<D>>>>,
    places: Arc<Semaphore>,
    patience: Duration,
}

/// A database whose statements can be ended when nobody waits for them any more.
trait Readable: sqlx::Database {
    /// Lets what runs on this connection go on for no longer than this lives.
    fn bind(connection: &mut Self::Connection, life: &Life) -> impl Future<Output = sqlx::Result<()>> + Send;

    /// Has statements on this connection planned so from now on.
    fn plan(connection: &mut Self::Connection, plans: Plans) -> impl Future<Output = sqlx::Result<()>> + Send;
}

impl Readable for Sqlite {
    async fn bind(connection: &mut Self::Connection, life: &Life) -> sqlx::Result<()> {
        let ended = Arc::clone(&life.ended);
        connection.lock_handle().await?.set_progress_handler(STEPS, move || !ended.load(Ordering::Relaxed));
        Ok(())
    }

    async fn plan(_: &mut Self::Connection, _: Plans) -> sqlx::Result<()> {
        Ok(())
    }
}

impl Readable for Postgres {
    // The server sees to it by itself, with a limit for each statement.
    async fn bind(_: &mut Self::Connection, _: &Life) -> sqlx::Result<()> {
        Ok(())
    }

    async fn plan(connection: &mut Self::Connection, plans: Plans) -> sqlx::Result<()> {
        let set = match plans {
            Plans::ByValues => "SET plan_cache_mode = auto",
            Plans::Once => "SET plan_cache_mode = force_generic_plan",
        };
        sqlx::raw_sql(set).execute(connection).await.map(drop)
    }
}

/// The life of a connection: it ends with this value.
#[derive(Default)]
struct Life {
    ended: Arc<AtomicBool>,
}

impl Drop for Life {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
    }
}

/// A connection with its life.
struct Living<D: sqlx::Database> {
    // Before the connection, which else would wait for what runs on it.
    _life: Life,
    connection: D::Connection,
    plans: Plans,
}

impl<D: Readable> Living<D> {
    async fn plan(&mut self, plans: Plans) -> sqlx::Result<()> {
        if self.plans != plans {
            D::plan(&mut self.connection, plans).await?;
            self.plans = plans;
        }
        Ok(())
    }
}

/// A connection that nobody uses, and since when.
struct Rested<D: sqlx::Database> {
    living: Living<D>,
    since: Instant,
}

/// A connection in use.
struct Loan<D: sqlx::Database> {
    living: Living<D>,
    /// Whether it was used before: then the other end may have closed it since.
    used_before: bool,
    _place: OwnedSemaphorePermit,
}

impl Readers {
    /// So many as this pool opens. Who finds none free waits for so long; each statement is counted.
    pub(crate) fn of(pool: &DatabaseConnection, most: usize, patience: Duration, statements: Arc<AtomicU64>) -> Self {
        let lent = match pool.get_database_backend() {
            DbBackend::Postgres => {
                Lent::Postgres(Lender::of(pool.get_postgres_connection_pool().clone(), most, patience))
            }
            _ => Lent::Sqlite(Lender::of(pool.get_sqlite_connection_pool().clone(), most, patience)),
        };
        Self { lent, plans: Plans::ByValues, statements }
    }

    /// The same for statements that are read best in one way, whatever values they ask for.
    pub(crate) fn planned_once(&self) -> Self {
        Self { plans: Plans::Once, ..self.clone() }
    }

    /// Those that read from one moment, that of their first statement, one after another.
    pub(crate) fn at_one_moment(pool: &DatabaseConnection, statements: Arc<AtomicU64>) -> Self {
        let moment = Moment { pool: pool.clone(), transaction: OnceCell::new() };
        Self { lent: Lent::Moment(Arc::new(moment)), plans: Plans::ByValues, statements }
    }

    /// The same, whose statements are counted elsewhere.
    pub(crate) fn counted_by(&self, statements: Arc<AtomicU64>) -> Self {
        Self { statements, ..self.clone() }
    }

    /// Closes those that nobody uses.
    pub(crate) async fn close(&self) {
        match &self.lent {
            Lent::Sqlite(lender) => lender.close().await,
            Lent::Postgres(lender) => lender.close().await,
            Lent::Moment(_) => {}
        }
    }

    /// The first row. On SQLite that is one message there and one back.
    async fn row(&self, statement: &Statement) -> Result<Option<QueryResult>, DbErr> {
        let Lent::Sqlite(lender) = &self.lent else {
            return Ok(self.rows(statement).await?.into_iter().next());
        };
        self.statements.fetch_add(1, Ordering::Relaxed);
        let mut loan = lender.lend(self.plans).await?;
        let row = query(statement).fetch_optional(&mut loan.living.connection).await.map_err(failed)?;
        lender.take_back(loan);
        Ok(row.map(QueryResult::from))
    }

    async fn rows(&self, statement: &Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        match &self.lent {
            Lent::Sqlite(lender) => {
                let mut loan = lender.lend(self.plans).await?;
                let rows = query(statement).fetch_all(&mut loan.living.connection).await.map_err(failed)?;
                lender.take_back(loan);
                Ok(rows.into_iter().map(QueryResult::from).collect())
            }
            Lent::Postgres(lender) => {
                let mut loan = lender.lend(self.plans).await?;
                let mut rows = query(statement).fetch_all(&mut loan.living.connection).await;
                // The server was started anew since: what only reads can be asked again.
                if loan.used_before && matches!(rows, Err(sqlx::Error::Io(_))) {
                    loan.living = lender.open(self.plans).await?;
                    rows = query(statement).fetch_all(&mut loan.living.connection).await;
                }
                let rows = rows.map_err(failed)?;
                lender.take_back(loan);
                Ok(rows.into_iter().map(QueryResult::from).collect())
            }
            Lent::Moment(moment) => {
                let transaction = moment.transaction.get_or_try_init(|| snapshot(&moment.pool)).await?;
                transaction.query_all_raw(statement.clone()).await
            }
        }
    }
}

/// Begins a transaction that reads, all of it from one moment.
pub(crate) async fn snapshot(pool: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let is_postgres = pool.get_database_backend() == DbBackend::Postgres;
    let isolation_level = is_postgres.then_some(IsolationLevel::RepeatableRead);
    pool.begin_with_options(TransactionOptions { isolation_level, ..TransactionOptions::default() }).await
}

impl<D: Readable> Lender<D> {
    fn of(pool: Pool<D>, most: usize, patience: Duration) -> Self {
        Self { pool, resting: Arc::default(), places: Arc::new(Semaphore::new(most)), patience }
    }

    async fn lend(&self, plans: Plans) -> Result<Loan<D>, DbErr> {
        let place = match Arc::clone(&self.places).try_acquire_owned() {
            Ok(place) => place,
            Err(_) => self.wait().await?,
        };
        while let Some(Rested { mut living, since }) = self.last(plans) {
            let lives = since.elapsed() < TRUSTED || living.connection.ping().await.is_ok();
            if lives && living.plan(plans).await.is_ok() {
                return Ok(Loan { living, used_before: true, _place: place });
            }
        }
        Ok(Loan { living: self.open(plans).await?, used_before: false, _place: place })
    }

    async fn wait(&self) -> Result<OwnedSemaphorePermit, DbErr> {
        let place = tokio::time::timeout(self.patience, Arc::clone(&self.places).acquire_owned()).await;
        match place {
            Ok(Ok(place)) => Ok(place),
            Ok(Err(_)) => Err(DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed)),
            Err(_) => Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)),
        }
    }

    async fn open(&self, plans: Plans) -> Result<Living<D>, DbErr> {
        let opened = async {
            let mut connection = self.pool.acquire().await.map(PoolConnection::detach)?;
            let life = Life::default();
            D::bind(&mut connection, &life).await?;
            let mut living = Living { _life: life, connection, plans: Plans::ByValues };
            living.plan(plans).await?;
            Ok(living)
        };
        opened.await.map_err(|error| match error {
            sqlx::Error::PoolTimedOut => DbErr::ConnectionAcquire(ConnAcquireErr::Timeout),
            sqlx::Error::PoolClosed => DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed),
            other => DbErr::Conn(RuntimeErr::SqlxError(Arc::new(other))),
        })
    }

    /// The one that was used last for such statements, or else for others: those that are not needed come to rest below.
    fn last(&self, plans: Plans) -> Option<Rested<D>> {
        let mut resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        match resting.iter().rposition(|rested| rested.living.plans == plans) {
            Some(place) => Some(resting.remove(place)),
            None => resting.pop(),
        }
    }

    fn take_back(&self, loan: Loan<D>) {
        let rested = Rested { living: loan.living, since: Instant::now() };
        self.resting.lock().unwrap_or_else(PoisonError::into_inner).push(rested);
    }

    async fn close(&self) {
        while let Some(Rested { living, .. }) = self.last(Plans::Once) {
            // It ends either way.
            let _ = living.connection.close().await;
        }
    }
}

// Written out because deriving would ask the same of the database, which is only a mark.
impl<D: sqlx::Database> Clone for Lender<D> {
    fn clone(&self) -> Self {
        Self {
            pool: self.pool.clone(),
            resting: Arc::clone(&self.resting),
            places: Arc::clone(&self.places),
            patience: self.patience,
        }
    }
}

fn query<'s, D>(statement: &'s Statement) -> Query<'s, D, SqlxValues>
where
    D: sqlx::Database,
    SqlxValues: IntoArguments<D>,
{
    let values = statement.values.clone().unwrap_or_else(|| Values(Vec::new()));
    sqlx::query_with(AssertSqlSafe(statement.sql.as_str()), SqlxValues(values))
}

fn failed(error: sqlx::Error) -> DbErr {
    DbErr::Query(RuntimeErr::SqlxError(Arc::new(error)))
}

#[async_trait]
impl ConnectionTrait for Readers {
    fn get_database_backend(&self) -> DbBackend {
        match &self.lent {
            Lent::Sqlite(_) => DbBackend::Sqlite,
            Lent::Postgres(_) => DbBackend::Postgres,
            Lent::Moment(moment) => moment.pool.get_database_backend(),
        }
    }

    async fn execute_raw(&self, _: Statement) -> Result<ExecResult, DbErr> {
        Err(DbErr::Custom("these connections only read".to_owned()))
    }

    async fn execute_unprepared(&self, _: &str) -> Result<ExecResult, DbErr> {
        Err(DbErr::Custom("these connections only read".to_owned()))
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.row(&statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.rows(&statement).await
    }
}
