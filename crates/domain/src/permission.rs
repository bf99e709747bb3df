use crate::Kind;

/// Who acts. Accounts with roles join here when they exist; until then the one who may write is the operator, a person
/// with a shell on the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Anybody who asks over the network without signing in.
    Anonymous,
    /// The command line: `import`, `migrate`, the sample content.
    Operator,
}

/// What is done to a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Read a draft.
    ReadDraft,
    /// Create or change a draft.
    Save,
    /// Copy a draft to the published stage.
    Publish,
    /// Make two documents of the same thing one.
    Merge,
    /// Put documents in as they were exported, both stages and revisions.
    Restore,
}

/// The actor lacks the right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{actor} may not {verb} a {kind}: sign in as somebody who may")]
pub struct Forbidden {
    /// Who tried.
    pub actor: &'static str,
    /// What was tried.
    pub verb: &'static str,
    /// On which kind of document.
    pub kind: &'static str,
}

impl Actor {
    /// The name that revisions and the log keep.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Anonymous => "anonymous",
            Self::Operator => "operator",
        }
    }

    /// The table of rights: the operator may do everything, anybody else nothing.
    pub fn may(&self, verb: Verb, kind: Kind) -> Result<(), Forbidden> {
        match self {
            Self::Operator => Ok(()),
            Self::Anonymous => Err(Forbidden { actor: self.name(), verb: verb.name(), kind: kind.prefix() }),
        }
    }
}

impl Verb {
    const fn name(self) -> &'static str {
        match self {
            Self::ReadDraft => "read the draft of",
            Self::Save => "save",
            Self::Publish => "publish",
            Self::Merge => "merge",
            Self::Restore => "restore",
        }
    }
}
