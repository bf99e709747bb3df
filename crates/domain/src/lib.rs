//! What a doctor, an appointment, an article is: the types of the content model and the rules that hold between them.
//!
//! This crate does no I/O and reads no clock and no randomness: the same values give the same answer everywhere. It
//! describes its types to serde and to GraphQL (names and descriptions), and knows nothing else of either.

mod audit;
mod change;
pub mod citation;
pub mod compare;
pub mod content;
pub mod enquiry;
mod id;
pub mod input;
mod licence;
mod mail;
pub mod merge;
mod partner;
mod permission;
pub mod query;
mod release;
pub mod rendition;
mod reprint;
mod scalar;
mod sign_off;
mod spelling;
mod stage;
pub mod text;
mod violation;
mod webhook;

pub use audit::AuditAction;
pub use change::{ChangeAction, TombstoneReason, UnpublishReason};
pub use enquiry::EnquiryState;
pub use id::{Id, Kind, NodeId, NodeIdError, id_text, read_id};
pub use licence::{Licence, LicenceStatus, LicensedWorks, TextAccess};
pub use mail::{MailState, next_try};
pub use partner::PartnerScope;
pub use permission::{Actor, Forbidden, Limits, Role, Task, TokenScope, Verb};
pub use release::{ReleaseAction, ReleaseItem, ReleaseStatus, ReleaseTime};
pub use reprint::ReprintState;
pub use scalar::{
    ClockChange, CountryCode, DateTime, Doi, EmailAddress, Issn, Locale, Orcid, PartialDate, Period, Ror, ScalarError,
    TimeZone, Url, WallTime, WikidataItem,
};
pub use sign_off::SignOffStatus;
pub use stage::Stage;
pub use violation::{Violation, ViolationCode, Violations};
pub use webhook::{WebhookDisabledReason, retry_delay};
