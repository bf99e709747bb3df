use std::collections::BTreeSet;

use sea_orm::sea_query::{Expr, LockType, Query, ReturningClause};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExprTrait};
use shanghaidoctor_domain::{Actor, ChangeAction, DateTime, NodeId, TombstoneReason, UnpublishReason};
use uuid::Uuid;

use crate::Result;
use crate::changes::{ACTS, CHANNEL};

/// A line of the log.
pub(super) struct Line {
    pub(super) action: ChangeAction,
    pub(super) node: NodeId,
    /// The documents that the changed one names or named before, and the groups that it shares with others: by them
    /// readers of the log know the lists it stands in.
    pub(super) named: BTreeSet<Uuid>,
    /// Why the document went away, where it did.
    pub(super) gone: Option<Gone>,
}

/// Why a document went away.
#[derive(Clone, Copy)]
pub(super) enum Gone {
    /// It was merged into this one, which goes on for it.
    Merged(Uuid),
    /// It was taken back.
    TakenBack(UnpublishReason),
}

impl Gone {
    pub(super) fn reason(self) -> TombstoneReason {
        match self {
            Self::Merged(_) => TombstoneReason::Merged,
            Self::TakenBack(reason) => reason.into(),
        }
    }
}

impl Line {
    /// It appeared, or changed.
    pub(super) const fn seen(action: ChangeAction, node: NodeId, named: BTreeSet<Uuid>) -> Self {
        Self { action, node, named, gone: None }
    }

    /// It went away.
    pub(super) const fn gone(node: NodeId, named: BTreeSet<Uuid>, gone: Gone) -> Self {
        Self { action: ChangeAction::Removed, node, named, gone: Some(gone) }
    }
}

/// Who made a change, when, and why.
pub(super) struct Act<'a> {
    pub(super) actor: &'a Actor,
    pub(super) at: DateTime,
    pub(super) note: Option<&'a str>,
}

/// Notes a change under the log's next number, which it gives.
pub(super) async fn append(transaction: &DatabaseTransaction, act: &Act<'_>, line: &Line) -> Result<i64> {
    let Line { action, node, named, gone } = line;
    let merged_into = match gone {
        Some(Gone::Merged(survivor)) => Some(*survivor),
        Some(Gone::TakenBack(_)) | None => None,
    };
    let sequence = next_sequence(transaction).await?;
    let insert = Query::insert()
        .into_table("changes")
        .columns(["sequence", "at", "actor", "action", "reason", "kind", "node", "merged_into", "named", "note"])
        .values_panic([
            sequence.into(),
            chrono::DateTime::<chrono::Utc>::from(act.at).into(),
            act.actor.name().into_owned().into(),
            action.name().into(),
            gone.map(|gone| gone.reason().name()).into(),
            node.kind.prefix().into(),
            node.uuid.into(),
            merged_into.into(),
            serde_json::to_string(named)?.into(),
            act.note.into(),
        ])
        .take();
    transaction.execute(&insert).await?;
    Ok(sequence)
}

/// Waits until no other act is under way. PostgreSQL locks the counter's row; SQLite's transaction began with the write
/// lock, and there this only reads.
pub(crate) async fn take_turn(transaction: &DatabaseTransaction) -> Result<()> {
    let lock = Query::select()
        .column("last")
        .from("change_counter")
        .and_where(Expr::col("id").eq(1))
        .lock(LockType::Update)
        .take();
    transaction.query_one(&lock).await?;
    Ok(())
}

/// Counts an act, which may have changed drafts alone, and wakes its followers in other processes once it is committed.
/// That PostgreSQL can do, in the same message.
pub(super) async fn tell(transaction: &DatabaseTransaction) -> Result<()> {
    let count = format!("UPDATE change_counter SET last = last + 1 WHERE id = {ACTS}");
    let tell = match transaction.get_database_backend() {
        DbBackend::Postgres => format!("{count}; NOTIFY {CHANNEL}"),
        _ => count,
    };
    transaction.execute_unprepared(&tell).await?;
    Ok(())
}

/// Acts come one after another, and an act that is given up takes its numbers back: there are no gaps, and the order is
/// that of the commits.
async fn next_sequence(transaction: &DatabaseTransaction) -> Result<i64> {
    let update = Query::update()
        .table("change_counter")
        .value("last", Expr::col("last").add(1))
        .and_where(Expr::col("id").eq(1))
        .returning(ReturningClause::Columns(vec!["last".into()]))
        .take();
    let row = transaction.query_one(&update).await?;
    let row = row.ok_or_else(|| DbErr::RecordNotFound("the change log has no counter".to_owned()))?;
    Ok(row.try_get("", "last")?)
}
