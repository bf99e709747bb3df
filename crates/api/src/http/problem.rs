//! HTTP errors that are not answers to a GraphQL request, as problem details (RFC 9457).

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use shanghaidoctor_domain::Forbidden;
use shanghaidoctor_domain::TombstoneReason;
use shanghaidoctor_persistence::withdrawn::Withdrawn;

use super::caching::NO_STORE;

/// The media type of a problem (RFC 9457, section 3).
pub const PROBLEM_JSON: &str = "application/problem+json";

/// What went wrong with an HTTP request, and what to change.
///
/// It has no `type` member: the status code says all there is to the kind of problem, which is what the default
/// `about:blank` stands for (RFC 9457, section 4.2.1), and then `title` is the phrase of the status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    #[serde(serialize_with = "as_number")]
    status: StatusCode,
    title: &'static str,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    instance: Option<String>,
    /// Why what was here is gone (an extension member, RFC 9457, section 3.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip)]
    header: Option<(&'static str, &'static str)>,
}

impl Problem {
    /// A problem whose `detail` is written for the one who sent the request.
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        let title = status.canonical_reason().unwrap_or("Error");
        Self { status, title, detail: detail.into(), instance: None, reason: None, header: None }
    }

    /// Names this occurrence, so that it can be found in the log. `instance` is a URI reference, such as `urn:uuid:…`.
    #[must_use]
    pub fn instance(mut self, instance: impl Into<String>) -> Self {
        self.instance = Some(instance.into());
        self
    }

    /// Whether what was sent is wrong.
    pub(super) fn is_bad_request(&self) -> bool {
        self.status == StatusCode::BAD_REQUEST
    }

    /// Adds the header that some statuses require, such as `Allow`.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: &'static str) -> Self {
        self.header = Some((name, value));
        self
    }
}

/// There was something at this address, and it was taken away.
pub(super) fn gone(withdrawn: Withdrawn) -> Problem {
    let Withdrawn { at, reason } = withdrawn;
    let why = match reason {
        TombstoneReason::LicenceEnded => "The right to show it ended",
        TombstoneReason::Retracted => "It was withdrawn as wrong",
        TombstoneReason::Deleted => "It was deleted",
        TombstoneReason::Unpublished | TombstoneReason::Merged => "It was taken back",
    };
    let mut problem = Problem::new(StatusCode::GONE, format!("{why} at {at}."));
    problem.reason = Some(reason.name());
    problem
}

/// Who asks lacks the right.
pub(super) fn forbidden(error: &Forbidden) -> Problem {
    let detail = format!("{error}.");
    match error.is_anonymous() {
        true => Problem::new(StatusCode::UNAUTHORIZED, detail).header("www-authenticate", "Bearer"),
        false => Problem::new(StatusCode::FORBIDDEN, detail),
    }
}

/// There is nothing at this address.
pub(super) fn no_such_address() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "There is nothing at this address. The API is at /graphql.")
}

/// Answers every method but POST where there is only something to tell (RFC 9110, section 15.5.6).
pub(super) async fn only_posted_to() -> Result<HttpResponse, Problem> {
    Err(Problem::new(StatusCode::METHOD_NOT_ALLOWED, "Use POST at this address.").header("allow", "POST"))
}

/// Answers every method but GET and HEAD where there is only something to read (RFC 9110, section 15.5.6).
pub(super) async fn only_readable() -> Result<HttpResponse, Problem> {
    let detail = "This address can only be read: use GET or HEAD.";
    Err(Problem::new(StatusCode::METHOD_NOT_ALLOWED, detail).header("allow", "GET, HEAD"))
}

/// Answers every address that is none.
pub(super) async fn not_found() -> Result<HttpResponse, Problem> {
    Err(no_such_address())
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.status.as_u16(), self.title, self.detail)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        let mut answer = HttpResponse::build(self.status);
        answer.content_type(PROBLEM_JSON).insert_header(NO_STORE);
        if let Some(header) = self.header {
            answer.insert_header(header);
        }
        // Text and numbers alone always serialise; an empty body would still carry the status.
        answer.body(serde_json::to_vec(self).unwrap_or_default())
    }
}

fn as_number<S: serde::Serializer>(status: &StatusCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u16(status.as_u16())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_those_of_the_rfc() {
        let problem = Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "Send less.");
        assert_eq!(
            serde_json::to_string(&problem).unwrap(),
            r#"{"status":413,"title":"Payload Too Large","detail":"Send less."}"#
        );
        assert_eq!(
            serde_json::to_string(&problem.instance("urn:uuid:0")).unwrap(),
            r#"{"status":413,"title":"Payload Too Large","detail":"Send less.","instance":"urn:uuid:0"}"#
        );
    }
}
