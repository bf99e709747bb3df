use std::time::Duration;

use reqwest::{RequestBuilder, Response};
use serde_json::Value;

/// Far longer than anything takes on a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(30);

/// A stream of server-sent events, as a client reads it.
pub struct EventStream {
    answer: Response,
    /// What came and was not read yet.
    text: String,
}

/// An event.
#[derive(Debug, PartialEq, Eq)]
pub struct ServerEvent {
    /// Its name; empty for a comment.
    pub name: String,
    /// The id to go on from.
    pub id: Option<String>,
    /// Its data as it came.
    pub data: String,
}

impl ServerEvent {
    /// Its data as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.data).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

impl EventStream {
    /// Sends a request that is answered with a stream.
    pub async fn open(request: RequestBuilder) -> Self {
        let answer = request.send().await.expect("an answer");
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        Self { answer, text: String::new() }
    }

    /// The next event, comments left out; nothing at the end.
    pub async fn next(&mut self) -> Option<ServerEvent> {
        loop {
            match self.next_or_comment().await {
                Some(event) if event.name.is_empty() => {}
                other => return other,
            }
        }
    }

    /// The next event or comment; nothing at the end.
    pub async fn next_or_comment(&mut self) -> Option<ServerEvent> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let event = event(block);
                self.text = rest.to_owned();
                return Some(event);
            }
            let chunk = tokio::time::timeout(PATIENCE, self.answer.chunk()).await.expect("the server says something");
            match chunk.expect("the stream is whole") {
                Some(chunk) => self.text += std::str::from_utf8(&chunk).expect("UTF-8"),
                None => return None,
            }
        }
    }
}

fn event(block: &str) -> ServerEvent {
    let mut event = ServerEvent { name: String::new(), id: None, data: String::new() };
    for line in block.lines() {
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value).to_owned();
        match field {
            "event" => event.name = value,
            "id" => event.id = Some(value),
            "data" => event.data = value,
            "" => {}
            other => panic!("an unknown field {other}"),
        }
    }
    event
}
