//! A paper as other papers cite it: one line for readers in the style they want, one entry for reference managers
//! (BibTeX, RIS, CSL-JSON).
//!
//! One file is one style or format, a function of the paper and its journal. What the record does not say is left out,
//! but for what a style itself puts in its place (`n.d.`); nothing is guessed: a name that does not say which of its
//! parts is the family's stands as printed. Titles keep their capitals, because no rule knows a proper name; italics
//! are lost, because the line is plain text.

mod ama;
mod apa;
mod author;
mod bibtex;
mod chicago;
mod csl;
#[cfg(test)]
mod examples;
mod gb_t_7714;
mod harvard;
mod pages;
mod ris;
mod vancouver;
mod wording;

pub use author::AuthorName;
pub use bibtex::bibtex;
pub use csl::csl_json;
pub use ris::ris;

use async_graphql::Enum;

use self::pages::Pages;
use self::wording::is_chinese;
use crate::Locale;
use crate::content::{Journal, Publication};

/// How a citation is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum CitationStyle {
    /// The style of the National Library of Medicine (Citing Medicine, 2nd edition), which medical journals use.
    #[default]
    Vancouver,
    /// The style of the American Psychological Association (Publication Manual, 7th edition).
    Apa,
    /// The style of the American Medical Association (AMA Manual of Style, 11th edition).
    Ama,
    /// Author and date as British universities write them (Cite Them Right, 12th edition).
    Harvard,
    /// The author-date style of The Chicago Manual of Style (18th edition), its style for the sciences.
    Chicago,
    /// The national standard of China for references (GB/T 7714-2015), numbered.
    #[graphql(name = "GB_T_7714")]
    GbT7714,
}

impl CitationStyle {
    /// Every style.
    pub const ALL: [Self; 6] = [Self::Vancouver, Self::Apa, Self::Ama, Self::Harvard, Self::Chicago, Self::GbT7714];

    /// The style's name in a media type: `text/x-bibliography; style=apa`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Vancouver => "vancouver",
            Self::Apa => "apa",
            Self::Ama => "ama",
            Self::Harvard => "harvard",
            Self::Chicago => "chicago",
            Self::GbT7714 => "gb-t-7714",
        }
    }

    /// The style of this name, in any case; or of the name under which the repository of CSL styles keeps it, which
    /// clients of doi.org send.
    pub fn from_name(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase().replace('_', "-");
        let of_csl = match name.as_str() {
            "american-medical-association" => Some(Self::Ama),
            "harvard-cite-them-right" => Some(Self::Harvard),
            "chicago-author-date" => Some(Self::Chicago),
            "china-national-standard-gb-t-7714-2015-numeric" => Some(Self::GbT7714),
            _ => None,
        };
        of_csl.or_else(|| Self::ALL.into_iter().find(|style| style.name() == name))
    }

    /// The language of a citation for which none was asked. The Chinese standard writes each work in its own, the
    /// others all works in theirs.
    fn language_of(self, reference: Reference<'_>) -> Locale {
        match self {
            Self::GbT7714 => reference.language(),
            _ => Locale::english(),
        }
    }
}

/// A paper with the journal it appeared in.
#[derive(Clone, Copy, Debug)]
pub struct Reference<'a> {
    /// The paper.
    pub publication: &'a Publication,
    /// Its journal, where it is known.
    pub journal: Option<&'a Journal>,
}

/// The paper on one line. `locale` is the language of the journal's name and of the words between (`et al.`, `等`);
/// without it, the style's own.
pub fn cite(reference: Reference<'_>, style: CitationStyle, locale: Option<&Locale>) -> String {
    let locale = locale.cloned().unwrap_or_else(|| style.language_of(reference));
    let line = match style {
        CitationStyle::Vancouver => vancouver::cite(reference, &locale),
        CitationStyle::Apa => apa::cite(reference, &locale),
        CitationStyle::Ama => ama::cite(reference, &locale),
        CitationStyle::Harvard => harvard::cite(reference, &locale),
        CitationStyle::Chicago => chicago::cite(reference, &locale),
        CitationStyle::GbT7714 => gb_t_7714::cite(reference, &locale),
    };
    one_line(&line)
}

impl<'a> Reference<'a> {
    fn title(self) -> Option<String> {
        self.publication.title.as_deref().map(one_line).filter(|title| !title.is_empty())
    }

    fn journal_name(self, locale: &Locale) -> Option<String> {
        let name = self.journal.map(|journal| one_line(journal.name.pick(std::slice::from_ref(locale))));
        name.filter(|name| !name.is_empty())
    }

    /// The journal's name for short, as the styles of medicine want it. It is one of Latin letters, so a citation in
    /// Chinese has the whole name.
    fn short_journal_name(self, locale: &Locale) -> Option<String> {
        let short = self.journal.and_then(|journal| journal.abbreviation.as_deref()).map(one_line);
        short.filter(|_| locale.language() != "zh").or_else(|| self.journal_name(locale))
    }

    fn authors(self) -> Vec<AuthorName<'a>> {
        self.publication.authors.iter().map(|author| AuthorName::read(&author.name)).collect()
    }

    fn year(self) -> Option<String> {
        self.publication.year.map(|year| year.to_string())
    }

    fn volume(self) -> Option<String> {
        self.publication.volume.as_deref().map(one_line)
    }

    fn issue(self) -> Option<String> {
        self.publication.issue.as_deref().map(one_line)
    }

    /// `12(3)`, or as much of it as is known.
    fn volume_and_issue(self) -> Option<String> {
        let issue = self.issue().map(|issue| format!("({issue})"));
        let place = [self.volume(), issue].into_iter().flatten().collect::<String>();
        (!place.is_empty()).then_some(place)
    }

    fn pages(self) -> Option<Pages<'a>> {
        self.publication.pages.as_deref().and_then(Pages::read)
    }

    /// Where it can be read: what its DOI resolves to, or the address that the source gives.
    fn address(self) -> Option<String> {
        let own = || self.publication.url.as_ref().map(ToString::to_string);
        self.publication.doi.as_ref().map(crate::Doi::url).or_else(own)
    }

    /// `2021;12(3):45-52`, the place of a paper in the styles that grew from the Uniform Requirements of 1979.
    fn numbered_place(self, pages: Option<String>) -> Option<String> {
        let pages = pages.map(|pages| format!(":{pages}"));
        let inside = [self.volume_and_issue(), pages].into_iter().flatten().collect::<String>();
        let parts = [self.year(), Some(inside).filter(|inside| !inside.is_empty())];
        let place = parts.into_iter().flatten().collect::<Vec<_>>().join(";");
        (!place.is_empty()).then_some(place)
    }

    /// The language of the paper, told by the letters of its title or else of its journal; English where these tell of
    /// no other.
    fn language(self) -> Locale {
        let journal = || self.journal_name(&Locale::english());
        let telling = self.title().or_else(journal).unwrap_or_default();
        if is_chinese(&telling) { Locale::simplified_chinese() } else { Locale::english() }
    }
}

/// A text without line breaks and doubled blanks: a citation is one line, and so is a field of an entry.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text as a sentence that has an end.
fn closed(sentence: &str) -> String {
    if sentence.ends_with(['.', '?', '!', '。', '？', '！']) { sentence.to_owned() } else { format!("{sentence}.") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_is_known_by_its_own_name_and_by_that_of_csl() {
        for style in CitationStyle::ALL {
            assert_eq!(CitationStyle::from_name(style.name()), Some(style));
            assert_eq!(CitationStyle::from_name(&style.name().to_uppercase().replace('-', "_")), Some(style));
        }
        assert_eq!(CitationStyle::from_name("chicago-author-date"), Some(CitationStyle::Chicago));
        assert_eq!(CitationStyle::from_name("nature"), None);
    }

    #[test]
    fn a_citation_is_one_line_whatever_the_record_holds() {
        let journal = examples::journal();
        let mut paper = examples::paper();
        paper.title = Some("Cold\r\nand  heat".into());
        paper.authors[1].name = "Harbour\nStudy Group".into();
        for style in CitationStyle::ALL {
            let line = cite(Reference { publication: &paper, journal: Some(&journal) }, style, None);
            assert!(
                line.contains("Harbour Study Group") && line.contains("Cold and heat") && !line.contains('\n'),
                "{line}"
            );
        }
    }

    #[test]
    fn a_citation_in_a_language_has_the_journal_in_it_and_the_words_between() {
        let journal = examples::chinese_journal();
        let paper = examples::by_seven();
        let chinese: Locale = "zh-CN".parse().unwrap();
        for style in CitationStyle::ALL {
            let reference = Reference { publication: &paper, journal: Some(&journal) };
            let line = cite(reference, style, Some(&chinese));
            assert!(line.contains("沪上胸科"), "{line}");
            assert_eq!(line.contains('等'), style != CitationStyle::Apa, "{line}");
            assert!(!cite(reference, style, None).contains("沪上胸科"));
        }
    }
}
