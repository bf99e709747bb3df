//! Which media type an answer has (RFC 9110, section 12.5.1).

use crate::answer::MediaType;
use crate::http::accept::{NAMED, preference};

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::MediaType::*;

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
