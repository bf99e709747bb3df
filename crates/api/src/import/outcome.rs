//! What an import tells of each document.

use shanghaidoctor_domain::NodeId;
use shanghaidoctor_persistence::write::Saved;

use super::matching::By;

/// What became of one document.
pub(crate) struct Outcome {
    pub(crate) node: NodeId,
    /// Its name, for people.
    pub(crate) name: String,
    pub(crate) saved: Saved,
    pub(crate) told: Told,
}

/// How a document was met.
#[derive(Default)]
pub(crate) struct Told {
    /// By what it was found; none for what is new.
    pub(crate) by: Option<By>,
    /// What a new one has from the gazetteer, as it is written.
    pub(crate) supplied: Vec<String>,
}

impl Outcome {
    pub(super) fn learn(&mut self, told: Told) {
        if self.saved != Saved::Created {
            self.told.by = self.told.by.or(told.by);
        }
        self.told.supplied.extend(told.supplied);
    }
}
