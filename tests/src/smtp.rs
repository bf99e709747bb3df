//! A server that speaks SMTP (RFC 5321), as small as one can be: it takes mails, and refuses them when it is told to.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use shanghaidoctor_api::EnquirySettings;

/// A mail as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedMail {
    /// Of `MAIL FROM`.
    pub from: String,
    /// Of `RCPT TO`.
    pub to: Vec<String>,
    /// The headers, as they stand.
    pub headers: String,
    /// The text, without what quoted-printable breaks it by.
    pub body: String,
}

impl ReceivedMail {
    /// The value of a header; empty where it is not there.
    pub fn header(&self, name: &str) -> &str {
        let mut lines = self.headers.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
    }
}

#[derive(Default)]
struct State {
    mails: Vec<ReceivedMail>,
    /// What is answered to the next recipients in place of taking them.
    refusals: VecDeque<String>,
    /// Whether a mail is taken without an answer: the connection breaks.
    is_cut: bool,
}

/// A mail server.
pub struct SmtpServer {
    port: u16,
    state: Arc<(Mutex<State>, Condvar)>,
}

impl SmtpServer {
    /// Starts one that takes all mails. It goes on for as long as the test.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let state = Arc::<(Mutex<State>, Condvar)>::default();
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let state = Arc::clone(&shared);
                std::thread::spawn(move || drop(talk(stream, &state)));
            }
        });
        Self { port, state }
    }

    /// Its address, as SMTP_URL has it.
    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// The settings of a server that sends its mails here.
    pub fn settings(&self) -> EnquirySettings {
        EnquirySettings {
            smtp_url: self.url().parse().ok(),
            mail_from: Some("Shanghai Doctor <robot@example.org>".into()),
            enquiries_kept: 90,
        }
    }

    /// Answers the next recipients with these lines, one after the other, and takes mails again then.
    pub fn refuse(&self, answers: &[&str]) {
        self.lock().refusals.extend(answers.iter().map(|answer| (*answer).to_owned()));
    }

    /// Takes the next mail, and breaks the connection before saying so.
    pub fn cut(&self) {
        self.lock().is_cut = true;
    }

    /// The mails that came, once they are so many.
    pub async fn mails(&self, count: usize) -> Vec<ReceivedMail> {
        let state = Arc::clone(&self.state);
        let waiting = tokio::task::spawn_blocking(move || {
            let (state, changed) = &*state;
            let state = state.lock().expect("nobody panics");
            let waited = changed.wait_timeout_while(state, Duration::from_secs(20), |state| state.mails.len() < count);
            waited.expect("nobody panics").0.mails.clone()
        });
        let mails = waiting.await.expect("a thread");
        assert_eq!(mails.len(), count, "{mails:#?}");
        mails
    }

    /// How many have come by now.
    pub fn count(&self) -> usize {
        self.lock().mails.len()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.0.lock().expect("nobody panics")
    }
}

fn talk(stream: TcpStream, state: &(Mutex<State>, Condvar)) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let mut stream = stream;
    let (mut from, mut to) = (String::new(), Vec::new());
    write!(stream, "220 test ready\r\n")?;
    while let Some(line) = lines.next().transpose()? {
        let command = line.to_ascii_uppercase();
        if command.starts_with("EHLO") {
            write!(stream, "250-test\r\n250 8BITMIME\r\n")?;
        } else if command.starts_with("MAIL FROM:") {
            (from, to) = (address(&line), Vec::new());
            write!(stream, "250 go on\r\n")?;
        } else if command.starts_with("RCPT TO:") {
            let refusal = state.0.lock().expect("nobody panics").refusals.pop_front();
            if refusal.is_none() {
                to.push(address(&line));
            }
            write!(stream, "{}\r\n", refusal.as_deref().unwrap_or("250 go on"))?;
        } else if command.starts_with("DATA") {
            write!(stream, "354 end with a point\r\n")?;
            let mut data = Vec::new();
            while let Some(line) = lines.next().transpose()?.filter(|line| line != ".") {
                data.push(line.strip_prefix('.').map(str::to_owned).unwrap_or(line));
            }
            if take(state, &from, &to, &data) {
                return Ok(());
            }
            write!(stream, "250 taken\r\n")?;
        } else if command.starts_with("QUIT") {
            return write!(stream, "221 bye\r\n");
        } else {
            write!(stream, "250 fine\r\n")?;
        }
    }
    Ok(())
}

/// Keeps a mail, and says whether to break the connection now.
fn take((state, changed): &(Mutex<State>, Condvar), from: &str, to: &[String], data: &[String]) -> bool {
    let ends = data.iter().position(String::is_empty).unwrap_or(data.len());
    let (headers, body) = data.split_at(ends);
    let headers = headers.join("\n").replace("\n ", " ");
    let mut body = body.join("\n").trim_start().to_owned();
    if headers.contains("quoted-printable") {
        body = body.replace("=\n", "").replace("=3D", "=").replace("=23", "#");
    }
    let mail = ReceivedMail { from: from.to_owned(), to: to.to_vec(), headers, body };
    let mut state = state.lock().expect("nobody panics");
    state.mails.push(mail);
    changed.notify_all();
    std::mem::take(&mut state.is_cut)
}

fn address(line: &str) -> String {
    line.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map_or_else(String::new, |(found, _)| found.into())
}
