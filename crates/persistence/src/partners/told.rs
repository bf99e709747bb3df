//! What licences give and take at a moment of theirs, at which nobody writes anything: the first who asks afterwards writes it
//! down, at the place in the log where everybody else will find it.

use std::collections::BTreeMap;

use sea_orm::sea_query::{Expr, OnConflict, Order, Query};
use sea_orm::{ConnectionTrait, ExprTrait};
use shanghaidoctor_domain::content::Article;
use shanghaidoctor_domain::query::ArticleFilter;
use shanghaidoctor_domain::{ChangeAction, DateTime, Kind, Licence, LicenceStatus, NodeId, Stage, TombstoneReason};
use uuid::Uuid;

use super::{Partners, licence};
use crate::accounts::{get, moment};
use crate::withdrawn::{Removals, Removed};
use crate::write::take_turn;
use crate::{Entry, Result, changes, read};

/// Rows that are written by one statement.
const BATCH: usize = 500;

/// A licence whose partner was told of this status last.
struct Known {
    licence: Licence,
    told: LicenceStatus,
    now: LicenceStatus,
}

/// What became of an article by licences alone.
struct Line {
    at: DateTime,
    article: Uuid,
    action: ChangeAction,
}

impl Partners {
    /// Writes down which articles the partner's licences give and have given by this moment, where that is not done yet.
    pub async fn tell_licences(&self, partner: Uuid, at: DateTime) -> Result<()> {
        if !known(self.database.reading(), partner, at).await?.iter().any(Known::is_due) {
            return Ok(());
        }
        let transaction = self.database.begin().await?;
        take_turn(&transaction).await?;
        // Somebody else may have been faster.
        let known = known(&transaction, partner, at).await?;
        let articles: Vec<Entry<Article>> =
            read::filtered(&transaction, Stage::Published, &ArticleFilter::default()).await?;
        write(&transaction, partner, lines(&known, &articles, at)).await?;
        for known in known.iter().filter(|known| known.is_due()) {
            let update = Query::update()
                .table("licences")
                .value("told", known.now.name())
                .and_where(Expr::col("id").eq(known.licence.id))
                .take();
            transaction.execute(&update).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// The articles whose whole text licences gave to this partner and gave no more, the latest first; none that another
    /// licence gave since. What was not written down yet is not among them.
    pub async fn taken_back(&self, partner: Uuid, removals: Removals) -> Result<Vec<Removed>> {
        let utc = chrono::DateTime::<chrono::Utc>::from;
        let select = Query::select()
            .columns(["article_id", "at"])
            .from("partner_changes")
            .and_where(Expr::col("partner_id").eq(partner))
            .and_where(Expr::col("action").eq(ChangeAction::Removed.name()))
            .and_where_option(removals.from.map(|from| Expr::col("at").gte(utc(from))))
            .and_where_option(removals.before.map(|before| Expr::col("at").lt(utc(before))))
            .order_by("number", Order::Desc)
            .limit(removals.most)
            .take();
        let rows = self.database.reading().query_all(&select).await?;
        let removed = rows.iter().map(|row| {
            Ok(Removed {
                node: NodeId { kind: Kind::Article, uuid: get(row, "article_id")? },
                at: moment(row, "at")?,
                reason: TombstoneReason::LicenceEnded,
                merged_into: None,
            })
        });
        removed.collect()
    }
}

impl Known {
    /// Clocks of servers differ: what was told is never taken back.
    fn is_due(&self) -> bool {
        self.told < self.now
    }

    /// Whether it held at any time, or its partner was told so in the moment that it was ended in.
    fn ever_held(&self) -> bool {
        self.told == LicenceStatus::InForce || self.licence.end().is_none_or(|end| self.licence.from < end)
    }
}

/// The licences of a partner of whose end it was not told. Of those for trying it is told nothing: what they give is not kept.
async fn known(connection: &impl ConnectionTrait, partner: Uuid, at: DateTime) -> Result<Vec<Known>> {
    let select = licence::select()
        .column("told")
        .and_where(Expr::col("partner_id").eq(partner))
        .and_where(Expr::col("sandbox").eq(false))
        .and_where(Expr::col("told").ne(LicenceStatus::Over.name()))
        .order_by("id", Order::Asc)
        .take();
    let rows = connection.query_all(&select).await?;
    let known = rows.iter().map(|row| {
        let (licence, told) = (licence::granted(row)?.licence, get::<String>(row, "told")?);
        let (told, now) = (LicenceStatus::named(&told).unwrap_or(LicenceStatus::ToCome), licence.status(at));
        Ok(Known { licence, told, now })
    });
    known.collect()
}

/// What these licences give now and did not before, and what they gave and none of them gives any more.
fn lines(known: &[Known], articles: &[Entry<Article>], at: DateTime) -> Vec<Line> {
    let holds = |known: &&Known, article: &Entry<Article>| {
        known.now == LicenceStatus::InForce && known.licence.covers(article.id(), &article.content)
    };
    let mut lines = BTreeMap::new();
    for article in articles {
        let covering = known.iter().filter(|known| known.licence.covers(article.id(), &article.content));
        let due: Vec<&Known> = covering.filter(|known| known.is_due() && known.ever_held()).collect();
        let given = known.iter().filter(|known| holds(known, article));
        let was_given = given.clone().any(|known| known.told == LicenceStatus::InForce);
        let line = match given.map(|known| known.licence.from).min() {
            _ if due.is_empty() || was_given => continue,
            Some(from) => (from, ChangeAction::Published),
            None => (due.iter().filter_map(|known| known.licence.end()).max().unwrap_or(at), ChangeAction::Removed),
        };
        lines.insert((line.0, article.id), line.1);
    }
    lines.into_iter().map(|((at, article), action)| Line { at, article, action }).collect()
}

/// Writes lines behind the last one of the log, each in the place of the one that its article had before.
async fn write(connection: &impl ConnectionTrait, partner: Uuid, lines: Vec<Line>) -> Result<()> {
    let sequence = changes::last_in(connection).await?;
    let select = Query::select()
        .expr_as(Expr::col("number").max(), "number")
        .from("partner_changes")
        .and_where(Expr::col("partner_id").eq(partner))
        .take();
    let row = connection.query_one(&select).await?;
    let last: Option<i64> = row.map(|row| row.try_get("", "number")).transpose()?.flatten();
    let mut numbers = last.unwrap_or_default() + 1..;
    for batch in lines.chunks(BATCH) {
        let replaced = OnConflict::columns(["partner_id", "article_id"])
            .update_columns(["sequence", "number", "at", "action"])
            .to_owned();
        let mut insert = Query::insert();
        insert
            .into_table("partner_changes")
            .columns(["partner_id", "article_id", "sequence", "number", "at", "action"])
            .on_conflict(replaced);
        for (line, number) in batch.iter().zip(numbers.by_ref()) {
            insert.values_panic([
                partner.into(),
                line.article.into(),
                sequence.into(),
                number.into(),
                chrono::DateTime::<chrono::Utc>::from(line.at).into(),
                line.action.name().into(),
            ]);
        }
        connection.execute(&insert).await?;
    }
    Ok(())
}
