//! Citing Medicine: The NLM Style Guide, 2nd edition, chapter 1, "Journals", which the ICMJE's "Samples of Formatted
//! References" follow.

use super::wording::wording;
use super::{AuthorName, Reference, closed};
use crate::Locale;

/// More authors than these become `et al.`: the ICMJE's samples name six.
const NAMED_AUTHORS: usize = 6;

/// `Wu J, Sun M. Title. Ann Thorac Pract. 2021;12(3):145-52. doi:10.5555/x`. An address other than a DOI is left out:
/// the style wants the day on which it was read with it, which no record knows.
pub(super) fn cite(reference: Reference<'_>, locale: &Locale) -> String {
    let pages = reference.pages().map(|pages| pages.shortest("-"));
    let authors = authors(&reference.authors(), NAMED_AUTHORS, NAMED_AUTHORS, locale);
    sentences(reference, locale, authors, pages)
}

/// The parts of a reference as the styles of medicine order them, each a sentence.
pub(super) fn sentences(
    reference: Reference<'_>,
    locale: &Locale,
    authors: Option<String>,
    pages: Option<String>,
) -> String {
    let journal = reference.short_journal_name(locale);
    let parts = [authors, reference.title(), journal, reference.numbered_place(pages)];
    let sentences = parts.into_iter().flatten().map(|part| closed(&part));
    // Without a full stop, which would become a part of the DOI.
    let doi = reference.publication.doi.as_ref().map(|doi| format!("doi:{doi}"));
    sentences.chain(doi).collect::<Vec<_>>().join(" ")
}

/// Names as indexes write them; where there are more than `most`, the first `shown` of them.
pub(super) fn authors(authors: &[AuthorName<'_>], most: usize, shown: usize, locale: &Locale) -> Option<String> {
    let whole = authors.len() <= most;
    let mut names: Vec<String> =
        authors.iter().take(if whole { most } else { shown }).map(|name| index(*name)).collect();
    if !whole {
        names.push(wording(locale).others.to_owned());
    }
    (!names.is_empty()).then(|| names.join(", "))
}

fn index(author: AuthorName<'_>) -> String {
    match author {
        AuthorName::Parted { family, .. } => format!("{family} {}", author.initials("", "", "")),
        AuthorName::Whole(name) => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::CitationStyle::Vancouver;
    use super::super::examples::{self, cited};

    #[test]
    fn a_whole_record_is_cited_whole() {
        assert_eq!(
            cited(&examples::paper(), Vancouver),
            "Wu J, 孙梅. Cold & heat: 50% of nodules. Ann Thorac Pract. 2021;12(3):145-52. doi:10.5555/atp.2021.7"
        );
        assert_eq!(
            cited(&examples::chinese(), Vancouver),
            "孙梅, 李子明, 王静, 欧阳修文. 早期肺结节的随访. Ann Thorac Pract. 2021;12(3):145-52."
        );
    }

    #[test]
    fn a_journal_alone_is_all_that_is_cited() {
        assert_eq!(cited(&examples::journal_alone(), Vancouver), "Wu J. Ann Thorac Pract.");
        assert_eq!(cited(&examples::empty(), Vancouver), "Ann Thorac Pract.");
    }

    #[test]
    fn the_seventh_author_is_one_of_the_others() {
        let line = cited(&examples::by_seven(), Vancouver);
        let expected = "Wu J, Li ZM, Smith AB, van der Berg JP, Chen K, Harbour Study Group, et al. Cold";
        assert!(line.starts_with(expected), "{line}");
    }

    #[test]
    fn a_title_that_asks_ends_with_its_own_sign_and_an_article_number_stands_for_pages() {
        let mut paper = examples::by(&[]);
        paper.title = Some("Are they lower by day?".into());
        paper.pages = Some("e3".into());
        paper.issue = None;
        paper.doi = None;
        assert_eq!(cited(&paper, Vancouver), "Are they lower by day? Ann Thorac Pract. 2021;12:e3.");
    }
}
