//! Any text between two tags is a page of HTML, or is refused.

#![no_main]

use libfuzzer_sys::fuzz_target;
use shanghaidoctor_importer::{ReadOptions, read_page_with};

fuzz_target!(|text: &str| {
    let html = format!("<!DOCTYPE html><h1>Dr. Wen Hao | A Life</h1><p>Wen Hao lived by the lake. He rowed.</p>{text}");
    let Ok(page) = read_page_with(html.as_bytes(), ReadOptions::default()) else { return };
    assert!((1..=page.last_line()).all(|line| page.explain(line).is_some()));
});
