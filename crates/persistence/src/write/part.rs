use sea_orm::TransactionTrait;

use super::Writing;
use crate::Result;

impl Writing {
    /// Begins a part of the act, which can be given up without the rest: many pages are imported in one act, and a bad
    /// one stops none of the others. A part has no parts. `note` says why, for the history.
    pub async fn begin_part(&mut self, note: Option<String>) -> Result<()> {
        let part = self.transaction.begin().await?;
        self.whole = Some(std::mem::replace(&mut self.transaction, part));
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
            std::mem::replace(&mut self.transaction, whole).commit().await?;
        }
        Ok(())
    }

    /// Takes back what was written since the part began.
    pub async fn give_up_part(&mut self) -> Result<()> {
        self.written.clear();
        self.revisions.clear();
        if let Some(whole) = self.whole.take() {
            std::mem::replace(&mut self.transaction, whole).rollback().await?;
        }
        Ok(())
    }
}
