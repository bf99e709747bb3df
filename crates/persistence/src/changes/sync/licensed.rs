//! The log as a partner follows it that holds licences: what these gave and took stands between its lines, each behind the
//! line that was the last when it was written down (`partners/told.rs`).
//!
//! It is written while no act is under way, so what stands behind a line is there before the next line is: places are met in
//! one order by all who read, whenever they do.

use sea_orm::sea_query::{Cond, Expr, JoinType, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, ExprTrait, QueryResult};
use shanghaidoctor_domain::{ChangeAction, Kind, NodeId, TombstoneReason};
use uuid::Uuid;

use super::{Place, Since, Told, last_of_each};
use crate::changes::Change;
use crate::{Database, Result};

/// What became of documents behind a place and up to the line `end`, for this partner.
pub(super) async fn since(
    database: &Database,
    place: Place,
    end: Place,
    kinds: &[Kind],
    most: u64,
    partner: Uuid,
) -> Result<Since> {
    let mut lines = last_of_each(place, kinds, most + 1);
    lines
        .and_where(Expr::col(("changes", "sequence")).lte(end.sequence))
        .and_where(Expr::exists(licences_behind(partner)).not());
    let lines = database.reading().query_all(&lines).await?;
    // Read behind them: what is behind a line that was read is there.
    let given = database.reading().query_all(&given(place, end, most + 1, partner)).await?;
    let mut places = Vec::with_capacity(lines.len() + given.len());
    for row in &lines {
        places.push((Place::of_row(row)?, Told::of_row(row)?));
    }
    for row in &given {
        let told = told(row)?;
        places.push((told.place, Some(told)));
    }
    places.sort_by_key(|(place, _)| place.order());
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let more = places.len() > most;
    places.truncate(most);
    let last = places.last().map_or(place, |(last, _)| *last);
    let reached = if more || last.order() > end.order() { last } else { furthest(place, end) };
    // A line of a kind that only a newer program knows concerns nobody here.
    let changes = places.into_iter().filter_map(|(_, told)| told).collect();
    Ok(Since { changes, reached, more })
}

fn furthest(one: Place, other: Place) -> Place {
    if one.order() < other.order() { other } else { one }
}

/// What licences gave and took of the document of a line, behind that line.
fn licences_behind(partner: Uuid) -> SelectStatement {
    Query::select()
        .expr(Expr::val(1))
        .from("partner_changes")
        .and_where(Expr::col(("partner_changes", "partner_id")).eq(partner))
        .and_where(Expr::col(("partner_changes", "article_id")).equals(("changes", "node")))
        .and_where(Expr::col(("partner_changes", "sequence")).gte(Expr::col(("changes", "sequence"))))
        .take()
}

/// What licences gave and took behind a place. What was given needs no word where the article changed afterwards, which shows
/// it as it is then; what was taken is told all the same, but where the article is gone for everybody.
fn given(place: Place, end: Place, most: u64, partner: Uuid) -> SelectStatement {
    let is_given = Expr::col(("partner_changes", "action")).eq(ChangeAction::Published.name());
    let is_gone = Expr::col(("later", "action")).eq(ChangeAction::Removed.name());
    let later = Query::select()
        .expr(Expr::val(1))
        .from_as("changes", "later")
        .and_where(Expr::col(("later", "node")).equals(("partner_changes", "article_id")))
        .and_where(Expr::col(("later", "sequence")).gt(Expr::col(("partner_changes", "sequence"))))
        .cond_where(Cond::any().add(is_given).add(is_gone))
        .take();
    let sequence = || Expr::col(("partner_changes", "sequence"));
    let number = Expr::col(("partner_changes", "number"));
    let of_same_line = Cond::all().add(sequence().eq(place.sequence)).add(number.gt(place.number));
    Query::select()
        .columns(["sequence", "number", "at", "action", "article_id"].map(|column| ("partner_changes", column)))
        .expr_as(Expr::col(("line", "node")), "line_node")
        .expr_as(Expr::col(("line", "at")), "line_at")
        .from("partner_changes")
        .join_as(
            JoinType::InnerJoin,
            "changes",
            "line",
            Expr::col(("line", "sequence")).equals(("partner_changes", "sequence")),
        )
        .and_where(Expr::col(("partner_changes", "partner_id")).eq(partner))
        .cond_where(Cond::any().add(sequence().gt(place.sequence)).add(of_same_line))
        .and_where(sequence().lte(end.sequence))
        .and_where(Expr::exists(later).not())
        .order_by(("partner_changes", "number"), Order::Asc)
        .limit(most)
        .take()
}

fn told(row: &QueryResult) -> Result<Told> {
    let action: String = row.try_get("", "action")?;
    let action = ChangeAction::named(&action).unwrap_or(ChangeAction::Updated);
    let at: chrono::DateTime<chrono::Utc> = row.try_get("", "at")?;
    let sequence = row.try_get("", "sequence")?;
    let line = Place::new(sequence, row.try_get("", "line_node")?, row.try_get("", "line_at")?);
    let change = Change {
        sequence,
        at: at.into(),
        action,
        reason: (action == ChangeAction::Removed).then_some(TombstoneReason::LicenceEnded),
        node: NodeId { kind: Kind::Article, uuid: row.try_get("", "article_id")? },
        merged_into: None,
    };
    Ok(Told { change, place: Place { number: row.try_get("", "number")?, ..line } })
}
