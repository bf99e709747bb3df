//! What asks: connections that stay open, so many requests at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// Requests at once, each on a connection of its own: enough to keep two processors busy.
const AT_ONCE: usize = 4;

/// Connections at most where requests come at a rate of their own. Who finds none free waits, and the wait counts.
const CONNECTIONS: usize = 64;

/// How long a connection may rest before it is closed here. The server closes one that has sent nothing for five seconds,
/// and a request that is just being sent then is lost.
const REST: Duration = Duration::from_secs(3);

/// A request that can be sent again and again.
#[derive(Clone)]
pub(crate) enum Request {
    /// An operation.
    Operation(Arc<str>),
    /// A path.
    Get(String),
}

/// The way to one server.
#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    url: String,
}

impl Client {
    pub(crate) fn new(url: String) -> anyhow::Result<Self> {
        Ok(Self { http: reqwest::Client::builder().tcp_nodelay(true).pool_idle_timeout(REST).build()?, url })
    }

    /// The answer to an operation, read.
    pub(crate) async fn ask(&self, document: &str, variables: &Value) -> anyhow::Result<Value> {
        let body = json!({ "query": document, "variables": variables }).to_string();
        let answer = self.send(&Request::Operation(body.into())).await?;
        let answer: Value = serde_json::from_slice(&answer)?;
        anyhow::ensure!(answer.get("errors").is_none(), "{answer}");
        Ok(answer)
    }

    /// The bytes of an answer.
    pub(crate) async fn send(&self, request: &Request) -> anyhow::Result<Vec<u8>> {
        let sent = match request {
            Request::Operation(body) => {
                let request = self.http.post(format!("{}/graphql", self.url));
                request
                    .header(CONTENT_TYPE, "application/json")
                    .header(ACCEPT, "application/json")
                    .body(body.to_string())
            }
            Request::Get(path) => self.http.get(format!("{}{path}", self.url)),
        };
        let answer = sent.send().await?;
        let status = answer.status();
        let bytes = answer.bytes().await?;
        anyhow::ensure!(status.is_success(), "{status}: {}", String::from_utf8_lossy(&bytes));
        Ok(bytes.to_vec())
    }

    /// Puts a body to a path.
    pub(crate) async fn put(&self, path: &str, content_type: &'static str, body: Vec<u8>) -> anyhow::Result<()> {
        let sent = self.http.put(format!("{}{path}", self.url)).header(CONTENT_TYPE, content_type).body(body).send();
        sent.await?.error_for_status().with_context(|| path.to_owned())?;
        Ok(())
    }

    /// Sends so many of these requests, one after the other in so many rows; gives how long each took.
    pub(crate) async fn send_all(&self, requests: &Arc<[Request]>, count: usize) -> anyhow::Result<Vec<Duration>> {
        let next = Arc::new(AtomicUsize::new(0));
        let mut rows = JoinSet::new();
        for _ in 0..AT_ONCE {
            let (client, requests, next) = (self.clone(), Arc::clone(requests), Arc::clone(&next));
            rows.spawn(async move { client.row(&requests, count, &next).await });
        }
        let mut times = Vec::with_capacity(count);
        while let Some(row) = rows.join_next().await {
            times.extend(row??);
        }
        Ok(times)
    }

    async fn row(&self, requests: &[Request], count: usize, next: &AtomicUsize) -> anyhow::Result<Vec<Duration>> {
        let mut times = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= count {
                return Ok(times);
            }
            let request = requests.get(index % requests.len()).context("no requests")?;
            let begun = Instant::now();
            self.send(request).await?;
            times.push(begun.elapsed());
        }
    }

    /// Sends these requests for a time, each when it is due, whether or not the earlier ones are answered; gives how long
    /// after it was due each was answered.
    pub(crate) async fn send_at(
        &self,
        requests: &Arc<[Request]>,
        each: Duration,
        during: Duration,
    ) -> anyhow::Result<Vec<Duration>> {
        let begun = tokio::time::Instant::now();
        let connections = Arc::new(Semaphore::new(CONNECTIONS));
        let mut under_way = JoinSet::new();
        for index in 0.. {
            let due = begun + each * index;
            if due > begun + during {
                break;
            }
            tokio::time::sleep_until(due).await;
            let request = requests.get(index as usize % requests.len()).context("no requests")?.clone();
            let (client, connections) = (self.clone(), Arc::clone(&connections));
            under_way.spawn(async move {
                let _place = connections.acquire_owned().await?;
                client.send(&request).await.map(|_| due.elapsed())
            });
        }
        let mut times = Vec::with_capacity(under_way.len());
        while let Some(time) = under_way.join_next().await {
            times.push(time??);
        }
        Ok(times)
    }
}
