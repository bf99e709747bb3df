use super::pages::Pages;
use super::{AuthorName, Reference, one_line};
use crate::Locale;

/// The paper as a RIS entry: a tag of two letters, two blanks, a hyphen, a blank and the value, each line ended by a
/// carriage return and a line feed (RIS Format Specifications, Research Information Systems, 2011).
pub fn ris(reference: Reference<'_>) -> String {
    let publication = reference.publication;
    let kind = if reference.journal.is_some() { "JOUR" } else { "GEN" };
    let mut lines = vec![("TY", kind.to_owned())];
    lines.extend(reference.authors().into_iter().map(|name| ("AU", author(name))));
    let (first, last) = pages(reference);
    let language = reference.language();
    let fields = [
        ("TI", reference.title()),
        ("JF", reference.journal_name(&language)),
        ("JA", reference.journal.and_then(|journal| journal.abbreviation.clone())),
        ("PY", reference.year()),
        ("VL", reference.volume()),
        ("IS", reference.issue()),
        ("SP", first),
        ("EP", last),
        ("SN", reference.journal.and_then(|journal| journal.issn.as_ref().or(journal.eissn.as_ref())).map(text)),
        ("DO", publication.doi.as_ref().map(text)),
        ("AN", publication.pmid.as_ref().map(|pmid| format!("PMID:{pmid}"))),
        ("UR", reference.address()),
        ("LA", (language != Locale::english()).then(|| language.language().to_owned())),
        ("AB", publication.abstract_text.clone()),
    ];
    lines.extend(fields.into_iter().filter_map(|(tag, value)| value.map(|value| (tag, value))));
    let entry: String = lines.iter().map(|(tag, value)| format!("{tag}  - {}\r\n", one_line(value))).collect();
    format!("{entry}ER  - \r\n")
}

fn text(value: &impl ToString) -> String {
    value.to_string()
}

fn author(name: AuthorName<'_>) -> String {
    match (name, name.given_for_programs()) {
        (AuthorName::Parted { family, .. }, Some(given)) => format!("{family}, {given}"),
        (AuthorName::Parted { family: whole, .. } | AuthorName::Whole(whole), _) => whole.to_owned(),
    }
}

/// The first page and the last. The number of an article is read from the first one's place: readers of the format do
/// not know the tag that later became its own.
fn pages(reference: Reference<'_>) -> (Option<String>, Option<String>) {
    match reference.pages() {
        Some(Pages::Range(first, last)) => (Some(first), Some(last)),
        other => (other.map(|pages| pages.in_full("-")), None),
    }
}

#[cfg(test)]
mod tests {
    use super::super::examples;
    use super::*;

    #[test]
    fn an_entry_is_one_that_reference_managers_read() {
        let mut paper = examples::by(&["Li ZM", "孙梅", "Harbour Study Group"]);
        paper.pmid = Some("990104071".into());
        paper.abstract_text = Some("We followed\nnodules.".into());
        let journal = examples::journal();
        let lines = [
            "TY  - JOUR",
            "AU  - Li, Z. M.",
            "AU  - 孙梅",
            "AU  - Harbour Study Group",
            "TI  - Cold & heat: 50% of nodules",
            "JF  - Annals of Thoracic Practice",
            "JA  - Ann Thorac Pract",
            "PY  - 2021",
            "VL  - 12",
            "IS  - 3",
            "SP  - 145",
            "EP  - 152",
            "SN  - 2434-561X",
            "DO  - 10.5555/atp.2021.7",
            "AN  - PMID:990104071",
            "UR  - https://doi.org/10.5555/atp.2021.7",
            "AB  - We followed nodules.",
            "ER  - ",
            "",
        ];
        let entry = ris(Reference { publication: &paper, journal: Some(&journal) });
        assert_eq!(entry.split("\r\n").collect::<Vec<_>>(), lines);
    }

    #[test]
    fn what_is_not_known_has_no_line() {
        let journal = examples::chinese_journal();
        let entry = ris(Reference { publication: &examples::journal_alone(), journal: Some(&journal) });
        assert_eq!(entry, "TY  - JOUR\r\nAU  - Wu, J.\r\nJF  - Shanghai Thorax\r\nSN  - 2434-561X\r\nER  - \r\n");
        let mut paper = examples::chinese();
        paper.pages = Some("e3".into());
        let entry = ris(Reference { publication: &paper, journal: Some(&journal) });
        assert!(entry.contains("JF  - 沪上胸科\r\n") && entry.contains("LA  - zh\r\n"), "{entry}");
        assert!(entry.contains("SP  - e3\r\n") && !entry.contains("EP  - "), "{entry}");
    }
}
