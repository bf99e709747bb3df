//! How the server behaves beside what it costs: deep pages, what was just published, waits near its limit, its memory.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use serde_json::{Value, json};

use super::client::{Client, Request};
use super::content::Content;
use super::measure::Servers;
use super::modes::Mode;
use super::queries::Query;

const PAPERS: &str = "query Papers($after: String) { publications(first: 20, after: $after) \
    { nodes { title year journal { name } } pageInfo { endCursor hasNextPage } } }";
const HEADLINE: &str = "query Headline($slug: String!) { article(slug: $slug) { headline } }";

/// The cost of the first page of a long list and of its thousandth, in milliseconds of processor.
pub(crate) async fn pages(servers: &Servers) -> anyhow::Result<(f64, f64)> {
    let (_, client) = servers.of(Mode::Cold).context("no server")?;
    let mut after = Value::Null;
    let document = "query($after: String) { publications(first: 90, after: $after) { pageInfo { endCursor } } }";
    // 222 pages of 90 are 999 of 20.
    for _ in 0..222 {
        let answer = client.ask(document, &json!({ "after": after })).await?;
        after = answer.pointer("/data/publications/pageInfo/endCursor").cloned().context("a cursor")?;
    }
    let page = |after: Value| -> Arc<[Request]> {
        let body = json!({ "query": PAPERS, "variables": { "after": after } }).to_string();
        [Request::Operation(body.into())].into()
    };
    let costs = servers.costs(&[(Mode::Cold, page(Value::Null)), (Mode::Cold, page(after))]).await?;
    let milliseconds = |place: usize| costs.get(place).map(|seconds| seconds * 1_000.0).unwrap_or_default();
    Ok((milliseconds(0), milliseconds(1)))
}

/// How long after it was asked for a change is seen: the median and the longest of some.
pub(crate) async fn publish_to_visible(client: &Client) -> anyhow::Result<(Duration, Duration)> {
    let mut times = Vec::new();
    for number in 0..21 {
        let headline = format!("Changed {} and {number}", std::process::id());
        let variables = json!({ "slug": "article-5" });
        client.ask(HEADLINE, &variables).await?;
        let begun = Instant::now();
        let change = json!({ "headline": headline }).to_string().into_bytes();
        client.put("/bench/headline/article-5", "application/json", change).await?;
        loop {
            let answer = client.ask(HEADLINE, &variables).await?;
            if answer.pointer("/data/article/headline").and_then(Value::as_str) == Some(&headline) {
                break;
            }
            anyhow::ensure!(begun.elapsed() < Duration::from_secs(10), "what was published is not seen");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        times.push(begun.elapsed());
    }
    Ok((part(&mut times, 0.5), part(&mut times, 1.0)))
}

/// All queries in all ways, in turn.
pub(crate) async fn mixed(client: &Client, content: &Content) -> anyhow::Result<Arc<[Request]>> {
    let mut each = Vec::new();
    for query in Query::ALL {
        let variants = query.variants(client, content.size).await?;
        let requests = variants.iter().map(|variant| Request::Operation(query.body(variant).into()));
        each.push(requests.collect::<Vec<_>>());
    }
    let most = each.iter().map(Vec::len).max().unwrap_or_default();
    let turn = |index: usize| each.iter().filter_map(move |requests| requests.get(index).cloned());
    Ok((0..most).flat_map(turn).collect())
}

/// How long requests wait at four fifths of the most that are answered.
pub(crate) struct Waits {
    /// Requests a second.
    pub(crate) rate: f64,
    pub(crate) median: Duration,
    pub(crate) slowest_hundredth: Duration,
}

/// Finds the most by keeping the server busy for a while, then sends four fifths as many.
pub(crate) async fn waits(client: &Client, requests: &Arc<[Request]>) -> anyhow::Result<Waits> {
    client.send_all(requests, requests.len()).await?;
    let begun = Instant::now();
    let mut answered = 0;
    while begun.elapsed() < Duration::from_secs(5) {
        answered += client.send_all(requests, 400).await?.len();
    }
    let rate = 0.8 * answered as f64 / begun.elapsed().as_secs_f64();
    let mut times = client.send_at(requests, Duration::from_secs_f64(1.0 / rate), Duration::from_secs(15)).await?;
    Ok(Waits { rate, median: part(&mut times, 0.5), slowest_hundredth: part(&mut times, 0.99) })
}

/// The memory of a server under load, in bytes, from its tenth of the time on and at its end.
pub(crate) async fn memory(servers: &Servers, requests: &Arc<[Request]>, during: Duration) -> anyhow::Result<Vec<u64>> {
    let (_, server, client) = servers.last()?;
    let mut bytes = Vec::new();
    let begun = Instant::now();
    let mut due = during / 10;
    while begun.elapsed() < during {
        client.send_all(requests, 400).await?;
        if begun.elapsed() >= due {
            bytes.push(server.resident()?);
            due += during / 10;
        }
    }
    bytes.push(server.resident()?);
    Ok(bytes)
}

/// The time that this part of them stays below.
fn part(times: &mut [Duration], part: f64) -> Duration {
    times.sort_unstable();
    let place = ((times.len() as f64 * part) as usize).min(times.len().saturating_sub(1));
    times.get(place).copied().unwrap_or_default()
}
