use serde::{Deserialize, Serialize};

use crate::NodeId;

/// A document that another one names, and as what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Link {
    /// As what it is named.
    pub role: LinkRole,
    /// Which document.
    pub target: NodeId,
}

/// As what a document is named by another. Read the other way, each is a list: the doctors *of a specialty*, the
/// appointments *held in a body*.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LinkRole {
    /// The organisation or specialty it is a part of.
    Parent,
    /// The organisation of a position.
    Workplace,
    /// The organisation of a fellowship.
    Fellowship,
    /// Who gave an award.
    Grantor,
    /// Who pays for a project.
    Funder,
    /// A medical specialty.
    Specialty,
    /// Who taught a doctor.
    Mentor,
    /// Who holds an appointment.
    Holder,
    /// The body that an appointment is held in.
    Body,
    /// The journal of a publication.
    Journal,
    /// An author of a publication.
    Author,
    /// Whom an article portrays.
    Subject,
    /// Who appears in an article.
    Mention,
    /// Who speaks in an article.
    Speaker,
    /// A picture shown.
    Picture,
}

impl LinkRole {
    /// The role's name, as the database keeps it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Parent => "PARENT",
            Self::Workplace => "WORKPLACE",
            Self::Fellowship => "FELLOWSHIP",
            Self::Grantor => "GRANTOR",
            Self::Funder => "FUNDER",
            Self::Specialty => "SPECIALTY",
            Self::Mentor => "MENTOR",
            Self::Holder => "HOLDER",
            Self::Body => "BODY",
            Self::Journal => "JOURNAL",
            Self::Author => "AUTHOR",
            Self::Subject => "SUBJECT",
            Self::Mention => "MENTION",
            Self::Speaker => "SPEAKER",
            Self::Picture => "PICTURE",
        }
    }

    /// A link of this role.
    pub const fn to(self, target: NodeId) -> Link {
        Link { role: self, target }
    }
}
