//! How well the pages beside this file are read: precision and recall of every field, over all pages.
//!
//! Each page is invented, and the facts beside it were written from the brief, not from what the importer gives. A fact
//! that is read and expected counts as a hit, one that is read alone as an invention, one that is expected alone as a
//! miss. Show the table with `--nocapture`; every difference, too, with `SCORE_DIFFERENCES=1`.

#![expect(clippy::unwrap_used, reason = "helpers of tests, too, stop at what cannot be")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use shanghaidoctor_importer::read_page;

/// What is reached now, in hundredths of a percent; it only ever rises.
const LEAST_PRECISION: usize = 9_980;
const LEAST_RECALL: usize = 9_980;

#[derive(Clone, Copy, Debug, Default)]
struct Count {
    hits: usize,
    inventions: usize,
    misses: usize,
}

impl Count {
    const fn add(&mut self, other: Self) {
        self.hits += other.hits;
        self.inventions += other.inventions;
        self.misses += other.misses;
    }

    /// In hundredths of a percent; nothing read is nothing invented.
    fn precision(self) -> usize {
        (self.hits * 10_000).checked_div(self.hits + self.inventions).unwrap_or(10_000)
    }

    fn recall(self) -> usize {
        (self.hits * 10_000).checked_div(self.hits + self.misses).unwrap_or(10_000)
    }
}

/// The facts of one field as printed values, each as often as it stands there.
type Fields = BTreeMap<String, Vec<String>>;

/// Every page, whatever its form.
fn pages() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let all = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut pages: Vec<PathBuf> = all.filter(|path| path.extension().is_some_and(|end| end != "json")).collect();
    pages.sort();
    pages
}

/// The pages of plain text.
fn texts() -> impl Iterator<Item = PathBuf> {
    pages().into_iter().filter(|path| path.extension().is_some_and(|end| end == "txt"))
}

/// What the importer says of a page: its facts, or why it refuses it.
fn facts(path: &Path) -> Value {
    facts_of(&std::fs::read(path).unwrap())
}

fn facts_of(page: &[u8]) -> Value {
    match read_page(page) {
        Ok(page) => page.facts.to_json(),
        Err(refusal) => json!({ "error": { "kind": refusal.kind() } }),
    }
}

/// Takes a value apart: an object by its keys, a list by its items; an item of a list is one fact.
fn flatten(path: &str, value: &Value, fields: &mut Fields) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                flatten(&format!("{path}.{key}"), value, fields);
            }
        }
        Value::Array(items) if path == ".doctors" => {
            for item in items {
                flatten(".doctor", item, fields);
            }
        }
        Value::Array(items) => {
            let normal = items.iter().map(normal);
            fields.entry(path.to_owned()).or_default().extend(normal);
        }
        // The place of a name that no page must fill.
        Value::Null => {}
        single => fields.entry(path.to_owned()).or_default().push(normal(single)),
    }
}

/// Blanks and final full stops make no difference.
fn normal(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    text.split_whitespace().collect::<Vec<_>>().join(" ").trim_end_matches('.').to_owned()
}

fn compare(expected: &[String], read: &[String], path: &str, differences: &mut Vec<String>) -> Count {
    let mut count = Count::default();
    let mut left = expected.to_vec();
    for value in read {
        if let Some(at) = left.iter().position(|wanted| wanted == value) {
            left.remove(at);
            count.hits += 1;
        } else {
            count.inventions += 1;
            differences.push(format!("+ {path}: {value}"));
        }
    }
    count.misses = left.len();
    differences.extend(left.iter().map(|value| format!("- {path}: {value}")));
    count
}

fn score(path: &Path, table: &mut BTreeMap<String, Count>) -> Vec<String> {
    let (mut wanted, mut read, mut differences) = (Fields::new(), Fields::new(), Vec::new());
    let expected = serde_json::from_slice(&std::fs::read(path.with_extension("json")).unwrap()).unwrap();
    flatten("", &expected, &mut wanted);
    flatten("", &facts(path), &mut read);
    let names: BTreeSet<&String> = wanted.keys().chain(read.keys()).collect();
    for name in names {
        let of = |fields: &Fields| fields.get(name).cloned().unwrap_or_default();
        let count = compare(&of(&wanted), &of(&read), name, &mut differences);
        table.entry(name.trim_start_matches('.').to_owned()).or_default().add(count);
    }
    differences
}

fn row(name: &str, count: Count) {
    let percent = |part: usize| format!("{}.{:02}", part / 100, part % 100);
    let (precision, recall) = (percent(count.precision()), percent(count.recall()));
    println!("{name:34}{:>6}{:>6}{:>6}{precision:>10}{recall:>10}", count.hits, count.inventions, count.misses);
}

#[test]
fn invented_pages_are_read_as_well_as_ever() {
    let mut table = BTreeMap::new();
    let shows = std::env::var_os("SCORE_DIFFERENCES").is_some();
    for path in pages() {
        let differences = score(&path, &mut table);
        if shows && !differences.is_empty() {
            println!("{}\n  {}", path.file_stem().unwrap().to_string_lossy(), differences.join("\n  "));
        }
    }
    println!("{:34}{:>6}{:>6}{:>6}{:>10}{:>10}", "field", "hits", "inv.", "miss.", "precision", "recall");
    let mut overall = Count::default();
    for (name, count) in &table {
        row(name, *count);
        overall.add(*count);
    }
    row("overall", overall);
    assert!(overall.precision() >= LEAST_PRECISION, "precision fell to {}", overall.precision());
    assert!(overall.recall() >= LEAST_RECALL, "recall fell to {}", overall.recall());
}

/// Empty lines, indents and the kind of blank or line end are an editor's habit and say nothing.
#[test]
fn blanks_say_nothing() {
    for path in texts() {
        let text = std::fs::read_to_string(&path).unwrap();
        let facts = facts(&path);
        let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
        for (habit, other) in [
            ("no empty lines", lines.join("\n")),
            ("two empty lines", lines.join("\n\n\n")),
            ("indents", lines.join("\n\u{a0}\u{a0} \u{3000}")),
            ("line ends of two characters", text.replace('\n', " \r\n")),
        ] {
            assert_eq!(facts_of(other.as_bytes()), facts, "{habit}: {}", path.display());
        }
    }
}

/// Quotation marks and apostrophes of another shape change no fact but the texts they stand in.
#[test]
fn quotation_marks_may_be_straight() {
    for path in texts() {
        let straight = |text: String| text.replace(['“', '”'], "\\\"").replace(['‘', '’'], "'");
        let text = std::fs::read_to_string(&path).unwrap();
        let page = text.replace(['“', '”'], "\"").replace(['‘', '’'], "'");
        let expected: Value = serde_json::from_str(&straight(facts(&path).to_string())).unwrap();
        assert_eq!(facts_of(page.as_bytes()), expected, "{}", path.display());
    }
}
