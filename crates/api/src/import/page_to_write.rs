use shanghaidoctor_domain::Url;
use shanghaidoctor_importer::Facts;

use super::{Picture, Questions};

/// Where a page comes from and where its article goes.
pub(crate) struct Origin {
    /// The page's or file's name.
    pub(crate) name: String,
    /// Its address, when it is known.
    pub(crate) url: Option<Url>,
    /// SHA-256 of the page.
    pub(crate) hash: String,
    /// The section that its article stands in.
    pub(crate) channel: String,
    /// The pictures that lay beside the page.
    pub(crate) pictures: Vec<Picture>,
}

impl Origin {
    /// Why an act writes what it writes, for the history.
    pub(crate) fn note(&self) -> String {
        format!("import of {}", self.name)
    }

    /// What the page is known by when it comes again.
    pub(super) fn page(&self) -> String {
        self.url.as_ref().map_or_else(|| self.name.clone(), ToString::to_string)
    }
}

/// Whether what a page says becomes public.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Publish {
    /// It stays a draft.
    No,
    /// Where the import leaves no question open.
    WhenClear,
    /// Whatever is open.
    Always,
}

impl Publish {
    /// What is left of it where the reading itself left so many questions open.
    pub(crate) const fn with_open(self, questions: usize) -> Self {
        match self {
            Self::WhenClear if questions > 0 => Self::No,
            as_wanted => as_wanted,
        }
    }

    pub(super) const fn is_due(self, open: &Questions) -> bool {
        match self {
            Self::No => false,
            Self::WhenClear => open.is_empty(),
            Self::Always => true,
        }
    }
}

/// A page that was read and waits to be written.
pub(crate) struct PageToWrite<'a> {
    pub(crate) facts: &'a Facts,
    pub(crate) origin: Origin,
    /// Whether it is published, too.
    pub(crate) publish: Publish,
}
