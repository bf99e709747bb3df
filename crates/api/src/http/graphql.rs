//! GraphQL over HTTP: one URL, GET and POST, two media types; and on the same URL connections that stay open.
//!
//! Follows the GraphQL-over-HTTP draft of the GraphQL working group; its sections are named where a rule comes from it.
//! What is wrong with the HTTP request is answered with problem details, what is wrong with the GraphQL request in the
//! shape of a GraphQL answer.

mod answer;
mod client;
mod document_name;
mod event_stream;
mod headers;
mod malformed;
mod multipart;
mod negotiation;
mod operation;
mod request;
mod response;
mod results;
mod websocket;

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT_ENCODING, AUTHORIZATION, AcceptEncoding, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, COOKIE,
    ContentEncoding, Encoding, HeaderName, HeaderValue, VARY,
};
use actix_web::web::{Bytes, Data, Payload};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, ResponseError};
use tokio::time::{Instant, timeout_at};
use tracing_actix_web::RequestId;

use self::client::Client;
pub use self::event_stream::Reservations;
use self::headers::headers;
pub use self::negotiation::prefers_html;
use self::operation::Outcome;
pub(super) use self::operation::{Asker, Asking, Found, ask, ask_as_client, ask_for};
use self::request::{Parameters, Sent, from_body, from_query_string};
use self::response::Rendered;
use super::accept::{self, is_utf8};
use super::accept_language;
use super::caching::NO_STORE;
use super::content_stage::CONTENT_STAGE;
use super::preview::PREVIEW_TOKEN;
use super::problem::Problem;
use crate::App;
use crate::answer::{Answer, MediaType};
use crate::cache::{Asked, Begun, Via};
use crate::graphql::languages::Wanted;
use crate::live::{Full, Slot};
use crate::tags::Noted;

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
pub(super) async fn get(app: Data<App>, http: HttpRequest, payload: Payload) -> HttpResponse {
    let answered = got(app, &http, payload).await;
    finish(&http, answered)
}

async fn got(app: Data<App>, http: &HttpRequest, payload: Payload) -> Result<HttpResponse, Problem> {
    let wanted = accept_language::of(&app, http).await?;
    if websocket::is_wanted(http) {
        return websocket::accept(app, http, payload, wanted);
    }
    if event_stream::is_wanted(http) {
        return match event_stream::token(http) {
            Some(token) => event_stream::stream_of(&app, &token),
            None => event_stream::answer(app.into_inner(), http, wanted, from_query_string(http.query_string())),
        };
    }
    let asked = asked(negotiated(http)?, Via::Address, http.query_string().as_bytes(), &wanted);
    answer(&app, http, &wanted, asked).await
}

/// Answers a POST request. What a page of another site can send without a preflight is not
/// read: bodies are JSON, or forms with a header that says they are meant.
pub(super) async fn post(app: Data<App>, http: HttpRequest, payload: Payload) -> HttpResponse {
    let answered = posted(app, &http, payload).await;
    finish(&http, answered)
}

async fn posted(app: Data<App>, http: &HttpRequest, payload: Payload) -> Result<HttpResponse, Problem> {
    let limit = app.graphql.body_limit;
    let wanted = accept_language::of(&app, http).await?;
    if event_stream::is_wanted(http) {
        check_content(http)?;
        let body = read(http, payload, limit).await?;
        return event_stream::answer(app.into_inner(), http, wanted, request::one_from_body(&body));
    }
    if multipart::is_sent(http) {
        return with_files(&app, http, &wanted, payload).await;
    }
    let (media, body) = received(http, payload, limit).await?;
    let asked = asked(media, Via::Body, &body, &wanted);
    let Some(token) = event_stream::token(http) else { return answer(&app, http, &wanted, asked).await };
    match request::one_from_body(&body) {
        Ok(parameters) => event_stream::submit(app.into_inner(), http, &token, media, wanted, parameters).await,
        Err(malformed) => Ok(not_kept(asked, response::malformed(malformed.to_string()), vec![])),
    }
}

/// Answers a request that files are sent along with. What comes of it is never for all.
async fn with_files(app: &App, http: &HttpRequest, wanted: &Wanted, payload: Payload) -> Result<HttpResponse, Problem> {
    let media = negotiated(http)?;
    let (operations, sent) = multipart::received(app, http, payload).await?;
    let asked = asked(media, Via::Body, &operations, wanted);
    match sent {
        Ok(Sent::One(parameters)) => one(app, http, wanted, asked, parameters).await,
        Ok(Sent::Batch(batch)) => several(app, http, wanted, asked, batch).await,
        Err(malformed) => Ok(not_kept(asked, response::malformed(malformed.to_string()), vec![])),
    }
}

/// Answers a PUT request: a stream of events is reserved, for many operations.
pub(super) async fn put(app: Data<App>, http: HttpRequest) -> HttpResponse {
    finish(&http, event_stream::reserve(&app, &http))
}

/// Answers a DELETE request: an operation on such a stream ends.
pub(super) async fn delete(app: Data<App>, http: HttpRequest) -> HttpResponse {
    finish(&http, event_stream::stop(&app, &http))
}

fn asked<'r>(media: MediaType, via: Via, sent: &'r [u8], wanted: &'r Wanted) -> Asked<'r> {
    Asked { media, coding: ContentEncoding::Identity, via, sent, locales: &wanted.locales }
}

/// Answers every other method (RFC 9110, section 15.5.6).
pub(super) async fn method_not_allowed(http: HttpRequest) -> HttpResponse {
    let detail = "GraphQL requests are sent with GET or POST; PUT and DELETE are for streams of events.";
    finish(&http, Err(not_allowed(detail, "GET, HEAD, POST, PUT, DELETE")))
}

/// Gives what is kept, and else reads what was asked.
async fn answer(app: &App, http: &HttpRequest, wanted: &Wanted, asked: Asked<'_>) -> Result<HttpResponse, Problem> {
    if is_for_all(http)
        && let Some(kept) = kept(app, http, asked).await
    {
        return Ok(kept);
    }
    let sent = match asked.via {
        Via::Address => from_query_string(http.query_string()).map(Sent::One),
        Via::Body => from_body(asked.sent, app.graphql.batch_limit),
    };
    match sent {
        Ok(Sent::One(parameters)) => one(app, http, wanted, asked, parameters).await,
        Ok(Sent::Batch(batch)) => several(app, http, wanted, asked, batch).await,
        Err(malformed) => Ok(not_kept(asked, response::malformed(malformed.to_string()), vec![])),
    }
}

/// What is kept, in the coding that the client reads best. What is kept in none is compressed here, once.
pub(super) async fn kept(app: &App, http: &HttpRequest, asked: Asked<'_>) -> Option<HttpResponse> {
    let answers = &app.caches.answers;
    let coding = coding(http);
    let coded = Asked { coding, ..asked };
    if let Some(held) = answers.get(&coded) {
        return Some(held.answer.respond(http, held.age()));
    }
    if coding == ContentEncoding::Identity {
        return None;
    }
    let plain = answers.get(&asked)?;
    let answer = plain.answer.coded(coding).await?;
    answers.keep_coded(coded, &plain, answer.clone());
    Some(answer.respond(http, plain.age()))
}

/// Answers one operation; a query for all who ask it at the same time.
async fn one(
    app: &App,
    http: &HttpRequest,
    wanted: &Wanted,
    asked: Asked<'_>,
    parameters: Parameters,
) -> Result<HttpResponse, Problem> {
    let prepared = match operation::prepare(app, parameters, http.method())? {
        Ok(prepared) => prepared,
        Err(refused) => return Ok(failed(asked, &completed(refused, http))),
    };
    let asked_at = Instant::now();
    let begun = match is_for_all(http) && prepared.is_query() {
        true => timeout_at(asked_at + app.graphql.timeout, app.caches.answers.begin(asked)).await,
        false => Ok(Begun::Alone),
    };
    // Whoever made it for all took as long as each may wait.
    let Ok(begun) = begun else { return Ok(failed(asked, &completed(prepared.timed_out(app), http))) };
    let making = match begun {
        Begun::Given(held) => return Ok(held.answer.respond(http, held.age())),
        Begun::Yours(making) => Some(making),
        Begun::Alone => None,
    };
    let client = Client::of(app, http, wanted.clone())?;
    let outcome = completed(prepared.execute(app, &client, asked_at).await, http);
    if !outcome.answer.errors.is_empty() {
        if let Some(making) = making {
            making.give_up();
        }
        return Ok(failed(asked, &outcome));
    }
    // What is posted and not kept needs none of it.
    let is_noted = making.is_some() || asked.via == Via::Address;
    let noted = if is_noted { outcome.tags.take() } else { Noted::default() };
    let answer = made(app, asked, &outcome, is_for_all(http).then_some(&noted));
    Ok(match making {
        Some(making) => making.keep(answer, noted).answer.respond(http, None),
        None => answer.respond(http, None),
    })
}

async fn several(
    app: &App,
    http: &HttpRequest,
    wanted: &Wanted,
    asked: Asked<'_>,
    batch: Vec<Parameters>,
) -> Result<HttpResponse, Problem> {
    let client = Client::of(app, http, wanted.clone())?;
    let mut outcomes = Vec::with_capacity(batch.len());
    // One after the other, so that a batch takes no more of the server at a time than one operation does.
    for parameters in batch {
        outcomes.push(completed(operation::run(app, &client, parameters, http.method()).await?, http));
    }
    let rendered = response::render_batch(outcomes.iter().map(|outcome| &outcome.answer));
    Ok(not_kept(asked, rendered, headers(&outcomes)))
}

/// The answer to a query that has no error; what is noted of it, where it is for all.
fn made(app: &App, asked: Asked<'_>, outcome: &Outcome, noted: Option<&Noted>) -> Answer {
    let rendered = response::render(&outcome.answer, asked.media);
    let mut headers = headers(std::slice::from_ref(outcome));
    let content_type = asked.media.content_type();
    // A purge at the moment of the change would not reach what is made behind it.
    match (asked.via, noted.filter(|noted| !noted.behind)) {
        (Via::Address, Some(noted)) => {
            headers.extend(app.caching.headers(&noted.tags));
            Answer::new(content_type, rendered, headers).named()
        }
        _ => {
            headers.push(NO_STORE);
            Answer::new(content_type, rendered, headers)
        }
    }
}

fn failed(asked: Asked<'_>, outcome: &Outcome) -> HttpResponse {
    let rendered = response::render(&outcome.answer, asked.media);
    not_kept(asked, rendered, headers(std::slice::from_ref(outcome)))
}

fn not_kept(asked: Asked<'_>, rendered: Rendered, headers: Vec<(HeaderName, HeaderValue)>) -> HttpResponse {
    let mut answer = HttpResponse::build(rendered.status);
    answer.content_type(asked.media.content_type()).insert_header(NO_STORE);
    for header in headers {
        answer.append_header(header);
    }
    answer.body(rendered.body)
}

/// The coding that the middleware around would choose. It has refused who can read none.
fn coding(http: &HttpRequest) -> ContentEncoding {
    if !http.headers().contains_key(ACCEPT_ENCODING) {
        return ContentEncoding::Identity;
    }
    let Some(accepted) = http.get_header::<AcceptEncoding>() else { return ContentEncoding::Identity };
    let known = [Encoding::identity(), Encoding::brotli(), Encoding::gzip(), Encoding::deflate(), Encoding::zstd()];
    match accepted.negotiate(known.iter()) {
        Some(Encoding::Known(coding)) => coding,
        _ => ContentEncoding::Identity,
    }
}

/// What somebody gets who says who they are is for them alone, and what is asked for at a stage or by a link is not
/// looked for among what is kept.
pub(super) fn is_for_all(http: &HttpRequest) -> bool {
    let headers = http.headers();
    ![AUTHORIZATION, COOKIE, CONTENT_STAGE, PREVIEW_TOKEN].iter().any(|name| headers.contains_key(name))
}

fn completed(mut outcome: Outcome, http: &HttpRequest) -> Outcome {
    response::complete(&mut outcome.answer, || request_id(http));
    outcome
}

/// The same URL has several representations (RFC 9110, section 12.5.5), errors included.
fn finish(http: &HttpRequest, answered: Result<HttpResponse, Problem>) -> HttpResponse {
    let mut answer = answered.unwrap_or_else(|problem| match request_id(http) {
        Some(id) => problem.instance(format!("urn:uuid:{id}")).error_response(),
        None => problem.error_response(),
    });
    let vary = "Accept, Accept-Encoding, Authorization, Content-Stage, Preview-Token";
    answer.headers_mut().append(VARY, HeaderValue::from_static(vary));
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

/// Takes a place among the connections that stay open.
pub(super) fn open(app: &App, http: &HttpRequest) -> Result<Slot, Problem> {
    app.live.connections.enter(app.proxies.client(http)).map_err(|full| match full {
        Full::Client(most) => Problem::new(
            StatusCode::TOO_MANY_REQUESTS,
            format!("{most} connections from your address stay open, as many as may: close one first."),
        ),
        Full::Server => Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "As many connections stay open as this server can have. Try again in a minute, or ask with a query.",
        )
        .header("retry-after", "60"),
    })
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
