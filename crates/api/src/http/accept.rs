//! The header `Accept`: which media types a client can read, and how gladly (RFC 9110, section 12.5.1).

use actix_web::HttpRequest;
use actix_web::http::header::ACCEPT;

/// How exactly a range of the header meets a media type; the most exact one counts.
pub const NAMED: u8 = 3;
const SUBTYPE_WILDCARD: u8 = 2;
const WILDCARD: u8 = 1;

/// One of the media ranges that a client names.
pub struct Range<'a> {
    kind: &'a str,
    subtype: &'a str,
    parameters: Vec<(&'a str, &'a str)>,
    /// In thousandths, as the header has at most three decimals.
    quality: u16,
}

/// How a client likes a media type; the default is not at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Preference {
    /// How exactly it was named.
    pub precision: u8,
    /// In thousandths; 0 is a refusal.
    pub quality: u16,
}

impl Preference {
    /// Whether the client can read it at all.
    pub fn accepted(self) -> bool {
        self.quality > 0
    }
}

impl<'a> Range<'a> {
    /// The value of a parameter of the media type.
    pub fn parameter(&self, name: &str) -> Option<&'a str> {
        self.parameters.iter().find(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    }

    /// How it likes a media type; nothing when it does not speak of it.
    pub fn preference(&self, kind: &str, subtype: &str) -> Option<Preference> {
        let precision = match (self.kind, self.subtype) {
            ("*", "*") => WILDCARD,
            (range_kind, "*") if range_kind.eq_ignore_ascii_case(kind) => SUBTYPE_WILDCARD,
            _ if self.kind.eq_ignore_ascii_case(kind) && self.subtype.eq_ignore_ascii_case(subtype) => NAMED,
            _ => return None,
        };
        Some(Preference { precision, quality: self.quality })
    }
}

/// The whole header: a list may come in several lines of the same name (RFC 9110, section 5.3).
pub fn of(http: &HttpRequest) -> String {
    let lines: Vec<&str> = http.headers().get_all(ACCEPT).filter_map(|value| value.to_str().ok()).collect();
    lines.join(",")
}

/// Its ranges. One that is malformed, or asks for another charset than UTF-8, says nothing.
pub fn ranges(accept: &str) -> impl Iterator<Item = Range<'_>> {
    accept.split(',').filter_map(range)
}

/// How the client likes a media type.
pub fn preference(accept: &str, kind: &str, subtype: &str) -> Preference {
    ranges(accept)
        .filter_map(|range| range.preference(kind, subtype))
        .max_by_key(|preference| (preference.precision, preference.quality))
        .unwrap_or_default()
}

fn range(text: &str) -> Option<Range<'_>> {
    let mut parts = text.split(';').map(str::trim);
    let (kind, subtype) = parts.next()?.split_once('/')?;
    let (mut quality, mut parameters) = (1000, Vec::new());
    for (name, value) in parts.filter_map(|parameter| parameter.split_once('=')) {
        let (name, value) = (name.trim(), value.trim());
        if name.eq_ignore_ascii_case("q") {
            quality = thousandths(value)?;
        } else if name.eq_ignore_ascii_case("charset") && !is_utf8(value) {
            return None;
        } else {
            parameters.push((name, value.trim_matches('"')));
        }
    }
    Some(Range { kind, subtype, parameters, quality })
}

/// Whether the value of a `charset` parameter means UTF-8, the only encoding spoken here.
pub fn is_utf8(charset: &str) -> bool {
    let charset = charset.trim().trim_matches('"');
    charset.eq_ignore_ascii_case("utf-8") || charset.eq_ignore_ascii_case("utf8")
}

/// A weight, `0.5`; nothing where it is malformed (RFC 9110, section 12.4.2).
pub(super) fn thousandths(quality: &str) -> Option<u16> {
    let (whole, decimals) = quality.split_once('.').unwrap_or((quality, ""));
    if decimals.len() > 3 || !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let decimals: u16 = format!("{decimals:0<3}").parse().ok()?;
    match (whole, decimals) {
        ("0", decimals) => Some(decimals),
        ("1", 0) => Some(1000),
        _ => None,
    }
}
