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

mod filtered;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Mutex, PoisonError};

use shanghaidoctor_domain::content::Content;
use shanghaidoctor_domain::{Kind, NodeId};
use shanghaidoctor_persistence::Entry;
use uuid::Uuid;

pub(super) use filtered::kinds_asked_by;

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

/// The tags of one answer, gathered while it is made.
#[derive(Debug, Default)]
pub struct Tags(Mutex<BTreeSet<Tag>>);

impl Tags {
    /// All that were noted.
    pub fn all(&self) -> BTreeSet<Tag> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn note(&self, tags: impl IntoIterator<Item = Tag>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(tags);
    }
}

/// The tag of a document that is shown.
pub(super) fn of<T: Content>(entry: &Entry<T>) -> Tag {
    Tag::Document(entry.id().node())
}

/// The tags as headers have them, together with what stands between them in no more than `most` bytes.
///
/// Where they are too many, those of the kind that takes most become the list of that kind, which everything published
/// of it drops: a cache then drops more than it must, and never less.
pub fn within(tags: &BTreeSet<Tag>, most: usize) -> Vec<String> {
    let mut kinds: BTreeMap<Kind, Vec<String>> = BTreeMap::new();
    for tag in tags {
        kinds.entry(tag.kind()).or_default().push(tag.to_string());
    }
    let length = |texts: &Vec<String>| texts.iter().map(|text| text.len() + 1).sum::<usize>();
    while kinds.values().map(length).sum::<usize>() > most {
        let most_of = kinds.iter_mut().filter(|(_, texts)| texts.len() > 1).max_by_key(|(_, texts)| length(texts));
        match most_of {
            Some((kind, texts)) => *texts = vec![plural(*kind).to_owned()],
            None => break,
        }
    }
    kinds.into_values().flatten().collect()
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
    fn too_many_tags_become_the_list_of_their_kind_the_largest_kind_first() {
        let tags: BTreeSet<Tag> = documents(Kind::Doctor, 3).chain(documents(Kind::Publication, 30)).collect();
        assert_eq!(within(&tags, 10_000).len(), 33);
        let fewer = within(&tags, 200);
        assert_eq!(fewer.len(), 4, "{fewer:?}");
        assert!(fewer.contains(&"publications".to_owned()) && fewer.iter().any(|tag| tag.starts_with("doctor:")));
        assert_eq!(within(&tags, 30), ["doctors", "publications"]);
    }

    #[test]
    fn all_kinds_together_fit_into_the_smallest_header() {
        let tags: BTreeSet<Tag> = Kind::ALL.into_iter().flat_map(|kind| documents(kind, 100)).collect();
        let texts = within(&tags, 200);
        assert!(texts.join(",").len() <= 200, "{texts:?}");
        assert_eq!(texts.len(), Kind::ALL.len());
    }
}
