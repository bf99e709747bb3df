//! How an answer is made, and goes out to whoever asks the same.

use std::time::Duration;

use actix_http::ResponseHead;
use actix_http::encoding::Encoder;
use actix_web::body::to_bytes;
use actix_web::http::StatusCode;
use actix_web::http::header::{AGE, CONTENT_ENCODING, CONTENT_TYPE, ContentEncoding, ETAG, HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};

use super::response::Rendered;
use crate::answer::Answer;
use crate::http::caching::{entity_tag, is_unchanged};

impl Answer {
    /// What is answered to a request that no cache outside may keep.
    pub(super) fn new(content_type: &'static str, rendered: Rendered, headers: Vec<(HeaderName, HeaderValue)>) -> Self {
        let content_type = HeaderValue::from_static(content_type);
        Self {
            content_type,
            coding: ContentEncoding::Identity,
            headers,
            etag: None,
            modified: None,
            body: rendered.body.into(),
        }
    }

    /// Gives it a name, by which a client can ask whether it holds it already.
    pub(in crate::http) fn named(mut self) -> Self {
        let tag = entity_tag(self.content_type.to_str().unwrap_or_default(), &self.body);
        if let Ok(value) = HeaderValue::from_str(&tag.to_string()) {
            self.headers.push((ETAG, value));
        }
        Self { etag: Some(tag), ..self }
    }

    /// The same, compressed; none where that fails.
    pub(in crate::http) async fn coded(&self, coding: ContentEncoding) -> Option<Self> {
        let mut head = ResponseHead::new(StatusCode::OK);
        let body = to_bytes(Encoder::response(coding, &mut head, self.body.clone())).await.ok()?;
        Some(Self { coding, body, ..self.clone() })
    }

    /// The answer to one who asks. `age` is how old the counts in it are.
    pub(in crate::http) fn respond(&self, http: &HttpRequest, age: Option<Duration>) -> HttpResponse {
        let is_held = is_unchanged(http, self.etag.as_ref(), self.modified);
        let mut answer = if is_held {
            HttpResponse::new(StatusCode::NOT_MODIFIED)
        } else {
            HttpResponse::with_body(StatusCode::OK, self.body.clone()).map_into_boxed_body()
        };
        let headers = answer.headers_mut();
        if !is_held {
            headers.insert(CONTENT_TYPE, self.content_type.clone());
            if self.coding != ContentEncoding::Identity {
                headers.insert(CONTENT_ENCODING, HeaderValue::from_static(self.coding.as_str()));
            }
        }
        for (name, value) in &self.headers {
            headers.append(name.clone(), value.clone());
        }
        // So that caches outside do not begin to count anew (RFC 9111, section 5.1).
        if let Some(age) = age.filter(|age| age.as_secs() > 0 && self.etag.is_some()) {
            headers.insert(AGE, HeaderValue::from(age.as_secs()));
        }
        answer
    }
}
