use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use shanghaidoctor_domain::{EmailAddress, Task};
use shanghaidoctor_persistence::enquiries::Erased;

use super::form::allowed;
use super::user_error::UserError;
use crate::graphql::enquiry::enquiries;
use crate::graphql::error::account_error;
use crate::graphql::json::Json;

/// What is kept of people who wrote.
#[derive(Default)]
pub(super) struct PersonalDataMutation;

/// What is kept of people who wrote.
#[Object]
impl PersonalDataMutation {
    /// Gives all that is kept of the person of an e-mail address: what they wrote, requests to reprint, mails, and partners
    /// whose contact they are. For administrators; that it was asked for stands in the audit log, with a hash of the address.
    async fn export_personal_data(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose.")] input: ExportPersonalDataInput,
    ) -> Result<ExportPersonalDataPayload> {
        let doer = allowed(ctx, Task::HandlePersonalData)?;
        let data = enquiries(ctx)?.export(&doer, &input.email).await.map_err(|error| account_error(&error))?;
        Ok(ExportPersonalDataPayload { data: Some(Json(data)), user_errors: Vec::new() })
    }

    /// Erases all of that. What nobody has dealt with is closed, mails that wait are not sent; licences and keys of partners
    /// go on. For administrators; the audit log has a hash of the address.
    async fn erase_personal_data(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose.")] input: ErasePersonalDataInput,
    ) -> Result<ErasePersonalDataPayload> {
        let doer = allowed(ctx, Task::HandlePersonalData)?;
        let erased = enquiries(ctx)?.erase(&doer, &input.email).await.map_err(|error| account_error(&error))?;
        Ok(ErasePersonalDataPayload { erased: Some(erased.into()), user_errors: Vec::new() })
    }
}

/// Whose data is given out.
#[derive(InputObject)]
pub(super) struct ExportPersonalDataInput {
    /// Their e-mail address, in capitals or not.
    email: EmailAddress,
}

/// Whose data is erased.
#[derive(InputObject)]
pub(super) struct ErasePersonalDataInput {
    /// Their e-mail address, in capitals or not.
    email: EmailAddress,
}

/// What is kept of a person.
#[derive(SimpleObject)]
pub(super) struct ExportPersonalDataPayload {
    /// All of it, in lists named `enquiries`, `reprintRequests`, `mails` and `partners`.
    data: Option<Json>,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}

/// What was erased of a person.
#[derive(SimpleObject)]
pub(super) struct ErasePersonalDataPayload {
    /// From how many things; null when nothing was done.
    erased: Option<ErasedCounts>,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}

/// From how many things a person was erased.
#[derive(SimpleObject)]
pub(super) struct ErasedCounts {
    /// Messages that they wrote, or that were sent on to them.
    enquiries: u64,
    /// Requests to reprint.
    reprint_requests: u64,
    /// Mails to them, or that were to be answered to them.
    mails: u64,
    /// Partners whose contact they were.
    partners: u64,
}

impl From<Erased> for ErasedCounts {
    fn from(erased: Erased) -> Self {
        let Erased { enquiries, reprint_requests, mails, partners } = erased;
        Self { enquiries, reprint_requests, mails, partners }
    }
}
