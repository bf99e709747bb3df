use std::borrow::Cow;

use async_graphql::Enum;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Kind;

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Anybody who asks over the network without signing in.
    Anonymous,
    /// A person who signed in.
    Account {
        /// The account.
        id: Uuid,
        /// What the account may do.
        role: Role,
    },
    /// The command line, a person with a shell on the server: `import`, `migrate`, the sample content.
    Operator,
}

/// What an account may do. Each role may do all that the one before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Role {
    /// Writes drafts.
    Writer,
    /// Answers for the records: deletes drafts, merges, imports.
    Editor,
    /// Decides what the public sees.
    Publisher,
    /// Decides who may do what, and how the site presents itself.
    Administrator,
}

/// What is done to a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Read a draft, and what it said before.
    ReadDraft,
    /// Create or change a draft.
    Save,
    /// Delete a draft that the public does not see.
    Delete,
    /// Copy a draft to the published stage.
    Publish,
    /// Take a document away from the public.
    Unpublish,
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

impl Forbidden {
    /// Whether signing in could help: nobody has said yet who asks.
    pub fn is_anonymous(&self) -> bool {
        self.actor == ANONYMOUS
    }
}

const ANONYMOUS: &str = "anonymous";

impl Actor {
    /// The name that revisions and the log keep.
    pub fn name(&self) -> Cow<'static, str> {
        match self {
            Self::Anonymous => ANONYMOUS.into(),
            Self::Account { id, .. } => format!("account_{}", id.simple()).into(),
            Self::Operator => "operator".into(),
        }
    }

    /// Whether the actor has the right; the table is [`Verb::least`].
    pub fn may(&self, verb: Verb, kind: Kind) -> Result<(), Forbidden> {
        let allowed = match self {
            Self::Anonymous => false,
            Self::Account { role, .. } => verb.least(kind).is_some_and(|least| *role >= least),
            Self::Operator => true,
        };
        if allowed { Ok(()) } else { Err(self.lacks(verb.name(), kind.prefix())) }
    }

    const fn lacks(&self, verb: &'static str, kind: &'static str) -> Forbidden {
        let actor = match self {
            Self::Anonymous => ANONYMOUS,
            Self::Account { role, .. } => role.name(),
            Self::Operator => "operator",
        };
        Forbidden { actor, verb, kind }
    }
}

impl Role {
    /// All, the least first.
    pub const ALL: [Self; 4] = [Self::Writer, Self::Editor, Self::Publisher, Self::Administrator];

    /// As the database and messages spell it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Writer => "writer",
            Self::Editor => "editor",
            Self::Publisher => "publisher",
            Self::Administrator => "administrator",
        }
    }
}

impl Verb {
    /// The table of rights: the least role that may do this to such a document; none where no account may.
    pub const fn least(self, kind: Kind) -> Option<Role> {
        match (self, kind) {
            (Self::Save | Self::Publish, Kind::Site) => Some(Role::Administrator),
            (Self::ReadDraft | Self::Save, _) => Some(Role::Writer),
            (Self::Delete | Self::Merge, _) => Some(Role::Editor),
            (Self::Publish | Self::Unpublish, _) => Some(Role::Publisher),
            (Self::Restore, _) => None,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::ReadDraft => "read the draft of",
            Self::Save => "save",
            Self::Delete => "delete",
            Self::Publish => "publish",
            Self::Unpublish => "unpublish",
            Self::Merge => "merge",
            Self::Restore => "restore",
        }
    }
}
