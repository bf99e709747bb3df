use std::sync::Arc;

use super::validity::{Moment, Seal, Validity, Verdict};
use crate::tags::Noted;

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
    pub fn only(mut self, noted: Noted) -> Self {
        self.seal = self.since.map(|since| Seal::new(since, noted.tags.into(), noted.counted_at));
        self
    }

    /// Whether what was read would read the same by now, as far as this process knows.
    pub fn holds(&self) -> bool {
        match &self.seal {
            Some(seal) => self.validity.check(seal) == Verdict::Valid,
            None => self.since.is_some() && self.validity.settled().map(|(moment, _)| moment) == self.since,
        }
    }

    /// About the bytes that it takes.
    pub(crate) fn weight(&self) -> u64 {
        self.seal.as_ref().map(Seal::weight).unwrap_or_default()
    }

    /// Comes when what was read may have changed.
    pub async fn changed(&self) {
        match &self.seal {
            Some(seal) => self.validity.drops(seal).await,
            None => self.validity.moves(self.since).await,
        }
    }
}
