//! Reading takes time in proportion to the page, whatever is on it: no shape of page makes it hang. `make bench` measures
//! the same shapes in earnest, fifty times as large and more.

mod shapes;

use std::path::Path;
use std::time::{Duration, Instant};

use shanghaidoctor_importer::{ReadOptions, read_page_with};

use self::shapes::{Density, Shape};

/// Below this the time says more of the machine than of the page.
const SLACK: Duration = Duration::from_millis(40);

fn time(page: &str) -> Duration {
    let begun = Instant::now();
    let read = read_page_with(page.as_bytes(), ReadOptions { without_doctor: true });
    let taken = begun.elapsed();
    drop(read);
    taken
}

/// The bytes of the smaller page: as many as make a square of them show, and no more than a machine that does other
/// things reads in moments.
const fn bytes(shape: &Shape) -> usize {
    match shape.density {
        Density::Text => 4_000,
        Density::Records => 1_500,
    }
}

/// Twice the page takes twice the time, four times the page four times, not sixteen: with room for a machine that does
/// other things, three tries each. A page that takes no time whatever its size needs no other to be compared with.
#[test]
fn four_times_the_page_takes_less_than_eight_times_as_long() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let is_even = |shape: &Shape| {
        let large = time(&shape.of(4 * bytes(shape)));
        large < SLACK || large < time(&shape.of(bytes(shape))) * 8 + SLACK
    };
    // HTML has the same lines, and a page of the tests is as long as what is read here: both are for the large measure.
    let is_small = |shape: &Shape| !["HTML: ", "page: "].iter().any(|of| shape.name.starts_with(of));
    let bent: Vec<String> = shapes::shapes(&folder)
        .into_iter()
        .filter(|shape| is_small(shape) && (0..3).all(|_| !is_even(shape)))
        .map(|shape| shape.name)
        .collect();
    assert!(bent.is_empty(), "{bent:?}");
}
