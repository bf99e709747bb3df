//! Everything that can be changed, one object a file, which together are the mutation. Each field takes one `input`, and
//! gives a payload of the thing and of what is wrong with the input; what the caller cannot mend is an error of the field.

mod account;
mod acting;
mod appointment;
mod article;
mod bounded;
mod correction;
mod doctor;
mod drafts;
mod enquiry;
mod form;
mod import;
mod input;
mod journal;
mod licence;
mod mail;
mod media;
mod misfits;
mod organisation;
mod partner;
mod patch;
mod payload;
mod personal_data;
mod preview;
mod publication;
mod publish;
mod refusal;
mod release;
mod reprint;
mod revision;
mod second_factor;
mod seen;
mod session;
mod sign_off;
mod site;
mod specialty;
mod token;
mod upload;
mod user_error;
mod visit;
mod webhook;

use async_graphql::MergedObject;

use self::account::AccountMutation;
pub use self::acting::Acting;
use self::appointment::AppointmentMutation;
use self::article::ArticleMutation;
pub use self::bounded::Bounded;
use self::correction::CorrectionMutation;
use self::doctor::DoctorMutation;
use self::enquiry::EnquiryMutation;
use self::import::ImportMutation;
use self::journal::JournalMutation;
use self::licence::LicenceMutation;
use self::mail::MailMutation;
use self::media::MediaMutation;
use self::organisation::OrganisationMutation;
use self::partner::PartnerMutation;
use self::personal_data::PersonalDataMutation;
use self::preview::PreviewMutation;
use self::publication::PublicationMutation;
use self::publish::PublishMutation;
use self::release::ReleaseMutation;
use self::reprint::ReprintMutation;
use self::revision::RevisionMutation;
use self::second_factor::SecondFactorMutation;
use self::session::SessionMutation;
use self::sign_off::SignOffMutation;
use self::site::SiteMutation;
use self::specialty::SpecialtyMutation;
use self::token::TokenMutation;
use self::upload::UploadMutation;
pub(in crate::graphql) use self::user_error::UserErrorCode;
use self::visit::VisitMutation;
use self::webhook::WebhookMutation;

/// Everything that can be changed.
// Of groups, since each object that one is merged of makes the future of every field deeper: a chain of all of them was more
// than the stack of a thread holds without optimisation.
#[derive(Default, MergedObject)]
pub struct Mutation(Documents, Publishing, Access, Partners, Readers);

/// What is written.
// The first is reached through all the others, and an import goes deep by itself: it is the last.
#[derive(Default, MergedObject)]
pub struct Documents(
    DoctorMutation,
    AppointmentMutation,
    PublicationMutation,
    ArticleMutation,
    OrganisationMutation,
    JournalMutation,
    SpecialtyMutation,
    MediaMutation,
    UploadMutation,
    SiteMutation,
    ImportMutation,
);

/// What becomes of it.
#[derive(Default, MergedObject)]
pub struct Publishing(
    PublishMutation,
    ReleaseMutation,
    CorrectionMutation,
    RevisionMutation,
    PreviewMutation,
    SignOffMutation,
);

/// Who may do it.
#[derive(Default, MergedObject)]
pub struct Access(SessionMutation, AccountMutation, TokenMutation, SecondFactorMutation);

/// Who shows it elsewhere.
#[derive(Default, MergedObject)]
pub struct Partners(PartnerMutation, LicenceMutation, WebhookMutation);

/// What readers do, and what is done with what they write.
#[derive(Default, MergedObject)]
pub struct Readers(VisitMutation, EnquiryMutation, ReprintMutation, MailMutation, PersonalDataMutation);
