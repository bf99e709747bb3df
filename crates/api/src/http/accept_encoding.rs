//! The header `Accept-Encoding`: which codings a client can read (RFC 9110, section 12.5.3). The middleware that
//! compresses chooses by it, but does not see that `*` allows a coding where none at all is forbidden, and what it refuses
//! is no answer of ours. So both are seen to here, before it and behind it.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, HttpResponse};

use super::accept::thousandths;
use super::problem::Problem;
use super::request_log::named;

/// What is spoken here, best first.
const CODINGS: [&str; 4] = ["br", "zstd", "gzip", "deflate"];

/// No coding at all.
const IDENTITY: &str = "identity";

/// Stands for all codings that are not named.
const ANY: &str = "*";

/// What comes of the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    /// The client can read what has no coding; whether it would rather have another is for the middleware to say.
    Free,
    /// It can read this coding, and not what has none.
    Only(&'static str),
    /// Nothing that there is here.
    Nothing,
}

/// Marks a request that nothing can be answered to.
#[derive(Clone, Copy)]
struct Unreadable;

/// Before the middleware that compresses: leaves it the coding that there has to be, or nothing to choose.
pub(super) async fn choose<B: MessageBody>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    match header(request.headers()).map_or(Choice::Free, |header| chosen(&header)) {
        Choice::Free => {}
        Choice::Only(coding) => {
            request.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static(coding));
        }
        Choice::Nothing => {
            request.headers_mut().remove(ACCEPT_ENCODING);
            request.extensions_mut().insert(Unreadable);
        }
    }
    next.call(request).await
}

/// Behind it, where an error gets its form and its headers: says which codings there are. The answer has none, and most
/// clients that forbid that can read it all the same.
pub(super) async fn refuse(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let is_unreadable = request.extensions().get::<Unreadable>().is_some();
    if is_unreadable {
        let detail =
            "Accept br, zstd, gzip or deflate, or an answer without a coding: `Accept-Encoding: gzip, identity`.";
        let problem = Problem::new(StatusCode::NOT_ACCEPTABLE, detail).header("vary", "Accept-Encoding");
        let problem = named(request.request(), problem);
        // As an answer and not as an error, so that the layers around see it as any other.
        return Ok(request.into_response(HttpResponse::from_error(problem)));
    }
    Ok(next.call(request).await?.map_into_boxed_body())
}

/// The whole header, which may come in several lines (RFC 9110, section 5.3); nothing where there is none.
fn header(headers: &HeaderMap) -> Option<String> {
    let lines: Vec<&str> = headers.get_all(ACCEPT_ENCODING).filter_map(|line| line.to_str().ok()).collect();
    (!lines.is_empty()).then(|| lines.join(","))
}

/// What has no coding is readable unless `identity;q=0` says otherwise, or `*;q=0` where `identity` is not named. A coding
/// is readable where it is named, or else `*` is, and its weight is not 0.
fn chosen(header: &str) -> Choice {
    let items: Vec<(&str, u16)> = header.split(',').filter_map(item).collect();
    let named =
        |coding: &str| items.iter().find(|(name, _)| name.eq_ignore_ascii_case(coding)).map(|(_, weight)| *weight);
    let weight = |coding: &str| named(coding).or_else(|| named(ANY));
    if weight(IDENTITY) != Some(0) {
        return Choice::Free;
    }
    let readable = CODINGS.into_iter().rev().filter(|coding| weight(coding).is_some_and(|weight| weight > 0));
    readable.max_by_key(|coding| weight(coding)).map_or(Choice::Nothing, Choice::Only)
}

/// One of the codings that are named, and its weight in thousandths. One that is malformed says nothing.
fn item(text: &str) -> Option<(&str, u16)> {
    let (coding, weight) = text.split_once(';').map_or((text, None), |(coding, weight)| (coding, Some(weight)));
    let weight = match weight {
        None => 1000,
        Some(weight) => {
            let (name, value) = weight.split_once('=')?;
            name.trim().eq_ignore_ascii_case("q").then(|| thousandths(value.trim()))??
        }
    };
    Some((coding.trim(), weight))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_coding_can_be_read_unless_that_is_forbidden() {
        for header in
            ["", "gzip", "compress", "gzip;q=0", "*", "*;q=0, identity", "*;q=0, identity;q=0.1", "identity;q=x"]
        {
            assert_eq!(chosen(header), Choice::Free, "{header}");
        }
    }

    #[test]
    fn where_it_is_forbidden_a_coding_is_chosen_that_is_not() {
        for (header, expected) in [
            ("identity;q=0, gzip", Choice::Only("gzip")),
            ("identity;q=0, gzip;q=0.5, zstd;q=0.9", Choice::Only("zstd")),
            ("identity;q=0, *", Choice::Only("br")),
            ("Identity ; Q=0.000 , * ; q=0.5, br;q=0", Choice::Only("zstd")),
            ("*;q=0, gzip;q=0.1", Choice::Only("gzip")),
            ("identity;q=0", Choice::Nothing),
            ("*;q=0", Choice::Nothing),
            ("gzip;q=0, *;q=0", Choice::Nothing),
            ("identity;q=0, compress", Choice::Nothing),
        ] {
            assert_eq!(chosen(header), expected, "{header}");
        }
    }
}
