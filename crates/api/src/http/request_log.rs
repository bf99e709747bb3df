//! Requests in the log, a line for each, and the name under which each is found there: in errors, and in the answer's
//! `X-Request-Id`.

use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue, SET_COOKIE};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, ResponseError as _};
use tracing::Span;
use tracing_actix_web::{RequestId, RootSpanBuilder};

use super::browsers::refused_preflight;
use super::problem::Problem;
use super::rate_limit::{RATE_LIMIT, RATE_LIMIT_POLICY};

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What the log says of every request: no query string and no headers, which can hold what is nobody's business.
pub(super) struct RequestSpan;

/// When a request began.
struct Begun(Instant);

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(request: &ServiceRequest) -> Span {
        request.extensions_mut().insert(Begun(Instant::now()));
        let id = id_of(request.request());
        tracing::info_span!("request", id, method = %request.method(), path = request.path())
    }

    fn on_request_end<B: MessageBody>(span: Span, outcome: &Result<ServiceResponse<B>, Error>) {
        let (status, took) = match outcome {
            Ok(answer) => {
                (answer.status(), answer.request().extensions().get::<Begun>().map(|begun| begun.0.elapsed()))
            }
            Err(error) => (error.as_response_error().status_code(), None),
        };
        let milliseconds = took.map(|took| took.as_secs_f64() * 1000.0);
        tracing::info!(parent: &span, status = status.as_u16(), milliseconds, "answered");
    }
}

/// Tells the client the name under which its request is logged: in a header, and in a problem.
pub(super) async fn name_answer(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let id = id_of(request.request());
    let mut answer = next.call(request).await?.map_into_boxed_body();
    let problem = answer.response().error().and_then(|error| match error.as_error::<Problem>() {
        Some(problem) => Some(problem.clone()),
        None => refused_preflight(error),
    });
    if let Some(problem) = problem {
        let mut named = problem.instance(format!("urn:uuid:{id}")).error_response();
        for name in [SET_COOKIE, RATE_LIMIT, RATE_LIMIT_POLICY] {
            for value in answer.headers().get_all(&name) {
                named.headers_mut().append(name.clone(), value.clone());
            }
        }
        answer = answer.into_response(named);
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        answer.headers_mut().insert(X_REQUEST_ID, value);
    }
    Ok(answer)
}

/// A problem that says under which name its request is logged.
pub(super) fn named(http: &HttpRequest, problem: Problem) -> Problem {
    problem.instance(format!("urn:uuid:{}", id_of(http)))
}

/// The request's name.
fn id_of(request: &HttpRequest) -> String {
    request.extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default()
}
