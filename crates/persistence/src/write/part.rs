use sea_orm::{DatabaseTransaction, TransactionTrait};

use super::Writing;
use crate::Result;

/// The act around a part.
pub(super) struct Whole {
    transaction: DatabaseTransaction,
    /// How many revisions waited when the part began.
    revisions: usize,
    /// The lines in the log of before: a part that is given up takes its numbers back.
    logged: Option<(i64, i64)>,
    /// How many documents were taken back before.
    taken_back: usize,
}

impl Writing {
    /// Begins a part of the act, which can be given up without the rest: many pages are imported in one act, and a bad
    /// one stops none of the others. A part has no parts. `note` says why, for the history.
    pub async fn begin_part(&mut self, note: Option<String>) -> Result<()> {
        let part = self.transaction.begin().await?;
        let transaction = std::mem::replace(&mut self.transaction, part);
        self.whole = Some(Whole {
            transaction,
            revisions: self.revisions.len(),
            logged: self.logged,
            taken_back: self.taken_back.len(),
        });
        self.note = note;
        Ok(())
    }

    /// Keeps what was written since the part began, after the checks that an act ends with. When they fail nothing of
    /// the part is kept.
    pub async fn keep_part(&mut self) -> Result<()> {
        if let Err(error) = self.settle().await {
            self.give_up_part().await?;
            return Err(error);
        }
        if let Some(whole) = self.whole.take() {
            std::mem::replace(&mut self.transaction, whole.transaction).commit().await?;
        }
        Ok(())
    }

    /// Takes back what was written since the part began.
    pub async fn give_up_part(&mut self) -> Result<()> {
        self.written.clear();
        self.saved.clear();
        self.links.clear();
        if let Some(whole) = self.whole.take() {
            self.revisions.truncate(whole.revisions);
            self.logged = whole.logged;
            self.taken_back.truncate(whole.taken_back);
            std::mem::replace(&mut self.transaction, whole.transaction).rollback().await?;
        }
        Ok(())
    }
}
