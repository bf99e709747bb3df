//! Invented papers that the tests of the styles cite.

use super::*;
use crate::content::Author;
use crate::text::Localised;

pub(super) fn journal() -> Journal {
    Journal {
        slug: "annals".into(),
        name: Localised::english("Annals of Thoracic Practice"),
        abbreviation: Some("Ann Thorac Pract".into()),
        issn: "2434-561X".parse().ok(),
        eissn: None,
    }
}

pub(super) fn chinese_journal() -> Journal {
    Journal {
        name: Localised::english("Shanghai Thorax").with(Locale::simplified_chinese(), "沪上胸科"),
        abbreviation: None,
        ..journal()
    }
}

fn author(name: &str) -> Author {
    Author { name: name.into(), doctor: None, roles: vec![] }
}

pub(super) fn by(names: &[&str]) -> Publication {
    Publication { authors: names.iter().map(|name| author(name)).collect(), ..paper() }
}

/// With names of two kinds: one of an index, one in characters.
pub(super) fn paper() -> Publication {
    Publication {
        title: Some("Cold & heat: 50% of nodules".into()),
        authors: vec![author("Wu J"), author("孙梅")],
        year: Some(2021),
        volume: Some("12".into()),
        issue: Some("3".into()),
        pages: Some("145-152".into()),
        doi: "10.5555/atp.2021.7".parse().ok(),
        ..empty()
    }
}

pub(super) fn by_seven() -> Publication {
    by(&["Wu J", "Li ZM", "Smith AB", "van der Berg J-P", "Chen, Kai", "Harbour Study Group", "孙梅"])
}

pub(super) fn chinese() -> Publication {
    Publication {
        title: Some("早期肺结节的随访".into()),
        authors: ["孙梅", "李子明", "王静", "欧阳修文"].map(author).into(),
        doi: None,
        ..paper()
    }
}

/// Only the journal and who wrote in it.
pub(super) fn journal_alone() -> Publication {
    Publication { authors: vec![author("Wu J")], ..empty() }
}

pub(super) fn empty() -> Publication {
    Publication {
        title: None,
        journal: None,
        authors: vec![],
        year: None,
        volume: None,
        issue: None,
        pages: None,
        doi: None,
        pmid: None,
        url: None,
        abstract_text: None,
        indexed_in: vec![],
        source: None,
    }
}

/// The paper in [`journal`], in the language that the style takes by itself.
pub(super) fn cited(paper: &Publication, style: CitationStyle) -> String {
    cite(Reference { publication: paper, journal: Some(&journal()) }, style, None)
}
