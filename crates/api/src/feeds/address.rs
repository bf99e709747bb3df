use shanghaidoctor_domain::Url;
use url::form_urlencoded::Serializer;

use super::{Filters, Format, Month, Subject};

/// Where a feed and its parts are.
pub(crate) struct Address<'a> {
    /// Where the world reaches this server.
    pub(crate) server: &'a Url,
    /// What it is of.
    pub(crate) subject: Subject,
    /// The format it is read in.
    pub(crate) format: Format,
    /// By what it is cut.
    pub(crate) filters: &'a Filters,
}

/// Which page of a feed or an archive, as lists of the API have pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Window {
    /// How many from the beginning.
    pub(crate) first: Option<i32>,
    /// Only what is behind this place.
    pub(crate) after: Option<String>,
    /// How many from the end.
    pub(crate) last: Option<i32>,
    /// Only what is before this place.
    pub(crate) before: Option<String>,
}

impl Address<'_> {
    /// A page of the feed itself, or of an archive.
    pub(crate) fn of(&self, month: Option<Month>, window: &Window) -> String {
        let (subject, ending) = (self.subject.name(), self.format.ending());
        let path = match month {
            Some(month) => format!("feeds/{subject}/{month}.{ending}"),
            None => format!("feeds/{subject}.{ending}"),
        };
        let address = self.server.join(&path).to_string();
        let parameters: Vec<_> = self.filters.parameters().into_iter().chain(window.parameters()).collect();
        if parameters.is_empty() {
            return address;
        }
        format!("{address}?{}", Serializer::new(String::new()).extend_pairs(parameters).finish())
    }
}

impl Window {
    fn parameters(&self) -> Vec<(&'static str, String)> {
        let parameters = [
            ("first", self.first.map(|first| first.to_string())),
            ("after", self.after.clone()),
            ("last", self.last.map(|last| last.to_string())),
            ("before", self.before.clone()),
        ];
        parameters.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }
}
