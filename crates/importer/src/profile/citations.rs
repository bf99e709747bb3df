//! Papers as citations have them: `Authors. Title. Journal. Year;Volume(Issue):Pages. doi:…` and the other orders.

mod authors;
mod issue;

use std::borrow::Cow;

use shanghaidoctor_domain::Doi;
use shanghaidoctor_domain::content::AuthorRole;

use self::authors::{authors, given_second, has_initials, is_authors};
use crate::facts::Paper;
use crate::profile::chinese_citations;
use crate::profile::post::LONGEST;
use crate::text::characters::is_quote;
use crate::text::dates::{date, has_year};
use crate::text::wording::{find, places, strip_start, trailing_bracket, without_end};

/// The paper that an item cites: it has a DOI, a PubMed number, a volume, or a year and a title.
pub(crate) fn paper(text: &str) -> Option<Paper> {
    let certain = |paper: &Paper| paper.volume.is_some() || paper.title.is_some() || paper.pmid.is_some();
    listed(text).filter(|paper| certain(paper) || paper.doi.is_some()).filter(|paper| !is_book(paper))
}

/// The paper that an item in a list of papers cites: there a journal and a year are enough.
pub(crate) fn listed(text: &str) -> Option<Paper> {
    // Most items say neither a year nor a number of a register.
    let is_placed = || has_year(text) || text.contains("10.") || find(text, "pmid").is_some();
    if text.len() > LONGEST || !is_placed() {
        return None;
    }
    let text = without_number(chinese_citations::without_number(text.trim()));
    let doi = doi(text);
    let bare = without_notes(text, doi.as_ref().map(|(at, _)| *at));
    if let Some(mut paper) = chinese_citations::paper(bare) {
        paper.doi = doi.map(|(_, doi)| doi);
        return Some(paper);
    }
    let body = without_labels(bare);
    let mut paper = Paper { doi: doi.map(|(_, doi)| doi), pmid: pmid(text), ..Paper::default() };
    paper.subject_role = subject_role(text);
    if year_first(&body, &mut paper) || quoted(&body, &mut paper) {
        return Some(paper);
    }
    // A quoted name with a year, and no journal behind it.
    if body.starts_with(['“', '"']) && paper.doi.is_none() && paper.pmid.is_none() {
        return None;
    }
    let parts = parts(&body);
    let dated = parts.iter().rposition(|part| issue::read(part, &mut paper));
    if paper.doi.is_none() && paper.pmid.is_none() && dated.is_none() {
        return None;
    }
    names(&mut paper, &parts, dated.unwrap_or(parts.len()));
    Some(paper)
}

/// What a press brought out is no paper.
pub(crate) fn is_book(paper: &Paper) -> bool {
    let house = |name: &String| name.ends_with("Press") || name.contains("Publish");
    paper.doi.is_none() && paper.volume.is_none() && paper.journal.as_ref().is_some_and(house)
}

/// The citation without its place in a list: `[3] `, `(3) `, `3) `, `3. `.
fn without_number(text: &str) -> &str {
    let bare = text.trim_start_matches(['[', '(', '（']);
    let digits = bare.chars().take_while(char::is_ascii_digit).count();
    let rest = bare.get(digits..).filter(|_| (1..=3).contains(&digits)).unwrap_or_default();
    match rest.strip_prefix([']', ')', '.', '）', '、']) {
        Some(rest) if !rest.starts_with(|c: char| c.is_ascii_digit()) => rest.trim_start(),
        _ => text,
    }
}

/// A DOI, bare, after `doi:` or as an address, without the sentence's full stop; and where it begins.
fn doi(text: &str) -> Option<(usize, Doi)> {
    places(text, "10.").find_map(|at| {
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

/// The citation before its DOI, its numbers in other registers, and what it says of itself.
fn without_notes(text: &str, doi: Option<usize>) -> &str {
    let starts = ["http", "doi:", "doi ", "doi：", "pmid", "pmcid", "epub ", "impact factor"];
    let ends = starts.iter().filter_map(|start| find(text, start));
    let end = ends.chain(doi).chain(impact(text)).chain(role_note(text)).min().unwrap_or(text.len());
    text.get(..end).unwrap_or(text).trim_end_matches([' ', '(', '[', '（', ';', ','])
}

/// `IF 12.5`, `IF=12.5`, `(IF: 12.5)`
fn impact(text: &str) -> Option<usize> {
    places(text, "IF").find(|at| {
        let before = text.get(..*at).unwrap_or_default();
        let after = text.get(at + 2..).unwrap_or_default().trim_start_matches([' ', '=', ':', '：', '>']);
        !before.ends_with(char::is_alphanumeric) && after.starts_with(|c: char| c.is_ascii_digit())
    })
}

/// The bracket that tells the author's part, where it ends the citation.
fn role_note(text: &str) -> Option<usize> {
    let (before, inside) = trailing_bracket(text.trim_end_matches(['.', ' ']))?;
    inside.to_lowercase().contains("author").then_some(before.len())
}

/// `vol. 3` as `vol 3`: that full stop parts nothing.
fn without_labels(text: &str) -> Cow<'_, str> {
    let labels =
        [("vol. ", "vol "), ("Vol. ", "vol "), (" no. ", " no "), (" No. ", " no "), ("pp. ", "pp "), (" p. ", " p ")];
    labels.iter().fold(Cow::Borrowed(text), |text, (label, bare)| {
        if text.contains(label) { Cow::Owned(text.replace(label, bare)) } else { text }
    })
}

/// What full stops and question marks part.
fn parts(body: &str) -> Vec<&str> {
    let asked = |part: &str, at: usize| part.get(at + 2..).is_some_and(|next| next.starts_with(char::is_uppercase));
    let mut parts = Vec::new();
    for part in body.split(". ") {
        let mut start = 0;
        for (at, _) in part.match_indices("? ").filter(|(at, _)| asked(part, *at)) {
            parts.push(part.get(start..=at).unwrap_or_default().trim());
            start = at + 2;
        }
        parts.push(part.get(start..).unwrap_or_default().trim());
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// `Authors (2019). Title. Journal, 12(3), 45-50.`
fn year_first(body: &str, paper: &mut Paper) -> bool {
    let found = body.match_indices('(').find_map(|(at, _)| {
        let (inside, rest) = body.get(at + 1..)?.split_once(')')?;
        let year = date(inside.split(',').next()?).filter(|_| inside.len() <= 20)?.year();
        Some((body.get(..at)?.trim_end(), year, rest.strip_prefix(". ")?))
    });
    let Some((before, year, rest)) = found.filter(|(before, _, rest)| is_authors(before) && !rest.is_empty()) else {
        return false;
    };
    let mut cited = Paper { authors: authors(before), year: Some(year), ..paper.clone() };
    let mut parts = parts(rest);
    match parts.pop().filter(|_| !parts.is_empty()) {
        Some(journal) => {
            issue::undated(journal, &mut cited);
            cited.title = Some(joined(&parts));
        }
        None => cited.title = Some(title(rest)),
    }
    // Two sentences after a year in brackets can be any text.
    let certain = cited.volume.is_some() || cited.doi.is_some() || cited.pmid.is_some();
    if certain {
        *paper = cited;
    }
    certain
}

/// `Authors. "Title." Journal, vol. 12, no. 3, 2019, pp. 45-50.`
fn quoted(body: &str, paper: &mut Paper) -> bool {
    let cut = body.split_once(['“', '"']).and_then(|(before, rest)| Some((before, rest.split_once(['”', '"'])?)));
    let Some((before, (named, rest))) = cut else { return false };
    let whole = before.is_empty() || is_authors(before.trim_end());
    let mut cited = paper.clone();
    let rest = rest.trim_start_matches(['.', ',', ' ']);
    // `“Good Doctor”, 2021`: without a journal behind it a quoted name is an honour or anything.
    if !whole || !rest.starts_with(char::is_alphabetic) || !issue::read(rest, &mut cited) {
        return false;
    }
    cited.authors = given_second(authors(before));
    cited.title = Some(title(named));
    *paper = cited;
    true
}

/// What stands before the date: authors, title, journal; a title alone where there is one part only.
fn names(paper: &mut Paper, parts: &[&str], dated: usize) {
    let parts = parts.get(..dated).unwrap_or(parts);
    let (named, rest) = match parts.split_first() {
        Some((first, rest)) if is_authors(first) => (authors(first), rest),
        _ => (Vec::new(), parts),
    };
    paper.authors = named;
    if let [first, second, others @ ..] = rest
        && paper.authors.is_empty()
        && has_initials(second)
    {
        paper.authors = authors(second);
        return names_after(paper, &[&[*first], others].concat());
    }
    names_after(paper, rest);
}

/// Title and journal.
fn names_after(paper: &mut Paper, rest: &[&str]) {
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
            paper.title = Some(joined(&[&[*first], between].concat()));
            let journal = without_end(journal);
            paper.journal = Some(strip_start(journal, "In: ").unwrap_or(journal).to_owned());
        }
        [] => {}
        several => paper.title = Some(joined(several)),
    }
}

/// The parts of a title; a question mark stands for the full stop between them.
fn joined(parts: &[&str]) -> String {
    let mut text = String::new();
    for part in parts {
        let joint = if text.is_empty() {
            ""
        } else if text.ends_with('?') {
            " "
        } else {
            ". "
        };
        text.push_str(joint);
        text.push_str(part);
    }
    title(&text)
}

fn title(text: &str) -> String {
    let bare = without_end(text.trim_matches(is_quote)).trim_matches(is_quote);
    let mark = trailing_bracket(bare).filter(|(_, inside)| bare.ends_with(']') && inside.len() <= 4);
    mark.map_or(bare, |(before, _)| before).trim_end().to_owned()
}

fn is_short(part: &str) -> bool {
    part.len() <= 10 && part.split(' ').count() <= 2 && part.starts_with(char::is_uppercase)
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

    fn shown(text: &str) -> String {
        let paper = paper(text).unwrap();
        let year = paper.year.map(|year| year.to_string()).unwrap_or_default();
        let place = [paper.volume, paper.issue, paper.pages].map(Option::unwrap_or_default).join("/");
        let names = [paper.title, paper.journal].map(Option::unwrap_or_default).join(" | ");
        format!("{} | {names} | {year} | {place}", paper.authors.join("; "))
    }

    #[test]
    fn citations_come_in_many_styles() {
        for (text, wanted) in [
            (
                "Wen, H., Lin, Y., & Gu, M. (2019). An ear. Journal of Ears, 12(3), 45-50. https://doi.org/10.5555/je.1",
                "Wen, H.; Lin, Y.; Gu, M. | An ear | Journal of Ears | 2019 | 12/3/45-50",
            ),
            (
                "Wen, Hao, and Yue Lin. \"An eye.\" Journal of Eyes, vol. 12, no. 3, 2019, pp. 45-50.",
                "Wen, Hao; Yue Lin | An eye | Journal of Eyes | 2019 | 12/3/45-50",
            ),
            (
                "Wen H, Lin Y. A nose. In: Journal of Noses. 2018",
                "Wen H; Lin Y | A nose | Journal of Noses | 2018 | //",
            ),
            (
                "[12] Wen H, Lin Y, et al. A lip[J/OL]. Lips, 2017, 33(4): 400-404.",
                "Wen H; Lin Y | A lip | Lips | 2017 | 33/4/400-404",
            ),
            ("1) Wen H. A vein. Vein Inv, 2016, Impact factor: 10.2", "Wen H | A vein | Vein Inv | 2016 | //"),
            ("Wen H#, Lin Y*. A toe. Toes. 2020, 1(1): 1-9 (IF 12.5)", "Wen H; Lin Y | A toe | Toes | 2020 | 1/1/1-9"),
            ("Wen H†, Lin Y‡. A leg. Legs. 2021;1:2-3. IF=5.6", "Wen H; Lin Y | A leg | Legs | 2021 | 1//2-3"),
            (
                "Lin Y, Wen H (corresponding author). A hand. Hands. 2013;2(2):22-30.",
                "Lin Y; Wen H | A hand | Hands | 2013 | 2/2/22-30",
            ),
            (
                "Wen H, Lin Y. A sea: a trial. Seas Inv. Published online March 3, 2022. doi:10.5555/si.1",
                "Wen H; Lin Y | A sea: a trial | Seas Inv | 2022 | //",
            ),
            (
                "Wen H, Lin Y. Does it run? J Rivers. 2010;1:1-2.",
                "Wen H; Lin Y | Does it run? | J Rivers | 2010 | 1//1-2",
            ),
            (
                "Lin Y, Wen H. A gut. J. Gut Inv. 15, 123–130 (2009).",
                "Lin Y; Wen H | A gut | J. Gut Inv | 2009 | 15//123–130",
            ),
            (
                "Lin Y, Wen H. A gut. Gut Inv 15(2), 123–130 (2009).",
                "Lin Y; Wen H | A gut | Gut Inv | 2009 | 15/2/123–130",
            ),
            (
                "Wen H and Lin Y. A rib. Ribs. 2011 Nov-Dec;79(9):10-8. Epub 2011 Jan 12.",
                "Wen H; Lin Y | A rib | Ribs | 2011 | 79/9/10-8",
            ),
            ("Eyes of cats. Wen H, Lin Y. Eyes. 2011;1(1):2-3.", "Wen H; Lin Y | Eyes of cats | Eyes | 2011 | 1/1/2-3"),
            ("Wen, H.; Lin, Y. A rib. Ribs 2013, 2, 1–9", "Wen, H; Lin, Y | A rib | Ribs | 2013 | 2//1–9"),
            ("Wen H et al. A rib. Ribs 2011; 79: 10", "Wen H | A rib | Ribs | 2011 | 79//10"),
        ] {
            assert_eq!(shown(text), wanted, "{text}");
        }
    }

    #[test]
    fn prose_with_a_year_is_no_paper() {
        for text in [
            "He began in 2004 with one bed.",
            "In 2004, 12 patients came.",
            "Good Doctor Award (2014)",
            "Director (2010). He stayed. It rained.",
            "“Craftsman of the Lake”, 2021; Otter Award (2019, 2023)",
            "The \"Iron Hand\" of 2014",
        ] {
            assert_eq!(paper(text).and_then(|paper| paper.journal.or(paper.title)), None, "{text}");
        }
    }
}
