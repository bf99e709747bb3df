//! Where a document is used: what names it, drafts included.

use std::collections::BTreeMap;

use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ConnectionTrait, ExprTrait};
use shanghaidoctor_domain::content::{Article, Doctor};
use shanghaidoctor_domain::{Actor, Kind, NodeId, Stage, Verb};
use uuid::Uuid;

use crate::read::{Reader, by_ids};
use crate::{Database, Result};

/// A document that names another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// The document.
    pub node: NodeId,
    /// Its name, for people; none for a kind that has none of its own.
    pub name: Option<String>,
    /// Whether its draft names the other.
    pub by_draft: bool,
    /// Whether what the public sees of it does.
    pub by_published: bool,
}

impl Reader {
    /// Where a document is used, for those who may read drafts of its kind.
    pub async fn uses(&self, actor: &Actor, node: NodeId) -> Result<Vec<Use>> {
        actor.may(Verb::ReadDraft, node.kind)?;
        let database: &Database = self.database();
        let mut uses = naming(database.pool(), node.uuid).await?;
        name(database, &mut uses).await?;
        Ok(uses.into_values().collect())
    }
}

async fn naming(connection: &impl ConnectionTrait, target: Uuid) -> Result<BTreeMap<NodeId, Use>> {
    let select = Query::select()
        .columns(["source", "source_kind", "stage"])
        .from("links")
        .and_where(Expr::col("target").eq(target))
        .and_where(Expr::col("stage").is_in([Stage::Draft, Stage::Published].map(Stage::letter)))
        .take();
    let mut uses = BTreeMap::new();
    for row in connection.query_all(&select).await? {
        let (uuid, kind): (Uuid, String) = (row.try_get("", "source")?, row.try_get("", "source_kind")?);
        let (Some(kind), stage) = (Kind::from_prefix(&kind), row.try_get::<String>("", "stage")?) else { continue };
        let node = NodeId { kind, uuid };
        let one = Use { node, name: None, by_draft: false, by_published: false };
        let one = uses.entry(node).or_insert(one);
        if stage == Stage::Draft.letter() { one.by_draft = true } else { one.by_published = true }
    }
    Ok(uses)
}

/// Names those that people know by a name, as their drafts have it.
async fn name(database: &Database, uses: &mut BTreeMap<NodeId, Use>) -> Result<()> {
    let of = |kind: Kind| -> Vec<Uuid> { uses.keys().filter(|node| node.kind == kind).map(|node| node.uuid).collect() };
    let (doctors, articles) = (of(Kind::Doctor), of(Kind::Article));
    let doctors = by_ids::<Doctor>(database.reading(), Stage::Draft, &doctors).await?;
    let articles = by_ids::<Article>(database.reading(), Stage::Draft, &articles).await?;
    for one in uses.values_mut() {
        let uuid = &one.node.uuid;
        one.name = match one.node.kind {
            Kind::Doctor => doctors.get(uuid).map(|doctor| doctor.content.name.display(&[])),
            Kind::Article => articles.get(uuid).map(|article| article.content.title.clone()),
            _ => None,
        };
    }
    Ok(())
}
