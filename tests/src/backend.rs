use std::path::Path;

use sea_orm::{ConnectionTrait, Database, DbErr};

/// The database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// A file in the test's own folder.
    Sqlite,
    /// A database of its own in the cluster that `make test` starts.
    Postgres,
}

/// The address of the cluster's `postgres` database; `make test` sets it.
const CLUSTER: &str = "TEST_POSTGRES_URL";

impl Backend {
    /// Makes an empty database and gives its address.
    pub async fn create(self, folder: &Path) -> String {
        match self {
            Self::Sqlite => format!("sqlite:{}", folder.join("test.db").display()),
            Self::Postgres => {
                let cluster = std::env::var(CLUSTER)
                    .unwrap_or_else(|_| panic!("{CLUSTER} is not set: run the tests by `make test`"));
                create_database(&cluster).await.expect("the cluster makes a database")
            }
        }
    }
}

async fn create_database(cluster: &str) -> Result<String, DbErr> {
    let name = format!("test_{}", uuid::Uuid::new_v4().simple());
    let connection = Database::connect(cluster).await?;
    connection.execute_unprepared(&format!("CREATE DATABASE {name}")).await?;
    connection.close().await?;
    let (server, _) = cluster.rsplit_once('/').expect("an address that ends in a database's name");
    Ok(format!("{server}/{name}"))
}
