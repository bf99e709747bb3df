//! What is published together with a document, walked by what publishes and by what tells beforehand whether that can be.

use std::collections::{BTreeSet, HashSet};

use sea_orm::sea_query::{Expr, Order, Query};
use sea_orm::{ConnectionTrait, ExprTrait};
use shanghaidoctor_domain::content::Link;
use shanghaidoctor_domain::{Kind, NodeId, Stage};

use super::links;
use crate::Result;

/// The documents that are published with some, these among them, each once: with a document the reference records that it
/// names and the public does not see yet (organisations with their ancestors, journals, specialties, pictures); with a
/// doctor all of the doctor's posts.
pub(super) struct Walk {
    waiting: Vec<Step>,
    met: BTreeSet<NodeId>,
}

/// A document that is published, and for whose sake.
#[derive(Clone, Copy)]
pub(super) struct Step {
    pub(super) asked: NodeId,
    pub(super) node: NodeId,
}

impl Walk {
    /// Begins with what somebody asks for.
    pub(super) fn from(asked: &[NodeId]) -> Self {
        let waiting = asked.iter().rev().map(|node| Step { asked: *node, node: *node }).collect();
        Self { waiting, met: BTreeSet::new() }
    }

    /// The next document; none when all were met.
    pub(super) fn step(&mut self) -> Option<Step> {
        std::iter::from_fn(|| self.waiting.pop()).find(|step| self.met.insert(step.node))
    }

    /// Lets follow what is published with the document of a step, which names this.
    pub(super) async fn follow(&mut self, connection: &impl ConnectionTrait, step: Step, named: &[Link]) -> Result<()> {
        let mut along = unpublished(connection, named).await?;
        along.extend(belongings(connection, Stage::Draft, step.node).await?);
        self.waiting.extend(along.into_iter().map(|node| Step { node, ..step }));
        Ok(())
    }

    /// What was met.
    pub(super) fn into_met(self) -> BTreeSet<NodeId> {
        self.met
    }
}

/// What comes and goes with a document at a stage: a doctor's posts.
pub(super) async fn belongings(
    connection: &impl ConnectionTrait,
    stage: Stage,
    document: NodeId,
) -> Result<Vec<NodeId>> {
    if document.kind != Kind::Doctor {
        return Ok(Vec::new());
    }
    let select = Query::select()
        .column("id")
        .from("appointments")
        .and_where(Expr::col("stage").eq(stage.letter()))
        .and_where(Expr::col("doctor_id").eq(document.uuid))
        .order_by("id", Order::Asc)
        .take();
    let rows = connection.query_all(&select).await?;
    rows.iter().map(|row| Ok(NodeId { kind: Kind::Appointment, uuid: row.try_get("", "id")? })).collect()
}

/// The reference records among these that the public does not see yet.
async fn unpublished(connection: &impl ConnectionTrait, named: &[Link]) -> Result<Vec<NodeId>> {
    let targets: HashSet<NodeId> =
        named.iter().map(|link| link.target).filter(|target| is_reference(target.kind)).collect();
    let public = links::present(connection, Stage::Published, &targets).await?;
    Ok(targets.difference(&public).copied().collect())
}

const fn is_reference(kind: Kind) -> bool {
    matches!(kind, Kind::Organisation | Kind::Journal | Kind::Specialty | Kind::Media)
}
