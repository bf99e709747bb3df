use async_graphql::Enum;
use shanghaidoctor_domain::Kind;

use super::articles;

/// What a feed is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(name = "FeedSubject")]
pub(crate) enum Subject {
    /// Articles, those that changed last first.
    Articles,
}

impl Subject {
    /// All there are.
    pub(crate) const ALL: [Self; 1] = [Self::Articles];

    /// What addresses call it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Articles => "articles",
        }
    }

    /// The kind of its documents.
    pub(crate) const fn kind(self) -> Kind {
        match self {
            Self::Articles => Kind::Article,
        }
    }

    /// The query that gathers a page of it, with the same variables for all.
    pub(crate) const fn query(self) -> &'static str {
        match self {
            Self::Articles => articles::QUERY,
        }
    }

    /// The query for the whole texts of some of its documents; none where they have none.
    pub(crate) const fn whole_texts(self) -> Option<&'static str> {
        match self {
            Self::Articles => Some(articles::WHOLE),
        }
    }

    /// By what it can be cut in its address.
    pub(crate) const fn filters(self) -> &'static [&'static str] {
        match self {
            Self::Articles => &["doctor", "specialty", "organisation", "channel", "locale", "search"],
        }
    }
}
