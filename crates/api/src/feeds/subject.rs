use async_graphql::Enum;
use shanghaidoctor_domain::Kind;

use super::{articles, doctors, publications};

/// What a feed is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(name = "FeedSubject")]
pub(crate) enum Subject {
    /// Articles, those that changed last first.
    Articles,
    /// Doctors, those whose record changed last first.
    Doctors,
    /// Papers, those whose record changed last first.
    Publications,
}

impl Subject {
    /// All there are.
    pub(crate) const ALL: [Self; 3] = [Self::Articles, Self::Doctors, Self::Publications];

    /// What addresses call it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Articles => "articles",
            Self::Doctors => "doctors",
            Self::Publications => "publications",
        }
    }

    /// The kind of its documents.
    pub(crate) const fn kind(self) -> Kind {
        match self {
            Self::Articles => Kind::Article,
            Self::Doctors => Kind::Doctor,
            Self::Publications => Kind::Publication,
        }
    }

    /// The query that gathers a page of it, with the same variables for all.
    pub(crate) fn query(self) -> String {
        match self {
            Self::Articles => articles::asked(),
            Self::Doctors => doctors::asked(),
            Self::Publications => publications::asked(),
        }
    }

    /// The query for the whole texts of some of its documents; none where they have none.
    pub(crate) const fn whole_texts(self) -> Option<&'static str> {
        match self {
            Self::Articles => Some(articles::WHOLE),
            Self::Doctors | Self::Publications => None,
        }
    }

    /// By what it can be cut in its address.
    pub(crate) const fn filters(self) -> &'static [&'static str] {
        match self {
            Self::Articles => &["doctor", "specialty", "organisation", "channel", "locale", "search"],
            Self::Doctors => &["specialty", "organisation", "locale", "search"],
            Self::Publications => &["doctor", "specialty", "organisation", "locale", "search"],
        }
    }
}
