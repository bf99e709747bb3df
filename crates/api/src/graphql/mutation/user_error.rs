use async_graphql::{Enum, SimpleObject};

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
    /// A value names something that is not there to be seen.
    NotFound,
}

impl UserError {
    pub(super) fn new(code: UserErrorCode, path: &[&str], message: impl Into<String>) -> Self {
        Self { message: message.into(), code, path: path.iter().map(|part| (*part).to_owned()).collect() }
    }
}
