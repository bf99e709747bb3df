//! Publication Manual of the American Psychological Association, 7th edition, chapters 9 and 10.1.

use super::pages::Pages;
use super::wording::{Wording, wording};
use super::{AuthorName, Reference, closed};
use crate::Locale;

/// Up to so many authors are all named (9.8); of more, all but one of these and the very last.
const MOST_AUTHORS: usize = 20;

/// `Wu, J., & Li, Z. M. (2021). Title. Journal, 12(3), 145–152. https://doi.org/10.5555/x`. Without an author the title
/// stands first (9.12), without a title the journal.
pub(super) fn cite(reference: Reference<'_>, locale: &Locale) -> String {
    let words = wording(locale);
    let date = format!("({})", reference.year().unwrap_or_else(|| words.no_date.to_owned()));
    let journal = reference.journal_name(locale);
    let leads = [authors(&reference.authors()), reference.title(), journal.clone()];
    let mut parts = leads.into_iter().flatten();
    let lead = parts.next().map(|lead| format!("{} {date}", closed(&lead))).unwrap_or(date);
    // What is left of title and journal; the place belongs to the journal's sentence.
    let mut rest: Vec<String> = parts.collect();
    let journal = if journal.is_some() { rest.pop() } else { None };
    let source: Vec<String> = [journal, place(reference, words)].into_iter().flatten().collect();
    let source = (!source.is_empty()).then(|| source.join(", "));
    let sentences = std::iter::once(lead).chain(rest).chain(source).map(|sentence| closed(&sentence));
    // Without a full stop, which would become a part of the address (9.35).
    sentences.chain(reference.address()).collect::<Vec<_>>().join(" ")
}

fn authors(authors: &[AuthorName<'_>]) -> Option<String> {
    let names: Vec<String> = authors.iter().map(|author| inverted(*author)).collect();
    let (last, others) = names.split_last()?;
    Some(match others {
        [] => last.clone(),
        _ if names.len() <= MOST_AUTHORS => format!("{}, & {last}", others.join(", ")),
        _ => {
            let named: Vec<&str> = others.iter().take(MOST_AUTHORS - 1).map(String::as_str).collect();
            format!("{}, . . . {last}", named.join(", "))
        }
    })
}

fn inverted(author: AuthorName<'_>) -> String {
    match author {
        AuthorName::Parted { family, .. } => format!("{family}, {}", author.initials(".", " ", "-")),
        AuthorName::Whole(name) => name.to_owned(),
    }
}

/// `12(3), 145–152`, or `12(3), Article e3` for a number of an article (10.1, example 6).
fn place(reference: Reference<'_>, words: &Wording) -> Option<String> {
    let pages = reference.pages().map(|pages| match pages {
        Pages::Locator(number) => format!("{} {number}", words.article),
        other => other.in_full("–"),
    });
    let parts: Vec<String> = [reference.volume_and_issue(), pages].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::super::CitationStyle::Apa;
    use super::super::examples::{self, cited};

    #[test]
    fn a_whole_record_is_cited_whole() {
        assert_eq!(
            cited(&examples::paper(), Apa),
            "Wu, J., & 孙梅. (2021). Cold & heat: 50% of nodules. Annals of Thoracic Practice, 12(3), 145–152. \
             https://doi.org/10.5555/atp.2021.7"
        );
        assert_eq!(
            cited(&examples::chinese(), Apa),
            "孙梅, 李子明, 王静, & 欧阳修文. (2021). 早期肺结节的随访. Annals of Thoracic Practice, 12(3), 145–152."
        );
    }

    #[test]
    fn all_of_seven_authors_are_named() {
        let line = cited(&examples::by_seven(), Apa);
        let expected =
            "Wu, J., Li, Z. M., Smith, A. B., van der Berg, J.-P., Chen, K., Harbour Study Group, & 孙梅. (2021). Cold";
        assert!(line.starts_with(expected), "{line}");
    }

    #[test]
    fn of_more_than_twenty_authors_nineteen_and_the_last_are_named() {
        let names: Vec<String> = ('A'..='V').map(|letter| format!("Wu {letter}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let line = cited(&examples::by(&names), Apa);
        assert!(line.contains("Wu, R., Wu, S., . . . Wu, V. (2021)") && !line.contains("Wu, T."), "{line}");
        let twenty = cited(&examples::by(&names[..20]), Apa);
        assert!(twenty.contains("Wu, S., & Wu, T. (2021)"), "{twenty}");
    }

    #[test]
    fn what_is_missing_lets_the_next_part_lead() {
        assert_eq!(cited(&examples::journal_alone(), Apa), "Wu, J. (n.d.). Annals of Thoracic Practice.");
        assert_eq!(cited(&examples::empty(), Apa), "Annals of Thoracic Practice. (n.d.).");
        let mut paper = examples::by(&[]);
        paper.title = Some("Are they lower by day?".into());
        paper.doi = None;
        paper.url = "https://example.org/7".parse().ok();
        paper.pages = Some("e3".into());
        assert_eq!(
            cited(&paper, Apa),
            "Are they lower by day? (2021). Annals of Thoracic Practice, 12(3), Article e3. https://example.org/7"
        );
    }
}
