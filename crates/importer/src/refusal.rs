use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

/// Why a page was not read at all. Each is one line that a person at a terminal understands.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nothing in it.
    #[error("the page is empty")]
    Empty,
    /// More than a page can be.
    #[error("the page has {bytes} bytes; a page has at most {most}")]
    TooLarge {
        /// How large it is.
        bytes: usize,
        /// How large a page of its kind can be.
        most: usize,
    },
    /// Binary data.
    #[error(
        "this is no text: it looks like a picture, an office document or an archive; save the page as text or HTML"
    )]
    NotText,
    /// Text in an encoding that is not known, or damaged.
    #[error("line {line} reads neither as UTF-8 nor as UTF-16 or GB18030: save the page as UTF-8 and import it again")]
    UnknownEncoding {
        /// The first line that is not.
        line: u32,
    },
    /// Some other text.
    #[error("this is no portrait: no headline, byline or interview names a doctor")]
    NoPortrait,
    /// A report that names experts and portrays none of them.
    #[error(
        "this is a report without a subject: it names {} and portrays none of them; \
         --without-doctor imports it as an article without a doctor",
        counted(*.experts)
    )]
    NoSubject {
        /// How many experts it names.
        experts: usize,
    },
    /// No portrait, and no report that could be an article either.
    #[error("this is neither a portrait nor a report: no title above an update line, with a text under it")]
    NoReport,
}

fn counted(experts: usize) -> String {
    if experts == 1 { "1 expert".to_owned() } else { format!("{experts} experts") }
}

impl Refusal {
    /// Its name for programs.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Empty => "EMPTY",
            Self::TooLarge { .. } => "TOO_LARGE",
            Self::NotText => "NOT_TEXT",
            Self::UnknownEncoding { .. } => "UNKNOWN_ENCODING",
            Self::NoPortrait => "NO_PORTRAIT",
            Self::NoSubject { .. } => "NO_SUBJECT",
            Self::NoReport => "NO_REPORT",
        }
    }
}

impl Serialize for Refusal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Refusal", 2)?;
        object.serialize_field("kind", self.kind())?;
        object.serialize_field("message", &self.to_string())?;
        object.end()
    }
}
