//! The table, and what it says of the promises.

use std::fmt::Write as _;
use std::time::Duration;

use super::conduct::Waits;
use super::machine;
use super::measure::{Cost, Way};
use super::modes::{Mode, Target};
use super::queries::Query;

/// What was measured on one database.
pub(crate) struct Measured {
    pub(crate) database: String,
    pub(crate) costs: Vec<Cost>,
    pub(crate) conduct: Option<Conduct>,
    /// With so many times the data.
    pub(crate) larger: Option<(usize, Vec<Cost>)>,
}

/// What was seen beside costs.
pub(crate) struct Conduct {
    /// How the server ran that is spoken of; deep pages were asked of the cold one.
    pub(crate) mode: Mode,
    pub(crate) pages: (f64, f64),
    pub(crate) waits: Waits,
    pub(crate) published: (Duration, Duration),
    pub(crate) memory: Vec<u64>,
    pub(crate) minutes: f64,
}

/// All that was measured.
#[derive(Default)]
pub(crate) struct Report {
    pub(crate) measured: Vec<Measured>,
}

/// The cost of a way to answer a query, where it was measured.
pub(crate) fn cost(costs: &[Cost], query: Query, way: Way) -> Option<f64> {
    costs.iter().find(|cost| cost.query == query && cost.way == way).map(|cost| cost.milliseconds)
}

impl Report {
    /// The tables.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        for measured in &self.measured {
            let _ = writeln!(text, "## {}\n\n{}", measured.database, measured.table());
            let rows = measured.rows();
            if !rows.is_empty() {
                let _ = writeln!(text, "| | measured | promised | |\n|---|---|---|---|\n{rows}");
            }
        }
        text
    }

    /// The page of the documentation.
    pub(crate) fn page(&self, text: &str) -> anyhow::Result<String> {
        let machine: String = machine::lines().iter().map(|line| format!("- {line}\n")).collect();
        let command: Vec<String> = std::env::args().skip(1).filter(|word| !word.contains('/')).collect();
        Ok(format!(
            "{}\n{machine}- Command: `make bench-load` (`load {}`)\n\n![What a request costs](benchmarks.svg)\n\n{text}\n{}",
            include_str!("report/head.md"),
            command.join(" "),
            include_str!("report/notes.md"),
        ))
    }
}

impl Measured {
    fn table(&self) -> String {
        let mut table = "| CPU-ms a request | L1 memory | L2 by hand |".to_owned();
        let mut rule = "|---|--:|--:|".to_owned();
        for mode in Mode::ALL {
            let _ = write!(table, " {} | promised |", mode.title());
            rule.push_str("--:|---|");
        }
        let _ = writeln!(table, "\n{rule}");
        for query in Query::ALL {
            let (Some(memory), Some(by_hand)) =
                (cost(&self.costs, query, Way::Memory), cost(&self.costs, query, Way::ByHand))
            else {
                continue;
            };
            let _ = write!(table, "| {} | {memory:.3} | {by_hand:.3} |", query.title());
            for mode in Mode::ALL {
                let cell = match cost(&self.costs, query, Way::Program(mode)) {
                    Some(cost) => judged(cost, memory, by_hand, mode.target(query)),
                    None => " not built yet | |".to_owned(),
                };
                table.push_str(&cell);
            }
            table.push('\n');
        }
        table
    }

    fn rows(&self) -> String {
        let mut rows = String::new();
        if let Some(Conduct { mode, pages: (first, deep), waits, published, memory, minutes }) = &self.conduct {
            let mode = mode.title();
            row(
                &mut rows,
                "page 1,000 against page 1 of papers, cold",
                &format!("{deep:.3} against {first:.3} ms: {:.2} times", deep / first),
                "1.2 times",
                deep / first <= 1.2,
            );
            row(
                &mut rows,
                &format!("publish to visible, {mode}"),
                &format!("median {:.1} ms, longest {:.1} ms", ms(published.0), ms(published.1)),
                "50 ms",
                ms(published.1) < 50.0,
            );
            row(
                &mut rows,
                &format!("waits at {:.0} requests a second (80 %), {mode}", waits.rate),
                &format!("p50 {:.1} ms, p99 {:.1} ms", ms(waits.median), ms(waits.slowest_hundredth)),
                "p99 under 10 times p50",
                waits.slowest_hundredth < waits.median * 10,
            );
            let (early, last) = (memory.first().copied().unwrap_or(1), memory.last().copied().unwrap_or(1));
            row(
                &mut rows,
                &format!("memory over {minutes} minutes of load, {mode}"),
                &format!("{} MB after a tenth, {} MB at the end", early / 1_000_000, last / 1_000_000),
                "flat",
                last as f64 <= early as f64 * 1.1,
            );
        }
        if let Some((factor, larger)) = &self.larger {
            for query in Query::ALL {
                let way = Way::Program(Mode::Cold);
                if let (Some(small), Some(large)) = (cost(&self.costs, query, way), cost(larger, query, way)) {
                    row(
                        &mut rows,
                        &format!("{factor} times the data, cold: {}", query.title()),
                        &format!("{large:.3} against {small:.3} ms: {:.2} times", large / small),
                        "1.3 times",
                        large / small <= 1.3,
                    );
                }
            }
        }
        rows
    }
}

fn row(rows: &mut String, what: &str, measured: &str, promised: &str, kept: bool) {
    let _ = writeln!(rows, "| {what} | {measured} | {promised} | {} |", verdict(kept));
}

fn judged(cost: f64, memory: f64, by_hand: f64, target: Target) -> String {
    let (ratio, of, promised, kept) = match target {
        Target::TimesByHand(most) => (cost / by_hand, "× L2", most, cost / by_hand <= most),
        Target::RequestsOfMemory(least) => (memory / cost, "of L1", least, memory / cost >= least),
    };
    format!(" {cost:.3} = {ratio:.2} {of} | {promised}: {} |", verdict(kept))
}

const fn verdict(kept: bool) -> &'static str {
    if kept { "kept" } else { "**missed**" }
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}
