use std::sync::Arc;

use super::validity::{Moment, Seal, Validity};
use crate::tags::Tag;

/// Watches what is read from its beginning on: whether it would read otherwise by now. Waiting costs nothing.
pub struct Watch {
    validity: Arc<Validity>,
    /// None where the log was not followed then.
    since: Option<Moment>,
    /// None where every change counts.
    seal: Option<Seal>,
}

impl Watch {
    pub(super) fn begin(validity: &Arc<Validity>) -> Self {
        Self { validity: Arc::clone(validity), since: validity.now(), seal: None }
    }

    /// What was read was made of this: no other change counts.
    #[must_use]
    pub fn only(mut self, tags: Vec<Tag>) -> Self {
        self.seal = self.since.map(|since| Seal::new(since, tags.into(), None));
        self
    }

    /// Comes when what was read may have changed.
    pub async fn changed(&self) {
        match &self.seal {
            Some(seal) => self.validity.drops(seal).await,
            None => self.validity.moves(self.since).await,
        }
    }
}
