use async_graphql::SimpleObject;
use shanghaidoctor_domain::Url;

use crate::feeds::{Address, Filters, Format, Subject};

/// A feed that can be followed, in one format. Its address takes parameters that cut it, which `/feeds` lists.
#[derive(SimpleObject)]
pub(super) struct Feed {
    /// What it is of.
    subject: Subject,
    /// Its format.
    format: Format,
    /// What it is called, for a link that leads there.
    title: String,
    /// Its media type, for the same link.
    mime_type: &'static str,
    /// Where it is.
    url: Url,
}

impl Feed {
    /// All feeds of a publication of this name, on a server that the world reaches at this address.
    pub(super) fn all(name: &str, server: &Url) -> Vec<Self> {
        let formats = |subject: Subject| Format::ALL.into_iter().map(move |format| (subject, format));
        let feeds = Subject::ALL.into_iter().flat_map(formats).filter_map(|(subject, format)| {
            let address = Address { server, subject, format, filters: &Filters::default() };
            Some(Self {
                subject,
                format,
                title: format!("{name}: {} ({})", subject.name(), format.name()),
                mime_type: format.mime_type(),
                url: address.of(None, &crate::feeds::Window::default()).parse().ok()?,
            })
        });
        feeds.collect()
    }
}
