//! Every line of a page can be asked why it was read as it was, and the report is data with a shape that stays.

#![expect(clippy::unwrap_used, reason = "helpers of tests, too, stop at what cannot be")]

use std::path::{Path, PathBuf};

use serde_json::Value;
use shanghaidoctor_importer::{Explanation, Page, Part, ReadOptions, WarningKind, read_page_with};

/// A page with something of everything that a report tells: it has no tagline, and its update line has no date.
const PAGE: &str = include_str!("reports/small-steps.txt");

fn pages() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let all = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    all.filter(|path| path.extension().is_some_and(|ending| ending == "txt")).collect()
}

fn read(text: &str) -> Page {
    read_page_with(text.as_bytes(), ReadOptions { without_doctor: true }).unwrap()
}

fn page(name: &str) -> (Page, String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages").join(name).with_extension("txt");
    let text = std::fs::read_to_string(path).unwrap();
    (read(&text), text)
}

/// The explanation of the first line that holds `words`.
fn of_line(name: &str, words: &str) -> Explanation {
    let (page, text) = page(name);
    let (number, _) = (1..).zip(text.lines()).find(|(_, line)| line.contains(words)).unwrap();
    page.explain(number).unwrap()
}

#[test]
fn every_line_of_every_page_is_explained() {
    let (mut lines, paths) = (0, pages());
    for path in &paths {
        let text = std::fs::read_to_string(path).unwrap();
        let page = read(&text);
        for (number, raw) in (1..).zip(text.lines()) {
            let Some(explained) = page.explain(number) else {
                assert!(raw.trim().is_empty(), "{}:{number} is not explained", path.display());
                continue;
            };
            lines += 1;
            assert_eq!(explained.raw, raw);
            assert!(!explained.decisions.is_empty(), "{}:{number} {raw}", path.display());
            assert!(explained.decisions.iter().all(|decision| !decision.is_empty()), "{explained:#?}");
            // A fact without a reason would be one that nobody can check.
            assert!(explained.facts.is_empty() || told(&explained), "{}:{number} {explained:#?}", path.display());
        }
        assert_eq!(page.explain(page.last_line() + 1), None);
        assert_eq!(page.explain(0), None);
    }
    assert!(lines > 10 * paths.len(), "{lines}");
}

/// Facts of the frame and the preface have their reason in what their line was taken for.
fn told(explained: &Explanation) -> bool {
    let by_part = matches!(explained.part, Some(Part::Site | Part::Title | Part::Standfirst));
    by_part || !explained.reasons.is_empty()
}

#[test]
fn an_explanation_says_what_decided() {
    let has = |explained: &Explanation, words: &str| {
        let said = explained.decisions.iter().chain(&explained.reasons).any(|text| text.contains(words));
        assert!(said, "{words}: {explained:#?}");
    };
    let post = of_line("full", "Former Secretary");
    has(&post, "an item under a label of posts");
    has(&post, "an association, a branch or a committee");
    has(&post, "rank SECRETARY_GENERAL");
    has(&post, "FORMER, by a word of the past");
    assert_eq!((post.marks.bullet, post.part), (None, Some(Part::Profile)));

    let claim = of_line("full", "Published over 30");
    has(&claim, "kept as a claim, never as records");

    let label = of_line("full", "Hobbies and Handicraft");
    has(&label, "its meaning is not known");
    assert_eq!((label.part, label.marks.label.as_deref()), (None, Some("Hobbies and Handicraft")));

    let again = of_line("same-post", "- Member of the Physics");
    has(&again, "the post of line 15 again");
    assert!(again.facts.is_empty(), "{again:#?}");

    has(&of_line("same-post", "The Eleventh Ruler"), "a chapter's head");
    has(&of_line("same-post", "LanternWard.org: Why"), "who asks stands before a colon");
    has(&of_line("report", "The meeting was opened"), "a report has neither byline nor profile");
}

#[test]
fn an_explanation_names_the_markup_that_decided() {
    let html = "<title>Site</title><nav>Home</nav><h1>Dr. Wen Hao | A Life</h1><p>Update time:2024-01-02Visits:3</p>\
        <p>Wen Hao lived by the lake. He rowed every morning, and in the evening he wrote down what he had seen there.</p>\
        <h2>The Boat</h2><p>It was red. He had painted it.</p><img src=\"boat.jpg\"><p>Photo: the boat</p><ul><li>Oars</li></ul>\
        <p hidden>Not yet.</p>";
    let page = read(html);
    let decisions = |words: &str| {
        let lines = (1..=page.last_line()).filter_map(|number| page.explain(number));
        lines.filter(|line| line.raw.contains(words)).flat_map(|line| line.decisions).collect::<Vec<_>>().join("; ")
    };
    for (words, why) in [
        ("Site", "the title of the document"),
        ("Home", "an element that is the site's"),
        ("The Boat", "a heading by its markup"),
        ("boat.jpg", "a picture's element"),
        ("Photo", "its caption"),
        ("Oars", "an item of a list"),
        ("Not yet", "an element that the page hides"),
    ] {
        assert!(decisions(words).contains(why), "{words}: {}", decisions(words));
    }
}

/// The markup of a list prints no bullet, and a Chinese role is told by Chinese words.
#[test]
fn an_explanation_names_bullets_and_roles_of_either_script() {
    let html = "<h1>Dr. Wen Hao | A Life</h1><p>Update time:2024-01-02Visits:3</p><p><b>Awards</b></p>\
        <ul><li>Albatross Medal</li></ul><p>Preface</p><p>The river is wide here.</p>";
    let page = read(html);
    let item = (1..=page.last_line()).filter_map(|line| page.explain(line)).find(|line| line.raw.contains("Albatross"));
    assert_eq!(item.unwrap().marks.bullet, Some('•'));
    let page =
        read("贺知秋教授 | 夜里的灯\n\n贺知秋，甲医院外科主任\n\n引言\n\n那一夜没有灯，他坐在江边，等着天亮。\n");
    let byline = page.explain(3).unwrap().reasons.join("; ");
    assert!(byline.contains("“主任”, by its last word a role"), "{byline}");
}

#[test]
fn two_spellings_and_two_births_are_conflicts_with_their_rule() {
    let (page, _) = page("spellings");
    let spelling = page.report.warnings.iter().find(|warning| warning.kind == WarningKind::Conflict).unwrap();
    let conflict = spelling.conflict.as_ref().unwrap();
    assert_eq!((conflict.kept.text.as_str(), conflict.other.text.as_str()), ("Zhuge Wenlan", "Zhuge Wenlang"));
    assert_eq!((conflict.kept.line, conflict.other.line, spelling.line), (2, 5, 5));
    assert!(conflict.rule.contains("headline"), "{}", conflict.rule);
    let birth = page.report.warnings.last().unwrap().conflict.as_ref().unwrap();
    assert_eq!((birth.kept.text.as_str(), birth.other.text.as_str()), ("1929", "1928"));
}

/// The keys that programs read, and what they hold.
#[test]
fn the_report_keeps_its_shape() {
    let page = read(PAGE);
    let expected: Value = serde_json::from_str(include_str!("reports/small-steps.json")).unwrap();
    let report = serde_json::to_value(&page.report).unwrap();
    assert_eq!(report, expected, "{report:#}");
}

#[test]
fn an_explanation_keeps_its_shape() {
    let explanation = serde_json::to_value(read(PAGE).explain(15).unwrap()).unwrap();
    let expected: Value = serde_json::from_str(include_str!("reports/small-steps.line-15.json")).unwrap();
    assert_eq!(explanation, expected, "{explanation:#}");
}
