//! What each shape of page costs to read, alone: no shape may grow faster than its length, nor take longer than is
//! promised. A word as argument measures the shapes alone whose names hold it.

#[path = "../../../crates/importer/tests/shapes/mod.rs"]
mod shapes;

use std::path::Path;
use std::time::{Duration, Instant};

use shanghaidoctor_importer::{ReadOptions, read_page_with};

use self::shapes::{Density, Shape};

/// The one that the program is shipped with.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The smaller of the two pages that are compared, in bytes; the other is of twice the length.
const BYTES: usize = 500_000;
/// What the limits are for, in bytes.
const PROMISED: f64 = 10_000_000.0;
/// How much faster than its length the time may grow.
const GROWTH: f64 = 1.5;
/// Below this the time says more of the machine than of the page.
const SHORT: Duration = Duration::from_millis(60);
/// The best of so many tries counts: the machine does other things, too.
const TRIES: usize = 3;

/// What a shape took.
#[derive(Clone, Copy)]
struct Cost {
    small: Duration,
    large: Duration,
}

fn main() -> anyhow::Result<()> {
    let wanted = std::env::args().nth(1).unwrap_or_default();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/importer/tests/pages");
    println!("{:60} {:>12} {:>8}", "shape", "s per 10 MB", "growth");
    let mut broken = Vec::new();
    for shape in shapes::shapes(&folder).iter().filter(|shape| shape.name.contains(&wanted)) {
        let limit = limit(shape.density);
        let cost = Cost::of(shape, limit);
        let kept = cost.is_kept(limit);
        println!(
            "{:60} {:>12.2} {:>8.2}{}",
            shape.name,
            cost.seconds(),
            cost.growth(),
            if kept { "" } else { "  (!)" }
        );
        broken.extend((!kept).then(|| shape.name.clone()));
    }
    anyhow::ensure!(broken.is_empty(), "{} shapes break what is promised: {}", broken.len(), broken.join("; "));
    Ok(())
}

/// The most seconds for 10 MB: of text what the README promises; of records, of which each costs some microseconds
/// whatever is done, what was measured with room (docs/decisions/0007). No page has as many.
const fn limit(density: Density) -> f64 {
    match density {
        Density::Text => 2.0,
        Density::Records => 5.0,
    }
}

impl Cost {
    fn of(shape: &Shape, limit: f64) -> Self {
        let (small, large) = (shape.of(BYTES), shape.of(2 * BYTES));
        let mut best = Self { small: time(&small), large: time(&large) };
        for _ in 1..TRIES {
            if best.is_kept(limit) {
                break;
            }
            best = Self { small: best.small.min(time(&small)), large: best.large.min(time(&large)) };
        }
        best
    }

    /// Seconds for as much as is promised.
    fn seconds(self) -> f64 {
        self.large.as_secs_f64() * PROMISED / (2 * BYTES) as f64
    }

    /// 1 where twice the page takes twice the time.
    fn growth(self) -> f64 {
        self.large.as_secs_f64() / self.small.as_secs_f64() / 2.0
    }

    fn is_kept(self, limit: f64) -> bool {
        self.seconds() <= limit && (self.large < SHORT || self.growth() <= GROWTH)
    }
}

fn time(page: &str) -> Duration {
    let begun = Instant::now();
    let read = read_page_with(page.as_bytes(), ReadOptions { without_doctor: true });
    let taken = begun.elapsed();
    drop(read);
    taken
}
