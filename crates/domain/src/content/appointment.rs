use async_graphql::{Enum, InputObject, OneofObject};
use serde::{Deserialize, Serialize};

use super::{Content, Doctor, Journal, Link, LinkRole, LocalisedTexts, Organisation, Source, rules};
use crate::text::Localised;
use crate::{Id, Kind, NodeId, Period, Stage, Violations};

/// A professional post: held in a learned society, its branch or committee, or on a journal's board. Never a patient's
/// booking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "AppointmentInput")]
pub struct Appointment {
    /// Who holds or held it.
    pub doctor: Id<Doctor>,
    /// Where it stands among the doctor's posts, from 0.
    #[graphql(skip)]
    pub position: i32,
    /// The role as printed: `Standing Member`.
    pub role: Localised,
    /// What kind of role that is, for sorting and filtering.
    pub rank: AppointmentRank,
    /// The body it is held in.
    pub body: AppointmentBody,
    /// Which term of the body it is or was, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term: Option<i32>,
    /// From when to when; null when the source does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// Whether it is held today, as far as the source says.
    pub status: PostStatus,
    /// Where the fact comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[graphql(skip)]
    pub source: Option<Source>,
}

/// The body that a post is held in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, OneofObject)]
#[serde(rename_all = "camelCase")]
#[graphql(name = "AppointmentBodyInput")]
pub enum AppointmentBody {
    /// A society, branch or committee.
    Organisation(Id<Organisation>),
    /// A journal, for its editors, board members and reviewers.
    Journal(Id<Journal>),
}

/// Whether a post is held today, as far as the source says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PostStatus {
    /// The source speaks of it as held.
    Current,
    /// The source says that it is over: `Former`, `Past`, an end date.
    Former,
    /// The source does not say.
    Unknown,
}

/// What kind of role a post is, highest first.
// The numbers are stored, so a new rank takes one between two others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AppointmentRank {
    /// President of a society.
    President = 10,
    /// Vice president of a society.
    VicePresident = 20,
    /// Chair of a branch or committee.
    Chair = 30,
    /// Deputy or vice chair.
    ViceChair = 40,
    /// Secretary-general.
    SecretaryGeneral = 50,
    /// Standing member of a committee or council.
    StandingMember = 60,
    /// Member of a committee or council.
    Member = 70,
    /// Editor-in-chief of a journal.
    EditorInChief = 80,
    /// Editor or member of an editorial board.
    Editor = 90,
    /// Reviewer for a journal.
    Reviewer = 100,
    /// Fellow of a society.
    Fellow = 110,
    /// Any other role; its wording stands in `role`.
    Other = 120,
}

impl PostStatus {
    /// The value's name, as the database and the API spell it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Current => "CURRENT",
            Self::Former => "FORMER",
            Self::Unknown => "UNKNOWN",
        }
    }
}

impl AppointmentRank {
    /// The value's name, as the API spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::President => "PRESIDENT",
            Self::VicePresident => "VICE_PRESIDENT",
            Self::Chair => "CHAIR",
            Self::ViceChair => "VICE_CHAIR",
            Self::SecretaryGeneral => "SECRETARY_GENERAL",
            Self::StandingMember => "STANDING_MEMBER",
            Self::Member => "MEMBER",
            Self::EditorInChief => "EDITOR_IN_CHIEF",
            Self::Editor => "EDITOR",
            Self::Reviewer => "REVIEWER",
            Self::Fellow => "FELLOW",
            Self::Other => "OTHER",
        }
    }

    /// Its place from the top: what posts are sorted by.
    pub const fn order(self) -> i32 {
        self as i32
    }
}

impl AppointmentBody {
    /// The body's id.
    pub const fn node(self) -> NodeId {
        match self {
            Self::Organisation(id) => id.node(),
            Self::Journal(id) => id.node(),
        }
    }
}

impl Content for Appointment {
    const KIND: Kind = Kind::Appointment;

    fn check(&self, stage: Stage) -> Violations {
        let mut violations = Violations::default();
        rules::needed_to_publish(&mut violations, stage, "role", &self.role);
        rules::period(&mut violations, "period", self.period);
        if self.term.is_some_and(|term| term < 1) {
            violations.invalid("term", "terms are counted from 1");
        }
        violations
    }

    fn links(&self) -> Vec<Link> {
        vec![LinkRole::Holder.to(self.doctor.node()), LinkRole::Body.to(self.body.node())]
    }

    fn localised(&self) -> LocalisedTexts<'_> {
        LocalisedTexts::default().with("role", &self.role)
    }
}
