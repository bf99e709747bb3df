//! The data in a database, made and imported once.

use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use sea_orm::{ConnectionTrait as _, Database as SeaOrm, DatabaseConnection, DbBackend, Statement};
use shanghaidoctor_domain::Actor;
use shanghaidoctor_persistence::{Clock, Database, archive};

use super::data::{self, Size};
use super::process;

/// Content in a database.
pub(crate) struct Content {
    /// How much of it there is.
    pub(crate) size: Size,
    /// The address of the database.
    pub(crate) url: String,
    /// Which database it is, with its version.
    pub(crate) name: String,
    /// The process that starts those of the database, where it has any.
    pub(crate) postmaster: Option<u32>,
    /// Where servers may keep what they make of it.
    pub(crate) folder: PathBuf,
}

impl Content {
    /// In a SQLite file of this folder.
    pub(crate) async fn sqlite(folder: &Path, factor: usize) -> anyhow::Result<Self> {
        let folder = folder.join(format!("sqlite-{factor}"));
        let (file, done) = (folder.join("content.db"), folder.join("done"));
        let url = format!("sqlite:{}", file.display());
        if !done.exists() {
            let _ = std::fs::remove_file(&file);
            std::fs::create_dir_all(&folder)?;
            import(&folder, &url, factor).await?;
            File::create(&done)?;
        }
        let version = text(&SeaOrm::connect(&url).await?, "SELECT sqlite_version()").await?;
        Ok(Self { size: Size::times(factor), url, name: format!("SQLite {version}"), postmaster: None, folder })
    }

    /// In a database of its own on this PostgreSQL server.
    pub(crate) async fn postgres(server: &str, folder: &Path, factor: usize) -> anyhow::Result<Self> {
        let folder = folder.join(format!("postgres-{factor}"));
        std::fs::create_dir_all(&folder)?;
        let (base, _) = server.rsplit_once('/').context("the address of a PostgreSQL server")?;
        let database = format!("load_{factor}");
        let url = format!("{base}/{database}");
        let admin = SeaOrm::connect(server).await?;
        if !is_complete(&url).await {
            admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {database}")).await?;
            admin.execute_unprepared(&format!("CREATE DATABASE {database}")).await?;
            import(&folder, &url, factor).await?;
        }
        let own = SeaOrm::connect(&url).await?;
        // What the server does by itself within some minutes, so that it does not do it while something is measured.
        own.execute_unprepared("VACUUM ANALYZE").await?;
        own.execute_unprepared("CHECKPOINT").await?;
        let version = text(&own, "SHOW server_version").await?;
        let backend: u32 = text(&own, "SELECT pg_backend_pid()::text").await?.parse()?;
        let postmaster = Some(process::parent(backend)?);
        let version = version.split(' ').next().unwrap_or_default();
        Ok(Self { size: Size::times(factor), url, name: format!("PostgreSQL {version}"), postmaster, folder })
    }
}

/// The import is one transaction: where the last kind is, all is.
async fn is_complete(url: &str) -> bool {
    match SeaOrm::connect(url).await {
        Ok(database) => text(&database, "SELECT slug FROM articles LIMIT 1").await.is_ok(),
        Err(_) => false,
    }
}

async fn text(database: &DatabaseConnection, sql: &str) -> anyhow::Result<String> {
    let statement = Statement::from_string(database.get_database_backend(), sql);
    let row = database.query_one_raw(statement).await?.context("no row")?;
    Ok(row.try_get_by_index(0)?)
}

async fn import(folder: &Path, url: &str, factor: usize) -> anyhow::Result<()> {
    let file = folder.join("content.jsonl");
    let mut out = BufWriter::new(File::create(&file)?);
    data::write(Size::times(factor), &mut out)?;
    out.flush()?;
    let begun = std::time::Instant::now();
    let database = Database::open(&url.parse()?, Duration::from_secs(60)).await?;
    let lines = BufReader::new(File::open(&file)?).lines();
    let restored = archive::restore(&database, &Clock::system(), Actor::Operator, lines).await?;
    let backend = database.bare().get_database_backend();
    database.close().await?;
    std::fs::remove_file(&file)?;
    let name = if backend == DbBackend::Postgres { "PostgreSQL" } else { "SQLite" };
    eprintln!("{name}: imported {} documents in {:.0} s", restored.created, begun.elapsed().as_secs_f64());
    Ok(())
}
