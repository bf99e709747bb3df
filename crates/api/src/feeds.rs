//! Feeds, as readers of news and partners follow them: RSS 2.0, Atom 1.0 (RFC 4287) and JSON Feed 1.1, one file a format;
//! their archives (RFC 5005) and, in Atom, what was taken away (RFC 6721).
//!
//! Pure shaping: what a feed is made of was gathered before, by a query of the server's own (`http/feeds.rs`), so nothing is
//! named here that everybody may not see.

mod address;
mod articles;
mod atom;
mod doctors;
mod filters;
mod format;
mod gathered;
mod json_feed;
mod month;
mod publications;
mod rss;
mod subject;
mod text;
mod title;

use shanghaidoctor_domain::content::{Correction, Media, Rights};
use shanghaidoctor_domain::{DateTime, EmailAddress, Id, Locale, NodeId, Url};
use shanghaidoctor_persistence::withdrawn::Removed;

pub(crate) use address::{Address, Window};
pub(crate) use filters::{Filters, Record};
pub(crate) use format::Format;
pub(crate) use gathered::{Gathered, read};
pub(crate) use month::Month;
pub(crate) use subject::Subject;
pub(crate) use text::{Text, gives_whole};
pub(crate) use title::title;

/// A page of a feed, in whatever format it goes out.
pub(crate) struct Feed {
    /// Its name for ever, the same in every format and in its archives: `urn:uuid:…`.
    pub(crate) id: String,
    /// What it is of.
    pub(crate) title: String,
    /// The line under the publication's name.
    pub(crate) subtitle: Option<String>,
    /// The site that its readers see.
    pub(crate) home: Url,
    /// Who publishes it.
    pub(crate) publisher: String,
    /// Where to write to.
    pub(crate) contact: Option<EmailAddress>,
    /// The language of its own words; each entry has its own.
    pub(crate) language: Option<Locale>,
    /// What holds for every entry that does not say otherwise.
    pub(crate) rights: Rights,
    /// When anything in it changed last.
    pub(crate) updated: DateTime,
    /// What it tells of, in its order.
    pub(crate) entries: Vec<Entry>,
    /// What was taken away, the latest first.
    pub(crate) removed: Vec<Removed>,
    /// Where it and its other parts are.
    pub(crate) places: Places,
}

/// Where the parts of a feed are.
pub(crate) struct Places {
    /// This part.
    pub(crate) own: String,
    /// Who tells of what is new in it (WebSub); none for a part in which nothing new comes.
    pub(crate) hub: Option<String>,
    /// The feed itself, of which this part is an archive; none for the feed itself.
    pub(crate) current: Option<String>,
    /// What changed before that which this page tells of.
    pub(crate) next: Option<String>,
    /// The archive before this part.
    pub(crate) earlier: Option<String>,
    /// The archive behind this part.
    pub(crate) later: Option<String>,
}

/// A document that a feed tells of.
pub(crate) struct Entry {
    /// Its id, which stays through every change of its title and its address.
    pub(crate) id: NodeId,
    /// Its title.
    pub(crate) title: String,
    /// Where its readers find it.
    pub(crate) link: Url,
    /// The language that it is written in.
    pub(crate) language: Option<Locale>,
    /// Who wrote it.
    pub(crate) authors: Vec<String>,
    /// Who else made it.
    pub(crate) contributors: Vec<String>,
    /// What it is about, and where it stands.
    pub(crate) categories: Vec<Category>,
    /// The picture that stands for it.
    pub(crate) picture: Option<Picture>,
    /// When it was first published.
    pub(crate) published: DateTime,
    /// When it changed last.
    pub(crate) updated: DateTime,
    /// Who owns it, and how to name them; for who has a licence, as that says.
    pub(crate) rights: Rights,
    /// Whether a licence gives who asks its whole text.
    pub(crate) is_licensed: bool,
    /// What was corrected in it.
    pub(crate) corrections: Vec<Correction>,
    /// What is given of it.
    pub(crate) text: Text,
}

/// What an entry is about, or the section that it stands in.
pub(crate) struct Category {
    /// Whose name it is: `specialties`, `channels`.
    pub(crate) scheme: &'static str,
    /// Its name in addresses.
    pub(crate) term: String,
    /// Its name.
    pub(crate) label: String,
}

/// The picture that stands for an entry.
pub(crate) struct Picture {
    /// The record.
    pub(crate) id: Id<Media>,
    /// Where it is.
    pub(crate) url: Url,
    /// The file, once it is known how large it is: an enclosure without its length is none.
    pub(crate) file: Option<File>,
}

/// The file of a picture.
#[derive(Clone, Copy)]
pub(crate) struct File {
    /// What it is.
    pub(crate) mime_type: &'static str,
    /// How many bytes it has.
    pub(crate) length: u64,
}

impl Entry {
    /// Its name in every feed, for ever (RFC 9562, section 4): that of the id, whatever the id is written like.
    pub(crate) fn urn(&self) -> String {
        urn(self.id)
    }

    /// The picture with its file.
    fn enclosure(&self) -> Option<(&Url, File)> {
        let picture = self.picture.as_ref()?;
        Some((&picture.url, picture.file?))
    }
}

impl Feed {
    /// Whose name a category is, as an address (RFC 4287, section 4.2.2.2).
    fn scheme(&self, category: &Category) -> String {
        format!("{}#{}", self.home, category.scheme)
    }
}

fn urn(id: NodeId) -> String {
    format!("urn:uuid:{}", id.uuid)
}

/// The notice and the line to print, which go along with every copy.
fn rights_line(rights: &Rights) -> String {
    let Rights { notice, credit_line, .. } = rights;
    [notice.as_str(), credit_line].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
}
