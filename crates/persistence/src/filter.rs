//! The filter grammar in SQL.
//!
//! A condition on a column without a value is neither true nor false in SQL; `not` asks whether it *is not true*, so
//! that a record without the value meets the negation on both databases.

use sea_orm::sea_query::{Cond, Expr, ExprTrait, Func, IntoColumnRef, LikeExpr, Order, Query, SimpleExpr, Value};
use shanghaidoctor_domain::Kind;
use shanghaidoctor_domain::content::LinkRole;
use shanghaidoctor_domain::query::{Direction, IdFilter, TextFilter, YearFilter};
use shanghaidoctor_domain::text::fold;
use uuid::Uuid;

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

fn is_not_true(condition: SimpleExpr) -> SimpleExpr {
    Expr::expr(Func::coalesce([condition, Expr::val(false)])).not()
}

/// A text against a column of spellings (`shanghaidoctor_domain::text::Spellings`).
pub(crate) fn spelled(column: impl IntoColumnRef + Copy, filter: &TextFilter) -> SimpleExpr {
    let equal = |text: &String| like(column, format!("%\n{}\n%", escaped(text)));
    text(filter, column, equal, |start| format!("%\n{start}%"))
}

/// A text against a column that holds one text in lower case: a slug, a code.
pub(crate) fn plain(column: impl IntoColumnRef + Copy, filter: &TextFilter) -> SimpleExpr {
    let equal = |text: &String| Expr::col(column).eq(fold(text));
    text(filter, column, equal, |start| format!("{start}%"))
}

fn text(
    filter: &TextFilter,
    column: impl IntoColumnRef + Copy,
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

fn like(column: impl IntoColumnRef, pattern: String) -> SimpleExpr {
    Expr::col(column).like(LikeExpr::new(pattern).escape('!'))
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
pub(crate) fn id(column: impl IntoColumnRef + Copy, filter: &IdFilter) -> SimpleExpr {
    All::new()
        .given(&filter.eq, |id| Expr::col(column).eq(id.uuid))
        .given(&filter.one_of, |ids| Expr::col(column).is_in(ids.iter().map(|id| id.uuid)))
        .into_condition()
}

/// An id against the documents that a record names in a role. `table` is the record's table.
pub(crate) fn linked(table: &'static str, kind: Kind, role: LinkRole, filter: &IdFilter) -> SimpleExpr {
    let link = Query::select()
        .expr(Expr::val(1))
        .from("links")
        .and_where(Expr::col(("links", "source")).equals((table, "id")))
        .and_where(Expr::col(("links", "stage")).equals((table, "stage")))
        .and_where(Expr::col(("links", "source_kind")).eq(kind.prefix()))
        .and_where(Expr::col(("links", "role")).eq(role.name()))
        .and_where(id(("links", "target"), filter))
        .take();
    Expr::exists(link)
}

/// A year against a column of years.
pub(crate) fn year(column: impl IntoColumnRef + Copy, filter: &YearFilter) -> SimpleExpr {
    All::new()
        .given(&filter.eq, |year| Expr::col(column).eq(*year))
        .given(&filter.gte, |year| Expr::col(column).gte(*year))
        .given(&filter.lte, |year| Expr::col(column).lte(*year))
        .into_condition()
}

/// A value against a column: equal to one, and one of several.
pub(crate) fn choice<V: Copy, W: Into<Value>>(
    column: impl IntoColumnRef + Copy,
    eq: &Option<V>,
    one_of: &Option<Vec<V>>,
    value: impl Fn(V) -> W,
) -> SimpleExpr {
    let values = |list: &Vec<V>| list.iter().map(|one| value(*one).into()).collect::<Vec<Value>>();
    All::new()
        .given(eq, |one| Expr::col(column).eq(value(*one).into()))
        .given(one_of, |list| Expr::col(column).is_in(values(list)))
        .into_condition()
}

/// SQL's word for a direction.
pub(crate) const fn sql_order(direction: Direction) -> Order {
    match direction {
        Direction::Asc => Order::Asc,
        Direction::Desc => Order::Desc,
    }
}

/// The ids as a list for `IN`.
pub(crate) fn in_ids(column: impl IntoColumnRef, ids: &[Uuid]) -> SimpleExpr {
    Expr::col(column).is_in(ids.iter().copied())
}
