//! Somebody who follows feeds by WebSub, as small as one can be: keeps what is delivered, and answers as it is told.

use std::net::TcpListener;
use std::sync::{Arc, Mutex, mpsc};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use actix_web::dev::ServerHandle;
use actix_web::http::{Method, StatusCode};
use actix_web::web::{self, Bytes, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use url::form_urlencoded;

/// How long a test waits for what must come, and looks for what must not.
const PATIENCE: Duration = Duration::from_secs(30);
const DOUBT: Duration = Duration::from_millis(2_500);

/// A subscriber that keeps what comes.
pub struct FeedSubscriber {
    /// Where it is asked and told.
    pub url: String,
    state: Data<State>,
    server: Option<(ServerHandle, JoinHandle<()>)>,
}

struct State {
    received: Mutex<Vec<Delivery>>,
    asked: Mutex<Vec<Vec<(String, String)>>>,
    status: Mutex<u16>,
    confirms: Mutex<bool>,
}

/// What was delivered.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// `Content-Type`.
    pub content_type: String,
    /// `Link`.
    pub link: String,
    /// `X-Hub-Signature`.
    pub signature: String,
    /// The body as it came.
    pub body: String,
}

impl FeedSubscriber {
    /// Starts one that confirms and takes everything.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}/told?of=feeds", listener.local_addr().expect("an address"));
        let state = State {
            received: Mutex::default(),
            asked: Mutex::default(),
            status: Mutex::new(204),
            confirms: Mutex::new(true),
        };
        let state = Data::from(Arc::new(state));
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

    /// Answers deliveries with this status from now on.
    pub fn answer(&self, status: u16) {
        *self.state.status.lock().expect("nobody failed") = status;
    }

    /// Confirms nothing from now on.
    pub fn deny(&self) {
        *self.state.confirms.lock().expect("nobody failed") = false;
    }

    /// All that was delivered.
    pub fn received(&self) -> Vec<Delivery> {
        self.state.received.lock().expect("nobody failed").clone()
    }

    /// Waits until so much was delivered, and gives it.
    pub async fn wait_for(&self, count: usize) -> Vec<Delivery> {
        let deadline = Instant::now() + PATIENCE;
        while self.received().len() < count {
            assert!(Instant::now() < deadline, "{count} did not come: {:#?}", self.received());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        self.received()
    }

    /// Waits until it was asked so often whether it means it; gives what it was asked with last.
    pub async fn wait_for_questions(&self, count: usize) -> Vec<(String, String)> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let asked = self.state.asked.lock().expect("nobody failed").clone();
            if asked.len() >= count {
                return asked.last().expect("a question").clone();
            }
            assert!(Instant::now() < deadline, "{count} questions did not come: {asked:#?}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Fails where more than so much is delivered within a while.
    pub async fn no_more_than(&self, count: usize) {
        tokio::time::sleep(DOUBT).await;
        let received = self.received();
        assert!(received.len() <= count, "{received:#?}");
    }
}

impl Drop for FeedSubscriber {
    fn drop(&mut self) {
        if let Some((handle, thread)) = self.server.take() {
            drop(handle.stop(false));
            let _ = thread.join();
        }
    }
}

async fn receive(state: Data<State>, http: HttpRequest, body: Bytes) -> HttpResponse {
    if http.method() == Method::GET {
        let asked: Vec<(String, String)> =
            form_urlencoded::parse(http.query_string().as_bytes()).into_owned().collect();
        let challenge = asked.iter().find(|(name, _)| name == "hub.challenge").map(|(_, value)| value.clone());
        state.asked.lock().expect("nobody failed").push(asked);
        return match challenge.filter(|_| *state.confirms.lock().expect("nobody failed")) {
            Some(challenge) => HttpResponse::Ok().body(challenge),
            None => HttpResponse::NotFound().finish(),
        };
    }
    let header = |name: &str| {
        let value = http.headers().get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    let delivery = Delivery {
        content_type: header("content-type"),
        link: header("link"),
        signature: header("x-hub-signature"),
        body: String::from_utf8(body.to_vec()).expect("text"),
    };
    state.received.lock().expect("nobody failed").push(delivery);
    let status = *state.status.lock().expect("nobody failed");
    HttpResponse::new(StatusCode::from_u16(status).expect("a status"))
}
