//! Numbers in place of records: so many papers, grants, patents, pupils.

use shanghaidoctor_domain::content::ClaimKind;

use crate::facts::Claim;
use crate::text::dates;
use crate::text::wording::{lower_words, without_end};

const COUNTED: &[(ClaimKind, &[&str])] = &[
    (ClaimKind::Publications, &["papers", "articles", "publications", "books", "monographs"]),
    (ClaimKind::Patents, &["patents"]),
    (ClaimKind::Projects, &["grants", "projects"]),
    (ClaimKind::Students, &["students", "pupils", "candidates", "trainees"]),
    (ClaimKind::Patients, &["patients", "operations", "surgeries", "procedures"]),
    (ClaimKind::Awards, &["awards", "prizes"]),
    (ClaimKind::Years, &["years"]),
];
/// How many words may stand between a number and what it counts.
const NEAR: usize = 6;

/// The claim an item is: a number (no year) shortly before what is counted, and no single paper or grant.
pub(crate) fn claim(text: &str) -> Option<Claim> {
    if text.contains("doi") || text.contains('“') {
        return None;
    }
    let words = lower_words(text);
    let (at, count) = words.iter().enumerate().find_map(|(at, word)| Some((at, number(word)?)))?;
    let near = words.iter().skip(at + 1).take(NEAR);
    let kind = near
        .filter_map(|word| COUNTED.iter().find(|(_, nouns)| nouns.contains(&word.as_str())))
        .map(|(kind, _)| *kind)
        .next()?;
    Some(Claim { text: without_end(text).to_owned(), count: Some(count), kind })
}

fn number(word: &str) -> Option<i32> {
    let digits = word.replace(',', "");
    let count = digits.parse().ok()?;
    // A year counts nothing.
    (dates::date(&digits).is_none()).then_some(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_claims_and_years_are_not() {
        let claim = claim("Published over 50 SCI papers.").unwrap();
        assert_eq!(
            (claim.text.as_str(), claim.count, claim.kind),
            ("Published over 50 SCI papers", Some(50), ClaimKind::Publications)
        );
        assert_eq!(super::claim("Good papers of 2014 and other papers"), None);
        assert_eq!(super::claim("Lancet Oncology"), None);
    }
}
