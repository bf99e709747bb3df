//! Addresses of what is somewhere else now: records that were renamed or merged.

use std::fmt::Write as _;

use actix_web::HttpResponse;
use actix_web::http::header::LOCATION;

use super::caching::NO_STORE;

/// Sends a client on for good, with the method it came by (RFC 9110, section 15.4.9). `place` is relative to the address
/// that was asked for. Caches keep nothing of it: a name can be taken into use again.
pub(super) fn moved(place: &str) -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((LOCATION, encoded(place))).insert_header(NO_STORE).finish()
}

/// The text as an address has it, where only signs beyond ASCII need it (RFC 3986, section 2.1).
fn encoded(place: &str) -> String {
    let mut address = String::with_capacity(place.len());
    for byte in place.bytes() {
        if byte.is_ascii() {
            address.push(char::from(byte));
        } else {
            // Writing to a text does not fail.
            let _ = write!(address, "%{byte:02X}");
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_name_is_encoded() {
        assert_eq!(encoded("../沈-a/visits"), "../%E6%B2%88-a/visits");
    }
}
