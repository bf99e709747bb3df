//! Any bytes are a page, or are refused; every line of a page has its place.

#![no_main]

use libfuzzer_sys::fuzz_target;
use shanghaidoctor_importer::{ReadOptions, read_page_with};

fuzz_target!(|bytes: &[u8]| {
    let Ok(page) = read_page_with(bytes, ReadOptions { without_doctor: true }) else { return };
    let report = &page.report;
    let below: usize = report.unknown_labels.iter().map(|label| 1 + label.lines.len()).sum();
    let placed = report.parts().iter().filter(|(_, part)| part.is_some()).count();
    assert_eq!(placed + below + report.unplaced.len(), report.parts().len());
    assert!(page.facts.to_json().is_object());
});
