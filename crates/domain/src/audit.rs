use async_graphql::Enum;
use serde::{Deserialize, Serialize};

use crate::spelling::value_spelled;

/// What the audit log tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AuditAction {
    /// Somebody signed in.
    SignedIn,
    /// Somebody gave a wrong password or code.
    SignInFailed,
    /// Somebody signed out, here or everywhere.
    SignedOut,
    /// A refresh token came a second time, so its session was ended: it may be stolen.
    RefreshTokenReused,
    /// An account was made.
    AccountCreated,
    /// What an account may do or is called was changed.
    AccountChanged,
    /// An account was disabled, and its sessions ended.
    AccountDisabled,
    /// Somebody was invited to set a password.
    Invited,
    /// A password was set by an invitation.
    InvitationAccepted,
    /// A password was changed.
    PasswordChanged,
    /// A second factor was set up.
    SecondFactorEnabled,
    /// A second factor was taken away.
    SecondFactorDisabled,
    /// A service token was made.
    ServiceTokenCreated,
    /// A service token was revoked.
    ServiceTokenRevoked,
    /// A partner was made known, with its first key.
    PartnerCreated,
    /// What a partner is called, or where to reach it, was changed.
    PartnerChanged,
    /// A partner got a key.
    PartnerKeyCreated,
    /// A partner's key was replaced by another one.
    PartnerKeyRotated,
    /// A partner's key was revoked.
    PartnerKeyRevoked,
    /// A partner was given a licence.
    LicenceGranted,
    /// A licence was ended before its time.
    LicenceEnded,
    /// The keys that tokens are signed with were changed.
    KeysRotated,
    /// A document was published.
    Published,
    /// A document was taken away from the public.
    Unpublished,
    /// A link was made by which drafts are read without signing in.
    PreviewCreated,
    /// Such a link was ended before its time.
    PreviewRevoked,
    /// The subject of an article was asked to agree to what it says.
    SignOffRequested,
    /// Whoever had the link that was made for the subject agreed.
    SignOffApproved,
    /// Whoever had the link that was made for the subject did not agree.
    SignOffDeclined,
    /// An article may be published without its subject, who had been asked to agree.
    SignOffCancelled,
    /// A release was made.
    ReleaseCreated,
    /// A release was given another name, note or documents.
    ReleaseChanged,
    /// A release was told to go out at a time.
    ReleaseScheduled,
    /// A release went out.
    ReleasePublished,
    /// A release was to go out at its time and could not.
    ReleaseFailed,
    /// A release was kept from going out.
    ReleaseCancelled,
    /// All content was exported.
    Exported,
    /// The audit log was exported.
    AuditLogExported,
    /// A backup of everything was made.
    BackedUp,
    /// A backup took the place of everything.
    Restored,
    /// An endpoint was made known, to be told of changes.
    WebhookCreated,
    /// What an endpoint is told of, or where it is, was changed.
    WebhookChanged,
    /// An endpoint was forgotten.
    WebhookDeleted,
    /// An endpoint is told of changes again.
    WebhookEnabled,
    /// An endpoint is told of nothing any more: by somebody, or because it took nothing.
    WebhookDisabled,
    /// The secret that messages to an endpoint are signed with was replaced.
    WebhookSecretRotated,
    /// An endpoint is told again of what it was told of before.
    WebhookRedelivered,
    /// What a reader wrote was answered.
    EnquiryAnswered,
    /// What a reader wrote was sent on to the doctor.
    EnquiryForwarded,
    /// What a reader wrote was closed without an answer.
    EnquiryClosed,
    /// A request to reprint articles was granted, with a licence and a key.
    ReprintGranted,
    /// A request to reprint articles was declined.
    ReprintDeclined,
    /// Whoever had the private link of a request was shown its key.
    ReprintKeyTaken,
    /// A mail that could not be sent is tried anew.
    MailRetried,
    /// A mail that was not sent was thrown away.
    MailDiscarded,
    /// All that is kept of the person of an e-mail address was given out.
    PersonalDataExported,
    /// All that is kept of the person of an e-mail address was erased.
    PersonalDataErased,
}

impl AuditAction {
    /// As the database and exports spell it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SignedIn => "SIGNED_IN",
            Self::SignInFailed => "SIGN_IN_FAILED",
            Self::SignedOut => "SIGNED_OUT",
            Self::RefreshTokenReused => "REFRESH_TOKEN_REUSED",
            Self::AccountCreated => "ACCOUNT_CREATED",
            Self::AccountChanged => "ACCOUNT_CHANGED",
            Self::AccountDisabled => "ACCOUNT_DISABLED",
            Self::Invited => "INVITED",
            Self::InvitationAccepted => "INVITATION_ACCEPTED",
            Self::PasswordChanged => "PASSWORD_CHANGED",
            Self::SecondFactorEnabled => "SECOND_FACTOR_ENABLED",
            Self::SecondFactorDisabled => "SECOND_FACTOR_DISABLED",
            Self::ServiceTokenCreated => "SERVICE_TOKEN_CREATED",
            Self::ServiceTokenRevoked => "SERVICE_TOKEN_REVOKED",
            Self::PartnerCreated => "PARTNER_CREATED",
            Self::PartnerChanged => "PARTNER_CHANGED",
            Self::PartnerKeyCreated => "PARTNER_KEY_CREATED",
            Self::PartnerKeyRotated => "PARTNER_KEY_ROTATED",
            Self::PartnerKeyRevoked => "PARTNER_KEY_REVOKED",
            Self::LicenceGranted => "LICENCE_GRANTED",
            Self::LicenceEnded => "LICENCE_ENDED",
            Self::KeysRotated => "KEYS_ROTATED",
            Self::Published => "PUBLISHED",
            Self::Unpublished => "UNPUBLISHED",
            Self::PreviewCreated => "PREVIEW_CREATED",
            Self::PreviewRevoked => "PREVIEW_REVOKED",
            Self::SignOffRequested => "SIGN_OFF_REQUESTED",
            Self::SignOffApproved => "SIGN_OFF_APPROVED",
            Self::SignOffDeclined => "SIGN_OFF_DECLINED",
            Self::SignOffCancelled => "SIGN_OFF_CANCELLED",
            Self::ReleaseCreated => "RELEASE_CREATED",
            Self::ReleaseChanged => "RELEASE_CHANGED",
            Self::ReleaseScheduled => "RELEASE_SCHEDULED",
            Self::ReleasePublished => "RELEASE_PUBLISHED",
            Self::ReleaseFailed => "RELEASE_FAILED",
            Self::ReleaseCancelled => "RELEASE_CANCELLED",
            Self::Exported => "EXPORTED",
            Self::AuditLogExported => "AUDIT_LOG_EXPORTED",
            Self::BackedUp => "BACKED_UP",
            Self::Restored => "RESTORED",
            Self::WebhookCreated => "WEBHOOK_CREATED",
            Self::WebhookChanged => "WEBHOOK_CHANGED",
            Self::WebhookDeleted => "WEBHOOK_DELETED",
            Self::WebhookEnabled => "WEBHOOK_ENABLED",
            Self::WebhookDisabled => "WEBHOOK_DISABLED",
            Self::WebhookSecretRotated => "WEBHOOK_SECRET_ROTATED",
            Self::WebhookRedelivered => "WEBHOOK_REDELIVERED",
            Self::EnquiryAnswered => "ENQUIRY_ANSWERED",
            Self::EnquiryForwarded => "ENQUIRY_FORWARDED",
            Self::EnquiryClosed => "ENQUIRY_CLOSED",
            Self::ReprintGranted => "REPRINT_GRANTED",
            Self::ReprintDeclined => "REPRINT_DECLINED",
            Self::ReprintKeyTaken => "REPRINT_KEY_TAKEN",
            Self::MailRetried => "MAIL_RETRIED",
            Self::MailDiscarded => "MAIL_DISCARDED",
            Self::PersonalDataExported => "PERSONAL_DATA_EXPORTED",
            Self::PersonalDataErased => "PERSONAL_DATA_ERASED",
        }
    }

    /// The action of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        value_spelled(name, Self::name)
    }
}
