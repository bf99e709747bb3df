use std::borrow::Cow;

use sea_orm::sea_query::{OnConflict, Query};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use shanghaidoctor_domain::{DateTime, NodeId};

use crate::Result;

/// What a document said when it was saved, for its history.
pub(super) struct Revision {
    pub(super) node: NodeId,
    pub(super) revision: i32,
    pub(super) at: DateTime,
    pub(super) actor: Cow<'static, str>,
    pub(super) note: Option<String>,
    pub(super) content: String,
}

/// Databases bound the number of values in one statement.
pub(super) const ROWS: usize = 500;

/// Writes revisions, those of one act together.
pub(super) async fn write(transaction: &DatabaseTransaction, mut revisions: Vec<Revision>) -> Result<()> {
    while !revisions.is_empty() {
        let later = revisions.split_off(revisions.len().min(ROWS));
        let mut insert = Query::insert()
            .into_table("revisions")
            .columns(["kind", "id", "revision", "at", "actor", "note", "content"])
            .on_conflict(OnConflict::columns(["id", "revision"]).do_nothing().to_owned())
            .take();
        for revision in revisions {
            insert.values_panic([
                revision.node.kind.prefix().into(),
                revision.node.uuid.into(),
                revision.revision.into(),
                chrono::DateTime::<chrono::Utc>::from(revision.at).into(),
                revision.actor.into_owned().into(),
                revision.note.into(),
                revision.content.into(),
            ]);
        }
        transaction.execute(&insert).await?;
        revisions = later;
    }
    Ok(())
}
