use std::net::TcpListener;
use std::time::Duration;

use crate::server::Server;

const RUNS: usize = 7;

/// A page of a doctor, as a front end asks for it.
const PAGE: &str = "{ doctors(first: 20) { totalCount nodes { name { display } \
    appointments(first: 5) { totalCount nodes { role body { ... on Organisation { name ancestors { name } } } } } \
    articles(first: 3) { nodes { title plainText } } } } }";

/// Start-up to the first answer on an existing SQLite file, and resident memory after it and after a few pages.
pub(crate) async fn run() -> anyhow::Result<()> {
    let folder = tempfile::TempDir::new()?;
    // The first start makes the database; it is not measured.
    drop(Server::start(folder.path(), free_port()?).await?);
    let mut times = Vec::with_capacity(RUNS);
    let (mut after_first, mut after_pages) = (0, 0);
    for _ in 0..RUNS {
        let (server, time) = Server::start(folder.path(), free_port()?).await?;
        times.push(time);
        after_first = after_first.max(server.resident_bytes()?);
        for _ in 0..50 {
            server.ask(PAGE).await?;
        }
        after_pages = after_pages.max(server.resident_bytes()?);
    }
    times.sort_unstable();
    let milliseconds = |time: Option<&Duration>| time.map_or(0, Duration::as_millis);
    let (median, slowest) = (milliseconds(times.get(RUNS / 2)), milliseconds(times.last()));
    println!("start-up to first answer   median {median} ms, slowest {slowest} ms   (promised: under 300 ms)");
    println!("resident after it          {} MB   (promised: under 80 MB)", after_first / 1_000_000);
    println!("resident after 50 pages    {} MB", after_pages / 1_000_000);
    Ok(())
}

fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
