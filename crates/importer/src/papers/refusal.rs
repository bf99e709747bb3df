use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::{MOST_BYTES, MOST_ENTRIES, PaperFormat};

/// Why a file of papers was not read at all. Each is one line that a person at a terminal understands.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PapersRefusal {
    /// More than a file can be.
    #[error("the file has {bytes} bytes; a file of papers has at most {MOST_BYTES}")]
    TooLarge {
        /// How large it is.
        bytes: usize,
    },
    /// More entries than a file can have.
    #[error("the file has {entries} entries; a file of papers has at most {MOST_ENTRIES}")]
    TooMany {
        /// How many it has.
        entries: usize,
    },
    /// Text in another encoding.
    #[error("line {line} is not UTF-8: save the file as UTF-8 text and import it again")]
    NotUtf8 {
        /// The first line that is not.
        line: u32,
    },
    /// Some other text, or a broken one.
    #[error("line {line} is not {}: {reason}", .format.name())]
    NotOfFormat {
        /// What it was read as.
        format: PaperFormat,
        /// Where it could not be read.
        line: u32,
        /// What is wrong there.
        reason: String,
    },
    /// Of the format, but without a paper.
    #[error("there are no papers in this {} file", .format.name())]
    NoPapers {
        /// What it was read as.
        format: PaperFormat,
    },
}

impl PapersRefusal {
    /// Its name for programs.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } | Self::TooMany { .. } => "TOO_LARGE",
            Self::NotUtf8 { .. } => "NOT_UTF8",
            Self::NotOfFormat { .. } => "NOT_OF_FORMAT",
            Self::NoPapers { .. } => "NO_PAPERS",
        }
    }
}

impl Serialize for PapersRefusal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("PapersRefusal", 2)?;
        object.serialize_field("kind", self.kind())?;
        object.serialize_field("message", &self.to_string())?;
        object.end()
    }
}
