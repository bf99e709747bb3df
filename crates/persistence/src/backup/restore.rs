use std::collections::BTreeMap;
use std::io::Read;

use sea_orm::sea_query::{Alias, Query};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use serde_json::json;
use shanghaidoctor_domain::AuditAction;

use super::tables::{self, Table};
use super::{ABOUT, About, BackupError, FORMAT, PICTURES, Result, TABLES, container, rows};
use crate::accounts::{Deed, Doer, audit};
use crate::{Clock, DatabaseUrl, Error, MediaStore, database, in_use, private_file, upgrade};

/// Tables that have a row from the first step on, which says nothing by itself.
const FILLED_BY_STEPS: [&str; 2] = ["change_counter", "column_format"];

/// What was restored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// When the backup was made.
    pub at: shanghaidoctor_domain::DateTime,
    /// How many rows it had.
    pub rows: u64,
    /// How many pictures.
    pub pictures: u64,
}

/// Puts all of a backup into an empty database, or, with `replace`, in place of what is in it, and the pictures beside those
/// that are there. A backup of an older schema is brought up to date. All of it or nothing, not even an empty file.
///
/// Whoever serves or reads the same database must not run meanwhile, and makes the search index anew afterwards.
///
/// # Errors
/// [`BackupError::InUse`] where a server of this program runs, or on SQLite any process has the file open.
pub async fn restore(
    url: &DatabaseUrl,
    media: &MediaStore,
    clock: &Clock,
    replace: bool,
    input: impl Read,
) -> Result<Restored> {
    let was_there = matches!(url, DatabaseUrl::Sqlite(file) if file.exists());
    let is_open_elsewhere = in_use::is_open_elsewhere(url).await?;
    let connection = database::connect_to_restore(url).await?;
    let transaction = upgrade::begin_alone(&connection).await?;
    let mut coming = Coming {
        transaction,
        media,
        url,
        replace,
        is_open_elsewhere,
        restored: None,
        tables: BTreeMap::new(),
        pictures: Vec::new(),
    };
    let come = container::read(input, async |name, bytes| coming.take(name, bytes).await).await;
    let Coming { transaction, restored, pictures, .. } = coming;
    let restored = match come {
        Ok(()) => end(transaction, restored, clock).await,
        Err(error) => {
            // It is gone with the connection at the latest; the first error counts.
            let _ = transaction.rollback().await;
            Err(error)
        }
    };
    connection.close().await.map_err(Error::from)?;
    if restored.is_err() {
        take_back(media, &pictures).await;
        if let (DatabaseUrl::Sqlite(file), false) = (url, was_there) {
            private_file::with_beside(file).for_each(|path| drop(std::fs::remove_file(path)));
        }
    }
    restored
}

async fn end(transaction: DatabaseTransaction, restored: Option<Restored>, clock: &Clock) -> Result<Restored> {
    let restored = restored.ok_or_else(|| BackupError::Unsound(format!("{ABOUT} is missing")))?;
    upgrade::bring_up(&transaction).await?;
    let detail = json!({ "backupOf": restored.at, "rows": restored.rows });
    let deed = Deed { action: AuditAction::Restored, target: None, detail: Some(detail) };
    audit::note(&transaction, clock, &Doer::operator(), deed).await?;
    transaction.commit().await.map_err(Error::from)?;
    Ok(restored)
}

/// Takes the pictures away again that were put in. What failed before is what is told; a picture that nobody names hurts
/// nobody.
async fn take_back(media: &MediaStore, pictures: &[String]) {
    for picture in pictures {
        if let Err(error) = media.remove_file(picture).await {
            tracing::warn!(picture, %error, "a picture of the backup that was not restored is still there");
        }
    }
}

/// A restore as far as it has come.
struct Coming<'a> {
    transaction: DatabaseTransaction,
    media: &'a MediaStore,
    url: &'a DatabaseUrl,
    replace: bool,
    is_open_elsewhere: bool,
    restored: Option<Restored>,
    tables: BTreeMap<String, Table>,
    /// The files of pictures that were not there before.
    pictures: Vec<String>,
}

impl Coming<'_> {
    async fn take(&mut self, name: &str, bytes: Vec<u8>) -> Result<()> {
        if name == ABOUT && self.restored.is_none() {
            return self.begin(&bytes).await;
        }
        let unknown = || BackupError::Unsound(format!("{name} does not belong in it"));
        let restored =
            self.restored.as_mut().ok_or_else(|| BackupError::Unsound(format!("{ABOUT} does not come first")))?;
        match name.split('/').collect::<Vec<_>>().as_slice() {
            [TABLES, table, _] => {
                let table = self.tables.get(*table).ok_or_else(unknown)?;
                restored.rows += rows::insert(&self.transaction, table, &bytes).await?;
            }
            [PICTURES, file] => {
                let (hash, ending) = file.split_once('.').ok_or_else(unknown)?;
                let (kept_under, is_new) = self.media.put_if_absent(bytes, ending).await?;
                if is_new {
                    self.pictures.push(format!("{kept_under}.{ending}"));
                }
                if kept_under != hash {
                    return Err(BackupError::Unsound(format!("{name} is not what it was")));
                }
                restored.pictures += 1;
            }
            _ => return Err(unknown()),
        }
        Ok(())
    }

    /// Makes the tables as they were when the backup was made.
    async fn begin(&mut self, about: &[u8]) -> Result<()> {
        let about: About =
            serde_json::from_slice(about).map_err(|error| BackupError::Unsound(format!("{ABOUT}: {error}")))?;
        if about.format != FORMAT {
            return Err(BackupError::Newer(format!("the form {}", about.format)));
        }
        let known = upgrade::known();
        if let Some(step) = about.steps.iter().find(|step| !known.contains(step)) {
            return Err(BackupError::Newer(step.clone()));
        }
        if !known.starts_with(&about.steps) {
            return Err(BackupError::Unsound("the steps of its schema are in another order".to_owned()));
        }
        let is_empty = self.is_empty().await?;
        if !is_empty && !self.replace {
            return Err(BackupError::NotEmpty);
        }
        if self.is_open_elsewhere || in_use::is_served(&self.transaction).await? {
            return Err(BackupError::InUse);
        }
        if let (DatabaseUrl::Sqlite(file), false) = (self.url, is_empty) {
            let copy = upgrade::copy(file, "before-restore").await?;
            tracing::info!(copy = %copy.display(), "a copy of the database as it was before is kept");
        }
        upgrade::make_anew(&self.transaction, about.steps.len() as u32).await?;
        for table in tables::all(&self.transaction).await? {
            if FILLED_BY_STEPS.contains(&table.name.as_str()) {
                let delete = Query::delete().from_table(Alias::new(&table.name)).take();
                self.transaction.execute(&delete).await.map_err(Error::from)?;
            }
            self.tables.insert(table.name.clone(), table);
        }
        self.restored = Some(Restored { at: about.at, rows: 0, pictures: 0 });
        Ok(())
    }

    async fn is_empty(&self) -> Result<bool> {
        // Refuses what a newer version has made.
        if upgrade::applied(&self.transaction).await?.is_empty() {
            return Ok(true);
        }
        for table in tables::all(&self.transaction).await? {
            if FILLED_BY_STEPS.contains(&table.name.as_str()) {
                continue;
            }
            let any =
                Query::select().expr(sea_orm::sea_query::Expr::val(1)).from(Alias::new(&table.name)).limit(1).take();
            if self.transaction.query_one(&any).await.map_err(Error::from)?.is_some() {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
