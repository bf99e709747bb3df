//! An answer to a query without an error, or to an address that a query of the server's own answers, as bytes and headers: what is sent to whoever asks the same, and what is kept
//! until then. How it is made and sent is the business of `http/graphql/answer.rs`.

use actix_web::http::header::{ContentEncoding, EntityTag, HeaderName, HeaderValue, HttpDate};
use actix_web::web::Bytes;

/// A media type that an answer can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MediaType {
    /// `application/graphql-response+json`: the status code tells whether the request was executed.
    GraphqlResponse,
    /// `application/json`, for older clients: the status is 200 for every well-formed request.
    Json,
    /// RSS 2.0.
    Rss,
    /// Atom 1.0 (RFC 4287).
    Atom,
    /// JSON Feed 1.1.
    JsonFeed,
    /// XML of other kinds.
    Xml,
    /// XML of protocols whose rules know it by its first name (oEmbed).
    TextXml,
}

impl MediaType {
    /// The value of `Content-Type`.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
            Self::Rss => "application/rss+xml; charset=utf-8",
            Self::Atom => "application/atom+xml; charset=utf-8",
            Self::JsonFeed => "application/feed+json; charset=utf-8",
            Self::Xml => "application/xml; charset=utf-8",
            Self::TextXml => "text/xml; charset=utf-8",
        }
    }
}

/// The headers and the body of an answer.
#[derive(Clone)]
pub struct Answer {
    pub(crate) content_type: HeaderValue,
    pub(crate) coding: ContentEncoding,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    /// Its name, where the client may ask whether what it holds is still this.
    pub(crate) etag: Option<EntityTag>,
    /// When anything that it could be made of changed last, where the client may ask by that.
    pub(crate) modified: Option<HttpDate>,
    pub(crate) body: Bytes,
}

impl Answer {
    /// About the bytes of memory that it takes.
    pub(crate) fn weight(&self) -> u64 {
        let headers = self.headers.iter().map(|(name, value)| name.as_str().len() + value.len());
        (self.body.len() + headers.sum::<usize>() + size_of::<Self>()) as u64
    }
}
