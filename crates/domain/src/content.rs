//! The documents of the publication, one file a noun. Each struct holds what an editor may set: it is at once the draft,
//! the revision, the import result and the line of an export. Ids, revisions and dates of publishing stand around it.

mod anchors;
mod appointment;
mod article;
mod block;
mod body;
mod career;
mod claim;
mod doctor;
mod facts;
mod identifier;
mod journal;
mod link;
mod localised_texts;
mod media;
mod naming;
mod organisation;
mod person_name;
mod publication;
mod repoint;
mod rights;
mod site;
mod source;
mod specialty;

use serde::Serialize;
use serde::de::DeserializeOwned;

pub use appointment::{Appointment, AppointmentBody, AppointmentRank, PostStatus};
pub use article::{Article, Correction, CorrectionKind, Credit, CreditRole, Mention};
pub use block::{Block, BulletList, Exchange, Figure, Heading, Paragraph, Quote, Speaker};
pub use body::{Body, Picture, TocEntry};
pub use career::{Award, Fellowship, Position, Project, ProjectKind};
pub use claim::{Claim, ClaimKind};
pub use doctor::Doctor;
pub use facts::follow_facts;
pub use identifier::{Identifier, IdentifierScheme};
pub use journal::Journal;
pub use link::{Link, LinkRole};
pub use localised_texts::LocalisedTexts;
pub use media::{FocalPoint, Media};
pub use naming::naming;
pub use organisation::{Organisation, OrganisationKind};
pub use person_name::{PersonName, letters};
pub use publication::{Author, AuthorRole, CitationIndex, Publication};
pub use repoint::{repoint_value, repointed};
pub use rights::{ReprintPolicy, Rights};
pub use site::{Channel, Site, SocialAccount};
pub use source::Source;
pub use specialty::Specialty;

use crate::{Kind, Locale, Stage, Violations};

/// What every document has in common: a kind, rules, and the documents it names.
pub trait Content: Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Which kind of document this is.
    const KIND: Kind;

    /// Every rule the document breaks at `stage`: lenient on a draft, strict on what is published.
    fn check(&self, stage: Stage) -> Violations;

    /// The documents it names, in order. Reference records among them are published together with it.
    fn links(&self) -> Vec<Link>;

    /// Its texts that stand in several languages.
    fn localised(&self) -> LocalisedTexts<'_>;

    /// Its name in addresses; none for a kind that has none.
    fn slug(&self) -> Option<&str> {
        None
    }

    /// Fills in what a writer may leave out, made of what the writer gave: an address of the name. `before` is what the
    /// document said until now.
    fn fill_in(&mut self, _before: Option<&Self>) {}

    /// Gives it another name in addresses; nothing happens to a kind that has none.
    fn set_slug(&mut self, _slug: String) {}

    /// Takes from another record of the same thing by what that is found: names and numbers that this one lacks.
    fn absorb(&mut self, _same: &Self) {}

    /// Keeps what the document said before and never stops to say, whatever it becomes: the public notices of what was wrong
    /// with it.
    fn keep_notices(&mut self, _before: &Self) {}

    /// The language that it is written in, for what is written in one.
    fn written_in(&self) -> Option<&Locale> {
        None
    }

    /// The section that it stands in, for what stands in one.
    fn channel(&self) -> Option<&str> {
        None
    }
}

/// The rules that documents share.
mod rules {
    use crate::text::{Localised, is_slug};
    use crate::{Period, Stage, Violations};

    pub(super) fn slug(violations: &mut Violations, slug: &str) {
        if slug.is_empty() {
            violations.required("slug", "give a name in addresses: none can be made of the name");
        } else if !is_slug(slug) {
            violations.invalid(
                "slug",
                format!("`{slug}` is no slug: use lower-case letters and digits joined by single hyphens"),
            );
        }
    }

    pub(super) fn period(violations: &mut Violations, path: &str, period: Option<Period>) {
        let Some(Period { start: Some(start), end: Some(end) }) = period else { return };
        if end.latest() < start.earliest() {
            violations.invalid(path, format!("ends in {end}, before it begins in {start}"));
        }
    }

    /// What may be missing from a draft and not from what the public reads.
    pub(super) fn needed_to_publish(violations: &mut Violations, stage: Stage, path: &str, text: &Localised) {
        if stage == Stage::Published && text.is_blank() {
            violations.required(path, "needs a text in at least one language before it is published");
        }
    }
}
