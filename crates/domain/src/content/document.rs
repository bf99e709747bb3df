use serde::{Deserialize, Serialize};

use super::{Appointment, Article, Content, Doctor, Journal, Media, Organisation, Publication, Site, Specialty};
use crate::{Kind, NodeId, Stage, Violations};

/// A document of any kind, for what treats all kinds alike: exports, imports, revisions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "content", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Document {
    /// The publication itself.
    Site(Site),
    /// A society, branch, committee, hospital, department, funder.
    Organisation(Organisation),
    /// A scientific journal.
    Journal(Journal),
    /// A medical specialty.
    Specialty(Specialty),
    /// A picture.
    Media(Media),
    /// A physician.
    Doctor(Box<Doctor>),
    /// A professional post.
    Appointment(Appointment),
    /// A paper.
    Publication(Publication),
    /// What the publication itself publishes.
    Article(Box<Article>),
}

impl Document {
    /// Which kind it is.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Site(_) => Kind::Site,
            Self::Organisation(_) => Kind::Organisation,
            Self::Journal(_) => Kind::Journal,
            Self::Specialty(_) => Kind::Specialty,
            Self::Media(_) => Kind::Media,
            Self::Doctor(_) => Kind::Doctor,
            Self::Appointment(_) => Kind::Appointment,
            Self::Publication(_) => Kind::Publication,
            Self::Article(_) => Kind::Article,
        }
    }

    /// Every rule it breaks at `stage`.
    pub fn check(&self, stage: Stage) -> Violations {
        match self {
            Self::Site(content) => content.check(stage),
            Self::Organisation(content) => content.check(stage),
            Self::Journal(content) => content.check(stage),
            Self::Specialty(content) => content.check(stage),
            Self::Media(content) => content.check(stage),
            Self::Doctor(content) => content.check(stage),
            Self::Appointment(content) => content.check(stage),
            Self::Publication(content) => content.check(stage),
            Self::Article(content) => content.check(stage),
        }
    }

    /// The documents it names.
    pub fn references(&self) -> Vec<NodeId> {
        match self {
            Self::Site(content) => content.references(),
            Self::Organisation(content) => content.references(),
            Self::Journal(content) => content.references(),
            Self::Specialty(content) => content.references(),
            Self::Media(content) => content.references(),
            Self::Doctor(content) => content.references(),
            Self::Appointment(content) => content.references(),
            Self::Publication(content) => content.references(),
            Self::Article(content) => content.references(),
        }
    }
}
