//! An article as pages of others show it beside a link to it, by oEmbed 1.0 (<https://oembed.com>): as JSON and as XML.

use std::io;

use serde::Serialize;
use shanghaidoctor_domain::Url;
use url::form_urlencoded::Serializer;

use crate::xml::{document, text};

/// So many seconds others may keep what they were told.
const CACHE_AGE: u32 = 3_600;

/// A format that it is told in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Format {
    #[default]
    Json,
    Xml,
}

/// What is told of an article: a `link`, which whoever shows it lays out as its own pages are, without markup of ours.
#[derive(Serialize)]
pub(crate) struct Embed {
    #[serde(rename = "type")]
    kind: &'static str,
    version: &'static str,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    author_name: Option<String>,
    provider_name: String,
    provider_url: Url,
    cache_age: u32,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    thumbnail: Option<Thumbnail>,
    /// Beyond the specification, which lets providers add what they like: the canonical address, and the beginning.
    url: Url,
    description: String,
}

/// The picture that stands for an article, in one of the sizes that there are.
#[derive(Serialize)]
pub(crate) struct Thumbnail {
    /// Where it is.
    #[serde(rename = "thumbnail_url")]
    pub(crate) url: String,
    /// In pixels.
    #[serde(rename = "thumbnail_width")]
    pub(crate) width: u32,
    /// In pixels.
    #[serde(rename = "thumbnail_height")]
    pub(crate) height: u32,
}

/// What an article says of itself.
pub(crate) struct Told {
    /// Its title.
    pub(crate) title: String,
    /// Those who wrote it.
    pub(crate) authors: Vec<String>,
    /// Its beginning.
    pub(crate) excerpt: String,
    /// Its address on the site.
    pub(crate) url: Url,
    /// Who publishes it.
    pub(crate) publisher: String,
    /// The site.
    pub(crate) home: Url,
    /// The picture that stands for it, where there is one that has room.
    pub(crate) thumbnail: Option<Thumbnail>,
}

impl Format {
    /// All there are.
    pub(crate) const ALL: [Self; 2] = [Self::Json, Self::Xml];

    /// What addresses call it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Xml => "xml",
        }
    }

    /// The media type by which pages say that there is one (oEmbed, section 4).
    const fn discovered_as(self) -> &'static str {
        match self {
            Self::Json => "application/json+oembed",
            Self::Xml => "text/xml+oembed",
        }
    }
}

impl Embed {
    /// The answer.
    pub(crate) fn new(told: Told) -> Self {
        let Told { title, authors, excerpt, url, publisher, home, thumbnail } = told;
        Self {
            kind: "link",
            version: "1.0",
            title,
            author_name: Some(authors.join(", ")).filter(|names| !names.is_empty()),
            provider_name: publisher,
            provider_url: home,
            cache_age: CACHE_AGE,
            thumbnail,
            url,
            description: excerpt,
        }
    }

    /// The answer in a format.
    pub(crate) fn write(&self, format: Format) -> io::Result<Vec<u8>> {
        match format {
            Format::Json => Ok(serde_json::to_vec(self)?),
            Format::Xml => self.xml(),
        }
    }

    fn xml(&self) -> io::Result<Vec<u8>> {
        let cache_age = self.cache_age.to_string();
        let members = [
            ("type", Some(self.kind)),
            ("version", Some(self.version)),
            ("title", Some(self.title.as_str())),
            ("author_name", self.author_name.as_deref()),
            ("provider_name", Some(&self.provider_name)),
            ("provider_url", Some(self.provider_url.as_str())),
            ("cache_age", Some(&cache_age)),
            ("url", Some(self.url.as_str())),
            ("description", Some(&self.description)),
        ];
        document("oembed", &[], |xml| {
            for (name, value) in members {
                value.map_or(Ok(()), |value| text(xml, name, value))?;
            }
            let Some(Thumbnail { url, width, height }) = &self.thumbnail else { return Ok(()) };
            text(xml, "thumbnail_url", url)?;
            text(xml, "thumbnail_width", &width.to_string())?;
            text(xml, "thumbnail_height", &height.to_string())
        })
    }
}

/// Links that say where an article is told of so, as values of `Link` (oEmbed, section 4; RFC 8288).
pub(crate) fn discovery(server: &Url, article: &str) -> [String; 2] {
    Format::ALL.map(|format| {
        let query = [("url", article), ("format", format.name())];
        let query = Serializer::new(String::new()).extend_pairs(query).finish();
        format!(r#"<{}?{query}>; rel="alternate"; type="{}""#, server.join("oembed"), format.discovered_as())
    })
}
