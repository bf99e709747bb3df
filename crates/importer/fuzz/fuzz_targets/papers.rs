//! Any bytes are a file of papers in each format, or are refused.

#![no_main]

use libfuzzer_sys::fuzz_target;
use shanghaidoctor_importer::{PaperFormat, read_papers};

fuzz_target!(|bytes: &[u8]| {
    for format in [PaperFormat::BibTex, PaperFormat::Ris, PaperFormat::CslJson] {
        let _ = read_papers(bytes, format);
    }
});
