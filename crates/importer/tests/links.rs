//! A link that the article cannot keep is told.

#![expect(clippy::unwrap_used, reason = "helpers of tests, too, stop at what cannot be")]

use shanghaidoctor_importer::{WarningKind, read_page};

const PROSE: &str = "The ward had one window, and for an hour of every day the sun came in and went from bed to bed.";

/// What is told of the links under a title and a first paragraph.
fn lost(text: &str) -> Vec<(u32, String)> {
    let page = format!("# Dr. Wen Hao | A Life\n\nWen Hao lived by the lake. He rowed.\n\n{PROSE}\n\n{text}");
    let read = read_page(page.as_bytes()).unwrap();
    let warnings = read.report.warnings.into_iter().filter(|warning| warning.kind == WarningKind::Link);
    warnings.map(|warning| (warning.line, warning.message)).collect()
}

#[test]
fn a_link_that_only_plain_text_holds_is_told() {
    for text in [
        "![](boat.png)\nPhoto: the [boat](https://example.org/a)",
        "## The [Boat](https://example.org/a)\n\nIt was red. He had painted it.",
        "## Interview\n\n[Reporter](https://example.org/a): Why?\nA: So.",
    ] {
        let told = lost(text);
        assert_eq!(told.len(), 1, "{text}: {told:?}");
        assert!(told.iter().all(|(_, message)| message.ends_with(": https://example.org/a")), "{told:?}");
    }
    assert_eq!(lost("![](boat.png)\nPhoto: the [boat](https://example.org/a)")[0].0, 8);
}

#[test]
fn a_link_in_a_text_is_kept() {
    let text = "It was [red](https://example.org/a). He had painted it.\n\n## Interview\n\n\
        Q: [Why](https://example.org/b)?\nA: So.\n\nAnd [so](https://example.org/c).";
    assert_eq!(lost(text), []);
}
