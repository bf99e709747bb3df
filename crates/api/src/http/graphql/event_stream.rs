//! GraphQL over server-sent events, as the protocol of graphql-sse has it: an operation on a stream of its own here, many
//! on one stream in `reservations.rs`.
//!
//! A stream is the body of an answer, and is asked for more when there is room for it on the way to the client: nothing
//! is executed ahead of that.

mod reservations;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_ENCODING, HeaderName};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use async_graphql::Response;
use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream};
use serde::Serialize;

pub use self::reservations::Reservations;
pub(super) use self::reservations::{reserve, stop, stream_of, submit, token};
use super::client::Client;
use super::malformed::Malformed;
use super::operation::sent_by;
use super::request::Parameters;
use super::response::{self, raw};
use super::results::{Asker, Results, Told, results};
use super::{header, open};
use crate::App;
use crate::graphql::languages::Wanted;
use crate::http::accept::{self, NAMED, preference};
use crate::http::problem::Problem;
use crate::live::Slot;

/// With which event a browser asks to go on when it connects again.
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// A comment, which clients skip.
const SILENCE: &str = ":\n\n";

/// Whether a client would rather have a stream of events than an answer.
pub(super) fn is_wanted(http: &HttpRequest) -> bool {
    let accept = accept::of(http);
    let stream = preference(&accept, "text", "event-stream");
    let others = ["graphql-response+json", "json"].map(|subtype| preference(&accept, "application", subtype).quality);
    stream.precision == NAMED && stream.accepted() && others.into_iter().all(|other| other <= stream.quality)
}

/// Answers one operation on a stream of its own. Why it does not run is told there as well: a browser shows its page
/// nothing of an answer that is no stream.
pub(super) fn answer(
    app: Arc<App>,
    http: &HttpRequest,
    wanted: Wanted,
    parameters: Result<Parameters, Malformed>,
) -> Result<HttpResponse, Problem> {
    let slot = open(&app, http)?;
    let results = match parameters {
        Ok(parameters) => {
            let resume = header(http, &LAST_EVENT_ID).filter(|id| !id.is_empty()).map(str::to_owned);
            let client = Client::of(&app, http, wanted)?;
            let asker = Asker { request_id: super::request_id(http), resume, client };
            results(Arc::clone(&app), sent_by(&app, parameters, http.method())?, asker)
        }
        Err(malformed) => refused(response::malformed_answer(malformed.to_string())),
    };
    let events = results.map(|told| match told {
        Told::Refused(answer) => event("next", None, &raw(&answer)),
        Told::Result { answer, sequence } => event("next", sequence, &*answer),
    });
    let complete = stream::iter([COMPLETE.to_owned()]);
    Ok(streamed(&app, slot, events.chain(complete).boxed()))
}

/// Clients hear of no event without data.
const COMPLETE: &str = "event: complete\ndata:\n\n";

fn refused(answer: Response) -> Results {
    stream::iter([Told::Refused(answer)]).boxed()
}

/// One event. JSON has no line feed outside of strings, nor in them.
fn event(name: &str, id: Option<i64>, data: &(impl Serialize + ?Sized)) -> String {
    let data = serde_json::to_string(data).unwrap_or_default();
    match id {
        Some(id) => format!("event: {name}\nid: {id}\ndata: {data}\n\n"),
        None => format!("event: {name}\ndata: {data}\n\n"),
    }
}

/// The answer whose body the events are, for as long as the server runs.
fn streamed(app: &App, slot: Slot, events: BoxStream<'static, String>) -> HttpResponse {
    let first = stream::iter([SILENCE.to_owned()]);
    let events = first.chain(with_silence(events, app.live.settings.live_keep_alive));
    let body = events.take_until(app.live.stopping()).map(move |text| {
        // The place is taken for as long as there is a body.
        let _ = &slot;
        Ok::<_, Infallible>(Bytes::from(text))
    });
    HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header((CACHE_CONTROL, "no-store"))
        // What is compressed waits until there is enough of it, and so does what nginx passes on.
        .insert_header((CONTENT_ENCODING, "identity"))
        .insert_header(("x-accel-buffering", "no"))
        .streaming(body)
}

/// Breaks every long silence, so that nothing on the way takes the connection for dead.
fn with_silence(events: BoxStream<'static, String>, longest: Duration) -> impl futures_util::Stream<Item = String> {
    stream::unfold(events, move |mut events| async move {
        match tokio::time::timeout(longest, events.next()).await {
            Ok(event) => event.map(|event| (event, events)),
            Err(_) => Some((SILENCE.to_owned(), events)),
        }
    })
}
