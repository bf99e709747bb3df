//! By what a name on a page meets a document that is there already.

use shanghaidoctor_domain::NodeId;
use shanghaidoctor_domain::content::{Content, Journal, Organisation};
use shanghaidoctor_domain::text::{Localised, fold, is_close, name_key};
use shanghaidoctor_importer::{self as page, Gazetteer, KnownOrganisation};
use shanghaidoctor_persistence::Entry;

/// By what a document was found.
///
/// Organisations are looked for below the organisation that the page names above them, or at the root. The rules from
/// `Name` to `Gazetteer`, for journals also `Slug`, decide in the order in which they stand here: the first that exactly
/// one document meets takes it (of several with the very same name, the oldest). Where none does, the document is made.
/// A name that is only close to another is never taken for it: that is asked. A rule sees the drafts that were fetched
/// by the keys of the page's names (`organisations_named`, `journals_named`): one that needs another key adds it there.
///
/// Doctors are met in `same_doctor.rs`, posts in `same_post.rs`, papers in `publications.rs`, articles in `article.rs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// The same name, in any language; case and blanks count for nothing.
    Name,
    /// The same name spelled in another way (`shanghaidoctor_domain::text::name_key`).
    Spelling,
    /// A name it went by before.
    FormerName,
    /// The page gives the name for short alone, and it is that of one document; or a journal's for short and in full.
    Acronym,
    /// Both names are those of one organisation that the gazetteer knows.
    Gazetteer,
    /// The same name in addresses.
    Slug,
    /// The same DOI.
    Doi,
    /// The same title by the same doctor.
    Title,
    /// An earlier import of the same page made it.
    Page,
}

impl By {
    /// For people.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Spelling => "name, spelled otherwise",
            Self::FormerName => "former name",
            Self::Acronym => "acronym",
            Self::Gazetteer => "gazetteer",
            Self::Slug => "slug",
            Self::Doi => "DOI",
            Self::Title => "title",
            Self::Page => "an earlier import of this page",
        }
    }
}

/// A document that a page's name is close to, and is not taken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Close {
    pub(crate) node: NodeId,
    pub(crate) name: String,
}

impl Close {
    fn to<T: Content>(entry: &Entry<T>, name: &Localised) -> Self {
        Self { node: entry.id().node(), name: name.pick(&[]).to_owned() }
    }
}

/// The rules of a kind of document in their order.
type Rules<'r, T> = &'r [(By, &'r dyn Fn(&T) -> bool)];

fn decide<'d, T>(drafts: &'d [Entry<T>], rules: Rules<'_, T>) -> Option<(&'d Entry<T>, By)> {
    rules.iter().find_map(|(by, rule)| {
        let mut met = drafts.iter().filter(|draft| rule(&draft.content));
        let first = met.next()?;
        (*by == By::Name || met.next().is_none()).then_some((first, *by))
    })
}

/// Which of the organisations at one place a page's name is; `known` is what the gazetteer says of the name.
pub(super) fn organisation<'d>(
    printed: &page::Organisation,
    known: Option<&KnownOrganisation>,
    drafts: &'d [Entry<Organisation>],
) -> Option<(&'d Entry<Organisation>, By)> {
    let gazetteer = Gazetteer::built_in();
    let former = |draft: &Organisation| draft.former_names.iter().any(|name| has_key(name, &printed.name));
    let acronym = |draft: &Organisation| is_short(printed, draft) && !gazetteer.is_ambiguous(&printed.name);
    let one_entry = |draft: &Organisation| {
        let names = draft.name.texts().chain(draft.former_names.iter().flat_map(Localised::texts));
        known.is_some() && names.filter_map(|name| gazetteer.find(name)).any(|entry| Some(entry) == known)
    };
    decide(
        drafts,
        &[
            (By::Name, &|draft| is_name(&draft.name, &printed.name)),
            (By::Spelling, &|draft| has_key(&draft.name, &printed.name)),
            (By::FormerName, &former),
            (By::Acronym, &acronym),
            (By::Gazetteer, &one_entry),
        ],
    )
}

/// The organisations that a page's name could be a slip of, or that go by the same name for short.
pub(super) fn close_organisations<'d>(
    printed: &page::Organisation,
    drafts: impl Iterator<Item = &'d Entry<Organisation>>,
) -> Vec<Close> {
    let stands_alone =
        |draft: &Organisation| printed.acronym.as_ref().is_some_and(|acronym| is_name(&draft.name, acronym));
    let close = |draft: &&Entry<Organisation>| {
        let draft = &draft.content;
        let slip = draft.kind == printed.kind && draft.name.texts().any(|name| is_close(name, &printed.name));
        slip || is_short(printed, draft) || stands_alone(draft)
    };
    drafts.filter(close).map(|draft| Close::to(draft, &draft.content.name)).collect()
}

/// Which of the journals a page's name is.
pub(super) fn journal<'d>(printed: &page::Journal, drafts: &'d [Entry<Journal>]) -> Option<(&'d Entry<Journal>, By)> {
    let short = |draft: &Journal| {
        let stored = draft.abbreviation.as_deref().is_some_and(|short| name_key(short) == name_key(&printed.name));
        stored || printed.abbreviation.as_ref().is_some_and(|short| has_key(&draft.name, short))
    };
    decide(
        drafts,
        &[
            (By::Name, &|draft| is_name(&draft.name, &printed.name)),
            (By::Spelling, &|draft| has_key(&draft.name, &printed.name)),
            (By::Acronym, &short),
        ],
    )
}

/// The journals that a page's name could be a slip of.
pub(super) fn close_journals<'d>(
    printed: &page::Journal,
    drafts: impl Iterator<Item = &'d Entry<Journal>>,
) -> Vec<Close> {
    let close = |draft: &&Entry<Journal>| draft.content.name.texts().any(|name| is_close(name, &printed.name));
    drafts.filter(close).map(|draft| Close::to(draft, &draft.content.name)).collect()
}

/// Whether the page prints nothing but the name for short.
fn is_short(printed: &page::Organisation, draft: &Organisation) -> bool {
    draft.acronym.as_deref().is_some_and(|acronym| name_key(acronym) == name_key(&printed.name))
}

fn is_name(name: &Localised, printed: &str) -> bool {
    name.texts().any(|text| fold(text) == fold(printed))
}

fn has_key(name: &Localised, printed: &str) -> bool {
    let key = name_key(printed);
    !key.is_empty() && name.texts().any(|text| name_key(text) == key)
}
