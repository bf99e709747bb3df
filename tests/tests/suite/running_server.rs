//! The binary as a server: its greeting, its end, and a port that is taken.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use rstest::rstest;
use shanghaidoctor_persistence::Database;
use shanghaidoctor_persistence::changes::Feed;
use shanghaidoctor_tests::{Backend, Binary};
use tempfile::TempDir;

use crate::command_line::one_line;

/// How long the server gives requests under way when it stops, and some time to start and stop on a busy machine.
const GRACE: Duration = Duration::from_secs(10 + 5);

/// A server in a process of its own; it ends with the test.
pub(crate) struct RunningServer {
    process: Child,
    /// What it printed when it was ready.
    pub(crate) greeting: String,
    /// Where it listens: `127.0.0.1:PORT`.
    pub(crate) address: String,
}

impl RunningServer {
    /// Starts a server on a free port and waits for its greeting.
    pub(crate) fn start(mut command: Command) -> Self {
        command.args(["serve", "--listen", "127.0.0.1:0", "--log", "error"]).stdout(Stdio::piped());
        let mut process = command.spawn().expect("the binary runs");
        let mut greeting = String::new();
        let mut lines = BufReader::new(process.stdout.take().unwrap());
        while !greeting.contains("Stop with Ctrl-C") {
            assert_ne!(lines.read_line(&mut greeting).unwrap(), 0, "it ended after {greeting:?}");
        }
        let (_, rest) = greeting.split_once("GraphiQL   http://").expect("the address of the explorer");
        let (address, _) = rest.split_once("/graphql").expect("the address of the explorer");
        Self { process, address: address.to_owned(), greeting }
    }

    /// Sends the signal that service managers and containers send.
    pub(crate) fn terminate(&self) {
        let id = self.process.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    }

    /// Waits for its end.
    pub(crate) fn ended(&mut self) -> ExitStatus {
        let start = Instant::now();
        loop {
            if let Some(status) = self.process.try_wait().unwrap() {
                return status;
            }
            assert!(start.elapsed() < GRACE, "it still runs");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn ask(&self) -> TcpStream {
        TcpStream::connect(&self.address).expect("it listens")
    }
}

impl Drop for RunningServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

async fn server(backend: Backend, folder: &TempDir) -> RunningServer {
    let mut command = Binary::in_folder(folder.path()).command();
    command.env("DATABASE_URL", backend.create(folder.path()).await);
    RunningServer::start(command)
}

/// All that comes until the server closes the connection.
fn answer(mut stream: TcpStream) -> String {
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

const BODY: &str = r#"{"query":"{ site { name } }"}"#;

fn head() -> String {
    let length = BODY.len();
    format!(
        "POST /graphql HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\n\r\n"
    )
}

#[rstest]
#[tokio::test]
async fn a_server_greets_answers_and_stops_when_told(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let folder = TempDir::new().unwrap();
    let mut server = server(backend, &folder).await;
    assert!(server.greeting.starts_with("ShanghaiDoctor is ready.\n"), "{}", server.greeting);
    assert!(!server.address.ends_with(":0"), "the greeting names the port that was chosen: {}", server.greeting);
    for address in ["/graphql", "/schema.graphql", "/readyz"] {
        assert!(server.greeting.contains(&format!("http://{}{address}", server.address)), "{}", server.greeting);
    }
    let mut stream = server.ask();
    stream.write_all((head() + BODY).as_bytes()).unwrap();
    let answer = answer(stream);
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("ShanghaiDoctor"), "{answer}");
    server.terminate();
    let ended = server.ended();
    assert!(ended.success(), "{ended}");
}

#[rstest]
#[tokio::test]
async fn an_answer_under_way_is_finished_before_the_server_stops(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let folder = TempDir::new().unwrap();
    let mut server = server(backend, &folder).await;
    let mut stream = server.ask();
    let (begin, end) = BODY.split_at(10);
    stream.write_all((head() + begin).as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    server.terminate();
    std::thread::sleep(Duration::from_millis(500));
    assert!(TcpStream::connect(&server.address).is_err(), "it takes no new connections");
    stream.write_all(end.as_bytes()).unwrap();
    let answer = answer(stream);
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("ShanghaiDoctor"), "{answer:?}");
    let ended = server.ended();
    assert!(ended.success(), "{ended}");
}

/// A client that keeps its connection open and asks nothing must not hold up a deployment.
/// On the one thread that a process stops on, whoever asks without a pause would keep all else from running.
#[test]
fn who_follows_a_log_that_is_gone_waits_between_looks() {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let folder = TempDir::new().unwrap();
            let url = Backend::Sqlite.create(folder.path()).await.parse().unwrap();
            let database = Database::open(&url, Duration::from_secs(60)).await.unwrap();
            let feed = Feed::open(&database).await.unwrap();
            database.close().await.unwrap();
            let followed = tokio::time::timeout(Duration::from_millis(500), feed.follow()).await;
            sender.send(followed.is_err()).unwrap();
        });
    });
    assert_eq!(receiver.recv_timeout(Duration::from_secs(20)), Ok(true), "it looks without a pause");
}

#[tokio::test]
async fn an_idle_connection_does_not_keep_the_server() {
    let folder = TempDir::new().unwrap();
    let mut server = server(Backend::Sqlite, &folder).await;
    let mut idle = server.ask();
    idle.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    let mut answer = [0; 15];
    idle.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 200 OK");
    server.terminate();
    assert!(server.ended().success());
}

#[tokio::test]
async fn a_taken_port_is_told_in_one_line() {
    let folder = TempDir::new().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = Binary::in_folder(folder.path()).run(&["serve", "--listen", &address]);
    let said = one_line(&output);
    assert!(said.contains(&address) && said.contains("--listen"), "{said}");
    assert!(!folder.path().join("shanghaidoctor.db").exists(), "a database was made");
}
