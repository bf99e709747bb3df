//! The filter grammar in SQL.
//!
//! A condition on a column without a value is neither true nor false in SQL; `not` asks whether it *is not true*, so
//! that a record without the value meets the negation on both databases.

mod place;
mod related;
pub(crate) mod searched;

use sea_orm::sea_query::{Cond, Expr, ExprTrait, Func, IntoColumnRef, LikeExpr, Order, SimpleExpr, Value};
use shanghaidoctor_domain::query::{DateFilter, DateTimeFilter, Direction, IdFilter, TextFilter, YearFilter};
use shanghaidoctor_domain::text::fold;
use shanghaidoctor_domain::{DateTime, PartialDate};
use uuid::Uuid;

pub use place::Place;
pub(crate) use related::{Way, is, listed, with_descendants};

/// All conditions of one filter, joined by "and".
pub(crate) struct All(Cond);

impl All {
    pub(crate) fn new() -> Self {
        Self(Cond::all())
    }

    /// Adds what `condition` makes of a part of the filter that is given.
    pub(crate) fn given<F>(self, part: &Option<F>, condition: impl FnOnce(&F) -> SimpleExpr) -> Self {
        match part {
            Some(part) => Self(self.0.add(condition(part))),
            None => self,
        }
    }

    /// Adds the nested filters: every one of `and`, one of `or`, not `not`.
    pub(crate) fn nested<F>(
        self,
        and: &Option<Vec<F>>,
        or: &Option<Vec<F>>,
        not: &Option<Box<F>>,
        condition: impl Fn(&F) -> SimpleExpr,
    ) -> Self {
        let every = |filters: &Vec<F>| filters.iter().map(&condition).fold(Cond::all(), Cond::add).into();
        self.given(and, every)
            .given(or, |filters| any(filters, &condition))
            .given(not, |filter| is_not_true(condition(filter)))
    }

    pub(crate) fn into_condition(self) -> SimpleExpr {
        self.0.into()
    }
}

/// Not this, a condition on a value that is not there included.
pub(crate) fn is_not_true(condition: SimpleExpr) -> SimpleExpr {
    Expr::expr(Func::coalesce([condition, Expr::val(false)])).not()
}

/// A text against a column of spellings (`shanghaidoctor_domain::text::Spellings`).
pub(crate) fn spelled(column: &Expr, filter: &TextFilter) -> SimpleExpr {
    let equal = |text: &String| like(column, format!("%\n{}\n%", escaped(text)));
    text(filter, column, equal, |start| format!("%\n{start}%"))
}

/// A text against a column that holds one text in lower case: a slug, a code.
pub(crate) fn plain(column: &Expr, filter: &TextFilter) -> SimpleExpr {
    let equal = |text: &String| column.clone().eq(fold(text));
    text(filter, column, equal, |start| format!("{start}%"))
}

fn text(
    filter: &TextFilter,
    column: &Expr,
    equal: impl Fn(&String) -> SimpleExpr,
    start: impl Fn(&str) -> String,
) -> SimpleExpr {
    let TextFilter { eq, one_of, contains, starts_with } = filter;
    All::new()
        .given(eq, &equal)
        .given(one_of, |texts| any(texts, &equal))
        .given(contains, |text| like(column, format!("%{}%", escaped(text))))
        .given(starts_with, |text| like(column, start(&escaped(text))))
        .into_condition()
}

fn like(column: &Expr, pattern: String) -> SimpleExpr {
    column.clone().like(LikeExpr::new(pattern).escape('!'))
}

/// At least one of these.
fn any<F>(parts: &[F], condition: impl Fn(&F) -> SimpleExpr) -> SimpleExpr {
    match parts.is_empty() {
        // Nothing is one of nothing; an empty condition would be true.
        true => Expr::val(1).eq(2),
        false => parts.iter().map(condition).fold(Cond::any(), Cond::add).into(),
    }
}

/// The text folded as the columns are, its own `%` and `_` standing for themselves.
fn escaped(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    for c in fold(text).chars() {
        if "%_!".contains(c) {
            pattern.push('!');
        }
        pattern.push(c);
    }
    pattern
}

/// An id against a column of ids.
pub(crate) fn id(column: &Expr, filter: &IdFilter) -> SimpleExpr {
    All::new()
        .given(&filter.eq, |id| column.clone().eq(id.uuid))
        .given(&filter.one_of, |ids| column.clone().is_in(ids.iter().map(|id| id.uuid)))
        .into_condition()
}

/// A year against a column of years.
pub(crate) fn year(column: &Expr, filter: &YearFilter) -> SimpleExpr {
    All::new()
        .given(&filter.eq, |year| column.clone().eq(*year))
        .given(&filter.gte, |year| column.clone().gte(*year))
        .given(&filter.lte, |year| column.clone().lte(*year))
        .into_condition()
}

/// A date against a column of days, as the number `yyyymmdd`.
pub(crate) fn day(column: &Expr, filter: &DateFilter) -> SimpleExpr {
    let on = |date: &PartialDate| column.clone().between(date.earliest(), date.latest());
    All::new()
        .given(&filter.on, on)
        .given(&filter.gte, |date| column.clone().gte(date.earliest()))
        .given(&filter.lte, |date| column.clone().lte(date.latest()))
        .into_condition()
}

/// A moment against a column of moments.
pub(crate) fn moment(column: &Expr, filter: &DateTimeFilter) -> SimpleExpr {
    let value = |moment: &DateTime| chrono::DateTime::<chrono::Utc>::from(*moment);
    All::new()
        .given(&filter.gt, |moment| column.clone().gt(value(moment)))
        .given(&filter.gte, |moment| column.clone().gte(value(moment)))
        .given(&filter.lt, |moment| column.clone().lt(value(moment)))
        .given(&filter.lte, |moment| column.clone().lte(value(moment)))
        .into_condition()
}

/// A value against a column: equal to one, and one of several.
pub(crate) fn choice<V: Copy, W: Into<Value>>(
    column: &Expr,
    eq: &Option<V>,
    one_of: &Option<Vec<V>>,
    value: impl Fn(V) -> W,
) -> SimpleExpr {
    let values = |list: &Vec<V>| list.iter().map(|one| value(*one).into()).collect::<Vec<Value>>();
    All::new()
        .given(eq, |one| column.clone().eq(value(*one).into()))
        .given(one_of, |list| column.clone().is_in(values(list)))
        .into_condition()
}

/// A number of a register against the columns that can hold it.
pub(crate) fn number(columns: &[Expr], TextFilter { eq, one_of, .. }: &TextFilter) -> SimpleExpr {
    let equal = |number: &String| any(columns, |column| column.clone().eq(number.as_str()));
    All::new().given(eq, equal).given(one_of, |numbers| any(numbers, equal)).into_condition()
}

/// SQL's word for a direction.
pub(crate) const fn sql_order(direction: Direction) -> Order {
    match direction {
        Direction::Asc => Order::Asc,
        Direction::Desc => Order::Desc,
    }
}

/// The ids as a list for `IN`. The last one stands in it as often as makes their number a power of two: a list of every
/// other length would be a statement of its own, to be prepared and planned anew.
pub(crate) fn in_ids(column: impl IntoColumnRef, ids: &[Uuid]) -> SimpleExpr {
    let missing = ids.len().next_power_of_two() - ids.len();
    Expr::col(column).is_in(ids.iter().chain(ids.last().into_iter().cycle().take(missing)).copied())
}
