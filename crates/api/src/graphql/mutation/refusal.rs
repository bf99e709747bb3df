use async_graphql::Error;
use shanghaidoctor_persistence::Error as ContentError;

use super::user_error::{UserError, refused};

/// What keeps an act from being done.
pub(super) enum Refusal {
    /// What the caller can mend.
    Input(Vec<UserError>),
    /// What persistence says.
    Content(ContentError),
}

impl From<ContentError> for Refusal {
    fn from(error: ContentError) -> Self {
        Self::Content(error)
    }
}

impl From<serde_json::Error> for Refusal {
    fn from(error: serde_json::Error) -> Self {
        Self::Content(error.into())
    }
}

impl Refusal {
    /// What is told of it, at the places of the input; an error where that is none of the caller's.
    pub(super) fn into_user_errors(self) -> Result<Vec<UserError>, Error> {
        match self {
            Self::Input(errors) => Ok(errors),
            Self::Content(error) => refused(error, &["input"]),
        }
    }
}
