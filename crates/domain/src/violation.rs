use std::fmt;

use serde::Serialize;

/// What kind of rule a value breaks, for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ViolationCode {
    /// A value that must be there is missing.
    Required,
    /// A value has the wrong form.
    Invalid,
    /// A text is longer than one of its kind may be ([`crate::text::TextKind`]).
    TooLong,
    /// A value that must be unique stands twice.
    Duplicate,
    /// A value names a document that does not exist.
    NotFound,
    /// A value names a document that is another one now.
    Merged,
    /// Others need what is to be taken away.
    InUse,
    /// The subject of an article has not agreed to what it says.
    NotSigned,
}

/// One rule that a document breaks, with the path of the field that breaks it (`positions.0.role`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// Dotted path from the document's root, in the input's spelling.
    pub path: String,
    /// The rule, for programs.
    pub code: ViolationCode,
    /// The rule, for people: it says what to change.
    pub message: String,
}

/// Every rule that a document breaks, collected in one pass so that a writer can mend them all at once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Violations(pub Vec<Violation>);

impl Violations {
    /// Notes that `path` is missing.
    pub fn required(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.push(path, ViolationCode::Required, message);
    }

    /// Notes that the value at `path` has the wrong form.
    pub fn invalid(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.push(path, ViolationCode::Invalid, message);
    }

    /// Notes a violation of any kind.
    pub fn push(&mut self, path: impl Into<String>, code: ViolationCode, message: impl Into<String>) {
        self.0.push(Violation { path: path.into(), code, message: message.into() });
    }

    /// `Ok` when nothing is broken.
    pub fn into_result(self) -> Result<(), Self> {
        if self.0.is_empty() { Ok(()) } else { Err(self) }
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{}: {}", violation.path, violation.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}
