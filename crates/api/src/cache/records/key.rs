use std::any::Any;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use shanghaidoctor_domain::content::Content;
use shanghaidoctor_domain::text::NameOrder;
use shanghaidoctor_domain::{Kind, NodeId};
use shanghaidoctor_persistence::read::{List, Relation};
use shanghaidoctor_persistence::{Entry, Listed};
use uuid::Uuid;

use crate::cache::weight;
use crate::tags::{self, Tag};

/// What is kept of the published stage.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    /// A document.
    Document(NodeId),
    /// An article's body.
    Body(Uuid),
    /// How often an article was visited.
    Visits(Uuid),
    /// The organisations above one, root first.
    Ancestors(Uuid),
    /// The articles of a translation group, by language.
    Translations(Uuid),
    /// All specialties, by the names that a reader sees.
    Specialties(NameOrder),
    /// The publication itself.
    Site,
    /// The document of a kind with this slug.
    Slug(Kind, Box<str>),
    /// The document with this number in a register.
    Number(Register, Box<str>),
    /// A part of a list, or how long it is.
    List(ListKey),
}

/// A register by whose numbers documents are looked up: the same number can stand in several of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Register {
    /// DOI, of papers.
    Doi,
    /// ORCID, of researchers.
    Orcid,
    /// The Research Organization Registry.
    Ror,
    /// ISSN, of the editions of journals.
    Issn,
}

/// A list by its arguments. The types of lists are many and the cache is one, so the arguments' own type is known to
/// the functions alone.
#[derive(Clone)]
pub(crate) struct ListKey {
    kind: Kind,
    counted: bool,
    parent: Option<(Relation, Uuid)>,
    arguments: Arc<dyn Any + Send + Sync>,
    same: fn(&dyn Any, &dyn Any) -> bool,
    hash: fn(&dyn Any, &mut dyn Hasher),
}

impl Key {
    /// A part of the list of all documents of a kind, or of those of one parent.
    pub(crate) fn page<T: Listed>(parent: Option<(Relation, Uuid)>, list: &Arc<List<T>>) -> Self {
        Self::List(ListKey::new(false, parent, list))
    }

    /// How long that list is.
    pub(crate) fn count<T: Listed>(parent: Option<(Relation, Uuid)>, list: &Arc<List<T>>) -> Self {
        Self::List(ListKey::new(true, parent, list))
    }

    /// The document with this number in a register.
    pub(crate) fn number(register: Register, number: &impl fmt::Display) -> Self {
        Self::Number(register, number.to_string().into())
    }

    /// What a look-up by this depends on, in so far as it found a document. A miss ends with anything that is published.
    /// A slug that the document does not have any more leads to it until somebody takes that slug, who then names the
    /// document in the log.
    pub(crate) fn tags_found<T: Content>(&self, entry: Option<&Arc<Entry<T>>>) -> impl Iterator<Item = Tag> + use<T> {
        let shown = entry.map_or(Tag::List(T::KIND), |entry| tags::of(entry));
        let is_former = |slug: &str, entry: &Entry<T>| entry.content.slug().is_some_and(|own| own != slug);
        let led = match (self, entry) {
            (Self::Slug(_, slug), Some(entry)) if is_former(slug, entry) => Some(Tag::ListOf(T::KIND, entry.id)),
            _ => None,
        };
        std::iter::once(shown).chain(led)
    }

    /// About the bytes that it takes beside its own size.
    pub(super) fn weight<T: Listed>(list: &List<T>) -> u64 {
        size_of::<List<T>>() as u64 + weight::of_arguments(&(&list.filter, list.order, &list.window))
    }
}

impl ListKey {
    fn new<T: Listed>(counted: bool, parent: Option<(Relation, Uuid)>, list: &Arc<List<T>>) -> Self {
        let arguments: Arc<dyn Any + Send + Sync> = Arc::<List<T>>::clone(list);
        Self { kind: T::KIND, counted, parent, arguments, same: same::<List<T>>, hash: hash::<List<T>> }
    }
}

fn same<L: Eq + 'static>(one: &dyn Any, other: &dyn Any) -> bool {
    one.downcast_ref::<L>().is_some_and(|one| other.downcast_ref::<L>() == Some(one))
}

fn hash<L: Hash + 'static>(one: &dyn Any, mut state: &mut dyn Hasher) {
    if let Some(one) = one.downcast_ref::<L>() {
        one.hash(&mut state);
    }
}

impl PartialEq for ListKey {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
            && self.counted == other.counted
            && self.parent == other.parent
            && (self.same)(&*self.arguments, &*other.arguments)
    }
}

impl Eq for ListKey {}

impl Hash for ListKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.kind, self.counted, self.parent).hash(state);
        (self.hash)(&*self.arguments, state);
    }
}

impl fmt::Debug for ListKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, counted, parent, .. } = self;
        f.debug_struct("ListKey")
            .field("kind", kind)
            .field("counted", counted)
            .field("parent", parent)
            .finish_non_exhaustive()
    }
}
