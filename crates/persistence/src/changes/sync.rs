//! The log as copies elsewhere are kept by: what became of each document since, and nothing twice.

mod licensed;

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
    /// Behind the line, what was reached of that which the partner's licences gave and took; 0 where that is nothing.
    number: i64,
}

/// A text that is no place.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no cursor of changes: send one that this API gave, or none to begin with everything")]
pub struct NoPlace;

/// A change in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// What became of a document.
    pub change: Change,
    /// Whoever has taken it in, and all before it, goes on from here.
    pub place: Place,
}

/// What became of documents behind a place.
#[derive(Debug, PartialEq, Eq)]
pub struct Since {
    /// The last change of each document that changed, in their order.
    pub changes: Vec<Told>,
    /// Where it goes on, also where nothing changed.
    pub reached: Place,
    /// Whether there is more by now.
    pub more: bool,
}

impl Place {
    /// The beginning of every log.
    pub const BEGINNING: Self = Self { sequence: 0, mark: 0, number: 0 };

    /// The place of a change.
    pub fn of(change: &Change) -> Self {
        Self::new(change.sequence, change.node.uuid, change.at.into())
    }

    fn new(sequence: i64, node: Uuid, at: chrono::DateTime<chrono::Utc>) -> Self {
        // Bits of chance of the id, and of the clock: what a restored log has at this number is another document or moment.
        let mark = (node.as_u128() as u32) ^ (at.timestamp_millis() as u32);
        Self { sequence, mark, number: 0 }
    }

    pub(super) fn of_row(row: &QueryResult) -> Result<Self> {
        Ok(Self::new(row.try_get("", "sequence")?, row.try_get("", "node")?, row.try_get("", "at")?))
    }

    /// The number of the last change that was read.
    pub const fn sequence(self) -> i64 {
        self.sequence
    }

    /// The order of places.
    const fn order(self) -> (i64, i64) {
        (self.sequence, self.number)
    }
}

impl Told {
    fn of_row(row: &QueryResult) -> Result<Option<Self>> {
        let place = Place::of_row(row)?;
        Ok(change(row)?.map(|change| Self { change, place }))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:08x}", self.sequence, self.mark)?;
        if self.number > 0 { write!(f, "-{}", self.number) } else { Ok(()) }
    }
}

impl FromStr for Place {
    type Err = NoPlace;

    fn from_str(text: &str) -> Result<Self, NoPlace> {
        let (sequence, mark) = text.split_once('-').ok_or(NoPlace)?;
        let sequence = sequence.parse().ok().filter(|sequence| *sequence >= 0).ok_or(NoPlace)?;
        let (mark, number) = match mark.split_once('-') {
            Some((mark, number)) => (mark, number.parse().ok().filter(|number| *number > 0).ok_or(NoPlace)?),
            None => (mark, 0),
        };
        let mark = Some(mark).filter(|mark| mark.len() == 8).ok_or(NoPlace)?;
        let mark = u32::from_str_radix(mark, 16).map_err(|_| NoPlace)?;
        Ok(Self { sequence, mark, number })
    }
}

/// What became of documents of these kinds behind a place, `most` of them at most; none where the log does not go on from
/// there. A partner is told besides what its licences gave and took.
///
/// Numbers are given in the order of commits, so a line that is not there yet has a higher one than all that are. A document
/// that changes while its copy is being made gets a line behind all others, and is met again there.
pub async fn since(
    database: &Database,
    place: Place,
    kinds: &[Kind],
    most: u64,
    partner: Option<Uuid>,
) -> Result<Option<Since>> {
    // Read first: what is written from here on is behind it.
    let end = line(database, |select| select.order_by("sequence", Order::Desc)).await?;
    let end = end.unwrap_or(Place::BEGINNING);
    if !goes_on_from(database, place).await? {
        return Ok(None);
    }
    if let Some(partner) = partner.filter(|_| kinds.is_empty() || kinds.contains(&Kind::Article)) {
        return Ok(Some(licensed::since(database, place, end, kinds, most, partner).await?));
    }
    let rows = database.reading().query_all(&last_of_each(place, kinds, most + 1)).await?;
    let more = rows.len() as u64 > most;
    let rows: Vec<&QueryResult> = rows.iter().take(usize::try_from(most).unwrap_or(usize::MAX)).collect();
    let reached = match rows.last().map(|row| Place::of_row(row)).transpose()? {
        Some(last) if more || last.sequence > end.sequence => last,
        _ if end.sequence > place.sequence => end,
        _ => place,
    };
    let changes = rows.into_iter().filter_map(|row| Told::of_row(row).transpose()).collect::<Result<_>>()?;
    Ok(Some(Since { changes, reached, more }))
}

pub(super) async fn goes_on_from(database: &Database, place: Place) -> Result<bool> {
    let line_of_place = Place { number: 0, ..place };
    if line_of_place == Place::BEGINNING {
        return Ok(true);
    }
    let reached = line(database, |select| select.and_where(Expr::col("sequence").eq(place.sequence))).await?;
    Ok(reached == Some(line_of_place))
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
        let place = Place { sequence: 128, mark: 0x0f3a_2c1b, number: 0 };
        assert_eq!(place.to_string(), "128-0f3a2c1b");
        assert_eq!(place.to_string().parse(), Ok(place));
        let behind = Place { number: 7, ..place };
        assert_eq!(behind.to_string(), "128-0f3a2c1b-7");
        assert_eq!(behind.to_string().parse(), Ok(behind));
        assert!(place.order() < behind.order());
        for text in
            ["", "128", "-1-00000000", "a-00000000", "1-", "1-zzzzzzzz", "1-000000000", "1-00000000-", "1-00000000-0"]
        {
            assert_eq!(text.parse::<Place>(), Err(NoPlace), "{text}");
        }
    }
}
