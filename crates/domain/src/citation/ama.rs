//! AMA Manual of Style, 11th edition, 3.11, "References to Journal Articles".

use super::{Reference, vancouver};
use crate::Locale;

/// Up to so many authors are all named (3.7) …
const MOST_AUTHORS: usize = 6;
/// … and of more the first ones.
const NAMED_AUTHORS: usize = 3;

/// `Wu J, Sun M. Title. Ann Thorac Pract. 2021;12(3):145-152. doi:10.5555/x`, pages in full. An address other
/// than a DOI is left out: the style wants the day on which it was read with it (3.15), which no record knows.
pub(super) fn cite(reference: Reference<'_>, locale: &Locale) -> String {
    let authors = vancouver::authors(&reference.authors(), MOST_AUTHORS, NAMED_AUTHORS, locale);
    vancouver::sentences(reference, locale, authors, reference.pages().map(|pages| pages.in_full("-")))
}

#[cfg(test)]
mod tests {
    use super::super::CitationStyle::Ama;
    use super::super::examples::{self, cited};

    #[test]
    fn pages_are_in_full() {
        assert_eq!(
            cited(&examples::paper(), Ama),
            "Wu J, 孙梅. Cold & heat: 50% of nodules. Ann Thorac Pract. 2021;12(3):145-152. doi:10.5555/atp.2021.7"
        );
        let mut shortened = examples::by(&["Wu J"]);
        shortened.pages = Some("1045–52".into());
        assert!(cited(&shortened, Ama).contains(";12(3):1045-1052. doi:"));
    }

    #[test]
    fn of_seven_authors_three_are_named() {
        let line = cited(&examples::by_seven(), Ama);
        assert!(line.starts_with("Wu J, Li ZM, Smith AB, et al. Cold"), "{line}");
        let six = cited(&examples::by(&["Wu J", "Li ZM", "Smith AB", "Chen K", "He L", "Sun M"]), Ama);
        assert!(six.starts_with("Wu J, Li ZM, Smith AB, Chen K, He L, Sun M. Cold"), "{six}");
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        assert_eq!(cited(&examples::journal_alone(), Ama), "Wu J. Ann Thorac Pract.");
        let mut paper = examples::chinese();
        paper.pages = Some("e3".into());
        paper.url = "https://example.org/3".parse().ok();
        assert_eq!(
            cited(&paper, Ama),
            "孙梅, 李子明, 王静, 欧阳修文. 早期肺结节的随访. Ann Thorac Pract. 2021;12(3):e3."
        );
    }
}
