//! Papers, and journals named without one.

use shanghaidoctor_domain::content::{AuthorRole, CitationIndex};

use crate::facts::{Found, Publications};
use crate::profile::journals::{is_journal, journal, without_impact};
use crate::profile::{author_marks, citations};
use crate::text::han_script::fold;
use crate::text::wording::{lower_words, split_outside_brackets, strip_words};

const INDEXES: &[(CitationIndex, &str)] = &[
    (CitationIndex::Sci, "sci"),
    (CitationIndex::Ssci, "ssci"),
    (CitationIndex::Ei, "ei"),
    (CitationIndex::Medline, "medline"),
    (CitationIndex::Cscd, "cscd"),
];

/// What the label says of all papers under it: `(First/Co-first Author, SCI-indexed)`.
pub(crate) fn label(text: &str, publications: &mut Publications) {
    let words = lower_words(text);
    let has = |wanted: &str| words.iter().any(|word| word == wanted);
    let has = |wanted: &str| has(wanted) || chinese_label(text).contains(&wanted);
    let co_first = has("co-first") || has("cofirst");
    let all = !author_marks::explains(text);
    publications.authorship = match (has("first"), co_first, has("corresponding"), has("last") || has("senior")) {
        _ if !all => publications.authorship,
        (true, true, false, _) => Some(AuthorRole::FirstOrCoFirst),
        (true, false, false, false) => Some(AuthorRole::First),
        (false, true, false, false) => Some(AuthorRole::CoFirst),
        (false, false, true, false) => Some(AuthorRole::Corresponding),
        // First or corresponding: which of them a paper is, nobody can say.
        _ => publications.authorship,
    };
    for (index, name) in INDEXES {
        let named = words.iter().any(|word| word.split('-').any(|part| part == *name));
        if named && !publications.indexed_in.contains(index) {
            publications.indexed_in.push(*index);
        }
    }
}

/// The words for authorship in a Chinese label.
fn chinese_label(text: &str) -> Vec<&'static str> {
    const WORDS: &[(&str, &str)] = &[
        ("共同第一作者", "co-first"),
        ("第一作者", "first"),
        ("共一", "co-first"),
        ("一作", "first"),
        ("通讯作者", "corresponding"),
    ];
    let folded = fold(text).replace("共同第一作者", "共一");
    WORDS.iter().filter(|(word, _)| folded.contains(word)).map(|(_, meaning)| *meaning).collect()
}

/// Reads one item; false when it is neither a paper nor a journal. `part` is the doctor's by a mark that the label explains.
pub(crate) fn item(text: &str, part: Option<AuthorRole>, line: u32, publications: &mut Publications) -> bool {
    if let Some(mut paper) = citations::listed(text).filter(|paper| !citations::is_book(paper)) {
        paper.subject_role = paper.subject_role.or(part);
        publications.papers.push(Found::new(line, paper));
        return true;
    }
    let names = split_outside_brackets(text, |c| matches!(c, ',' | ';' | '，' | '；' | '、'));
    let bare = |name| without_impact(strip_words(name, &["and"]).unwrap_or(name));
    let names: Vec<&str> = names.into_iter().map(bare).collect();
    if names.is_empty() || !names.iter().all(|name| is_journal(name)) {
        return false;
    }
    publications.journals.extend(names.into_iter().map(|name| Found::new(line, journal(name))));
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_tell_of_authorship_and_index() {
        let mut publications = Publications::default();
        label("Academic Publications (First/Co-first Author, SCI-indexed)", &mut publications);
        assert_eq!(publications.authorship, Some(AuthorRole::FirstOrCoFirst));
        assert_eq!(publications.indexed_in, [CitationIndex::Sci]);
        let mut marked = Publications::default();
        label("Papers (★ as first author)", &mut marked);
        assert_eq!(marked.authorship, None);
    }

    #[test]
    fn journals_are_named_alone_or_in_a_row() {
        let mut publications = Publications::default();
        assert!(item("Journal of Example Eyes (JEE)", None, 1, &mut publications));
        assert!(item("Eye, Ear, and The Example of Noses.", None, 2, &mut publications));
        assert!(item("Nose Today (IF 20.1), Lips (IF=3)", None, 2, &mut publications));
        assert!(publications.journals.drain(4..).all(|journal| journal.value.abbreviation.is_none()));
        assert!(!item("He wrote about many things", None, 3, &mut publications));
        assert_eq!(publications.journals.len(), 4);
        assert_eq!(publications.journals[0].value.abbreviation.as_deref(), Some("JEE"));
        assert_eq!(publications.journals[3].value.name, "The Example of Noses");
    }
}
