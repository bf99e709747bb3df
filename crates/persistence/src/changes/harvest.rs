//! The log as libraries harvest it: each paper once, by its last line, whether it is public or was taken away.

use std::collections::HashSet;

use sea_orm::sea_query::{Alias, Cond, Expr, Func, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, ExprTrait, QueryResult};
use shanghaidoctor_domain::content::{Journal, Publication};
use shanghaidoctor_domain::{DateTime, Id, Kind, Stage};
use uuid::Uuid;

use super::sync::{Place, goes_on_from};
use crate::{Database, Result};

/// Which papers are harvested.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Those that changed last at this moment or later.
    pub from: Option<DateTime>,
    /// Those that changed last before this moment.
    pub before: Option<DateTime>,
    /// Those that appeared in this journal; of those that were taken away, those that named it then.
    pub journal: Option<Id<Journal>>,
}

/// A paper, by its last line in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Harvested {
    /// Which.
    pub id: Id<Publication>,
    /// When it changed last.
    pub at: DateTime,
    /// The journal that it appeared in, where that is public.
    pub journal: Option<Id<Journal>>,
    /// Whether it was taken away.
    pub is_removed: bool,
}

/// Papers in the order in which they changed last.
#[derive(Debug, PartialEq, Eq)]
pub struct Page {
    /// Which.
    pub papers: Vec<Harvested>,
    /// Where the next ones begin; none where there are no more.
    pub next: Option<Place>,
}

/// The next papers behind a place, `most` of them at most; none where the log does not go on from there.
///
/// One that changes while others are read gets a line behind all of these, and is met again there.
pub async fn page(database: &Database, selection: &Selection, after: Place, most: u64) -> Result<Option<Page>> {
    if !goes_on_from(database, after).await? {
        return Ok(None);
    }
    let mut select = lines(selection);
    select
        .columns(["sequence", "node", "at", "named"].map(|column| (log(), column)))
        .column((public(), "journal_id"))
        .expr_as(Expr::col((public(), "id")).is_null(), "removed")
        .and_where(Expr::col((log(), "sequence")).gt(after.sequence()))
        .order_by((log(), "sequence"), Order::Asc)
        .limit(most + 1);
    let rows = database.reading().query_all(&select).await?;
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let last = rows.get(most.saturating_sub(1)).filter(|_| rows.len() > most);
    let next = last.map(Place::of_row).transpose()?;
    let papers = read(database, rows.iter().take(most)).await?;
    Ok(Some(Page { papers, next }))
}

/// How many there are.
pub async fn count(database: &Database, selection: &Selection) -> Result<u64> {
    let mut select = lines(selection);
    select.expr_as(Func::count(Expr::col((log(), "sequence"))), "papers");
    let row = database.reading().query_one(&select).await?;
    let count: i64 = row.map(|row| row.try_get("", "papers")).transpose()?.unwrap_or_default();
    Ok(count.unsigned_abs())
}

/// One of them; none where the public never saw it.
pub async fn one(database: &Database, id: Id<Publication>) -> Result<Option<Harvested>> {
    let mut select = lines(&Selection::default());
    select
        .columns(["sequence", "node", "at", "named"].map(|column| (log(), column)))
        .column((public(), "journal_id"))
        .expr_as(Expr::col((public(), "id")).is_null(), "removed")
        .and_where(Expr::col((log(), "node")).eq(id.uuid()));
    let row = database.reading().query_one(&select).await?;
    Ok(read(database, row.iter()).await?.pop())
}

/// When the first of all changes of papers was.
pub async fn earliest(database: &Database) -> Result<Option<DateTime>> {
    let select = Query::select()
        .column("at")
        .from("changes")
        .and_where(Expr::col("kind").eq(Kind::Publication.prefix()))
        .order_by("at", Order::Asc)
        .limit(1)
        .take();
    let Some(row) = database.reading().query_one(&select).await? else { return Ok(None) };
    Ok(Some(row.try_get::<chrono::DateTime<chrono::Utc>>("", "at")?.into()))
}

fn log() -> Alias {
    Alias::new("changes")
}

fn public() -> Alias {
    Alias::new("publications")
}

/// The last line of each paper, beside what is public of it.
fn lines(selection: &Selection) -> SelectStatement {
    let later = Alias::new("later");
    let follows = Query::select()
        .expr(Expr::val(1))
        .from_as("changes", later.clone())
        .and_where(Expr::col((later.clone(), "node")).equals((log(), "node")))
        .and_where(Expr::col((later, "sequence")).gt(Expr::col((log(), "sequence"))))
        .take();
    let is_it = Expr::col((public(), "id"))
        .equals((log(), "node"))
        .and(Expr::col((public(), "stage")).eq(Stage::Published.letter()));
    let moment = chrono::DateTime::<chrono::Utc>::from;
    let mut select = Query::select()
        .from("changes")
        .left_join("publications", is_it)
        .and_where(Expr::col((log(), "kind")).eq(Kind::Publication.prefix()))
        .and_where(Expr::exists(follows).not())
        .and_where_option(selection.from.map(|from| Expr::col((log(), "at")).gte(moment(from))))
        .and_where_option(selection.before.map(|before| Expr::col((log(), "at")).lt(moment(before))))
        .take();
    if let Some(journal) = selection.journal {
        let named = Expr::col((log(), "named")).like(format!("%{}%", journal.uuid()));
        let was_in = Cond::all().add(Expr::col((public(), "id")).is_null()).add(named);
        select.cond_where(Cond::any().add(Expr::col((public(), "journal_id")).eq(journal.uuid())).add(was_in));
    }
    select
}

/// Lines as papers. The log does not say of what kind the documents are that a line names, so public journals are looked
/// for among those of papers that were taken away.
async fn read(database: &Database, rows: impl Iterator<Item = &QueryResult>) -> Result<Vec<Harvested>> {
    let mut papers = Vec::new();
    for row in rows {
        let (node, at): (Uuid, chrono::DateTime<chrono::Utc>) = (row.try_get("", "node")?, row.try_get("", "at")?);
        let is_removed: bool = row.try_get("", "removed")?;
        let named: Vec<Uuid> = match row.try_get::<Option<String>>("", "named")? {
            Some(named) if is_removed => serde_json::from_str(&named)?,
            _ => row.try_get::<Option<Uuid>>("", "journal_id")?.into_iter().collect(),
        };
        papers.push((Harvested { id: Id::new(node), at: at.into(), journal: None, is_removed }, named));
    }
    let known = journals(database, papers.iter().flat_map(|(_, named)| named.iter().copied()).collect()).await?;
    let with_journal = |(paper, named): (Harvested, Vec<Uuid>)| {
        let journal = named.into_iter().find(|named| known.contains(named));
        Harvested { journal: journal.map(Id::new), ..paper }
    };
    Ok(papers.into_iter().map(with_journal).collect())
}

/// Which of these are journals that the public sees.
async fn journals(database: &Database, among: HashSet<Uuid>) -> Result<HashSet<Uuid>> {
    if among.is_empty() {
        return Ok(HashSet::new());
    }
    let select = Query::select()
        .column("id")
        .from("journals")
        .and_where(Expr::col("stage").eq(Stage::Published.letter()))
        .and_where(Expr::col("id").is_in(among))
        .take();
    let rows = database.reading().query_all(&select).await?;
    rows.iter().map(|row| Ok(row.try_get("", "id")?)).collect()
}
