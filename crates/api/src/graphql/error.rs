use std::fmt::Display;

use async_graphql::{Error, ErrorExtensions};
use shanghaidoctor_persistence::Error as ContentError;

/// What the client can mend: the message says how.
pub(super) fn bad_input(message: impl Display) -> Error {
    Error::new(message.to_string()).extend_with(|_, extensions| extensions.set("code", "BAD_USER_INPUT"))
}

/// What went wrong where content is kept. An error without a code is not told to the client but logged, under the id
/// that the client gets in its place.
pub(super) fn content_error(error: &ContentError) -> Error {
    match error {
        ContentError::Forbidden(error) => {
            let code = if error.is_anonymous() { "UNAUTHENTICATED" } else { "FORBIDDEN" };
            Error::new(error.to_string()).extend_with(|_, extensions| extensions.set("code", code))
        }
        other => Error::new(other.to_string()),
    }
}
