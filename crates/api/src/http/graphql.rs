//! GraphQL over HTTP: one URL, GET and POST, two media types.
//!
//! Follows the GraphQL-over-HTTP draft of the GraphQL working group; its sections are named where a rule comes from it.
//! What is wrong with the HTTP request is answered with problem details, what is wrong with the GraphQL request in the
//! shape of a GraphQL answer.

mod document_name;
mod negotiation;
mod operation;
mod request;
mod response;

use std::time::Duration;

use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue, VARY};
use actix_web::http::{Method, StatusCode};
use actix_web::web::{Bytes, Data, Payload};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, HttpResponseBuilder, ResponseError};
use async_graphql::Response;
use tracing_actix_web::RequestId;

use self::negotiation::MediaType;
pub use self::negotiation::prefers_html;
use self::operation::Outcome;
use self::request::{Malformed, Sent, from_body, from_query_string};
use super::accept::{self, is_utf8};
use super::caching::{NO_STORE, revalidated};
use super::problem::Problem;
use crate::App;
use crate::graphql::cost::Cost;

/// What the operations of one request cost together, and what each of them may.
const GRAPHQL_COST: HeaderName = HeaderName::from_static("graphql-cost");

/// How much a request may take.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How many bytes a body may have.
    pub body_limit: usize,
    /// How many operations a body may have in an array; none is allowed when it is 0.
    pub batch_limit: usize,
    /// How long an operation may take.
    pub timeout: Duration,
}

/// Answers a GET or HEAD request, which can only query: a link or a picture on another site may cause one.
pub(super) async fn get(app: Data<App>, http: HttpRequest) -> HttpResponse {
    let answered = match negotiated(&http) {
        Ok(media) => answer(&app, &http, media, from_query_string(http.query_string()).map(Sent::One)).await,
        Err(problem) => Err(problem),
    };
    finish(&http, answered)
}

/// Answers a POST request. Only JSON bodies are read, which a page of another site cannot send without a preflight.
pub(super) async fn post(app: Data<App>, http: HttpRequest, payload: Payload) -> HttpResponse {
    let answered = match received(&http, payload, app.graphql.body_limit).await {
        Ok((media, body)) => answer(&app, &http, media, from_body(&body, app.graphql.batch_limit)).await,
        Err(problem) => Err(problem),
    };
    finish(&http, answered)
}

/// Answers every other method (RFC 9110, section 15.5.6).
pub(super) async fn method_not_allowed(http: HttpRequest) -> HttpResponse {
    finish(&http, Err(not_allowed("GraphQL requests are sent with GET or POST.", "GET, HEAD, POST")))
}

async fn answer(
    app: &App,
    http: &HttpRequest,
    media: MediaType,
    sent: Result<Sent, Malformed>,
) -> Result<HttpResponse, Problem> {
    let (rendered, outcomes) = match sent {
        Ok(Sent::One(parameters)) => {
            let outcome = operation::run(app, parameters, http.method()).await?;
            let outcome = completed(outcome, http);
            (response::render(&outcome.answer, media), vec![outcome])
        }
        Ok(Sent::Batch(batch)) => {
            let mut outcomes = Vec::with_capacity(batch.len());
            // One after the other, so that a batch takes no more of the server at a time than one operation does.
            for parameters in batch {
                outcomes.push(completed(operation::run(app, parameters, http.method()).await?, http));
            }
            (response::render_batch(outcomes.iter().map(|outcome| &outcome.answer)), outcomes)
        }
        Err(malformed) => (response::malformed(malformed.to_string()), Vec::new()),
    };
    let mut answer = HttpResponse::build(rendered.status);
    tell_cost(&outcomes, &mut answer);
    for outcome in &outcomes {
        copy_headers(&outcome.answer, &mut answer);
    }
    let content_type = media.content_type();
    Ok(match outcomes.as_slice() {
        [outcome] if *http.method() != Method::POST && outcome.answer.errors.is_empty() => {
            app.caching.allow(&mut answer, &outcome.tags);
            revalidated(answer, http, content_type, rendered.body)
        }
        _ => answer.content_type(content_type).insert_header(NO_STORE).body(rendered.body),
    })
}

fn completed(mut outcome: Outcome, http: &HttpRequest) -> Outcome {
    response::complete(&mut outcome.answer, request_id(http).as_deref());
    outcome
}

/// A dictionary in the form of RFC 9651.
fn tell_cost(outcomes: &[Outcome], answer: &mut HttpResponseBuilder) {
    let costs = outcomes.iter().filter_map(|outcome| outcome.cost);
    let together = costs.reduce(|sum, cost| Cost { requested: sum.requested.saturating_add(cost.requested), ..sum });
    if let Some(Cost { requested, limit }) = together {
        answer.insert_header((GRAPHQL_COST, format!("requested={requested}, limit={limit}")));
    }
}

/// Resolvers may set headers. The engine has them in another version of the same crate.
fn copy_headers(answer: &Response, http_answer: &mut HttpResponseBuilder) {
    for (name, value) in &answer.http_headers {
        let name = HeaderName::from_bytes(name.as_str().as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_bytes(value.as_bytes())) {
            http_answer.append_header((name, value));
        }
    }
}

/// The same URL has several representations (RFC 9110, section 12.5.5), errors included.
fn finish(http: &HttpRequest, answered: Result<HttpResponse, Problem>) -> HttpResponse {
    let mut answer = answered.unwrap_or_else(|problem| match request_id(http) {
        Some(id) => problem.instance(format!("urn:uuid:{id}")).error_response(),
        None => problem.error_response(),
    });
    answer.headers_mut().append(VARY, HeaderValue::from_static("Accept, Accept-Encoding"));
    answer
}

async fn received(http: &HttpRequest, payload: Payload, limit: usize) -> Result<(MediaType, Bytes), Problem> {
    let media = negotiated(http)?;
    check_content(http)?;
    Ok((media, read(http, payload, limit).await?))
}

fn negotiated(http: &HttpRequest) -> Result<MediaType, Problem> {
    negotiation::negotiate(Some(&accept::of(http))).ok_or_else(|| {
        Problem::new(
            StatusCode::NOT_ACCEPTABLE,
            "Accept application/graphql-response+json or application/json, in UTF-8: there is no other answer.",
        )
    })
}

fn check_content(http: &HttpRequest) -> Result<(), Problem> {
    let unsupported = |detail| Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail);
    if !header(http, &CONTENT_TYPE).is_some_and(is_json) {
        let detail = "Send the request as JSON in UTF-8, with the header `Content-Type: application/json`.";
        return Err(unsupported(detail).header("accept", "application/json"));
    }
    // A few compressed bytes can stand for any number of bytes, so the limit would not hold.
    if header(http, &CONTENT_ENCODING).is_some_and(|coding| !coding.trim().eq_ignore_ascii_case("identity")) {
        return Err(unsupported("Send the body without `Content-Encoding`.").header("accept-encoding", "identity"));
    }
    Ok(())
}

fn is_json(content_type: &str) -> bool {
    let mut parts = content_type.split(';').map(str::trim);
    parts.next().is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"))
        && parts
            .filter_map(|parameter| parameter.split_once('='))
            .all(|(name, value)| !name.trim().eq_ignore_ascii_case("charset") || is_utf8(value))
}

async fn read(http: &HttpRequest, payload: Payload, limit: usize) -> Result<Bytes, Problem> {
    let too_large =
        || Problem::new(StatusCode::PAYLOAD_TOO_LARGE, format!("The body may have no more than {limit} bytes."));
    let announced = header(http, &CONTENT_LENGTH).and_then(|length| length.parse::<usize>().ok());
    if announced.is_some_and(|length| length > limit) {
        return Err(too_large());
    }
    match payload.to_bytes_limited(limit).await {
        Ok(Ok(body)) => Ok(body),
        Ok(Err(_)) => Err(Problem::new(StatusCode::BAD_REQUEST, "The body ended too early. Send it again.")),
        Err(_) => Err(too_large()),
    }
}

fn not_allowed(detail: &str, methods: &'static str) -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, detail).header("allow", methods)
}

fn header<'h>(http: &'h HttpRequest, name: &HeaderName) -> Option<&'h str> {
    http.headers().get(name)?.to_str().ok()
}

fn request_id(http: &HttpRequest) -> Option<String> {
    http.extensions().get::<RequestId>().map(ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_in_utf8_is_all_that_is_read() {
        for fine in ["application/json", "Application/JSON; Charset=UTF-8", "application/json;charset=\"utf-8\";v=1"] {
            assert!(is_json(fine), "{fine}");
        }
        let other = ["", "text/plain", "application/json; charset=latin1", "application/graphql", "application/jsonp"];
        for other in other {
            assert!(!is_json(other), "{other}");
        }
    }
}
