//! The Chicago Manual of Style, 18th edition: the author-date system, which it recommends to the sciences, and not notes
//! and bibliography. Chapter 13 for names and dates, chapter 14 for articles in journals.

use super::wording::{Wording, wording};
use super::{AuthorName, Reference, closed};
use crate::Locale;

/// Up to so many authors are all named …
const MOST_AUTHORS: usize = 6;
/// … and of more the first ones.
const NAMED_AUTHORS: usize = 3;

/// `Wu, J., and Z. M. Li. 2021. “Title.” Journal 12 (3): 145–52. https://doi.org/10.5555/x.` Without an author the title
/// stands first, without a title the journal.
pub(super) fn cite(reference: Reference<'_>, locale: &Locale) -> String {
    let words = wording(locale);
    let date = reference.year().unwrap_or_else(|| words.no_date.to_owned());
    // The full stop stands inside the quotation marks.
    let title = reference.title().map(|title| format!("“{}”", closed(&title)));
    let place = place(reference, words);
    let authors = authors(&reference.authors(), words);
    let (lead, title, journal) = match (authors, title, reference.journal_name(locale)) {
        (Some(authors), title, journal) => (Some(authors), title, journal),
        (None, Some(title), journal) => (Some(title), None, journal),
        (None, None, journal) => (journal, None, None),
    };
    let source = match (journal, place) {
        (Some(journal), Some(place)) => Some(format!("{journal}{place}")),
        (None, Some(place)) => Some(place.trim_start_matches([' ', ',', ':']).to_owned()),
        (journal, None) => journal,
    };
    let parts = [lead, Some(date), title, source, reference.address()];
    parts.into_iter().flatten().map(|part| sentence(&part)).collect::<Vec<_>>().join(" ")
}

fn sentence(part: &str) -> String {
    if part.ends_with('”') { part.to_owned() } else { closed(part) }
}

/// Only the first name is inverted, and one that says no order is not.
fn authors(authors: &[AuthorName<'_>], words: &Wording) -> Option<String> {
    let (first, others) = authors.split_first()?;
    let shown = if authors.len() > MOST_AUTHORS { NAMED_AUTHORS } else { MOST_AUTHORS };
    let mut names: Vec<String> = others.iter().take(shown - 1).map(|author| natural(*author)).collect();
    names.insert(0, inverted(*first));
    if authors.len() > MOST_AUTHORS {
        names.push(words.others.to_owned());
        return Some(names.join(", "));
    }
    let last = names.pop()?;
    Some(match (names.as_slice(), first) {
        ([], _) => last,
        // Two names that are not inverted have no comma to close.
        ([one], AuthorName::Whole(_)) => format!("{one} {} {last}", words.and),
        (others, _) => format!("{}, {} {last}", others.join(", "), words.and),
    })
}

fn inverted(author: AuthorName<'_>) -> String {
    match author {
        AuthorName::Parted { family, .. } => format!("{family}, {}", given(author)),
        AuthorName::Whole(name) => name.to_owned(),
    }
}

fn natural(author: AuthorName<'_>) -> String {
    match author {
        AuthorName::Parted { family, .. } => format!("{} {family}", given(author)),
        AuthorName::Whole(name) => name.to_owned(),
    }
}

/// Given names stand as the paper prints them.
fn given(author: AuthorName<'_>) -> String {
    author.given_for_programs().unwrap_or_default()
}

/// What stands behind the journal's name: ` 12 (3): 145–52`, ` 12:145–52` without an issue, `, no. 3: 145–52` without a
/// volume, `: 145–52` without either.
fn place(reference: Reference<'_>, words: &Wording) -> Option<String> {
    let pages = reference.pages().map(|pages| pages.chicago("–"));
    let (within, colon) = match (reference.volume(), reference.issue()) {
        (Some(volume), Some(issue)) => (format!(" {volume} ({issue})"), ": "),
        (Some(volume), None) => (format!(" {volume}"), ":"),
        (None, Some(issue)) => (format!(", {} {issue}", words.issue), ": "),
        (None, None) => (String::new(), ": "),
    };
    let place = pages.map(|pages| format!("{within}{colon}{pages}")).unwrap_or(within);
    (!place.is_empty()).then_some(place)
}

#[cfg(test)]
mod tests {
    use super::super::CitationStyle::Chicago;
    use super::super::examples::{self, cited};

    #[test]
    fn a_whole_record_is_cited_whole() {
        assert_eq!(
            cited(&examples::paper(), Chicago),
            "Wu, J., and 孙梅. 2021. “Cold & heat: 50% of nodules.” Annals of Thoracic Practice 12 (3): 145–52. \
             https://doi.org/10.5555/atp.2021.7."
        );
        assert_eq!(
            cited(&examples::chinese(), Chicago),
            "孙梅, 李子明, 王静, and 欧阳修文. 2021. “早期肺结节的随访.” Annals of Thoracic Practice 12 (3): 145–52."
        );
    }

    #[test]
    fn only_the_first_name_is_inverted() {
        for (names, expected) in [
            (&["Wu J"][..], "Wu, J. 2021. “Cold"),
            (&["Chen, Kai", "Li ZM"], "Chen, Kai, and Z. M. Li. 2021. “Cold"),
            (&["孙梅", "Chen, Kai"], "孙梅 and Kai Chen. 2021. “Cold"),
            (&["Wu J", "Li ZM", "Smith AB"], "Wu, J., Z. M. Li, and A. B. Smith. 2021. “Cold"),
        ] {
            let line = cited(&examples::by(names), Chicago);
            assert!(line.starts_with(expected), "{line}");
        }
    }

    #[test]
    fn of_seven_authors_three_are_named() {
        let line = cited(&examples::by_seven(), Chicago);
        assert!(line.starts_with("Wu, J., Z. M. Li, A. B. Smith, et al. 2021. “Cold"), "{line}");
    }

    #[test]
    fn what_is_missing_lets_the_next_part_lead() {
        assert_eq!(cited(&examples::journal_alone(), Chicago), "Wu, J. n.d. Annals of Thoracic Practice.");
        assert_eq!(cited(&examples::empty(), Chicago), "Annals of Thoracic Practice. n.d.");
        let mut paper = examples::by(&[]);
        paper.title = Some("Are they lower by day?".into());
        paper.pages = Some("e3".into());
        paper.doi = None;
        let line = cited(&paper, Chicago);
        assert_eq!(line, "“Are they lower by day?” 2021. Annals of Thoracic Practice 12 (3): e3.");
    }

    #[test]
    fn a_volume_without_an_issue_is_followed_by_its_pages_at_once() {
        let mut paper = examples::by(&["Wu J"]);
        paper.issue = None;
        assert!(cited(&paper, Chicago).contains("Annals of Thoracic Practice 12:145–52."));
        (paper.issue, paper.volume) = (paper.volume, None);
        assert!(cited(&paper, Chicago).contains("Annals of Thoracic Practice, no. 12: 145–52."));
        paper.issue = None;
        assert!(cited(&paper, Chicago).contains("Annals of Thoracic Practice: 145–52."));
    }
}
