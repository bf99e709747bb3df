//! Three pages beside this file are read into exactly the facts beside them; and so is the publication's own page, where
//! it is at hand. How much of the other pages is read, and how well, `score.rs` counts.

#![expect(clippy::unwrap_used, reason = "helpers of tests, too, stop at what cannot be")]

use std::path::{Path, PathBuf};

use serde_json::Value;
use shanghaidoctor_importer::{Gazetteer, Page, ReadOptions, read_page, read_page_knowing};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages")
}

/// The pages that must be read without one difference.
const EXACT: [&str; 3] = ["founder", "full", "questions"];

/// Every page that is a portrait.
fn pages() -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .filter(|path| json(&path.with_extension("json")).get("error").is_none())
        .collect();
    pages.sort();
    pages
}

fn read(path: &Path) -> Page {
    read_page(&std::fs::read(path).unwrap()).unwrap()
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

#[test]
fn invented_pages_yield_the_facts_beside_them() {
    for path in EXACT.map(|name| folder().join(name).with_extension("txt")) {
        let facts = read(&path).facts.to_json();
        let expected = json(&path.with_extension("json"));
        assert_eq!(facts, expected, "{}\n{facts:#}", path.display());
    }
}

#[test]
fn pages_are_read_the_same_without_a_gazetteer() {
    for path in pages() {
        let bytes = std::fs::read(&path).unwrap();
        let bare = read_page_knowing(&bytes, ReadOptions::default(), Gazetteer::empty()).unwrap();
        assert_eq!(bare.facts.to_json(), read(&path).facts.to_json(), "{}", path.display());
    }
}

#[test]
fn an_orcid_is_that_of_the_byline_it_stands_on_or_under() {
    for byline in ["Meng Kai, Professor, ORCID 0000-0002-1825-0097", "Meng Kai, Professor\nORCID: 0000-0002-1825-0097"]
    {
        let page = format!(
            "Dr. Lin Yan and Dr. Meng Kai | Quiet Rooms\n\nUpdate time:2025-06-03Visits:12\n\nLin Yan, Chief Physician\n\
             {byline}\n\nPreface:\n\nThe river is wide here.\n"
        );
        let page = read_page(page.as_bytes()).unwrap();
        let orcids: Vec<_> = page.facts.doctors.iter().map(|doctor| doctor.orcid.is_some()).collect();
        assert_eq!((orcids, page.report.open_questions()), (vec![false, true], 0), "{byline}: {:#?}", page.report);
    }
}

#[test]
fn a_headline_can_give_the_academic_title() {
    for (headline, byline, wanted) in [
        ("Professor Wu Jing | A Room", "Wu Jing, Chief Physician", Some("Professor")),
        ("Professor Wu Jing | A Room", "Wu Jing, Associate Professor", Some("Associate Professor")),
        ("Prof. Wu Jing | A Room", "Wu Jing, Chief Physician", None),
    ] {
        let page = format!(
            "{headline}\n\nUpdate time:2025-06-03Visits:12\n\n{byline}\n\nPreface:\n\nThe river is wide here.\n"
        );
        let page = read_page(page.as_bytes()).unwrap();
        let title = page.facts.doctors[0].academic_title.as_ref().map(|title| title.value.as_str());
        assert_eq!((title, page.report.open_questions()), (wanted, 0), "{headline} {byline}");
    }
}

#[test]
fn only_a_gazetteer_can_say_what_an_acronym_alone_is() {
    let page = "Dr. Wu Jing | A Room by the River\n\nUpdate time:2025-06-03Visits:12\n\n\
                Dr. Wu Jing, Chair of the Lung Branch of CSCO, Member of the Committee of COPD.\n\n\
                Preface:\n\nThe river is wide here.\n";
    let paths = |page: &Page| -> Vec<Vec<String>> {
        let posts = page.facts.doctors[0].appointments.iter().map(|found| &found.value.path);
        posts.map(|path| path.iter().map(|unit| unit.name.clone()).collect()).collect()
    };
    let known = read_page(page.as_bytes()).unwrap();
    assert_eq!(paths(&known), [vec!["CSCO", "Lung Branch"], vec!["Committee of COPD"]]);
    let bare = read_page_knowing(page.as_bytes(), ReadOptions::default(), Gazetteer::empty()).unwrap();
    assert_eq!(paths(&bare), [["Lung Branch of CSCO"], ["Committee of COPD"]]);
}

#[test]
fn every_line_is_in_one_place() {
    for path in pages() {
        let text = std::fs::read_to_string(&path).unwrap();
        let said = text.lines().filter(|line| !line.trim().is_empty()).count();
        let report = read(&path).report;
        assert_eq!(report.parts().len(), said);
        let below: usize = report.unknown_labels.iter().map(|label| 1 + label.lines.len()).sum();
        let placed = report.parts().iter().filter(|(_, part)| part.is_some()).count();
        assert_eq!(placed + below + report.unplaced.len(), said, "{}\n{report:#?}", path.display());
    }
}

#[test]
fn every_anchor_and_address_can_be_published() {
    use shanghaidoctor_domain::Stage;
    use shanghaidoctor_domain::content::Content;
    for path in pages() {
        let article = read(&path).facts.article.article("engouji");
        assert_eq!(article.check(Stage::Draft).0, [], "{}", path.display());
    }
}

#[test]
fn the_publications_own_page_yields_what_was_agreed() {
    let seed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/seed");
    if !seed.exists() {
        return;
    }
    let page = read(&seed.join("li-ziming.page.txt"));
    let facts = page.facts.to_json();
    agree("", &json(&seed.join("li-ziming.expected.json")), &facts);
    let body = facts["article"]["body"].as_str().unwrap();
    for text in json(&seed.join("li-ziming.expected.json"))["article"]["mustNotAppearInBody"].as_array().unwrap() {
        assert!(!body.contains(text.as_str().unwrap()), "{text}");
    }
    assert_eq!(page.report.unplaced, [], "{:#?}", page.report);
    assert_eq!(page.report.warnings, [], "{:#?}", page.report);
}

/// Every key that was agreed on has its value; the facts may say more.
fn agree(path: &str, expected: &Value, facts: &Value) {
    match (expected, facts) {
        (Value::Object(fields), _) => {
            for (key, expected) in fields {
                let path = format!("{path}.{key}");
                match key.as_str() {
                    "note" | "mustNotAppearInBody" => {}
                    "headlineStartsWith" => starts(&path, expected, &facts["headline"]),
                    "headingStartsWith" => starts(&path, expected, &facts["heading"]),
                    _ => agree(&path, expected, &facts[key]),
                }
            }
        }
        (Value::Array(expected), Value::Array(facts)) => {
            assert_eq!(expected.len(), facts.len(), "{path}: {facts:#?}");
            for (index, (expected, fact)) in expected.iter().zip(facts).enumerate() {
                agree(&format!("{path}.{index}"), expected, fact);
            }
        }
        _ => assert_eq!(expected, facts, "{path}"),
    }
}

fn starts(path: &str, expected: &Value, fact: &Value) {
    let (expected, fact) = (expected.as_str().unwrap(), fact.as_str().unwrap_or_default());
    assert!(fact.starts_with(expected), "{path}: {fact}");
}
