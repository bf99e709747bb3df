use std::path::{Path, PathBuf};

use sea_orm::DbErr;
use shanghaidoctor_domain::{Forbidden, NodeId, Violations};

use crate::write::{Blocker, Since};

/// What can go wrong where content is kept.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor lacks the right.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The document breaks rules; all of them are named.
    #[error("{node} breaks the rules: {violations}")]
    Invalid {
        /// The document.
        node: NodeId,
        /// The rules.
        violations: Violations,
    },
    /// Somebody else saved the document since the writer read it.
    #[error("{node} was changed since you read it: it is at revision {current}, you saw {seen}; read it again")]
    Stale {
        /// The document.
        node: NodeId,
        /// The revision it is at.
        current: i32,
        /// The revision the writer saw.
        seen: i32,
    },
    /// Somebody else changed the release since it was read.
    #[error("the release was changed since you read it: it is at revision {}, you saw {seen}; read it again", since.revision)]
    StaleRelease {
        /// The revision that was seen.
        seen: i32,
        /// What became of it.
        since: Since,
    },
    /// Somebody else changed the text that somebody answers about.
    #[error("{0} was changed since you read it: read it again, and answer with the hash of what it says now")]
    StaleText(NodeId),
    /// The publishing of an article waits for an answer by the link that is to be ended.
    #[error(
        "{0} waits for an answer by this link: ask anew by `requestSignOff`, which ends it, or ask no more by `cancelSignOff`"
    )]
    Awaited(NodeId),
    /// What somebody asked for cannot be done; paths are those of its input.
    #[error("{0}")]
    Refused(Violations),
    /// What somebody asked for together cannot be done to these documents; all that is in the way.
    #[error("{}", told(.0))]
    Blocked(Vec<Blocker>),
    /// The document is another one now.
    #[error("{node} was merged into {into}: write that one")]
    Merged {
        /// The document.
        node: NodeId,
        /// The one that goes on for it.
        into: NodeId,
    },
    /// The document has no such revision.
    #[error("{node} has no revision {revision}")]
    NoRevision {
        /// The document.
        node: NodeId,
        /// The number that was asked for.
        revision: i32,
    },
    /// Other documents name it.
    #[error("other documents name {node}: take it out of them first")]
    Named {
        /// The document.
        node: NodeId,
        /// Those that name it.
        by: Vec<NodeId>,
    },
    /// The public sees it.
    #[error("the public sees {0}: unpublish it first")]
    Public(NodeId),
    /// There is no such document.
    #[error("there is no {0}")]
    NotFound(NodeId),
    /// The database's address is of no known kind.
    #[error("`{0}` is no database address: give `sqlite:PATH` or `postgres://USER:PASSWORD@HOST/NAME`")]
    UnknownDatabase(String),
    /// The database does not answer or cannot be opened.
    #[error("cannot open the database {place}: {error}")]
    Unreachable {
        /// The file, or the database's name and its server.
        place: String,
        /// Why.
        error: DbErr,
    },
    /// A newer version of this program has upgraded the database.
    #[error(
        "the database is of a newer version of this program, which made {steps} in it: run that version, or put a backup of \
         before in its place"
    )]
    Newer {
        /// The steps that are not known here.
        steps: String,
    },
    /// A copy of the database as it is cannot be made before much of it is changed.
    #[error(
        "the database is as it was, since no copy of it can be kept beside it: {0}; make room for a second one, and start \
         again"
    )]
    NotCopied(Box<Self>),
    /// The database cannot be upgraded.
    #[error(
        "the database could not be upgraded and is as it was, with all that is in it: {error}; run the version that you ran \
         before until this is mended{}", kept(copy.as_deref())
    )]
    NotUpgraded {
        /// Where a copy of it lies.
        copy: Option<PathBuf>,
        /// Why.
        error: Box<Self>,
    },
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] DbErr),
    /// A row holds what this program cannot read.
    #[error("{node} is damaged in the database: {error}")]
    Damaged {
        /// The row's document.
        node: NodeId,
        /// What is wrong with it.
        error: serde_json::Error,
    },
    /// The search index failed.
    #[error("the search index failed: {0}")]
    Search(Box<dyn std::error::Error + Send + Sync>),
    /// A search in a list meets more records than a list can be cut by.
    #[error("{found} records are too many to cut a list by, {most} are allowed: search for more words")]
    TooMuchFound {
        /// How many it meets.
        found: u64,
        /// How many it may.
        most: usize,
    },
    /// A file cannot be read or written.
    #[error("a file cannot be read or written: {0}")]
    File(#[from] std::io::Error),
    /// A value cannot be written as JSON.
    #[error("cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// The result of anything that reads or writes.
pub type Result<T, E = Error> = std::result::Result<T, E>;

fn kept(copy: Option<&Path>) -> String {
    copy.map_or_else(String::new, |copy| format!("; a copy of it lies in {}", copy.display()))
}

fn told(blockers: &[Blocker]) -> String {
    let told = blockers.iter().map(|blocker| format!("{}: {}", blocker.node, blocker.violation.message));
    told.collect::<Vec<_>>().join("; ")
}
