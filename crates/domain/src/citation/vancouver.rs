use super::Reference;
use crate::content::Publication;

/// More authors than these become `et al.` (Citing Medicine, chapter 1, "Author", names six).
const NAMED_AUTHORS: usize = 6;

/// The paper as one line: `Wu J, Sun M. Title. Ann Thorac Pract. 2021;12(3):45-52. doi:10.5555/x`.
pub fn vancouver(reference: Reference<'_>) -> String {
    let publication = reference.publication;
    let journal = reference.journal.and_then(|journal| journal.abbreviation.as_deref()).or(reference.journal_name());
    let parts = [authors(publication), publication.title.clone(), journal.map(str::to_owned), place(publication)];
    let sentences = parts.into_iter().flatten().map(|part| closed(&part));
    // Without a full stop, which would become a part of the DOI.
    let doi = publication.doi.as_ref().map(|doi| format!("doi:{doi}"));
    sentences.chain(doi).collect::<Vec<_>>().join(" ")
}

fn closed(sentence: &str) -> String {
    if sentence.ends_with(['.', '?', '!', '。', '？', '！']) { sentence.to_owned() } else { format!("{sentence}.") }
}

fn authors(publication: &Publication) -> Option<String> {
    let mut names: Vec<&str> =
        publication.authors.iter().take(NAMED_AUTHORS).map(|author| author.name.as_str()).collect();
    if publication.authors.len() > NAMED_AUTHORS {
        names.push("et al");
    }
    (!names.is_empty()).then(|| names.join(", "))
}

fn place(publication: &Publication) -> Option<String> {
    let year = publication.year.map(|year| year.to_string());
    let volume = publication.volume.clone().unwrap_or_default();
    let issue = publication.issue.as_ref().map(|issue| format!("({issue})")).unwrap_or_default();
    let pages = publication.pages.as_ref().map(|pages| format!(":{pages}")).unwrap_or_default();
    let inside = format!("{volume}{issue}{pages}");
    match (year, inside.is_empty()) {
        (Some(year), true) => Some(year),
        (Some(year), false) => Some(format!("{year};{inside}")),
        (None, true) => None,
        (None, false) => Some(inside),
    }
}

#[cfg(test)]
mod tests {
    use super::super::examples;
    use super::*;

    #[test]
    fn a_whole_record_is_cited_whole() {
        let (paper, journal) = (examples::paper(), examples::journal());
        let line = vancouver(Reference { publication: &paper, journal: Some(&journal) });
        assert_eq!(
            line,
            "Wu J, 孙梅. Cold & heat: 50% of nodules. Ann Thorac Pract. 2021;12(3):45-52. doi:10.5555/atp.2021.7"
        );
    }

    #[test]
    fn a_journal_alone_is_all_that_is_cited() {
        let journal = examples::journal();
        let mut paper = examples::empty();
        paper.authors = vec![examples::author("Wu J")];
        let line = vancouver(Reference { publication: &paper, journal: Some(&journal) });
        assert_eq!(line, "Wu J. Ann Thorac Pract.");
    }

    #[test]
    fn the_seventh_author_is_one_of_the_others() {
        let mut paper = examples::empty();
        paper.authors = (1..=7).map(|n| examples::author(&format!("A{n}"))).collect();
        assert_eq!(vancouver(Reference { publication: &paper, journal: None }), "A1, A2, A3, A4, A5, A6, et al.");
    }
}
