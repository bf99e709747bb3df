//! Names that published documents had in addresses before. A name in use always wins over them: who takes one into use
//! takes it away from here.

use std::collections::HashMap;
use std::sync::Arc;

use sea_orm::sea_query::{Expr, JoinType, OnConflict, Order, Query, ReturningClause, UnionType};
use sea_orm::{ConnectionTrait, ExprTrait, QueryResult};
use shanghaidoctor_domain::{DateTime, Kind, NodeId, Stage};
use uuid::Uuid;

use crate::filter::in_ids;
use crate::read::{first, select, table};
use crate::scope::At;
use crate::stored::{column, with_kind};
use crate::{Entry, Result, Stored};

const TABLE: &str = "former_slugs";

/// A name that leads to a document which no longer has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FormerSlug {
    /// The name.
    pub(crate) slug: String,
    /// The document that had it last.
    pub(crate) node: NodeId,
    /// When the document lost it.
    pub(crate) since: DateTime,
}

/// Keeps a name, in place of whoever had it before.
pub(crate) async fn keep(connection: &impl ConnectionTrait, former: &FormerSlug) -> Result<()> {
    let insert = Query::insert()
        .into_table(TABLE)
        .columns(["kind", "slug", "node", "since"])
        .values_panic([
            former.node.kind.prefix().into(),
            former.slug.as_str().into(),
            former.node.uuid.into(),
            chrono::DateTime::<chrono::Utc>::from(former.since).into(),
        ])
        .on_conflict(OnConflict::columns(["kind", "slug"]).update_columns(["node", "since"]).to_owned())
        .take();
    connection.execute(&insert).await?;
    Ok(())
}

/// Takes a name into use; gives the document that it led to until now.
pub(crate) async fn take(connection: &impl ConnectionTrait, kind: Kind, slug: &str) -> Result<Option<Uuid>> {
    let delete = Query::delete()
        .from_table(TABLE)
        .and_where(Expr::col("kind").eq(kind.prefix()))
        .and_where(Expr::col("slug").eq(slug))
        .returning(ReturningClause::Columns(vec!["node".into()]))
        .take();
    Ok(connection.query_one(&delete).await?.map(|row| row.try_get("", "node")).transpose()?)
}

/// Lets all names of a document lead to another one.
pub(crate) async fn hand_over(connection: &impl ConnectionTrait, from: Uuid, to: Uuid) -> Result<()> {
    let update = Query::update().table(TABLE).value("node", to).and_where(Expr::col("node").eq(from)).take();
    connection.execute(&update).await?;
    Ok(())
}

/// The document that a former name leads to, where it is shown.
pub(crate) async fn owner<T: Stored>(
    connection: &impl ConnectionTrait,
    at: At,
    slug: &str,
) -> Result<Option<Arc<Entry<T>>>> {
    let owner = select::<T>(at)
        .join(JoinType::InnerJoin, TABLE, Expr::col((TABLE, "node")).equals((table::<T>(), column::ID)))
        .and_where(Expr::col((TABLE, "kind")).eq(T::KIND.prefix()))
        .and_where(Expr::col((TABLE, "slug")).eq(slug))
        .take();
    first(connection, owner).await
}

/// The draft with this name; where none has it, that of the document which has it at the published stage, or had it last.
pub(crate) async fn draft<T: Stored>(connection: &impl ConnectionTrait, slug: &str) -> Result<Option<Arc<Entry<T>>>> {
    let has = || Expr::col("slug").eq(slug);
    let stages = [Stage::Draft, Stage::Published].map(Stage::letter);
    let now = Query::select()
        .column(column::ID)
        .from(table::<T>())
        .and_where(Expr::col(column::STAGE).is_in(stages))
        .and_where(has())
        .take();
    let before = Query::select()
        .column("node")
        .from(TABLE)
        .and_where(Expr::col("kind").eq(T::KIND.prefix()))
        .and_where(has())
        .take();
    let known = now.to_owned().union(UnionType::All, before).take();
    let draft = select::<T>(Stage::Draft)
        .and_where(Expr::col(column::ID).in_subquery(known))
        .order_by_expr(has(), Order::Desc)
        .limit(1)
        .take();
    first(connection, draft).await
}

/// The former names of each of these documents, the latest first; one without any is absent.
pub(crate) async fn of(connection: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<String>>> {
    let select = Query::select()
        .columns(["node", "slug"])
        .from(TABLE)
        .and_where(in_ids("node", ids))
        .order_by("since", Order::Desc)
        .order_by("slug", Order::Asc)
        .take();
    let mut names: HashMap<Uuid, Vec<String>> = HashMap::new();
    for row in connection.query_all(&select).await? {
        names.entry(row.try_get("", "node")?).or_default().push(row.try_get("", "slug")?);
    }
    Ok(names)
}

/// All of a kind that lead to a document which is there, by name.
pub(crate) async fn all(connection: &impl ConnectionTrait, kind: Kind) -> Result<Vec<FormerSlug>> {
    let drafts = Query::select()
        .column(column::ID)
        .from(with_kind!(kind, T => table::<T>()))
        .and_where(Expr::col(column::STAGE).eq(Stage::Draft.letter()))
        .take();
    let select = Query::select()
        .columns(["slug", "node", "since"])
        .from(TABLE)
        .and_where(Expr::col("kind").eq(kind.prefix()))
        .and_where(Expr::col("node").in_subquery(drafts))
        .order_by("slug", Order::Asc)
        .take();
    let former = |row: &QueryResult| {
        let since: chrono::DateTime<chrono::Utc> = row.try_get("", "since")?;
        let node = NodeId { kind, uuid: row.try_get("", "node")? };
        Ok(FormerSlug { slug: row.try_get("", "slug")?, node, since: since.into() })
    };
    connection.query_all(&select).await?.iter().map(former).collect()
}
