use std::time::SystemTime;

use actix_web::HttpRequest;
use actix_web::http::header::{CACHE_CONTROL, HeaderName, HeaderValue, HttpDate};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use shanghaidoctor_persistence::Upload;

use super::bad;
use crate::http::problem::Problem;

/// The version of the protocol.
pub(super) const VERSION: &str = "1.0.0";

pub(super) const RESUMABLE: (&str, &str) = ("tus-resumable", VERSION);
pub(super) const VERSIONS: (&str, &str) = ("tus-version", VERSION);
pub(super) const EXTENSIONS: (&str, &str) = ("tus-extension", "creation,expiration,termination,checksum");
pub(super) const MAX_SIZE: &str = "tus-max-size";
pub(super) const OFFSET: &str = "upload-offset";
pub(super) const UPLOAD_LENGTH: &str = "upload-length";
pub(super) const METADATA: &str = "upload-metadata";
const EXPIRES: &str = "upload-expires";

/// The most bytes that a sender may say of a file.
const LONGEST_METADATA: usize = 4096;

/// The value of a header; none where it is no text.
pub(super) fn text<'h>(http: &'h HttpRequest, name: &str) -> Option<&'h str> {
    http.headers().get(name)?.to_str().ok()
}

/// The number in a header.
pub(super) fn number(http: &HttpRequest, name: &str) -> Result<Option<u64>, Problem> {
    let Some(value) = http.headers().get(name) else { return Ok(None) };
    let digits = value.to_str().ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    let number = digits.and_then(|digits| digits.parse().ok());
    number.map(Some).ok_or_else(|| bad(format!("`{name}` must be a whole number of bytes, 0 or more.")))
}

/// What the sender says of a file, as it was sent: pairs of a name and a value in base64 (tus 1.0, "Upload-Metadata").
pub(super) fn metadata(http: &HttpRequest) -> Result<Option<String>, Problem> {
    let Some(given) = http.headers().get(METADATA) else { return Ok(None) };
    let wrong =
        || bad("`Upload-Metadata` must be pairs like `filename d29ybGQ=`, separated by commas, 4096 bytes at most.");
    let text = given.to_str().ok().filter(|text| text.len() <= LONGEST_METADATA).ok_or_else(wrong)?;
    let is_pair = |pair: &str| {
        let (name, value) = pair.trim().split_once(' ').unwrap_or((pair.trim(), ""));
        !name.is_empty() && STANDARD.decode(value.trim()).is_ok()
    };
    if text.trim().is_empty() || !text.split(',').all(is_pair) {
        return Err(wrong());
    }
    Ok(Some(text.to_owned()))
}

/// When a file is taken away (tus 1.0, "Upload-Expires").
pub(super) fn expires(upload: &Upload) -> (&'static str, String) {
    let moment = SystemTime::from(chrono::DateTime::from(upload.expires_at));
    (EXPIRES, HttpDate::from(moment).to_string())
}

pub(super) fn value((name, value): (&'static str, &'static str)) -> (HeaderName, HeaderValue) {
    (HeaderName::from_static(name), HeaderValue::from_static(value))
}

pub(super) fn no_store() -> (HeaderName, HeaderValue) {
    (CACHE_CONTROL, HeaderValue::from_static("no-store"))
}
