//! GB/T 7714-2015, "Rules for bibliographic references and citations to information resources", for references that are
//! numbered in the text: section 4.4 for papers in serials, 8.1 for those who wrote them.

use super::wording::wording;
use super::{AuthorName, Reference};
use crate::Locale;

/// Up to so many authors are all named; of more, the first ones.
const MOST_AUTHORS: usize = 3;

/// `WU J, LI Z M, SMITH A B, et al. Title[J/OL]. Journal, 2021, 12(3): 145-152. DOI:10.5555/x`, in the language of the
/// paper (6.1): `等` for the others in Chinese. `/OL` marks what an address is given for. Without an author the title
/// stands first, and where only the journal is known, it is what is cited.
pub(super) fn cite(reference: Reference<'_>, locale: &Locale) -> String {
    let publication = reference.publication;
    let doi = publication.doi.as_ref().map(|doi| format!("DOI:{doi}"));
    let address = doi.or_else(|| publication.url.as_ref().map(ToString::to_string));
    let kind = if address.is_some() { "[J/OL]" } else { "[J]" };
    let (title, journal) = match (reference.title(), reference.journal_name(locale)) {
        (Some(title), journal) => (Some(title), journal),
        (None, journal) => (journal, None),
    };
    let title = title.map(|title| format!("{title}{kind}"));
    let parts = [authors(&reference.authors(), locale), title, source(reference, journal)];
    // A full stop at the end is allowed, not asked for, and would become a part of the address.
    let sentences = parts.into_iter().flatten().map(|part| format!("{}.", part.trim_end_matches('.')));
    sentences.chain(address).collect::<Vec<_>>().join(" ")
}

fn authors(authors: &[AuthorName<'_>], locale: &Locale) -> Option<String> {
    let mut names: Vec<String> = authors.iter().take(MOST_AUTHORS).map(|author| capital(*author)).collect();
    if authors.len() > MOST_AUTHORS {
        names.push(wording(locale).others.to_owned());
    }
    (!names.is_empty()).then(|| names.join(", "))
}

/// The family name in capitals, initials without dots.
fn capital(author: AuthorName<'_>) -> String {
    match author {
        AuthorName::Parted { family, .. } => format!("{} {}", family.to_uppercase(), author.initials("", " ", " ")),
        AuthorName::Whole(name) => name.to_owned(),
    }
}

/// `Journal, 2021, 12(3): 145-152`; an issue without a volume stands at the year, `2021(3)`.
fn source(reference: Reference<'_>, journal: Option<String>) -> Option<String> {
    let place = match (reference.volume(), reference.year(), reference.volume_and_issue()) {
        (None, Some(year), Some(issue)) => Some(format!("{year}{issue}")),
        (_, year, within) => {
            let parts: Vec<String> = [year, within].into_iter().flatten().collect();
            (!parts.is_empty()).then(|| parts.join(", "))
        }
    };
    let parts: Vec<String> = [journal, place].into_iter().flatten().collect();
    let pages = reference.pages().map(|pages| pages.in_full("-"));
    match (parts.join(", "), pages) {
        (parts, None) => (!parts.is_empty()).then_some(parts),
        (parts, Some(pages)) if parts.is_empty() => Some(pages),
        (parts, Some(pages)) => Some(format!("{parts}: {pages}")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::CitationStyle::GbT7714;
    use super::super::examples::{self, cited};
    use super::super::{Reference, cite};

    #[test]
    fn a_whole_record_is_cited_whole() {
        assert_eq!(
            cited(&examples::paper(), GbT7714),
            "WU J, 孙梅. Cold & heat: 50% of nodules[J/OL]. Annals of Thoracic Practice, 2021, 12(3): 145-152. \
             DOI:10.5555/atp.2021.7"
        );
    }

    #[test]
    fn the_others_are_named_in_the_language_of_the_paper() {
        let journal = examples::chinese_journal();
        let paper = examples::chinese();
        assert_eq!(
            cite(Reference { publication: &paper, journal: Some(&journal) }, GbT7714, None),
            "孙梅, 李子明, 王静, 等. 早期肺结节的随访[J]. 沪上胸科, 2021, 12(3): 145-152."
        );
        let line = cited(&examples::by_seven(), GbT7714);
        assert!(line.starts_with("WU J, LI Z M, SMITH A B, et al. Cold"), "{line}");
        let names = cited(&examples::by(&["van der Berg J-P", "Chen, Kai", "Harbour Study Group"]), GbT7714);
        assert!(names.starts_with("VAN DER BERG J P, CHEN K, Harbour Study Group. Cold"), "{names}");
    }

    #[test]
    fn where_only_the_journal_is_known_it_is_cited() {
        assert_eq!(cited(&examples::journal_alone(), GbT7714), "WU J. Annals of Thoracic Practice[J].");
        assert_eq!(cited(&examples::empty(), GbT7714), "Annals of Thoracic Practice[J].");
    }

    #[test]
    fn an_issue_without_a_volume_stands_at_the_year() {
        let mut paper = examples::by(&[]);
        paper.volume = None;
        paper.pages = Some("e3".into());
        paper.doi = None;
        paper.url = "https://example.org/7".parse().ok();
        assert_eq!(
            cited(&paper, GbT7714),
            "Cold & heat: 50% of nodules[J/OL]. Annals of Thoracic Practice, 2021(3): e3. https://example.org/7"
        );
    }
}
