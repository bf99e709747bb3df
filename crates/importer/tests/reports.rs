//! A report that portrays nobody is read as an article without a doctor when asked, and refused otherwise.

use std::path::Path;

use serde_json::Value;
use shanghaidoctor_importer::{Absent, Page, ReadOptions, Refusal, read_page, read_page_with};

const WITHOUT_DOCTOR: ReadOptions = ReadOptions { without_doctor: true };

fn without_doctor(text: &[u8]) -> Result<Page, Refusal> {
    read_page_with(text, WITHOUT_DOCTOR)
}

#[test]
fn reports_become_articles_that_name_no_subject() {
    for name in ["report", "report-list"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages").join(name).with_extension("txt");
        let page = without_doctor(&std::fs::read(&path).unwrap()).unwrap();
        let expected = std::fs::read(path.with_extension("without-doctor.json")).unwrap();
        let facts = page.facts.to_json();
        assert_eq!(facts, serde_json::from_slice::<Value>(&expected).unwrap(), "{name}\n{facts:#}");
        assert!(page.facts.doctors.is_empty() && page.report.absent.contains(&Absent::Doctor));
        assert_eq!(page.report.open_questions(), 0, "{:#?}", page.report);
    }
}

#[test]
fn a_report_is_refused_unless_it_is_asked_for() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages/report.txt");
    let refusal = read_page(&std::fs::read(path).unwrap()).unwrap_err();
    assert!(refusal.to_string().contains("--without-doctor"), "{refusal}");
}

#[test]
fn what_has_no_title_over_a_text_is_no_report_either() {
    for text in [
        "Dear all,\n\nthe lift is out of order until Thursday. Please use the stairs.\n",
        "Update time:2024-05-06Visits:77\n\nDr. Gao Wenbo said that hearts matter. Dr. Xie An agreed.\n",
        "LanternWard\n\nThree Days of Fog\n\nUpdate time:2024-05-06Visits:77\n\nimage.png\n",
    ] {
        assert_eq!(without_doctor(text.as_bytes()).unwrap_err(), Refusal::NoReport, "{text}");
    }
    assert_eq!(without_doctor(b"").unwrap_err(), Refusal::Empty);
}

/// Who asks for reports as well still gets a portrait's doctor.
#[test]
fn a_portrait_stays_a_portrait() {
    for name in ["full", "founder", "bare", "sentence-byline"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages").join(name).with_extension("txt");
        let text = std::fs::read(path).unwrap();
        assert_eq!(without_doctor(&text), read_page(&text), "{name}");
    }
}
