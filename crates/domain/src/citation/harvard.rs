//! Harvard as Cite Them Right, 12th edition, writes it; "Harvard" itself names no rule book.

use super::pages::Pages;
use super::wording::{Wording, wording};
use super::{AuthorName, Reference, closed};
use crate::Locale;

/// Up to so many authors are all named; of more, the first.
const MOST_AUTHORS: usize = 3;

/// `Wu, J. and Li, Z.M. (2021) ‘Title’, Journal, 12(3), pp. 145–152. Available at: https://doi.org/10.5555/x.` Without
/// an author the title stands first, without a title the journal.
pub(super) fn cite(reference: Reference<'_>, locale: &Locale) -> String {
    let words = wording(locale);
    let date = format!("({})", reference.year().unwrap_or_else(|| words.no_date_in_full.to_owned()));
    let title = reference.title().map(|title| format!("‘{title}’"));
    let mut parts = [authors(&reference.authors(), words), title, reference.journal_name(locale)].into_iter().flatten();
    let lead = parts.next().map(|lead| format!("{lead} {date}")).unwrap_or(date);
    let pages = reference.pages().map(|pages| labelled(&pages, words));
    let source: Vec<String> = parts.chain(reference.volume_and_issue()).chain(pages).collect();
    let sentence = if source.is_empty() { lead } else { format!("{lead} {}", source.join(", ")) };
    let address = reference.address().map(|address| format!("{} {address}", words.available));
    std::iter::once(sentence).chain(address).map(|part| closed(&part)).collect::<Vec<_>>().join(" ")
}

fn authors(authors: &[AuthorName<'_>], words: &Wording) -> Option<String> {
    let names: Vec<String> = authors.iter().map(|author| inverted(*author)).collect();
    let (last, others) = names.split_last()?;
    Some(match others {
        [] => last.clone(),
        [first, ..] if names.len() > MOST_AUTHORS => format!("{first} {}", words.others),
        _ => format!("{} {} {last}", others.join(", "), words.and),
    })
}

fn inverted(author: AuthorName<'_>) -> String {
    match author {
        AuthorName::Parted { family, .. } => format!("{family}, {}", author.initials(".", "", "-")),
        AuthorName::Whole(name) => name.to_owned(),
    }
}

fn labelled(pages: &Pages<'_>, words: &Wording) -> String {
    match pages {
        Pages::Locator(number) => (*number).to_owned(),
        Pages::Single(page) => format!("{} {page}", words.page),
        Pages::Range(..) | Pages::Other(_) => format!("{} {}", words.pages, pages.in_full("–")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::CitationStyle::Harvard;
    use super::super::examples::{self, cited};

    #[test]
    fn a_whole_record_is_cited_whole() {
        assert_eq!(
            cited(&examples::paper(), Harvard),
            "Wu, J. and 孙梅 (2021) ‘Cold & heat: 50% of nodules’, Annals of Thoracic Practice, 12(3), pp. 145–152. \
             Available at: https://doi.org/10.5555/atp.2021.7."
        );
        let three = cited(&examples::by(&["Wu J", "Li ZM", "Chen, Kai"]), Harvard);
        assert!(three.starts_with("Wu, J., Li, Z.M. and Chen, K. (2021) ‘Cold"), "{three}");
    }

    #[test]
    fn of_four_authors_the_first_is_named() {
        assert_eq!(
            cited(&examples::chinese(), Harvard),
            "孙梅 et al. (2021) ‘早期肺结节的随访’, Annals of Thoracic Practice, 12(3), pp. 145–152."
        );
        assert!(cited(&examples::by_seven(), Harvard).starts_with("Wu, J. et al. (2021) ‘Cold"));
    }

    #[test]
    fn what_is_missing_lets_the_next_part_lead() {
        assert_eq!(cited(&examples::journal_alone(), Harvard), "Wu, J. (no date) Annals of Thoracic Practice.");
        assert_eq!(cited(&examples::empty(), Harvard), "Annals of Thoracic Practice (no date).");
        let mut paper = examples::by(&[]);
        paper.doi = None;
        paper.pages = Some("e3".into());
        let expected = "‘Cold & heat: 50% of nodules’ (2021) Annals of Thoracic Practice, 12(3), e3.";
        assert_eq!(cited(&paper, Harvard), expected);
        paper.pages = Some("45".into());
        assert!(cited(&paper, Harvard).ends_with(", 12(3), p. 45."));
    }
}
