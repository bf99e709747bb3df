//! Papers in the form `Authors. Title. Journal. Year;Volume(Issue):Pages. doi:…`.

use shanghaidoctor_domain::Doi;

use crate::facts::Paper;
use crate::text::dates::date;
use crate::text::wording::{find, without_end};

/// The paper that an item cites: it has a DOI, a PubMed number, or a year with a volume.
pub(crate) fn paper(text: &str) -> Option<Paper> {
    let doi = doi(text);
    let body = without_identifiers(text, doi.as_ref().map(|(at, _)| *at));
    let mut paper = Paper { doi: doi.map(|(_, doi)| doi), pmid: pmid(text), ..Paper::default() };
    let parts: Vec<&str> = body.split(". ").map(str::trim).filter(|part| !part.is_empty()).collect();
    let dated = parts.iter().position(|part| issue(part, &mut paper));
    if paper.doi.is_none() && paper.pmid.is_none() && dated.is_none() {
        return None;
    }
    names(&mut paper, &parts, dated.unwrap_or(parts.len()));
    Some(paper)
}

/// A DOI, bare, after `doi:` or as an address, without the sentence's full stop; and where it begins.
fn doi(text: &str) -> Option<(usize, Doi)> {
    text.match_indices("10.").find_map(|(at, _)| {
        let glued = text.get(..at)?.ends_with(|c: char| c.is_ascii_digit());
        let word = text.get(at..)?.split_whitespace().next().filter(|_| !glued)?;
        Some((at, without_end(word).trim_end_matches([')', ']']).parse().ok()?))
    })
}

fn pmid(text: &str) -> Option<String> {
    let rest = crate::text::wording::after(text, "pmid")?.trim_start_matches([':', '：', ' ']);
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    (1..=9).contains(&digits.len()).then_some(digits)
}

/// The citation before its DOI and PubMed number, and the words that lead to them.
fn without_identifiers(text: &str, doi: Option<usize>) -> &str {
    let starts = ["http", "doi:", "doi ", "pmid"];
    let end = starts.iter().filter_map(|start| find(text, start)).chain(doi).min().unwrap_or(text.len());
    text.get(..end).unwrap_or(text).trim()
}

/// `2020;12(3):45-50` or `Journal 2020;12:45`: true when the part says when the paper appeared.
fn issue(part: &str, paper: &mut Paper) -> bool {
    let Some((dated, place)) = part.split_once(';') else {
        let year = date(without_end(part)).map(|date| date.year());
        paper.year = paper.year.or(year);
        return year.is_some();
    };
    let words: Vec<&str> = dated.split(' ').collect();
    let year = words.iter().find_map(|word| date(word.trim_matches(['(', ')'])).map(|date| date.year()));
    let Some(year) = year else { return false };
    paper.year = Some(year);
    let (volume, pages) = place.split_once(':').map_or((place, None), |(volume, pages)| (volume, Some(pages)));
    let (volume, issue) = volume.split_once('(').map_or((volume, None), |(volume, issue)| (volume, Some(issue)));
    let filled =
        |text: &str| Some(without_end(text.trim().trim_end_matches(')')).to_owned()).filter(|text| !text.is_empty());
    paper.volume = filled(volume);
    paper.issue = issue.and_then(filled);
    paper.pages = pages.and_then(filled);
    let journal: Vec<&str> =
        words.into_iter().take_while(|word| date(word.trim_matches(['(', ')'])).is_none()).collect();
    paper.journal = filled(&journal.join(" "));
    true
}

/// What stands before the date: authors, title, journal; a title alone where there is one part only.
fn names(paper: &mut Paper, parts: &[&str], dated: usize) {
    let parts = parts.get(..dated).unwrap_or(parts);
    let (authors, rest) = match parts.split_first() {
        Some((first, rest)) if is_authors(first) => (authors(first), rest),
        _ => (Vec::new(), parts),
    };
    paper.authors = authors;
    let title = |text: &str| without_end(text.trim_matches(crate::text::characters::is_quote)).to_owned();
    match rest {
        [only] => paper.title = Some(title(only)),
        [first, between @ .., journal] if paper.journal.is_none() => {
            paper.title = Some(title(&[&[*first], between].concat().join(". ")));
            paper.journal = Some(without_end(journal).to_owned());
        }
        [] => {}
        several => paper.title = Some(title(&several.join(". "))),
    }
}

/// Short names with commas between them.
fn is_authors(text: &str) -> bool {
    let names: Vec<&str> = text.split(',').collect();
    let short = names.iter().all(|name| (1..=4).contains(&name.split_whitespace().count()));
    let capital = names.iter().all(|name| name.trim().starts_with(char::is_uppercase) || name.trim() == "et al");
    short && capital && (names.len() > 1 || text.split(' ').count() <= 2)
}

fn authors(text: &str) -> Vec<String> {
    let names = text.split(',').map(|name| without_end(name.trim()).to_owned());
    names.filter(|name| !name.is_empty() && name != "et al").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_citation_is_taken_apart() {
        let text = "Wen H, Lin Y, et al. An eye for an ear. J Example Eyes. 2020;12(3):45-50. doi:10.5555/Abc.1.";
        let paper = paper(text).unwrap();
        assert_eq!(paper.authors, ["Wen H", "Lin Y"]);
        assert_eq!(
            (paper.title.as_deref(), paper.journal.as_deref()),
            (Some("An eye for an ear"), Some("J Example Eyes"))
        );
        assert_eq!((paper.year, paper.volume.as_deref(), paper.issue.as_deref()), (Some(2020), Some("12"), Some("3")));
        assert_eq!((paper.pages.as_deref(), paper.doi.unwrap().to_string().as_str()), (Some("45-50"), "10.5555/abc.1"));
    }

    #[test]
    fn pages_are_no_doi_and_a_doi_is_no_title() {
        let cited = paper("Sun L. A friend. Ann Ex. 2019;270(2):100-110. PMID: 123").unwrap();
        assert_eq!((cited.pages.as_deref(), cited.pmid.as_deref(), cited.doi), (Some("100-110"), Some("123"), None));
        assert_eq!(paper("https://doi.org/10.5555/x.1").unwrap().title, None);
    }

    #[test]
    fn a_journal_is_no_paper() {
        assert_eq!(paper("Journal of Eyes (JOE)"), None);
        assert_eq!(paper("Eyes; Ears; Noses"), None);
    }
}
