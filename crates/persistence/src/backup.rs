//! Everything in one file, and back: all tables as rows of JSON and the pictures, from SQLite or PostgreSQL into either. It
//! is a plain tar archive, whose last file says the SHA-256 of all others, so that a look into it and a check of it need no
//! program of ours.
//!
//! Unlike an export ([`crate::archive`]) it holds the history of drafts, the log, accounts, releases and the audit log.

mod container;
mod restore;
mod rows;
mod tables;

use std::collections::BTreeSet;
use std::io::{self, Write};

use sea_orm::sea_query::Query;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend};
use serde::{Deserialize, Serialize};
use shanghaidoctor_domain::DateTime;
use shanghaidoctor_domain::content::Media;

use self::container::Container;
use self::tables::Table;
use crate::{Clock, Database, Error, MediaError, MediaStore, content_hash};

pub use self::restore::{Restored, restore};

/// The form of these archives; another one is not read.
const FORMAT: u32 = 1;

/// The first file of an archive.
const ABOUT: &str = "backup.json";

/// Below what the rows and the pictures are.
const TABLES: &str = "tables";
const PICTURES: &str = "media";

/// Rows are gathered to files of some megabytes, so that memory is bounded.
const FILE_SIZE: usize = 4 << 20;

/// What stops a backup or a restore.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database failed.
    #[error(transparent)]
    Content(#[from] Error),
    /// The place of the pictures failed.
    #[error(transparent)]
    Media(#[from] MediaError),
    /// The file cannot be read or written.
    #[error("the backup cannot be read or written: {0}")]
    File(#[from] io::Error),
    /// It is none, or not whole, or somebody changed it.
    #[error("this is no sound backup, and nothing was restored: {0}")]
    Unsound(String),
    /// It was made by a newer version of this program.
    #[error(
        "the backup was made by a newer version of this program, whose database has {0}: restore it with that version"
    )]
    Newer(String),
    /// Something is in the database already.
    #[error(
        "the database is not empty, and nothing was restored: give an empty one, or `--replace` to throw away all that is in \
         this one"
    )]
    NotEmpty,
    /// Somebody uses the database.
    #[error(
        "a server, or another command, is using the database, and nothing was restored: stop it, and restore again"
    )]
    InUse,
    /// The database has a table or column that no backup knows how to write.
    #[error("`{0}` in the database is of no type that a backup knows")]
    UnknownType(String),
}

type Result<T, E = BackupError> = std::result::Result<T, E>;

/// What an archive says of itself.
#[derive(Serialize, Deserialize)]
struct About {
    /// The form of the archive.
    format: u32,
    /// When it was made.
    at: DateTime,
    /// The steps of its database's schema.
    steps: Vec<String>,
}

/// What a backup holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// How many rows.
    pub rows: u64,
    /// How many pictures.
    pub pictures: u64,
    /// Pictures that records name and that are not in their place, or are there with another content.
    pub missing: Vec<String>,
}

/// Writes everything as it is at one moment, whatever is written meanwhile. This is for whoever runs the program: no account
/// may, and nobody is asked.
pub async fn write(database: &Database, media: &MediaStore, clock: &Clock, out: impl Write) -> Result<Written> {
    let snapshot = database.snapshot().await?;
    if snapshot.get_database_backend() == DbBackend::Postgres {
        // This is no request that somebody waits for.
        snapshot.execute_unprepared("SET LOCAL statement_timeout = 0").await.map_err(Error::from)?;
    }
    let at = clock.now();
    let mut container = Container::new(out, at);
    let about = About { format: FORMAT, at, steps: crate::upgrade::applied(&snapshot).await? };
    container.add(ABOUT, &serde_json::to_vec(&about).map_err(Error::from)?)?;
    let mut written = Written::default();
    for table in tables::all(&snapshot).await? {
        written.rows += write_table(&snapshot, &table, &mut container).await?;
    }
    let pictures = pictures(&snapshot).await?;
    snapshot.commit().await.map_err(Error::from)?;
    write_pictures(media, &pictures, &mut container, &mut written).await?;
    container.finish()?;
    Ok(written)
}

async fn write_table<W: Write>(
    snapshot: &DatabaseTransaction,
    table: &Table,
    container: &mut Container<W>,
) -> Result<u64> {
    let (mut rows, mut lines, mut files) = (0, Vec::new(), 0);
    let mut after = None;
    loop {
        let page = rows::page(snapshot, table, after.as_deref()).await?;
        for line in &page.lines {
            serde_json::to_writer(&mut lines, line).map_err(Error::from)?;
            lines.push(b'\n');
        }
        rows += page.lines.len() as u64;
        after = page.last;
        if lines.len() >= FILE_SIZE || (after.is_none() && !lines.is_empty()) {
            files += 1;
            container.add(&format!("{TABLES}/{}/{files:06}.jsonl", table.name), &lines)?;
            lines.clear();
        }
        if after.is_none() {
            return Ok(rows);
        }
    }
}

/// The pictures that there are records of, at any stage, each once.
async fn pictures(snapshot: &DatabaseTransaction) -> Result<Vec<Media>> {
    let select = Query::select().distinct().column("content").from("media").take();
    let rows = snapshot.query_all(&select).await.map_err(Error::from)?;
    let mut seen = BTreeSet::new();
    let mut pictures = Vec::new();
    for row in &rows {
        let content: String = row.try_get("", "content").map_err(Error::from)?;
        let picture: Media = serde_json::from_str(&content).map_err(Error::from)?;
        if seen.insert(picture.file_name()) {
            pictures.push(picture);
        }
    }
    Ok(pictures)
}

/// After the rows: a picture is kept before its record, and never changes.
async fn write_pictures<W: Write>(
    media: &MediaStore,
    pictures: &[Media],
    container: &mut Container<W>,
    written: &mut Written,
) -> Result<()> {
    for picture in pictures {
        match media.original(picture).await? {
            Some(bytes) if content_hash(&bytes) == picture.hash => {
                container.add(&format!("{PICTURES}/{}", picture.file_name()), &bytes)?;
                written.pictures += 1;
            }
            _ => written.missing.push(picture.file_name()),
        }
    }
    Ok(())
}
