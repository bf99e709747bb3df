//! The log as copies elsewhere are kept by: what became of each document since, and nothing twice.

use std::fmt;
use std::str::FromStr;

use sea_orm::sea_query::{Alias, Expr, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, ExprTrait, QueryResult};
use shanghaidoctor_domain::Kind;
use uuid::Uuid;

use super::{CHANGE_COLUMNS, Change, change};
use crate::{Database, Result};

/// Where a copy has got to: the line of the log that it has reached, with a mark of what stands there. Another log, as after
/// a backup was restored, has other lines under the same numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    sequence: i64,
    mark: u32,
}

/// A text that is no place.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no cursor of changes: send one that this API gave, or none to begin with everything")]
pub struct NoPlace;

/// What became of documents behind a place.
#[derive(Debug, PartialEq, Eq)]
pub struct Since {
    /// The last change of each document that changed, in their order.
    pub changes: Vec<Change>,
    /// Where it goes on, also where nothing changed.
    pub reached: Place,
    /// Whether there is more by now.
    pub more: bool,
}

impl Place {
    /// The beginning of every log.
    pub const BEGINNING: Self = Self { sequence: 0, mark: 0 };

    /// The place of a change.
    pub fn of(change: &Change) -> Self {
        Self::new(change.sequence, change.node.uuid, change.at.into())
    }

    fn new(sequence: i64, node: Uuid, at: chrono::DateTime<chrono::Utc>) -> Self {
        // Bits of chance of the id, and of the clock: what a restored log has at this number is another document or moment.
        let mark = (node.as_u128() as u32) ^ (at.timestamp_millis() as u32);
        Self { sequence, mark }
    }

    pub(super) fn of_row(row: &QueryResult) -> Result<Self> {
        Ok(Self::new(row.try_get("", "sequence")?, row.try_get("", "node")?, row.try_get("", "at")?))
    }

    /// The number of the last change that was read.
    pub const fn sequence(self) -> i64 {
        self.sequence
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:08x}", self.sequence, self.mark)
    }
}

impl FromStr for Place {
    type Err = NoPlace;

    fn from_str(text: &str) -> Result<Self, NoPlace> {
        let (sequence, mark) = text.split_once('-').ok_or(NoPlace)?;
        let sequence = sequence.parse().ok().filter(|sequence| *sequence >= 0).ok_or(NoPlace)?;
        let mark = Some(mark).filter(|mark| mark.len() == 8).ok_or(NoPlace)?;
        let mark = u32::from_str_radix(mark, 16).map_err(|_| NoPlace)?;
        Ok(Self { sequence, mark })
    }
}

/// What became of documents of these kinds behind a place, `most` of them at most; none where the log does not go on from
/// there.
///
/// Numbers are given in the order of commits, so a line that is not there yet has a higher one than all that are. A document
/// that changes while its copy is being made gets a line behind all others, and is met again there.
pub async fn since(database: &Database, place: Place, kinds: &[Kind], most: u64) -> Result<Option<Since>> {
    // Read first: what is written from here on is behind it.
    let end = line(database, |select| select.order_by("sequence", Order::Desc)).await?;
    let end = end.unwrap_or(Place::BEGINNING);
    if !goes_on_from(database, place).await? {
        return Ok(None);
    }
    let rows = database.reading().query_all(&last_of_each(place, kinds, most + 1)).await?;
    let more = rows.len() as u64 > most;
    let rows: Vec<&QueryResult> = rows.iter().take(usize::try_from(most).unwrap_or(usize::MAX)).collect();
    let reached = match rows.last().map(|row| Place::of_row(row)).transpose()? {
        Some(last) if more || last.sequence > end.sequence => last,
        _ if end.sequence > place.sequence => end,
        _ => place,
    };
    let changes = rows.into_iter().filter_map(|row| change(row).transpose()).collect::<Result<_>>()?;
    Ok(Some(Since { changes, reached, more }))
}

pub(super) async fn goes_on_from(database: &Database, place: Place) -> Result<bool> {
    if place == Place::BEGINNING {
        return Ok(true);
    }
    let reached = line(database, |select| select.and_where(Expr::col("sequence").eq(place.sequence))).await?;
    Ok(reached == Some(place))
}

async fn line(
    database: &Database,
    which: impl FnOnce(&mut SelectStatement) -> &mut SelectStatement,
) -> Result<Option<Place>> {
    let mut select = Query::select().columns(CHANGE_COLUMNS).from("changes").limit(1).take();
    let row = database.reading().query_one(which(&mut select)).await?;
    row.map(|row| Place::of_row(&row)).transpose()
}

/// Lines behind a place that no other line of their document follows.
fn last_of_each(place: Place, kinds: &[Kind], most: u64) -> SelectStatement {
    let (log, later) = (Alias::new("changes"), Alias::new("later"));
    let follows = Query::select()
        .expr(Expr::val(1))
        .from_as("changes", later.clone())
        .and_where(Expr::col((later.clone(), "node")).equals((log.clone(), "node")))
        .and_where(Expr::col((later.clone(), "sequence")).gt(Expr::col((log.clone(), "sequence"))))
        .take();
    let mut select = Query::select()
        .columns(CHANGE_COLUMNS.map(|column| (log.clone(), column)))
        .from("changes")
        .and_where(Expr::col((log.clone(), "sequence")).gt(place.sequence))
        .and_where(Expr::exists(follows).not())
        .order_by((log.clone(), "sequence"), Order::Asc)
        .limit(most)
        .take();
    if !kinds.is_empty() {
        select.and_where(Expr::col((log, "kind")).is_in(kinds.iter().map(|kind| kind.prefix())));
    }
    select
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_written_and_read() {
        let place = Place { sequence: 128, mark: 0x0f3a_2c1b };
        assert_eq!(place.to_string(), "128-0f3a2c1b");
        assert_eq!(place.to_string().parse(), Ok(place));
        for text in ["", "128", "-1-00000000", "a-00000000", "1-", "1-zzzzzzzz", "1-000000000"] {
            assert_eq!(text.parse::<Place>(), Err(NoPlace), "{text}");
        }
    }
}
