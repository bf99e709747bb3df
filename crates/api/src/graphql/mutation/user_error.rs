use async_graphql::{Enum, Error, ID, SimpleObject};
use shanghaidoctor_domain::{DateTime, NodeId, Violation, ViolationCode};
use shanghaidoctor_persistence::Error as ContentError;
use shanghaidoctor_persistence::write::{Blocker, Since};

use crate::graphql::error::content_error;

/// Something in the input that the caller can mend.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct UserError {
    /// What to change.
    message: String,
    /// What kind of rule is broken, for programs.
    code: UserErrorCode,
    /// Where in the arguments: `["input", "slug"]`, `["input", "positions", "0", "role"]`.
    path: Vec<String>,
    /// On which line of a text that is read in, from 1; null for what is no such text.
    line: Option<u32>,
    /// The documents that stand in the way, where some do.
    documents: Vec<ID>,
    /// What became of the draft, or the release, since it was read; null unless the code is `STALE`, where its history does
    /// not say, and for those who came by a link.
    conflict: Option<Box<Conflict>>,
}

/// What became of a draft, or of a release, since a writer read it.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct Conflict {
    /// The revision that it is at.
    revision: i32,
    /// When that was saved.
    at: DateTime,
    /// Who saved it: `account_…`, `token_…`, or `operator` for the command line.
    author: String,
    /// What people call them; null for the command line.
    author_name: Option<String>,
    /// The fields that are not as they were, by their paths: `name`, `positions.0.role`; none of a release, which has no
    /// history.
    changed: Vec<String>,
}

impl From<Since> for Conflict {
    fn from(since: Since) -> Self {
        let Since { revision, at, author, author_name, changed } = since;
        Self { revision, at, author, author_name, changed }
    }
}

/// What kind of rule an input breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(in crate::graphql) enum UserErrorCode {
    /// A value that must be there is missing.
    Required,
    /// A value has the wrong form.
    Invalid,
    /// A text is too long: 300 characters are allowed for what a record is called, or its DOI; 1,000 for a title, a role or
    /// another line; 5,000 for a message, a note, a notice, a caption, a credit, an address or what a picture shows; 100,000
    /// for a text to read, such as a paragraph, a biography or an abstract; 1,000,000 for a page or a file to import.
    TooLong,
    /// A value that only one may have is another one's.
    Duplicate,
    /// A value names something that is not there to be seen.
    NotFound,
    /// Somebody else changed it since it was read.
    Stale,
    /// It is another document now: write that one, or name it.
    Merged,
    /// Others need what is to be taken away.
    InUse,
    /// The subject of the article has not agreed to what it says.
    NotSigned,
    /// What was to prove who somebody is does not.
    WrongCredentials,
}

impl UserError {
    pub(super) fn new(code: UserErrorCode, path: &[&str], message: impl Into<String>) -> Self {
        Self::at(code, path.iter().map(|part| (*part).to_owned()).collect(), message)
    }

    pub(super) fn at(code: UserErrorCode, path: Vec<String>, message: impl Into<String>) -> Self {
        Self { message: message.into(), code, path, line: None, documents: Vec::new(), conflict: None }
    }

    /// The same, of a text that is read in.
    pub(super) fn on_line(self, line: u32) -> Self {
        Self { line: Some(line), ..self }
    }

    /// The same about an item of the list at its path.
    pub(super) fn in_item(mut self, index: usize) -> Self {
        self.path.push(index.to_string());
        self
    }

    /// The same about these documents.
    pub(super) fn about(mut self, documents: &[NodeId]) -> Self {
        self.documents = documents.iter().map(|node| ID(node.to_string())).collect();
        self
    }

    /// The same at another place in the arguments.
    pub(super) fn moved_to(mut self, path: &[&str]) -> Self {
        self.path = path.iter().map(|part| (*part).to_owned()).collect();
        self
    }

    /// Whether it tells of a stale write.
    pub(super) fn is_stale(&self) -> bool {
        self.code == UserErrorCode::Stale
    }

    /// The same with what became of the draft.
    pub(super) fn with_conflict(mut self, conflict: Option<Conflict>) -> Self {
        self.conflict = conflict.map(Box::new);
        self
    }

    #[cfg(test)]
    pub(super) fn place(&self) -> String {
        self.path.join(".")
    }

    /// What stands in the way of what was asked for `at` a place in the arguments. Fields are told of the document itself;
    /// of one that would go with it, the message says which it is.
    pub(super) fn of_document(Blocker { asked, node, violation }: Blocker, at: &[&str]) -> Self {
        match asked == node {
            true => Self::of(violation, at),
            false => Self::naming_document(Blocker { asked, node, violation }, at),
        }
    }

    /// What stands in the way of what was asked for `at` a place in the arguments; the message says of which document.
    pub(super) fn naming_document(Blocker { node, violation, .. }: Blocker, at: &[&str]) -> Self {
        let message = match violation.path.as_str() {
            "" => format!("{node}: {}", violation.message),
            path => format!("{node}, `{path}`: {}", violation.message),
        };
        Self::of(Violation { path: String::new(), message, ..violation }, at)
    }

    /// A broken rule of the document whose fields stand below `at` in the arguments.
    pub(super) fn of(violation: Violation, at: &[&str]) -> Self {
        let below = violation.path.split('.').filter(|part| !part.is_empty());
        let path: Vec<&str> = at.iter().copied().chain(below).collect();
        Self::new(violation.code.into(), &path, violation.message)
    }
}

impl From<ViolationCode> for UserErrorCode {
    fn from(code: ViolationCode) -> Self {
        match code {
            ViolationCode::Required => Self::Required,
            ViolationCode::Invalid => Self::Invalid,
            ViolationCode::TooLong => Self::TooLong,
            ViolationCode::Duplicate => Self::Duplicate,
            ViolationCode::NotFound => Self::NotFound,
            ViolationCode::Merged => Self::Merged,
            ViolationCode::InUse => Self::InUse,
            ViolationCode::NotSigned => Self::NotSigned,
        }
    }
}

/// What an error of writing means to the caller: what is wrong with the input, whose document stands below `at`; or an
/// error of the field, where another input would not help.
pub(super) fn refused(error: ContentError, at: &[&str]) -> Result<Vec<UserError>, Error> {
    let below = |field| at.iter().copied().chain([field]).collect::<Vec<_>>();
    Ok(match error {
        ContentError::Invalid { violations, .. } => {
            violations.0.into_iter().map(|violation| UserError::of(violation, at)).collect()
        }
        ContentError::Stale { .. } => vec![UserError::new(UserErrorCode::Stale, &below("revision"), error.to_string())],
        ContentError::StaleRelease { ref since, .. } => {
            let stale = UserError::new(UserErrorCode::Stale, &below("revision"), error.to_string());
            vec![stale.with_conflict(Some(since.clone().into()))]
        }
        ContentError::StaleText(_) => {
            vec![UserError::new(UserErrorCode::Stale, &below("contentHash"), error.to_string())]
        }
        ContentError::Awaited(article) => {
            vec![UserError::new(UserErrorCode::InUse, &below("id"), error.to_string()).about(&[article])]
        }
        ContentError::Refused(violations) => {
            violations.0.into_iter().map(|violation| UserError::of(violation, at)).collect()
        }
        ContentError::Blocked(blockers) => {
            blockers.into_iter().map(|blocker| UserError::of_document(blocker, at)).collect()
        }
        ContentError::NoRevision { .. } => {
            vec![UserError::new(UserErrorCode::NotFound, &below("revision"), error.to_string())]
        }
        ContentError::Merged { .. } => vec![UserError::new(UserErrorCode::Merged, &below("id"), error.to_string())],
        ContentError::NotFound(_) => vec![UserError::new(UserErrorCode::NotFound, &below("id"), error.to_string())],
        ContentError::Named { ref by, .. } => {
            vec![UserError::new(UserErrorCode::InUse, &below("id"), error.to_string()).about(by)]
        }
        ContentError::Public(_) => vec![UserError::new(UserErrorCode::InUse, &below("id"), error.to_string())],
        other => return Err(content_error(&other)),
    })
}
