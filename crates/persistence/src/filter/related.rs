//! Conditions on related records. Each is one `EXISTS` that an index answers from the record it is asked of; but where
//! the filter names what it asks about, those related to that are found first, once, and the record is one of them.
//! A list of the newest of few would otherwise ask every record there is.

use sea_orm::sea_query::{
    CommonTableExpression, Expr, ExprTrait, JoinType, Query, SelectStatement, SimpleExpr, UnionType, WithClause,
};
use shanghaidoctor_domain::content::LinkRole;
use shanghaidoctor_domain::query::{ListFilter, names_records};

use super::{All, Place, is_not_true};
use crate::read::Relation;
use crate::stored::column;
use crate::{Filtered, Stored};

/// Which way a record is related to others.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Way {
    /// To the one its column holds, or to those that it names in this role.
    Up(Relation),
    /// To those whose column holds it, or who name it in this role.
    Down(Relation),
}

/// Whether a record of kind `S` is related to one that the filter lets through.
pub(crate) fn is<S: Stored, T: Filtered>(place: &Place, way: Way, filter: &T::Filter) -> SimpleExpr {
    match names_records(filter) {
        true => among::<S, T>(place, way, |inner| T::condition(filter, inner)),
        false => exists::<S, T>(place, way, |inner| T::condition(filter, inner)),
    }
}

/// Whether the record is among those related to any that the condition lets through.
fn among<S: Stored, T: Stored>(place: &Place, way: Way, condition: impl FnOnce(&Place) -> SimpleExpr) -> SimpleExpr {
    let (inner, links) = (place.inner(), place.links());
    let mut related = inner.rows::<T>();
    let own = match way {
        Way::Up(Relation::Column(name)) => {
            related.expr(inner.column(column::ID));
            place.column(name)
        }
        Way::Down(Relation::Column(name)) => {
            related.expr(inner.column(name));
            place.column(column::ID)
        }
        Way::Up(Relation::Link(role)) => {
            linked::<S>(&mut related, place, role, "target");
            related.expr(links.column("source"));
            place.column(column::ID)
        }
        Way::Down(Relation::Link(role)) => {
            linked::<T>(&mut related, place, role, "source");
            related.expr(links.column("target"));
            place.column(column::ID)
        }
    };
    related.and_where(condition(&inner));
    own.in_subquery(related)
}

/// Whether those that a record of kind `S` is related to are as the filter asks.
pub(crate) fn listed<S: Stored, T: Filtered>(place: &Place, way: Way, filter: &ListFilter<T::Filter>) -> SimpleExpr {
    let ListFilter { some, none, every } = filter;
    All::new()
        .given(some, |such| is::<S, T>(place, way, such))
        .given(none, |such| exists::<S, T>(place, way, |inner| T::condition(such, inner)).not())
        .given(every, |such| exists::<S, T>(place, way, |inner| is_not_true(T::condition(such, inner))).not())
        .into_condition()
}

fn exists<S: Stored, T: Stored>(place: &Place, way: Way, condition: impl FnOnce(&Place) -> SimpleExpr) -> SimpleExpr {
    let inner = place.inner();
    let mut related = inner.rows::<T>();
    related.expr(Expr::val(1));
    match way {
        Way::Up(Relation::Column(name)) => {
            related.and_where(inner.column(column::ID).eq(place.column(name)));
        }
        Way::Down(Relation::Column(name)) => {
            related.and_where(inner.column(name).eq(place.column(column::ID)));
        }
        Way::Up(Relation::Link(role)) => link::<S>(&mut related, place, role, ("source", "target")),
        Way::Down(Relation::Link(role)) => link::<T>(&mut related, place, role, ("target", "source")),
    }
    related.and_where(condition(&inner));
    Expr::exists(related)
}

/// Joins by a link whose end `outer` is the record and whose end `inner` the related one. `S` is the kind that names.
fn link<S: Stored>(
    related: &mut SelectStatement,
    place: &Place,
    role: LinkRole,
    (outer, inner): (&'static str, &'static str),
) {
    linked::<S>(related, place, role, inner);
    related.and_where(place.links().column(outer).eq(place.column(column::ID)));
}

/// Joins the links whose end `inner` is the related record.
fn linked<S: Stored>(related: &mut SelectStatement, place: &Place, role: LinkRole, inner: &'static str) {
    let links = place.links();
    let same = links.column(inner).eq(place.inner().column(column::ID));
    related
        .join_as(JoinType::InnerJoin, "links", links.name(), same)
        .and_where(links.shown_links())
        .and_where(links.column("source_kind").eq(S::KIND.prefix()))
        .and_where(links.column("role").eq(role.name()));
}

/// Records that a condition lets through and, where asked for, all that lies below them in a tree. Every one below is
/// found once, so a circle ends by itself.
pub(crate) fn with_descendants<T: Stored>(
    place: &Place,
    parent: Relation,
    wanted: bool,
    condition: impl FnOnce(&Place) -> SimpleExpr,
) -> SimpleExpr {
    if !wanted {
        return condition(place);
    }
    let (inner, below) = (place.inner(), place.below());
    let tops = inner.rows::<T>().expr(inner.column(column::ID)).and_where(condition(&inner)).take();
    let mut parts = inner.rows::<T>();
    parts.expr(inner.column(column::ID));
    match parent {
        Relation::Column(name) => {
            parts.join(JoinType::InnerJoin, below.name(), below.column(column::ID).eq(inner.column(name)));
        }
        Relation::Link(role) => {
            let links = place.links();
            parts
                .join_as(
                    JoinType::InnerJoin,
                    "links",
                    links.name(),
                    links.column("source").eq(inner.column(column::ID)),
                )
                .join(JoinType::InnerJoin, below.name(), below.column(column::ID).eq(links.column("target")))
                .and_where(links.shown_links())
                .and_where(links.column("source_kind").eq(T::KIND.prefix()))
                .and_where(links.column("role").eq(role.name()));
        }
    }
    let tree = CommonTableExpression::new()
        .query(tops.to_owned().union(UnionType::Distinct, parts).take())
        .column(column::ID)
        .table_name(below.name())
        .to_owned();
    let all = Query::select()
        .column(column::ID)
        .from(below.name())
        .with_cte(WithClause::new().recursive(true).cte(tree).to_owned())
        .take();
    place.one_of(all)
}
