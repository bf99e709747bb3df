use std::collections::{BTreeSet, HashSet};

use sea_orm::ConnectionTrait;
use shanghaidoctor_domain::content::Link;
use shanghaidoctor_domain::{Actor, NodeId, Stage, Violation, ViolationCode};

use super::links::{self, is_never_null};
use super::published_with::{Step, Walk};
use crate::stored::{Stored, with_kind};
use crate::{Database, Result, Scope, sign_offs};

/// Why a document cannot be published, or taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocker {
    /// The document that somebody asked for.
    pub asked: NodeId,
    /// The document that is in the way: itself, or one that would go with it.
    pub node: NodeId,
    /// What is wrong with that one; its path is that of a field of it.
    pub violation: Violation,
}

/// What stands in the way of publishing these documents together, told beforehand. Nothing when they can be published.
pub async fn publish_blockers(database: &Database, actor: &Actor, nodes: &[NodeId]) -> Result<Vec<Blocker>> {
    Scope::draft(actor)?;
    of_publishing(database.reading(), nodes).await
}

/// The documents whose drafts would be published with these, themselves among them.
pub(super) async fn published_with(connection: &impl ConnectionTrait, nodes: &[NodeId]) -> Result<BTreeSet<NodeId>> {
    Ok(look(connection, nodes).await?.met)
}

/// What would be published.
struct Seen {
    met: BTreeSet<NodeId>,
    /// What each names that it cannot be shown without.
    needed: Vec<(Step, Link)>,
    blockers: Vec<Blocker>,
}

/// Looks at each document that would be published with these.
async fn look(connection: &impl ConnectionTrait, nodes: &[NodeId]) -> Result<Seen> {
    let (mut needed, mut blockers) = (Vec::new(), Vec::new());
    let mut walk = Walk::from(nodes);
    while let Some(step) = walk.step() {
        let named = with_kind!(step.node.kind, T => look_at::<T>(connection, step, nodes, &mut blockers).await)?;
        needed.extend(named.iter().filter(|link| is_never_null(link.role)).map(|link| (step, *link)));
        walk.follow(connection, step, &named).await?;
    }
    Ok(Seen { met: walk.into_met(), needed, blockers })
}

/// What stands in the way of publishing these documents together.
pub(super) async fn of_publishing(connection: &impl ConnectionTrait, nodes: &[NodeId]) -> Result<Vec<Blocker>> {
    let Seen { met, needed, mut blockers } = look(connection, nodes).await?;
    let elsewhere: HashSet<NodeId> =
        needed.iter().map(|(_, link)| link.target).filter(|target| !met.contains(target)).collect();
    let public = links::present(connection, Stage::Published, &elsewhere).await?;
    let missing =
        needed.into_iter().filter(|(_, link)| elsewhere.contains(&link.target) && !public.contains(&link.target));
    blockers.extend(missing.map(|(step, link)| {
        let message = format!("publish {} with it, or first", link.target);
        blocked(step, link.role.name().to_lowercase(), ViolationCode::NotFound, message)
    }));
    Ok(blockers)
}

/// Notes what is wrong with one document, and gives what it names.
async fn look_at<T: Stored>(
    connection: &impl ConnectionTrait,
    step: Step,
    together: &[NodeId],
    blockers: &mut Vec<Blocker>,
) -> Result<Vec<Link>> {
    let uuid = step.node.uuid;
    let Some(draft) = crate::read::whole::<T>(connection, Stage::Draft, &[uuid]).await?.remove(&uuid) else {
        let message = format!("there is no {}", step.node);
        blockers.push(blocked(step, String::new(), ViolationCode::NotFound, message));
        return Ok(Vec::new());
    };
    let Step { asked, node } = step;
    let mut violations = draft.content.check(Stage::Published).0;
    violations.extend(sign_offs::unsigned(connection, node, &draft.content, together).await?);
    blockers.extend(violations.into_iter().map(|violation| Blocker { asked, node, violation }));
    Ok(draft.content.links())
}

const fn blocked(step: Step, path: String, code: ViolationCode, message: String) -> Blocker {
    let Step { asked, node } = step;
    Blocker { asked, node, violation: Violation { path, code, message } }
}
