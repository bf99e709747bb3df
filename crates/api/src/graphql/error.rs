//! What clients are told of what went wrong, with the code that they can tell it by.

use std::fmt::Display;
use std::time::Duration;

use async_graphql::{Error, ErrorExtensions, ServerError};
use shanghaidoctor_domain::Forbidden;
use shanghaidoctor_persistence::Error as ContentError;
use shanghaidoctor_persistence::accounts::AccountError;

use crate::auth::AuthError;

/// What the client can mend: the message says how.
pub(super) fn bad_input(message: impl Display) -> Error {
    Error::new(message.to_string()).extend_with(|_, extensions| extensions.set("code", "BAD_USER_INPUT"))
}

/// What went wrong where content is kept. An error without a code is not told to the client but logged, under the id
/// that the client gets in its place.
pub(super) fn content_error(error: &ContentError) -> Error {
    match error {
        ContentError::Forbidden(error) => forbidden(error),
        other => Error::new(other.to_string()),
    }
}

/// What went wrong where accounts are kept, and is nothing that another input would mend.
pub(super) fn account_error(error: &AccountError) -> Error {
    match error {
        AccountError::Forbidden(error) => forbidden(error),
        AccountError::Failed(error) => content_error(error),
        other => bad_input(other),
    }
}

/// What went wrong with proving who somebody is.
pub(super) fn auth_error(error: &AuthError) -> Error {
    match error {
        AuthError::Account(error) => account_error(error),
        other => Error::new(other.to_string()),
    }
}

/// What is shown by a link names something that the link does not show.
pub(super) fn not_shown() -> Error {
    let message = "What this names is not shown by your link: ask for one that names it as well (`withNeeded` of `createPreview`).";
    Error::new(message).extend_with(|_, extensions| extensions.set("code", "NOT_SHOWN"))
}

/// Nobody is signed in who would have to be.
pub(super) fn unauthenticated(message: impl Display) -> Error {
    Error::new(message.to_string()).extend_with(|_, extensions| extensions.set("code", "UNAUTHENTICATED"))
}

/// The log of changes is another one than that of a cursor.
pub(super) fn cursor_expired() -> Error {
    let message = "`after`: the log does not go on from there, as after a backup was restored: begin again without a cursor, \
        and drop what you are not told of then.";
    Error::new(message).extend_with(|_, extensions| extensions.set("code", "CURSOR_EXPIRED"))
}

/// Something was tried too often.
pub(super) fn rate_limited(what: &str, wait: Duration) -> Error {
    // Whole seconds, and never too few of them.
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    let unit = if seconds == 1 { "second" } else { "seconds" };
    Error::new(format!("{what}: wait {seconds} {unit} before the next try.")).extend_with(|_, extensions| {
        extensions.set("code", "RATE_LIMITED");
        extensions.set("retryAfter", seconds);
    })
}

/// Whether it is the engine's, of an argument that it cannot read: it words every one in one of these two ways, and sets no
/// code.
pub fn is_about_input(error: &ServerError) -> bool {
    error.source.is_none()
        && ["Failed to parse \"", "Expected input type \""].iter().any(|start| error.message.starts_with(start))
}

/// What the engine says of a value without its frame: `Failed to parse "Doi": … (occurred while parsing "PublicationInput")`.
pub(super) fn without_frame(words: &str) -> String {
    let inner = words.split(" (occurred while parsing ").next().unwrap_or_default();
    match inner.strip_prefix("Failed to parse ").and_then(|rest| rest.split_once("\": ")) {
        Some((_, message)) => format!("{message}."),
        None => inner.to_owned(),
    }
}

fn forbidden(error: &Forbidden) -> Error {
    let code = if error.is_anonymous() { "UNAUTHENTICATED" } else { "FORBIDDEN" };
    Error::new(error.to_string()).extend_with(|_, extensions| extensions.set("code", code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_second_is_no_seconds() {
        let told = |milliseconds| rate_limited("Stop", Duration::from_millis(milliseconds)).message;
        assert_eq!(told(400), "Stop: wait 1 second before the next try.");
        assert_eq!(told(1_400), "Stop: wait 2 seconds before the next try.");
    }
}
