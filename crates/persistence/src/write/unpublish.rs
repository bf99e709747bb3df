use std::collections::BTreeSet;

use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ConnectionTrait, DatabaseTransaction, ExprTrait};
use shanghaidoctor_domain::{NodeId, Stage, UnpublishReason, Verb, Violation, ViolationCode};

use super::change_log::{Gone, Line};
use super::published_with::belongings;
use super::{Blocker, Writing, links};
use crate::former_slugs::{self, FormerSlug};
use crate::stored::{Stored, column, with_kind};
use crate::{Error, Result};

impl Writing {
    /// Takes these documents away from the public, all of them or none, each with what is public only with it: a doctor
    /// with all of the doctor's posts. Drafts stay, and what names them shows them no more. What shows one of them without
    /// a null must go with it, or the act is refused.
    pub async fn unpublish_all(&mut self, nodes: &[NodeId], reason: UnpublishReason) -> Result<()> {
        let mut blockers = Vec::new();
        for node in nodes {
            if self.taken_back.contains(node) {
                continue;
            }
            for belonging in belongings(&self.transaction, Stage::Published, *node).await? {
                self.unpublish(belonging, reason).await?;
            }
            if !self.unpublish(*node, reason).await? {
                let message = "is not published".to_owned();
                let violation = Violation { path: String::new(), code: ViolationCode::NotFound, message };
                blockers.push(Blocker { asked: *node, node: *node, violation });
            }
        }
        if blockers.is_empty() { Ok(()) } else { Err(Error::Blocked(blockers)) }
    }

    /// Takes one document away; false where the public does not see it.
    async fn unpublish(&mut self, node: NodeId, reason: UnpublishReason) -> Result<bool> {
        with_kind!(node.kind, T => self.unpublish_as::<T>(node, reason).await)
    }

    async fn unpublish_as<T: Stored>(&mut self, node: NodeId, reason: UnpublishReason) -> Result<bool> {
        self.actor.may(Verb::Unpublish, T::KIND)?;
        let public = crate::read::by_ids::<T>(&self.transaction, Stage::Published, &[node.uuid]).await?;
        let Some(public) = public.get(&node.uuid) else { return Ok(false) };
        self.actor.may_touch(Verb::Unpublish, &public.content)?;
        self.written.retain(|written| (written.node, written.stage) != (node, Stage::Published));
        let mut named: BTreeSet<_> = self.links.remove(&self.transaction, Stage::Published, node).await?;
        named.extend(public.content.group());
        let stage = Stage::Published.letter();
        let delete = Query::delete()
            .from_table(crate::read::table::<T>())
            .and_where(Expr::col(column::ID).eq(node.uuid))
            .and_where(Expr::col(column::STAGE).eq(stage))
            .take();
        self.transaction.execute(&delete).await?;
        T::remove_parts(&self.transaction, node.uuid, stage).await?;
        if let Some(slug) = public.content.slug() {
            let former = FormerSlug { slug: slug.to_owned(), node, since: self.at };
            former_slugs::keep(&self.transaction, &former).await?;
        }
        self.taken_back.push(node);
        self.log(Line::gone(node, named, Gone::TakenBack(reason))).await?;
        Ok(true)
    }
}

/// What is still public shows nothing that was taken back where its schema has no null.
pub(super) async fn check(transaction: &DatabaseTransaction, taken_back: &[NodeId]) -> Result<()> {
    if taken_back.is_empty() {
        return Ok(());
    }
    let blockers: Vec<Blocker> = links::bereft(transaction, taken_back)
        .await?
        .into_iter()
        .map(|(node, needing)| {
            let needing: Vec<String> = needing.iter().map(NodeId::to_string).collect();
            let message = format!("take back with it, or first, what shows it: {}", needing.join(", "));
            let violation = Violation { path: String::new(), code: ViolationCode::InUse, message };
            Blocker { asked: node, node, violation }
        })
        .collect();
    if blockers.is_empty() { Ok(()) } else { Err(Error::Blocked(blockers)) }
}
