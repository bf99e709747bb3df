use std::borrow::Cow;
use std::sync::Arc;

use async_graphql::Enum;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::content::Content;
use crate::{Kind, Licence, Locale, PartnerScope, id_text};

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
        /// Where it may do that.
        limits: Limits,
    },
    /// A program that was given a token of its own.
    Service {
        /// The token.
        id: Uuid,
        /// What the token is for.
        scopes: Vec<TokenScope>,
        /// Where it may be used.
        limits: Limits,
    },
    /// A program of a partner, by one of the partner's keys. It reads what everybody reads, and of articles what its licences
    /// give.
    Partner {
        /// The partner.
        id: Uuid,
        /// The key.
        key: Uuid,
        /// What the key is for.
        scopes: Vec<PartnerScope>,
        /// The partner's licences, but for those that are over.
        licences: Arc<[Licence]>,
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

/// Where somebody may write articles. Records, which all articles share, know no such limits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// The languages of articles; all where there is none.
    pub locales: Vec<Locale>,
    /// The channels of articles, by their slugs; all where there is none.
    pub channels: Vec<String>,
}

/// What a service token is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TokenScope {
    /// Reads drafts.
    ReadDrafts,
    /// Reads, creates and changes drafts.
    Write,
    /// Deletes drafts, and makes two records of the same thing one.
    Curate,
    /// Publishes drafts, and takes documents away from the public.
    Publish,
}

/// What is done beside the documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Create accounts and service tokens, change what they may do, end them.
    ManageAccounts,
    /// Read who signed in, who changed rights and who took content away.
    ReadAuditLog,
    /// Make partners and their keys known, grant and end licences, and read all of it.
    ManagePartners,
    /// Put together, schedule, publish and cancel releases.
    PlanReleases,
    /// Read what releases there are and when they go out.
    SeeReleases,
    /// Decide which endpoints are told of changes, and read what was sent to them.
    ManageWebhooks,
    /// Read what readers write and who wants to reprint what, answer and close it.
    AnswerEnquiries,
    /// Read mails that wait, send them anew or throw them away: there are private links in them.
    ManageMails,
    /// Give out and erase what is kept of a person.
    HandlePersonalData,
}

/// What is done to a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Read a draft, and what it said before.
    ReadDraft,
    /// Create or change a draft.
    Save,
    /// Make a link by which a draft is read without signing in, or end one.
    Share,
    /// Delete a draft that the public does not see.
    Delete,
    /// Copy a draft to the published stage.
    Publish,
    /// Take a document away from the public.
    Unpublish,
    /// Make two documents of the same thing one.
    Merge,
    /// Read a page or a file of papers into drafts.
    Import,
    /// Put documents in as they were exported, both stages and revisions.
    Restore,
}

/// The actor lacks the right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{actor} may not {verb} {} {kind}{}: sign in as somebody who may", article(kind), bounds(beyond.as_deref()))]
pub struct Forbidden {
    /// Who tried.
    pub actor: &'static str,
    /// What was tried.
    pub verb: &'static str,
    /// On what.
    pub kind: &'static str,
    /// Where it was tried, when the right ends before that.
    pub beyond: Option<String>,
}

fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

fn bounds(beyond: Option<&str>) -> String {
    beyond.map(|beyond| format!(" in {beyond}")).unwrap_or_default()
}

impl Forbidden {
    /// Whether signing in could help: nobody has said yet who asks.
    pub fn is_anonymous(&self) -> bool {
        self.actor == ANONYMOUS
    }
}

const ANONYMOUS: &str = "anonymous";

impl Actor {
    /// An account whose role holds everywhere.
    pub fn account(id: Uuid, role: Role) -> Self {
        Self::Account { id, role, limits: Limits::default() }
    }

    /// The name that revisions and the log keep.
    pub fn name(&self) -> Cow<'static, str> {
        match self {
            Self::Anonymous => ANONYMOUS.into(),
            Self::Account { id, .. } => id_text("account", *id).into(),
            Self::Service { id, .. } => id_text("token", *id).into(),
            Self::Partner { id, .. } => id_text("partner", *id).into(),
            Self::Operator => "operator".into(),
        }
    }

    /// Whether the actor has the right; the tables are [`Verb::least`] and [`Verb::scopes`].
    pub fn may(&self, verb: Verb, kind: Kind) -> Result<(), Forbidden> {
        let allowed = match self {
            Self::Anonymous | Self::Partner { .. } => false,
            Self::Account { role, .. } => verb.least(kind).is_some_and(|least| *role >= least),
            Self::Service { scopes, .. } => verb.scopes(kind).iter().any(|scope| scopes.contains(scope)),
            Self::Operator => true,
        };
        if allowed { Ok(()) } else { Err(self.lacks(verb.name(), kind.prefix(), None)) }
    }

    /// Whether the actor has the right, and has it for this very document. A change needs it for the document as it was
    /// and as it becomes.
    pub fn may_touch<T: Content>(&self, verb: Verb, document: &T) -> Result<(), Forbidden> {
        self.may(verb, T::KIND)?;
        let (Self::Account { limits, .. } | Self::Service { limits, .. }) = self else { return Ok(()) };
        match limits.ends_before(document) {
            Some(beyond) => Err(self.lacks(verb.name(), T::KIND.prefix(), Some(beyond))),
            None => Ok(()),
        }
    }

    /// Whether the actor may do this beside the documents; the table is [`Task::least`].
    pub fn may_do(&self, task: Task) -> Result<(), Forbidden> {
        let allowed = match self {
            Self::Anonymous | Self::Service { .. } | Self::Partner { .. } => false,
            Self::Account { role, .. } => *role >= task.least(),
            Self::Operator => true,
        };
        let (verb, what) = task.words();
        if allowed { Ok(()) } else { Err(self.lacks(verb, what, None)) }
    }

    /// Whether the actor may read which licences and keys a partner has: a key of the partner's own may, where it is for that.
    pub fn may_see_partner(&self, partner: Uuid) -> Result<(), Forbidden> {
        match self {
            Self::Partner { id, scopes, .. } if *id == partner && scopes.contains(&PartnerScope::Licences) => Ok(()),
            _ => self.may_do(Task::ManagePartners),
        }
    }

    /// The licences by which alone the actor is given whole texts; none for those who read all that is published.
    pub fn bound_by(&self) -> Option<Arc<[Licence]>> {
        let Self::Partner { scopes, licences, .. } = self else { return None };
        let needed = |licence: &Licence| if licence.sandbox { PartnerScope::Sandbox } else { PartnerScope::FullText };
        Some(licences.iter().filter(|licence| scopes.contains(&needed(licence))).cloned().collect())
    }

    /// The partner that may hold whole texts, and is told when it may hold them no longer: the key is for texts.
    pub fn licensed(&self) -> Option<Uuid> {
        match self {
            Self::Partner { id, scopes, .. } if scopes.contains(&PartnerScope::FullText) => Some(*id),
            _ => None,
        }
    }

    const fn lacks(&self, verb: &'static str, kind: &'static str, beyond: Option<String>) -> Forbidden {
        let actor = match self {
            Self::Anonymous => ANONYMOUS,
            Self::Account { role, .. } => role.name(),
            Self::Service { .. } => "service token",
            Self::Partner { .. } => "partner",
            Self::Operator => "operator",
        };
        Forbidden { actor, verb, kind, beyond }
    }
}

impl Limits {
    /// Where a document lies, when that is beyond these limits.
    fn ends_before<T: Content>(&self, document: &T) -> Option<String> {
        let locale = document.written_in().filter(|locale| {
            !self.locales.is_empty() && !self.locales.iter().any(|allowed| allowed.as_str() == locale.as_str())
        });
        if let Some(locale) = locale {
            return Some(format!("the language `{locale}`"));
        }
        let channel = document
            .channel()
            .filter(|channel| !self.channels.is_empty() && !self.channels.iter().any(|allowed| allowed == channel));
        channel.map(|channel| format!("the channel `{channel}`"))
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
            (Self::Unpublish, Kind::Site) | (Self::Restore, _) => None,
            (Self::Save | Self::Publish, Kind::Site) => Some(Role::Administrator),
            (Self::ReadDraft | Self::Share | Self::Save, _) => Some(Role::Writer),
            (Self::Delete | Self::Merge | Self::Import, _) => Some(Role::Editor),
            (Self::Publish | Self::Unpublish, _) => Some(Role::Publisher),
        }
    }

    /// The table of service tokens: the scopes of which one is needed to do this to such a document; none where no token
    /// may. What the publication says of itself is for people.
    pub const fn scopes(self, kind: Kind) -> &'static [TokenScope] {
        match (self, kind) {
            (Self::ReadDraft, _) => &[TokenScope::ReadDrafts, TokenScope::Write],
            // A link holds longer than the token by which it is made: who only reads drafts makes none.
            (Self::Share, _) => &[TokenScope::Write],
            (Self::Restore, _) | (_, Kind::Site) => &[],
            (Self::Save | Self::Import, _) => &[TokenScope::Write],
            (Self::Delete | Self::Merge, _) => &[TokenScope::Curate],
            (Self::Publish | Self::Unpublish, _) => &[TokenScope::Publish],
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::ReadDraft => "read the draft of",
            Self::Save => "save",
            Self::Share => "share",
            Self::Delete => "delete",
            Self::Publish => "publish",
            Self::Unpublish => "unpublish",
            Self::Merge => "merge",
            Self::Import => "import",
            Self::Restore => "restore",
        }
    }
}

impl Task {
    /// The table of rights beside the documents: the least role that may. No service token may.
    pub const fn least(self) -> Role {
        match self {
            Self::ManageAccounts | Self::ReadAuditLog | Self::HandlePersonalData => Role::Administrator,
            Self::PlanReleases | Self::ManagePartners | Self::ManageWebhooks | Self::ManageMails => Role::Publisher,
            Self::AnswerEnquiries => Role::Editor,
            Self::SeeReleases => Role::Writer,
        }
    }

    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::ManageAccounts => ("manage", "account"),
            Self::ReadAuditLog => ("read", "line of the audit log"),
            Self::ManagePartners => ("manage", "partner"),
            Self::PlanReleases => ("plan", "release"),
            Self::SeeReleases => ("see", "release"),
            Self::ManageWebhooks => ("manage", "webhook"),
            Self::AnswerEnquiries => ("answer", "enquiry"),
            Self::ManageMails => ("manage", "mail"),
            Self::HandlePersonalData => ("handle", "person's data"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(scopes: &[TokenScope]) -> Actor {
        Actor::Service { id: Uuid::nil(), scopes: scopes.to_vec(), limits: Limits::default() }
    }

    #[test]
    fn each_role_may_what_the_one_before_it_may() {
        for verb in [
            Verb::ReadDraft,
            Verb::Save,
            Verb::Share,
            Verb::Delete,
            Verb::Publish,
            Verb::Unpublish,
            Verb::Merge,
            Verb::Import,
        ] {
            for kind in Kind::ALL {
                let may = Role::ALL.map(|role| Actor::account(Uuid::nil(), role).may(verb, kind).is_ok());
                assert!(may.is_sorted(), "{verb:?} {kind:?}: {may:?}");
                // What the publication says of itself is never taken back.
                let is_for_nobody = verb == Verb::Unpublish && kind == Kind::Site;
                assert!(may[3] != is_for_nobody && Actor::Anonymous.may(verb, kind).is_err(), "{verb:?} {kind:?}");
            }
        }
    }

    #[test]
    fn a_token_may_what_its_scopes_say_and_never_what_is_for_people() {
        assert!(service(&[TokenScope::Write]).may(Verb::Save, Kind::Doctor).is_ok());
        assert!(service(&[TokenScope::Write]).may(Verb::Publish, Kind::Doctor).is_err());
        assert!(service(&[]).may(Verb::ReadDraft, Kind::Doctor).is_err());
        assert!(service(&[TokenScope::ReadDrafts]).may(Verb::Share, Kind::Doctor).is_err());
        let all = service(&[TokenScope::ReadDrafts, TokenScope::Write, TokenScope::Curate, TokenScope::Publish]);
        assert!(all.may(Verb::Save, Kind::Site).is_err());
        assert!(all.may_do(Task::ManageAccounts).is_err());
    }

    #[test]
    fn a_partner_reads_and_sees_nothing_but_what_is_its_own() {
        let [own, other] = [1, 2].map(Uuid::from_u128);
        let partner = |scopes: &[PartnerScope]| Actor::Partner {
            id: own,
            key: Uuid::nil(),
            scopes: scopes.to_vec(),
            licences: Arc::default(),
        };
        let all = partner(&[PartnerScope::FullText, PartnerScope::Licences]);
        for kind in Kind::ALL {
            assert!(all.may(Verb::ReadDraft, kind).is_err() && all.may(Verb::Save, kind).is_err(), "{kind:?}");
        }
        assert!(all.may_do(Task::ManagePartners).is_err() && all.may_see_partner(own).is_ok());
        assert!(all.may_see_partner(other).is_err());
        assert!(partner(&[PartnerScope::FullText]).may_see_partner(own).is_err());
        assert!(all.bound_by().is_some() && Actor::Anonymous.bound_by().is_none());
    }

    #[test]
    fn a_refusal_says_who_may_not_do_what() {
        let writer = Actor::account(Uuid::nil(), Role::Writer);
        let said = writer.may(Verb::Publish, Kind::Article).unwrap_err().to_string();
        assert_eq!(said, "writer may not publish an article: sign in as somebody who may");
    }
}
