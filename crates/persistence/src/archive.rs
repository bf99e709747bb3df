//! All content as JSON Lines, and back: what is exported and restored into an empty database is exported again to the
//! same bytes. The history of drafts and the log are not part of it.

mod aside;

use std::io::{self, Write};

use sea_orm::sea_query::{Expr, Order, Query};
use sea_orm::{ConnectionTrait, DatabaseTransaction, EntityName, ExprTrait};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shanghaidoctor_domain::text::check_texts;
use shanghaidoctor_domain::{Actor, Kind, Stage, Verb, Violations};
use uuid::Uuid;

use self::aside::Aside;
use crate::stored::{Stored, with_kind};
use crate::write::{Record, Saved, Writing};
use crate::{Clock, Database, Error};

/// How JSON writes the character that no text may hold; what stands beside documents is looked at where this is in it.
const NULL_ESCAPED: &str = "\\u0000";

/// Documents read at once.
const BATCH: u64 = 200;

/// What stops an export or a restore.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The database failed, or refused a document.
    #[error(transparent)]
    Content(#[from] Error),
    /// The file cannot be read or written.
    #[error(transparent)]
    File(#[from] io::Error),
    /// A line is not what an export wrote.
    #[error("line {line}: {error}")]
    Line {
        /// The line, counted from 1.
        line: usize,
        /// What is wrong with it.
        error: LineError,
    },
}

/// What is wrong with a line.
#[derive(Debug, thiserror::Error)]
pub enum LineError {
    /// It is no JSON of the right shape.
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    /// It is of a kind that this version does not know.
    #[error("`{0}` is no kind of document")]
    Kind(String),
    /// A text in it cannot be kept.
    #[error("{0}")]
    Texts(#[from] Violations),
    /// The document is refused.
    #[error("{0}")]
    Content(#[from] Error),
}

/// Which kind of line it is.
#[derive(Deserialize)]
struct LineKind {
    kind: String,
}

/// Writes every document, those that others refer to first, then what is kept beside them; gives the number of lines.
pub async fn export(database: &Database, actor: &Actor, out: &mut impl Write) -> Result<u64, ArchiveError> {
    let snapshot = database.snapshot().await?;
    let mut lines = 0;
    for kind in Kind::ALL {
        actor.may(Verb::ReadDraft, kind).map_err(Error::from)?;
        lines += with_kind!(kind, T => export_kind::<T>(&snapshot, out).await)?;
    }
    lines += aside::export(&snapshot, out).await?;
    snapshot.commit().await.map_err(Error::from)?;
    out.flush()?;
    Ok(lines)
}

async fn export_kind<T: Stored>(snapshot: &DatabaseTransaction, out: &mut impl Write) -> Result<u64, ArchiveError> {
    let mut lines = 0;
    let mut after = Uuid::nil();
    loop {
        let ids = ids_after::<T>(snapshot, after).await?;
        let Some(last) = ids.last() else { return Ok(lines) };
        after = *last;
        let mut drafts = crate::read::whole::<T>(snapshot, Stage::Draft, &ids).await?;
        let mut public = crate::read::whole::<T>(snapshot, Stage::Published, &ids).await?;
        for id in &ids {
            if let Some(draft) = drafts.remove(id) {
                write_line(out, &Record::new(draft, public.remove(id)))?;
                lines += 1;
            }
        }
    }
}

fn write_line(out: &mut impl Write, line: &impl Serialize) -> Result<(), ArchiveError> {
    let mut text = serde_json::to_vec(line).map_err(Error::from)?;
    text.push(b'\n');
    Ok(out.write_all(&text)?)
}

async fn ids_after<T: Stored>(snapshot: &DatabaseTransaction, after: Uuid) -> Result<Vec<Uuid>, Error> {
    let select = Query::select()
        .column("id")
        .from(T::Entity::default().table_name())
        .and_where(Expr::col("stage").eq(Stage::Draft.letter()))
        .and_where(Expr::col("id").gt(after))
        .order_by("id", Order::Asc)
        .limit(BATCH)
        .take();
    let rows = snapshot.query_all(&select).await?;
    rows.iter().map(|row| Ok(row.try_get("", "id")?)).collect()
}

/// What a restore did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Restored {
    /// Documents that were not there before.
    pub created: usize,
    /// Documents that were there, the same.
    pub unchanged: usize,
}

/// Puts in all that `lines` hold, in one transaction: one bad line, and nothing of it is kept.
pub async fn restore(
    database: &Database,
    clock: &Clock,
    actor: Actor,
    lines: impl Iterator<Item = io::Result<String>>,
) -> Result<Restored, ArchiveError> {
    let mut writing = Writing::begin(database, clock, actor, Some("restored".to_owned())).await?;
    let mut restored = Restored::default();
    for (index, line) in lines.enumerate() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let saved =
            restore_line(&mut writing, &line).await.map_err(|error| ArchiveError::Line { line: index + 1, error })?;
        match saved {
            Some(Saved::Unchanged) => restored.unchanged += 1,
            Some(_) => restored.created += 1,
            None => {}
        }
    }
    writing.commit().await?;
    Ok(restored)
}

async fn restore_line(writing: &mut Writing, line: &str) -> Result<Option<Saved>, LineError> {
    if line.contains(NULL_ESCAPED) {
        check_texts(&serde_json::from_str::<Value>(line)?)?.into_result()?;
    }
    let LineKind { kind } = serde_json::from_str(line)?;
    if Aside::NAMES.contains(&kind.as_str()) {
        serde_json::from_str::<Aside>(line)?.restore(writing).await?;
        return Ok(None);
    }
    let known = Kind::ALL.into_iter().find(|known| known.name() == kind);
    with_kind!(known.ok_or(LineError::Kind(kind))?, T => {
        let record: Record<T> = serde_json::from_str(line)?;
        Ok(Some(writing.restore(record).await?))
    })
}
