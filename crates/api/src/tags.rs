//! What an answer was made of. Caches that hold it drop it by these tags, and no sooner than they must.
//!
//! What is published or taken back drops the answers with
//! - the tag of the document itself,
//! - the list of its kind,
//! - the lists of all that it names, or named before: a doctor's articles for an article about her,
//! - the documents that name it, when it becomes visible or stops to be: they show it, or show it no more.
//!
//! So nothing has to be noted of a document that is named but not visible, and no tag tells of a draft. Visits are not
//! published: they have no tag.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use shanghaidoctor_domain::content::Content;
use shanghaidoctor_domain::{Kind, NodeId};
use shanghaidoctor_persistence::{Entry, search};
use uuid::Uuid;

/// A thing that an answer depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tag {
    /// A document that it shows: `doctor:01k…`, the id with a colon for the underscore.
    Document(NodeId),
    /// All documents of a kind, `doctors`: a list of them was read, or one was looked for and not found.
    List(Kind),
    /// Those documents of a kind that name a document, or share a group: `articles:01k…`, what is behind the colon being
    /// the end of that document's id.
    ListOf(Kind, Uuid),
}

impl Tag {
    const fn kind(self) -> Kind {
        match self {
            Self::Document(id) => id.kind,
            Self::List(kind) | Self::ListOf(kind, _) => kind,
        }
    }
}

/// Characters of an id behind the kind.
const SUFFIX: usize = 26;

impl Tag {
    /// How long its text is; a thousand tags are cut without one of them being written.
    fn length(&self) -> usize {
        match self {
            Self::Document(NodeId { kind: Kind::Site, .. }) => Kind::Site.prefix().len(),
            Self::Document(id) => id.kind.prefix().len() + 1 + SUFFIX,
            Self::List(kind) => plural(*kind).len(),
            Self::ListOf(kind, _) => plural(*kind).len() + 1 + SUFFIX,
        }
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // There is one.
            Self::Document(NodeId { kind: Kind::Site, .. }) => f.write_str(Kind::Site.prefix()),
            Self::Document(id) => write!(f, "{}:{}", id.kind.prefix(), suffix(id)),
            Self::List(kind) => f.write_str(plural(*kind)),
            Self::ListOf(kind, uuid) => write!(f, "{}:{}", plural(*kind), suffix(&NodeId { kind: *kind, uuid: *uuid })),
        }
    }
}

/// The part of an id that does not name the kind.
fn suffix(id: &NodeId) -> String {
    let text = id.to_string();
    text.rsplit_once('_').map_or_else(String::new, |(_, suffix)| suffix.to_owned())
}

const fn plural(kind: Kind) -> &'static str {
    match kind {
        Kind::Site => "sites",
        Kind::Organisation => "organisations",
        Kind::Journal => "journals",
        Kind::Specialty => "specialties",
        Kind::Media => "images",
        Kind::Doctor => "doctors",
        Kind::Appointment => "appointments",
        Kind::Publication => "publications",
        Kind::Article => "articles",
    }
}

/// What one answer depends on, gathered while it is made.
#[derive(Debug, Default)]
pub struct Tags(Mutex<Noted>);

/// What an answer depends on.
#[derive(Debug, Default)]
pub struct Noted {
    /// What it was made of.
    pub tags: Vec<Tag>,
    /// When the oldest count in it was counted; none where it counts nothing that has no tag.
    pub counted_at: Option<Instant>,
    /// Whether something in it may be behind the log: the index of search follows on its own.
    pub behind: bool,
    /// Whether who asks for other languages may get another answer.
    pub by_language: bool,
}

impl Noted {
    /// What an answer depends on that is made of this one and another.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.tags.extend(other.tags);
        self.tags.sort_unstable();
        self.tags.dedup();
        Self {
            tags: self.tags,
            counted_at: self.counted_at.into_iter().chain(other.counted_at).min(),
            behind: self.behind || other.behind,
            by_language: self.by_language || other.by_language,
        }
    }
}

impl Tags {
    /// Takes all that was noted, each tag once and in order.
    pub fn take(&self) -> Noted {
        let mut noted = std::mem::take(&mut *self.noted());
        noted.tags.sort_unstable();
        noted.tags.dedup();
        noted
    }

    pub(crate) fn note(&self, tags: impl IntoIterator<Item = Tag>) {
        self.noted().tags.extend(tags);
    }

    /// It shows how often something was visited.
    pub(crate) fn note_count(&self, at: Instant) {
        let mut noted = self.noted();
        noted.counted_at = Some(noted.counted_at.map_or(at, |oldest| oldest.min(at)));
    }

    /// It shows something that may be older than the database.
    pub(crate) fn note_behind(&self) {
        self.noted().behind = true;
    }

    /// Who asks for other languages may get another answer. Where these were matched with those that the publication
    /// knows, it depends on the record that says so.
    pub fn note_language(&self, matched_with: Option<Tag>) {
        let mut noted = self.noted();
        noted.by_language = true;
        noted.tags.extend(matched_with);
    }

    fn noted(&self) -> MutexGuard<'_, Noted> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The tags that a change drops, but for those of the documents that name the changed one: of that, `named` are the
/// documents that it names or named before, and the groups that it is or was in.
pub(crate) fn dropped_by(changed: NodeId, named: &[Uuid]) -> impl Iterator<Item = Tag> {
    let lists = named.iter().map(move |parent| Tag::ListOf(changed.kind, *parent));
    [Tag::Document(changed), Tag::List(changed.kind)].into_iter().chain(lists)
}

/// The kinds of which each document can change what a search finds: those that it finds, and those by which these are
/// found.
pub(crate) fn kinds_of_search() -> impl Iterator<Item = Kind> {
    search::kinds().into_iter().chain([Kind::Appointment, Kind::Specialty])
}

/// The tag of a document that is shown.
pub(crate) fn of<T: Content>(entry: &Entry<T>) -> Tag {
    Tag::Document(entry.id().node())
}

/// The tags as headers have them, together with what stands between them in no more than `most` bytes.
///
/// Where they are too many, those of the kind that takes most become the list of that kind, which everything published
/// of it drops: a cache then drops more than it must, and never less.
pub fn within(tags: &[Tag], most: usize) -> Vec<String> {
    let mut kinds: BTreeMap<Kind, Vec<Tag>> = BTreeMap::new();
    for tag in tags {
        kinds.entry(tag.kind()).or_default().push(*tag);
    }
    let length = |tags: &Vec<Tag>| tags.iter().map(|tag| tag.length() + 1).sum::<usize>();
    while kinds.values().map(length).sum::<usize>() > most {
        let most_of = kinds.iter_mut().filter(|(_, tags)| tags.len() > 1).max_by_key(|(_, tags)| length(tags));
        match most_of {
            Some((kind, tags)) => *tags = vec![Tag::List(*kind)],
            None => break,
        }
    }
    kinds.into_values().flatten().map(|tag| tag.to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn documents(kind: Kind, count: u128) -> impl Iterator<Item = Tag> {
        (0..count).map(move |number| Tag::Document(NodeId { kind, uuid: Uuid::from_u128(number) }))
    }

    #[test]
    fn a_tag_reads_like_the_id_it_stands_for() {
        let uuid = Uuid::from_u128(31);
        let zeros = "0".repeat(25);
        assert_eq!(Tag::Document(NodeId { kind: Kind::Doctor, uuid }).to_string(), format!("doctor:{zeros}z"));
        assert_eq!(Tag::ListOf(Kind::Specialty, uuid).to_string(), format!("specialties:{zeros}z"));
        assert_eq!(Tag::List(Kind::Article).to_string(), "articles");
        assert_eq!(Tag::Document(NodeId { kind: Kind::Site, uuid }).to_string(), "site");
    }

    #[test]
    fn the_length_of_a_tag_is_that_of_its_text() {
        for kind in Kind::ALL {
            let uuid = Uuid::from_u128(31);
            for tag in [Tag::Document(NodeId { kind, uuid }), Tag::List(kind), Tag::ListOf(kind, uuid)] {
                assert_eq!(tag.length(), tag.to_string().len(), "{tag}");
            }
        }
    }

    #[test]
    fn too_many_tags_become_the_list_of_their_kind_the_largest_kind_first() {
        let tags: Vec<Tag> = documents(Kind::Doctor, 3).chain(documents(Kind::Publication, 30)).collect();
        assert_eq!(within(&tags, 10_000).len(), 33);
        let fewer = within(&tags, 200);
        assert_eq!(fewer.len(), 4, "{fewer:?}");
        assert!(fewer.contains(&"publications".to_owned()) && fewer.iter().any(|tag| tag.starts_with("doctor:")));
        assert_eq!(within(&tags, 30), ["doctors", "publications"]);
    }

    #[test]
    fn all_kinds_together_fit_into_the_smallest_header() {
        let tags: Vec<Tag> = Kind::ALL.into_iter().flat_map(|kind| documents(kind, 100)).collect();
        let texts = within(&tags, 200);
        assert!(texts.join(",").len() <= 200, "{texts:?}");
        assert_eq!(texts.len(), Kind::ALL.len());
    }
}
