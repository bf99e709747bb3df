//! What caches may keep, by which name they ask whether it still holds, and by which tags they drop it.

use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, ETAG, EntityTag, Header as _, HeaderName, HeaderValue, HttpDate, IF_NONE_MATCH, IfModifiedSince,
    IfNoneMatch,
};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use twox_hash::XxHash3_128;

use crate::config::WebSettings;
use crate::tags::{self, Tag};

/// As Cloudflare and Google read tags.
const CACHE_TAG: HeaderName = HeaderName::from_static("cache-tag");

/// As Fastly and Varnish read them.
const SURROGATE_KEY: HeaderName = HeaderName::from_static("surrogate-key");

/// How long answers to queries are kept, and under how many tags.
#[derive(Clone, Debug)]
pub struct Caching {
    control: String,
    tag_bytes: usize,
}

impl Caching {
    /// As the settings say.
    pub fn new(settings: &WebSettings) -> Self {
        let WebSettings { cache_max_age: age, cache_stale_while_revalidate: stale, cache_tag_bytes, .. } = settings;
        let control = format!("public, max-age={age}, stale-while-revalidate={stale}");
        Self { control, tag_bytes: usize::from(*cache_tag_bytes) }
    }

    /// The headers that let caches keep an answer, and drop it by its tags.
    pub(super) fn headers(&self, tags: &[Tag]) -> Vec<(HeaderName, HeaderValue)> {
        let tags = tags::within(tags, self.tag_bytes);
        let joined = |between| HeaderValue::from_str(&tags.join(between)).ok().filter(|value| !value.is_empty());
        let named = [
            (CACHE_CONTROL, HeaderValue::from_str(&self.control).ok()),
            (CACHE_TAG, joined(",")),
            (SURROGATE_KEY, joined(" ")),
        ];
        named.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }
}

/// The name of these very bytes, seen as one media type. It is weak: the same answer goes out compressed in several ways,
/// and a strong one would have to differ for each (RFC 9110, section 8.8.3.3). It is the same on every node.
pub(super) fn entity_tag(media_type: &str, body: &[u8]) -> EntityTag {
    let seed = XxHash3_128::oneshot(media_type.as_bytes());
    let hash = XxHash3_128::oneshot_with_seed(seed as u64, body);
    EntityTag::new_weak(format!("{hash:032x}"))
}

/// Completes an answer that a client may hold already: then it is told so, without the body (RFC 9110, section 15.4.5).
pub(super) fn revalidated(
    mut answer: HttpResponseBuilder,
    http: &HttpRequest,
    media_type: &str,
    body: impl Into<Bytes>,
) -> HttpResponse {
    let body = body.into();
    let tag = entity_tag(media_type, &body);
    answer.insert_header((ETAG, tag.to_string()));
    if is_held(http, &tag) {
        return answer.status(StatusCode::NOT_MODIFIED).finish();
    }
    answer.content_type(media_type).body(body)
}

/// Whether the client has what this tag names (RFC 9110, section 13.1.2).
pub(super) fn is_held(http: &HttpRequest, tag: &EntityTag) -> bool {
    if !http.headers().contains_key(IF_NONE_MATCH) {
        return false;
    }
    match IfNoneMatch::parse(http) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|held| held.weak_eq(tag)),
        Err(_) => false,
    }
}

/// Whether the client has what is known by these: a tag says more than a date, which is asked for without one alone (RFC
/// 9110, section 13.2.2).
pub(super) fn is_unchanged(http: &HttpRequest, tag: Option<&EntityTag>, modified: Option<HttpDate>) -> bool {
    match (tag, modified) {
        (Some(tag), _) if http.headers().contains_key(IF_NONE_MATCH) => is_held(http, tag),
        (_, Some(modified)) => IfModifiedSince::parse(http).is_ok_and(|since| modified <= since.0),
        (_, None) => false,
    }
}

/// For what no cache may keep.
pub(super) const NO_STORE: (HeaderName, HeaderValue) = (CACHE_CONTROL, HeaderValue::from_static("no-store"));
