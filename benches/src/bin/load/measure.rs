//! What each way to answer each query costs, all of them in turn in one run.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;

use super::check;
use super::client::{Client, Request};
use super::content::Content;
use super::modes::Mode;
use super::process::{Server, seconds};
use super::queries::{Query, VARIANTS};

/// How often each is measured; the median counts.
const ROUNDS: usize = 5;
/// Seconds of processor for one measurement: the clock that is read counts hundredths.
const SPAN: f64 = 1.0;
/// No more requests than these, whatever they cost.
const MOST: usize = 40_000;

/// A way to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// L1: the same bytes from memory.
    Memory,
    /// L2: one statement written by hand.
    ByHand,
    /// The program.
    Program(Mode),
}

/// What a way to answer a query costs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    pub(crate) query: Query,
    pub(crate) way: Way,
    /// Thousandths of a second of processor for a request, server and database together.
    pub(crate) milliseconds: f64,
}

/// The servers that are measured, one for each mode, on the same content.
pub(crate) struct Servers {
    running: Vec<(Mode, Server, Client)>,
    postmaster: Option<u32>,
}

impl Servers {
    /// Starts them, and waits until they have nothing left to do.
    pub(crate) async fn start(content: &Content, modes: &[Mode]) -> anyhow::Result<Self> {
        let mut running = Vec::new();
        for mode in modes.iter().filter(|mode| mode.is_built()) {
            let folder = content.folder.join(mode.title().replace(' ', "-"));
            let mut settings = mode.settings();
            settings.push(("DATABASE_URL", content.url.clone()));
            settings.push(("DATA_DIR", folder.display().to_string()));
            let server = Server::start(&settings)?;
            let client = Client::new(server.url.clone())?;
            rest(&server, content.postmaster).await?;
            running.push((*mode, server, client));
        }
        Ok(Self { running, postmaster: content.postmaster })
    }

    /// The server of a mode.
    pub(crate) fn of(&self, mode: Mode) -> Option<(&Server, &Client)> {
        self.running.iter().find(|(one, ..)| *one == mode).map(|(_, server, client)| (server, client))
    }

    /// The one that remembers most.
    pub(crate) fn last(&self) -> anyhow::Result<(Mode, &Server, &Client)> {
        self.running.last().map(|(mode, server, client)| (*mode, server, client)).context("no server")
    }

    /// Seconds of processor that a request of these costs.
    pub(crate) async fn cost(&self, mode: Mode, requests: &Arc<[Request]>, count: usize) -> anyhow::Result<f64> {
        let (server, client) = self.of(mode).context("no such server")?;
        let before = seconds(server.id(), self.postmaster)?;
        client.send_all(requests, count).await?;
        Ok((seconds(server.id(), self.postmaster)? - before) / count as f64)
    }

    /// The median of several measurements of each of these, in turn.
    pub(crate) async fn costs(&self, each: &[(Mode, Arc<[Request]>)]) -> anyhow::Result<Vec<f64>> {
        let mut counts = Vec::with_capacity(each.len());
        for (mode, requests) in each {
            // The first time fills what is kept, the second tells how many it takes.
            self.cost(*mode, requests, requests.len()).await?;
            let one = self.cost(*mode, requests, VARIANTS).await?.max(0.000_01);
            counts.push(((SPAN / one) as usize).clamp(VARIANTS, MOST).next_multiple_of(requests.len()));
        }
        let mut measured = vec![Vec::with_capacity(ROUNDS); each.len()];
        for _ in 0..ROUNDS {
            for (((mode, requests), count), costs) in each.iter().zip(&counts).zip(&mut measured) {
                costs.push(self.cost(*mode, requests, *count).await?);
            }
        }
        Ok(measured.into_iter().map(median).collect())
    }
}

/// Waits until a server and its database have done what they do after a start.
async fn rest(server: &Server, postmaster: Option<u32>) -> anyhow::Result<()> {
    let mut quiet = 0;
    let mut before = seconds(server.id(), postmaster)?;
    while quiet < 6 {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let now = seconds(server.id(), postmaster)?;
        quiet = if now - before < 0.03 { quiet + 1 } else { 0 };
        before = now;
    }
    Ok(())
}

fn median(mut costs: Vec<f64>) -> f64 {
    costs.sort_by(f64::total_cmp);
    costs.get(costs.len() / 2).copied().unwrap_or_default()
}

/// Every way to answer every query; that all answers say the same is seen to first.
pub(crate) async fn run(servers: &Servers, content: &Content, queries: &[Query]) -> anyhow::Result<Vec<Cost>> {
    let (_, client) = servers.of(Mode::Cold).context("no server")?;
    let mut cells = Vec::new();
    for query in queries {
        let variants = query.variants(client, content.size).await?;
        anyhow::ensure!(variants.len() == VARIANTS, "{} has {} variants", query.name(), variants.len());
        let asked: Vec<Request> =
            variants.iter().map(|variant| Request::Operation(query.body(variant).into())).collect();
        let by_hand: Vec<Request> = variants
            .iter()
            .map(|variant| Request::Get(format!("/bench/by-hand/{}?{}", query.name(), variant.by_hand)))
            .collect();
        let memory = check::same_answers(client, *query, &asked, &by_hand).await?;
        cells.push((*query, Way::Memory, Mode::Cold, Arc::from(memory)));
        cells.push((*query, Way::ByHand, Mode::Cold, Arc::from(by_hand)));
        let asked: Arc<[Request]> = asked.into();
        for (mode, ..) in &servers.running {
            cells.push((*query, Way::Program(*mode), *mode, Arc::clone(&asked)));
        }
    }
    let each: Vec<(Mode, Arc<[Request]>)> = cells.iter().map(|(.., mode, asked)| (*mode, Arc::clone(asked))).collect();
    let costs = servers.costs(&each).await?;
    let cost = |((query, way, ..), seconds): (&(Query, Way, _, _), f64)| Cost {
        query: *query,
        way: *way,
        milliseconds: seconds * 1_000.0,
    };
    Ok(cells.iter().zip(costs).map(cost).collect())
}
