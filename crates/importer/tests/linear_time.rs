//! Reading takes time in proportion to the page, whatever is on it: no shape of page makes it hang.

mod shapes;

use std::path::Path;
use std::time::{Duration, Instant};

use shanghaidoctor_importer::{ReadOptions, read_page_with};

fn time(page: &str) -> Duration {
    let begun = Instant::now();
    let read = read_page_with(page.as_bytes(), ReadOptions { without_doctor: true });
    let taken = begun.elapsed();
    drop(read);
    taken
}

/// Twice the page takes twice the time, not four times: with room for a machine that does other things, three tries each.
#[test]
fn twice_the_page_takes_less_than_three_times_as_long() {
    let slack = Duration::from_millis(50);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let is_even = |shape: &shapes::Shape| time(&shape.of(10_000)) < time(&shape.of(5_000)) * 3 + slack;
    let bent: Vec<String> = shapes::shapes(&folder)
        .into_iter()
        .filter(|shape| !shape.name.starts_with("HTML") && (0..3).all(|_| !is_even(shape)))
        .map(|shape| shape.name)
        .collect();
    assert!(bent.is_empty(), "{bent:?}");
}
