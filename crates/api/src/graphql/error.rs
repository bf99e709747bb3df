use std::fmt::Display;

use async_graphql::{Context, Error, ErrorExtensions};
use shanghaidoctor_persistence::Error as ContentError;

/// The name under which this request is logged.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// What the client can mend: the message says how.
pub(super) fn bad_input(message: impl Display) -> Error {
    Error::new(message.to_string()).extend_with(|_, extensions| extensions.set("code", "BAD_USER_INPUT"))
}

/// What went wrong where content is kept. Only what the client can act on is told; the rest is logged under the
/// request's id, which the message names.
pub(super) fn content_error(ctx: &Context<'_>, error: &ContentError) -> Error {
    match error {
        ContentError::Forbidden(error) => {
            Error::new(error.to_string()).extend_with(|_, extensions| extensions.set("code", "FORBIDDEN"))
        }
        other => {
            let request = ctx.data_opt::<RequestId>().map_or("unknown", |id| id.0.as_str());
            tracing::error!(error = other as &dyn std::error::Error, request, "a read failed");
            Error::new(format!("something failed here; report it with the request id {request}"))
                .extend_with(|_, extensions| extensions.set("code", "INTERNAL_SERVER_ERROR"))
        }
    }
}
