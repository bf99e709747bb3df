//! Numbers in public registers that a page prints: a right one is a fact, a wrong one a line of the report.

use shanghaidoctor_importer::{Page, Refusal, read_page};

fn page(orcid: &str) -> Result<Page, Refusal> {
    let text = format!(
        "LanternWard\nDr. Tan Yuchen | Counting the Uncounted\nUpdate time:2025-04-02Visits:640\n\nTan Yuchen, MPH, \
         Associate Professor at Plainwater University\n{orcid}\n\nPreface:\n\nNobody counts the boats.\n\n\
         1. The River\n\nIt is wide here, and nobody counts what is on it.\n"
    );
    read_page(text.as_bytes())
}

#[test]
fn every_spelling_of_an_orcid_is_read() {
    for spelled in [
        "ORCID: 0000-0002-1825-0097",
        "ORCID：0000-0002-1825-0097",
        "ORCID:0000-0002-1825-0097",
        "ORCID iD https://orcid.org/0000-0002-1825-0097.",
    ] {
        let page = page(spelled).unwrap();
        let read = page.facts.doctors[0].orcid.as_ref().map(|found| (found.line, found.value.to_string()));
        assert_eq!(read, Some((6, "0000-0002-1825-0097".to_owned())), "{spelled}");
        assert_eq!(page.report.warnings, [], "{spelled}");
    }
}

#[test]
fn an_orcid_with_a_wrong_check_digit_is_told_and_not_kept() {
    let page = page("ORCID: 0000-0002-1825-0098").unwrap();
    assert!(page.facts.doctors[0].orcid.is_none());
    let told: Vec<(u32, &str)> =
        page.report.warnings.iter().map(|warning| (warning.line, warning.message.as_str())).collect();
    let [(6, message)] = told.as_slice() else { panic!("{told:?}") };
    assert!(message.contains("`0000-0002-1825-0098` is not an ORCID iD: its last digit does not fit"), "{message}");
}

#[test]
fn a_number_of_another_kind_is_not_taken_for_an_orcid() {
    let page = page("Grant number: 0000-0002-1825-0098").unwrap();
    assert!(page.facts.doctors[0].orcid.is_none());
    assert!(
        page.report.warnings.iter().all(|warning| !warning.message.contains("ORCID")),
        "{:?}",
        page.report.warnings
    );
}
