use async_graphql::{Enum, Error, SimpleObject};
use shanghaidoctor_domain::{Violation, ViolationCode};
use shanghaidoctor_persistence::Error as ContentError;

use crate::graphql::error::content_error;

/// Something in the input that the caller can mend.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct UserError {
    /// What to change.
    message: String,
    /// What kind of rule is broken, for programs.
    code: UserErrorCode,
    /// Where in the arguments: `["input", "slug"]`.
    path: Vec<String>,
}

/// What kind of rule an input breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(super) enum UserErrorCode {
    /// A value that must be there is missing.
    Required,
    /// A value has the wrong form.
    Invalid,
    /// A value that only one may have is another one's.
    Duplicate,
    /// A value names something that is not there to be seen.
    NotFound,
    /// Somebody else changed it since it was read.
    Stale,
    /// It is another document now: write that one.
    Merged,
}

impl UserError {
    pub(super) fn new(code: UserErrorCode, path: &[&str], message: impl Into<String>) -> Self {
        Self { message: message.into(), code, path: path.iter().map(|part| (*part).to_owned()).collect() }
    }

    /// A broken rule of the document whose fields stand below `at` in the arguments.
    fn of(violation: Violation, at: &[&str]) -> Self {
        let code = match violation.code {
            ViolationCode::Required => UserErrorCode::Required,
            ViolationCode::Invalid => UserErrorCode::Invalid,
            ViolationCode::Duplicate => UserErrorCode::Duplicate,
            ViolationCode::NotFound => UserErrorCode::NotFound,
        };
        let below = violation.path.split('.').filter(|part| !part.is_empty());
        let path: Vec<&str> = at.iter().copied().chain(below).collect();
        Self::new(code, &path, violation.message)
    }
}

/// What an error of writing means to the caller: what is wrong with the input, whose document stands below `at`; or an
/// error of the field, where another input would not help.
#[expect(dead_code, reason = "what writes content follows")]
pub(super) fn refused(error: ContentError, at: &[&str]) -> Result<Vec<UserError>, Error> {
    let below = |field| at.iter().copied().chain([field]).collect::<Vec<_>>();
    Ok(match error {
        ContentError::Invalid { violations, .. } => {
            violations.0.into_iter().map(|violation| UserError::of(violation, at)).collect()
        }
        ContentError::Stale { .. } => {
            vec![UserError::new(UserErrorCode::Stale, &below("revision"), error.to_string())]
        }
        ContentError::Merged { .. } => vec![UserError::new(UserErrorCode::Merged, &below("id"), error.to_string())],
        ContentError::NotFound(_) => vec![UserError::new(UserErrorCode::NotFound, &below("id"), error.to_string())],
        other => return Err(content_error(&other)),
    })
}
