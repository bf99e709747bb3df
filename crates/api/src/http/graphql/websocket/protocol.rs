//! The protocol `graphql-transport-ws` apart from any socket: what a message of the client leads to.

use std::borrow::Cow;
use std::collections::HashSet;

use async_graphql::{Response, ServerError, Value};
use serde::Serialize;
use serde_json::value::RawValue;

use super::super::client::Introduction;
use super::super::request::{Parameters, from_json};

/// The name under which a client asks for it.
pub const NAME: &str = "graphql-transport-ws";

/// The longest id of an operation, in bytes: it is kept, and comes with every result.
const LONGEST_ID: usize = 255;

/// What to do next.
#[derive(Debug, PartialEq)]
pub enum Step {
    /// Nothing.
    Wait,
    /// Send this.
    Send(String),
    /// Find out who this is, and acknowledge the connection then.
    Introduce(Box<Introduction>),
    /// Run this operation.
    Start(String, Box<Parameters>),
    /// Run this operation no longer.
    Stop(String),
    /// Close the socket.
    Close(Closing),
}

/// Why a socket is closed, as the client is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closing {
    /// The code.
    pub code: u16,
    /// The reason.
    pub reason: Cow<'static, str>,
}

impl Closing {
    /// The server is about to end.
    pub const GOING_AWAY: Self = Self::new(1001, "The server restarts: connect again");
    /// A message has more bytes than it may.
    pub const TOO_LARGE: Self = Self::new(1009, "The message has more bytes than allowed");
    /// Who connects cannot be looked up.
    pub const UNAVAILABLE: Self = Self::new(1013, "Who you are cannot be looked up at the moment: try again");
    /// The token of the connection is not good, or no longer.
    pub const FORBIDDEN: Self = Self::new(4403, "Forbidden: the token is none of this server's, or is over");
    const NOT_ACKNOWLEDGED: Self = Self::new(4401, "Unauthorized");
    const INIT_TIMEOUT: Self = Self::new(4408, "Connection initialisation timeout");
    const TOO_MANY_INITS: Self = Self::new(4429, "Too many initialisation requests");

    const fn new(code: u16, reason: &'static str) -> Self {
        Self { code, reason: Cow::Borrowed(reason) }
    }

    /// A message that is none of this protocol.
    pub fn invalid(reason: impl Into<Cow<'static, str>>) -> Self {
        Self { code: 4400, reason: reason.into() }
    }
}

/// Where one socket is in the protocol.
pub struct Protocol {
    acknowledged: bool,
    most: usize,
    running: HashSet<String>,
}

impl Protocol {
    /// A new socket, on which `most` operations may run at a time.
    pub fn new(most: usize) -> Self {
        Self { acknowledged: false, most, running: HashSet::new() }
    }

    /// The client sent this.
    pub fn receive(&mut self, text: &str) -> Step {
        match Received::read(text) {
            Ok(message) => self.step(message),
            Err(reason) => Step::Close(Closing::invalid(reason)),
        }
    }

    fn step(&mut self, message: Received) -> Step {
        match message {
            Received::Init(_) if self.acknowledged => Step::Close(Closing::TOO_MANY_INITS),
            Received::Init(said) if said == Introduction::default() => self.acknowledge(),
            Received::Init(said) => Step::Introduce(Box::new(said)),
            Received::Ping(payload) => Step::Send(message_of("pong", payload.as_ref())),
            Received::Pong => Step::Wait,
            Received::Subscribe(..) if !self.acknowledged => Step::Close(Closing::NOT_ACKNOWLEDGED),
            Received::Subscribe(id, _) if self.running.contains(&id) => {
                Step::Close(Closing { code: 4409, reason: format!("Subscriber for {id} already exists").into() })
            }
            Received::Subscribe(id, _) if self.running.len() >= self.most => {
                Step::Send(error_message(&id, &[self.too_many()]))
            }
            Received::Subscribe(id, parameters) => {
                self.running.insert(id.clone());
                Step::Start(id, parameters)
            }
            // It may have ended meanwhile.
            Received::Complete(id) => {
                if self.running.remove(&id) {
                    Step::Stop(id)
                } else {
                    Step::Wait
                }
            }
        }
    }

    /// The connection may be used: nobody says who they are, or it is known whose the token is.
    pub fn acknowledge(&mut self) -> Step {
        self.acknowledged = true;
        Step::Send(message_of("connection_ack", None))
    }

    /// The time for `connection_init` is over.
    pub fn init_is_due(&self) -> Step {
        if self.acknowledged { Step::Wait } else { Step::Close(Closing::INIT_TIMEOUT) }
    }

    /// A result of an operation that runs.
    pub fn next(&self, id: &str, payload: &RawValue) -> String {
        text_of(&Next { id, kind: "next", payload })
    }

    /// An operation is not run after all: it is over.
    pub fn refused(&mut self, id: &str, answer: &Response) -> String {
        self.running.remove(id);
        error_message(id, &answer.errors)
    }

    /// An operation is over, if it was not refused.
    pub fn completed(&mut self, id: &str) -> Option<String> {
        self.running.remove(id).then(|| text_of(&WithId { id, kind: "complete" }))
    }

    fn too_many(&self) -> ServerError {
        let most = self.most;
        let message = format!("{most} operations run on this socket, as many as may: complete one first.");
        super::super::response::with_code(message, "TOO_MANY_OPERATIONS")
    }
}

/// A message of the client.
enum Received {
    /// With the headers that it would send if it could.
    Init(Introduction),
    Ping(Option<Value>),
    Pong,
    Subscribe(String, Box<Parameters>),
    Complete(String),
}

impl Received {
    fn read(text: &str) -> Result<Self, Cow<'static, str>> {
        // Not `serde_json::Value`, which would sort the keys of variables.
        let Ok(Value::Object(mut members)) = serde_json::from_str(text) else {
            return Err("A message is a JSON object".into());
        };
        let mut take = |member| members.swap_remove(member);
        let Some(Value::String(kind)) = take("type") else { return Err("`type` must be a string".into()) };
        let (id, payload) = (take("id"), take("payload"));
        match kind.as_str() {
            "connection_init" => Ok(Self::Init(introduction(optional_object(payload)?)?)),
            "ping" => optional_object(payload).map(Self::Ping),
            "pong" => optional_object(payload).map(|_| Self::Pong),
            "complete" => Ok(Self::Complete(read_id(id)?)),
            "subscribe" => {
                let id = read_id(id)?;
                let parameters = from_json(payload.unwrap_or_default()).map_err(|malformed| malformed.to_string())?;
                Ok(Self::Subscribe(id, Box::new(parameters)))
            }
            _ => Err("`type` must be connection_init, ping, pong, subscribe or complete".into()),
        }
    }
}

fn read_id(id: Option<Value>) -> Result<String, Cow<'static, str>> {
    match id {
        Some(Value::String(id)) if !id.is_empty() && id.len() <= LONGEST_ID => Ok(id),
        _ => Err(format!("`id` must be a string of 1 to {LONGEST_ID} bytes").into()),
    }
}

fn optional_object(payload: Option<Value>) -> Result<Option<Value>, Cow<'static, str>> {
    match payload {
        None | Some(Value::Null) => Ok(None),
        Some(payload @ Value::Object(_)) => Ok(Some(payload)),
        Some(_) => Err("`payload` must be a JSON object or absent".into()),
    }
}

/// What a payload of `connection_init` says in place of headers, which browsers do not send with a WebSocket.
fn introduction(payload: Option<Value>) -> Result<Introduction, Cow<'static, str>> {
    let Some(Value::Object(members)) = payload else { return Ok(Introduction::default()) };
    let said = |header: &str| {
        let mut named = members.iter().filter(|(name, _)| name.eq_ignore_ascii_case(header));
        match (named.next(), named.next()) {
            (None, _) | (Some((_, Value::Null)), None) => Ok(None),
            (Some((_, Value::String(value))), None) => Ok(Some(value.clone())),
            _ => Err(format!("`{header}` must be a string, once")),
        }
    };
    Ok(Introduction {
        authorization: said("authorization")?,
        preview_token: said("preview-token")?,
        content_stage: said("content-stage")?,
    })
}

#[derive(Serialize)]
struct WithoutId<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    payload: Option<&'a Value>,
}

#[derive(Serialize)]
struct WithId<'a> {
    id: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
}

#[derive(Serialize)]
struct Next<'a> {
    id: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    payload: &'a RawValue,
}

#[derive(Serialize)]
struct Failed<'a> {
    id: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    payload: &'a [ServerError],
}

fn message_of(kind: &str, payload: Option<&Value>) -> String {
    text_of(&WithoutId { kind, payload })
}

fn error_message(id: &str, errors: &[ServerError]) -> String {
    text_of(&Failed { id, kind: "error", payload: errors })
}

/// Only a map whose keys are no strings can fail, and no message has one.
fn text_of(message: &impl Serialize) -> String {
    serde_json::to_string(message).unwrap_or_default()
}

#[cfg(test)]
mod tests;
