use std::collections::{BTreeMap, BTreeSet, HashSet};

use sea_orm::sea_query::{
    CommonTableExpression, Expr, JoinType, Query, ReturningClause, UnionType, WithClause, WithQuery,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, EntityName, ExprTrait};
use shanghaidoctor_domain::content::{Link, LinkRole};
use shanghaidoctor_domain::{Kind, NodeId, Stage, ViolationCode, Violations};
use uuid::Uuid;

use crate::filter::in_ids;
use crate::scope::At;
use crate::stored::{DEEPEST_TREE, Stored, with_kind};
use crate::{Error, Result};

/// A document that the act wrote, with what it names.
pub(super) struct Written {
    pub(super) node: NodeId,
    pub(super) stage: Stage,
    pub(super) links: Vec<Link>,
}

/// What documents of an act name and no table holds yet: written together, before anything asks for it.
#[derive(Default)]
pub(super) struct Waiting(Vec<(At, NodeId, Link)>);

/// Databases bound the number of values in one statement.
const ROWS: usize = 1000;

impl Waiting {
    /// Notes what a document names.
    pub(super) fn add(&mut self, at: impl Into<At>, source: NodeId, links: &[Link]) {
        let at = at.into();
        // A doctor with two positions in one hospital is in its list once.
        let mut seen = HashSet::new();
        let new = links.iter().filter(|link| seen.insert(**link));
        self.0.extend(new.map(|link| (at, source, *link)));
    }

    /// Takes away what a document named before, and tells it.
    pub(super) async fn remove(
        &mut self,
        transaction: &DatabaseTransaction,
        at: impl Into<At>,
        source: NodeId,
    ) -> Result<BTreeSet<Uuid>> {
        let at = at.into();
        let waiting = self.0.extract_if(.., |(there, node, _)| (*there, *node) == (at, source));
        let mut named: BTreeSet<Uuid> = waiting.map(|(.., link)| link.target.uuid).collect();
        let old = Query::delete()
            .from_table("links")
            .and_where(Expr::col("source").eq(source.uuid))
            .and_where(Expr::col("stage").eq(at.name().into_owned()))
            .returning(ReturningClause::Columns(vec!["target".into()]))
            .take();
        for row in transaction.query_all(&old).await? {
            named.insert(row.try_get("", "target")?);
        }
        Ok(named)
    }

    /// Forgets what is not written yet.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// Writes what waits.
    pub(super) async fn write(&mut self, transaction: &DatabaseTransaction) -> Result<()> {
        for links in self.0.chunks(ROWS) {
            let mut insert = Query::insert()
                .into_table("links")
                .columns(["stage", "source", "role", "target", "source_kind"])
                .take();
            for (at, source, link) in links {
                insert.values_panic([
                    at.name().into_owned().into(),
                    source.uuid.into(),
                    link.role.name().into(),
                    link.target.uuid.into(),
                    source.kind.prefix().into(),
                ]);
            }
            transaction.execute(&insert).await?;
        }
        self.0.clear();
        Ok(())
    }
}

/// Every draft names only drafts that exist, and no tree runs in a circle. What is published may name what is not
/// published (it is then absent from the answer), except where a field of the public schema is never null.
pub(super) async fn check(transaction: &DatabaseTransaction, written: &[Written]) -> Result<()> {
    check_circles(transaction, written).await?;
    for stage in [Stage::Draft, Stage::Published] {
        let needed = |link: &&Link| stage == Stage::Draft || is_never_null(link.role);
        let at_stage = || written.iter().filter(|document| document.stage == stage);
        let here: HashSet<NodeId> = at_stage().map(|document| document.node).collect();
        let named = at_stage().flat_map(|document| document.links.iter().filter(needed).map(|link| link.target));
        let elsewhere: HashSet<NodeId> = named.filter(|target| !here.contains(target)).collect();
        let present = present(transaction, stage, &elsewhere).await?;
        for document in at_stage() {
            let is_missing = |link: &&Link| !here.contains(&link.target) && !present.contains(&link.target);
            let missing = document.links.iter().filter(needed).find(is_missing);
            if let Some(link) = missing {
                return Err(dangling(document.node, link, stage));
            }
        }
    }
    Ok(())
}

/// The links that a public field shows without a null: a post's holder and body, where a fellowship was.
const NEVER_NULL: [LinkRole; 3] = [LinkRole::Holder, LinkRole::Body, LinkRole::Fellowship];

pub(super) fn is_never_null(role: LinkRole) -> bool {
    NEVER_NULL.contains(&role)
}

/// What the public sees and could no longer: of these documents, each that is gone with those that show it without a null.
pub(super) async fn bereft(
    transaction: &DatabaseTransaction,
    gone: &[NodeId],
) -> Result<BTreeMap<NodeId, BTreeSet<NodeId>>> {
    let targets: HashSet<NodeId> = gone.iter().copied().collect();
    let present = present(transaction, Stage::Published, &targets).await?;
    let gone: BTreeMap<Uuid, NodeId> = targets.difference(&present).map(|node| (node.uuid, *node)).collect();
    let mut needed: BTreeMap<NodeId, BTreeSet<NodeId>> = BTreeMap::new();
    let ids: Vec<Uuid> = gone.keys().copied().collect();
    for ids in ids.chunks(1000) {
        let select = Query::select()
            .columns(["target", "source", "source_kind"])
            .from("links")
            .and_where(Expr::col("stage").eq(Stage::Published.letter()))
            .and_where(Expr::col("role").is_in(NEVER_NULL.map(LinkRole::name)))
            .and_where(in_ids("target", ids))
            .take();
        for row in transaction.query_all(&select).await? {
            let (target, kind): (Uuid, String) = (row.try_get("", "target")?, row.try_get("", "source_kind")?);
            let (Some(target), Some(kind)) = (gone.get(&target), Kind::from_prefix(&kind)) else { continue };
            needed.entry(*target).or_default().insert(NodeId { kind, uuid: row.try_get("", "source")? });
        }
    }
    Ok(needed)
}

async fn check_circles(transaction: &DatabaseTransaction, written: &[Written]) -> Result<()> {
    let has_parent = |document: &&Written| document.links.iter().any(|link| link.role == LinkRole::Parent);
    let parts: BTreeMap<Uuid, NodeId> =
        written.iter().filter(has_parent).map(|document| (document.node.uuid, document.node)).collect();
    let ids: Vec<Uuid> = parts.keys().copied().collect();
    for ids in ids.chunks(1000) {
        let circle = transaction.query_one(&circle_through(ids)).await?;
        let Some(row) = circle else { continue };
        let start: Uuid = row.try_get("", "start")?;
        let Some(node) = parts.get(&start).copied() else { continue };
        let mut violations = Violations::default();
        let message = format!("is a part of itself, or more than {DEEPEST_TREE} steps deep: choose another parent");
        violations.invalid("parent", message);
        return Err(Error::Invalid { node, violations });
    }
    Ok(())
}

/// Climbs from each of these to its parent, and on; finds one that meets itself or comes to no end.
fn circle_through(ids: &[Uuid]) -> WithQuery {
    let is_parent = |table: &'static str| {
        Expr::col((table, "stage"))
            .eq(Stage::Draft.letter())
            .and(Expr::col((table, "role")).eq(LinkRole::Parent.name()))
    };
    let own = Query::select()
        .expr_as(Expr::col(("links", "source")), "start")
        .expr_as(Expr::col(("links", "target")), "above")
        .expr_as(Expr::val(1), "height")
        .from("links")
        .and_where(is_parent("links"))
        .and_where(in_ids(("links", "source"), ids))
        .take();
    let higher = Query::select()
        .column(("climb", "start"))
        .column(("links", "target"))
        .expr(Expr::col(("climb", "height")).add(1))
        .from("climb")
        .join(JoinType::InnerJoin, "links", Expr::col(("links", "source")).equals(("climb", "above")))
        .and_where(is_parent("links"))
        .and_where(Expr::col(("climb", "height")).lt(DEEPEST_TREE))
        .take();
    let climb = CommonTableExpression::new()
        .query(own.to_owned().union(UnionType::All, higher).take())
        .columns(["start", "above", "height"])
        .table_name("climb")
        .to_owned();
    let found = Query::select()
        .column("start")
        .from("climb")
        .and_where(Expr::col("start").equals("above").or(Expr::col("height").gte(DEEPEST_TREE)))
        .limit(1)
        .take();
    found.with(WithClause::new().recursive(true).cte(climb).to_owned())
}

fn dangling(node: NodeId, link: &Link, stage: Stage) -> Error {
    let mut violations = Violations::default();
    let message = match stage {
        Stage::Draft => format!("names {}, which does not exist", link.target),
        Stage::Published => format!("publish {} first", link.target),
    };
    violations.push(link.role.name().to_lowercase(), ViolationCode::NotFound, message);
    Error::Invalid { node, violations }
}

pub(super) async fn present(
    connection: &impl ConnectionTrait,
    stage: Stage,
    nodes: &HashSet<NodeId>,
) -> Result<HashSet<NodeId>> {
    let mut by_kind: BTreeMap<Kind, Vec<Uuid>> = BTreeMap::new();
    for node in nodes {
        by_kind.entry(node.kind).or_default().push(node.uuid);
    }
    let mut present = HashSet::with_capacity(nodes.len());
    for (kind, ids) in by_kind {
        // Databases bound the number of values in one statement.
        for ids in ids.chunks(1000) {
            let found = with_kind!(kind, T => existing::<T>(connection, stage, ids).await)?;
            present.extend(found.into_iter().map(|uuid| NodeId { kind, uuid }));
        }
    }
    Ok(present)
}

/// Those of these documents that exist at a stage.
pub(super) async fn existing<T: Stored>(
    connection: &impl ConnectionTrait,
    stage: Stage,
    ids: &[Uuid],
) -> Result<Vec<Uuid>> {
    let select = Query::select()
        .column("id")
        .from(T::Entity::default().table_name())
        .and_where(Expr::col("stage").eq(stage.letter()))
        .and_where(in_ids("id", ids))
        .take();
    let rows = connection.query_all(&select).await?;
    rows.iter().map(|row| Ok(row.try_get("", "id")?)).collect()
}
