//! What the records of a list are compared by, in SQL.

use std::sync::Arc;

use sea_orm::sea_query::{Expr, Func, JoinType, Order, SelectStatement, SimpleExpr, Value};
use sea_orm::{DbBackend, ExprTrait, IdenStatic};
use shanghaidoctor_domain::Stage;
use shanghaidoctor_domain::query::{Cursor, Direction, Key, KeyKind, Window};

use super::lists::List;
use super::records::table;
use crate::filter::{searched, sql_order};
use crate::packed::{Column, Values};
use crate::scope::At;
use crate::search::Ranking;
use crate::stored::{By, column};
use crate::{Listed, Result};

/// A column under the name of its table.
type Place = (&'static str, &'static str);

/// What the records of a list are compared by: a value, and the id where it is equal.
#[derive(Clone)]
pub(super) struct Compared {
    value: Place,
    /// What stands for the value where there is none.
    instead: Option<Place>,
    id: Place,
    compares: KeyKind,
    direction: Direction,
    joined: Joined,
}

/// Where the value is.
#[derive(Clone)]
enum Joined {
    /// In the table of the records.
    Nothing,
    /// In a table of its own, beside these ids.
    Table(Place),
    /// In the results of a search, beside these ids.
    Ranking(Arc<Ranking>, Place, DbBackend),
}

/// What a statement calls the results of the search that it orders by.
const RANKED: &str = "ranked";

impl Compared {
    /// What a statement calls the value.
    pub(super) const KEY: &str = "key";

    pub(super) fn of<T: Listed>(at: At, list: &List<T>, backend: DbBackend) -> Self {
        let ordering = T::ordering(list.order, list.names);
        let id = (table::<T>(), column::ID);
        let mut instead = None;
        let (value, id, joined) = match ordering.by {
            By::Column(column) => {
                let name = column.as_str();
                // A draft's own row does not know when it was published: it shows when it was made.
                let is_unknown = at != At::Stage(Stage::Published) && name == column::PUBLISHED_AT;
                instead = is_unknown.then_some((table::<T>(), column::CREATED_AT));
                ((table::<T>(), name), id, Joined::Nothing)
            }
            // Both from the one index that lists by visits.
            By::Visits => {
                let counted = ("visits", "article_id");
                (("visits", "count"), counted, Joined::Table(id))
            }
            By::Relevance => ((RANKED, searched::NUMBER), id, Joined::Ranking(list.searched.order(), id, backend)),
        };
        Self { value, instead, id, compares: ordering.compares, direction: ordering.direction, joined }
    }

    /// What a list is read in the order of. Equal records come oldest first in both directions of the order.
    pub(super) fn columns(&self, from_end: bool) -> [(Expr, Direction); 2] {
        [(self.value(), self.direction.turned(from_end)), (Expr::col(self.id), Direction::Asc.turned(from_end))]
    }

    fn value(&self) -> Expr {
        let value = Expr::col(self.value);
        match self.instead {
            Some(instead) => Func::coalesce([value, Expr::col(instead)]).into(),
            None => value,
        }
    }

    /// The same in columns of the statement.
    pub(super) fn columns_shown(&self, from_end: bool) -> Vec<(&'static str, Order)> {
        let directions = self.columns(from_end).map(|(_, direction)| sql_order(direction));
        [Self::KEY, column::ID].into_iter().zip(directions).collect()
    }

    /// The same among records that a statement has found already, with their values, under a name.
    pub(super) fn among(&self, name: &'static str) -> Self {
        Self { value: (name, Self::KEY), instead: None, id: (name, column::ID), ..self.clone() }
    }

    /// Brings the value into the statement.
    pub(super) fn join(&self, select: &mut SelectStatement) {
        match &self.joined {
            Joined::Nothing => {}
            Joined::Table(id) => {
                select.join(JoinType::InnerJoin, self.value.0, Expr::col(self.id).equals(*id));
            }
            Joined::Ranking(ranking, id, backend) => {
                let ranked = searched::numbered(&ranking.ids(), ranking.count(), *backend);
                let same = Expr::col((RANKED, searched::ID)).equals(*id);
                select.join_subquery(JoinType::InnerJoin, ranked, RANKED, same);
            }
        }
        let value = self.value();
        select.expr_as(
            match self.compares {
                // Whatever the width of the column.
                KeyKind::Number => value.cast_as("bigint"),
                KeyKind::Text | KeyKind::Moment => value,
            },
            Self::KEY,
        );
    }

    /// The value, as a column of a statement.
    pub(super) const fn key_column(&self) -> Column {
        match self.compares {
            KeyKind::Number => Column::Number(Self::KEY),
            KeyKind::Text => Column::Text(Self::KEY),
            KeyKind::Moment => Column::Moment(Self::KEY),
        }
    }

    /// The value, as a statement gives it.
    pub(super) fn key(&self, values: &mut Values<'_>) -> Result<Key> {
        Ok(match self.compares {
            KeyKind::Number => {
                let number = values.number()?;
                // A number says nothing of a result when the index has changed; its score does.
                Key::Number(match &self.joined {
                    Joined::Ranking(ranking, ..) => ranking.score(number),
                    Joined::Nothing | Joined::Table(_) => number,
                })
            }
            KeyKind::Text => Key::Text(values.text()?.to_owned()),
            KeyKind::Moment => Key::Moment(values.moment()?.unwrap_or_default().into()),
        })
    }

    /// Keeps what is within the window's cursors.
    pub(super) fn cut(&self, select: &mut SelectStatement, window: &Window) {
        if let Some(cursor) = &window.after {
            select.and_where(self.behind(cursor, self.direction, Direction::Asc));
        }
        if let Some(cursor) = &window.before {
            select.and_where(self.behind(cursor, self.direction.turned(true), Direction::Desc));
        }
    }

    /// The cursor of a result as the number that it has now: where it is gone, one that all behind it are behind.
    fn numbered(&self, cursor: &Cursor, by_value: Direction) -> Cursor {
        let (Joined::Ranking(ranking, ..), Key::Number(score)) = (&self.joined, &cursor.key) else {
            return cursor.clone();
        };
        let (before, up_to) = ranking.around(*score, cursor.id);
        let number = match by_value {
            Direction::Asc => up_to,
            Direction::Desc => before + 1,
        };
        Cursor { key: Key::Number(number), ..cursor.clone() }
    }

    /// Behind the cursor's place: further by value, or equal by value and further by id. That the value is not nearer
    /// follows from both; said by itself, it lets the database go straight to the place in its index.
    fn behind(&self, cursor: &Cursor, by_value: Direction, by_id: Direction) -> SimpleExpr {
        let cursor = self.numbered(cursor, by_value);
        let value = || match &cursor.key {
            Key::Number(number) => Value::from(*number),
            Key::Text(text) => Value::from(text.as_str()),
            Key::Moment(moment) => Value::from(chrono::DateTime::<chrono::Utc>::from(*moment)),
        };
        let column = || self.value();
        let (not_nearer, further) = match by_value {
            Direction::Asc => (column().gte(value()), column().gt(value())),
            Direction::Desc => (column().lte(value()), column().lt(value())),
        };
        if matches!(self.joined, Joined::Ranking(..)) {
            // No two results have one number.
            return further;
        }
        let further_by_id = match by_id {
            Direction::Asc => Expr::col(self.id).gt(cursor.id),
            Direction::Desc => Expr::col(self.id).lt(cursor.id),
        };
        not_nearer.and(further.or(further_by_id.and(column().eq(value()))))
    }
}
