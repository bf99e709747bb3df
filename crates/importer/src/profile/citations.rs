//! Papers in the form `Authors. Title. Journal. Year;Volume(Issue):Pages. doi:…`.

use shanghaidoctor_domain::Doi;
use shanghaidoctor_domain::content::AuthorRole;

use crate::facts::Paper;
use crate::profile::chinese_citations;
use crate::text::dates::date;
use crate::text::wording::{find, without_end};

/// The paper that an item cites: it has a DOI, a PubMed number, or a year with a volume.
pub(crate) fn paper(text: &str) -> Option<Paper> {
    let text = chinese_citations::without_number(text.trim());
    let doi = doi(text);
    if let Some(mut paper) = chinese_citations::paper(without_identifiers(text, doi.as_ref().map(|(at, _)| *at))) {
        paper.doi = doi.map(|(_, doi)| doi);
        return Some(paper);
    }
    let body = without_identifiers(text, doi.as_ref().map(|(at, _)| *at));
    let mut paper = Paper { doi: doi.map(|(_, doi)| doi), pmid: pmid(text), ..Paper::default() };
    paper.subject_role = subject_role(text);
    let parts: Vec<&str> = body.split(". ").map(str::trim).filter(|part| !part.is_empty()).collect();
    let dated = parts.iter().rposition(|part| issue(part, &mut paper));
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

/// `(Corresponding author)` after a citation.
fn subject_role(text: &str) -> Option<AuthorRole> {
    let inside = text.split(['(', '[', '（']).skip(1).filter_map(|part| part.split([')', ']', '）']).next());
    inside.map(str::to_lowercase).find_map(|inside| {
        match inside.trim().trim_end_matches('s').strip_suffix("author")?.trim() {
            "first" => Some(AuthorRole::First),
            "co-first" => Some(AuthorRole::CoFirst),
            "corresponding" => Some(AuthorRole::Corresponding),
            _ => None,
        }
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

/// `2020;12(3):45-50`, `Journal 2020;12:45`, `Journal, 2020, 12(3): 45`, `Journal (2020)`: true when the part says when
/// the paper appeared.
fn issue(part: &str, paper: &mut Paper) -> bool {
    let Some((before, year, place)) = dated(part) else { return false };
    paper.year = Some(year);
    let (volume, pages) = place.split_once(':').map_or((place, None), |(volume, pages)| (volume, Some(pages)));
    let (volume, pages) = match volume.split_once(',') {
        Some((volume, rest)) if pages.is_none() => (volume, Some(rest)),
        _ => (volume, pages),
    };
    let (volume, issue) = volume.split_once('(').map_or((volume, None), |(volume, issue)| (volume, Some(issue)));
    let filled =
        |text: &str| Some(without_end(text.trim().trim_end_matches(')')).to_owned()).filter(|text| !text.is_empty());
    paper.volume = filled(volume);
    paper.issue = issue.and_then(filled);
    paper.pages = pages.and_then(filled);
    paper.journal = filled(before);
    true
}

/// What stands before the year, the year, and volume and pages after it. A year inside a title has words after it.
fn dated(part: &str) -> Option<(&str, u16, &str)> {
    let part = without_end(part);
    let starts = part.char_indices().filter(|(at, c)| {
        c.is_ascii_digit() && !part.get(..*at).is_some_and(|before| before.ends_with(char::is_alphanumeric))
    });
    starts.map(|(at, _)| at).find_map(|at| {
        let (before, rest) = part.split_at_checked(at)?;
        let (year, rest) = rest.split_at_checked(4)?;
        let year = date(year).filter(|_| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-'))?.year();
        let opened = before.trim_end().ends_with(['(', ',', '，']);
        let place = without_month(rest.trim_start_matches([')', ';', ',', ':', ' ', '；', '，']));
        let numbered = place.starts_with(|c: char| c.is_ascii_digit() || c == 'e');
        let fits = if place.is_empty() { opened || before.is_empty() } else { numbered };
        fits.then(|| (before.trim_end_matches(['(', ',', '，', ' ']), year, place))
    })
}

/// `Jan 12;7:1` is `7:1`: month and day say no more here.
fn without_month(text: &str) -> &str {
    let is_month = text.split([' ', ';']).next().is_some_and(|word| date(&format!("{word} 2000")).is_some());
    match text.split_once(';') {
        Some((_, rest)) if is_month => rest.trim_start(),
        None if is_month => "",
        _ => text,
    }
}

/// What stands before the date: authors, title, journal; a title alone where there is one part only.
fn names(paper: &mut Paper, parts: &[&str], dated: usize) {
    let parts = parts.get(..dated).unwrap_or(parts);
    let (authors, rest) = match parts.split_first() {
        Some((first, rest)) if is_authors(first) => (authors(first), rest),
        _ => (Vec::new(), parts),
    };
    paper.authors = authors;
    let title = |text: &str| {
        let bare = without_end(text.trim_matches(crate::text::characters::is_quote));
        bare.strip_suffix("[J]").unwrap_or(bare).trim_end().to_owned()
    };
    match rest {
        [only] => paper.title = Some(title(only)),
        // A journal's short form can have full stops of its own.
        [first, short @ ..]
            if paper.journal.is_none() && short.len() > 1 && short.iter().all(|part| is_short(part)) =>
        {
            paper.title = Some(title(first));
            paper.journal = Some(short.join(". "));
        }
        [first, between @ .., journal] if paper.journal.is_none() => {
            paper.title = Some(title(&[&[*first], between].concat().join(". ")));
            paper.journal = Some(without_end(journal).to_owned());
        }
        [] => {}
        several => paper.title = Some(title(&several.join(". "))),
    }
}

fn is_short(part: &str) -> bool {
    part.len() <= 10 && part.split(' ').count() <= 2 && part.starts_with(char::is_uppercase)
}

/// Short names with commas between them.
fn is_authors(text: &str) -> bool {
    let names: Vec<&str> = text.split(',').collect();
    let short = names.iter().all(|name| (1..=4).contains(&name.split_whitespace().count()));
    let capital = names.iter().all(|name| name.trim().starts_with(char::is_uppercase) || name.trim() == "et al");
    short && capital && (names.len() > 1 || text.split(' ').count() <= 2)
}

fn authors(text: &str) -> Vec<String> {
    let names = text.split(',').map(|name| without_end(name.trim_matches([' ', '*', '#', '†'])).to_owned());
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
    fn years_stand_in_several_places() {
        for text in [
            "Sun L, Wu X. An ear. Eyes, 2020, 12(3): 45-50.",
            "Sun L, Wu X. An ear[J]. Eyes 2020, 12(3):45-50",
            "Sun L, Wu X. An ear. Eyes (2020) 12(3), 45-50.",
            "Sun L, Wu X. An ear. Eyes. 2020 Mar 3;12(3):45-50.",
        ] {
            let paper = paper(text).unwrap();
            assert_eq!((paper.title.as_deref(), paper.journal.as_deref()), (Some("An ear"), Some("Eyes")), "{text}");
            assert_eq!((paper.year, paper.volume.as_deref()), (Some(2020), Some("12")), "{text}");
            assert_eq!((paper.issue.as_deref(), paper.pages.as_deref()), (Some("3"), Some("45-50")), "{text}");
        }
        let short = paper("Sun L, Wu X. Fevers of 1918 in towns. J. Ex. Med. 2021;3:4").unwrap();
        assert_eq!(short.title.as_deref(), Some("Fevers of 1918 in towns"));
        assert_eq!(short.journal.as_deref(), Some("J. Ex. Med"));
    }

    #[test]
    fn a_journal_is_no_paper() {
        assert_eq!(paper("Journal of Eyes (JOE)"), None);
        assert_eq!(paper("Eyes; Ears; Noses"), None);
    }
}
