use async_graphql::{ID, SimpleObject};

use super::user_error::UserError;

/// What came of deleting a draft.
#[derive(SimpleObject)]
pub(super) struct DeletePayload {
    /// The id of what is gone; null when nothing is.
    deleted_id: Option<ID>,
    /// What stands in the way; empty when nothing does.
    user_errors: Vec<UserError>,
}

impl From<Result<ID, Vec<UserError>>> for DeletePayload {
    fn from(outcome: Result<ID, Vec<UserError>>) -> Self {
        match outcome {
            Ok(id) => Self { deleted_id: Some(id), user_errors: Vec::new() },
            Err(user_errors) => Self { deleted_id: None, user_errors },
        }
    }
}
