use async_graphql::Enum;

use super::{Feed, atom, json_feed, rss};

/// A format that a feed is read in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(name = "FeedFormat")]
pub(crate) enum Format {
    /// RSS 2.0.
    Rss,
    /// Atom 1.0 (RFC 4287), which alone says what was taken away (RFC 6721).
    Atom,
    /// JSON Feed 1.1.
    JsonFeed,
}

impl Format {
    /// All there are.
    pub(crate) const ALL: [Self; 3] = [Self::Rss, Self::Atom, Self::JsonFeed];

    /// How the names of its files end.
    pub(crate) const fn ending(self) -> &'static str {
        match self {
            Self::Rss => "rss",
            Self::Atom => "atom",
            Self::JsonFeed => "json",
        }
    }

    /// Its media type.
    pub(crate) const fn mime_type(self) -> &'static str {
        match self {
            Self::Rss => "application/rss+xml",
            Self::Atom => "application/atom+xml",
            Self::JsonFeed => "application/feed+json",
        }
    }

    /// What people call it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Rss => "RSS",
            Self::Atom => "Atom",
            Self::JsonFeed => "JSON Feed",
        }
    }

    /// The feed in this format.
    pub(crate) fn write(self, feed: &Feed) -> String {
        match self {
            Self::Rss => rss::write(feed),
            Self::Atom => atom::write(feed),
            Self::JsonFeed => json_feed::write(feed),
        }
    }
}
