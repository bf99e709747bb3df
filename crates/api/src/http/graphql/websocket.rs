//! GraphQL over WebSocket: the handshake, and one task for each socket that does one thing at a time. While it sends it
//! neither reads nor executes, so a client that reads slowly slows itself down and nobody else.

mod protocol;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{ORIGIN, SEC_WEBSOCKET_PROTOCOL, UPGRADE};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, ResponseError as _};
use actix_ws::{AggregatedMessage, AggregatedMessageStream, CloseCode, CloseReason, Closed, ProtocolError, Session};
use futures_util::StreamExt as _;
use futures_util::stream::{self, AbortHandle, BoxStream, SelectAll};
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};

use self::protocol::{Closing, Protocol, Step};
use super::client::{Client, Introduction};
use super::operation::Prepared;
use super::results::{Asker, Told, results};
use super::{header, open};
use crate::App;
use crate::graphql::languages::Wanted;
use crate::http::problem::Problem;
use crate::live::Slot;

/// How long a client may leave what is sent to it unread before it is taken for dead.
const STALLED: Duration = Duration::from_secs(60);

/// Whether a request asks for a WebSocket.
pub(super) fn is_wanted(http: &HttpRequest) -> bool {
    header(http, &UPGRADE).is_some_and(|upgrade| upgrade.eq_ignore_ascii_case("websocket"))
}

/// Answers the handshake. Browsers ask no server before they open a socket, so the page's origin is looked at here.
pub(super) fn accept(
    app: Data<App>,
    http: &HttpRequest,
    payload: Payload,
    wanted: Wanted,
) -> Result<HttpResponse, Problem> {
    if let Some(origin) = http.headers().get(ORIGIN)
        && !origin.to_str().is_ok_and(|origin| app.browsers.may_read(origin))
    {
        let detail = "Pages of this origin may not read here. This server's setting is CORS_ORIGINS.";
        return Err(Problem::new(StatusCode::FORBIDDEN, detail));
    }
    if !offers_protocol(http) {
        let detail = "Ask for the sub-protocol: `Sec-WebSocket-Protocol: graphql-transport-ws`.";
        return Err(Problem::new(StatusCode::BAD_REQUEST, detail).header("sec-websocket-protocol", protocol::NAME));
    }
    let slot = open(&app, http)?;
    let (answer, session, messages) = actix_ws::handle_with_protocols(http, payload, &[protocol::NAME])
        .map_err(|error| Problem::new(error.as_response_error().status_code(), error.to_string()))?;
    let most = app.live.settings.live_message_limit;
    let messages = messages.max_frame_size(most).aggregate_continuations().max_continuation_size(most);
    let client = Client::of(&app, http, wanted)?;
    let asker = Asker { request_id: super::request_id(http), resume: None, client };
    let socket = Socket {
        protocol: Protocol::new(app.live.settings.live_operations),
        session,
        running: HashMap::new(),
        told: SelectAll::new(),
        heard: Instant::now(),
        app: app.into_inner(),
        asker,
        _slot: slot,
    };
    actix_web::rt::spawn(socket.serve(messages));
    Ok(answer)
}

fn offers_protocol(http: &HttpRequest) -> bool {
    let offers = http.headers().get_all(SEC_WEBSOCKET_PROTOCOL).filter_map(|value| value.to_str().ok());
    offers.flat_map(|offers| offers.split(',')).any(|offer| offer.trim() == protocol::NAME)
}

/// What an operation tells, under its id; nothing at its end.
type TellsOf = BoxStream<'static, (String, Option<Told>)>;

struct Socket {
    protocol: Protocol,
    session: Session,
    running: HashMap<String, AbortHandle>,
    told: SelectAll<TellsOf>,
    /// When the client last showed that it is there.
    heard: Instant,
    app: Arc<App>,
    asker: Asker,
    _slot: Slot,
}

/// Why nothing more is done on a socket.
enum End {
    /// The client is to be told.
    Close(Closing),
    /// There is nobody to be told.
    Gone,
}

impl From<Closed> for End {
    fn from(_: Closed) -> Self {
        Self::Gone
    }
}

impl Socket {
    async fn serve(mut self, messages: AggregatedMessageStream) {
        let stopping = self.app.live.stopping();
        let end = tokio::select! {
            end = self.talk(messages) => end,
            () = stopping => End::Close(Closing::GOING_AWAY),
        };
        if let End::Close(Closing { code, reason }) = end {
            let reason = CloseReason { code: CloseCode::from(code), description: Some(reason.into_owned()) };
            // Who does not read is not waited for.
            let _ = timeout(STALLED, self.session.close(Some(reason))).await;
        }
    }

    async fn talk(&mut self, mut messages: AggregatedMessageStream) -> End {
        let settings = &self.app.live.settings;
        let (patience, first) = (settings.live_keep_alive, Instant::now() + settings.live_keep_alive);
        let init = tokio::time::sleep(settings.live_init_timeout);
        tokio::pin!(init);
        let mut init_is_due = false;
        let mut silence = interval_at(first, patience);
        silence.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let done = tokio::select! {
                message = messages.recv() => self.hear(message).await,
                Some((id, told)) = self.told.next() => self.tell(&id, told).await,
                () = &mut init, if !init_is_due => {
                    init_is_due = true;
                    let step = self.protocol.init_is_due();
                    self.take(step).await
                }
                _ = silence.tick() => self.try_client(patience).await,
            };
            if let Err(end) = done {
                return end;
            }
        }
    }

    async fn hear(&mut self, message: Option<Result<AggregatedMessage, ProtocolError>>) -> Result<(), End> {
        self.heard = Instant::now();
        match message {
            Some(Ok(AggregatedMessage::Text(text))) => {
                let step = self.protocol.receive(&text);
                self.take(step).await
            }
            Some(Ok(AggregatedMessage::Ping(payload))) => Ok(self.session.pong(&payload).await?),
            Some(Ok(AggregatedMessage::Pong(_))) => Ok(()),
            Some(Ok(AggregatedMessage::Binary(_))) => Err(End::Close(Closing::invalid("A message is text"))),
            Some(Ok(AggregatedMessage::Close(reason))) => {
                let _ = self.session.clone().close(reason).await;
                Err(End::Gone)
            }
            Some(Err(ProtocolError::Overflow)) => Err(End::Close(Closing::TOO_LARGE)),
            Some(Err(ProtocolError::Io(_))) | None => Err(End::Gone),
            Some(Err(error)) => Err(End::Close(Closing { code: 1002, reason: error.to_string().into() })),
        }
    }

    async fn take(&mut self, step: Step) -> Result<(), End> {
        match step {
            Step::Wait => Ok(()),
            Step::Send(text) => self.send(text).await,
            Step::Introduce(said) => self.introduce(*said).await,
            Step::Close(closing) => Err(End::Close(closing)),
            Step::Stop(id) => {
                self.stop(&id);
                Ok(())
            }
            Step::Start(id, parameters) => {
                let prepared = Prepared::new(&self.app, *parameters);
                let results = results(Arc::clone(&self.app), prepared, self.asker.clone());
                let told = results.map(Some).chain(stream::iter([None]));
                let of = id.clone();
                let (told, running) = stream::abortable(told.map(move |told| (of.clone(), told)));
                self.running.insert(id, running);
                self.told.push(told.boxed());
                Ok(())
            }
        }
    }

    async fn introduce(&mut self, said: Introduction) -> Result<(), End> {
        if let Err(problem) = self.asker.client.introduce(&self.app, said).await {
            return Err(End::Close(match problem.status_code() {
                StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Closing::FORBIDDEN,
                StatusCode::BAD_REQUEST => {
                    Closing::invalid("`content-stage` must be DRAFT or PUBLISHED, without a preview token")
                }
                _ => Closing::UNAVAILABLE,
            }));
        }
        match self.protocol.acknowledge() {
            Step::Send(text) => self.send(text).await,
            _ => Ok(()),
        }
    }

    fn stop(&mut self, id: &str) {
        if let Some(running) = self.running.remove(id) {
            running.abort();
        }
    }

    async fn tell(&mut self, id: &str, told: Option<Told>) -> Result<(), End> {
        let text = match told {
            Some(Told::Result { answer, .. }) => Some(self.protocol.next(id, &answer)),
            Some(Told::Refused(answer)) => {
                // Its end must not come behind the beginning of another of the same id.
                self.stop(id);
                Some(self.protocol.refused(id, &answer))
            }
            None => {
                self.running.remove(id);
                self.protocol.completed(id)
            }
        };
        match text {
            Some(text) => self.send(text).await,
            None => Ok(()),
        }
    }

    async fn send(&mut self, text: String) -> Result<(), End> {
        let begun = Instant::now();
        let sent = timeout(STALLED, self.session.text(text)).await.map_err(|_| End::Gone)?;
        // What the client said meanwhile was not listened to: it is not silence.
        self.heard += begun.elapsed();
        Ok(sent?)
    }

    /// A client that is silent is asked whether it is there; one that does not answer is not.
    async fn try_client(&mut self, patience: Duration) -> Result<(), End> {
        if self.heard.elapsed() > patience * 3 {
            return Err(End::Gone);
        }
        Ok(self.session.ping(b"").await?)
    }
}
