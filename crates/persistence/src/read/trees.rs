use std::collections::HashMap;
use std::sync::Arc;

use sea_orm::sea_query::{CommonTableExpression, Expr, JoinType, Order, Query, UnionType, WithClause};
use sea_orm::{ConnectionTrait, ExprTrait, FromQueryResult};
use shanghaidoctor_domain::Stage;
use shanghaidoctor_domain::content::{Article, Organisation};
use uuid::Uuid;

use super::records::{at_stage, select};
use crate::filter::in_ids;
use crate::stored::{DEEPEST_TREE, Row, column};
use crate::{Entry, Result};

pub(super) async fn ancestors(
    connection: &impl ConnectionTrait,
    stage: Stage,
    organisations: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Arc<Entry<Organisation>>>>> {
    let own_parents = Query::select()
        .expr_as(Expr::col(("o", column::ID)), "start")
        .expr_as(Expr::col(("o", "parent_id")), "above")
        .expr_as(Expr::val(1), "height")
        .from_as("organisations", "o")
        .and_where(at_stage("o", stage))
        .and_where(in_ids(("o", column::ID), organisations))
        .take();
    let their_parents = Query::select()
        .column(("climb", "start"))
        .column(("o", "parent_id"))
        .expr(Expr::col(("climb", "height")).add(1))
        .from("climb")
        .join_as(JoinType::InnerJoin, "organisations", "o", Expr::col(("o", column::ID)).equals(("climb", "above")))
        .and_where(at_stage("o", stage))
        .and_where(Expr::col(("climb", "height")).lt(DEEPEST_TREE))
        .take();
    let climb = CommonTableExpression::new()
        .query(own_parents.to_owned().union(UnionType::All, their_parents).take())
        .columns(["start", "above", "height"])
        .table_name("climb")
        .to_owned();
    let found = select::<Organisation>(stage)
        .column(("climb", "start"))
        .join(JoinType::InnerJoin, "climb", Expr::col(("organisations", column::ID)).equals(("climb", "above")))
        .order_by(("climb", "height"), Order::Desc)
        .take();
    let query = found.with(WithClause::new().recursive(true).cte(climb).to_owned());
    group(connection.query_all(&query).await?, "start")
}

pub(super) async fn translations(
    connection: &impl ConnectionTrait,
    stage: Stage,
    groups: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Arc<Entry<Article>>>>> {
    let select = select::<Article>(stage)
        .column(("articles", "translation_group"))
        .and_where(in_ids("translation_group", groups))
        .order_by("locale", Order::Asc)
        .order_by(column::ID, Order::Asc)
        .take();
    group(connection.query_all(&select).await?, "translation_group")
}

fn group<T: crate::Stored>(
    rows: Vec<sea_orm::QueryResult>,
    by: &'static str,
) -> Result<HashMap<Uuid, Vec<Arc<Entry<T>>>>> {
    let mut groups: HashMap<Uuid, Vec<Arc<Entry<T>>>> = HashMap::new();
    for row in rows {
        let key: Uuid = row.try_get("", by)?;
        groups.entry(key).or_default().push(Arc::new(Row::from_query_result(&row, "")?.decode()?));
    }
    Ok(groups)
}
