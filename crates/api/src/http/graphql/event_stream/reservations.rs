//! Many operations on one stream: a client reserves it with PUT, opens it with GET, sends each operation with POST and ends
//! one with DELETE, all with the token that it was given.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::HeaderName;
use actix_web::{HttpRequest, HttpResponse};
use futures_util::StreamExt as _;
use futures_util::stream::{self, AbortHandle, BoxStream, SelectAll};
use serde::Serialize;
use serde_json::value::RawValue;
use tokio::sync::mpsc;
use url::form_urlencoded;
use uuid::Uuid;

use super::super::client::Client;
use super::super::operation::{Outcome, Prepared};
use super::super::request::Parameters;
use super::super::response::{self, raw};
use super::super::results::{Asker, Results, Told, begin};
use super::super::{open, request_id};
use super::{event, streamed};
use crate::App;
use crate::answer::MediaType;
use crate::graphql::languages::Wanted;
use crate::http::caching::NO_STORE;
use crate::http::problem::Problem;
use crate::live::Slot;

const TOKEN: HeaderName = HeaderName::from_static("x-graphql-event-stream-token");

/// How long a reserved stream waits to be opened.
const PATIENCE: Duration = Duration::from_secs(30);

/// The streams that were reserved, by their tokens.
#[derive(Clone, Default)]
pub struct Reservations(Arc<Mutex<HashMap<Uuid, Reservation>>>);

struct Reservation {
    submit: mpsc::Sender<Submitted>,
    /// What the stream is made of, until it is opened.
    waiting: Option<(mpsc::Receiver<Submitted>, Slot)>,
    running: HashMap<String, AbortHandle>,
}

/// An operation on its way to the stream.
struct Submitted {
    id: String,
    told: BoxStream<'static, Option<Told>>,
}

impl Reservations {
    fn all(&self) -> MutexGuard<'_, HashMap<Uuid, Reservation>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with<T>(&self, token: Uuid, act: impl FnOnce(&mut Reservation) -> Result<T, Problem>) -> Result<T, Problem> {
        let mut all = self.all();
        let reservation = all.get_mut(&token).ok_or_else(|| {
            Problem::new(StatusCode::NOT_FOUND, "There is no stream of this token: reserve one with PUT.")
        })?;
        act(reservation)
    }
}

/// The token in a request, which can be in its address because a browser's own client sends no headers.
pub fn token(http: &HttpRequest) -> Option<String> {
    let header = http.headers().get(TOKEN).and_then(|token| token.to_str().ok());
    header.map(str::to_owned).or_else(|| parameter(http, "token"))
}

/// Reserves a stream.
pub fn reserve(app: &App, http: &HttpRequest) -> Result<HttpResponse, Problem> {
    let slot = open(app, http)?;
    let (submit, submitted) = mpsc::channel(app.live.settings.live_operations.max(1));
    let token = Uuid::new_v4();
    let reservation = Reservation { submit, waiting: Some((submitted, slot)), running: HashMap::new() };
    app.streams.all().insert(token, reservation);
    let streams = app.streams.clone();
    actix_web::rt::spawn(async move {
        tokio::time::sleep(PATIENCE).await;
        let mut all = streams.all();
        if all.get(&token).is_some_and(|reservation| reservation.waiting.is_some()) {
            all.remove(&token);
        }
    });
    Ok(HttpResponse::Created()
        .content_type("text/plain; charset=utf-8")
        .insert_header(NO_STORE)
        .body(token.to_string()))
}

/// Opens the stream that was reserved.
pub fn stream_of(app: &App, token: &str) -> Result<HttpResponse, Problem> {
    let token = read(token);
    let (submitted, slot) = app.streams.with(token, |reservation| {
        let taken = || Problem::new(StatusCode::CONFLICT, "The stream of this token is open already.");
        reservation.waiting.take().ok_or_else(taken)
    })?;
    let open = Open { submitted, told: SelectAll::new(), streams: app.streams.clone(), token };
    Ok(streamed(app, slot, stream::unfold(open, Open::next).boxed()))
}

/// Runs an operation on the stream of this token. Why one does not run is told here, and not on the stream.
pub async fn submit(
    app: Arc<App>,
    http: &HttpRequest,
    token: &str,
    media: MediaType,
    wanted: Wanted,
    parameters: Parameters,
) -> Result<HttpResponse, Problem> {
    let token = read(token);
    let id = parameters.operation_id.clone().ok_or_else(|| {
        Problem::new(StatusCode::BAD_REQUEST, "Give the operation an id of your own in `extensions.operationId`.")
    })?;
    let most = app.live.settings.live_operations;
    app.streams.with(token, |reservation| reservation.has_place(&id, most))?;
    let refused = |mut answer| {
        response::complete(&mut answer, || request_id(http));
        let rendered = response::render(&answer, media);
        HttpResponse::build(rendered.status)
            .content_type(media.content_type())
            .insert_header(NO_STORE)
            .body(rendered.body)
    };
    let prepared = match Prepared::new(&app, parameters) {
        Ok(prepared) => prepared,
        Err(cause) => return Ok(refused(Outcome::from(cause).answer)),
    };
    let client = Client::of(&app, http, wanted)?;
    let asker = Asker { request_id: request_id(http), resume: None, client };
    let results = match begin(Arc::clone(&app), prepared, asker).await {
        Ok(results) => results,
        Err(answer) => return Ok(refused(answer)),
    };
    app.streams.with(token, |reservation| {
        reservation.has_place(&id, most)?;
        reservation.run(id, results)
    })?;
    Ok(HttpResponse::Accepted().insert_header(NO_STORE).finish())
}

/// Ends an operation.
pub fn stop(app: &App, http: &HttpRequest) -> Result<HttpResponse, Problem> {
    let missing = |what: &str| Problem::new(StatusCode::BAD_REQUEST, what.to_owned());
    let token =
        token(http).ok_or_else(|| missing("Send the token of the stream in `X-GraphQL-Event-Stream-Token`."))?;
    let id = parameter(http, "operationId").ok_or_else(|| missing("Name the operation in `operationId`."))?;
    app.streams.with(read(&token), |reservation| {
        if let Some(running) = reservation.running.remove(&id) {
            running.abort();
        }
        Ok(())
    })?;
    Ok(HttpResponse::Ok().insert_header(NO_STORE).finish())
}

impl Reservation {
    fn has_place(&self, id: &str, most: usize) -> Result<(), Problem> {
        if self.running.contains_key(id) {
            return Err(Problem::new(StatusCode::CONFLICT, "An operation of this id runs already."));
        }
        if self.running.len() >= most {
            return Err(too_many(most));
        }
        Ok(())
    }

    fn run(&mut self, id: String, results: Results) -> Result<(), Problem> {
        let told = results.map(Some).chain(stream::iter([None]));
        let (told, running) = stream::abortable(told);
        let submitted = Submitted { id: id.clone(), told: told.boxed() };
        self.submit.try_send(submitted).map_err(|_| too_many(self.submit.max_capacity()))?;
        self.running.insert(id, running);
        Ok(())
    }
}

fn too_many(most: usize) -> Problem {
    let detail = format!("{most} operations run on this stream, as many as may: end one first.");
    Problem::new(StatusCode::TOO_MANY_REQUESTS, detail)
}

/// A token that is none is as unknown as one that is no more.
fn read(token: &str) -> Uuid {
    token.parse().unwrap_or_default()
}

fn parameter(http: &HttpRequest, name: &str) -> Option<String> {
    let mut parameters = form_urlencoded::parse(http.query_string().as_bytes());
    parameters.find(|(given, _)| given == name).map(|(_, value)| value.into_owned())
}

/// A stream while it is open.
struct Open {
    submitted: mpsc::Receiver<Submitted>,
    told: SelectAll<BoxStream<'static, (String, Option<Told>)>>,
    streams: Reservations,
    token: Uuid,
}

#[derive(Serialize)]
struct Next<'a> {
    id: &'a str,
    payload: &'a RawValue,
}

#[derive(Serialize)]
struct Complete<'a> {
    id: &'a str,
}

impl Open {
    async fn next(mut self) -> Option<(String, Self)> {
        loop {
            tokio::select! {
                submitted = self.submitted.recv() => {
                    let Submitted { id, told } = submitted?;
                    self.told.push(told.map(move |told| (id.clone(), told)).boxed());
                }
                Some((id, told)) = self.told.next() => {
                    if let Some(text) = self.text(&id, told) {
                        return Some((text, self));
                    }
                }
            }
        }
    }

    fn text(&self, id: &str, told: Option<Told>) -> Option<String> {
        match told {
            Some(Told::Refused(answer)) => Some(event("next", None, &Next { id, payload: &raw(&answer) })),
            Some(Told::Result { answer, .. }) => Some(event("next", None, &Next { id, payload: &answer })),
            None => {
                let mut all = self.streams.all();
                let running = all.get_mut(&self.token)?.running.remove(id);
                running.map(|_| event("complete", None, &Complete { id }))
            }
        }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.streams.all().remove(&self.token);
    }
}
