//! Which media type an answer has (RFC 9110, section 12.5.1).

/// A media type that a GraphQL answer can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaType {
    /// `application/graphql-response+json`: the status code tells whether the request was executed.
    GraphqlResponse,
    /// `application/json`, for older clients: the status is 200 for every well-formed request.
    Json,
}

impl MediaType {
    /// The value of `Content-Type`.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }
}

/// The media type that `accept` prefers, or nothing when it accepts neither.
///
/// A client that has no preference (no header, or a wildcard) gets `application/json`. The GraphQL-over-HTTP draft asks
/// for `application/graphql-response+json` without the header, but its audits and the clients that send none rely on
/// the older type.
pub fn negotiate(accept: Option<&str>) -> Option<MediaType> {
    let Some(accept) = accept.filter(|accept| !accept.trim().is_empty()) else { return Some(MediaType::Json) };
    let graphql = preference(accept, "application", "graphql-response+json");
    let json = preference(accept, "application", "json");
    if !graphql.accepted() && !json.accepted() {
        return None;
    }
    // Named both alike, the newer type wins; by wildcards alone, the older one.
    let newer = (graphql.quality, graphql.precision) >= (json.quality, json.precision) && graphql.precision == NAMED;
    Some(if newer || !json.accepted() { MediaType::GraphqlResponse } else { MediaType::Json })
}

/// Whether a browser asks: it names `text/html` and would rather have that than JSON.
pub fn prefers_html(accept: Option<&str>) -> bool {
    let Some(accept) = accept else { return false };
    let html = preference(accept, "text", "html");
    let json = preference(accept, "application", "json");
    let graphql = preference(accept, "application", "graphql-response+json");
    html.precision == NAMED && html.accepted() && html.quality >= json.quality.max(graphql.quality)
}

/// How exactly a range of the header meets a media type; the most exact one counts.
const NAMED: u8 = 3;
const SUBTYPE_WILDCARD: u8 = 2;
const WILDCARD: u8 = 1;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Preference {
    precision: u8,
    /// In thousandths, as the header has at most three decimals.
    quality: u16,
}

impl Preference {
    fn accepted(self) -> bool {
        self.quality > 0
    }
}

fn preference(accept: &str, kind: &str, subtype: &str) -> Preference {
    accept
        .split(',')
        .filter_map(|range| range_preference(range, kind, subtype))
        .max_by_key(|preference| (preference.precision, preference.quality))
        .unwrap_or_default()
}

/// A range that is malformed, or asks for another charset than UTF-8, says nothing.
fn range_preference(range: &str, kind: &str, subtype: &str) -> Option<Preference> {
    let mut parts = range.split(';').map(str::trim);
    let (range_kind, range_subtype) = parts.next()?.split_once('/')?;
    let precision = match (range_kind, range_subtype) {
        ("*", "*") => WILDCARD,
        (range_kind, "*") if range_kind.eq_ignore_ascii_case(kind) => SUBTYPE_WILDCARD,
        _ if range_kind.eq_ignore_ascii_case(kind) && range_subtype.eq_ignore_ascii_case(subtype) => NAMED,
        _ => return None,
    };
    let mut quality = 1000;
    for (name, value) in parts.filter_map(|parameter| parameter.split_once('=')) {
        match name.trim().to_ascii_lowercase().as_str() {
            "q" => quality = thousandths(value.trim())?,
            "charset" if !is_utf8(value) => return None,
            _ => {}
        }
    }
    Some(Preference { precision, quality })
}

/// Whether the value of a `charset` parameter means UTF-8, the only encoding spoken here.
pub fn is_utf8(charset: &str) -> bool {
    let charset = charset.trim().trim_matches('"');
    charset.eq_ignore_ascii_case("utf-8") || charset.eq_ignore_ascii_case("utf8")
}

fn thousandths(quality: &str) -> Option<u16> {
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

#[cfg(test)]
mod tests {
    use super::{MediaType::*, *};

    #[test]
    fn the_client_that_does_not_choose_gets_plain_json() {
        for accept in [None, Some(""), Some(" "), Some("*/*"), Some("application/*"), Some("text/html, */*;q=0.1")] {
            assert_eq!(negotiate(accept), Some(Json), "{accept:?}");
        }
    }

    #[test]
    fn the_highest_quality_wins_and_the_newer_type_on_a_tie() {
        let cases = [
            ("application/graphql-response+json", Some(GraphqlResponse)),
            ("application/json", Some(Json)),
            ("APPLICATION/JSON ; Charset=\"UTF-8\"", Some(Json)),
            ("application/json, application/graphql-response+json", Some(GraphqlResponse)),
            (
                "application/graphql-response+json; charset=utf-8, application/json; charset=utf-8",
                Some(GraphqlResponse),
            ),
            ("application/graphql-response+json;q=0.9, application/json", Some(Json)),
            ("application/graphql-response+json, application/json;q=0.9", Some(GraphqlResponse)),
            ("application/json, */*", Some(Json)),
            ("application/graphql-response+json, */*", Some(GraphqlResponse)),
            ("application/graphql-response+json;q=0.5, */*", Some(Json)),
            ("application/json;q=0, */*", Some(GraphqlResponse)),
            ("application/json;q=0, application/graphql-response+json;q=0.001", Some(GraphqlResponse)),
            ("application/json;q=0", None),
            ("*/*;q=0", None),
            ("text/html", None),
            ("application/json; charset=utf-16", None),
            ("application/json;q=7", None),
            ("application/json;q=0.1234, nonsense, application/json;q=0.2", Some(Json)),
        ];
        for (accept, expected) in cases {
            assert_eq!(negotiate(Some(accept)), expected, "{accept}");
        }
    }

    #[test]
    fn a_browser_is_known_by_its_wish_for_html() {
        assert!(prefers_html(Some("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")));
        assert!(prefers_html(Some("text/html")));
        assert!(!prefers_html(Some("application/json, text/html;q=0.5")));
        assert!(!prefers_html(Some("*/*")));
        assert!(!prefers_html(None));
    }
}
