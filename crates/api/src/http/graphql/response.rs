//! Turns the engine's answer into a status code and a body (GraphQL over HTTP, section "Response").

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use async_graphql::{ErrorExtensionValues, Response, ServerError, Value};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use shanghaidoctor_domain::input::{FITTING, UNFIT};

use crate::answer::MediaType;
use crate::graphql::error::is_about_input;

/// The code of an operation that took too long.
pub const TIMED_OUT: &str = "OPERATION_TIMEOUT";

/// The status and body of an answer.
#[derive(Debug, PartialEq, Eq)]
pub struct Rendered {
    /// The HTTP status.
    pub status: StatusCode,
    /// JSON in UTF-8.
    pub body: Vec<u8>,
}

/// Renders what the engine answered, or the errors for which a request was not executed.
///
/// A request error leaves out `data`. It is 400 in the media type that was made for it, and 200 in `application/json`,
/// where clients take every other status for the word of a proxy. What took too long is the server's failure, 503, for
/// which a cache may go on to show what it has.
pub fn render(answer: &Response, media: MediaType) -> Rendered {
    let executed = !is_request_error(answer);
    let status = match media {
        MediaType::GraphqlResponse if !executed && has_timed_out(answer) => StatusCode::SERVICE_UNAVAILABLE,
        MediaType::GraphqlResponse if !executed => StatusCode::BAD_REQUEST,
        _ => StatusCode::OK,
    };
    Rendered { status, body: body(answer, executed) }
}

/// Renders the answers to a batch, in its order. The status says that the batch was answered; each answer says the rest.
pub fn render_batch<'a>(answers: impl Iterator<Item = &'a Response>) -> Rendered {
    let bodies: Vec<Vec<u8>> = answers.map(|answer| body(answer, !is_request_error(answer))).collect();
    Rendered { status: StatusCode::OK, body: [b"[", bodies.join(&b',').as_slice(), b"]"].concat() }
}

/// Renders the error of a request that is not well-formed: 400 in both media types.
pub fn malformed(message: String) -> Rendered {
    Rendered { status: StatusCode::BAD_REQUEST, body: body(&malformed_answer(message), false) }
}

/// An error for the client, with a code that it can tell it by.
pub fn with_code(message: impl Into<String>, code: &str) -> ServerError {
    let mut error = ServerError::new(message, None);
    set(&mut error, "code", code);
    error
}

/// The error of a request that is not well-formed.
pub fn malformed_answer(message: String) -> Response {
    Response::from_errors(vec![with_code(message, "BAD_REQUEST")])
}

/// Gives every error a code, and takes the text from those that were not written for a client: a resolver that has
/// something to tell sets a code. What is taken goes to the log, under the id that the error then names.
pub fn complete(answer: &mut Response, request_id: impl Fn() -> Option<String>) {
    let refused = is_request_error(answer);
    if refused {
        answer.errors.truncate(REQUEST_ERRORS);
    }
    for error in &mut answer.errors {
        if let Some(extensions) = &mut error.extensions {
            // What the input was mended with, to find all that is wrong with it at once, is nobody's to read.
            [UNFIT, FITTING].into_iter().for_each(|own| extensions.unset(own));
        }
        if code(error).is_some() {
            continue;
        }
        if refused {
            set(error, "code", "GRAPHQL_VALIDATION_FAILED");
        } else if is_about_input(error) {
            set(error, "code", "BAD_USER_INPUT");
        } else {
            let request_id = request_id();
            tracing::error!(error = %error.message, path = ?error.path, request_id, "a resolver failed");
            hide(error, request_id.as_deref());
        }
    }
}

/// A short document can break rules thousands of times, each with a message longer than what is wrong.
const REQUEST_ERRORS: usize = 100;

/// Members in the order that the GraphQL specification recommends (section 7.1): errors first, so that a reader sees
/// them.
#[derive(Serialize)]
pub struct Body<'a> {
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [ServerError],
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Value>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    extensions: &'a BTreeMap<String, Value>,
}

impl<'a> Body<'a> {
    /// What an answer says.
    pub fn of(answer: &'a Response) -> Self {
        Self::new(answer, !is_request_error(answer))
    }

    fn new(answer: &'a Response, executed: bool) -> Self {
        Self { errors: &answer.errors, data: executed.then_some(&answer.data), extensions: &answer.extensions }
    }
}

/// What an answer says, as JSON that can stand in other JSON.
pub fn raw(answer: &Response) -> Box<RawValue> {
    // Only a map whose keys are no strings can fail here, and no answer has one.
    to_raw_value(&Body::of(answer)).unwrap_or_else(|error| {
        tracing::error!(%error, "an answer could not be serialised");
        RawValue::NULL.to_owned()
    })
}

/// Serialises in one step: on the way through a `serde_json::Value` the keys would be sorted.
fn body(answer: &Response, executed: bool) -> Vec<u8> {
    serde_json::to_vec(&Body::new(answer, executed)).unwrap_or_else(|error| {
        // Only a map whose keys are no strings can fail here, and no answer has one.
        tracing::error!(%error, "an answer could not be serialised");
        br#"{"errors":[{"message":"The answer could not be written.","extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}"#
            .to_vec()
    })
}

/// A request error comes before execution, so it belongs to no field; once a field was executed its errors have a path.
pub fn is_request_error(answer: &Response) -> bool {
    answer.data == Value::Null && !answer.errors.is_empty() && answer.errors.iter().all(|error| error.path.is_empty())
}

fn has_timed_out(answer: &Response) -> bool {
    answer.errors.iter().any(|error| code(error) == Some(&Value::from(TIMED_OUT)))
}

fn code(error: &ServerError) -> Option<&Value> {
    error.extensions.as_ref()?.get("code")
}

fn hide(error: &mut ServerError, request_id: Option<&str>) {
    error.message = "Something failed on our side, and it was logged.".to_owned();
    error.extensions = None;
    set(error, "code", "INTERNAL_SERVER_ERROR");
    if let Some(id) = request_id {
        set(error, "requestId", id);
    }
}

fn set(error: &mut ServerError, name: &str, value: &str) {
    error.extensions.get_or_insert_with(ErrorExtensionValues::default).set(name, value);
}

#[cfg(test)]
mod tests {
    use async_graphql::{PathSegment, value};

    use super::*;

    fn failing(message: &str, path: &[&str]) -> ServerError {
        let mut error = ServerError::new(message, None);
        error.path = path.iter().map(|name| PathSegment::Field((*name).to_owned())).collect();
        error
    }

    fn text(rendered: &Rendered) -> &str {
        std::str::from_utf8(&rendered.body).unwrap()
    }

    #[test]
    fn an_answer_keeps_the_order_of_its_keys() {
        let answer = Response::new(value!({"z": 1, "a": {"y": "é", "b": null}}));
        for media in [MediaType::GraphqlResponse, MediaType::Json] {
            let rendered = render(&answer, media);
            assert_eq!(rendered.status, StatusCode::OK);
            assert_eq!(text(&rendered), r#"{"data":{"z":1,"a":{"y":"é","b":null}}}"#);
        }
    }

    #[test]
    fn a_request_error_has_no_data() {
        let mut answer = Response::from_errors(vec![ServerError::new("No.", None)]);
        complete(&mut answer, || None);
        let body = r#"{"errors":[{"message":"No.","extensions":{"code":"GRAPHQL_VALIDATION_FAILED"}}]}"#;
        for (media, status) in
            [(MediaType::GraphqlResponse, StatusCode::BAD_REQUEST), (MediaType::Json, StatusCode::OK)]
        {
            let rendered = render(&answer, media);
            assert_eq!(rendered.status, status);
            assert_eq!(text(&rendered), body);
        }
    }

    #[test]
    fn request_errors_are_told_up_to_a_hundred() {
        let mut answer = Response::from_errors(vec![ServerError::new("No.", None); 1_000]);
        complete(&mut answer, || None);
        assert_eq!(answer.errors.len(), 100);
    }

    #[test]
    fn a_field_error_keeps_data_even_when_that_is_null() {
        let mut error = failing("Unknown.", &["doctor"]);
        set(&mut error, "code", "NOT_FOUND");
        let mut answer = Response::from_errors(vec![error]);
        complete(&mut answer, || None);
        let rendered = render(&answer, MediaType::GraphqlResponse);
        assert_eq!(rendered.status, StatusCode::OK);
        assert_eq!(
            text(&rendered),
            r#"{"errors":[{"message":"Unknown.","path":["doctor"],"extensions":{"code":"NOT_FOUND"}}],"data":null}"#
        );
    }

    #[test]
    fn what_was_not_written_for_a_client_is_not_sent() {
        let mut leak = failing("password=hunter2", &["a"]);
        set(&mut leak, "dsn", "postgres://");
        let mut answer = Response::new(value!({"a": null}));
        answer.errors = vec![leak, failing("Failed to parse \"Int\": x", &["b"])];
        complete(&mut answer, || Some("0192".to_owned()));
        assert_eq!(
            text(&render(&answer, MediaType::Json)),
            concat!(
                r#"{"errors":[{"message":"Something failed on our side, and it was logged.","path":["a"],"#,
                r#""extensions":{"code":"INTERNAL_SERVER_ERROR","requestId":"0192"}},"#,
                r#"{"message":"Failed to parse \"Int\": x","path":["b"],"extensions":{"code":"BAD_USER_INPUT"}}],"#,
                r#""data":{"a":null}}"#
            )
        );
    }

    #[test]
    fn a_malformed_request_is_400_in_every_media_type() {
        let rendered = malformed("Add `query`.".to_owned());
        assert_eq!(rendered.status, StatusCode::BAD_REQUEST);
        assert_eq!(text(&rendered), r#"{"errors":[{"message":"Add `query`.","extensions":{"code":"BAD_REQUEST"}}]}"#);
    }
}
