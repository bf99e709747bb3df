//! An endpoint of a partner, as small as one can be: it keeps what comes and answers as it is told. Whether a message is
//! genuine it finds out by the published rule, with nothing of the server's own.

use std::collections::VecDeque;
use std::net::TcpListener;
use std::sync::{Arc, Mutex, mpsc};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use actix_web::dev::ServerHandle;
use actix_web::web::{self, Bytes, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use aws_lc_rs::hmac::{self, HMAC_SHA256, Key};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// How long a test waits for what must come, and looks for what must not.
const PATIENCE: Duration = Duration::from_secs(30);
const DOUBT: Duration = Duration::from_millis(400);

/// An endpoint that keeps what comes.
pub struct WebhookReceiver {
    /// Where messages are sent to.
    pub url: String,
    state: Data<State>,
    server: Option<(ServerHandle, JoinHandle<()>)>,
}

#[derive(Default)]
struct State {
    received: Mutex<Vec<Received>>,
    /// What is answered next, and then from there on.
    next: Mutex<VecDeque<Reply>>,
    usual: Mutex<Option<Reply>>,
}

/// How the endpoint answers.
#[derive(Clone, Debug)]
struct Reply {
    status: u16,
    header: Option<(&'static str, String)>,
    body: String,
    after: Duration,
}

/// A message that came.
#[derive(Clone, Debug)]
pub struct Received {
    /// `webhook-id`.
    pub id: String,
    /// `webhook-timestamp`.
    pub timestamp: String,
    /// `webhook-signature`.
    pub signature: String,
    /// The body as it came.
    pub body: String,
    /// Whether it is answered as taken.
    pub is_taken: bool,
}

impl Received {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }

    /// The number of the change that it tells of.
    pub fn sequence(&self) -> i64 {
        self.json()["data"]["sequence"].as_str().and_then(|text| text.parse().ok()).expect("a number")
    }

    /// Whether one of its signatures is made with this secret (Standard Webhooks, "Verifying webhook authenticity").
    pub fn is_signed_with(&self, secret: &str) -> bool {
        let key = STANDARD.decode(secret.strip_prefix("whsec_").expect("a secret")).expect("base64");
        let (key, signed) = (Key::new(HMAC_SHA256, &key), format!("{}.{}.{}", self.id, self.timestamp, self.body));
        self.signature.split(' ').filter_map(|one| one.strip_prefix("v1,")).any(|one| {
            let tag = STANDARD.decode(one).expect("base64");
            hmac::verify(&key, signed.as_bytes(), &tag).is_ok()
        })
    }
}

impl WebhookReceiver {
    /// Starts one that takes everything.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
        let state = Data::from(Arc::new(State::default()));
        let (sender, receiver) = mpsc::channel();
        let shared = state.clone();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let server =
                    HttpServer::new(move || App::new().app_data(shared.clone()).default_service(web::to(receive)));
                let server = server.workers(1).disable_signals().listen(listener).expect("the server").run();
                sender.send(server.handle()).expect("somebody waits for it");
                server.await.expect("the server runs");
            });
        });
        let handle = receiver.recv().expect("the server starts");
        Self { url, state, server: Some((handle, thread)) }
    }

    /// Answers with this status from now on.
    pub fn answer(&self, status: u16) {
        self.answer_slowly(status, Duration::ZERO);
    }

    /// Answers with this status from now on, so long after it was asked.
    pub fn answer_slowly(&self, status: u16, after: Duration) {
        let reply = Reply { status, header: None, body: String::new(), after };
        *self.state.usual.lock().expect("nobody failed") = Some(reply);
    }

    /// Answers once with this status, header and body.
    pub fn answer_once(&self, status: u16, header: Option<(&'static str, String)>, body: &str) {
        let reply = Reply { status, header, body: body.to_owned(), after: Duration::ZERO };
        self.state.next.lock().expect("nobody failed").push_back(reply);
    }

    /// All that came.
    pub fn received(&self) -> Vec<Received> {
        self.state.received.lock().expect("nobody failed").clone()
    }

    /// The numbers of the changes that were taken, in the order in which they came.
    pub fn taken(&self) -> Vec<i64> {
        self.received().iter().filter(|one| one.is_taken).map(Received::sequence).collect()
    }

    /// Waits until so many messages came, and gives them.
    pub async fn wait_for(&self, count: usize) -> Vec<Received> {
        self.wait_until(&format!("{count} messages"), |received| received.len() >= count).await
    }

    /// Waits until what came is so.
    pub async fn wait_until(&self, what: &str, is_so: impl Fn(&[Received]) -> bool) -> Vec<Received> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let received = self.received();
            if is_so(&received) {
                return received;
            }
            assert!(Instant::now() < deadline, "{what} did not come: {received:#?}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Fails where more than so many messages come within a while.
    pub async fn no_more_than(&self, count: usize) {
        tokio::time::sleep(DOUBT).await;
        let received = self.received();
        assert!(received.len() <= count, "{received:#?}");
    }
}

impl Drop for WebhookReceiver {
    fn drop(&mut self) {
        if let Some((handle, thread)) = self.server.take() {
            drop(handle.stop(false));
            let _ = thread.join();
        }
    }
}

async fn receive(state: Data<State>, http: HttpRequest, body: Bytes) -> HttpResponse {
    let header = |name: &str| http.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    assert_eq!((http.method().as_str(), header("content-type")), ("POST", "application/json"));
    let next = state.next.lock().expect("nobody failed").pop_front();
    let reply = next.or_else(|| state.usual.lock().expect("nobody failed").clone());
    let reply = reply.unwrap_or(Reply { status: 204, header: None, body: String::new(), after: Duration::ZERO });
    let received = Received {
        id: header("webhook-id").to_owned(),
        timestamp: header("webhook-timestamp").to_owned(),
        signature: header("webhook-signature").to_owned(),
        body: String::from_utf8(body.to_vec()).expect("text"),
        is_taken: (200..300).contains(&reply.status),
    };
    state.received.lock().expect("nobody failed").push(received);
    // Kept before it is answered: who sends may be gone by then, and has to send it again.
    tokio::time::sleep(reply.after).await;
    let mut response = HttpResponse::build(actix_web::http::StatusCode::from_u16(reply.status).expect("a status"));
    if let Some(header) = reply.header {
        response.insert_header(header);
    }
    response.body(reply.body)
}
