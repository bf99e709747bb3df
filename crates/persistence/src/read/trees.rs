use std::collections::HashMap;
use std::sync::Arc;

use sea_orm::sea_query::{CommonTableExpression, Expr, JoinType, Order, Query, SelectStatement, UnionType, WithClause};
use sea_orm::{ConnectionTrait, ExprTrait};
use shanghaidoctor_domain::content::{Article, Organisation};
use uuid::Uuid;

use super::records::select;
use crate::filter::in_ids;
use crate::packed::{self, Column, Part};
use crate::scope::At;
use crate::stored::{DEEPEST_TREE, column};
use crate::{Entry, Result, Stored};

pub(super) async fn ancestors(
    connection: &impl ConnectionTrait,
    at: At,
    organisations: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Arc<Entry<Organisation>>>>> {
    let own_parents = Query::select()
        .expr_as(Expr::col(("o", column::ID)), "start")
        .expr_as(Expr::col(("o", "parent_id")), "above")
        .expr_as(Expr::val(1), "height")
        .from_as("organisations", "o")
        .and_where(at.condition("o", column::ID))
        .and_where(in_ids(("o", column::ID), organisations))
        .take();
    let their_parents = Query::select()
        .column(("climb", "start"))
        .column(("o", "parent_id"))
        .expr(Expr::col(("climb", "height")).add(1))
        .from("climb")
        .join_as(JoinType::InnerJoin, "organisations", "o", Expr::col(("o", column::ID)).equals(("climb", "above")))
        .and_where(at.condition("o", column::ID))
        .and_where(Expr::col(("climb", "height")).lt(DEEPEST_TREE))
        .take();
    let climb = CommonTableExpression::new()
        .query(own_parents.to_owned().union(UnionType::All, their_parents).take())
        .columns(["start", "above", "height"])
        .table_name("climb")
        .to_owned();
    let mut found = select::<Organisation>(at)
        .column(("climb", "start"))
        .join(JoinType::InnerJoin, "climb", Expr::col(("organisations", column::ID)).equals(("climb", "above")))
        .order_by(("climb", "height"), Order::Desc)
        .take();
    let found = found.with_cte(WithClause::new().recursive(true).cte(climb).to_owned()).take();
    grouped(connection, found, "start").await
}

pub(super) async fn translations(
    connection: &impl ConnectionTrait,
    at: At,
    groups: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Arc<Entry<Article>>>>> {
    let select = select::<Article>(at)
        .column(("articles", "translation_group"))
        .and_where(in_ids("translation_group", groups))
        .order_by("locale", Order::Asc)
        .order_by(column::ID, Order::Asc)
        .take();
    grouped(connection, select, "translation_group").await
}

/// What a statement finds, by the ids in one of its columns.
async fn grouped<T: Stored>(
    connection: &impl ConnectionTrait,
    select: SelectStatement,
    by: &'static str,
) -> Result<HashMap<Uuid, Vec<Arc<Entry<T>>>>> {
    let found = packed::fetch(connection, Part::documents(select, &[Column::Id(by)])).await?;
    let mut groups: HashMap<Uuid, Vec<Arc<Entry<T>>>> = HashMap::new();
    for mut values in found.records() {
        groups.entry(values.id()?).or_default().push(Arc::new(values.entry()?));
    }
    Ok(groups)
}
