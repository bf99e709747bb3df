//! Reads files of papers, as reference managers and databases export them, into the same facts that pages give.
//!
//! Each format has a file of its own that takes the fields apart; what they mean is decided once, in `draft`. Nothing
//! is invented: what a file does not say is not there, and what cannot be read is left out with a warning.

mod bibtex;
mod csl;
mod draft;
mod latex;
mod names;
mod refusal;
mod ris;

pub use draft::page_range;
pub use refusal::PapersRefusal;

use crate::facts::{Found, Paper};
use crate::report::notes::{Warning, WarningKind};
use draft::Draft;

/// The most bytes a file may have.
pub(crate) const MOST_BYTES: usize = 8 * 1024 * 1024;

/// The most entries a file may have.
pub(crate) const MOST_ENTRIES: usize = 10_000;

/// How a file of papers is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PaperFormat {
    /// BibTeX and BibLaTeX (the `biblatex` package's manual, chapter 2).
    BibTex,
    /// The tagged lines of Research Information Systems (Reference Manager's RIS format specification).
    Ris,
    /// The JSON of the Citation Style Language (the `csl-data.json` schema, version 1.0.2).
    CslJson,
}

impl PaperFormat {
    /// The format that a file's ending stands for.
    pub fn from_file_name(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        match ending.to_ascii_lowercase().as_str() {
            "bib" | "bibtex" => Some(Self::BibTex),
            "ris" => Some(Self::Ris),
            "json" | "csljson" => Some(Self::CslJson),
            _ => None,
        }
    }

    /// Its name for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::BibTex => "BibTeX",
            Self::Ris => "RIS",
            Self::CslJson => "CSL-JSON",
        }
    }
}

/// What a file of papers says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Papers {
    /// Its papers in order, each with the line its entry begins on.
    pub papers: Vec<Found<Paper>>,
    /// What was left out of them, by line.
    pub warnings: Vec<Warning>,
}

impl Papers {
    fn warn(&mut self, line: u32, message: impl Into<String>) {
        self.warnings.push(Warning { kind: WarningKind::Entry, line, message: message.into(), conflict: None });
    }

    fn add(&mut self, draft: Draft) {
        draft.finish(self);
    }
}

/// Reads a file of papers. The same bytes always give the same papers.
pub fn read_papers(bytes: &[u8], format: PaperFormat) -> Result<Papers, PapersRefusal> {
    if bytes.len() > MOST_BYTES {
        return Err(PapersRefusal::TooLarge { bytes: bytes.len() });
    }
    let text = std::str::from_utf8(bytes)
        .map_err(|error| PapersRefusal::NotUtf8 { line: Lines::of(bytes).at(error.valid_up_to()) })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(PapersRefusal::NoPapers { format });
    }
    let mut papers = match format {
        PaperFormat::BibTex => bibtex::read(text)?,
        PaperFormat::Ris => ris::read(text)?,
        PaperFormat::CslJson => csl::read(text)?,
    };
    if papers.papers.is_empty() {
        return Err(PapersRefusal::NoPapers { format });
    }
    papers.warnings.sort_by_key(|warning| warning.line);
    Ok(papers)
}

/// Where the lines of a text begin.
struct Lines {
    breaks: Vec<usize>,
}

impl Lines {
    fn of(bytes: &[u8]) -> Self {
        let breaks = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at).collect();
        Self { breaks }
    }

    /// The line of a byte, from 1.
    fn at(&self, byte: usize) -> u32 {
        let before = self.breaks.partition_point(|at| *at < byte);
        u32::try_from(before + 1).unwrap_or(u32::MAX)
    }
}
