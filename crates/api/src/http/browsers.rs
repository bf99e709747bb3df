//! What browsers are told on every answer: who may read it, and what it may not be used for.

use actix_cors::{Cors, CorsError};
use actix_web::Error;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use actix_web::middleware::DefaultHeaders;
use anyhow::Context as _;
use shanghaidoctor_domain::Url;

use super::problem::Problem;
use crate::config::WebSettings;

/// What a page may read of an answer beside its body and the headers that are always open to it.
const EXPOSED: [&str; 17] = [
    "etag",
    "graphql-cost",
    "link",
    "x-request-id",
    "location",
    "tus-checksum-algorithm",
    "tus-extension",
    "tus-max-size",
    "tus-resumable",
    "tus-version",
    "upload-expires",
    "upload-length",
    "upload-metadata",
    "upload-offset",
    "retry-after",
    "ratelimit",
    "ratelimit-policy",
];

/// For how many seconds a browser may remember what it was allowed; none remembers longer than a day.
const REMEMBERED: usize = 86_400;

/// Which pages may read answers in a browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Browsers {
    /// The origins of these pages; `None` lets all pages.
    origins: Option<Vec<String>>,
    credentials: bool,
    /// The origin of this server's own pages.
    own: String,
    /// Whether the world reaches this server by TLS alone.
    secure: bool,
}

impl Browsers {
    /// As the settings say; an unsafe one is refused.
    pub fn new(settings: &WebSettings, public_url: &Url) -> anyhow::Result<Self> {
        let origins = origins(&settings.cors_origins)?;
        anyhow::ensure!(
            origins.is_some() || !settings.cors_credentials,
            "CORS_CREDENTIALS would let every page act as its reader: name the origins in CORS_ORIGINS instead of `*`"
        );
        let own = url::Url::parse(public_url.as_str())?.origin().ascii_serialization();
        let secure = public_url.as_str().starts_with("https:");
        Ok(Self { origins, credentials: settings.cors_credentials, own, secure })
    }

    /// Answers preflight requests, and lets the pages of the listed origins read.
    pub(super) fn cors(&self) -> Cors {
        let cors = Cors::default()
            .allowed_methods(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
            .allow_any_header()
            .expose_headers(EXPOSED)
            .max_age(REMEMBERED)
            // It would take the names of other headers away; `vary` tells this one with them.
            .disable_vary_header();
        let cors = match &self.origins {
            // The same for every page, so caches need not keep an answer for each.
            None => cors.allow_any_origin().send_wildcard(),
            Some(origins) => origins.iter().fold(cors, |cors, origin| cors.allowed_origin(origin)),
        };
        if self.credentials { cors.supports_credentials() } else { cors }
    }

    /// Whether an answer tells which page may read it, so that caches must keep one for each.
    pub(super) const fn tells_pages_apart(&self) -> bool {
        self.origins.is_some()
    }

    /// Whether pages of this origin may read what comes over a WebSocket, of which browsers themselves ask nobody.
    pub(super) fn may_read(&self, origin: &str) -> bool {
        origin == self.own || self.origins.as_ref().is_none_or(|origins| origins.iter().any(|listed| listed == origin))
    }

    /// Whether a request with cookies may act for whoever is signed in: it comes from a page of this server, or of a listed
    /// origin that may send credentials, or from nobody's page.
    pub(super) fn may_act(&self, origin: Option<&str>, site: Option<&str>) -> bool {
        match (origin, site) {
            (Some(origin), _) => {
                let listed = self.origins.iter().flatten().any(|listed| listed == origin);
                origin == self.own || self.credentials && listed
            }
            (None, Some(site)) => matches!(site, "same-origin" | "none"),
            (None, None) => false,
        }
    }

    /// Headers of every answer that does not set its own.
    pub(super) fn headers(&self) -> DefaultHeaders {
        let headers = DefaultHeaders::new()
            .add((X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .add((REFERRER_POLICY, "no-referrer"))
            .add((CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"))
            // For browsers that do not know `frame-ancestors`.
            .add((X_FRAME_OPTIONS, "DENY"))
            // Pictures are shown on the pages of others, also where these are isolated.
            .add(("cross-origin-resource-policy", "cross-origin"));
        let headers = match self.origins {
            // Also where nobody asked: a cache shows what it has to those who do.
            None => headers.add((ACCESS_CONTROL_ALLOW_ORIGIN, "*")),
            Some(_) => headers,
        };
        if self.secure { headers.add((STRICT_TRANSPORT_SECURITY, "max-age=31536000")) } else { headers }
    }
}

/// Why a preflight request was refused, in the form that all problems have.
pub(super) fn refused_preflight(error: &Error) -> Option<Problem> {
    let refused = error.as_error::<CorsError>()?;
    Some(Problem::new(StatusCode::FORBIDDEN, format!("{refused}. This server's setting is CORS_ORIGINS.")))
}

fn origins(setting: &str) -> anyhow::Result<Option<Vec<String>>> {
    if setting.trim() == "*" {
        return Ok(None);
    }
    let origins = setting.split(',').map(str::trim).filter(|origin| !origin.is_empty());
    let origins = origins.map(|origin| {
        let url = url::Url::parse(origin).with_context(|| format!("CORS_ORIGINS: `{origin}`"))?;
        let known = url.origin();
        anyhow::ensure!(
            known.is_tuple() && known.ascii_serialization() == origin,
            "CORS_ORIGINS: `{origin}` is no origin: write it as a browser does, like `https://example.org`"
        );
        Ok(origin.to_owned())
    });
    Ok(Some(origins.collect::<anyhow::Result<_>>()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_written_as_browsers_write_them() {
        assert_eq!(origins(" * ").unwrap(), None);
        assert_eq!(origins("").unwrap(), Some(vec![]));
        let listed = origins("https://example.org, http://localhost:3000").unwrap().unwrap();
        assert_eq!(listed, ["https://example.org", "http://localhost:3000"]);
        for wrong in
            ["example.org", "https://example.org/", "https://Example.org", "https://a.org,*", "null", "file:///x"]
        {
            assert!(origins(wrong).unwrap_err().to_string().contains("CORS_ORIGINS"), "{wrong}");
        }
    }
}
